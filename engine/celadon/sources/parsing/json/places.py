"""Finds nodes in JSON text when somebody asks, so that a document without findings pays nothing, and one with few of them little.

Each object or list on the way is read as far as it must be, once. Those inside of it are passed over: by the standard library's scanner,
which is quick and forgets what it read; from the time on that it has read as much as the document has, by their brackets, which one pass
of a regular expression pairs (0.2 s for 13 MB).
"""

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined] # public in CPython since 2.6, absent from the stubs
from typing import NamedTuple

from celadon.sources.document import JsonValue, Offsets, index_of
from celadon.sources.parsing.orders import Orders
from celadon.sources.parsing.text import Text
from celadon.terms.location import Token, Tokens

BRACKET = re.compile(r'(?:[^"{}\[\]]*+"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[^"{}\[\]]*+[{}\[\]]')  # noqa: TID251 - our own; possessive, so linear
TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
VALUE = rf"(?P<value>{TEXT}|[^ \t\n\r,\]}}\[{{]*+)"  # empty before a bracket that opens
ITEM = re.compile(rf"[ \t\n\r,]*+(?=[^\]]){VALUE}")  # noqa: TID251 - our own pattern, linear
MEMBER = re.compile(rf"[ \t\n\r,]*+(?P<key>{TEXT})[ \t\n\r]*+:[ \t\n\r]*+{VALUE}")  # noqa: TID251 - our own pattern, linear


ENOUGH = 2
"""Times the length of the text that the scanner may pass over: as long as that takes, so long do the brackets."""
pass_over = JSONDecoder().scan_once  # type: ignore[attr-defined] # as `scanstring`
"""Reads the value that begins at an offset; gives it, and where it ends."""


Ways = dict[Token, tuple[int, JsonValue, "Ways"]]
"""The steps that were asked for below a node: position, inner node, and the steps below that. Many ways begin alike."""


class Member(NamedTuple):
    """A member of an object (its key as a value, where it begins) or an item of a list (key None)."""

    key: str | None
    key_start: int
    start: int
    end: int
    """Where it begins, for an object or a list: to find its end costs more."""


class Inner:
    """The members of one object or list, as far as somebody wanted to know."""

    __slots__ = ("_at", "_items", "_members", "_open", "_places")

    def __init__(self, places: "JsonPlaces", start: int, *, is_object: bool) -> None:
        """Begin behind the opening bracket."""
        self._places = places
        self._at = start + 1
        self._open: Member | None = None
        """The one read last, where it has an end that was not looked for."""
        self._members: dict[str, Member] | None = {} if is_object else None
        self._items: list[Member] = []

    def read(self) -> Iterator[Member]:
        """Read what is not read yet, in order."""
        text, members, items = self._places.text.decoded, self._members, self._items
        pattern, end_of = ITEM if members is None else MEMBER, self._places.end_of
        while True:
            if self._open is not None:
                self._at, self._open = end_of(self._open), None
            found = pattern.match(text, self._at)
            if found is None:
                return
            begin, end = found.span("value")
            self._at = end
            if members is None:
                member = Member(None, 0, begin, end)
                items.append(member)
            else:
                key = found["key"]
                key = scanstring(key, 1)[0] if "\\" in key else key[1:-1]
                member = members[key] = Member(key, found.start("key"), begin, end)
            if begin == end:
                self._open = member
            yield member

    def find(self, token: Token, *, is_last: bool) -> Member:
        """Read up to a member, or an item; to the end where the last one of a name is wanted. KeyError where there is none."""
        if self._members is None:
            return self._item(index_of(token, sys.maxsize))
        key = str(token)
        if is_last:
            for _ in self.read():
                pass
        elif key not in self._members:
            for member in self.read():
                if member.key == key:
                    break
        return self._members[key]

    def close(self) -> int:
        """Read to the end, and give it."""
        for _ in self.read():
            pass
        return self._places.text.decoded.index("]" if self._members is None else "}", self._at) + 1

    def _item(self, index: int) -> Member:
        items = self._items
        if index >= len(items):
            for _ in self.read():
                if index < len(items):
                    break
            else:
                raise KeyError(index)
        return items[index]


