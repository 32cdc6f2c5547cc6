"""One more waiver in the file that people write: what stands there, comments too, stays as it is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from celadon.exemptions.waivers import Waiver, parse_waivers
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError, InvalidUsage, Problem

HEADER = """\
# Exceptions. Each has an owner, a reason and an end; one that matches nothing is reported.
# The shape, for editors: celadon schema waivers
waivers:
"""

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _./@+-]|:(?=[A-Za-z0-9]))*[A-Za-z0-9]")  # noqa: TID251 - a pattern of our own
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


def appended(data: bytes | None, waiver: Waiver, *, name: str, remark: str) -> bytes:
    """Give the file's text with one more entry; None is a file that is not there. `remark` stands behind the fingerprint, for people.

    Raises InvalidUsage where the file is written in a way that an entry cannot be added to; the hint has the entry.
    """
    text = "" if data is None else data.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    before, document = _read(text, name)
    block = list(_entry(waiver, "".join(character for character in remark if character.isprintable())))
    for written in _attempts(text, document, block, newline):
        if _holds(written, before, waiver, name):
            return written.encode("utf-8")
    hint = "add it by hand: " + " ".join(line.strip() for line in block)
    raise InvalidUsage(Problem(kind="invalid-waiver", message=f"{name} is written in a way that nothing can be added to", hint=hint))


def _read(text: str, name: str) -> tuple[tuple[Waiver, ...], Document | None]:
    """Read what is there; a file that says nothing has no document."""
    if not any(line.strip() and not line.lstrip("\ufeff \t").startswith("#") for line in text.splitlines()):
        return (), None
    document = Reader(Path()).read_text(text.encode(), name=name)[0]  # door: the reader itself, with bytes in hand
    return parse_waivers(document), document


def _attempts(text: str, document: Document | None, block: list[str], newline: str) -> Iterator[str]:
    """Write the entry where the list is: nowhere yet, empty, or with entries below each other."""
    listed = document.tree.get("waivers") if document is not None and isinstance(document.tree, dict) else None
    rows = text.split("\n")
    ending = newline[:-1]
    if document is None:
        kept = rows[:-1] if rows[-1] == "" else rows
        yield "\n".join([*kept, *(line + ending for line in HEADER.splitlines()), *_indented(block, 2, ending), ""])
    elif isinstance(listed, list) and listed:
        place = document.locate(("waivers", len(listed) - 1))
        first = rows[place.span.start.line - 1]
        indent = len(first) - len(first.lstrip(" "))
        last = _last_line(rows, place.span.end.line, place.span.end.column)
        yield "\n".join([*rows[:last], *_indented(block, indent, ending), *_ended(rows[last:])])
    else:
        line = document.locate(("waivers",)).span.start.line
        head = rows[line - 1].partition("waivers")[0] + "waivers:" + ending
        yield "\n".join([*rows[: line - 1], head, *_indented(block, 2, ending), *_ended(rows[line:])])


def _ended(rows: list[str]) -> list[str]:
    """Let the last line have an end."""
    return rows if rows and rows[-1] == "" else [*rows, ""]


def _last_line(rows: list[str], line: int, column: int) -> int:
    """Count the lines up to the end of a value; an end at the start of a line belongs to the one before."""
    last = line - 1 if column == 1 else line
    while last > 0 and not rows[last - 1].strip():
        last -= 1
    return last


def _indented(block: list[str], indent: int, ending: str) -> Iterator[str]:
    return (" " * indent + line + ending for line in block)


def _entry(waiver: Waiver, remark: str) -> Iterator[str]:
    yield f"- policy: {_scalar(waiver.policy)}"
    yield "  where:"
    places = {"document": waiver.document, "operation": waiver.operation, "pointer": waiver.pointer, "fingerprint": waiver.fingerprint}
    for key, value in places.items():
        if value:
            aside = f"  # {remark}" if key == "fingerprint" and remark else ""
            yield f"    {key}: {_scalar(value)}{aside}"
    yield f"  reason: {_scalar(waiver.reason)}"
    yield f"  owner: {_scalar(waiver.owner)}"
    yield f"  expires: {waiver.expires.isoformat()}"
    if waiver.ticket:
        yield f"  ticket: {_scalar(waiver.ticket)}"
    yield f"  status: {waiver.status.value}"


def _scalar(text: str) -> str:
    """Write text so that YAML reads just that; JSON's quotes are YAML's."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


def _holds(text: str, before: tuple[Waiver, ...], waiver: Waiver, name: str) -> bool:
    """Tell whether the new text says what the old one did and the new entry."""
    try:
        after, _ = _read(text, name)
    except CeladonError:
        return False
    return [_said(one) for one in after] == [_said(one) for one in (*before, waiver)]


def _said(waiver: Waiver) -> tuple[object, ...]:
    return tuple(getattr(waiver, key) for key in waiver.__slots__ if key != "location")
