"""Facts of schemas and properties, where versions differ and where they do not."""

import pytest

from tests.models.building import api, body, model_of, schemas

ROOT = "/paths/~1a/post/requestBody/content/application~1json/schema"


def schema_of(text, *, version="3.1.0", more=""):
    return schemas(model_of(body(text, version=version, more=more)))[ROOT]


@pytest.mark.parametrize(
    ("text", "version", "types", "nullable"),
    [
        ("{type: string}", "3.1.0", ("string",), False),
        ("{type: [string, 'null']}", "3.1.0", ("string",), True),
        ("{type: 'null'}", "3.1.0", (), True),
        ("{type: string, nullable: true}", "3.0.3", ("string",), True),
        ("{type: string, nullable: true}", "3.1.0", ("string",), False),
        ("{maxLength: 3}", "3.1.0", ("string",), False),
        ("{minimum: 3}", "3.1.0", ("number",), False),
        ("{items: {}, maxLength: 3}", "3.1.0", ("array",), False),
        ("{maxItems: 3, maxLength: 3}", "3.1.0", (), False),
        ("{required: [a]}", "3.1.0", ("object",), False),
        ("{format: email}", "3.1.0", (), False),
        ("{enum: [a]}", "3.1.0", (), False),
        ("{type: 7}", "3.1.0", (), False),
        ("{type: [7, string]}", "3.1.0", ("string",), False),
    ],
)
def test_types_are_written_or_implied_by_keywords_of_one_type(text, version, types, nullable) -> None:
    schema = schema_of(text, version=version)
    assert (schema.types, schema.nullable) == (types, nullable)


def test_swagger_has_an_extension_for_null() -> None:
    text = "/a: {post: {parameters: [{in: body, name: b, schema: {type: string, x-nullable: true}}]}}"
    (schema,) = model_of(api(text, version="2.0")).subjects("schema")
    assert (schema.nullable, schema.name) == (True, "b")


@pytest.mark.parametrize(
    ("text", "version", "facts"),
    [
        ("{type: integer, maximum: 10}", "3.0.3", (10, None, 10)),
        ("{type: integer, maximum: 10, exclusiveMaximum: true}", "3.0.3", (None, 10, 9)),
        ("{type: integer, exclusiveMaximum: true}", "3.0.3", (None, None, None)),
        ("{type: integer, exclusiveMaximum: 10}", "3.0.3", (None, None, None)),
        ("{type: integer, exclusiveMaximum: 10}", "3.1.0", (None, 10, 9)),
        ("{type: integer, exclusiveMaximum: true, maximum: 5}", "3.1.0", (5, None, 5)),
        ("{type: integer, exclusiveMaximum: 10, maximum: 10}", "3.1.0", (None, 10, 9)),
        ("{type: integer, exclusiveMaximum: 10, maximum: 9}", "3.1.0", (9, None, 9)),
        ("{type: number, exclusiveMaximum: 10}", "3.1.0", (None, 10, 10)),
        ("{type: integer, maximum: 99.5}", "3.1.0", (99.5, None, 99.5)),
        ("{type: integer, maximum: '10'}", "3.1.0", (None, None, None)),
        ("{type: integer, allOf: [{maximum: 10}, {exclusiveMaximum: 7}]}", "3.2.0", (None, 7, 6)),
    ],
)
def test_upper_limits_are_read_as_their_version_writes_them(text, version, facts) -> None:
    schema = schema_of(text, version=version)
    assert (schema.maximum, schema.exclusive_maximum, schema.largest) == facts


def test_lower_limits_mirror_the_upper_ones() -> None:
    schema = schema_of("{type: integer, minimum: 1, exclusiveMinimum: 1}")
    assert (schema.minimum, schema.exclusive_minimum, schema.smallest) == (None, 1, 2)
    assert schema.at("smallest").pointer == ROOT + "/exclusiveMinimum"
    assert schema.at("maximum").pointer == ROOT


def test_a_length_must_be_a_whole_number() -> None:
    assert [schema_of(f"{{type: string, maxLength: {value}}}").max_length for value in ("10.0", "'10'", "true", "1.5")] == [
        10,
        None,
        None,
        None,
    ]


