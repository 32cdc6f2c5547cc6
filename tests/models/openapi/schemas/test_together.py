"""Facts that are read of many schemas at once are those that each schema would tell."""

import json

import pytest

from celadon.models.openapi.schemas.schema import Property, Schema
from celadon.models.openapi.views.operations import Operation
from celadon.models.view import Fact, read_together
from celadon.terms.unknown import Unknown
from tests.models.building import model_of

TOGETHER = sorted(name for name, fact in vars(Schema).items() if isinstance(fact, Fact) and fact.together is not None)

WRITTEN = (
    {},
    True,
    False,
    None,
    7,
    [],
    {"type": "string"},
    {"type": "null"},
    {"type": "file"},
    {"type": "nonsense"},
    {"type": ""},
    {"type": 3},
    {"type": {"a": 1}},
    {"type": ["string", "null"]},
    {"type": []},
    {"maxLength": 3},
    {"maxLength": 3, "minimum": 3},
    {"enum": []},
    {"enum": None},
    {"enum": ["a"], "type": "string", "const": None, "default": None},
    {"const": 0, "required": None, "nullable": None, "pattern": None, "deprecated": None, "readOnly": None},
    {"required": ["a"], "nullable": True, "pattern": "^a", "deprecated": True, "readOnly": True, "default": 1},
    {"required": True, "nullable": "true", "pattern": 3, "deprecated": "true", "readOnly": 1},
    {"$ref": "#/components/schemas/Missing"},
    {"$ref": "https://example.com/a.json"},
    {"$ref": "#/components/schemas/Full"},
    {"$ref": "#/components/schemas/Full", "deprecated": True, "type": "string"},
    {"allOf": [{"type": "string"}, {"type": ["string", "null"], "enum": ["a"]}, {"readOnly": True, "pattern": "b$"}]},
    {"allOf": [{"$ref": "#/components/schemas/Missing"}], "enum": ["a"]},
    {"type": "string", "format": "binary"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": None},
    {"format": "binary"},
    {"type": "string", "contentMediaType": "image/png"},
    {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
    {"contentMediaType": 3},
    {"anyOf": []},
    {"anyOf": [{"type": "string", "format": "binary"}, {"$ref": "#/components/schemas/Full"}]},
    {"if": {"type": "string"}, "then": {"format": "binary"}},
    {"oneOf": "nonsense"},
    {"type": "string", "pattern": "^a", "oneOf": [{"enum": ["a"]}, {"const": "b", "type": "string"}, {"type": "integer"}, {}]},
)
FULL = {"type": "object", "required": ["a"], "deprecated": True, "default": {}, "properties": {"a": {"type": "string", "enum": ["x"]}}}


def _document(version: str) -> str:
    members = {f"p{number}": written for number, written in enumerate(WRITTEN)}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": members}}}}
    other = {"text/plain": {"schema": {"type": "object", "properties": {"q": {"type": "string"}, "r": members["p28"]}}}}
    answers = {"200": {"description": "d", **body}, "404": {"description": "d", "content": other}}
    call = {"c": {"{$request.body#/p6}": {"post": {"responses": {"200": {"description": "d"}}}}}}
    return json.dumps(
        {
            "openapi": version,
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/a": {"post": {"requestBody": body, "responses": answers, "callbacks": call}},
                "/b": {"get": {"responses": {"default": answers["404"]}}},
            },
            "components": {"schemas": {"Full": FULL}},
        }
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple) and any(isinstance(one, Operation) for one in value):
        return [one.label for one in value]
    return value.reason if isinstance(value, Unknown) else (type(value), value)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("name", TOGETHER)
def test_a_fact_of_many_schemas_is_the_fact_of_each(name: str, version: str) -> None:
    text = _document(version)
    together = read_together(model_of(text).subjects("schema"), name)
    alone = [getattr(schema, name) for schema in model_of(text).subjects("schema")]
    assert list(map(_plain, together)) == list(map(_plain, alone))
    assert len({str(_plain(value)) for value in alone}) > 1


@pytest.mark.parametrize("name", TOGETHER)
@pytest.mark.parametrize("way", ["schema", "owner"])
def test_a_fact_of_the_schemas_of_many_properties_is_the_fact_of_each(name: str, way: str) -> None:
    text = _document("3.1.0")
    together = read_together(model_of(text).subjects("property"), f"{way}.{name}")
    properties = [one for one in model_of(text).subjects("property") if isinstance(one, Property)]
    assert list(map(_plain, together)) == [_plain(getattr(getattr(one, way), name)) for one in properties]


def test_the_operations_of_many_properties_are_those_of_each() -> None:
    text = _document("3.1.0")
    together = read_together(model_of(text).subjects("property"), "operations")
    assert list(map(_plain, together)) == [_plain(one.operations) for one in model_of(text).subjects("property")]


def test_the_facts_that_are_read_together() -> None:
    assert TOGETHER == [
        "binary", "branched", "deprecated", "has_constant", "has_default", "has_enum", "has_nullable", "has_required", "media_types",
        "name", "names_callback", "operations", "patterns", "read_only", "statuses", "types",
    ]  # fmt: skip
