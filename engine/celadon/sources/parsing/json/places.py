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

from celadon.sources.document import Offsets, index_of
from celadon.sources.parsing.text import Text
from celadon.terms.location import Token, Tokens

BRACKET = re.compile(r'(?:[^"{}\[\]]*+"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[^"{}\[\]]*+[{}\[\]]')  # noqa: TID251 - our own; possessive, so linear
SPACE = re.compile(r"[ \t\n\r]*")  # noqa: TID251 - our own pattern, linear
ATOM = re.compile(r"[^ \t\n\r,\]}]*")  # noqa: TID251 - our own pattern, linear


class Member(NamedTuple):
    """A member of an object (its key as a value, where it begins) or an item of a list (key None)."""

    key: str | None
    key_start: int
    start: int
    end: int


class JsonPlaces:
    """Places of one document; the text is known to be valid JSON."""

    __slots__ = ("_closes", "_opens", "_read", "_text")

    def __init__(self, text: Text) -> None:
        """Nothing is read yet."""
        self._text = text
        self._opens: array[int] = array("I")
        self._closes: array[int] = array("I")
        self._read: dict[int, list[Member] | dict[str, Member]] = {}

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Walk from the root, reading each object or list on the way once."""
        text = self._text.decoded
        start = _skip(text, 0)
        member = Member(None, 0, start, self._end(text, start))
        for token in tokens:
            inner = self._members(member.start)
            member = inner[str(token)] if isinstance(inner, dict) else inner[index_of(token, len(inner))]
        return Offsets(None if member.key is None else member.key_start, member.start, member.end)

    def key_end(self, key: str, start: int, limit: int) -> int:  # noqa: ARG002 - the protocol is YAML's too, which needs them
        """Read the key's text again."""
        return int(scanstring(self._text.decoded, start + 1)[1])

    def repeated(self) -> Iterator[tuple[Tokens, Member, Member]]:
        """Walk all objects in document order and give each key that stands twice: the object's tokens, both members."""
        text = self._text.decoded
        pending: list[tuple[Tokens, int]] = [((), _skip(text, 0))]
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
        found = self._read.get(start)
        if found is None:
            members = list(self._scan(start))
            found = {member.key or "": member for member in members} if self._text.decoded[start] == "{" else members
            self._read[start] = found
        return found

    def _scan(self, start: int) -> Iterator[Member]:
        """Read the members of the object or list at `start`, in order."""
        text = self._text.decoded
        is_object = text[start] == "{"
        at = _skip(text, start + 1)
        while text[at] not in "]}":
            key, key_start = None, at
            if is_object:
                key, at = scanstring(text, at + 1)
                at = _skip(text, _skip(text, at) + 1)
            end = self._end(text, at)
            yield Member(key, key_start, at, end)
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)

    def _end(self, text: str, start: int) -> int:
        first = text[start]
        if first == '"':
            return int(scanstring(text, start + 1)[1])
        if first in "[{":
            return self._close(text, start)
        found = ATOM.match(text, start)
        return found.end() if found else start

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


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