def test_an_enum_of_several_parts_is_what_they_share() -> None:
    schema = schema_of("{enum: [a, b, c], allOf: [{enum: [b, c, d]}]}")
    assert (schema.has_enum, schema.enum) == (True, ("b", "c"))
    assert schema_of("{type: string}").has_enum is False


def test_constants_and_defaults_may_be_null() -> None:
    schema = schema_of("{const: null, default: null}")
    assert (schema.has_constant, schema.constant, schema.has_default, schema.default_value) == (True, None, True, None)


@pytest.mark.parametrize(
    ("text", "version", "binary"),
    [
        ("{type: string, format: binary}", "3.0.3", True),
        ("{type: string, format: byte}", "3.0.3", False),
        ("{type: string, contentMediaType: image/png}", "3.1.0", True),
        ("{type: string, contentMediaType: image/png, contentEncoding: base64}", "3.1.0", False),
        ("{type: string, contentMediaType: application/problem+json}", "3.1.0", False),
        ("{type: string, contentMediaType: image/png}", "3.0.3", False),
    ],
)
def test_bytes_are_told_from_text(text, version, binary) -> None:
    assert schema_of(text, version=version).binary is binary


def test_a_file_of_swagger_is_bytes() -> None:
    text = "/a: {post: {parameters: [{in: formData, name: f, type: file}, {in: formData, name: t, type: string}]}}"
    found = model_of(api(text, version="2.0")).subjects("schema")
    assert [(one.name, one.binary, one.carrier) for one in found] == [("f", True, "body"), ("t", False, "body")]


def test_read_only_properties_are_no_part_of_requests_and_write_only_none_of_responses() -> None:
    shape = "{type: object, required: [r, w, b], properties: {r: {type: string, readOnly: true}, w: {allOf: [{writeOnly: true}]}, b: {}}}"
    text = f"/a: {{post: {{requestBody: {{content: {{application/json: {{schema: {shape}}}}}}}, responses: {{'200': {{content: {{application/json: {{schema: {shape}}}}}}}}}}}}}"
    request, response = (
        next(one for one in model_of(api(text)).subjects("schema") if one.direction == direction and one.properties)
        for direction in ("request", "response")
    )
    assert [one.name for one in request.properties] == ["w", "b"]
    assert [one.name for one in response.properties] == ["r", "b"]
    assert [(one.name, one.hidden, one.required) for one in request.all_properties] == [
        ("r", True, False),
        ("w", False, True),
        ("b", False, True),
    ]
    assert (request.required, response.required) == (("w", "b"), ("r", "b"))
    assert not any(one.name == "r" for one in model_of(api(text)).subjects("property") if one.direction == "request")


def test_swagger_has_no_write_only() -> None:
    text = "/a: {post: {responses: {'200': {schema: {properties: {w: {type: string, writeOnly: true}}}}}}}"
    _, schema = model_of(api(text, version="2.0")).subjects("schema")
    assert schema.write_only is False


@pytest.mark.parametrize(
    ("text", "additional", "closed", "in_part"),
    [
        ("{type: object}", "absent", False, False),
        ("{additionalProperties: true}", "any", False, False),
        ("{additionalProperties: {}}", "any", False, False),
        ("{additionalProperties: {type: string}}", "schema", False, False),
        ("{additionalProperties: false}", "none", True, False),
        ("{allOf: [{additionalProperties: false}]}", "none", False, True),
        ("{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}", "absent", True, False),
    ],
)
def test_objects_are_open_or_closed_as_written(text, additional, closed, in_part) -> None:
    schema = schema_of(text)
    assert (schema.additional, schema.closed, schema.closed_in_part) == (additional, closed, in_part)


def test_maps_have_values_and_patterns() -> None:
    schema = schema_of("{additionalProperties: {type: string}, patternProperties: {'^x': {type: integer}}, propertyNames: {maxLength: 3}}")
    assert (schema.map_values.name, schema.map_values.types, schema.property_names.max_length) == ("body{}", ("string",), 3)
    assert [(one.name, one.schema.types) for one in schema.pattern_properties] == [("^x", ("integer",))]


