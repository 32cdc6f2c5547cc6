import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.reports.text.excerpting import excerpt_lines
from celadon.reports.text.measuring import cells
from celadon.terms.location import Excerpt, Location, Span


def shown(line: str, column: int, end: int, *, width: int = 80, ends_on: int = 7) -> tuple[str, str]:
    where = Location(file="a.yaml", span=Span.of(7, column, ends_on, end), excerpt=Excerpt(first_line=7, lines=(line,)))
    source, caret = excerpt_lines(where, ink="error", width=width)
    return source[1][0], caret[1][0]


def test_the_caret_stands_below_the_node() -> None:
    assert shown("    post: x", 5, 9) == ("    post: x", "    ^^^^")


def test_a_node_of_many_lines_is_marked_to_the_end_of_its_first() -> None:
    assert shown("    post:   ", 5, 1, ends_on=30) == ("    post:", "    ^^^^^")


def test_an_empty_node_still_has_a_caret() -> None:
    assert shown("a: ", 4, 4) == ("a:", "   ^")


def test_tabs_advance_the_caret_as_they_advance_the_text() -> None:
    source, caret = shown("\ta:\tb", 5, 6)
    assert source == "    a:  b"
    assert caret == "        ^"


def test_wide_characters_take_two_cells() -> None:
    source, caret = shown("日本: 語", 5, 6)
    assert (source, caret) == ("日本: 語", "      ^^")


def test_combining_characters_take_none() -> None:
    assert shown("e\u0301: b", 5, 6)[1] == "   ^"


def test_control_characters_are_shown_as_escapes_and_measured_so() -> None:
    assert shown("\x1b[1ma", 5, 6) == (r"\x1b[1ma", "       ^")


@pytest.mark.parametrize("column", [1, 50, 5_000, 999_990])
def test_a_line_of_a_million_columns_is_cut_around_the_caret(column: int) -> None:
    line = "".join(f"{at:07}" for at in range(1_000_000 // 7))
    source, caret = shown(line, column, column + 5)
    assert len(source) <= 90
    assert source[len(caret) - len(caret.lstrip()) : len(caret)] == line[column - 1 : column + 4]


def test_no_text_gives_no_lines() -> None:
    assert excerpt_lines(Location(file="a", span=Span.of(1, 1, 1, 2)), ink="error", width=80) == []


@given(st.text(st.sampled_from("ab \t日e\u0301\x1b"), max_size=40), st.data())
def test_the_caret_is_as_far_and_as_wide_as_the_text_that_is_printed(line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(line) + 1))
    end = data.draw(st.integers(column, len(line) + 1))
    caret = shown(line, column, end, width=400)[1]
    before, through = (cells(shown(line[:to] + "|", to + 1, to + 2, width=400)[0]) - 1 for to in (column - 1, end - 1))
    assert caret == " " * before + "^" * max(through - before, 1)
