"""What an evaluation may cost. Sizes that an expression's text may have are here too, so that all limits are read in one place."""

from typing import final

MAX_SOURCE = 49_152
"""Code points of one expression."""
MAX_DEPTH = 100
"""Levels of nesting in the text: parentheses, brackets, arguments."""
MAX_LEVELS = 150
"""Levels of the tree, in which a chain such as `a + b + c` or `a.b.c` nests too; `&&` and `||` are flat at any length.
Python's own stack allows about twice as many."""
MAX_SIZE = 500_000
"""Code points, bytes or elements of one string, bytes or list that an expression makes."""
ITERATIONS = 1_000_000
"""Steps of a fresh budget: one for each element that a macro looks at, some for long strings and lists that functions look through."""


@final
class Budget:
    """Steps that remain. One budget may be shared by many evaluations; it belongs to one thread at a time."""

    __slots__ = ("iterations", "remaining")

    def __init__(self, iterations: int = ITERATIONS) -> None:
        self.iterations = iterations
        self.remaining = iterations

    def reset(self) -> None:
        """Fill it up again."""
        self.remaining = self.iterations

    @property
    def spent(self) -> int:
        """Steps that were charged since the last reset."""
        return self.iterations - self.remaining
