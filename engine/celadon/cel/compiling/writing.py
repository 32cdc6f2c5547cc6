"""The writer of generated Python: lines, temporaries, helper functions, constants. It knows nothing of the language.

The invariant that makes generated code safe: text that reaches the source is either a name made here, a name of
`runtime.support`, an attribute that a model declares (checked to be an identifier), or the `repr` of a plain constant.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from celadon.cel.syntax.nodes import Local, Node

MAX_BLOCKS = 6
"""Nested blocks of one generated function; Python allows 20 and each construct takes up to two."""
SPILL_DEPTH = 12
"""Nested levels of one generated expression; Python's parser allows 200 parentheses and each level takes a few."""

Handler = Callable[["Writer", Any], str]
Constant = tuple[Any, ...]
"""Describes an object that generated code needs and that is not a plain constant; `loading` builds it."""


class Writer:
    """Writes the functions of one program. `value` gives the text of an expression, valid at the current place and to be used once."""

    def __init__(self, handlers: Mapping[type[Node], Handler], parameters: Mapping[str, str]) -> None:
        """Give the handler of each class of node, and the parameter that holds each variable."""
        self.handlers = handlers
        self.parameters = parameters
        self.locals: dict[Local, str] = {}
        """The Python names of macro variables in scope."""
        self.doubtful: set[Local] = set()
        """Variables that may hold the UnknownFact that came instead of their value."""
        self.lines: list[str] = []
        self.indent = "  "
        self.blocks = 0
        self.depth = 0
        self.loops = 0
        """Loops around the current place: work in them is charged."""
        self.finished: list[str] = []
        """Helper functions, whole."""
        self.constants: list[Constant] = []
        self._constant_names: dict[Constant, str] = {}
        self._count = 0

    # Names

    def name(self, letter: str = "t") -> str:
        """Make a name that is not in use."""
        self._count += 1
        return f"{letter}{self._count}"

    def constant(self, described: Constant) -> str:
        """Name an object that the loader will build from its description."""
        known = self._constant_names.get(described)
        if known is None:
            known = self._constant_names[described] = f"k{len(self.constants)}"
            self.constants.append(described)
        return known

    def literal(self, value: object) -> str:
        """Write a plain constant."""
        if isinstance(value, float) and not math.isfinite(value):
            return self.constant(("double", repr(value)))
        if value is None or value.__class__ in (bool, str, bytes):
            return repr(value)
        if value.__class__ in (int, float):
            return repr(value) if not repr(value).startswith("-") else f"({value!r})"
        return self.constant(("uint", int(value)))  # type: ignore[call-overload] # the one other class of literals

    # Lines

    def line(self, text: str) -> None:
        """Add a statement."""
        self.lines.append(self.indent + text)

    def keep(self, text: str, letter: str = "t") -> str:
        """Evaluate a text here and now; gives the name of the result."""
        if text.isidentifier():
            return text
        name = self.name(letter)
        self.line(f"{name} = {text}")
        return name

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write an indented block."""
        self.line(head)
        outer = self.indent
        self.indent = outer + " "
        self.blocks += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.indent = outer
        self.blocks -= 1

    def once(self, text: str) -> tuple[str, str]:
        """Name a value within an expression: gives the name, and the text that must be evaluated before the name is used."""
        if text.isidentifier():
            return text, text
        name = self.name()
        return name, f"({name} := {text})"

    # Expressions

    def value(self, node: Node) -> str:
        """Write a node; statements that it needs are added, the text of its value is given."""
        if self.blocks >= MAX_BLOCKS:
            return self.outlined(node)
        self.depth += 1
        text = self.handlers[node.__class__](self, node)
        self.depth -= 1
        if self.depth and self.depth % SPILL_DEPTH == 0:
            return self.keep(text)
        return text

    def aside(self, node: Node, write: Callable[[Node], str] | None = None) -> tuple[str, list[str]]:
        """Write a node for a place that may not be reached: gives its text and the statements that must run before."""
        outer, self.lines = self.lines, []
        outer_indent = self.indent
        self.indent = outer_indent + " "
        self.blocks += 1
        depth, self.depth = self.depth, 1
        text = (write or self.value)(node)
        self.depth = depth
        self.blocks -= 1
        self.indent = outer_indent
        lines, self.lines = self.lines, outer
        return text, lines

    def outlined(self, node: Node) -> str:
        """Write a node as a function of its own, where this one is nested deeply enough."""
        outer = self.lines, self.indent, self.blocks, self.depth
        self.lines, self.indent, self.blocks, self.depth = [], "  ", 0, 0
        name = self.name("h")
        arguments = ", ".join(["b", *self.parameters.values(), *self.locals.values()])
        text = self.value(node)
        self.finished.append("\n".join([f"def {name}({arguments}):", *self.lines, f"  return {text}"]))
        self.lines, self.indent, self.blocks, self.depth = outer
        return f"{name}({arguments})"
