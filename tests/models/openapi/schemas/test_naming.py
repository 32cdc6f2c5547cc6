"""Which steps of a way are names, and so what a schema is called."""

from itertools import pairwise, product

from celadon.models.openapi.schemas.naming import NAMED, name_of
from celadon.models.place import Landing, Place
from tests.models.building import api, model_of

STEPS = ("properties", "headers", "schemas", "x", 0)


def test_the_last_step_names_a_schema_if_it_is_a_key_of_a_map_that_is_no_name_itself() -> None:
    document = model_of(api()).context.entry
    for way in (steps for length in range(2, 6) for steps in product(STEPS, repeat=length)):
        named = [False]
        for before, step in pairwise(way):
            named.append(before in NAMED and not named[-1] and isinstance(step, str))
        if named[-1]:
            for landing in range(len(way) + 1):
                place = Landing(document, way[:landing])
                for step in way[landing:]:
                    place = place.child(step)
                assert name_of(place) == str(way[-1])


def _said(place: Place) -> str | None:
    try:
        return name_of(place)
    except KeyError:  # the way leads through a parameter that the document does not have
        return None


def test_a_name_does_not_depend_on_how_the_way_is_kept() -> None:
    document = model_of(api("/a:\n  get:\n    parameters: [{name: n, in: query, content: {c: {schema: {items: {}}}}}]\n")).context.entry
    steps = ("properties", "parameters", "anyOf", "items", "prefixItems", "content", "headers", "x", 0)
    ways = [way for length in range(5) for way in product(steps, repeat=length)]
    ways += [("paths", "/a", "get", "parameters", 0, *way) for way in ways]
    for way in ways:
        place: Place = Landing(document)
        for step in way:
            place = place.child(step)
        assert _said(place) == _said(Landing(document, way)), way


def test_a_property_may_be_called_like_a_map() -> None:
    document = model_of(api()).context.entry
    found = [
        name_of(Landing(document, ("components", "schemas", *steps)))
        for steps in (
            ("A", "properties", "headers"),
            ("properties", "items"),
            ("properties", "properties", "properties"),
            ("A", "properties", "properties", "items", "properties", "items", "items"),
        )
    ]
    assert found == ["headers", "properties[]", "properties", "items[]"]
