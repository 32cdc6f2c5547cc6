"""What applies together: `allOf`, references, branches with the bounds of their parents."""

import pytest

from tests.models.building import api, body, model_of, reason, schemas

ROOT = "/paths/~1a/post/requestBody/content/application~1json/schema"


def at(model, below=""):
    return schemas(model)[ROOT + below]


def test_bounds_of_all_parts_of_an_allof_count_for_the_root() -> None:
    schema = at(model_of(body("{type: string, allOf: [{maxLength: 9, minLength: 1}, {maxLength: 5}, {allOf: [{pattern: a}]}]}")))
    assert (schema.max_length, schema.min_length, schema.patterns, schema.types) == (5, 1, ("a",), ("string",))
    assert schema.at("maxLength").pointer == ROOT + "/allOf/1/maxLength"
    assert schema.at("format").pointer == ROOT


def test_parts_of_an_allof_are_no_subjects() -> None:
    model = model_of(body("{allOf: [{type: string}, {properties: {a: {type: string}}}]}"))
    assert list(schemas(model)) == [ROOT, ROOT + "/allOf/1/properties/a"]


def test_types_of_an_allof_intersect_and_an_integer_is_a_number() -> None:
    schema = at(model_of(body("{allOf: [{type: [number, string, 'null']}, {type: [integer, 'null']}]}")))
    assert (schema.types, schema.declared_types, schema.nullable) == (("integer",), ("null", "integer"), True)


def test_a_property_that_two_parts_define_is_their_conjunction() -> None:
    model = model_of(
        body(
            "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {name: {maxLength: 7}}}]}",
            more="components: {schemas: {Base: {properties: {name: {type: string}, note: {type: string}}}}}",
        )
    )
    found = schemas(model)
    assert found["/components/schemas/Base/properties/name"].max_length == 7
    assert found["/components/schemas/Base/properties/note"].max_length is None


def test_before_3_1_siblings_of_a_reference_are_ignored() -> None:
    text = "{properties: {a: {$ref: '#/components/schemas/S', maxLength: 3}}}"
    more = "components: {schemas: {S: {type: string}}}"
    old = schemas(model_of(body(text, version="3.0.3", more=more)))
    assert (list(old), old["/components/schemas/S"].max_length) == ([ROOT, "/components/schemas/S"], None)
    new = schemas(model_of(body(text, version="3.1.0", more=more)))
    assert new[ROOT + "/properties/a"].max_length == 3
    assert new[ROOT + "/properties/a"].types == ("string",)


def test_annotations_beside_a_reference_do_not_make_another_schema() -> None:
    text = "{properties: {a: {$ref: '#/components/schemas/S', description: D, x-y: 1}, b: {$ref: '#/components/schemas/S'}}}"
    assert list(schemas(model_of(body(text, more="components: {schemas: {S: {type: string}}}")))) == [ROOT, "/components/schemas/S"]


def test_branches_are_subjects_with_the_bounds_of_their_parents() -> None:
    model = model_of(body("{type: string, maxLength: 9, oneOf: [{format: email}, {maxLength: 3}]}"))
    root, first, second = at(model), at(model, "/oneOf/0"), at(model, "/oneOf/1")
    assert (root.branched, root.is_branch, first.branched, first.is_branch) == (True, False, False, True)
    assert [(one.types, one.max_length, one.format) for one in (first, second)] == [(("string",), 9, "email"), (("string",), 3, None)]
    assert root.branches == (first, second)


def test_a_branch_below_parents_that_demand_nothing_is_the_schema_itself() -> None:
    model = model_of(
        body(
            "{description: D, oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}",
            more="components: {schemas: {A: {type: string}, B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}}}",
        )
    )
    assert [schema.pointer for schema in model.subjects("schema")] == [ROOT, "/components/schemas/A", "/components/schemas/B"]


def test_a_parent_that_repeats_the_type_of_its_branches_adds_nothing() -> None:
    model = model_of(
        body(
            "{type: object, oneOf: [{$ref: '#/components/schemas/A'}]}",
            more="components: {schemas: {A: {type: object}, B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}}}",
        )
    )
    assert at(model).branches[0].is_branch is False


