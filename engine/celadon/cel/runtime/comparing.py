"""Equality, membership and order over all values: int, uint and double compare as numbers, bool never equals a number."""

from typing import Any

from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, NUMBERS, kind_of, no_overload, reject_unknown
from celadon.cel.values import MISSING, Duration, Failure, KeyedMap, Optional, Timestamp, UInt
from celadon.terms.unknown import UnknownFact

_SCALARS: frozenset[Any] = frozenset((type(None), bool, int, UInt, float, str, bytes))
_ORDERED: frozenset[Any] = frozenset((bool, int, UInt, float, str, bytes, Timestamp, Duration))
_KEYS: frozenset[Any] = frozenset((bool, int, UInt, float, str))


def equal(left: Any, right: Any) -> bool:
    """Compare any two values. Values of different types are not equal; an unknown inside makes it unknown unless another part differs."""
    left_class = left.__class__
    right_class = right.__class__
    if left_class in _SCALARS and right_class in _SCALARS:
        if left_class is right_class:
            return bool(left == right)
        if left_class in NUMBERS and right_class in NUMBERS:
            return _as_doubles(left, right)
        return False
    if left_class in LISTS:
        if right_class in LISTS:
            return _equal_lists(left, right)
    elif left_class in MAPS:
        if right_class in MAPS:
            return _equal_maps(left, right)
    elif left_class is Optional and right_class is Optional:
        if left.value is MISSING or right.value is MISSING:
            return left.value is right.value
        return equal(left.value, right.value)
    reject_unknown(left)
    reject_unknown(right)
    if left_class in KINDS and right_class in KINDS and KINDS[left_class] != KINDS[right_class]:
        return False
    return bool(left == right)


def unequal(left: Any, right: Any) -> bool:
    """`left != right`."""
    return not equal(left, right)


def _as_doubles(left: Any, right: Any) -> bool:
    """Compare numbers of two types: with a double both are doubles, as in the references, else exactly."""
    if left.__class__ is float or right.__class__ is float:
        return float(left) == float(right)
    return bool(left == right)


def _equal_lists(left: Any, right: Any) -> bool:
    if len(left) != len(right):
        return False
    doubt: UnknownFact | None = None
    for one, other in zip(left, right, strict=True):
        try:
            if not equal(one, other):
                return False
        except UnknownFact as unknown:
            doubt = doubt or unknown
    if doubt is not None:
        raise doubt
    return True


def _equal_maps(left: Any, right: Any) -> bool:
    if len(left) != len(right):
        return False
    doubt: UnknownFact | None = None
    for key in left:
        value = find(right, key)
        if value is MISSING:
            return False
        try:
            if not equal(left[key], value):
                return False
        except UnknownFact as unknown:
            doubt = doubt or unknown
    if doubt is not None:
        raise doubt
    return True


def find(map_: Any, key: Any) -> Any:
    """Look a key up; MISSING where there is none. Numbers find each other, bools only bools. The key is no unknown."""
    if key.__class__ is bool and map_.__class__ is dict:
        return MISSING
    return map_.get(key, MISSING)


def contains(value: Any, container: Any) -> bool:
    """Say whether `value in container`: an element of a list or a key of a map."""
    class_ = container.__class__
    if class_ in LISTS:
        return _among(value, container)
    if class_ in MAPS:
        if value.__class__ not in _KEYS:
            raise no_overload(f"{kind_of(value)} in map")
        return find(container, value) is not MISSING
    raise no_overload(f"{kind_of(value)} in {kind_of(container)}")


def _among(value: Any, elements: Any) -> bool:
    class_ = value.__class__
    if class_ is str or class_ is bytes:
        try:
            # Python's own search: it compares by == only, and nothing but a string equals a string. Unknowns raise.
            return value in elements
        except UnknownFact:
            pass
    doubt: UnknownFact | None = None
    for element in elements:
        try:
            if equal(element, value):
                return True
        except UnknownFact as unknown:
            doubt = doubt or unknown
    if doubt is not None:
        raise doubt
    return False


def _ordered(left: Any, right: Any, sign: str) -> tuple[Any, Any]:
    """Give two values that Python orders as CEL does; refuse different types, lists, maps, null."""
    left_class = left.__class__
    right_class = right.__class__
    if left_class is right_class and left_class in _ORDERED:
        return left, right
    if left_class in NUMBERS and right_class in NUMBERS:
        return (float(left), float(right)) if float in (left_class, right_class) else (left, right)
    raise no_overload(f"{kind_of(left)} {sign} {kind_of(right)}")


def less(left: Any, right: Any) -> bool:
    """`left < right`."""
    left, right = _ordered(left, right, "<")
    return bool(left < right)


def less_equal(left: Any, right: Any) -> bool:
    """`left <= right`."""
    left, right = _ordered(left, right, "<=")
    return bool(left <= right)


def greater(left: Any, right: Any) -> bool:
    """`left > right`."""
    left, right = _ordered(left, right, ">")
    return bool(right < left)


def greater_equal(left: Any, right: Any) -> bool:
    """`left >= right`."""
    left, right = _ordered(left, right, ">=")
    return bool(right <= left)


def make_map(entries: list[tuple[Any, Any]]) -> dict[Any, Any] | KeyedMap:
    """Build a map from evaluated entries; refuses keys of other types and keys that occur twice."""
    made: dict[Any, Any] = {}
    with_bools = False
    for key, value in entries:
        class_ = key.__class__
        if class_ not in _KEYS or class_ is float:
            raise no_overload(f"{kind_of(key)} as a map's key")
        if class_ is bool:
            with_bools = True
        elif key in made:
            raise Failure(f"the key {key!r} occurs twice in the map" if class_ is not str else f'the key "{key}" occurs twice in the map')
        else:
            made[key] = value
    if not with_bools:
        return made
    keyed = KeyedMap(entries)
    if len(keyed) != len(entries):
        raise Failure("a bool key occurs twice in the map")
    return keyed


def check_order(values: Any) -> None:
    """Refuse to sort values that have no one order among them."""
    for value in values:
        if value.__class__ not in _ORDERED:
            raise no_overload(f"sort of {kind_of(value)}")
    classes = {value.__class__ for value in values}
    if len(classes) > 1 and not classes <= NUMBERS:
        raise no_overload(f"sort of {' and '.join(sorted({kind_of(value) for value in values}))}")


def sort_by(values: list[Any], keys: list[Any]) -> list[Any]:
    """Sort values by their keys; equal ones stay in their order."""
    check_order(keys)
    return [values[place] for place in sorted(range(len(values)), key=keys.__getitem__)]
