"""What is wrong, in one sentence: each names the member and states the fact. No advice, no dumps of instances."""

import json
from collections.abc import Callable

from celadon.models.openapi.validity.causes import Cause
from celadon.models.openapi.version import FIXED_METHODS
from celadon.sources.document import JsonValue
from celadon.terms.location import Tokens
from celadon.terms.unknown import Unknown

LONGEST_VALUE = 60
EXCLUSIVE = (("schema", "content"), ("example", "examples"), ("value", "externalValue"), ("operationRef", "operationId"))
"""Members of one object that may not stand together."""

METHODS = frozenset((*FIXED_METHODS, "trace", "query"))


def message_of(cause: Cause, node: JsonValue, siblings: JsonValue) -> str:
    """Say what a cause means; `node` stands at it, `siblings` is the object that holds it."""
    write = SENTENCES.get(cause.keyword)
    if write is not None:
        return write(cause, node, siblings)
    return f"{called(cause.tokens)} breaks the rule `{cause.keyword}` of the specification"


def called(tokens: Tokens) -> str:
    """Name a node as its readers do."""
    if not tokens:
        return "the document"
    last = tokens[-1]
    if isinstance(last, int) and len(tokens) > 1:
        return f"`{tokens[-2]}/{last}`"
    if last in METHODS and len(tokens) > 1 and str(tokens[-2]).startswith("/"):
        return f"`{str(last).upper()} {tokens[-2]}`"
    return f"`{last}`"


def shown(value: JsonValue) -> str:
    """Show a value of the document, short; what is large is named by its kind."""
    if isinstance(value, (dict, list, Unknown)):
        return kind_of(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def kind_of(value: JsonValue) -> str:
    """Name the JSON type of a value with its article."""
    if isinstance(value, Unknown):
        return "a value with a tag"
    names = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", int: "an integer", float: "a number"}
    return names.get(type(value), "null")


def _required(cause: Cause, _: JsonValue, __: JsonValue) -> str:
    names = [f"`{name}`" for name in (cause.options or (cause.value,))]
    return f"{called(cause.tokens)} lacks {_either(names)}"


def _unexpected(cause: Cause, _: JsonValue, __: JsonValue) -> str:
    name, holder = cause.tokens[-1], cause.tokens[:-1]
    if name == "$ref":
        return f"{called(holder)} is a reference, which may not stand there"
    if holder == ("paths",):
        return f"the path `{name}` does not begin with /"
    if holder and holder[-1] == "responses":
        return f"`{name}` is no status code"
    return f"{called(holder)} has the unknown member `{name}`"


def _false(cause: Cause, _: JsonValue, siblings: JsonValue) -> str:
    where = called(cause.tokens[:-1]) if isinstance(siblings, dict) else "the specification"
    return f"{called(cause.tokens)} is not allowed in {where}"


def _type(cause: Cause, node: JsonValue, _: JsonValue) -> str:
    articles = {
        "object": "a mapping",
        "array": "a list",
        "string": "a string",
        "boolean": "a boolean",
        "integer": "an integer",
        "number": "a number",
    }
    expected = [articles.get(str(option), str(option)) for option in cause.options]
    return f"{called(cause.tokens)} is {kind_of(node)}, not {_either(expected)}"


def _enum(cause: Cause, node: JsonValue, _: JsonValue) -> str:
    options = [str(option) if isinstance(option, str) else json.dumps(option) for option in cause.options]
    expected = options[0] if len(options) == 1 else "one of " + ", ".join(options)
    return f"{called(cause.tokens)} is {shown(node)}, not {expected}"


def _pattern(cause: Cause, node: JsonValue, _: JsonValue) -> str:
    return f"{called(cause.tokens)} is {shown(node)}, which does not match {cause.value}"


def _name(cause: Cause, _: JsonValue, __: JsonValue) -> str:
    return f"the name `{cause.tokens[-1]}` is not allowed in {called(cause.tokens[:-1])}"


def _repeated(cause: Cause, node: JsonValue, _: JsonValue) -> str:
    items = node if isinstance(node, list) else []
    twice = next((item for index, item in enumerate(items) if item in items[:index]), None)
    return f"{called(cause.tokens)} lists {shown(twice)} more than once"


def _forms(cause: Cause, node: JsonValue, _: JsonValue) -> str:
    for one, other in EXCLUSIVE:
        if isinstance(node, dict) and one in node and other in node:
            return f"{called(cause.tokens)} has both `{one}` and `{other}`"
    return f"{called(cause.tokens)} mixes forms that exclude each other"


def _sized(unit: str, relation: str) -> Callable[[Cause, JsonValue, JsonValue], str]:
    def write(cause: Cause, _: JsonValue, __: JsonValue) -> str:
        return f"{called(cause.tokens)} has {relation} {cause.value} {unit}{'' if cause.value == 1 else 's'}"

    return write


def _bounded(relation: str) -> Callable[[Cause, JsonValue, JsonValue], str]:
    return lambda cause, node, _: f"{called(cause.tokens)} is {shown(node)}, {relation} {cause.value}"


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


SENTENCES: dict[str, Callable[[Cause, JsonValue, JsonValue], str]] = {
    "required": _required,
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
    "falseSchema": _false,
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "pattern": _pattern,
    "propertyNames": _name,
    "uniqueItems": _repeated,
    "oneOf": _forms,
    "anyOf": _forms,
    "not": _forms,
    "contains": _forms,
    "minItems": _sized("item", "fewer than"),
    "maxItems": _sized("item", "more than"),
    "minProperties": _sized("member", "fewer than"),
    "maxProperties": _sized("member", "more than"),
    "minLength": _sized("character", "fewer than"),
    "maxLength": _sized("character", "more than"),
    "minimum": _bounded("less than"),
    "maximum": _bounded("more than"),
    "exclusiveMinimum": _bounded("not more than"),
    "exclusiveMaximum": _bounded("not less than"),
    "multipleOf": _bounded("no multiple of"),
}
"""Keyword to sentence."""
