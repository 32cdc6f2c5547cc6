"""Finds nodes in JSON text when somebody asks, so that a document without findings pays nothing.

The first question costs one pass of a regular expression that pairs all brackets (0.2 s for 13 MB); then each object or list on the
way is read once, its inner ones skipped by their brackets.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined] # public in CPython since 2.6, absent from the stubs
from typing import NamedTuple

from celadon.sources.document import JsonValue, Offsets, index_of
from celadon.sources.parsing.orders import Orders
from celadon.sources.parsing.text import Text
from celadon.terms.location import Token, Tokens

BRACKET = re.compile(r'(?:[^"{}\[\]]*+"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[^"{}\[\]]*+[{}\[\]]')  # noqa: TID251 - our own; possessive, so linear
TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
VALUE = rf"({TEXT}|[^ \t\n\r,\]}}\[{{]*+)"  # empty before a bracket that opens
ITEM = re.compile(rf"[ \t\n\r,]*+(?=[^\]]){VALUE}")  # noqa: TID251 - our own pattern, linear
MEMBER = re.compile(rf"[ \t\n\r,]*+({TEXT})[ \t\n\r]*+:[ \t\n\r]*+{VALUE}")  # noqa: TID251 - our own pattern, linear


Ways = dict[Token, tuple[int, JsonValue, "Ways"]]
"""The steps that were asked for below a node: position, inner node, and the steps below that. Many ways begin alike."""


class Member(NamedTuple):
    """A member of an object (its key as a value, where it begins) or an item of a list (key None)."""

    key: str | None
    key_start: int
    start: int
    end: int


class JsonPlaces:
    """Places of one document; the text is known to be valid JSON."""

    __slots__ = ("_closes", "_opens", "_orders", "_read", "_text", "_tree", "_ways")

    def __init__(self, text: Text, tree: JsonValue, *, repeats: bool) -> None:
        """Nothing is read yet. Where a key `repeats`, its member in the tree stands elsewhere than the value in the text."""
        self._text = text
        self._tree = tree
        self._orders = None if repeats else Orders()
        self._ways: Ways = {}
        self._opens: array[int] = array("I")
        self._closes: array[int] = array("I")
        self._read: dict[int, list[Member] | dict[str, Member]] = {}

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Walk from the root, reading each object or list on the way once."""
        member = Member(None, 0, -1, -1)  # around the root
        for token in (0, *tokens):
            inner = self._members(member.start)
            member = inner[str(token)] if isinstance(inner, dict) else inner[index_of(token, len(inner))]
        return Offsets(None if member.key is None else member.key_start, member.start, member.end)

    def rank(self, tokens: Sequence[Token]) -> tuple[int, ...]:
        """Take the positions on the way: members stand in the tree as they do in the text, unless keys are repeated."""
        orders = self._orders
        if orders is None:
            found = self.find(tokens)
            return (found.begin, found.end)
        node, ways = self._tree, self._ways
        positions: list[int] = []
        for token in tokens:
            step = ways.get(token)
            if step is None:
                step = ways[token] = (*orders.step(node, token), {})
            position, node, ways = step
            positions.append(position)
        return tuple(positions)

    def survey(self) -> bytes:
        """Pair all brackets."""
        if not self._opens:
            self._pair_brackets(self._text.decoded)
        return self._opens.tobytes() + self._closes.tobytes()

    def adopt(self, survey: bytes) -> None:
        """Take the pairs."""
        if not self._opens:
            self._opens.frombytes(survey[: len(survey) // 2])
            self._closes.frombytes(survey[len(survey) // 2 :])

    def key_end(self, key: str, start: int, limit: int) -> int:  # noqa: ARG002 - the protocol is YAML's too, which needs them
        """Read the key's text again."""
        return int(scanstring(self._text.decoded, start + 1)[1])

    def repeated(self) -> Iterator[tuple[Tokens, Member, Member]]:
        """Walk all objects in document order and give each key that stands twice: the object's tokens, both members."""
        text = self._text.decoded
        pending: list[tuple[Tokens, int]] = [((), next(self._scan(-1)).start)]
        while pending:
            tokens, start = pending.pop()
            if text[start] not in "[{":
                continue
            seen: dict[str | None, Member] = {}
            inner: list[tuple[Tokens, int]] = []
            for position, member in enumerate(self._scan(start)):
                if member.key is not None and member.key in seen:
                    yield tokens, seen[member.key], member
                seen[member.key] = member
                inner.append(((*tokens, position if member.key is None else member.key), member.start))
            pending.extend(reversed(inner))

    def _members(self, start: int) -> list[Member] | dict[str, Member]:
        """Read the object or list at `start` once; other values have no members, and -1 is a list around the root."""
        found = self._read.get(start)
        if found is None:
            kind = self._text.decoded[start] if start >= 0 else "["
            members = list(self._scan(start)) if kind in "[{" else []
            found = {member.key or "": member for member in members} if kind == "{" else members
            self._read[start] = found
        return found

    def _scan(self, start: int) -> Iterator[Member]:
        """Read the members of an object or list, in order."""
        text, at = self._text.decoded, start + 1
        if start < 0 or text[start] == "[":
            while at < len(text) and (found := ITEM.match(text, at)):
                begin, end = found.span(1)
                at = end if begin < end else self._close(text, begin)
                yield Member(None, 0, begin, at)
            return
        while found := MEMBER.match(text, at):
            key, value = found.groups()
            begin, end = found.span(2)
            at = end if value else self._close(text, begin)
            yield Member(scanstring(key, 1)[0] if "\\" in key else key[1:-1], found.start(1), begin, at)

    def _close(self, text: str, start: int) -> int:
        if not self._opens:
            self._pair_brackets(text)
        return self._closes[bisect_left(self._opens, start)]

    def _pair_brackets(self, text: str) -> None:
        opens, closes, pending = self._opens, self._closes, []
        for found in BRACKET.finditer(text, 0, len(text.rstrip())):  # up to the last bracket: beyond it each character would be tried
            end = found.end()
            if text[end - 1] in "[{":
                pending.append(len(opens))
                opens.append(end - 1)
                closes.append(0)
            else:
                closes[pending.pop()] = end
