"""References: local, across files, encoded, chained, circular, broken, refused, and by name."""

import pytest

from tests.models.building import body, model_of, reason, schemas

ROOT = "/paths/~1a/post/requestBody/content/application~1json/schema"
STRING = "{type: string, maxLength: 5}"


def body_at(ref, *, more="", files=None, version="3.1.0"):
    """The schema subject that a body leads to."""
    return model_of(body("{$ref: '" + ref + "'}", more=more, version=version), files).subjects("schema")[0]


@pytest.mark.parametrize(
    ("ref", "files", "file", "pointer"),
    [
        ("#/components/schemas/A~1B", {}, "api.yaml", "/components/schemas/A~1B"),
        ("#/components/schemas/A%7E1B", {}, "api.yaml", "/components/schemas/A~1B"),
        ("#/components/schemas/C%20D", {}, "api.yaml", "/components/schemas/C D"),
        ("other.yaml", {"other.yaml": STRING}, "other.yaml", ""),
        ("other.yaml#", {"other.yaml": STRING}, "other.yaml", ""),
        ("./a%20b/other.yaml#/x/0", {"a b/other.yaml": f"x: [{STRING}]"}, "a b/other.yaml", "/x/0"),
        ("sub/one.yaml#/o", {"sub/one.yaml": "o: {$ref: two.yaml#/t}", "sub/two.yaml": f"t: {STRING}"}, "sub/two.yaml", "/t"),
        ("sub/one.yaml#/o", {"sub/one.yaml": "o: {$ref: '../api.yaml#/components/schemas/C D'}"}, "api.yaml", "/components/schemas/C D"),
        ("other.json#/x", {"other.json": '{"x": {"type": "string", "maxLength": 5}}'}, "other.json", "/x"),
    ],
)
def test_references_lead_to_the_node_where_it_is_written(ref, files, file, pointer) -> None:
    more = f"components: {{schemas: {{A/B: {STRING}, C D: {STRING}}}}}"
    schema = body_at(ref, more=more, files=files)
    location = schema.place.location()
    assert (location.file, location.pointer, schema.max_length) == (file, pointer, 5)
    assert location.via[0].pointer == ROOT


def test_the_way_tells_every_hop_with_its_line() -> None:
    more = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: 'x.yaml'}"
    schema = body_at("#/components/schemas/A", more=more, files={"x.yaml": STRING})
    assert [(hop.file, hop.line, hop.ref) for hop in schema.place.location().via] == [
        ("api.yaml", 9, "#/components/schemas/A"),
        ("api.yaml", 14, "#/components/schemas/B"),
        ("api.yaml", 15, "x.yaml"),
    ]


def test_documents_are_those_that_were_reached() -> None:
    model = model_of(body("{$ref: 'x.yaml'}"), {"x.yaml": STRING})
    assert [one.path for one in model.documents] == ["api.yaml"]
    model.subjects("schema")
    assert [one.path for one in model.documents] == ["api.yaml", "x.yaml"]


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("#/components/schemas/Gone", "leads to nothing"),
        ("#/paths/~1a/post/requestBody/content/application~1json/schema/0", "leads to nothing"),
        ("#nowhere", "names an anchor that does not exist"),
        ("gone.yaml", "does not exist"),
        ("broken.yaml", "broken.yaml cannot be read (line 1)"),
        ("https://example.com/a.yaml", "nothing is fetched"),
        ("//example.com/a.yaml", "nothing is fetched"),
        ("../outside.yaml", "leads out of the project"),
        ("/etc/passwd", "absolute path"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("%2Fetc%2Fpasswd", "absolute path"),
    ],
)
def test_a_reference_that_leads_nowhere_makes_unknown_what_lies_behind_and_nothing_else(ref, why) -> None:
    model = model_of(
        body("{properties: {a: {$ref: '" + ref + "'}, b: {type: string}}}"), {"broken.yaml": "a: [", "../outside.yaml": STRING}
    )
    found = schemas(model)
    assert why in reason(found[ROOT + "/properties/a"].types)
    assert found[ROOT + "/properties/b"].types == ("string",)


def test_broken_references_are_remembered_once_each() -> None:
    model = model_of(body("{properties: {a: {$ref: '#/gone'}, b: {$ref: '#/gone'}}}"))
    model.subjects("schema")
    model.subjects("property")
    assert [(place.pointer.rpartition("/")[2], broken.cause) for place, broken in model.context.references.broken] == [
        ("a", "dangling"),
        ("b", "dangling"),
    ]


def test_a_property_that_is_named_ref_is_no_reference() -> None:
    found = schemas(model_of(body("{properties: {$ref: {type: string}}}")))
    assert found[ROOT + "/properties/$ref"].types == ("string",)


