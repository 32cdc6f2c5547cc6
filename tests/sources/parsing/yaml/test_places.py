"""Places in YAML: a node begins at its key and ends with the last character of its value."""

import pytest

from celadon.terms.location import Tokens
from tests.sources.building import document, documents, span

API = """\
# head
openapi: 3.1.0   # version

info:
  title: "A: B"
  x-long: |
    one

    two

  # between
paths:
  /a:
    get:
      tags:
      - x
      - {name: y, deep: [1, 2]}
      empty:
      last: end
# tail
"""


@pytest.mark.parametrize(
    ("tokens", "key", "value"),
    [
        ((), None, span(2, 1, 19, 16)),
        (("openapi",), span(2, 1, 2, 8), span(2, 10, 2, 15)),
        (("info",), span(4, 1, 4, 5), span(5, 3, 9, 8)),
        (("info", "title"), span(5, 3, 5, 8), span(5, 10, 5, 16)),
        (("info", "x-long"), span(6, 3, 6, 9), span(6, 11, 9, 8)),
        (("paths", "/a", "get", "tags"), span(15, 7, 15, 11), span(16, 7, 17, 32)),
        (("paths", "/a", "get", "tags", 0), None, span(16, 9, 16, 10)),
        (("paths", "/a", "get", "tags", "1", "deep", "0"), None, span(17, 26, 17, 27)),
        (("paths", "/a", "get", "tags", 1, "deep"), span(17, 19, 17, 23), span(17, 25, 17, 31)),
        (("paths", "/a", "get", "empty"), span(18, 7, 18, 12), span(18, 13, 18, 13)),
        (("paths",), span(12, 1, 12, 6), span(13, 3, 19, 16)),
    ],
)
def test_keys_and_values_stand_where_a_reader_sees_them(tokens: Tokens, key: object, value: object) -> None:
    read = document(API)
    assert read.key_span(tokens) == key
    assert read.value_span(tokens) == value


def test_a_finding_runs_from_the_key_to_the_end_of_the_value_and_shows_three_lines() -> None:
    located = document(API).locate(("info", "x-long"))
    assert located.span == span(6, 3, 9, 8)
    assert located.pointer == "/info/x-long"
    assert located.excerpt is not None
    assert (located.excerpt.first_line, located.excerpt.lines) == (6, ("  x-long: |", "    one", ""))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_sort_of_line_end_counts_once(end: str) -> None:
    read = document(API.replace("\n", end))
    assert read.value_span(("info", "x-long")) == span(6, 11, 9, 8)
    assert read.value_span(("paths", "/a", "get", "last")) == span(19, 13, 19, 16)
    assert read.locate(("openapi",)).excerpt.lines == ("openapi: 3.1.0   # version",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_columns_count_code_points_in_every_encoding(encoding: str) -> None:
    read = document("ä: 😀 x\nb: {é😀: ö}\n".encode(encoding))
    assert read.tree == {"ä": "😀 x", "b": {"é😀": "ö"}}
    assert read.value_span(("ä",)) == span(1, 4, 1, 7)
    assert read.value_span(("b", "é😀")) == span(2, 9, 2, 10)


def test_line_separators_of_unicode_are_no_lines_to_an_editor() -> None:
    read = document('a: "x\u2028y\u0085z"\nb: 1\n')
    assert read.value_span(("b",)) == span(2, 4, 2, 5)


@pytest.mark.parametrize(
    ("text", "tokens", "key"),
    [
        ('"a b": 1', ("a b",), span(1, 1, 1, 6)),
        ("'it''s' : 1", ("it's",), span(1, 1, 1, 8)),
        ('"\\u0041": 1', ("A",), span(1, 1, 1, 9)),
        ("? a\n: 1", ("a",), span(1, 3, 1, 4)),
        ("&x key: 1", ("key",), span(1, 1, 1, 7)),
        ("k: &x v\n? *x\n: 1", ("v",), span(2, 3, 2, 5)),
        ("{a: 1, 'b': 2}", ("b",), span(1, 8, 1, 11)),
        ("? |\n  long\n: 1", ("long\n",), span(1, 3, 2, 7)),
    ],
)
def test_keys_in_every_style_end_where_they_end(text: str, tokens: Tokens, key: object) -> None:
    assert document(text).key_span(tokens) == key


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("k: |\n  a\n\n\n# c\n", "|\n  a"),
        ("k: |+\n  a\n\n\nz: 1\n", "|+\n  a"),
        ("k: >-\n  a\n  b\nz: 1\n", ">-\n  a\n  b"),
        ("k: a\n  b\n\n  c  # d\n", "a\n  b\n\n  c"),
        ("k: !t  &a\n  x: 1 # c\nz: 1", "!t  &a\n  x: 1"),
        ("k: # c\n  - 1\n  - 2 # c\n\n# d\nz: 1", "- 1\n  - 2"),
        ("k:\n- 1\n-\nz: 1", "- 1\n-"),
        ("k: [\n  1,\n ] # c\n", "[\n  1,\n ]"),
        ("k:\n  a:\n    b:\n\n\nz: 1", "a:\n    b:"),
    ],
)
def test_values_end_with_their_last_character_never_in_a_comment(text: str, written: str) -> None:
    assert document(text).written(("k",)) == written


def test_an_alias_stands_where_it_is_written_and_its_members_where_the_anchor_is() -> None:
    read = document("a: &x {b: 1}\nc: *x\n")
    assert read.tree == {"a": {"b": 1}, "c": {"b": 1}}
    assert read.value_span(("c",)) == span(2, 4, 2, 6)
    assert read.span(("c", "b")) == span(1, 8, 1, 12)


def test_merged_members_stand_where_they_are_written() -> None:
    read = document("base: &x {b: 1, c: 2}\nuse:\n  a: 0\n  <<: *x\n  c: 3\n")
    assert read.tree == {"base": {"b": 1, "c": 2}, "use": {"a": 0, "b": 1, "c": 3}}
    assert read.span(("use", "b")) == span(1, 11, 1, 15)
    assert read.span(("use", "c")) == span(5, 3, 5, 7)


def test_documents_of_a_stream_keep_their_number_and_those_that_say_nothing_are_left_out() -> None:
    read = documents("---\n# nothing\n---\na: 1\n---\n...\n---\nb: 2\n---\n")
    assert [(one.index, one.tree) for one in read] == [(1, {"a": 1}), (3, {"b": 2})]
    assert read[1].span(("b",)) == span(8, 1, 8, 5)
    assert read[1].locate(("b",)).index == 3


def test_a_wide_mapping_is_found_by_its_order() -> None:
    read = document("".join(f"k{number}: {number}\n" for number in range(1_000)))
    assert all(read.span((f"k{number}",)).start.line == number + 1 for number in range(1_000))


@pytest.mark.parametrize(
    "tokens", [("nope",), ("info", "title", "x"), ("paths", "/a", "get", "tags", 9), ("paths", "/a", "get", "tags", "01")]
)
def test_a_place_that_does_not_exist_is_a_key_error(tokens: Tokens) -> None:
    read = document(API)
    assert not read.exists(tokens)
    for ask in (read.value, read.span, read.key_span, read.value_span, read.locate):
        with pytest.raises(KeyError):
            ask(tokens)
