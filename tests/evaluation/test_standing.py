"""Where a finding stands is found out late, and is the same whoever finds it out."""

import gc
import pickle
import weakref

import pytest

from celadon.evaluation.standing import LateStanding
from celadon.models.openapi.model import OpenApiModel
from celadon.terms.location import Location
from tests.evaluation.building import judge
from tests.models.building import model_of

API = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters: [{name: p, in: query, schema: {type: string}}]
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/List"}}}}}
components:
  schemas:
    List: {type: array, items: {$ref: "#/components/schemas/Item"}}
    Item: {type: object, properties: {x: {type: string}}}
"""


def model() -> OpenApiModel:
    made = model_of(API)
    assert isinstance(made, OpenApiModel)
    return made


def standings(made: OpenApiModel) -> list[LateStanding]:
    """Every schema, and its key."""
    places = [place for view in made.subjects("schema") for place in (view.place, view.key().place)]
    return [LateStanding("team/tested", made, place, "api.yaml", made.documents[0].rank(place.tokens)) for place in places]


def sent(found: list[LateStanding]) -> bytes:
    return pickle.dumps([standing.sent() for standing in found])


def received(data: bytes, made: OpenApiModel) -> list[LateStanding]:
    return [LateStanding.received("team/tested", made, one) for one in pickle.loads(data)]  # noqa: S301 - our own


def told(standing: LateStanding) -> tuple[Location, tuple[Location, ...], str, str, tuple[int, ...]]:
    return standing.location, standing.related, standing.fingerprint, standing.file, standing.order


def test_another_process_finds_out_the_same_in_its_own_document() -> None:
    data = sent(standings(model()))
    found = received(data, model())
    assert [told(standing) for standing in found] == [told(standing) for standing in standings(model())]
    assert any(standing.location.via for standing in found)
    assert b"type: array" not in data


def test_what_is_sent_on_is_the_same_before_and_after_somebody_asked() -> None:
    found = received(sent(standings(model())), model())
    unasked = sent(found)
    asked = sent(received(unasked, model()))
    assert [told(one) for one in found] == [told(one) for one in received(asked, model())]


def test_what_leads_through_another_file_is_found_out_before_it_is_sent() -> None:
    judged = judge(
        "target: schema\nmust: 'false'\n",
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {responses: {"200": {content: {application/json: {schema: {$ref: b.yaml}}}}}}}}\n',
        files={"b.yaml": "type: string\n"},
    )
    (found,) = judged.findings
    assert isinstance(found.standing, LateStanding)
    (again,) = received(sent([found.standing]), model())
    assert (again.location, again.fingerprint) == (found.location, found.fingerprint)
    assert (again.location.file, [hop.file for hop in again.location.via]) == ("b.yaml", ["api.yaml"])


def test_one_that_is_settled_lets_go_of_its_document() -> None:
    made = model()
    watched = weakref.ref(made)
    late, settled = standings(made)[:2]
    before = told(settled)
    settled.settle()
    del made, late
    gc.collect()
    assert watched() is None
    assert told(settled) == before
    assert [told(one) for one in received(sent([settled]), model())] == [before]


def test_two_are_equal_that_tell_the_same() -> None:
    first, second, *_ = standings(model())
    assert first == standings(model())[0]
    assert first != second
    assert len({*standings(model()), *standings(model())}) == len(standings(model()))


def test_nothing_is_looked_up_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("celadon.models.place.Place.location", lambda *_: pytest.fail("a place was looked up"))
    judged = judge("target: schema\nmust: 'false'\n", API)
    assert len(judged.findings) == 4
