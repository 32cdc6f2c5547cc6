"""Where the characters of a YAML scalar stand in its file, so that a CEL error points into the policy as it is written.

Block, folded, plain and quoted scalars differ in what they drop (indents, line ends, escapes). The text and its written form are laid
side by side; what cannot be laid falls back to the last place that could.
"""

from collections.abc import Iterator

from celadon.terms.location import Span
from celadon.terms.policy import SourceText

Runs = tuple[tuple[int, int, int], ...]

_ESCAPE_WIDTHS = {"x": 4, "u": 6, "U": 10}


def source_text(text: str, *, written: str, file: str, span: Span, lines: tuple[str, ...] = ()) -> SourceText:
    """Keep a text with its places; `written` is what stands in the file at the value's span, `lines` the lines that hold it."""
    runs = runs_of(text, written, line=span.start.line, column=span.start.column)
    return SourceText(text=text, file=file, span=span, runs=runs, lines=lines)


def runs_of(text: str, written: str, *, line: int, column: int) -> Runs:
    """Lay a text beside its written form, which begins at `line` and `column`."""
    runs: list[tuple[int, int, int]] = []
    reached = last_row = 0
    for row, offset, piece, is_escape in _pieces(text, written):
        place = (line + row, offset + (column if row == 0 else 1))
        folded = row > last_row
        last_row = row
        while folded and reached < len(text) and text[reached] in " \n" and (is_escape or not text.startswith(piece, reached)):
            reached += 1
        if not is_escape and not text.startswith(piece, reached):
            break
        runs.append((reached, *place))
        reached += len(piece)
    return tuple(runs)


def _pieces(text: str, written: str) -> Iterator[tuple[int, int, str, bool]]:
    """Cut the written form into pieces that the text holds as they are: (row, column offset, piece, whether it is an escape)."""
    rows = written.splitlines()
    start = _after_properties(rows[0]) if rows else 0
    mark = rows[0][start : start + 1] if rows else ""
    if mark and mark in "|>":
        yield from _block(text, rows)
    elif mark == '"':
        for row, offset, line in _stripped(rows, start + 1):
            yield from _double_quoted(row, offset, line.removesuffix('"') if row == len(rows) - 1 else line)
    elif mark == "'":
        for row, offset, line in _stripped(rows, start + 1):
            yield from _single_quoted(row, offset, line.removesuffix("'") if row == len(rows) - 1 else line)
    else:
        for row, offset, line in _stripped(rows, start):
            yield row, offset, line, False


def _after_properties(row: str) -> int:
    """Skip an anchor or a tag in front of a value."""
    at = 0
    while row[at : at + 1] in ("&", "!"):
        end = row.find(" ", at)
        if end < 0:
            return len(row)
        at = end + 1
    return at


def _block(text: str, rows: list[str]) -> Iterator[tuple[int, int, str, bool]]:
    first = next((row for row in rows[1:] if row.strip()), "")
    own = next((line for line in text.splitlines() if line.strip()), "")
    indent = max(0, _spaces(first) - _spaces(own))
    for row, line in enumerate(rows[1:], start=1):
        if line[indent:]:
            yield row, indent, line[indent:], False


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _stripped(rows: list[str], start: int) -> Iterator[tuple[int, int, str]]:
    """Give each line of a flow scalar without the white space that folding drops."""
    for row, line in enumerate(rows):
        rest = line[start:] if row == 0 else line
        offset = (start if row == 0 else 0) + len(rest) - len(rest.lstrip() if row else rest)
        piece = rest.strip() if row else rest.rstrip() if len(rows) > 1 else rest
        if piece:
            yield row, offset, piece


def _single_quoted(row: int, offset: int, line: str) -> Iterator[tuple[int, int, str, bool]]:
    parts = line.split("''")
    for number, part in enumerate(parts):
        piece = part + "'" if number < len(parts) - 1 else part
        if piece:
            yield row, offset, piece, False
        offset += len(part) + 2


def _double_quoted(row: int, offset: int, line: str) -> Iterator[tuple[int, int, str, bool]]:
    at = 0
    while at < len(line):
        stop = line.find("\\", at)
        if stop < 0:
            stop = len(line)
        if stop > at:
            yield row, offset + at, line[at:stop], False
        if stop + 1 < len(line):
            yield row, offset + stop, "?", True
        at = stop + _ESCAPE_WIDTHS.get(line[stop + 1 : stop + 2], 2)
