"""Markdown from authors' texts: what they meant stays, what would come alive does not."""

import pytest

from celadon.reports.policies.markup import cell, code, fenced, filled, inline, prose
from tests.testing.building import policy_with


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, and snake_case_words", "plain words, and snake_case_words"),
        ("a <script> & more", "a &lt;script> &amp; more"),
        ("`security: []` stays, [this] does not link", "`security: []` stays, \\[this\\] does not link"),
        ("*loud* and _slanted_ and ~~gone~~", "\\*loud\\* and \\_slanted\\_ and \\~\\~gone\\~\\~"),
        ("`<b>` is code", "`<b>` is code"),
        ("an escape \x1b[31m", "an escape \\\\x1b\\[31m"),
    ],
)
def test_a_line_is_plain_but_for_its_code(text, markdown):
    assert inline(text) == markdown


def test_lists_and_indented_code_stay_in_prose():
    assert prose("1. Do <this>:\n\n       x: <y>\n\n2. Then that\n") == "1. Do &lt;this>:\n\n       x: <y>\n\n2. Then that"


def test_a_cell_is_one_line_without_bars():
    assert cell("one\n| two") == "one \\| two"
    assert code("a|b") == "`a\\|b`"
    assert code("a`b") == "`` a`b ``"


def test_a_fence_is_longer_than_those_inside():
    assert fenced("yaml", "a: |\n  ```\n") == "````yaml\na: |\n  ```\n````\n"


def test_templates_show_the_defaults_of_their_parameters():
    policy = policy_with("examples: {}\n")
    assert filled("one of {{ params.methods }}, first {{ params.methods[0] }}", policy) == "one of get, post, first get"
    assert filled("{{ params.methods.size() }} {{ params.none }} {{ params.methods[7] }} {{ document.version }}", policy) == (
        "{{ params.methods.size() }} {{ params.none }} {{ params.methods[7] }} {{ document.version }}"
    )
