"""Places: the way to a node, its key, the trail of references."""

from celadon.models.place import Landing
from tests.models.building import api, line, model_of


def root():
    return model_of(api("/a:\n  get:\n    tags: [x]\n")).document_view.place


def test_a_place_is_the_way_to_a_node() -> None:
    place = root().child("paths").child("/a").child("get").child("tags").child(0)
    assert (place.tokens, place.pointer, place.last) == (("paths", "/a", "get", "tags", 0), "/paths/~1a/get/tags/0", 0)
    assert (root().tokens, root().pointer, root().last) == ((), "", None)


def test_a_landing_begins_anew_and_remembers_its_origin() -> None:
    holder = root().child("paths")
    landed = holder.followed(holder.document, ("info",), "#/info").child("title")
    assert (landed.tokens, landed.landing().origin, landed.landing().last) == (("info", "title"), holder, "info")
    assert [(hop.pointer, hop.ref, hop.line) for hop in landed.via] == [("/paths", "#/info", 3)]


def test_steps_taken_at_once_lead_where_single_steps_lead() -> None:
    holder = root().child("paths")
    landed = holder.followed(holder.document, ("paths",), "#/paths").child("/a")
    steps, once = landed.child("get").child("tags").child(0), landed.below(((((), "get"), "tags"), 0))
    assert (once.tokens, once.last, once.via) == (steps.tokens, steps.last, steps.via)
    assert (once.location(), once.key().location()) == (steps.location(), steps.key().location())
    assert (landed.below(()).tokens, root().below(()).last, root().below(((), "a")).pointer) == (("paths", "/a"), None, "/a")


def test_a_finding_spans_key_and_value_and_a_key_only_itself() -> None:
    place = root().child("paths").child("/a").child("get")
    whole, key = place.location(), place.key().location()
    assert (whole.pointer, whole.span.start, whole.span.end.line) == (key.pointer, key.span.start, 6)
    assert (key.span.start.column, key.span.end.column, key.span.end.line) == (5, 8, 5)


def test_an_item_has_no_key_and_keeps_its_own_place() -> None:
    place = root().child("paths").child("/a").child("get").child("tags").child(0)
    assert place.key().location() == place.location()


def test_a_document_shows_itself_whole() -> None:
    assert root().location().span.start.line == 1
    assert repr(Landing(root().document, ("a", 0))) == "Place(api.yaml#/a/0)"


def test_the_line_of_a_subject_is_that_of_its_key() -> None:
    (operation,) = model_of(api("/a:\n  get:\n    tags: [x]\n")).subjects("operation")
    assert line(operation) == 5
