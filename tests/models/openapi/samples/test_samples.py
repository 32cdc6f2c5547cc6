"""Examples and texts: what a description shows and says, each at its place."""

from tests.models.building import api, model_of


def test_examples_stand_with_their_direction_status_and_schema() -> None:
    text = """
    /a:
      post:
        parameters: [{name: q, in: query, example: 1, schema: {type: integer, example: 2}}]
        requestBody: {content: {a/json: {examples: {one: {value: {a: b}}, two: {externalValue: x}, three: {$ref: '#/components/examples/e'}}}}}
        responses:
          200: {headers: {H: {example: h}}, content: {a/json: {example: {c: d}, schema: {type: object, examples: [{e: f}]}}}}
    """
    model = model_of(api(text, version="3.2.0", more="components: {examples: {e: {dataValue: 7}}}"))
    found = [(one.pointer.removeprefix("/paths/~1a/post/"), one.direction, one.statuses, one.value) for one in model.subjects("example")]
    assert found == [
        ("parameters/0/example", "request", (), 1),
        ("requestBody/content/a~1json/examples/one/value", "request", (), {"a": "b"}),
        ("/components/examples/e/dataValue", "request", (), 7),
        ("responses/200/headers/H/example", "response", (), "h"),
        ("responses/200/content/a~1json/example", "response", ("200",), {"c": "d"}),
        ("parameters/0/schema/example", "request", (), 2),
        ("responses/200/content/a~1json/schema/examples/0", "response", ("200",), {"e": "f"}),
    ]


def test_examples_of_swagger_are_keyed_by_media_type() -> None:
    text = "/a: {get: {responses: {200: {schema: {type: object}, examples: {a/json: {b: c}}}}}}"
    (one,) = model_of(api(text, version="2.0")).subjects("example")
    assert (one.value, one.statuses, one.schema.types, [(text.value, text.pointer.rpartition("/")[2]) for text in one.texts]) == (
        {"b": "c"},
        ("200",),
        ("object",),
        [("c", "b")],
    )


def test_texts_have_a_role_and_stand_at_themselves() -> None:
    more = """
    servers: [{url: 'https://s', description: S, variables: {v: {default: d}}}]
    components:
      schemas:
        A: {description: D, properties: {description: {type: string, title: T}}, enum: [e, 1], x-a: {b: [x]}, example: [{k: ex}]}
      examples: {one: {summary: O, value: sample}}
    """
    found = model_of(api("/a: {$ref: a.yaml}", more=more), {"a.yaml": "get: {summary: far}"}).subjects("text")
    assert [(one.role, one.keyword, one.value, one.place.document.path) for one in found if one.value not in ("T", "1")] == [
        ("url", "url", "https://s", "api.yaml"),
        ("prose", "description", "S", "api.yaml"),
        ("value", "default", "d", "api.yaml"),
        ("prose", "description", "D", "api.yaml"),
        ("value", "enum", "e", "api.yaml"),
        ("extension", "x-a", "x", "api.yaml"),
        ("example", "example", "ex", "api.yaml"),
        ("example", "examples", "O", "api.yaml"),
        ("example", "examples", "sample", "api.yaml"),
        ("prose", "summary", "far", "a.yaml"),
    ]


def test_a_property_named_description_is_no_prose() -> None:
    more = "components: {schemas: {A: {properties: {description: {title: T}, default: {type: string}}}}}"
    assert [(one.keyword, one.value) for one in model_of(api(more=more)).subjects("text")] == [("title", "T"), ("title", "T")]


def test_texts_of_lists_lists_of_lists_and_empty_members_stand_in_document_order() -> None:
    more = """
    servers: [[{url: 'https://nested'}], {}, {url: ''}]
    tags: [{name: t, description: {title: not prose, x-b: [[], [[b]], {}, {c: c}]}}]
    x-a: [{url: u, examples: {default: d}}, [], s]
    components: {examples: {default: {value: [1, v]}}, parameters: {enum: {enum: [p], url: no, schema: {properties: {x-c: {x-d: d}}}}}}
    """
    found = model_of(api(more=more)).subjects("text")
    assert [(one.pointer, one.role, one.keyword) for one in found if not one.pointer.startswith("/info")] == [
        ("/servers/0/0/url", "url", "url"),
        ("/servers/2/url", "url", "url"),
        ("/tags/0/description/title", "prose", "description"),
        ("/tags/0/description/x-b/1/0/0", "prose", "description"),
        ("/tags/0/description/x-b/3/c", "prose", "description"),
        ("/x-a/0/url", "extension", "x-a"),
        ("/x-a/0/examples/default", "extension", "x-a"),
        ("/x-a/2", "extension", "x-a"),
        ("/components/examples/default/value/1", "example", "examples"),
        ("/components/parameters/enum/enum/0", "value", "enum"),
        ("/components/parameters/enum/schema/properties/x-c/x-d", "extension", "x-d"),
    ]


def test_texts_of_a_sample_behind_a_reference_remember_it() -> None:
    text = "/a: {get: {responses: {200: {content: {a/json: {examples: {e: {$ref: '#/components/examples/e'}}}}}}}}"
    (one,) = model_of(api(text, more="components: {examples: {e: {value: [{b: c}, d]}}}")).subjects("example")
    assert [(text.pointer, [hop.ref for hop in text.place.via], text.key().pointer) for text in one.texts] == [
        ("/components/examples/e/value/0/b", ["#/components/examples/e"], "/components/examples/e/value/0/b"),
        ("/components/examples/e/value/1", ["#/components/examples/e"], "/components/examples/e/value/1"),
    ]
