"""The text of one file: offsets to lines and columns, and the lines themselves. Decoded and indexed only when somebody asks."""

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from celadon.terms.location import Excerpt, Position, Span

BLOCK = 1_024
"""Code points in which line ends are counted together."""
MANY = 2_000
"""Questions about lines, of which a place in a report takes eight."""
EXCERPT_WIDTH = 2_000
"""Code points of one line that an excerpt keeps; a minified document is one line of megabytes."""


class Text:
    """UTF-8 bytes without a byte order mark; offsets count code points."""

    __slots__ = ("_decoded", "_known_lines", "data")

    def __init__(self, data: bytes, decoded: str | None = None) -> None:
        """Keep the bytes, which are known to be UTF-8, and what they say where that is known."""
        self.data = data
        self._decoded = decoded
        self._known_lines: _Lines | None = None

    @property
    def decoded(self) -> str:
        """The whole text."""
        if self._decoded is None:
            self._decoded = self.data.decode("utf-8")
        return self._decoded

    @property
    def _lines(self) -> "_Lines":
        if self._known_lines is None:
            self._known_lines = _Lines(self.decoded)
        return self._known_lines

    def position(self, offset: int) -> Position:
        """Find the line and column of an offset. Lines end with LF, CR LF or CR, as editors count them."""
        number = self._lines.number_of(offset)
        return Position(number, offset - (self._lines.start_of(number) or 0) + 1)

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets into a span."""
        return Span(self.position(start), self.position(end))

    def trimmed(self, start: int, end: int) -> int:
        """Move an end back over blank lines, to the end of the last line that says something."""
        text = self.decoded
        while end > start:
            begin = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
            if begin <= start or text[begin:end].strip(" \t"):
                return end
            end = begin - 2 if text.startswith("\r\n", begin - 2) else begin - 1
        return end

    def lines(self, first: int, last: int) -> Excerpt:
        """Return some lines by their numbers, counted from 1, without their line ends; a very long one is cut."""
        text, start_of = self.decoded, self._lines.start_of
        shown = []
        begin = start_of(first)
        for number in range(first, last + 1):
            if begin is None:
                break
            after = start_of(number + 1)
            end = len(text) if after is None else after
            shown.append(text[begin : min(end, begin + EXCERPT_WIDTH)].rstrip("\r\n"))
            begin = after
        return Excerpt(first_line=first, lines=tuple(shown))

    def excerpt(self, start: int, end: int, *, most: int = 3) -> Excerpt:
        """Return the lines from the one of `start` to the one of `end`, at most `most` of them."""
        first = self._lines.number_of(start)
        return self.lines(first, min(self._lines.number_of(end), first + most - 1))


class _Lines:
    """Where the lines of a text begin. Their ends are counted block by block: a list of them costs more than the places of a page."""

    __slots__ = ("_asked", "_before", "_starts", "_text")

    def __init__(self, text: str) -> None:
        """Count; where some CR ends a line by itself, every line is looked for."""
        self._text = text
        self._asked = 0
        is_plain = "\r" not in text or text.count("\r") == text.count("\r\n")
        self._starts = None if is_plain else self._all()
        """Of all lines, where it takes more than LF to find them or many are asked for."""
        counts = [text.count("\n", start, start + BLOCK) for start in range(0, len(text), BLOCK)] if is_plain else ()
        self._before = [0, *accumulate(counts)]
        """Line ends before each block, and before the end of the text."""

    def number_of(self, offset: int) -> int:
        """Give the number of the line that an offset stands in, counted from 1."""
        starts = self._starts or self._listed()
        if starts is not None:
            return bisect_right(starts, offset)
        block = min(offset // BLOCK, len(self._before) - 1)
        return self._before[block] + self._text.count("\n", block * BLOCK, offset) + 1

    def start_of(self, number: int) -> int | None:
        """Find where the line of a number begins; None where there is no such line."""
        starts = self._starts or self._listed()
        if starts is not None:
            return starts[number - 1] if number <= len(starts) else None
        block = max(bisect_left(self._before, number - 1) - 1, 0)
        start = block * BLOCK
        for _ in range(number - 1 - self._before[block]):
            start = self._text.find("\n", start) + 1
            if not start:
                return None
        return start if number > 1 else 0

    def _listed(self) -> list[int] | None:
        """Count a question; from so many on, a list of all lines is cheaper."""
        self._asked += 1
        if self._asked > MANY:
            self._starts = self._all()
        return self._starts

    def _all(self) -> list[int]:
        pattern = "\r\n?|\n" if "\r" in self._text else "\n"
        return [0, *[found.end() for found in re.finditer(pattern, self._text)]]
