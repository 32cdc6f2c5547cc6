"""From values to the overload that takes them, where the checker could not know."""

from collections.abc import Callable, Iterable
from typing import Any

from celadon.cel.runtime.arithmetic import add, divide, multiply, negate, remainder, subtract
from celadon.cel.runtime.comparing import contains, equal, greater, greater_equal, less, less_equal, unequal
from celadon.cel.runtime.kinds import Objects, accepts, name_of, no_overload
from celadon.cel.runtime.selecting import index, optional_index, size
from celadon.cel.signatures import Signature

OPERATORS: dict[str, Callable[..., Any]] = {
    "_==_": equal,
    "_!=_": unequal,
    "_<_": less,
    "_<=_": less_equal,
    "_>_": greater,
    "_>=_": greater_equal,
    "@in": contains,
    "_+_": add,
    "_-_": subtract,
    "_*_": multiply,
    "_/_": divide,
    "_%_": remainder,
    "_[_]": index,
    "_[?_]": optional_index,
    "-_": negate,
    "size": size,
}
"""Functions that take any values and find out for themselves; the overloads only describe them."""


def choose(name: str, overloads: Iterable[Signature], values: list[Any], objects: Objects, *, member: bool) -> Signature:
    """Find the overload whose parameters take the values. Raises Failure, UnknownFact."""
    for overload in overloads:
        if all(accepts(param, value, objects) for param, value in zip(overload.params, values, strict=True)):
            return overload
    names = [name_of(value, objects) for value in values]
    if member:
        raise no_overload(f"{names[0]}.{name}({', '.join(names[1:])})")
    raise no_overload(f"{name}({', '.join(names)})")
