"""Which CEL type a Python value has, and whether a parameter takes it. The only place that maps classes to kinds."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from celadon.cel.types import ObjectType, Type, runtime_name
from celadon.cel.values import Duration, Failure, KeyedMap, Optional, Timestamp, TypeValue, UInt
from celadon.terms.unknown import Unknown, UnknownFact

KINDS: dict[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    UInt: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    tuple: "list",
    dict: "map",
    KeyedMap: "map",
    Timestamp: "timestamp",
    Duration: "duration",
    TypeValue: "type",
    Optional: "optional_type",
}
NUMBERS: frozenset[Any] = frozenset((int, UInt, float))
LISTS: frozenset[Any] = frozenset((list, tuple))
MAPS: frozenset[Any] = frozenset((dict, KeyedMap))


class Objects:
    """The model objects of an environment, found by the class of a value; subclasses count."""

    def __init__(self, declared: Iterable[ObjectType] | Callable[[], Iterable[ObjectType]] = ()) -> None:
        """Take the declarations, or a function that gives them when they are first needed (programs from a cache rarely do)."""
        self._declared = declared
        self._by_class: dict[type, ObjectType] | None = None
        self._found: dict[type, ObjectType | None] = {}

    @cached_property
    def by_name(self) -> dict[str, ObjectType]:
        """The declarations by name."""
        return {object_.name: object_ for object_ in (self._declared() if callable(self._declared) else self._declared)}

    def of(self, value: object) -> ObjectType | None:
        """Find the declaration of a value's class or of the nearest class it derives from."""
        class_ = value.__class__
        try:
            return self._found[class_]
        except KeyError:
            if self._by_class is None:
                self._by_class = {object_.python_class: object_ for object_ in self.by_name.values()}
            known = self._by_class
            found = next((known[parent] for parent in class_.__mro__ if parent in known), None)
            self._found[class_] = found
            return found


def reject_unknown(value: object) -> None:
    """Raise UnknownFact if the value is an unknown."""
    if isinstance(value, Unknown):
        raise UnknownFact(value)


def sure(value: Any) -> Any:
    """Return the value, which is no unknown; raises UnknownFact otherwise."""
    if isinstance(value, Unknown):
        raise UnknownFact(value)
    return value


def kind_of(value: object) -> str:
    """Name the kind of a value; `object` for anything that is not one of CEL's own. Raises UnknownFact."""
    kind = KINDS.get(value.__class__)
    if kind is None:
        reject_unknown(value)
        kind = getattr(value.__class__, "cel_name", "object")
    return kind


def name_of(value: object, objects: Objects | None = None) -> str:
    """Name a value's type for people: `string`, `map`, `Operation`."""
    if isinstance(value, Unknown):
        return "unknown"
    kind = kind_of(value)
    if kind != "object":
        return kind
    found = objects.of(value) if objects is not None else None
    return found.name if found is not None else value.__class__.__name__


def type_value(value: object, objects: Objects) -> TypeValue:
    """Give what `type(value)` is."""
    kind = kind_of(value)
    if kind == "object":
        kind = name_of(value, objects)
    return TypeValue(
        {"null": "null_type", "timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}.get(kind, kind)
    )


def denotation(type_: Type) -> TypeValue:
    """Give the value that a type's name stands for."""
    return TypeValue(runtime_name(type_))


def accepts(param: Type, value: object, objects: Objects) -> bool:
    """Say whether a parameter takes a value, without looking into lists and maps. Raises UnknownFact."""
    kind = param.kind
    if kind in ("dyn", "param"):
        reject_unknown(value)
        return True
    actual = kind_of(value)
    if actual == "null":
        return kind == "null" or param.nullable
    if kind == "object":
        found = objects.of(value)
        return found is not None and found.name == param.name
    return actual == (param.name if kind == "opaque" else kind)


def no_overload(what: str) -> Failure:
    """Word the refusal of an operation on types it does not take."""
    return Failure(f"no such overload: {what}")
