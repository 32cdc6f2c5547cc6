"""The vocabulary in CEL's types: read off the classes, usable by the compiler."""

import pytest

from celadon.cel.budget import Budget
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.types import object_of
from celadon.models.declarations import vocabulary_of
from tests.models.building import api, model_of

VOCABULARY = vocabulary_of("openapi")


def evaluate(expression, target, text, **named):
    model = model_of(api(text, **named))
    variable = VOCABULARY.targets[target]
    names = {variable: object_of(variable), "document": object_of("document")}
    program = Environment(names, (*STANDARD, *VOCABULARY.libraries), VOCABULARY.objects).compile(expression)
    return [program.evaluate({variable: subject, "document": model.document_view}, Budget(1_000_000)) for subject in model.subjects(target)]


def types_of(name):
    return {field: one.type.text for field, one in next(each for each in VOCABULARY.objects if each.name == name).fields.items()}


def test_annotations_become_types() -> None:
    operation, schema = types_of("operation"), types_of("schema")
    assert operation["method"] == "string"
    assert operation["operation_id"] == "nullable(string)"
    assert operation["parameters"] == "list(parameter)"
    assert operation["request_body"] == "nullable(request_body)"
    assert operation["extensions"] == "map(string, dyn)"
    assert (schema["max_length"], schema["maximum"], schema["enum"], schema["raw"]) == ("nullable(int)", "dyn", "list(dyn)", "dyn")
    assert types_of("parameter")["place"] == "string"


def test_every_target_visits_objects_that_are_declared() -> None:
    assert set(VOCABULARY.targets.values()) <= {one.name for one in VOCABULARY.objects}
    assert VOCABULARY.targets["any_operation"] == "operation"


def test_every_class_that_is_declared_has_a_name_of_its_own() -> None:
    names = [one.name for one in VOCABULARY.objects]
    assert sorted(set(names)) == names


@pytest.mark.parametrize(
    ("expression", "target", "text", "answers"),
    [
        (
            "operation.parameters.exists(p, p.place == 'query' && p.required)",
            "operation",
            "/a: {get: {parameters: [{name: q, in: query, required: true}]}, put: {}}",
            [True, False],
        ),
        ("operation.request_body == null", "operation", "/a: {get: {}, put: {requestBody: {}}}", [True, False]),
        (
            "schema.max_length != null && schema.max_length <= 5",
            "schema",
            "/a: {get: {parameters: [{name: q, in: query, schema: {maxLength: 3}}]}}",
            [True],
        ),
        ("operation.extensions[?'x-a'].orValue(0) == 1", "operation", "/a: {get: {x-a: 1}}", [True]),
        ("operation.at('tags').at(1).pointer", "operation", "/a: {get: {tags: [x, y]}}", ["/paths/~1a/get/tags/1"]),
        ("operation.path_item.key().pointer", "operation", "/a: {get: {}}", ["/paths/~1a"]),
        ("document.operations.map(o, o.label)", "info", "/a: {get: {}}", [["GET /a"]]),
        (
            "operation.listed(['items']) != null",
            "operation",
            "/a: {get: {responses: {200: {content: {application/json: {schema: {type: array}}}}}}}",
            [True],
        ),
    ],
)
def test_expressions_see_the_views(expression, target, text, answers) -> None:
    assert evaluate(expression, target, text) == answers


def test_lists_are_found_at_the_top_or_in_an_envelope_of_a_collection() -> None:
    shape = "{responses: {200: {content: {application/json: {schema: %s}}}}}"
    array, wrapped = shape % "{type: array}", shape % "{properties: {Items: {type: array}, tags: {type: array}}}"
    double, stream = (
        shape % "{properties: {items: {type: array}, data: {type: array}}}",
        "{responses: {200: {content: {application/json: {itemSchema: {type: object}}}}}}",
    )
    text = "\n".join(
        f"{path}: {{{method}: {operation}}}"
        for path, method, operation in (
            ("/a", "get", array),
            ("/b", "get", wrapped),
            ("/c/{id}", "get", array),
            ("/d", "post", array),
            ("/e", "get", double),
            ("/f", "get", stream),
            ("/g", "get", shape % "{type: object, properties: {other: {type: array}}}"),
        )
    )
    found = evaluate("operation.listed(['items', 'data']) != null", "operation", text, version="3.2.0")
    assert found == [True, True, False, False, False, False, False]
