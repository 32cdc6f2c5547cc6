"""Nodes sort as they stand in the text, whichever way their file is written; what it costs to find them may be done elsewhere."""

import json

from hypothesis import given
from hypothesis import strategies as st

from celadon.sources.document import Document
from celadon.terms.location import Tokens
from tests.sources.building import document, nodes

KEYS = st.text(alphabet="ab/~\u00e9 1", min_size=1, max_size=3)
TREES = st.recursive(
    st.none() | st.integers(0, 9) | KEYS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)
ROOTS = st.dictionaries(KEYS, TREES, min_size=1, max_size=4)


def standing(found: Document, tokens: Tokens) -> tuple[int, ...]:
    span = found.span(tokens)
    return (span.start.line, span.start.column)


@given(ROOTS, st.sampled_from([None, 2]))
def test_nodes_of_json_sort_as_they_stand(tree: dict, indent: int | None) -> None:
    found = document(json.dumps(tree, indent=indent), name="a.json")
    every = [tokens for tokens in nodes(found) if tokens]
    assert sorted(every, key=found.rank) == sorted(every, key=lambda tokens: standing(found, tokens))


@given(ROOTS)
def test_nodes_of_yaml_sort_as_they_stand(tree: dict) -> None:
    found = document("---\n" + json.dumps(tree, indent=1), name="a.yaml")
    assert found.format == "yaml"
    every = [tokens for tokens in nodes(found) if tokens]
    assert sorted(every, key=found.rank) == sorted(every, key=lambda tokens: standing(found, tokens))


def test_where_a_key_is_repeated_the_later_member_sorts_where_it_stands() -> None:
    found = document('{"a": 1, "b": 2, "a": 3}', name="a.json")
    assert list(found.tree) == ["a", "b"]
    assert sorted([("a",), ("b",)], key=found.rank) == [("b",), ("a",)]


def test_what_is_not_there_has_no_rank() -> None:
    for found in (document('{"a": [1]}', name="a.json"), document("a: [1]\n")):
        for tokens in (("b",), ("a", 1), ("a", 0, "x")):
            try:
                found.rank(tokens)
            except KeyError as error:
                assert error.args[0].startswith("/")
            else:
                raise AssertionError(tokens)


@given(ROOTS, st.sampled_from(["a.json", "a.yaml"]))
def test_a_survey_that_is_adopted_finds_the_same_places(tree: dict, name: str) -> None:
    text = json.dumps(tree, indent=1)
    text = text if name == "a.json" else "---\n" + text
    mine, theirs = document(text, name=name), document(text, name=name)
    mine.adopt(theirs.survey())
    plain = document(text, name=name)
    for tokens in nodes(plain):
        assert mine.locate(tokens) == plain.locate(tokens)
        assert mine.locate(tokens).excerpt == plain.locate(tokens).excerpt


@given(ROOTS, st.sampled_from(["a.json", "a.yaml"]))
def test_a_rank_is_the_same_whatever_was_asked_before(tree: dict, name: str) -> None:
    text = "---\n" * (name == "a.yaml") + json.dumps(tree, indent=1)
    found = document(text, name=name)
    for tokens in nodes(found):
        assert found.rank(tokens) == document(text, name=name).rank(tokens)
        assert found.rank(tuple(map(str, tokens))) == found.rank(tokens)
        assert not found.exists((*tokens, "none"))
        assert _has_no_rank(found, (*tokens, "none"))


def _has_no_rank(found: Document, tokens: Tokens) -> bool:
    try:
        found.rank(tokens)
    except KeyError:
        return True
    return False
