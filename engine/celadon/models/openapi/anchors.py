"""Names of places that survive reordering and reformatting: list indices are replaced by what identifies an item."""

from collections.abc import Callable

from celadon.models.openapi.plain import member, scalar_name
from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.location import Token, render_pointer
from celadon.terms.unknown import Unknown


def anchor_of(place: Place) -> str:
    """Write the way to a node; items are named by their identity, items without one by their kind, so that equals share an anchor."""
    steps: list[str] = []
    node: JsonValue = place.document.tree
    keyword: Token = ""
    for token in place.tokens:
        if isinstance(node, list):
            node = node[token] if isinstance(token, int) and token < len(node) else None
            steps.append(_identify(str(keyword), node))
        else:
            steps.append(str(token))
            node = node.get(steps[-1]) if isinstance(node, dict) else None
        keyword = token
    return render_pointer(tuple(steps))


def _identify(keyword: str, item: JsonValue) -> str:
    if isinstance(item, Unknown):
        return "?"
    if not isinstance(item, dict):
        return scalar_name(item) or _kind(item)
    ref = item.get("$ref")
    if isinstance(ref, str):
        return ref
    return IDENTITIES.get(keyword, _shape)(item) or _shape(item)


def _parameter(item: dict[str, JsonValue]) -> str:
    place, name = scalar_name(member(item, "in")), scalar_name(member(item, "name"))
    return f"{place}:{name}" if isinstance(place, str) and isinstance(name, str) else ""


def _requirement(item: dict[str, JsonValue]) -> str:
    return "+".join(sorted(item)) or "{}"


def _named(key: str) -> Callable[[dict[str, JsonValue]], str]:
    def read(item: dict[str, JsonValue]) -> str:
        value = scalar_name(item.get(key))
        return value if isinstance(value, str) else ""

    return read


def _shape(item: dict[str, JsonValue]) -> str:
    """Name a schema or another object without a name: its title, else its type or the keywords that it has."""
    for key in ("title", "name", "operationId", "format", "type"):
        value = item.get(key)
        if isinstance(value, str) and value:
            return f"{key}={value}"
    return "+".join(sorted(item))


def _kind(item: JsonValue) -> str:
    return {True: "true", False: "false"}[item] if isinstance(item, bool) else "list" if isinstance(item, list) else "null"


IDENTITIES: dict[str, Callable[[dict[str, JsonValue]], str]] = {
    "parameters": _parameter,
    "security": _requirement,
    "servers": _named("url"),
    "tags": _named("name"),
}
"""Keyword of a list to the identity of its items."""