def test_properties_of_the_parent_belong_to_every_branch() -> None:
    model = model_of(body("{type: object, required: [a], properties: {a: {}}, anyOf: [{properties: {b: {}}}, {required: [c]}]}"))
    first, second = at(model).branches
    assert [one.name for one in first.properties] == ["b", "a"]
    assert ([one.name for one in second.properties], second.required) == (["a"], ("c", "a"))


def test_a_root_is_bounded_where_every_branch_is() -> None:
    schema = at(model_of(body("{type: string, oneOf: [{maxLength: 3}, {maxLength: 8}, {type: integer}]}")))
    assert schema.max_length == 8
    assert at(model_of(body("{type: string, oneOf: [{maxLength: 3}, {}]}"))).max_length is None


def test_other_choices_beside_a_branch_bound_it_too() -> None:
    model = model_of(body("{type: string, oneOf: [{format: a}, {format: b}], anyOf: [{maxLength: 2}, {maxLength: 4}]}"))
    assert [branch.max_length for branch in at(model).branches] == [4, 4, 2, 4]


def test_then_and_else_are_branches_and_a_missing_else_is_none() -> None:
    model = model_of(body("{type: string, if: {pattern: a}, then: {maxLength: 2}}"))
    root = at(model)
    assert ([branch.pointer for branch in root.branches], root.branched, root.max_length) == ([ROOT + "/then"], False, None)
    both = at(model_of(body("{type: string, if: {pattern: a}, then: {maxLength: 2}, else: {maxLength: 5}}")))
    assert (both.branched, both.max_length) == (True, 5)


def test_dependent_schemas_are_branches_that_do_not_cover_the_root() -> None:
    root = at(model_of(body("{type: object, dependentSchemas: {a: {properties: {b: {type: string}}}}}")))
    assert ([branch.pointer for branch in root.branches], root.branched) == ([ROOT + "/dependentSchemas/a"], False)


def test_not_is_not_looked_into() -> None:
    assert list(schemas(model_of(body("{not: {type: string, properties: {a: {type: string}}}}")))) == [ROOT]


def test_recursion_ends() -> None:
    more = """
    components:
      schemas:
        Node: {type: object, maxProperties: 3, properties: {next: {$ref: '#/components/schemas/Node'}}, oneOf: [{$ref: '#/components/schemas/Leaf'}]}
        Leaf: {allOf: [{$ref: '#/components/schemas/Node'}, {properties: {value: {type: string}}}]}
        Self: {allOf: [{$ref: '#/components/schemas/Self'}], type: string}
        Circle: {$ref: '#/components/schemas/Circle'}
        Choice: {anyOf: [{$ref: '#/components/schemas/Choice'}, {type: string}]}
    """
    text = "{properties: {n: {$ref: '#/components/schemas/Node'}, s: {$ref: '#/components/schemas/Self'}, c: {$ref: '#/components/schemas/Circle'}, o: {$ref: '#/components/schemas/Choice'}}}"
    found = schemas(model_of(body(text, more=more)))
    assert found["/components/schemas/Self"].types == ("string",)
    assert found["/components/schemas/Leaf/allOf/1/properties/value"].types == ("string",)
    circle = next(schema for schema in found.values() if schema.unknown is not None)
    assert "leads back to itself" in reason(circle.types)


def test_a_subtype_that_extends_the_type_that_lists_it_has_made_its_choice() -> None:
    more = """
    components:
      schemas:
        Pet: {type: object, required: [kind], discriminator: {propertyName: kind}, oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {name: {type: string}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {name: {type: string}}}]}
    """
    model = model_of(body("{$ref: '#/components/schemas/Cat'}", more=more))
    assert [schema.pointer for schema in model.subjects("schema")] == [
        "/components/schemas/Cat",
        "/components/schemas/Cat/allOf/1/properties/name",
    ]


