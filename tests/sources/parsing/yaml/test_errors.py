"""Complaints about YAML say what is wrong, where, and what to do; the place and the source line come with them."""

import pytest

from tests.sources.building import documents, place, problem

BROKEN = [
    ("a:\n\tb: 1\n", (2, 1), "a tab stands", "indent with spaces"),
    ("a: b: c\n", (1, 5), "a second ': '", "in quotes"),
    ("a: [1, 2\nb: 3\n", (2, 2), "a list in brackets that begins at 1:4", "add the ']'"),
    ("a: {b: 1\nc: 2\n", (2, 2), "a mapping in braces that begins at 1:4", "add the '}'"),
    ("a: 'open\nb: 1\n", (3, 1), "a quoted text that begins at 1:4 is never closed", "closing quote"),
    ('a: "\\d"\n', (1, 5), "a backslash in double quotes", "single quotes"),
    ('a: "\\x4"\n', (1, 7), "an escape in double quotes", "all digits"),
    ("a: 1\n  b: 2\n", (2, 4), "a second ': '", "indentation"),
    ("a:\n  b: 1\n c: 2\n", (3, 2), "does not line up with the keys of the mapping that begins at 1:1", "line it up"),
    ("a:\n  - 1\n  b: 2\n", (3, 3), "does not line up with the items of the list that begins at 2:3", "line it up"),
    ("a: 1\nb\nc: 2\n", (3, 1), "a key that begins at 2:1 has no colon", "key: value"),
    ("a: - 1\n", (1, 4), "'- ' stands where no list can begin", "line of its own"),
    ("a: @b\n", (1, 4), "begins with a character that YAML keeps", "in quotes"),
    ("a: `b`\n", (1, 4), "begins with a character that YAML keeps", "in quotes"),
    ("a: %b\n", (1, 4), "begins with a character that YAML keeps", "in quotes"),
    ("a: *\n", (1, 5), "'&' or '*' stands without a name", "in quotes"),
    ("a: *nobody\n", (1, 4), "the alias *nobody has no anchor", "define &nobody"),
    ("%YAML 3.0\n---\na: 1\n", (1, 1), "a version of YAML other", "remove"),
    ("a: !u!x 1\n", (1, 4), "a prefix that is not declared", "%TAG"),
    ("a: 1\n...\nb: 2\nc\n", (3, 1), "after the end of the document", "'---'"),
    ("[a, b]: 1\n", (1, 1), "a key is a mapping or a list", "text as the key"),
    ("? {a: 1}\n: 1\n", (1, 3), "a key is a mapping or a list", "text as the key"),
    ("a: \x07\n", (1, 4), "U+0007 is not allowed", "escape"),
    ("ä: \ufffe\n", (1, 4), "U+FFFE is not allowed", "escape"),
    ("a: 1\n<<: 2\n", (2, 5), "`<<` merges something that is not a mapping", "merge a mapping"),
    ("a: &x {b: *x}\n", (1, 11), "stands inside of what it names", "outside of itself"),
    ("a: &x\n  <<: *x\n", (2, 7), "stands inside of what it names", "outside of itself"),
]


@pytest.mark.parametrize(("text", "at", "message", "hint"), BROKEN)
def test_broken_yaml_is_told_with_its_place_and_a_next_step(text: str, at: tuple[int, int], message: str, hint: str) -> None:
    found = problem(text)
    assert message in found.message
    assert hint in found.hint
    assert (found.kind, place(found)) == ("syntax-error", at)
    assert found.location.excerpt.lines == (text.split("\n")[at[0] - 1],) if at[0] <= text.count("\n") else True


TEMPLATES = [
    "a: {{ .Values.a }}\n",
    "{{- if .Values.a }}\na: 1\n{{- end }}\n",
    "{% if a %}\na: 1\n{% endif %}\n",
    "a:\n  {{- toYaml .Values.a | nindent 2 }}\n",
    "a: {{a}}-{{b}}\n",
    "- {{ a }}\n",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_that_was_not_rendered_is_told_apart_from_broken_yaml(text: str) -> None:
    found = problem(text)
    assert found.kind == "needs-render"
    assert "render" in found.hint


def test_a_template_in_quotes_is_text_like_any_other() -> None:
    [read] = documents("a: '{{ x }}'\nb: x {{ y }}\n")
    assert read.tree == {"a": "{{ x }}", "b": "x {{ y }}"}


def test_a_template_far_away_does_not_excuse_broken_yaml() -> None:
    assert problem("a: 'ask {{ x }}'\n" + "k: 1\n" * 5 + "b: [\n").kind == "syntax-error"


def test_a_repeated_key_is_noted_with_both_places_and_the_later_value_counts() -> None:
    [read] = documents("a:\n  b: {x: 1}\n  'c': 2\n  b: 3\n---\n- {k: 1, k: 2}\n")[:1]
    assert read.tree == {"a": {"c": 2, "b": 3}}
    [found] = read.duplicate_problems()
    assert found.kind == "duplicate-key"
    assert "'b' stands twice in one mapping: at 2:3 and at 4:3" in found.message
    assert found.location.pointer == "/a/b"
    assert place(found) == (4, 3)
    assert read.duplicates[0].tokens == ("a",)


def test_repeated_keys_keep_all_other_places_right() -> None:
    [first, second] = documents("a:\n  b: {x: 1}\n  'c': 2\n  b: 3\n---\n- {k: 1, k: 2, l: 3}\n")
    assert first.span(("a", "b")).start.line == 4
    assert first.span(("a", "c")).start.line == 3
    assert second.span((0, "l")).start.column == 16
    assert second.duplicates[0].tokens == (0,)


def test_the_same_key_thrice_is_told_twice() -> None:
    [read] = documents("k: 1\nk: 2\nk: 3\n")
    assert [(one.first.start.line, one.second.start.line) for one in read.duplicates] == [(1, 2), (2, 3)]


def test_a_file_of_nothing_but_repeated_keys_ends_at_a_limit() -> None:
    found = problem("k: 1\n" * 500)
    assert found.kind == "limit-exceeded"
    assert place(found) == (102, 1)
