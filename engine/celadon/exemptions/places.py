"""Where exemptions may stand, and globs over the places that they name: files, pointers, operations."""

import re
from functools import lru_cache

from celadon.sources.document import Document

MARK = "celadon-waive"
"""What every waiver in a document has in its text."""
_TRACE = MARK.encode()
_IN_STREAM = re.compile(r"#[0-9]+\Z")  # noqa: TID251 - a pattern of our own


def may_have_inline_waivers(document: Document) -> bool:
    """Tell at the cost of one search whether a document is worth a look."""
    return _TRACE in document.text.data


def file_of(document: str) -> str:
    """Name a document without its number in a YAML stream, which changes when the stream is put in order."""
    return _IN_STREAM.sub("", document)


def matches_path(pattern: str, path: str) -> bool:
    """Match a `/`-separated path: `*` and `?` stay inside one segment, `**` spans any number of segments, none included."""
    return _matches_segments(tuple(pattern.split("/")), tuple(path.split("/")))


def matches_operation(pattern: str, label: str) -> bool:
    """Match `POST /orders/*` against `POST /orders/{id}`; `*` in the method's place stands for every method."""
    method, _, path = pattern.partition(" ")
    own_method, _, own_path = label.partition(" ")
    return (method == "*" or method.upper() == own_method.upper()) and matches_path(path.strip(), own_path)


@lru_cache(maxsize=4096)
def _matches_segments(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Walk both once, remembering the last `**` to come back to: linear in practice, quadratic at worst."""
    at, of, star, resume = 0, 0, -1, 0
    while of < len(path):
        if at < len(pattern) and pattern[at] == "**":
            star, resume, at = at, of, at + 1
        elif at < len(pattern) and _matches_text(pattern[at], path[of]):
            at, of = at + 1, of + 1
        elif star >= 0:
            at, resume = star + 1, resume + 1
            of = resume
        else:
            return False
    return all(segment == "**" for segment in pattern[at:])


def _matches_text(pattern: str, text: str) -> bool:
    """Match one segment; the same walk on characters, so no pattern can take exponential time."""
    at, of, star, resume = 0, 0, -1, 0
    while of < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume, at = at, of, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[of]):
            at, of = at + 1, of + 1
        elif star >= 0:
            at, resume = star + 1, resume + 1
            of = resume
        else:
            return False
    return all(character == "*" for character in pattern[at:])
