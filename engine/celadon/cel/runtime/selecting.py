"""Fields, indices, presence and iteration over all values."""

from collections.abc import Iterator
from typing import Any

from celadon.cel.runtime.comparing import find
from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, NUMBERS, Objects, kind_of, name_of, no_overload, reject_unknown
from celadon.cel.values import MISSING, NONE, Failure, Optional

_KEYS = frozenset(("bool", "int", "uint", "double", "string"))


def select(value: Any, field: str, objects: Objects) -> Any:
    """`value.field`: a member of a map or a declared field of a model object; on an optional, an optional."""
    class_ = value.__class__
    if class_ in MAPS:
        try:
            return value[field]
        except KeyError:
            raise no_key(field) from None
    if class_ is Optional:
        return optional_select(value, field, objects)
    found = look(value, field, objects)
    if found is MISSING:
        raise reject_field(value, field, objects)
    return found


def look(value: Any, field: str, objects: Objects) -> Any:
    """Read a declared field of a model object, null included; MISSING where the value has no such field."""
    if value.__class__ in KINDS:
        return MISSING
    reject_unknown(value)
    declared = objects.of(value)
    if declared is None or field not in declared.fields:
        return MISSING
    return getattr(value, declared.fields[field].attribute)


def no_key(key: object) -> Failure:
    """Word that a map has no such key."""
    shown = f'"{key}"' if isinstance(key, str) else str(key)
    return Failure(f"no such key: {shown}", "test with has(a.b) or 'b' in a first, or read with a.?b.orValue(...)")


def reject_field(value: object, field: str, objects: Objects) -> Failure:
    """Word that the value has no such field, or no fields at all. Raises UnknownFact."""
    reject_unknown(value)
    name = name_of(value, objects)
    if value is None:
        return Failure(f"null has no field '{field}'", f"test with has() or != null first, or read with .?{field}")
    if name in KINDS.values():
        return Failure(f"a value of type {name} has no field '{field}'")
    return Failure(f"undefined field '{field}' on {name}")


def present(value: Any, field: str, objects: Objects) -> bool:
    """`has(value.field)`: the key is in the map, the model object's field is not null."""
    class_ = value.__class__
    if class_ in MAPS:
        return field in value
    if class_ is Optional:
        return value is not NONE and optional_select(value, field, objects) is not NONE
    found = look(value, field, objects)
    if found is MISSING:
        raise reject_field(value, field, objects)
    reject_unknown(found)
    return found is not None


def optional_select(value: Any, field: str, objects: Objects) -> Optional:
    """`value.?field`: none where the key is not in the map or the model object's field is null."""
    if value.__class__ is Optional:
        if value.value is MISSING:
            return NONE
        value = value.value
    class_ = value.__class__
    if class_ in MAPS:
        found = value.get(field, MISSING)
        return NONE if found is MISSING else Optional(found)
    found = look(value, field, objects)
    if found is MISSING:
        raise reject_field(value, field, objects)
    return NONE if found is None else Optional(found)


def index(container: Any, key: Any) -> Any:
    """`container[key]`."""
    class_ = container.__class__
    if class_ in LISTS:
        return container[position(key, len(container))]
    if class_ in MAPS:
        if kind_of(key) not in _KEYS:
            raise no_overload(f"map[{kind_of(key)}]")
        found = find(container, key)
        if found is MISSING:
            raise no_key(key)
        return found
    if class_ is Optional:
        return optional_index(container, key)
    raise no_overload(f"{kind_of(container)}[{kind_of(key)}]")


def position(key: Any, size: int) -> int:
    """Check an index of a list; whole doubles count."""
    class_ = key.__class__
    if class_ not in NUMBERS:
        raise no_overload(f"list[{kind_of(key)}]")
    if class_ is float and not key.is_integer():
        raise Failure(f"an index of a list is a whole number, not {key}")
    if not 0 <= key < size:
        raise Failure(f"index out of range: {int(key)}; the list has {size} element{'' if size == 1 else 's'}")
    return int(key)


def optional_index(container: Any, key: Any) -> Optional:
    """`container[?key]`: none where there is no such element or key."""
    if container.__class__ is Optional:
        if container.value is MISSING:
            return NONE
        container = container.value
    class_ = container.__class__
    if class_ in LISTS:
        size = len(container)
        return Optional(container[position(key, size)]) if not _is_number(key) or 0 <= key < size else NONE
    if class_ in MAPS:
        if kind_of(key) not in _KEYS:
            return NONE
        found = find(container, key)
        return NONE if found is MISSING else Optional(found)
    raise no_overload(f"{kind_of(container)}[?{kind_of(key)}]")


def _is_number(key: Any) -> bool:
    return key.__class__ in NUMBERS and key == key // 1


def elements(value: Any) -> Any:
    """Give what a macro iterates over, with a length: the elements of a list, the keys of a map."""
    class_ = value.__class__
    if class_ in LISTS or class_ in MAPS:
        return value
    raise Failure(f"a macro looks at a list or a map, not at a value of type {kind_of(value)}")


def pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give what a two-variable macro iterates over: index and element, or key and value."""
    if value.__class__ in LISTS:
        return enumerate(value)
    return ((key, value[key]) for key in elements(value))


def size(value: Any) -> int:
    """`size(value)`: code points, bytes, elements or entries."""
    class_ = value.__class__
    if class_ in LISTS or class_ in MAPS or class_ is str or class_ is bytes:
        return len(value)
    raise no_overload(f"size({kind_of(value)})")
