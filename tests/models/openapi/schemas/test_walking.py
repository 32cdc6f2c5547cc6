"""Which schemas are met, in which direction, by what carried, and who uses them."""

import random
from itertools import permutations

import pytest

from tests.models.building import api, model_of


def met(model):
    return [(one.pointer.rpartition("/")[2], one.direction, one.carrier) for one in model.subjects("schema")]


SHARED = "components: {schemas: {S: {type: object, properties: {s: {type: string}}}}}\n"
REF = "{$ref: '#/components/schemas/S'}"


def test_one_component_is_met_once_per_direction_and_carrier() -> None:
    text = f"""
    /a:
      get:
        parameters: [{{name: q, in: query, schema: {REF}}}, {{name: r, in: query, schema: {REF}}}]
        requestBody: {{content: {{application/json: {{schema: {REF}}}, text/json: {{schema: {REF}}}}}}}
        responses: {{'200': {{content: {{application/json: {{schema: {REF}}}}}, headers: {{H: {{schema: {REF}}}}}}}}}
    """
    assert met(model_of(api(text, more=SHARED))) == [
        ("S", "request", "query"),
        ("s", "request", "query"),
        ("S", "request", "body"),
        ("s", "request", "body"),
        ("S", "response", "header"),
        ("s", "response", "header"),
        ("S", "response", "body"),
        ("s", "response", "body"),
    ]


def test_what_webhooks_and_callbacks_send_is_a_response_and_what_they_are_answered_a_request() -> None:
    shape = "{post: {requestBody: {content: {a/json: {schema: {title: sent}}}}, responses: {'200': {content: {a/json: {schema: {title: answered}}}}}}}"
    for version, text, more in (
        ("3.1.0", "{}", f"webhooks: {{w: {shape}}}"),
        ("3.0.3", "{}", f"x-webhooks: {{w: {shape}}}"),
        ("3.0.3", f"/a: {{get: {{callbacks: {{c: {{'$url': {shape}}}}}}}}}", ""),
    ):
        found = model_of(api(text, version=version, more=more)).subjects("schema")
        assert [(one.title, one.direction) for one in found] == [("sent", "response"), ("answered", "request")]


def test_unused_components_are_not_met() -> None:
    assert met(model_of(api("/a: {get: {}}", more=SHARED))) == []


def test_schemas_of_ignored_headers_are_not_met() -> None:
    assert met(model_of(api("/a: {get: {parameters: [{name: Accept, in: header, schema: {type: string}}]}}"))) == []


def test_streams_of_3_2_are_met() -> None:
    text = "/a: {get: {responses: {'200': {content: {application/jsonl: {itemSchema: {type: object}}}}}}}"
    assert met(model_of(api(text, version="3.2.0"))) == [("itemSchema", "response", "body")]
    assert met(model_of(api(text, version="3.1.0"))) == []


def test_a_media_type_of_3_2_may_be_a_reference() -> None:
    text = "/a: {get: {responses: {'200': {content: {application/json: {$ref: '#/components/mediaTypes/M'}}}}}}"
    model = model_of(api(text, version="3.2.0", more="components: {mediaTypes: {M: {schema: {type: object}}}}"))
    assert met(model) == [("schema", "response", "body")]


def test_a_query_string_of_3_2_carries_its_schema() -> None:
    text = "/a: {get: {parameters: [{name: q, in: querystring, content: {a/b: {schema: {properties: {x: {type: string}}}}}}]}}"
    assert met(model_of(api(text, version="3.2.0"))) == [("schema", "request", "querystring"), ("x", "request", "querystring")]


def test_subtypes_of_a_discriminator_are_met() -> None:
    more = """
    components:
      schemas:
        Pet: {type: object, discriminator: {propertyName: k, mapping: {fish: '#/components/schemas/Fish', bird: Bird}}}
        Fish: {type: object}
        Bird: {type: object}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}
        Other: {type: object}
    """
    text = "/a: {post: {requestBody: {content: {a/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}"
    assert [name for name, _, _ in met(model_of(api(text, more=more)))] == ["Pet", "Fish", "Bird", "Cat"]


def test_subtypes_of_swagger_extend_by_name() -> None:
    more = "definitions: {Pet: {type: object, discriminator: k}, Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object}]}}"
    text = "/a: {post: {parameters: [{in: body, name: b, schema: {$ref: '#/definitions/Pet'}}]}}"
    assert [name for name, _, _ in met(model_of(api(text, version="2.0", more=more)))] == ["Pet", "Cat"]


def names(text):
    return [one.name for one in model_of(text).subjects("schema")]


def test_a_shared_parameter_has_the_name_that_is_sent() -> None:
    more = "components: {parameters: {Key: {name: api_key, in: query, schema: {type: string}}}}"
    text = "/a: {get: {parameters: [{$ref: '#/components/parameters/Key'}]}}"
    assert names(api(text, more=more)) == ["api_key"]


def test_a_parameter_in_a_file_of_its_own_has_the_name_that_is_sent() -> None:
    files = {"page.yaml": "name: page_no\nin: query\nschema: {type: string}", "all.yaml": "k: {name: q, in: query, schema: {items: {}}}"}
    text = api("/a: {get: {parameters: [{$ref: page.yaml}, {$ref: 'all.yaml#/k'}]}}")
    assert [one.name for one in model_of(text, files).subjects("schema")] == ["page_no", "q", "q[]"]


def test_properties_may_be_called_like_the_maps_that_hold_names() -> None:
    schema = (
        "{properties: {headers: {additionalProperties: {type: string}}, parameters: {items: {properties: {properties: {type: string}}}}}}"
    )
    text = f"/a: {{post: {{requestBody: {{content: {{a/json: {{schema: {schema}}}}}}}}}}}"
    assert names(api(text)) == ["body", "headers", "headers{}", "parameters", "parameters[]", "properties"]


