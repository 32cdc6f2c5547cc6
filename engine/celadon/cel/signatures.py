"""The shape of a function: what it takes, what it gives, and the Python that does it. Libraries declare them; checked calls hold them."""

from collections.abc import Callable, Iterable
from typing import Any

from celadon.cel.types import Type

Implementation = Callable[..., Any]
"""Takes the receiver (if any) and the arguments in order, all of them known values of the declared types; returns the value.

Raises `Failure` with a message in CEL terms. Lists may come as list or tuple, maps as dict or another Mapping; neither may be changed.
May return an `Unknown`. Must not keep state between calls.
"""


class Signature:
    """One way to call a function."""

    __slots__ = ("id", "implementation", "member", "params", "result", "sized", "type_params")

    def __init__(
        self, id_: str, params: Iterable[Type], result: Type, implementation: Implementation, *, member: bool = False, sized: bool = False
    ) -> None:
        """Give an id that is unique in the library. `member`: called as `a.f(b)`, the receiver is the first parameter.

        `sized`: the result may be longer than the arguments together; its size is checked and charged.
        """
        self.id = id_
        self.params = tuple(params)
        self.result = result
        self.implementation = implementation
        self.member = member
        self.sized = sized
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