@pytest.mark.parametrize(
    "broken", ["{$ref: '#/gone'}", "{allOf: [{type: string}, {$ref: '#/gone'}]}", "{allOf: [{allOf: [{$ref: 'gone.yaml'}]}]}"]
)
def test_what_lies_behind_a_broken_reference_is_not_known(broken) -> None:
    model = model_of(body("{properties: {a: " + broken + ", b: {type: string}}}"))
    lost = at(model, "/properties/a")
    assert all("gone" in reason(fact) for fact in (lost.types, lost.max_length, lost.has_enum, lost.properties, lost.read_only))
    assert (lost.direction, lost.carrier, lost.name) == ("request", "body", "a")
    assert at(model, "/properties/b").types == ("string",)


def test_choices_that_multiply_become_unknown_instead_of_endless() -> None:
    layers = 12
    made = ", ".join(
        f"L{number}: {{minProperties: {number}, oneOf: [{{$ref: '#/components/schemas/L{number + 1}'}}, "
        f"{{maxProperties: {number}, oneOf: [{{$ref: '#/components/schemas/L{number + 1}'}}]}}]}}"
        for number in range(layers)
    )
    more = f"components: {{schemas: {{{made}, L{layers}: {{properties: {{a: {{type: string}}}}}}}}}}"
    found = model_of(body("{$ref: '#/components/schemas/L0'}", more=more)).subjects("schema")
    assert len(found) < 2_000
    assert any("compositions of schemas lead here" in schema.unknown.reason for schema in found if schema.unknown is not None)


def test_an_allof_four_hundred_deep_is_one_schema() -> None:
    links = ", ".join(f"S{number}: {{allOf: [{{$ref: '#/components/schemas/S{number + 1}'}}]}}" for number in range(400))
    more = f"components: {{schemas: {{{links}, S400: {{type: string, maxLength: 4}}}}}}"
    (schema,) = model_of(body("{$ref: '#/components/schemas/S0'}", more=more)).subjects("schema")
    assert (schema.pointer, schema.max_length) == ("/components/schemas/S0", 4)


def test_a_chain_of_a_thousand_schemas_is_walked() -> None:
    links = ", ".join(f"S{number}: {{properties: {{n: {{$ref: '#/components/schemas/S{number + 1}'}}}}}}" for number in range(1000))
    more = f"components: {{schemas: {{{links}, S1000: {{type: string}}}}}}"
    assert len(model_of(body("{$ref: '#/components/schemas/S0'}", more=more)).subjects("schema")) == 1001


def test_data_is_not_searched_for_schemas() -> None:
    text = "{properties: {a: {enum: [{$ref: '#/gone'}], default: {properties: {x: {type: string}}}, example: {$ref: nowhere}, x-s: {properties: {}}}}}"
    model = model_of(body(text))
    assert list(schemas(model)) == [ROOT, ROOT + "/properties/a"]
    assert model.subjects("reference") == ()


def test_boolean_schemas_are_no_subjects_and_break_nothing() -> None:
    model = model_of(body("{properties: {a: true, b: false}, items: true, additionalProperties: false, anyOf: [true, {type: string}]}"))
    assert list(schemas(model)) == [ROOT, ROOT + "/anyOf/1"]
    assert [(one.name, one.schema.empty) for one in at(model).properties] == [("a", True), ("b", True)]
    assert at(model).branched is False


def test_the_whole_body_may_be_a_boolean() -> None:
    model = model_of(api("/a: {post: {requestBody: {content: {application/json: {schema: true}}}}}"))
    assert model.subjects("schema") == ()
    assert model.subjects("media_type")[0].schema.empty


@pytest.mark.parametrize("keyword", ["maxLength", "minItems"])
def test_many_choices_inside_of_each_other_cost_what_they_are(keyword) -> None:
    width, layers = 30, 30
    options = ", ".join("{$ref: '#/components/schemas/L%d'}" for _ in range(width))
    made = ", ".join(f"L{number}: {{oneOf: [{options % ((number + 1,) * width)}]}}" for number in range(layers))
    more = f"components: {{schemas: {{{made}, L{layers}: {{{keyword}: 5}}}}}}"
    (first, *_) = model_of(body("{$ref: '#/components/schemas/L0'}", more=more)).subjects("schema")
    assert (first.max_length, first.min_items) == ((5, None) if keyword == "maxLength" else (None, 5))