def test_a_schema_knows_its_uses() -> None:
    text = f"""
    /a:
      get: {{parameters: [{{name: q, in: query, schema: {REF}}}], responses: {{4xx: {{content: {{b/json: {{schema: {REF}}}}}}}}}}}
      put: {{requestBody: {{content: {{c/json: {{schema: {{properties: {{deep: {REF}}}}}}}}}}}, responses: {{default: {{content: {{b/json: {{schema: {REF}}}}}}}}}}}
    """
    model = model_of(api(text, more=SHARED))
    found = {(one.direction, one.carrier): one for one in model.subjects("schema") if one.name == "s"}
    response = found["response", "body"]
    assert ([one.label for one in response.operations], response.statuses, response.media_types) == (
        ["GET /a", "PUT /a"],
        ("4XX", "default"),
        ("b/json",),
    )
    assert [(one.operation.label, one.carrier, one.status, one.media_type) for one in found["request", "body"].uses] == [
        ("PUT /a", "body", None, "c/json")
    ]
    assert model.uses(found["request", "query"]) == ("GET /a",)


def test_uses_spread_through_circles() -> None:
    more = "components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}}}, B: {properties: {a: {$ref: '#/components/schemas/A'}}}}}"
    text = "/a: {get: {responses: {'200': {content: {j/json: {schema: {$ref: '#/components/schemas/A'}}}}}}, put: {responses: {'200': {content: {j/json: {schema: {$ref: '#/components/schemas/B'}}}}}}}"
    found = model_of(api(text, more=more)).subjects("schema")
    assert [[use.label for use in one.operations] for one in found] == [["GET /a", "PUT /a"], ["GET /a", "PUT /a"]]


def test_uses_spread_through_crossing_circles_as_far_as_references_lead() -> None:
    for seed in range(20):
        chosen = random.Random(seed)  # noqa: S311 - which schemas hold which others, the same at every run
        names = "ABCDEFGHIJ"
        held = {name: sorted(chosen.sample(names, chosen.randrange(4))) for name in names}
        carried = {f"/{number}": chosen.choice(names) for number in range(4)}
        schemas = ", ".join(f"{name}: {{properties: {{{', '.join(f'{one}: {_ref(one)}' for one in held[name])}}}}}" for name in names)
        paths = "\n".join(
            f"{path}: {{get: {{responses: {{200: {{content: {{j/json: {{schema: {_ref(name)}}}}}}}}}}}}}" for path, name in carried.items()
        )
        expected = {}
        for path, name in carried.items():
            reached = {name}
            while (wider := reached.union(*(held[one] for one in reached))) != reached:
                reached = wider
            for one in reached:
                expected.setdefault(one, []).append(f"GET {path}")
        found = model_of(api(paths, more=f"components: {{schemas: {{{schemas}}}}}")).subjects("schema")
        assert {one.name: [use.label for use in one.operations] for one in found} == expected


def _ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def test_a_schema_in_both_directions_says_so() -> None:
    text = f"/a: {{post: {{requestBody: {{content: {{a/json: {{schema: {REF}}}}}}}, responses: {{'200': {{content: {{a/json: {{schema: {{items: {REF}}}}}}}}}}}}}}}"
    assert [(one.name, one.bidirectional) for one in model_of(api(text, more=SHARED)).subjects("schema")] == [
        ("S", True),
        ("s", True),
        ("body", False),
        ("S", True),
        ("s", True),
    ]


def test_schemas_that_name_the_address_of_a_callback_say_so() -> None:
    text = """
    /a:
      post:
        parameters: [{name: to, in: query, schema: {type: string}}, {name: other, in: query, schema: {type: string}}]
        requestBody: {content: {a/json: {schema: {properties: {hooks: {items: {properties: {at: {type: string}, name: {type: string}}}}}}}}}
        callbacks:
          one: {'{$request.body#/hooks/0/at}': {post: {}}}
          two: {'https://x?u={$request.query.to}': {post: {}}}
    """
    assert [one.name for one in model_of(api(text)).subjects("schema") if one.names_callback] == ["to", "at"]


KIN = """
components:
  schemas:
    Base: {type: object, required: [a], properties: {a: {type: string}, b: {type: string}, c: {type: string, readOnly: true}}}
    Same: {allOf: [{$ref: '#/components/schemas/Base'}]}
    Strict: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [b, c]}]}
    Narrow: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {maxLength: 1}}}]}
"""


@pytest.mark.parametrize("order", list(permutations(("Base", "Same", "Strict", "Narrow"))))
def test_owners_share_the_view_of_a_property_that_is_alike_whoever_is_met_first(order: tuple[str, ...]) -> None:
    parameters = ", ".join(f"{{name: {name}, in: query, schema: {{$ref: '#/components/schemas/{name}'}}}}" for name in order)
    model = model_of(api(f"/a:\n  get: {{parameters: [{parameters}]}}\n", more=KIN))
    owners = [parameter.schema for parameter in model.subjects("parameter")]
    alike: dict[tuple[object, ...], object] = {}
    for owner in owners:
        demanded = {name for node in owner.composition.nodes for name in node.get("required", [])}
        for one in owner.all_properties:
            assert alike.setdefault((one.name, one.name in demanded, one.schema), one) is one
    views = list(alike.values())
    assert len({id(one) for one in views}) == len(views) == 6
    assert all(one.owner is next(owner for owner in owners if one in owner.all_properties) for one in views)
    assert list(model.subjects("property")) == list(dict.fromkeys(one for owner in owners for one in owner.properties))
