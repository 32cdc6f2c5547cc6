"""Facts with origin and place, and what a view made of them answers."""

import pytest

from celadon.models.gateways.neutral.leaf import Leaf, Neutral, Stated
from celadon.models.view import fact
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import place


class Sample(Neutral):
    cel_name = "sample"
    size = Stated[int]("int", "A size.")
    names = Stated[tuple[str, ...]]("list(string)", "Names.", ())
    shown = Stated[str]("string", "A word.", "", field="word")

    @fact
    def doubled(self) -> int:
        """Twice the size."""
        return self.size * 2


def test_a_fact_gives_its_value_its_place_and_its_origin() -> None:
    sample = Sample(place(), None, size=Leaf(3, place().child("a"), "default"))
    assert sample.size == 3
    assert sample.at("size").place.pointer == "/a"
    assert sample.at("size").raw == {"b": [1, 2]}
    assert sample.origin_of("size") == "default"


def test_a_plain_value_stands_at_the_view_and_is_explicit() -> None:
    sample = Sample(place().child("a"), None, size=3)
    assert (sample.at("size").place.pointer, sample.origin_of("size")) == ("/a", "explicit")


def test_a_fact_that_is_not_stated_has_its_missing_value() -> None:
    sample = Sample(place(), None, size=3)
    assert sample.names == ()
    assert sample.origin_of("names") == "platform"


def test_an_item_of_a_list_has_a_place_of_its_own() -> None:
    listed = place().child("a").child("b")
    sample = Sample(place(), None, size=3, names=Leaf(("x", "y"), listed, "explicit", (listed.child(0), listed.child(1))))
    assert sample.entry("names", "y").place.pointer == "/a/b/1"
    assert sample.entry("names", "z").place.pointer == "/a/b"


def test_an_unknown_fact_is_given_and_makes_what_rests_on_it_unknown() -> None:
    doubt = Unknown("elsewhere")
    sample = Sample(place(), None, size=Leaf(doubt, place()))
    assert sample.size is doubt
    assert sample.doubled is doubt
    assert sample.entry("size", 1).place.pointer == ""


def test_a_name_that_is_no_fact_is_a_member_of_the_node() -> None:
    sample = Sample(place(), place().document.tree, size=3)
    assert sample.at("a").place.pointer == "/a"


def test_a_view_needs_what_has_no_missing_value_and_knows_no_other_names() -> None:
    with pytest.raises(TypeError, match="size"):
        Sample(place(), None)
    with pytest.raises(TypeError, match="colour"):
        Sample(place(), None, size=1, colour="red")


def test_the_name_for_policies_may_differ_from_the_attribute() -> None:
    assert (Sample.shown.field, Sample.size.field) == ("word", "size")


def test_a_leaf_says_a_value_only_when_it_is_known() -> None:
    assert Leaf(3, place()).says(3)
    assert not Leaf(Unknown("elsewhere"), place()).says(3)
