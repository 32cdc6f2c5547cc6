"""How functions are declared: a library has functions, a function has overloads, an overload has a Python implementation."""

from collections.abc import Callable, Iterable
from typing import final

from celadon.cel.signatures import Implementation, Signature
from celadon.cel.syntax.nodes import Call, Node
from celadon.cel.types import BOOL, STRING, Type, list_of

Inspection = Callable[[Call], Iterable[tuple[Node, str, str]]]
"""Looks at a checked call before it ever runs, at constant patterns for example; yields node, message and hint of what cannot work."""


@final
class Overload(Signature):
    """One signature of a function, and what may be said of its calls before they run."""

    __slots__ = ("inspect",)

    def __init__(
        self,
        id_: str,
        params: Iterable[Type],
        result: Type,
        implementation: Implementation,
        *,
        member: bool = False,
        sized: bool = False,
        inspect: Inspection | None = None,
    ) -> None:
        """Give what a signature needs (see there); `inspect`: what can be said of a call when it is checked."""
        super().__init__(id_, params, result, implementation, member=member, sized=sized)
        self.inspect = inspect


@final
class Function:
    """A name with its overloads, a sentence that says what it means, and an example that is true."""

    __slots__ = ("doc", "example", "name", "overloads")

    def __init__(self, name: str, overloads: Iterable[Overload], doc: str = "", example: str = "") -> None:
        self.name = name
        self.overloads = tuple(overloads)
        self.doc = doc
        self.example = example


@final
class Library:
    """Functions that belong together, documented and versioned as one."""

    __slots__ = ("doc", "functions", "name", "version")

    def __init__(self, name: str, version: int, functions: Iterable[Function], doc: str = "") -> None:
        self.name = name
        self.version = version
        self.functions = tuple(functions)
        self.doc = doc


def one_or_many(
    name: str,
    judge: Callable[[str, Iterable[str]], bool],
    doc: str,
    example: str,
    inspect: Inspection | None = None,
) -> Function:
    """Declare a claim about a text and some texts, which are given as a list or, where there is only one, by itself."""
    return Function(
        name,
        [
            Overload(f"string_{name}_list", (STRING, list_of(STRING)), BOOL, judge, member=True, inspect=inspect),
            Overload(f"string_{name}_string", (STRING, STRING), BOOL, OfOne(judge), member=True, inspect=inspect),
        ],
        doc,
        example,
    )


class OfOne:
    """A claim about a text and some texts, made about one; a class, so that a kept program can name the function behind it."""

    __slots__ = ("judge",)

    def __init__(self, judge: Callable[[str, Iterable[str]], bool]) -> None:
        """Keep the claim."""
        self.judge = judge

    def __call__(self, text: str, other: str) -> bool:
        """Judge."""
        return self.judge(text, (other,))
