"""Finds the nodes of one YAML document in the table that the builder filled."""

from array import array
from collections.abc import Sequence
from typing import Any

import yaml
from yaml.events import AliasEvent, ScalarEvent

from celadon.sources.document import JsonValue, Offsets
from celadon.sources.parsing.orders import Orders
from celadon.sources.parsing.text import Text
from celadon.sources.parsing.yaml.building import STRIDE
from celadon.sources.parsing.yaml.events import events
from celadon.terms.location import Token

Ways = dict[Token, tuple[int, bool, JsonValue, "Ways"]]
"""The steps that were asked for below a node: row, whether by a key, inner node, and the steps below that. Many ways begin alike."""


class YamlPlaces:
    """Walks from the root: O(depth), and O(members) at the first look into a wide mapping."""

    __slots__ = ("_orders", "_root", "_rows", "_text", "_tree", "_ways")

    def __init__(self, tree: JsonValue, rows: "array[int]", root: int, text: Text) -> None:
        """Share the table with the other documents of the stream; `root` is the row of this one."""
        self._tree = tree
        self._rows = rows
        self._root = root
        self._text = text
        self._orders = Orders()
        self._ways: Ways = {}

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Find a node; through an alias the way leads on in the anchored node."""
        rows, row, is_member, node, ways = self._rows, self._root, False, self._tree, self._ways
        for token in tokens:
            step = ways.get(token)
            if step is None:
                position, inner = self._orders.step(node, token)
                step = ways[token] = (rows[row + 3] + position * STRIDE, isinstance(node, dict), inner, {})
            row, is_member, node, ways = step
        start = rows[row + 1]
        return Offsets(rows[row] if is_member else None, start, self._text.trimmed(start, rows[row + 2]))

    def rank(self, tokens: Sequence[Token]) -> tuple[int, ...]:
        """Take the offsets."""
        found = self.find(tokens)
        return (found.begin, found.end)

    def survey(self) -> bytes:
        """There is nothing to do: the builder noted all places."""
        return b""

    def adopt(self, survey: bytes) -> None:
        """There is nothing to take."""

    def key_end(self, key: str, start: int, limit: int) -> int:
        """Find where a key ends: at once where it is written plainly, else by the parser on that piece of text."""
        text = self._text.decoded
        if key and text.startswith(key, start):
            return start + len(key)
        piece = text[start:limit]
        next_event = events(Text(piece.encode("utf-8")))
        try:
            event = next_event()
            while event.__class__ not in (ScalarEvent, AliasEvent):
                event = next_event()
        except yaml.YAMLError:  # a block scalar as a key ends where its lines do
            return start + len(piece.rstrip(" :\r\n"))
        mark: Any = event.end_mark  # never None for an event of a text
        return self._text.trimmed(start, start + int(mark.index))
