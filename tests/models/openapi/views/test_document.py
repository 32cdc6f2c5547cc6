"""The document as a whole: versions, info, tags, anchors, uses, plain nodes."""

import pytest

from celadon.models.interface import UnknownTarget
from celadon.sources.selecting import parse_selector
from tests.models.building import api, model_of


def test_the_title_counts_endpoints() -> None:
    model = model_of(api("/a: {get: {}, put: {}}", version="3.0.3"))
    assert (model.title, model.kind, model.family, model.version) == ("OpenAPI 3.0.3, 2 operations", "openapi", "openapi", "3.0.3")
    assert model_of(api("/a: {get: {}}")).title == "OpenAPI 3.1.0, 1 operation"


@pytest.mark.parametrize(("written", "version"), [("openapi: 3.1", "3.1"), ("swagger: 2.0", "2.0"), ("openapi: '3.0'", "3.0")])
def test_a_version_without_quotes_is_read_as_written(written, version) -> None:
    model = model_of(f"{written}\npaths: {{}}")
    assert (model.version, model.document_view.version) == (version, version)


def test_the_version_of_an_api_is_read_as_written() -> None:
    assert model_of('openapi: "3.1.0"\ninfo: {version: 1.10}').document_view.info.version == "1.10"
    assert model_of('openapi: "3.1.0"\ninfo: {version: "1.10"}').document_view.info.version == "1.10"


def test_an_info_that_is_missing_stands_at_the_root() -> None:
    (info,) = model_of('openapi: "3.1.0"').subjects("info")
    assert (info.pointer, info.title, info.contact) == ("", None, {})


def test_tags_of_the_root_have_names_and_parents() -> None:
    tags = model_of(api(version="3.2.0", more="tags: [{name: a}, {name: b, parent: a, description: D}, 7]")).subjects("tag")
    assert [(one.name, one.parent, one.description) for one in tags] == [("a", None, None), ("b", "a", "D")]


def test_extensions_are_members_that_begin_with_x() -> None:
    assert model_of(api(more="x-a: 1\ny: 2")).document_view.extensions == {"x-a": 1}


def test_an_unknown_target_is_an_error() -> None:
    with pytest.raises(UnknownTarget):
        model_of(api()).subjects("route")


def test_subjects_are_the_same_at_every_call() -> None:
    model = model_of(api("/a: {get: {}}"))
    assert model.subjects("operation") is model.subjects("operation")
    assert model.document_view.operations[0] is model.subjects("operation")[0]


def test_plain_nodes_are_found_by_a_selector() -> None:
    model = model_of(api("/a: {get: {}}", more="x-a: {b: [1, 2]}"))
    found = model.nodes(parse_selector("$['x-a'].b[*]"))
    assert [(one.pointer, one.raw) for one in found] == [("/x-a/b/0", 1), ("/x-a/b/1", 2)]


def test_anchors_name_items_by_what_they_are() -> None:
    model = model_of(
        api(
            """
            /a:
              get:
                tags: [x, y]
                security: [{b: [], a: []}, {}]
                parameters:
                  - {name: q, in: query, schema: {oneOf: [{$ref: '#/s'}, {title: T}, {type: string}, {enum: [1, null, true]}]}}
                  - {$ref: '#/components/parameters/p'}
            """,
            more="servers: [{url: 'https://a/b'}]",
        )
    )
    place = model.document_view.place.child("paths").child("/a").child("get")
    parameter = place.child("parameters").child(0)
    choice = parameter.child("schema").child("oneOf")
    found = {
        "tag": place.child("tags").child(1),
        "both": place.child("security").child(0),
        "none": place.child("security").child(1),
        "parameter": parameter,
        "reference": place.child("parameters").child(1),
        "server": model.document_view.place.child("servers").child(0),
    }
    assert {name: model.anchor(one).removeprefix("/paths/~1a/get") for name, one in found.items()} == {
        "tag": "/tags/y",
        "both": "/security/a+b",
        "none": "/security/{}",
        "parameter": "/parameters/query:q",
        "reference": "/parameters/#~1components~1parameters~1p",
        "server": "/servers/https:~1~1a~1b",
    }
    assert [model.anchor(choice.child(index)).rpartition("/oneOf/")[2] for index in range(4)] == ["#~1s", "title=T", "type=string", "enum"]
    assert model.anchor(choice.child(3).child("enum").child(1)).endswith("/oneOf/enum/enum/null")


def test_anchors_survive_reordering_and_reformatting() -> None:
    one = model_of(
        api("/a: {get: {parameters: [{name: p, in: query, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]}}")
    )
    two = model_of(
        api(
            "/z: {}\n/a:\n  get:\n    parameters:\n      - {in: query, name: q, schema: {type: string}}\n      - {name: p, in: query, schema: {type: string}}"
        )
    )
    anchors = [sorted(model.anchor(schema.place) for schema in model.subjects("schema")) for model in (one, two)]
    assert anchors[0] == anchors[1]


def test_uses_are_operations_each_once() -> None:
    model = model_of(api("/a: {get: {}, put: {}}"))
    assert [model.uses(one) for one in model.subjects("operation")] == [("GET /a",), ("PUT /a",)]
    assert model.uses(model.subjects("path")[0]) == ("GET /a", "PUT /a")
    assert model.uses(model.subjects("info")[0]) == ()


def test_tags_know_whether_they_repeat_and_who_declares_and_names_them_first() -> None:
    more = "tags: [{name: a}, {name: b}, {name: a}]"
    model = model_of(api("/a: {get: {tags: [a, c]}, put: {tags: [c, A]}}", more=more))
    assert [tag.repeats for tag in model.document_view.tags] == [False, False, True]
    uses = [use for operation in model.document_view.operations for use in operation.tag_uses]
    assert [(use.name, use.declared, use.first) for use in uses] == [
        ("a", True, True), ("c", False, True), ("c", False, False), ("A", False, True),
    ]  # fmt: skip


def test_an_entry_of_properties_counts_once_for_both_directions() -> None:
    schema = "{application/json: {schema: {$ref: '#/components/schemas/A'}}}"
    paths = f"/a: {{post: {{requestBody: {{content: {schema}}}, responses: {{'200': {{content: {schema}}}}}}}}}"
    document = model_of(api(paths, more="components: {schemas: {A: {properties: {a: {}, b: true}}}}")).document_view
    assert [one.name for one in document.properties if one.name == "a"] == ["a"]
    assert [one.target for one in document.references] == ["#/components/schemas/A"] * 2
