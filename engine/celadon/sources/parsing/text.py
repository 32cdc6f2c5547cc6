"""The text of one file: offsets to lines and columns, and the lines themselves. Decoded and indexed only when somebody asks."""

import re
from array import array
from bisect import bisect_right
from itertools import pairwise

from celadon.terms.location import Excerpt, Position, Span

EXCERPT_WIDTH = 2_000
"""Code points of one line that an excerpt keeps; a minified document is one line of megabytes."""


class Text:
    """UTF-8 bytes without a byte order mark; offsets count code points."""

    __slots__ = ("_decoded", "_starts", "data")

    def __init__(self, data: bytes, decoded: str | None = None) -> None:
        """Keep the bytes, which are known to be UTF-8, and what they say where that is known."""
        self.data = data
        self._decoded = decoded
        self._starts: array[int] | None = None

    @property
    def decoded(self) -> str:
        """The whole text."""
        if self._decoded is None:
            self._decoded = self.data.decode("utf-8")
        return self._decoded

    @property
    def starts(self) -> "array[int]":
        """Offset of each line's first character. Lines end with LF, CR LF or CR, as editors count them."""
        if self._starts is None:
            text = self.decoded
            line_end = "\r\n?|\n" if "\r" in text else "\n"
            self._starts = array("I", [0, *[found.end() for found in re.finditer(line_end, text)]])
        return self._starts

    def adopt(self, starts: bytes) -> None:
        """Take the line starts that another process found in the same text."""
        if self._starts is None:
            self._starts = array("I")
            self._starts.frombytes(starts)

    def position(self, offset: int) -> Position:
        """Find the line and column of an offset; O(log lines)."""
        starts = self.starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

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
        text, starts = self.decoded, self.starts
        bounds = [*starts[first - 1 : last], starts[last] if last < len(starts) else len(text)]
        lines = [text[start : min(end, start + EXCERPT_WIDTH)].rstrip("\r\n") for start, end in pairwise(bounds)]
        return Excerpt(first_line=first, lines=tuple(lines))

    def excerpt(self, start: int, end: int, *, most: int = 3) -> Excerpt:
        """Return the lines from the one of `start` to the one of `end`, at most `most` of them."""
        first = bisect_right(self.starts, start)
        return self.lines(first, min(bisect_right(self.starts, end), first + most - 1))
