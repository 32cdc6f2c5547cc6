"""What a schema says against itself: values that its type refuses, values that are listed twice, required names that nothing defines."""

import json
from typing import TypeGuard, cast

from celadon.cel.values import Failure
from celadon.models.openapi.plain import Object, mapping, sequence
from celadon.models.openapi.schemas.bounds import declared_types, is_number
from celadon.models.openapi.schemas.composition import Composition, Group
from celadon.models.place import Place
from celadon.models.view import sure
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown, UnknownFact

TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
NULLABLE = ("nullable", "x-nullable")

Entry = tuple[Place, JsonValue]
"""An entry of a list with its place."""


def misfits(composition: Composition) -> list[Entry]:
    """Find the entries of `enum` that the effective types do not admit; without a type, or with one that does not exist, none."""
    found: list[Entry] = []
    declared = sure(declared_types(composition))
    if declared is None or not TYPES.issuperset(declared):
        return found
    takes_texts = "string" in declared
    for node, place in _own(composition, "enum"):
        values = sequence(node["enum"])
        if takes_texts and _are_texts(values):  # nearly always
            continue
        admitted = {*declared, "null"} if any(composition.says(keyword) for keyword in NULLABLE) else {*declared}
        for index, value in enumerate(values):
            if not (takes_texts and isinstance(value, str)) and not isinstance(value, Unknown) and not _is_of(value, admitted):
                found.append((place.child("enum").child(index), value))
    return found


def repeats(composition: Composition) -> list[Entry]:
    """Find the entries of `enum` that are equal to an earlier one."""
    found: list[Entry] = []
    for node, place in _own(composition, "enum"):
        values = sequence(node["enum"])
        if _are_texts(values) and len(set(values)) == len(values):  # nearly always
            continue
        seen: set[str] = set()
        for index, value in enumerate(values):
            text = _canonical(value)
            if text in seen:
                found.append((place.child("enum").child(index), value))
            seen.add(text)
    return found


def undefined(composition: Composition) -> list[Entry]:
    """Find the entries of `required` that no property defines, those of branches and parents included; maps define every name."""
    found: list[Entry] = []
    demanded = [(node, place) for node, place in _own(composition, "required") if sequence(node["required"])]
    if not demanded or _is_map(composition) or "object" not in (declared_types(composition) or ("object",)):
        return found
    names, patterns = _defined(composition)
    for node, place in demanded:
        written = sequence(node["required"])
        if _are_texts(written) and names.issuperset(written):  # nearly always
            continue
        for index, name in enumerate(written):
            if isinstance(name, str) and name not in names and not _matches(name, patterns):
                found.append((place.child("required").child(index), name))
    return found


def _own(composition: Composition, keyword: str) -> list[tuple[Object, Place]]:
    """Give the nodes of the schema itself, not of its parents, that have a keyword."""
    nodes, places = composition.nodes, composition.places
    if len(nodes) == 1:  # nearly always
        return [(nodes[0], places[0])] if keyword in nodes[0] else []
    return [(nodes[index], places[index]) for index in range(composition.own) if keyword in nodes[index]]


def _are_texts(values: list[JsonValue]) -> TypeGuard[list[str]]:
    return set(map(type, values)) == {str}


def _is_of(value: JsonValue, admitted: set[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in admitted
    if is_number(value):
        return "number" in admitted or ("integer" in admitted and float(value).is_integer())
    names = {str: "string", list: "array", dict: "object", type(None): "null"}
    return names.get(type(value)) in admitted


def _canonical(value: JsonValue) -> str:
    """Write equal values alike: 1 and 1.0 are equal, 1 and true are not."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, default=repr)


def _is_map(composition: Composition) -> bool:
    for node in composition.nodes:
        if node.get("additionalProperties", False) is not False or node.get("unevaluatedProperties", False) is not False:
            return True
    return False


def _defined(composition: Composition) -> tuple[set[str], list[str]]:
    """Collect the names and patterns of a composition, its branches and what stands beside it; raises UnknownFact for a part of them."""
    names: set[str] = set()
    patterns: list[str] = []
    seen: set[int] = set()
    pending = [composition, *_options(composition.siblings)]
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        sure(cast("None", one.unknown))
        for node in one.nodes:
            properties = mapping(node.get("properties"))
            if isinstance(properties.get("$ref"), str):
                raise UnknownFact(Unknown("`properties` holds a $ref, which is no property"))
            names.update(properties)
            patterns += mapping(node.get("patternProperties"))
        pending += one.branches
    return names, patterns


def _options(groups: tuple[Group, ...]) -> list[Composition]:
    return [option for group in groups for option in group]


def _matches(name: str, patterns: list[str]) -> bool:
    """Tell whether a name matches a pattern of names; one that cannot be read may match anything."""
    if not patterns:
        return False
    from celadon.cel.patterns.searching import compile_pattern  # noqa: PLC0415 - RE2 costs 15 ms

    for pattern in patterns:
        try:
            if compile_pattern(pattern).search(name) is not None:
                return True
        except Failure:
            return True
    return False
