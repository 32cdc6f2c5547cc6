"""Read members of plain nodes that may be malformed: the wrong type reads as absent, an unknown value stays unknown.

What is malformed is reported by the structural check; here it must neither crash nor be taken for something else.
"""

from typing import TypeVar, cast

from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

Object = dict[str, JsonValue]
T = TypeVar("T")
EMPTY: Object = {}
NOTHING: list[JsonValue] = []


def mapping(node: Node) -> Object:
    """Read as a mapping; anything else is an empty one."""
    return node if isinstance(node, dict) else EMPTY


def sequence(node: Node) -> list[JsonValue]:
    """Read as a list; anything else is an empty one."""
    return node if isinstance(node, list) else NOTHING


def member(node: Node, key: str) -> JsonValue:
    """Read a member of a node that may be no mapping; None where absent."""
    return node.get(key) if isinstance(node, dict) else None


def text(node: Node, key: str) -> str | None:
    """Read a text member."""
    value = member(node, key)
    return cast("str", value) if isinstance(value, (str, Unknown)) else None


def flag(node: Node, key: str) -> bool:
    """Read a boolean member; only `true` is true."""
    if not isinstance(node, dict) or key not in node:
        return False
    value = node[key]
    return cast("bool", value) if isinstance(value, Unknown) else value is True


def integer(node: Node, key: str) -> int | None:
    """Read a whole number; `10.0` is one."""
    value = member(node, key)
    if isinstance(value, Unknown):
        return cast("int", value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def texts(node: Node, key: str) -> tuple[str, ...]:
    """Read a list of texts; other items are left out, unknown ones stay."""
    return tuple(cast("str", item) for item in sequence(member(node, key)) if isinstance(item, (str, Unknown)))


def scalar_name(value: JsonValue) -> str | None:
    """Read a name that YAML may have taken for a number."""
    if isinstance(value, Unknown):
        return cast("str", value)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def unknown_as(kind: type[T], value: Unknown) -> T:
    """Give an unknown where a `kind` belongs: facts are typed by what they are when known."""
    del kind
    return cast("T", value)
