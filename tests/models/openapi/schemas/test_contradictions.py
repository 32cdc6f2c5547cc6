"""What schemas say against themselves."""

import pytest

from tests.models.building import body, model_of, pointers, reason, schemas

ROOT = "/paths/~1a/post/requestBody/content/application~1json/schema"


def root(schema: str, version: str = "3.1.0", more: str = "") -> object:
    return schemas(model_of(body(schema, version=version, more=more)), "request")[ROOT]


@pytest.mark.parametrize(
    ("schema", "version", "misfits"),
    [
        ("{type: string, enum: [a, 1, true, null]}", "3.1.0", [1, 2, 3]),
        ("{type: integer, enum: [1, 1.0, 1.5, true]}", "3.1.0", [2, 3]),
        ("{type: number, enum: [1, 1.5, '1']}", "3.1.0", [2]),
        ("{type: [string, 'null'], enum: [a, null]}", "3.1.0", []),
        ("{type: string, nullable: true, enum: [a, null]}", "3.0.3", []),
        ("{type: boolean, enum: [true, 'true']}", "3.0.3", [1]),
        ("{type: array, enum: [[1], {}]}", "3.0.3", [1]),
        ("{enum: [1, a]}", "3.0.3", []),
        ("{type: text, enum: [1]}", "3.0.3", []),
    ],
)
def test_values_that_the_type_refuses(schema: str, version: str, misfits: list[int]) -> None:
    assert pointers(root(schema, version).enum_misfits) == [f"{ROOT}/enum/{index}" for index in misfits]  # type: ignore[attr-defined]  # a schema


def test_equal_values_repeat_each_other() -> None:
    schema = root("{enum: [1, 1.0, true, a, A, a, {b: 1, c: 2}, {c: 2, b: 1}]}")
    assert pointers(schema.enum_repeats) == [f"{ROOT}/enum/{index}" for index in (1, 5, 7)]  # type: ignore[attr-defined]  # a schema


@pytest.mark.parametrize(
    ("values", "repeated"),
    [("a, b, a, b", (2, 3)), ("a, b, c", ()), ("'1', 1, 1.0, true, 'true'", (2,)), ("a, null, a, null, []", (2, 3)), ("", ())],
)
def test_texts_alone_repeat_each_other_like_texts_among_others(values: str, repeated: tuple[int, ...]) -> None:
    found = root(f"{{enum: [{values}]}}").enum_repeats  # type: ignore[attr-defined]  # a schema
    assert pointers(found) == [f"{ROOT}/enum/{index}" for index in repeated]


@pytest.mark.parametrize(
    ("schema", "undefined"),
    [
        ("{required: [a, b], properties: {a: {}}}", [f"{ROOT}/required/1"]),
        ("{allOf: [{required: [a]}, {properties: {a: {}}}]}", []),
        ("{required: [a, b], oneOf: [{properties: {a: {}}}, {anyOf: [{properties: {b: {}}}]}]}", []),
        ("{required: [a], patternProperties: {'^a': {}}}", []),
        ("{required: [a], patternProperties: {'(?=a)': {}}}", []),
        ("{required: [a], patternProperties: {'^b': {}}}", [f"{ROOT}/required/0"]),
        ("{required: [a], additionalProperties: {type: string}}", []),
        ("{required: [a], additionalProperties: false}", [f"{ROOT}/required/0"]),
        ("{type: string, required: [a]}", []),
        ("{required: true}", []),
    ],
)
def test_required_names_that_nothing_defines(schema: str, undefined: list[str]) -> None:
    assert pointers(root(schema).undefined_required) == undefined  # type: ignore[attr-defined]  # a schema


def test_a_branch_finds_the_properties_of_its_parent_and_of_what_stands_beside_it() -> None:
    model = model_of(
        body("{properties: {a: {}}, oneOf: [{required: [a]}, {required: [b]}, {required: [c]}], anyOf: [{properties: {b: {}}}, {}]}")
    )
    found = [entry.pointer for schema in model.subjects("schema") for entry in schema.undefined_required]
    assert set(found) == {f"{ROOT}/oneOf/2/required/0"}


def test_what_cannot_be_read_may_define_a_name() -> None:
    schema = root("{required: [a], oneOf: [{$ref: gone.yaml}]}")
    assert "$ref" in reason(root("{required: [a], properties: {$ref: a.yaml}}").undefined_required)  # type: ignore[attr-defined]  # a schema
    assert "gone.yaml" in reason(schema.undefined_required)  # type: ignore[attr-defined]  # a schema


def test_a_schema_that_an_operation_carries_is_told_from_its_parts() -> None:
    found = schemas(model_of(body("{properties: {a: {}}}")), "request")
    assert {pointer.removeprefix(ROOT): schema.carried for pointer, schema in found.items()} == {"": True, "/properties/a": False}
