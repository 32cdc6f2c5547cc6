"""From values to the overload that takes them, where the checker could not know."""

from collections.abc import Callable, Iterable
from typing import Any

from celadon.cel.functions.library import Overload
from celadon.cel.runtime import arithmetic, comparing, selecting
from celadon.cel.runtime.kinds import Objects, accepts, name_of, no_overload

OPERATORS: dict[str, Callable[..., Any]] = {
    "_==_": comparing.equal,
    "_!=_": comparing.unequal,
    "_<_": comparing.less,
    "_<=_": comparing.less_equal,
    "_>_": comparing.greater,
    "_>=_": comparing.greater_equal,
    "@in": comparing.contains,
    "_+_": arithmetic.add,
    "_-_": arithmetic.subtract,
    "_*_": arithmetic.multiply,
    "_/_": arithmetic.divide,
    "_%_": arithmetic.remainder,
    "_[_]": selecting.index,
    "_[?_]": selecting.optional_index,
    "-_": arithmetic.negate,
    "size": selecting.size,
}
"""Functions that take any values and find out for themselves; the overloads only describe them."""


def choose(name: str, overloads: Iterable[Overload], values: list[Any], objects: Objects, *, member: bool) -> Overload:
    """Find the overload whose parameters take the values. Raises Failure, UnknownFact."""
    for overload in overloads:
        if all(accepts(param, value, objects) for param, value in zip(overload.params, values, strict=True)):
            return overload
    names = [name_of(value, objects) for value in values]
    if member:
        raise no_overload(f"{names[0]}.{name}({', '.join(names[1:])})")
    raise no_overload(f"{name}({', '.join(names)})")
