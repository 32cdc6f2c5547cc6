"""Parameters: merged, ignored, repeated, referred to; and what callers send by name."""

from tests.models.building import api, model_of, pointers, reason


def parameters_of(paths, *, version="3.1.0", more="", files=None):
    return model_of(api(paths, version=version, more=more), files).subjects("operation")[0].parameters


def test_the_operation_wins_by_name_and_place() -> None:
    found = parameters_of(
        """
        /a:
          parameters:
            - {name: q, in: query, schema: {maxLength: 1}}
            - {name: q, in: header, schema: {maxLength: 2}}
            - {name: X-Token, in: header, schema: {maxLength: 3}}
          get:
            parameters:
              - {name: q, in: query, schema: {maxLength: 9}}
              - {name: x-token, in: header, schema: {maxLength: 8}}
        """
    )
    assert [(one.name, one.place_word, one.schema.max_length) for one in found] == [
        ("q", "header", 2),
        ("q", "query", 9),
        ("x-token", "header", 8),
    ]


def test_names_in_the_query_have_case() -> None:
    found = parameters_of("/a: {parameters: [{name: Q, in: query}], get: {parameters: [{name: q, in: query}]}}")
    assert [one.name for one in found] == ["Q", "q"]


def test_ignored_headers_are_no_parameters_but_subjects_from_3_0_on() -> None:
    text = "/a: {get: {parameters: [{name: authorization, in: header}, {name: Accept, in: query}]}}"
    assert [one.name for one in parameters_of(text)] == ["Accept"]
    assert [one.name for one in parameters_of(text, version="2.0")] == ["authorization", "Accept"]
    assert [(one.name, one.ignored) for one in model_of(api(text)).subjects("parameter")] == [("authorization", True), ("Accept", False)]


def test_a_shared_parameter_is_one_subject_with_all_its_users() -> None:
    model = model_of(
        api(
            "/a: {parameters: [{$ref: '#/components/parameters/p'}], get: {}, put: {}}\n/b: {get: {parameters: [{$ref: '#/components/parameters/p'}]}}",
            more="components: {parameters: {p: {name: p, in: query}}}",
        )
    )
    (parameter,) = model.subjects("parameter")
    assert parameter.pointer == "/components/parameters/p"
    assert model.uses(parameter) == ("GET /a", "PUT /a", "GET /b")


def test_one_component_in_both_directions_is_two_subjects() -> None:
    model = model_of(
        api(
            "/a: {get: {parameters: [{$ref: '#/components/parameters/p'}]}}",
            more="components: {parameters: {p: {name: p, in: query}}}\nwebhooks: {w: {post: {parameters: [{$ref: '#/components/parameters/p'}]}}}",
        )
    )
    assert [(one.direction, [user.label for user in one.operations]) for one in model.subjects("parameter")] == [
        ("request", ["GET /a"]),
        ("response", ["POST webhook w"]),
    ]


def test_a_parameter_that_leads_nowhere_is_an_unknown_parameter_among_known_ones() -> None:
    lost, known = parameters_of("/a: {get: {parameters: [{$ref: '#/gone'}, {name: q, in: query}]}}")
    assert reason(lost.name) == reason(lost.schema) == "the reference #/gone leads to nothing"
    assert known.name == "q"


def test_chained_references_are_followed_and_circles_are_not() -> None:
    more = "components: {parameters: {a: {$ref: '#/components/parameters/b'}, b: {name: b, in: query}, c: {$ref: '#/components/parameters/c'}}}"
    chained, circular = parameters_of(
        "/a: {get: {parameters: [{$ref: '#/components/parameters/a'}, {$ref: '#/components/parameters/c'}]}}", more=more
    )
    assert (chained.name, len(chained.place.via)) == ("b", 2)
    assert "leads back to itself" in reason(circular.name)


