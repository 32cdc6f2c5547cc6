"""Places in JSON, however it is laid out: a node is found by what holds it, never by what its text looks like."""

import json
from random import Random
from unittest.mock import patch

import pytest

from celadon.sources.document import Document
from celadon.sources.parsing.json import places
from celadon.terms.location import Tokens
from tests.sources.building import document, nodes

TREE = {
    '"': {"[": "]", "}": "{", "a\\": ["\\", '"', "]", {}]},
    "": [[], [[]], [[[1]]], -1.5e3, None, True],
    "a/~b": {"": {"\u00e9\U0001f600\n": [{"x": [1, 2]}, "\u2028"]}},
    ", : ": {"c": 1, "d": {"c": 2}},
}
LAYOUTS = [
    {"separators": (",", ":")},
    {"separators": (" ,\r\n\t", "\n:\t "), "ensure_ascii": False},
    {"indent": 2},
    {"indent": "\t", "separators": (" , ", " : ")},
]


def read(layout: dict) -> Document:
    return document(" \n" + json.dumps(TREE, **layout) + "\r\n ", name="a.json")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_stands_at_a_place_is_the_value_found_there(layout: dict) -> None:
    found = read(layout)
    seen = nodes(found)
    for tokens in seen:
        assert json.loads(found.written(tokens)) == found.value(tokens)
    assert len(seen) == 32


@pytest.mark.parametrize("tokens", [("nope",), ("", 6), ("", 3, "x"), ("", "01"), ('"', "[", 0), (", : ", "d", "c", "c"), (0,)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_place_that_does_not_exist_is_a_key_error(tokens: Tokens, layout: dict) -> None:
    found = read(layout)
    for ask in (found.value, found.span, found.key_span, found.value_span, found.locate):
        with pytest.raises(KeyError):
            ask(tokens)


@pytest.mark.parametrize("text", ["[]", "{}", " [ ] ", "[{}]\n"])
def test_a_root_without_members_has_its_place(text: str) -> None:
    found = document(text, name="a.json")
    assert found.written(()) == text.strip()
    with pytest.raises(KeyError):
        found.span(("a",))


def test_of_a_key_that_stands_twice_the_later_one_is_found() -> None:
    found = document('{"a": {"b": 1}, "\\u0061": {"b": [2]}}', name="a.json")
    assert found.written(("a", "b")) == "[2]"
    assert [problem.location.pointer for problem in found.duplicate_problems()] == ["/a"]


def test_a_scalar_is_no_document_with_places_below() -> None:
    found = document('"[{"', name="a.json")
    assert found.written(()) == '"[{"'
    with pytest.raises(KeyError):
        found.span((0,))


@pytest.mark.parametrize("enough", [0, 1, places.ENOUGH])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_order_of_questions_and_the_way_to_the_ends_change_no_place(layout: dict, enough: int) -> None:
    plain = read(layout)
    plain.adopt(plain.survey())
    wanted = {tokens: plain.locate(tokens) for tokens in nodes(plain)}
    for seed in range(40):
        found, order = read(layout), list(wanted)
        Random(seed).shuffle(order)  # noqa: S311 - nothing secret
        with patch.object(places, "ENOUGH", enough):
            assert {tokens: found.locate(tokens) for tokens in order} == wanted
        for tokens in (("nope",), ("", 6), ("", 3, "x"), ('"', "[", 0)):
            with pytest.raises(KeyError):
                found.span(tokens)


def test_who_stands_deep_finds_the_same_places() -> None:
    text = '{"a": ' + "[" * 150 + "]" * 150 + ', "b": 1}'
    found = document(text, name="a.json")

    def below(depth: int) -> str:
        return below(depth - 1) if depth else found.written(("b",)) + found.written(("a", 0))[:2]

    with patch.object(places, "pass_over", side_effect=RecursionError):
        assert below(50) == "1[["


def test_few_places_pair_no_brackets() -> None:
    found = document(json.dumps({"a": {"b": [1, 2]}, "c": {"d": {}}, "e": [[]] * 99}, indent=1), name="a.json")
    with patch.object(places.JsonPlaces, "_pair_brackets", side_effect=AssertionError):
        assert found.span(("c", "d")).start.line == 9
        assert found.written(("a", "b", 1)) == "2"