# By name: $id, $anchor, $dynamicAnchor, $self.

NAMED = """
components:
  schemas:
    Plain: {$anchor: plain, type: string, maxLength: 5}
    Resource:
      $id: https://example.com/schemas/resource
      $defs: {inner: {type: string, maxLength: 5}, other: {$anchor: plain, type: integer}}
      properties:
        local: {$ref: '#/$defs/inner'}
        anchor: {$ref: '#plain'}
        relative: {$ref: other}
    Other: {$id: https://example.com/schemas/other, type: boolean}
"""


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ("#plain", "/components/schemas/Plain"),
        ("https://example.com/schemas/other", "/components/schemas/Other"),
        ("https://example.com/schemas/other#", "/components/schemas/Other"),
        ("https://example.com/schemas/resource#/$defs/inner", "/components/schemas/Resource/$defs/inner"),
        ("https://example.com/schemas/resource#plain", "/components/schemas/Resource/$defs/other"),
    ],
)
def test_nodes_are_found_by_the_names_that_they_give_themselves(ref, pointer) -> None:
    assert body_at(ref, more=NAMED).pointer == pointer


def test_references_inside_of_a_resource_begin_at_the_resource() -> None:
    resource = body_at("#/components/schemas/Resource", more=NAMED)
    assert {one.name: one.schema.pointer for one in resource.properties} == {
        "local": "/components/schemas/Resource/$defs/inner",
        "anchor": "/components/schemas/Resource/$defs/other",
        "relative": "/components/schemas/Other",
    }


def test_before_3_1_names_mean_nothing() -> None:
    assert "anchor that does not exist" in reason(body_at("#plain", more=NAMED, version="3.0.3").types)


def test_names_in_data_are_no_names() -> None:
    more = "components: {schemas: {A: {example: {$anchor: x}, properties: {$id: {type: string}, $anchor: {const: y}}}}}"
    assert "anchor that does not exist" in reason(body_at("#x", more=more).types)


def test_anchors_of_other_files_are_found() -> None:
    assert body_at("other.yaml#name", files={"other.yaml": f"a: {{$anchor: name, {STRING[1:-1]}}}"}).pointer == "/a"


GENERIC = """
components:
  schemas:
    Page:
      $id: https://example.com/page
      $defs: {item: {$dynamicAnchor: item, not: {}}}
      properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
    Names: {$id: https://example.com/names, $ref: page, $defs: {item: {$dynamicAnchor: item, type: string, maxLength: 3}}}
    Numbers: {$id: https://example.com/numbers, $ref: page, $defs: {item: {$dynamicAnchor: item, type: integer}}}
"""


def test_dynamic_references_depend_on_the_way() -> None:
    model = model_of(
        body(
            "{properties: {a: {$ref: '#/components/schemas/Names'}, b: {$ref: '#/components/schemas/Numbers'}, c: {$ref: '#/components/schemas/Page'}}}",
            more=GENERIC,
        )
    )
    root = schemas(model)[ROOT]
    found = {one.name: one.schema.properties[0].schema.items for one in root.properties}
    assert {name: item.types for name, item in found.items()} == {"a": ("string",), "b": ("integer",), "c": ()}
    assert found["a"].max_length == 3


def test_a_description_that_says_where_it_lives_refers_to_itself_and_to_its_neighbours() -> None:
    more = "$self: https://example.com/apis/orders/openapi.yaml\ncomponents: {schemas: {S: " + STRING + "}}"
    for ref, file in (
        ("https://example.com/apis/orders/openapi.yaml#/components/schemas/S", "api.yaml"),
        ("openapi.yaml#/components/schemas/S", "api.yaml"),
        ("https://example.com/apis/orders/shared.yaml#/S", "shared.yaml"),
        ("shared.yaml#/S", "shared.yaml"),
        ("https://example.com/apis/orders/deep/er.yaml#/S", "deep/er.yaml"),
    ):
        schema = body_at(ref, version="3.2.0", more=more, files={"shared.yaml": f"S: {STRING}", "deep/er.yaml": f"S: {STRING}"})
        assert (schema.max_length, schema.place.document.path) == (5, file), ref


def test_a_file_may_say_where_it_lives_itself() -> None:
    files = {"far.yaml": "$self: https://far.example.com/x\nS: {$ref: 'https://far.example.com/x#/T'}\nT: " + STRING}
    assert body_at("far.yaml#/S", version="3.2.0", files=files).pointer == "/T"


def test_another_authority_stays_remote() -> None:
    more = "$self: https://example.com/apis/openapi.yaml"
    schema = body_at("https://other.example.com/apis/shared.yaml#/S", version="3.2.0", more=more, files={"shared.yaml": f"S: {STRING}"})
    assert "nothing is fetched" in reason(schema.types)
