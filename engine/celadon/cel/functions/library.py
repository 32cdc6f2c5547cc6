"""How functions are declared: a library has functions, a function has overloads, an overload has a Python implementation."""

from collections.abc import Callable, Iterable
from typing import Any, final

from celadon.cel.syntax.nodes import Call, Node
from celadon.cel.types import BOOL, STRING, Type, list_of

Implementation = Callable[..., Any]
"""Takes the receiver (if any) and the arguments in order, all of them known values of the declared types; returns the value.

Raises `Failure` with a message in CEL terms. Lists may come as list or tuple, maps as dict or another Mapping; neither may be changed.
May return an `Unknown`. Must not keep state between calls.
"""


Inspection = Callable[[Call], Iterable[tuple[Node, str, str]]]
"""Looks at a checked call before it ever runs, at constant patterns for example; yields node, message and hint of what cannot work."""


@final
class Overload:
    """One signature of a function."""

    __slots__ = ("id", "implementation", "inspect", "member", "params", "result", "sized", "type_params")

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
        """Give an id that is unique in the library. `member`: called as `a.f(b)`, the receiver is the first parameter.

        `sized`: the result may be longer than the arguments together; its size is checked and charged.
        `inspect`: what can be said of a call when it is checked.
        """
        self.id = id_
        self.params = tuple(params)
        self.result = result
        self.implementation = implementation
        self.member = member
        self.sized = sized
        self.inspect = inspect
        self.type_params = tuple(sorted(_type_params((*self.params, result))))

    def signature(self, name: str) -> str:
        """Write it as in the documentation: `string.startsWith(string) -> bool`."""
        texts = [param.text for param in self.params]
        if self.member:
            return f"{texts[0]}.{name}({', '.join(texts[1:])}) -> {self.result.text}"
        return f"{name}({', '.join(texts)}) -> {self.result.text}"


def _type_params(types: Iterable[Type]) -> set[str]:
    found: set[str] = set()
    for type_ in types:
        if type_.kind == "param":
            found.add(type_.name)
        found |= _type_params(type_.params)
    return found


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

    def judge_one(text: str, other: str) -> bool:
        return judge(text, (other,))

    return Function(
        name,
        [
            Overload(f"string_{name}_list", (STRING, list_of(STRING)), BOOL, judge, member=True, inspect=inspect),
            Overload(f"string_{name}_string", (STRING, STRING), BOOL, judge_one, member=True, inspect=inspect),
        ],
        doc,
        example,
    )
