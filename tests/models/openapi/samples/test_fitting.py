"""Whether samples fit their schemas."""

import pytest

from tests.models.building import api, body, model_of, reason


def misfits(schema: str, value: str, version: str = "3.1.0") -> object:
    document = body(f"{schema[:-1]}, example: {value}}}" if schema != "{}" else f"{{example: {value}}}", version=version)
    return next(one.misfit for one in model_of(document).subjects("example") if one.pointer.endswith("schema/example"))


@pytest.mark.parametrize(
    ("schema", "value", "version"),
    [
        ("{}", "1", "3.1.0"),
        ("{type: integer}", "1.0", "3.1.0"),
        ("{type: string, format: date}", "never", "3.1.0"),
        ("{type: string, nullable: true}", "null", "3.0.3"),
        ("{type: string, nullable: true, enum: [a]}", "null", "3.0.3"),
        ("{nullable: true, allOf: [{type: string}]}", "null", "3.0.3"),
        ("{oneOf: [{type: integer}, {type: number}]}", "1", "3.1.0"),
        ("{type: string, pattern: '^(?!b)'}", "b", "3.1.0"),
        ("{patternProperties: {'(?=a)': false}}", "{a: 1}", "3.1.0"),
        ("{required: [id], properties: {id: {readOnly: true}}}", "{}", "3.1.0"),
        ("{items: {type: integer}}", "[1]", "3.0.3"),
        ("{additionalProperties: false, properties: {a: true}}", "{a: 1}", "3.1.0"),
    ],
)
def test_what_fits(schema: str, value: str, version: str) -> None:
    assert misfits(schema, value, version) is None


@pytest.mark.parametrize(
    ("schema", "value", "version", "said"),
    [
        ("{type: integer}", "a", "3.1.0", '"a" is not of type "integer"'),
        ("{type: string, nullable: true}", "1", "3.0.3", '1 is not of types "null", "string"'),
        ("{maximum: 1, exclusiveMaximum: true}", "1", "3.0.3", "1 is greater than or equal to the maximum of 1"),
        ("{exclusiveMinimum: 1}", "1", "3.1.0", "1 is less than or equal to the minimum of 1"),
        ("{items: {type: integer}}", "[1, a]", "3.1.0", '"a" is not of type "integer" (at /1)'),
        ("{additionalProperties: false}", "{a: 1}", "3.1.0", "1 is not allowed"),
        ("{properties: {a: false}}", "{a: 1}", "3.1.0", "1 is not allowed (at /a)"),
        ("{prefixItems: [{type: integer}]}", "[a]", "3.1.0", '"a" is not of type "integer" (at /0)'),
        ("{required: [id], properties: {id: {writeOnly: true}}}", "{}", "3.1.0", '"id" is a required property'),
    ],
)
def test_what_does_not_fit_is_said_in_one_clause(schema: str, value: str, version: str, said: str) -> None:
    assert misfits(schema, value, version) == said


def test_a_long_complaint_is_cut() -> None:
    said = misfits("{type: integer}", '"' + "a" * 200 + '"')
    assert isinstance(said, str)
    assert (len(said), said[-1]) == (100, "…")


def test_what_cannot_be_read_is_not_judged() -> None:
    assert "gone.yaml" in reason(misfits("{properties: {a: {$ref: gone.yaml}}}", "{a: 1}"))
    assert "cannot be judged" in reason(misfits("{type: nonsense}", "1"))
    assert "cannot be judged" in reason(misfits("{properties: {a: {type: integer}}}", "{a: !secret b}"))


def test_parameters_are_sent_as_text() -> None:
    schemas = {"a": "{type: string}, example: 12", "b": "{type: integer}, example: '12'", "c": "{type: integer}, example: x"}
    schemas["d"] = "{type: integer}, example: '[1]'"
    schemas["e"] = "{type: integer}, example: [1]"
    listed = ", ".join(f"{{name: {name}, in: query, schema: {schema}}}" for name, schema in schemas.items())
    found = [one.misfit for one in model_of(api(f"/a: {{get: {{parameters: [{listed}]}}}}")).subjects("example")]
    assert [said is None for said in found] == [True, True, False, False, False]
