"""Views and facts: late, kept, unknown where the node is."""

import pytest

from celadon.models.place import Place
from celadon.models.view import Member, View, child_of, fact, given, is_unknown, sure, told
from celadon.terms.unknown import Unknown, UnknownFact
from tests.models.building import api, model_of


class Sample(View):
    """A view for these tests."""

    cel_name = "sample"
    side: str = told("string", "Set by the constructor.")

    def __init__(self, place, node) -> None:
        super().__init__(place, node)
        self.reads = 0

    @fact
    def size(self) -> int:
        """How many members it has."""
        self.reads += 1
        return len(self.node)  # type: ignore[arg-type]  # the test gives a list

    @given
    def word(self) -> str:
        """A word from outside."""
        return "w"

    @fact
    def touching(self) -> bool:
        """It rests on something unknown."""
        return bool(Unknown("not told"))


def place():
    return Place.at_root(model_of(api()).context.entry)


def test_a_fact_is_read_once() -> None:
    sample = Sample(place(), {"a": 1})
    assert (sample.size, sample.size, sample.reads) == (1, 1, 1)


def test_facts_of_an_unknown_node_are_unknown_but_not_what_is_given() -> None:
    unknown = Unknown("gone")
    sample = Sample(place(), unknown)
    assert sample.size is unknown
    assert sample.extensions is unknown
    assert sample.word == "w"
    assert sample.pointer == ""


def test_a_fact_that_rests_on_an_unknown_one_is_unknown_for_its_reason() -> None:
    assert Sample(place(), {}).touching.reason == "not told"


def test_a_fact_that_the_constructor_forgot_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = Sample(place(), {}).side


def test_members_are_found_by_key_or_index() -> None:
    view = View(place(), {"a": [1, {"b": 2}], "x-y": 3})
    assert [(one.pointer, one.raw) for one in (view.at("a"), view.at("a").at(1).at("b"), view.at("a").at("0"))] == [
        ("/a", [1, {"b": 2}]),
        ("/a/1/b", 2),
        ("/a/0", 1),
    ]


def test_a_member_that_does_not_exist_stands_at_the_nearest_node_that_does() -> None:
    view = View(place(), {"a": [1]})
    assert [(one.pointer, one.raw) for one in (view.at("b"), view.at("a").at(7), view.at("a").at("x"))] == [
        ("", None),
        ("/a", None),
        ("/a", None),
    ]


def test_members_of_an_unknown_node_are_unknown() -> None:
    assert Member(place(), Unknown("gone")).at("a").raw.reason == "gone"


def test_indices_are_digits_only() -> None:
    assert [child_of([1, 2], key) for key in ("1", "01", "-1", "²", 1, -1)] == [(1, 2), (1, 2), None, None, (1, 2), None]


def test_unknown_values_are_asked_for_and_insisted_on() -> None:
    assert (is_unknown(Unknown("x")), is_unknown(None), sure(7)) == (True, False, 7)
    with pytest.raises(UnknownFact):
        sure(Unknown("x"))
