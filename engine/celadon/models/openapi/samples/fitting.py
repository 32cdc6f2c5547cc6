"""Whether samples fit their schemas: a composition becomes a JSON Schema 2020-12 of one direction, and jsonschema-rs judges.

What readers of OpenAPI disagree about is not held against a sample: formats are annotations, of `oneOf` more than one branch may hold,
patterns that RE2 does not know are left out, a discriminator chooses nothing.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, cast

from celadon.cel.values import Failure
from celadon.models.openapi.plain import Object, mapping, sequence
from celadon.models.openapi.schemas.bounds import is_number
from celadon.models.openapi.schemas.composition import Composition, Compositions
from celadon.models.openapi.version import Version
from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

PLAIN = (
    "type", "enum", "const", "maxLength", "minLength", "maximum", "minimum", "multipleOf", "maxItems", "minItems", "uniqueItems",
    "minContains", "maxContains", "maxProperties", "minProperties", "dependentRequired",
)  # fmt: skip
"""Keywords that JSON Schema reads as OpenAPI does."""

SINGLE = (
    "not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items",
)  # fmt: skip
"""Keywords that hold one schema."""

NAMED = ("properties", "patternProperties", "dependentSchemas")
LISTED = {"oneOf": "anyOf", "anyOf": "anyOf", "prefixItems": "prefixItems"}
"""Keywords that hold a list of schemas, and what they are judged as."""

REFUSED = "False schema does not allow "
"""What jsonschema-rs says of a value where none is admitted."""

LONGEST = 100
"""Characters of a complaint that are shown."""

Pending = list[tuple[str, Composition]]


class Fitting:
    """The validators of one document, each made at the first sample that asks."""

    def __init__(self, compositions: Compositions, version: Version) -> None:
        """Know none yet."""
        self._compositions = compositions
        self._version = version
        self._validators: dict[tuple[int, str], Any] = {}

    def misfit(self, value: JsonValue, composition: Composition, direction: str) -> str | Unknown | None:
        """Say in one clause why a value does not fit; None where it does, unknown where a part of the schema is."""
        key = (id(composition), direction)
        if key not in self._validators:
            self._validators[key] = self._compile(composition, direction)
        validator = self._validators[key]
        if isinstance(validator, Unknown):
            return validator
        try:
            error = next(iter(validator.iter_errors(value)), None)
        except ValueError as reason:
            return Unknown(f"the sample cannot be judged: {reason}")
        return None if error is None else _said(error)

    def misfit_of_text(self, value: JsonValue, composition: Composition, direction: str) -> str | Unknown | None:
        """Judge what is sent as text, in an address or a header: there 12 and "12" are the same."""
        found = self.misfit(value, composition, direction)
        other = _otherwise(value) if isinstance(found, str) else None
        return found if other is None or self.misfit(other, composition, direction) is not None else None

    def _compile(self, composition: Composition, direction: str) -> Any:
        import jsonschema_rs  # noqa: PLC0415 - 40 ms that a run without this check need not pay

        definitions: dict[str, JsonValue] = {}
        pending: Pending = [("0", composition)]
        names = {id(composition): "0"}
        while pending:
            name, one = pending.pop()
            if one.unknown is not None:
                return one.unknown
            definitions[name] = self._schema(one, direction, names, pending)
        try:
            return jsonschema_rs.Draft202012Validator({"$defs": definitions, "$ref": "#/$defs/0"}, validate_formats=False)
        except ValueError as reason:
            return Unknown(f"the schema cannot be judged: {str(reason).splitlines()[0][:LONGEST]}")

    def _schema(self, composition: Composition, direction: str, names: dict[int, str], pending: Pending) -> JsonValue:
        """Write one composition; what it holds is referred to by number, and waits."""
        if isinstance(composition.said, bool):
            return composition.said

        def refer(child: Composition) -> JsonValue:
            if id(child) not in names:
                names[id(child)] = str(len(names))
                pending.append((names[id(child)], child))
            return {"$ref": f"#/$defs/{names[id(child)]}"}

        own = zip(composition.nodes[: composition.own], composition.places, strict=False)
        parts = [self._node(node, place, refer) for node, place in own]
        if any("required" in part for part in parts):
            hidden = self._hidden(composition, direction)
            parts = [_without(part, hidden) for part in parts]
        whole: JsonValue = parts[0] if len(parts) == 1 else {"allOf": cast("list[JsonValue]", parts)}
        keyword = self._version.nullable
        return _or_null(whole) if keyword is not None and composition.says(keyword) else whole

    def _node(self, node: Object, place: Place, refer: Callable[[Composition], JsonValue]) -> Object:
        """Write one physical node."""
        of = self._compositions.of
        written: Object = {key: node[key] for key in PLAIN if key in node and not isinstance(node[key], Unknown)}
        if written.get("type") == "file":
            del written["type"]
        if isinstance(node.get("required"), list):
            written["required"] = [name for name in sequence(node["required"]) if isinstance(name, str)]
        written.update(self._limits(node))
        if isinstance(node.get("pattern"), str) and _is_known(cast("str", node["pattern"])):
            written["pattern"] = node["pattern"]
        for key in SINGLE:
            child = node.get(key)
            if isinstance(child, bool):
                written[key] = child
            elif isinstance(child, dict):
                written[key] = refer(of(child, place.child(key)))
        for key in NAMED:
            children = mapping(node.get(key))
            if children:
                below = place.child(key)
                written[key] = {
                    name: refer(of(child, below.child(name)))
                    for name, child in children.items()
                    if key != "patternProperties" or _is_known(name)
                }
        choices: list[JsonValue] = []
        for key, judged in LISTED.items():
            options: list[JsonValue] = [
                refer(of(option, place.child(key).child(index))) for index, option in enumerate(sequence(node.get(key)))
            ]
            if options and judged == "anyOf":
                choices.append({"anyOf": options})
            elif options:
                written[judged] = options
        return {**written, "allOf": choices} if choices else written

    def _limits(self, node: Object) -> Iterator[tuple[str, JsonValue]]:
        """Write exclusive limits as numbers, whatever the version."""
        for plain, exclusive in (("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")):
            bound = node.get(exclusive)
            if is_number(bound):
                yield exclusive, bound
            elif bound is True and is_number(node.get(plain)):
                yield exclusive, node[plain]

    def _hidden(self, composition: Composition, direction: str) -> set[str]:
        """Name the properties that the direction does not carry: they are required nowhere."""
        keyword = "readOnly" if direction == "request" else "writeOnly"
        return {name for name, one in composition.properties.items() if one.unknown is None and one.says(keyword)}


def _otherwise(value: JsonValue) -> JsonValue:
    """Give the text of a number or boolean, and what a text holds that is one."""
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    if not isinstance(value, str):
        return None
    with suppress(ValueError):
        read: JsonValue = json.loads(value)
        return read if isinstance(read, (bool, int, float)) else None
    return None


def _or_null(schema: JsonValue) -> JsonValue:
    """Admit null beside what a schema admits; where the type is written, in the words of the author."""
    if isinstance(schema, dict) and isinstance(schema.get("type"), str):
        listed: Object = {"enum": [*sequence(schema["enum"]), None]} if "enum" in schema else {}
        return {**schema, **listed, "type": [schema["type"], "null"]}
    return {"anyOf": [{"type": "null"}, schema]}


def _without(part: Object, hidden: set[str]) -> Object:
    required = part.get("required")
    return {**part, "required": [name for name in sequence(required) if name not in hidden]} if isinstance(required, list) else part


def _is_known(pattern: str) -> bool:
    from celadon.cel.patterns.searching import compile_pattern  # noqa: PLC0415 - RE2 costs 15 ms

    try:
        compile_pattern(pattern)
    except Failure:
        return False
    return True


def _said(error: Any) -> str:
    """Say what a validator found: where in the sample, and which keyword of the schema."""
    where = "".join(f"/{step}" for step in error.instance_path)
    message = " ".join(str(error.message).split())
    if message.startswith(REFUSED):
        message = f"{message.removeprefix(REFUSED)} is not allowed"
    shown = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return f"{shown} (at {where})" if where else shown