class JsonPlaces:
    """Places of one document; the text is known to be valid JSON."""

    __slots__ = ("_closes", "_ends", "_inner", "_opens", "_orders", "_passed", "_tree", "_ways", "text")

    def __init__(self, text: Text, tree: JsonValue, *, repeats: bool) -> None:
        """Nothing is read yet. Where a key `repeats`, its member in the tree stands elsewhere than the value in the text."""
        self.text = text
        self._tree = tree
        self._orders = None if repeats else Orders()
        self._ways: Ways = {}
        self._opens: array[int] = array("I")
        self._closes: array[int] = array("I")
        self._ends: dict[int, int] = {}
        """Of objects and lists, as long as no brackets are paired."""
        self._passed = 0
        """Characters that the scanner has passed over."""
        self._inner: dict[int, Inner] = {}

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Walk from the root."""
        member = Member(None, 0, -1, -1)  # around the root
        for token in (0, *tokens):
            member = self._within(member).find(token, is_last=self._orders is None)
        return Offsets(None if member.key is None else member.key_start, member.start, self.end_of(member))

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
                position, inner = orders.step(node, token)
                step = ways[token] = (position, inner, {})
            position, node, ways = step
            positions.append(position)
        return tuple(positions)

    def survey(self) -> bytes:
        """Pair all brackets."""
        if not self._opens:
            self._pair_brackets(self.text.decoded)
        return self._opens.tobytes() + self._closes.tobytes()

    def adopt(self, survey: bytes) -> None:
        """Take the pairs."""
        if not self._opens:
            self._opens.frombytes(survey[: len(survey) // 2])
            self._closes.frombytes(survey[len(survey) // 2 :])

    def key_end(self, key: str, start: int, limit: int) -> int:  # noqa: ARG002 - the protocol is YAML's too, which needs them
        """Read the key's text again."""
        return int(scanstring(self.text.decoded, start + 1)[1])

    def repeated(self) -> Iterator[tuple[Tokens, Member, Member]]:
        """Walk all objects in document order and give each key that stands twice: the object's tokens, both members."""
        pending: list[tuple[Tokens, Member]] = [((), Inner(self, -1, is_object=False).find(0, is_last=True))]
        while pending:
            tokens, outer = pending.pop()
            seen: dict[str | None, Member] = {}
            inner: list[tuple[Tokens, Member]] = []
            if self.text.decoded[outer.start] not in "[{":
                continue
            for position, member in enumerate(self._within(outer).read()):
                if member.key is not None and member.key in seen:
                    yield tokens, seen[member.key], member
                seen[member.key] = member
                inner.append(((*tokens, position if member.key is None else member.key), member))
            pending.extend(reversed(inner))

    def end_of(self, member: Member) -> int:
        """Give where a value ends."""
        if member.end > member.start:
            return member.end
        if self._opens:
            return self._closes[bisect_left(self._opens, member.start)]
        found = self._ends.get(member.start)
        if found is None:
            found = self._ends[member.start] = self._close(member.start)
        return found

    def _within(self, member: Member) -> Inner:
        """Give what is in an object or list; of other values KeyError: they have no members. -1 is a list around the root."""
        start = member.start
        found = self._inner.get(start)
        if found is None:
            kind = self.text.decoded[start] if start >= 0 else "["
            if kind not in "[{":
                raise KeyError(start)
            found = self._inner[start] = Inner(self, start, is_object=kind == "{")
        return found

    def _close(self, start: int) -> int:
        """Find the end of an object or list: in what was read of it already, by the scanner, or by the brackets."""
        inner = self._inner.get(start)
        if inner is not None:
            return inner.close()
        if self._passed <= ENOUGH * len(self.text.decoded):
            with suppress(RecursionError):  # where this is called deeper than the one who read the document
                end = int(pass_over(self.text.decoded, start)[1])
                self._passed += end - start
                return end
        self._pair_brackets(self.text.decoded)
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
