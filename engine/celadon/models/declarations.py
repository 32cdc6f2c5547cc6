"""The vocabulary of models in CEL's terms: object types read off the view classes, targets and their variables, by family.

Needed to compile policies only: what is compiled already runs without this module.
"""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from celadon.cel.functions.library import Library
from celadon.cel.types import BOOL, DOUBLE, DYN, INT, STRING, Field, ObjectType, Type, list_of, map_of, nullable, object_of, parse_type
from celadon.models.functions.places import places_library
from celadon.models.interface import GATEWAY, OPENAPI, PAIR
from celadon.models.nodes import PlainNode
from celadon.models.view import Fact, Member, Told, View
from celadon.terms.unknown import Unknown

_UNKNOWN = frozenset(Unknown.__slots__)
"""What can be read of an unknown as well: not to be taken for the fact of an object."""

SCALARS: Mapping[object, Type] = {str: STRING, int: INT, bool: BOOL, float: DOUBLE}


class Vocabulary:
    """What the policies of one family may name."""

    __slots__ = ("document", "libraries", "objects", "targets")

    def __init__(self, targets: Mapping[str, str], objects: Iterable[ObjectType], document: str, libraries: Iterable[Library]) -> None:
        """Store."""
        self.targets = dict(targets)
        """Target to the name of the variable and of its object type: `any_operation` visits `operation`s."""
        self.objects = tuple(objects)
        """Every object type, sorted by name."""
        self.document = document
        """The object type of the variable `document`."""
        self.libraries = tuple(libraries)
        """Functions that know the models."""


@cache
def vocabulary_of(family: str) -> Vocabulary:
    """Give the vocabulary of `openapi`, `gateway` or `pair`; raises KeyError for a family that has none."""
    targets, roots, document, libraries = FAMILIES[family]()
    classes = _reached(roots)
    names = {class_.cel_name: class_ for class_ in classes}
    objects = tuple(object_type(names[name], frozenset(names)) for name in sorted(names))
    return Vocabulary(targets, objects, document, (places_library(objects), *(make(objects) for make in libraries)))


def object_type(class_: type[View], names: frozenset[str]) -> ObjectType:
    """Declare a view class: a field per fact, typed by the fact's own word or by its annotation."""
    hints = {name: typing.get_type_hints(fact.read).get("return", Any) for name, fact in facts_of(class_).items() if fact.cel is None}
    fields = {
        fact.field: Field(parse_type(fact.cel, names) if fact.cel is not None else _type_of(hints[name]), name, fact.doc)
        for name, fact in facts_of(class_).items()
    }
    return ObjectType(class_.cel_name, dict(sorted(fields.items())), class_)


def facts_of(class_: type[View]) -> dict[str, "Fact[Any]"]:
    """Collect the facts of a class and those that it inherits, by attribute."""
    found: dict[str, Fact[Any]] = {}
    for parent in reversed(class_.__mro__):
        found.update((name, item) for name, item in vars(parent).items() if isinstance(item, Fact))
        found.update(vars(parent).get("told", {}))
    return found


def paths_of(declared: ObjectType, objects: Mapping[str, ObjectType]) -> dict[str, str]:
    """Name the attributes of an object by its fields, and those of the objects that are fields of it: `schema.types`."""
    found = {name: field.attribute for name, field in declared.fields.items()}
    for name, field, inner in _inner(declared, objects):
        below = {f"{name}.{one}": f"{field.attribute}.{of.attribute}" for one, of in inner.fields.items() if of.attribute not in _UNKNOWN}
        found.update(below)
    return found


def few_of(declared: ObjectType, objects: Mapping[str, ObjectType]) -> frozenset[str]:
    """Name those of these attributes of which all views of a document share few values: bools, lists of words, and what says so."""
    below = (f"{field.attribute}.{one}" for _, field, inner in _inner(declared, objects) for one in _few(inner))
    return _few(declared).union(below)


def _inner(declared: ObjectType, objects: Mapping[str, ObjectType]) -> Iterator[tuple[str, Field, ObjectType]]:
    """Find the fields that are objects."""
    for name, field in declared.fields.items():
        if field.type.kind == "object" and field.type.name in objects:
            yield name, field, objects[field.type.name]


@cache
def _few(declared: ObjectType) -> frozenset[str]:
    told = {name for name, fact in facts_of(declared.python_class).items() if isinstance(fact, Told) and fact.few}
    return frozenset(told | {field.attribute for field in declared.fields.values() if field.type.text in ("bool", "list(string)")})


def _reached(roots: Iterable[type[View]]) -> list[type[View]]:
    """Find every class that a policy can come to, from the annotations of facts; strings of `cel` name classes that are found anyway."""
    found: dict[type[View], None] = {}
    pending: list[type[View]] = [Member, PlainNode, *roots]
    while pending:
        class_ = pending.pop()
        if class_ in found:
            continue
        found[class_] = None
        for fact in facts_of(class_).values():
            if fact.cel is None:
                pending += _classes_in(typing.get_type_hints(fact.read).get("return", Any))
    return list(found)


def _classes_in(hint: Any) -> list[type[View]]:
    if isinstance(hint, type) and issubclass(hint, View):
        return [hint] if hint.cel_name else []
    return [class_ for part in typing.get_args(hint) for class_ in _classes_in(part)]


def _type_of(hint: Any) -> Type:
    """Turn an annotation into a CEL type; JSON data and mixed numbers are `dyn`."""
    if hint in SCALARS:
        return SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, View):
        return object_of(hint.cel_name)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        known = [part for part in parts if part is not type(None)]
        if len(known) == 1:
            return nullable(_type_of(known[0])) if len(parts) > 1 else _type_of(known[0])
        return DYN
    if origin in (tuple, list):
        return list_of(_type_of(parts[0]))
    if origin is dict:
        return map_of(_type_of(parts[0]), _type_of(parts[1]))
    return STRING if origin is Literal else DYN


MakeLibrary = Callable[[Iterable[ObjectType]], Library]
Family = tuple[Mapping[str, str], list[type[View]], str, tuple[MakeLibrary, ...]]


def _openapi() -> Family:
    from celadon.models.functions.documents import documents_library  # noqa: PLC0415 - a gateway needs no OpenAPI
    from celadon.models.functions.markup import markup_library  # noqa: PLC0415 - as above
    from celadon.models.functions.operations import operations_library  # noqa: PLC0415 - as above
    from celadon.models.openapi.targets import CLASSES  # noqa: PLC0415 - as above

    targets = {target: class_.cel_name for target, class_ in CLASSES.items()}
    return targets, list(CLASSES.values()), "document", (documents_library, operations_library, markup_library)


def _gateway() -> Family:
    from celadon.models.functions.gateways import gateways_library  # noqa: PLC0415 - an OpenAPI document needs no gateway
    from celadon.models.gateways.targets import CLASSES, TARGETS  # noqa: PLC0415 - as above

    return {target: class_.cel_name for target, (class_, _) in TARGETS.items()}, list(CLASSES), "gateway", (gateways_library,)


def _pair() -> Family:
    from celadon.models.pairs import CLASSES  # noqa: PLC0415 - most runs have no pair

    _, openapi, _, operations = _openapi()
    _, gateway, _, routes = _gateway()
    targets = {target: class_.cel_name for target, class_ in CLASSES.items()}
    return targets, [*openapi, *gateway, *CLASSES.values()], "pair", (*operations, *routes)


FAMILIES: Mapping[str, Callable[[], Family]] = {OPENAPI: _openapi, GATEWAY: _gateway, PAIR: _pair}
"""Family to its targets, the classes that they visit, the type of `document`, and what makes its own functions."""