def test_tuples_are_closed_by_items_false() -> None:
    schema = schema_of("{type: array, prefixItems: [{type: string}, {type: integer}], items: false}")
    assert (schema.closed_tuple, schema.has_items, schema.items) == (True, True, None)
    assert [(one.types, one.name) for one in schema.prefix_items] == [(("string",), "body[0]"), (("integer",), "body[1]")]
    assert schema_of("{type: array, prefixItems: [{}]}").closed_tuple is False


def test_unique_items_and_counts_are_effective() -> None:
    schema = schema_of("{type: array, uniqueItems: true, items: {enum: [a]}, allOf: [{maxItems: 3, minItems: 1}], maxProperties: 2}")
    assert (schema.unique_items, schema.max_items, schema.min_items, schema.max_properties, schema.items.has_enum) == (True, 3, 1, 2, True)


def test_names_are_those_of_the_place() -> None:
    found = schemas(
        model_of(
            body(
                "{properties: {tags: {items: {items: {type: string}}}, properties: {properties: {x: {}}}, a: {$ref: '#/components/schemas/Address'}}, oneOf: [{minProperties: 1}]}",
                more="components: {schemas: {Address: {allOf: [{}], properties: {street: {}}}}}",
            )
        )
    )
    assert [schema.name for schema in found.values()] == [
        "body",
        "tags",
        "tags[]",
        "tags[][]",
        "properties",
        "x",
        "Address",
        "street",
        "body",
    ]


def test_an_empty_schema_says_nothing() -> None:
    assert [schema_of(text).empty for text in ("{}", "{description: D, x-a: 1}", "{type: object}", "{oneOf: [{}]}", "{allOf: [{}]}")] == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_the_place_of_a_keyword_is_where_it_takes_effect() -> None:
    more = "components: {schemas: {S: {type: string, maxLength: 50, allOf: [{maxLength: 20}]}}}"
    schema = schemas(model_of(body("{properties: {a: {$ref: '#/components/schemas/S'}}}", more=more)))["/components/schemas/S"]
    assert schema.at("maxLength").pointer == "/components/schemas/S/allOf/0/maxLength"
    assert schema.at("maxLength").raw == 20
    assert [hop.ref for hop in schema.at("type").place.location().via] == ["#/components/schemas/S"]
    assert (schema.at("pattern").pointer, schema.at("pattern").raw) == ("/components/schemas/S", None)


def test_a_property_stands_at_its_entry_and_its_schema_where_it_is_written() -> None:
    more = "components: {schemas: {S: {type: string}}}"
    model = model_of(body("{required: [a], properties: {a: {$ref: '#/components/schemas/S'}}}", more=more))
    (one,) = model.subjects("property")
    assert (one.pointer, one.schema.pointer, one.required, one.owner.pointer) == (
        ROOT + "/properties/a",
        "/components/schemas/S",
        True,
        ROOT,
    )
    assert one.key().place.location().span.start.column == one.place.location().span.start.column


def test_a_property_of_unknown_schema_is_a_property_still() -> None:
    (one,) = model_of(body("{properties: {a: {$ref: '#/gone'}}}")).subjects("property")
    assert (one.name, one.hidden, one.schema.unknown.reason) == ("a", False, "the reference #/gone leads to nothing")


def test_a_form_of_swagger_is_an_object_whose_properties_are_parameters() -> None:
    text = "/a: {post: {consumes: [multipart/form-data], parameters: [{in: formData, name: f, type: string, required: true}, {in: formData, name: g, type: file}]}}"
    model = model_of(api(text, version="2.0"))
    (media,) = model.subjects("media_type")
    assert [(one.name, one.pointer, one.required) for one in media.schema.properties] == [
        ("f", "/paths/~1a/post/parameters/0", True),
        ("g", "/paths/~1a/post/parameters/1", False),
    ]
    assert [one.pointer for one in model.subjects("schema")] == ["/paths/~1a/post/parameters/0", "/paths/~1a/post/parameters/1"]
