"""Values as Kong takes them: written ones, those of `_plugin_configs`, defaults; references and templates are unknown."""

from collections.abc import Mapping
from typing import TypeVar

from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

T = TypeVar("T")

MARKS = (
    ("{vault://", "it is read from a vault"),
    ("${{", "it comes from the environment"),
    ("${", "it comes from the environment"),
    ("{{", "it is a template that was not rendered"),
)
"""How text shows that its value is elsewhere: https://developer.konghq.com/gateway/entities/vault/,
https://developer.konghq.com/deck/reference/environment-variables/; templates by the tools that render them."""


def hidden(value: Node) -> Unknown | None:
    """Say why a written value is not known here; None for a plain one."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str):
        return next((Unknown(f"`{value}` is not known: {reason}") for mark, reason in MARKS if mark in value), None)
    if isinstance(value, dict) and len(value) == 1:
        (key,) = value
        return Unknown(f"`{{{key}}}` is not known: it is read from a vault") if key.startswith("vault://") else None
    return None


def first(*values: T | None) -> T | None:
    """Give the first that is not None; `or` would look at an `Unknown`."""
    return next((value for value in values if value is not None), None)


def mapping(node: Node) -> dict[str, JsonValue]:
    """Read as a mapping; anything else is an empty one."""
    return node if isinstance(node, dict) else {}


def text(value: Node) -> str | Unknown | None:
    """Read text; null is None, a number its digits, anything else unknown."""
    found = hidden(value)
    if found is not None:
        return found
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return Unknown("text was expected here")


class Settings:
    """A record of settings with the places of its members: a plugin's `config`, a route, a service.

    The first layer in which a member is written (and is not null: null is Kong's "not set") wins, then the defaults.
    A default stands at `lacking`, the node that should carry it.
    """

    __slots__ = ("defaults", "lacking", "layers")

    def __init__(self, layers: tuple[tuple[Place, Node], ...], defaults: Mapping[str, JsonValue], lacking: Place) -> None:
        """Keep; the first layer is the record itself, the others are what it inherits."""
        self.layers = layers
        self.defaults = defaults
        self.lacking = lacking

    def find(self, *path: str) -> Leaf[JsonValue]:
        """Find a value below the record; None with the origin `default` where nothing says anything."""
        for number, (place, node) in enumerate(self.layers):
            value: Node = node
            for key in path:
                if isinstance(value, Unknown):
                    break
                place = place.child(key)  # noqa: PLW2901 - walks down from the layer
                value = mapping(value).get(key)
            if value is not None:
                doubt = hidden(value)
                return Leaf(value if doubt is None else doubt, place, "inherited" if number else "explicit", _entries(place, value))
        default: JsonValue = dict(self.defaults)
        for key in path:
            default = mapping(default).get(key)
        return Leaf(default, self.lacking, "default")

    def flag(self, *path: str) -> Leaf[bool]:
        """Find a boolean; absent without a default is false."""
        return self._typed(bool, "true or false", False, path)

    def whole(self, *path: str) -> Leaf[int | None]:
        """Find a number, cut to a whole one."""
        leaf = self.find(*path)
        value = leaf.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return Leaf(int(value), leaf.place, leaf.origin)
        return self._typed(int, "a number", None, path)

    def word(self, *path: str) -> Leaf[str | None]:
        """Find text."""
        leaf = self.find(*path)
        return Leaf(text(leaf.value), leaf.place, leaf.origin)

    def words(self, *path: str) -> Leaf[tuple[str, ...]]:
        """Find a list of text; a lone text counts as a list of one, a reference among the items makes the list unknown."""
        leaf = self.find(*path)
        if isinstance(leaf.value, Unknown):
            return Leaf(leaf.value, leaf.place, leaf.origin)
        items = leaf.value if isinstance(leaf.value, list) else [] if leaf.value is None else [leaf.value]
        found = [text(item) for item in items]
        doubt = next((item for item in found if isinstance(item, Unknown)), None)
        if doubt is not None:
            return Leaf(doubt, leaf.place, leaf.origin)
        entries = tuple(place for place, item in zip(leaf.entries, found, strict=False) if item is not None)
        return Leaf(tuple(item for item in found if isinstance(item, str)), leaf.place, leaf.origin, entries)

    def _typed(self, kind: type[T], expected: str, absent: object, path: tuple[str, ...]) -> Leaf[T]:
        leaf = self.find(*path)
        value: object = leaf.value
        if value is None:
            value = absent
        elif not isinstance(value, (kind, Unknown)):
            value = Unknown(f"`{path[-1]}` is written as something else than {expected}")
        return Leaf(value, leaf.place, leaf.origin)  # type: ignore[arg-type] # checked above, or the caller's `absent`


def _entries(place: Place, value: Node) -> tuple[Place, ...]:
    return tuple(place.child(index) for index in range(len(value))) if isinstance(value, list) else ()
