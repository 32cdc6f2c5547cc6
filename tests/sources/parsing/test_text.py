"""Lines and columns are those that a look at every line gives, whatever ends the lines and however many questions there are."""

import re
import time
from collections.abc import Sequence
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.sources.parsing import text as module
from celadon.sources.parsing.text import Text

PIECES = ["a", "b\u00e9", "\U0001f600", "\n", "\n\n", "\r\n", "  ", "\u2028"]


def looked_at(written: str) -> list[tuple[str, int]]:
    """Give every line with its end, and where it begins."""
    starts = [0, *[found.end() for found in re.finditer("\r\n?|\n", written)]]
    return [(written[start:end], start) for start, end in pairwise([*starts, len(written)])]


def holds(written: str, offsets: Sequence[int]) -> None:
    text, lines = Text(written.encode(), written), looked_at(written)
    for offset in offsets:
        number = max(number for number, (_, start) in enumerate(lines, 1) if start <= offset)
        position = text.position(offset)
        assert (position.line, position.column) == (number, offset - lines[number - 1][1] + 1)
        until = max(number for number, (_, start) in enumerate(lines, 1) if start <= min(offset + 7, len(written)))
        excerpt = text.excerpt(offset, min(offset + 7, len(written)))
        assert excerpt.first_line == number
        assert excerpt.lines == tuple(line.rstrip("\r\n") for line, _ in lines[number - 1 : min(until, number + 2)])


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([4, 16, 1_024]), st.sampled_from([0, 5, 2_000]))
def test_lines_are_counted_as_editors_do(written: str, block: int, many: int) -> None:
    with patch.object(module, "BLOCK", block), patch.object(module, "MANY", many):
        holds(written, [*range(len(written) + 1), *range(len(written), -1, -1)])


@given(st.lists(st.sampled_from([*PIECES, "\r"]), max_size=40).map("".join))
def test_a_cr_by_itself_ends_a_line_too(written: str) -> None:
    with patch.object(module, "BLOCK", 8):
        holds(written, range(len(written) + 1))


@pytest.mark.parametrize("written", ["", "\n", "a", "a\r\n", "\r"])
def test_small_texts_have_a_first_line(written: str) -> None:
    holds(written, range(len(written) + 1))


def test_places_in_one_line_of_megabytes_are_found_as_quickly_as_others() -> None:
    written = '{"a": ' + "1, " * 2_000_000 + "}"
    text = Text(written.encode(), written)
    began = time.process_time()
    for offset in range(0, len(written), 30_000):
        assert text.position(offset).column == offset + 1
        assert len(text.excerpt(offset, offset + 5).lines[0]) == module.EXCERPT_WIDTH
    assert time.process_time() - began < 2
