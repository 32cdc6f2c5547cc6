"""Reasons and remediations as policies write them: paragraphs, list items, indented code, and `code` within a line.

Whoever writes a page decides how each of them looks there, and escapes it; nothing is rendered here and no other markup is known.
"""

import re
from collections.abc import Iterator
from typing import Literal

from celadon.frozen import dataclass

_ITEM = re.compile(r" {0,3}(?P<marker>[-*]|\d{1,3}[.)]) +(?P<text>\S.*)")  # noqa: TID251 - a pattern of our own, linear
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text that stands on lines of its own."""

    kind: Literal["paragraph", "item", "code"]
    text: str
    """One line, save for code."""
    number: str = ""
    """Of an item in a numbered list."""


def blocks(text: str) -> Iterator[Block]:
    """Split a text; lines of one paragraph or item are joined, code loses the indentation that made it code."""
    kind: Literal["paragraph", "item", "code"] = "paragraph"
    lines: list[str] = []
    number = ""
    was_blank = True
    for line in [*text.expandtabs(4).splitlines(), ""]:
        is_code = line.startswith(_INDENT) and (was_blank or kind == "code") and bool(line.strip())
        found = None if is_code else _ITEM.fullmatch(line)
        begins = (is_code and kind != "code") or found is not None or (bool(line.strip()) and was_blank and not is_code)
        if begins:
            yield from _block(kind, lines, number)
            kind, lines, number = "code" if is_code else "item" if found else "paragraph", [], _number(found)
        if kind == "code":
            lines.append(line.removeprefix(_INDENT))
        elif line.strip():
            lines.append((found["text"] if found else line).strip())
        was_blank = not line.strip()
    yield from _block(kind, lines, number)


def spans(line: str) -> Iterator[tuple[str, bool]]:
    """Split a line at its backticks into text and whether it is code; an odd backtick is an ordinary character."""
    parts = line.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    yield from ((part, at % 2 == 1) for at, part in enumerate(parts) if part)


def _number(found: re.Match[str] | None) -> str:
    return found["marker"][:-1] if found is not None and found["marker"][0].isdigit() else ""


def _block(kind: Literal["paragraph", "item", "code"], lines: list[str], number: str) -> Iterator[Block]:
    text = "\n".join(lines).strip("\n") if kind == "code" else " ".join(lines)
    if text:
        yield Block(kind, text, number)
