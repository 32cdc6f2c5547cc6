"""Where lines of text break."""

import pytest

from celadon.reports.text.measuring import flow


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two\nthree\n", ["one two three"]),
        ("a paragraph\n\nanother\none\n", ["a paragraph", "", "another one"]),
        ("1. first step\n2. second\n   goes on\n", ["1. first step", "2. second goes on"]),
        ("- a long item of a list\n- short", ["- a long item of a", "  list", "- short"]),
        ("12. a long item of a list", ["12. a long item of a", "    list"]),
        ("Write:\n\n    key: value\n    other: value\n\nand\nmore", ["Write:", "", "    key: value", "    other: value", "", "and more"]),
        ("2026 is a year", ["2026 is a year"]),
        ("*stars* stay", ["*stars* stay"]),
    ],
)
def test_prose_is_wrapped_anew_and_lists_and_code_stay(text, lines):
    assert list(flow(text, 20)) == lines
