"""A source line in a gutter with a caret below it. Knows tabs, wide characters and lines of a million columns."""

from celadon.reports.sanitising import clean
from celadon.reports.text.measuring import cell_width, cells
from celadon.reports.text.painting import Ink, Line
from celadon.terms.location import Location

_TAB = 4
"""Cells up to which a tab advances; editors disagree, carets must not."""

_LEAD = 20
"""Columns that stay before the caret when the beginning of a long line is cut."""


def excerpt_lines(location: Location, *, ink: Ink, width: int) -> list[Line]:
    """Return the line on which the location starts and its caret; nothing where the report carries no text."""
    if location.excerpt is None or not location.excerpt.lines:
        return []
    number = str(location.span.start.line)
    gutter = max(len(number), 5)
    source, before, marked = _cut(location, location.excerpt.lines[0], max(width - gutter - 3, 20))
    return [
        ((f"{number:>{gutter}} | ", "dim"), (source, "plain")),
        ((f"{'':>{gutter}} | ", "dim"), (" " * before + "^" * marked, ink)),
    ]


def _cut(location: Location, line: str, width: int) -> tuple[str, int, int]:
    """Return the visible part of the line, the cells before the caret and the cells of the caret."""
    start = location.span.start.column - 1
    first = 0 if start + _LEAD < width else start - _LEAD
    shown = line[first : first + width]  # cut before measuring: a minified document is one line
    source, stops = _expand(shown)
    if first:
        source, stops = "..." + source, [stop + 3 for stop in stops]
    end = location.span.end.column - 1 if location.span.end.line == location.span.start.line else len(line.rstrip())
    before = stops[min(start - first, len(shown))]
    after = stops[max(0, min(end - first, len(shown)))]
    if first + len(shown) < len(line):
        source += "..."
    return source.rstrip(), before, max(after - before, 1)


def _expand(text: str) -> tuple[str, list[int]]:
    """Return the text as it is printed, and for each character, and the end, the cell at which it begins."""
    if text.isascii() and text.isprintable():
        return text, list(range(len(text) + 1))
    printed: list[str] = []
    stops, cell = [], 0
    for character in text:
        stops.append(cell)
        piece = " " * (_TAB - cell % _TAB) if character == "\t" else clean(character)
        cell += cell_width(piece) if len(piece) == 1 else cells(piece)
        printed.append(piece)
    stops.append(cell)
    return "".join(printed), stops
