"""What a reader calls a schema: the name under which it is written. No view lives here."""

from celadon.models.openapi.plain import member
from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.location import Token, Tokens

NAMED = frozenset({"properties", "patternProperties", "schemas", "definitions", "$defs", "headers", "parameters", "dependentSchemas"})
SUFFIXES = {"items": "[]", "prefixItems": "[]", "additionalProperties": "{}", "unevaluatedProperties": "{}", "unevaluatedItems": "[]"}


def name_of(place: Place) -> str:
    """Name the schema at a place: property, parameter, header or component; `tags[]` for items of `tags`, `body` for a body."""
    tokens = place.tokens
    suffix = ""
    while tokens:
        last = tokens[-1]
        before = tokens[-2] if len(tokens) > 1 else None
        if isinstance(last, str) and before in NAMED:
            return last + suffix
        if isinstance(last, int) and before == "parameters":
            return _parameter_name(place, tokens, last) + suffix
        if last in ("content", "requestBody", "responses"):
            break
        if isinstance(last, int) and before == "prefixItems":
            suffix, tokens = f"[{last}]{suffix}", tokens[:-2]
            continue
        suffix = SUFFIXES.get(str(last), "") + suffix
        tokens = tokens[:-1]
    for number, step in enumerate(tokens):
        if step == "parameters" and number + 1 < len(tokens):  # the schema of a parameter's media type
            return _parameter_name(place, tokens[: number + 2], tokens[number + 1]) + suffix
        if step == "headers" and number + 1 < len(tokens):
            return str(tokens[number + 1]) + suffix
    return "body" + suffix


def _parameter_name(place: Place, tokens: Tokens, fallback: Token) -> str:
    node: JsonValue = place.document.value(tokens)
    name = member(node, "name")
    return name if isinstance(name, str) else str(fallback)
