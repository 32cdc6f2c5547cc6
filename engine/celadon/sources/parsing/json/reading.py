"""JSON text to a tree at C speed, and the places of what somebody asks for."""

import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined] # public in CPython since 2.6, absent from the stubs
from typing import Any, NoReturn, TypeAlias

from celadon.sources.document import JsonValue, Offsets
from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import Misread, passed_limit
from celadon.sources.parsing.text import Text
from celadon.terms.location import Token, Tokens

Members: TypeAlias = "dict[str, tuple[int, int, int]]"
"""Key to the starts of key and value and the end of the value; items are keyed by their index as text."""

WHITESPACE = re.compile(r"[ \t\n\r]*")  # noqa: TID251 - our own pattern, linear
LONG_NUMBER = re.compile(r"[0-9]{4301}")  # noqa: TID251 - our own pattern, linear


class JsonPlaces:
    """Finds nodes by looking through the containers on the way, each once; what is not asked for costs nothing."""

    __slots__ = ("_known", "_scan", "_text")

    def __init__(self, text: Text) -> None:
        """Keep the text, which is known to be JSON."""
        self._text = text
        self._known: dict[int, Members] = {}
        self._scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined] # the decoder's own scanner; skips a value at C speed

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Walk from the root."""
        text = self._text.decoded
        start = WHITESPACE.match(text, 0).end()  # type: ignore[union-attr] # matches everywhere
        key: int | None = None
        end = len(text.rstrip(" \t\n\r"))
        for token in tokens:
            is_mapping = text[start] == "{"
            key_start, start, end = self.members(start)[str(token)]
            key = key_start if is_mapping else None
        return Offsets(key, start, end)

    def key_end(self, key: str, start: int, limit: int) -> int:  # noqa: ARG002 - the quotes tell
        """Find the closing quote of a key."""
        return int(scanstring(self._text.decoded, start + 1)[1])

    def members(self, start: int) -> Members:
        """Look through the container at an offset; of a repeated key the last counts, as in the tree."""
        known = self._known.get(start)
        if known is None:
            known = self._known[start] = {key: (at, value, end) for key, at, value, end in self.walk(start)}
        return known

    def walk(self, start: int) -> Iterator[tuple[str, int, int, int]]:
        """Yield each member or item of a container: key, start of the key, start and end of the value."""
        text, scan, skip = self._text.decoded, self._scan, WHITESPACE.match
        is_mapping = text[start] == "{"
        at = skip(text, start + 1).end()  # type: ignore[union-attr] # matches everywhere
        number = 0
        while text[at] not in "}]":
            key, key_start = str(number), at
            if is_mapping:
                key, at = scanstring(text, at + 1)
                at = skip(text, at).end() + 1  # type: ignore[union-attr] # the colon
                at = skip(text, at).end()  # type: ignore[union-attr] # matches everywhere
            value = at
            _, at = scan(text, at)
            yield key, key_start, value, at
            number += 1
            at = skip(text, at).end()  # type: ignore[union-attr] # matches everywhere
            if text[at] == ",":
                at = skip(text, at + 1).end()  # type: ignore[union-attr] # matches everywhere


class _Mappings:
    """Makes mappings and notes whether a key was lost on the way; one spelling of a key is one object."""

    def __init__(self) -> None:
        self.has_duplicates = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.has_duplicates = True
        return made


def parse_json(text: Text, limits: Limits) -> tuple[JsonValue, bool]:
    """Return the tree and whether a key stands twice somewhere; raises Misread."""
    mappings = _Mappings()
    try:
        tree: JsonValue = json.loads(text.decoded, object_pairs_hook=mappings, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Misread("syntax-error", f"this is not JSON: {_reason(error)}", _hint(text.decoded, error), error.pos) from error
    except RecursionError as error:
        raise _too_deep(limits) from error
    except _Constant as error:
        message, offset = f"{error.word} is not JSON", text.decoded.find(error.word)
        raise Misread("syntax-error", message, "JSON has no such number: use null or a text", max(0, offset)) from error
    except ValueError as error:
        found = LONG_NUMBER.search(text.decoded)
        raise passed_limit("an integer of more than 4300 digits", "write it as text", found.start() if found else 0) from error
    if _depth(tree) > limits.depth:
        raise _too_deep(limits)
    return tree, mappings.has_duplicates


def repetitions(text: Text, limit: int) -> list[tuple[Tokens, str, int, int]]:
    """Find keys that stand twice: the mapping, the key, the starts of both keys. Looks through the whole text; rare."""
    places = JsonPlaces(text)
    start = WHITESPACE.match(text.decoded, 0).end()  # type: ignore[union-attr] # matches everywhere
    found: list[tuple[Tokens, str, int, int]] = []
    pending: list[tuple[Tokens, int]] = [((), start)]
    while pending and len(found) < limit:
        tokens, at = pending.pop()
        is_mapping = text.decoded[at] == "{"
        seen: dict[str, int] = {}
        for key, key_start, value, _ in places.walk(at):
            if is_mapping and key in seen:
                found.append((tokens, key, seen[key], key_start))
            seen.setdefault(key, key_start)
            if text.decoded[value] in "{[":
                pending.append(((*tokens, key if is_mapping else int(key)), value))
    return sorted(found, key=lambda item: item[3])


class _Constant(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _refuse_constant(word: str) -> NoReturn:
    raise _Constant(word)


def _too_deep(limits: Limits) -> Misread:
    return passed_limit(f"the document is nested deeper than {limits.depth} levels", "look for brackets that are never closed", 0)


def _depth(tree: JsonValue) -> int:
    """Count levels of containers, one level at a time; no recursion."""
    level: list[Any] = [tree] if isinstance(tree, dict | list) else []
    depth = 0
    while level:
        depth += 1
        level = [
            child
            for node in level
            for child in (node.values() if node.__class__ is dict else node)
            if child.__class__ is dict or child.__class__ is list
        ]
    return depth


def _reason(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def _hint(text: str, error: json.JSONDecodeError) -> str:
    """Say what to do, from what stands at the place."""
    here = text[error.pos : error.pos + 1]
    if not here:
        return "the file ends too early: close what is open"
    before = text[: error.pos].rstrip()[-1:]
    if before == "," or here in "}]":
        return "remove the comma before this"
    if here == "'":
        return "JSON writes text in double quotes"
    if here in "/#":
        return "JSON has no comments: remove it, or name the file .yaml"
    if error.msg.startswith("Expecting ','"):
        return "put a comma before this"
    return "mend the syntax here; if the file is YAML, name it .yaml"
