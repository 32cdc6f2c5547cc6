"""What a reader calls a schema: the name under which it is written. No view lives here."""

from celadon.models.openapi.plain import member
from celadon.models.place import Place
from celadon.sources.document import JsonValue, child_of
from celadon.terms.location import Token, Tokens

NAMED = frozenset({"properties", "patternProperties", "schemas", "definitions", "$defs", "headers", "parameters", "dependentSchemas"})
CARRIERS = ("content", "requestBody", "responses")
MEMBERS = "properties"
"""The map in which most named schemas stand."""
SUFFIXES = {"items": "[]", "prefixItems": "[]", "additionalProperties": "{}", "unevaluatedProperties": "{}", "unevaluatedItems": "[]"}


def name_of(place: Place) -> str:
    """Name the schema at a place: property, parameter, header or component; `tags[]` for items of `tags`, `body` for a body."""
    at, suffix = place, ""
    above = at.parent
    while above is not None:  # nearly always a property or parameter is near, and the way need not be written down
        step, over = at.token, above.token if above.parent is not None else above.last
        if over in NAMED:
            if over == MEMBERS and isinstance(step, str) and _is_no_map(above.parent):
                return step + suffix
            is_listed = over == "parameters" and isinstance(step, int) and _is_no_map(above.parent)
            return _parameter_name(at, at.tokens, step) + suffix if is_listed else _far_name(place)
        if step in CARRIERS or over == "prefixItems":
            break
        if step in SUFFIXES:
            suffix = SUFFIXES[str(step)] + suffix
        at, above = above, above.parent
    return _far_name(place)


def _far_name(place: Place) -> str:
    tokens = place.tokens
    suffix = ""
    while tokens:
        last = tokens[-1]
        before = tokens[-2] if len(tokens) > 1 else None
        if _is_name(tokens):
            return (_parameter_name(place, tokens, last) if before == "parameters" else str(last)) + suffix
        if last in CARRIERS:
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
    return (_sent_alone(place) or "body") + suffix


def _is_no_map(place: Place | None) -> bool:
    return place is not None and (last := place.last) is not None and last not in NAMED


def _is_name(tokens: Tokens) -> bool:
    """Say whether the last token is a name: a key of one of the maps, and so never a map itself (a property may be called `headers`)."""
    first = last = len(tokens) - 1
    while first > 0 and tokens[first - 1] in NAMED:  # only what stands below a map may be a name
        first -= 1
    named = False
    for number in range(first + 1, last + 1):
        named = not named and (isinstance(tokens[number], str) or tokens[number - 1] == "parameters")
    return named


def _sent_alone(place: Place) -> str | None:
    """Give the name of a parameter that is a file, or an entry of one, of its own: nothing on the way says that it is one."""
    node: JsonValue = place.document.tree
    tokens, found = place.tokens, None
    for number in range(len(tokens)):  # what is on the way, not the place itself: an absent `else` is nowhere
        if number:
            node = child_of(node, tokens[number - 1])
        if isinstance(node, dict) and "in" in node and isinstance(node["in"], str) and isinstance(name := node.get("name"), str):
            found = name
    return found


def _parameter_name(place: Place, tokens: Tokens, fallback: Token) -> str:
    """Give the name that is sent; a shared parameter's key is only how the document calls it."""
    node: JsonValue = place.document.value(tokens)
    name = member(node, "name")
    return name if isinstance(name, str) else str(fallback)