def test_a_second_entry_of_the_same_name_and_place_is_a_duplicate() -> None:
    text = "/a: {get: {parameters: [{name: X, in: header}, {name: x, in: header}, {name: x, in: query}]}, parameters: [{name: a, in: query}, {name: a, in: query}]}"
    (operation,) = model_of(api(text)).subjects("operation")
    assert pointers(operation.duplicate_parameters) == ["/paths/~1a/get/parameters/1"]
    assert pointers(operation.path_item.duplicate_parameters) == ["/paths/~1a/parameters/1"]


def test_swagger_parameters_are_their_own_schema() -> None:
    (parameter,) = parameters_of(
        "/a: {get: {parameters: [{name: q, in: query, type: array, collectionFormat: multi, items: {type: string, maxLength: 3}, maxItems: 4}]}}",
        version="2.0",
    )
    schema = parameter.schema
    assert (schema.pointer, schema.types, schema.max_items, schema.items.max_length) == ("/paths/~1a/get/parameters/0", ("array",), 4, 3)
    assert (parameter.style, parameter.explode, schema.name) == ("form", True, "q")


def test_style_and_explode_have_the_defaults_of_their_place() -> None:
    found = parameters_of(
        "/a: {get: {parameters: [{name: a, in: query}, {name: b, in: header}, {name: c, in: query, style: deepObject}, {name: d, in: path, explode: true}]}}"
    )
    assert [(one.style, one.explode) for one in found] == [("form", True), ("simple", False), ("deepObject", False), ("simple", True)]


def test_a_schema_may_stand_in_content() -> None:
    (parameter,) = parameters_of("/a: {get: {parameters: [{name: q, in: query, content: {application/json: {schema: {type: object}}}}]}}")
    assert (parameter.schema.type, parameter.schema.pointer) == ("object", "/paths/~1a/get/parameters/0/content/application~1json/schema")
    assert [(media.name, media.carrier) for media in parameter.content] == [("application/json", "query")]


def test_numbers_as_names_are_names() -> None:
    assert [one.name for one in parameters_of("/a: {get: {parameters: [{name: 404, in: query}]}}")] == ["404"]


def test_inputs_are_keys_parameters_and_the_properties_of_query_objects() -> None:
    model = model_of(
        api(
            """
            /a:
              get:
                parameters:
                  - {name: q, in: query, required: true, schema: {type: string}}
                  - {name: page, in: query, style: deepObject, schema: {type: object, required: [size], properties: {size: {type: integer}}}}
                  - {name: f, in: query, explode: false, schema: {type: object, properties: {x: {}}}}
                  - name: all
                    in: querystring
                    required: true
                    content: {application/x-www-form-urlencoded: {schema: {allOf: [{required: [t], properties: {t: {type: string}}}]}}}
            """,
            version="3.2.0",
            more="components: {securitySchemes: {k: {type: apiKey, in: query, name: key}, b: {type: http, scheme: bearer}}}",
        )
    )
    assert [(one.source, one.name, one.place_word, one.required) for one in model.subjects("input")] == [
        ("security_scheme", "key", "query", False),
        ("parameter", "q", "query", True),
        ("parameter", "page", "query", False),
        ("property", "page[size]", "query", False),
        ("parameter", "f", "query", False),
        ("property", "t", "querystring", True),
    ]
    assert [one.name for one in model.subjects("operation")[0].inputs] == ["q", "page", "page[size]", "f", "t"]
    assert model.subjects("input")[0].at("in").pointer == "/components/securitySchemes/k/in"


def test_values_that_a_parameter_states_have_places() -> None:
    (parameter,) = parameters_of(
        "/a: {get: {parameters: [{name: q, in: query, example: e, examples: {one: {value: 1}}, schema: {default: d, enum: [true], const: {}}}]}}"
    )
    assert [(one.keyword, one.value, one.pointer.removeprefix("/paths/~1a/get/parameters/0")) for one in parameter.stated] == [
        ("example", "e", "/example"),
        ("examples", "1", "/examples/one/value"),
        ("default", "d", "/schema/default"),
        ("enum", "true", "/schema/enum/0"),
    ]
