"""Protobuf messages as people write them in YAML and JSON: both spellings of a field, lone items of lists, quoted numbers.

Envoy reads its configuration through protobuf's JSON mapping. Every reading here gives a plain value, the given default
where the field is absent, or an `Unknown` where the text is a placeholder, a tag or of a kind that Envoy would refuse.
"""

from functools import lru_cache
from typing import Final, TypeVar

from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

T = TypeVar("T")

TYPE: Final = "@type"


@lru_cache(maxsize=1024)
def camel(name: str) -> str:
    """Spell a field as protobuf's JSON mapping prints it: `filter_chains` is `filterChains`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def placeholder(text: str) -> Unknown | None:
    """Find a placeholder that some tool fills in before Envoy reads the file: `${NAME}` of envsubst, `{{ }}` of templates."""
    if ("${" in text and "}" in text) or ("{{" in text and "}}" in text):
        return Unknown(f"`{text}` is filled in by another tool")
    return None


def equals(value: object, *expected: object) -> bool:
    """Tell whether a reading is known and one of some values: to compare an `Unknown` itself raises."""
    return not isinstance(value, Unknown) and value in expected


class Message:
    """One message and where it is written. An unknown one answers every question with its reason."""

    __slots__ = ("node", "place", "unknown")

    def __init__(self, place: Place, node: Node) -> None:
        """Stand at a message; anything else than a mapping is unknown, null is an empty message."""
        self.place = place
        self.unknown: Unknown | None = None
        self.node: dict[str, JsonValue] = {}
        if isinstance(node, dict):
            self.node = node
        elif isinstance(node, Unknown):
            self.unknown = node
        elif node is not None:
            hole = placeholder(node) if isinstance(node, str) else None
            self.unknown = Unknown(f"{place.pointer} is no mapping, Envoy expects a message there") if hole is None else hole

    def spelled(self, name: str) -> str | None:
        """Say how a field is written here; None where it is absent or null."""
        if self.node.get(name) is not None:
            return name
        other = camel(name)
        return other if self.node.get(other) is not None else None

    def has(self, name: str) -> bool:
        """Tell whether a field is written."""
        return self.spelled(name) is not None

    def raw(self, name: str) -> Node:
        """Give a field's node as written; null where it is absent."""
        if self.unknown is not None:
            return self.unknown
        spelled = self.spelled(name)
        return None if spelled is None else self.node[spelled]

    def place_of(self, name: str) -> Place:
        """Stand at a field; where it is absent at the message, which should carry it."""
        spelled = self.spelled(name)
        return self.place if spelled is None else self.place.child(spelled)

    def get(self, name: str) -> "Message | None":
        """Step into a message field; None where it is absent."""
        if self.unknown is not None:
            return Message(self.place, self.unknown)
        spelled = self.spelled(name)
        return None if spelled is None else Message(self.place.child(spelled), self.node[spelled])

    def dig(self, *names: str) -> "Message | None":
        """Step into a message several fields below; None where one of them is absent."""
        found: Message | None = self
        for name in names:
            found = None if found is None else found.get(name)
        return found

    def items(self, name: str) -> list["Message"]:
        """Give the messages of a repeated field in order; Envoy takes a lone message for a list of one."""
        return [Message(place, node) for place, node in self.nodes(name)]

    def nodes(self, name: str) -> list[tuple[Place, Node]]:
        """Give the items of a repeated field of any kind, each with its place."""
        if self.unknown is not None:
            return [(self.place, self.unknown)]
        spelled = self.spelled(name)
        if spelled is None:
            return []
        place, node = self.place.child(spelled), self.node[spelled]
        if isinstance(node, list):
            return [(place.child(index), item) for index, item in enumerate(node)]
        return [(place, node)]

    def entries(self, name: str) -> list[tuple[str, "Message"]]:
        """Give the entries of a map field in the order written."""
        field = self.get(name)
        return [] if field is None else [(key, Message(field.place.child(key), field.node[key])) for key in field.node if key != TYPE]

    def text(self, name: str, default: str = "") -> str | Unknown:
        """Read text; a number counts as its digits, as protobuf does for 64-bit numbers."""
        return _text(self.raw(name), default)

    def texts(self, name: str) -> Leaf[tuple[str, ...]]:
        """Read a list of text with the place of each; unknown where one of them is."""
        nodes = self.nodes(name)
        values = [_text(node, "") for _, node in nodes]
        for value in values:
            if isinstance(value, Unknown):
                return Leaf(value, self.place_of(name))
        known = tuple(value for value in values if isinstance(value, str))
        return Leaf(known, self.place_of(name), "explicit" if nodes else "default", tuple(place for place, _ in nodes))

    def flag(self, name: str, *, default: bool = False) -> bool | Unknown:
        """Read a boolean."""
        node = self.raw(name)
        if node is None:
            return default
        if isinstance(node, bool):
            return node
        if isinstance(node, Unknown):
            return node
        if isinstance(node, str) and node in {"true", "false"}:
            return node == "true"
        return _strange(node, "true or false")

    def whole(self, name: str, default: int | None = None) -> int | Unknown | None:
        """Read a whole number, quoted or not."""
        node = self.raw(name)
        if node is None:
            return default
        if isinstance(node, Unknown):
            return node
        if isinstance(node, int) and not isinstance(node, bool):
            return node
        if isinstance(node, float) and node.is_integer():
            return int(node)
        if isinstance(node, str) and node.lstrip("-").isdecimal() and node.isascii():
            return int(node)
        return _strange(node, "a whole number")

    def seconds(self, name: str, default: float | None = None) -> float | Unknown | None:
        """Read a duration such as `0.5s` in seconds."""
        node = self.raw(name)
        if node is None:
            return default
        if isinstance(node, Unknown):
            return node
        if isinstance(node, str) and node.endswith("s"):
            try:
                return float(node[:-1])
            except ValueError:
                pass
        return _strange(node, "a duration such as 15s")

    def word(self, name: str, numbers: tuple[str, ...], default: int = 0) -> str | Unknown:
        """Read an enumeration by name or number; `numbers` are its names in the order of their numbers."""
        node = self.raw(name)
        if node is None:
            return numbers[default]
        if isinstance(node, int) and not isinstance(node, bool) and 0 <= node < len(numbers):
            return numbers[node]
        if isinstance(node, str) and node in numbers:
            return node
        return node if isinstance(node, Unknown) else _strange(node, f"one of {', '.join(numbers)}")

    def stated(self, name: str, value: T | Unknown) -> Leaf[T]:
        """Pair a value that was read from a field with its place: the field, or this message for a default."""
        return Leaf(value, self.place_of(name), "explicit" if self.has(name) else "default")


def _text(node: Node, default: str) -> str | Unknown:
    if node is None:
        return default
    if isinstance(node, Unknown):
        return node
    if isinstance(node, str):
        hole = placeholder(node)
        return node if hole is None else hole
    if isinstance(node, int | float) and not isinstance(node, bool):
        return str(node)
    return _strange(node, "text")


def _strange(node: Node, expected: str) -> Unknown:
    hole = placeholder(node) if isinstance(node, str) else None
    if hole is not None:
        return hole
    shown = f"`{node}`" if isinstance(node, str | int | float) else "what is written"
    return Unknown(f"{shown} is not {expected}, Envoy would refuse it")
