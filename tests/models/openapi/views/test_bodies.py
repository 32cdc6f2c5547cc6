"""Request bodies, responses, headers and media types, with 2.0 read in the words of 3.x."""

import pytest

from tests.models.building import api, model_of, pointers, reason


def operation_of(text, **named):
    return model_of(api(text, **named)).subjects("operation")[0]


def test_integer_keys_and_ranges_in_any_case_are_statuses() -> None:
    found = operation_of("/a: {get: {responses: {200: {description: OK}, 4xx: {}, default: {}, x-more: {}}}}").responses
    assert [one.status for one in found] == ["200", "4XX", "default"]
    assert pointers(found) == ["/paths/~1a/get/responses/200", "/paths/~1a/get/responses/4xx", "/paths/~1a/get/responses/default"]


def test_a_shared_response_is_one_subject_per_status_with_all_its_users() -> None:
    model = model_of(
        api(
            "/a: {get: {responses: {429: {$ref: '#/components/responses/R'}, 503: {$ref: '#/components/responses/R'}}}, put: {responses: {429: {$ref: '#/components/responses/R'}}}}",
            more="components: {responses: {R: {description: D, headers: {Retry-After: {$ref: '#/components/headers/H'}, content-type: {}}}}, headers: {H: {schema: {type: integer}}}}",
        )
    )
    assert [(one.status, model.uses(one)) for one in model.subjects("response")] == [("429", ("GET /a", "PUT /a")), ("503", ("GET /a",))]
    (header,) = model.subjects("header")
    assert (header.name, header.pointer, header.schema.types, model.uses(header)) == (
        "Retry-After",
        "/components/headers/H",
        ("integer",),
        ("GET /a", "PUT /a"),
    )


def test_a_response_that_leads_nowhere_has_a_status_and_nothing_else() -> None:
    (one,) = operation_of("/a: {get: {responses: {429: {$ref: 'gone.yaml#/R'}}}}").responses
    assert (one.status, one.direction) == ("429", "response")
    assert reason(one.headers) == reason(one.content) == "the file gone.yaml does not exist"


def test_a_body_behind_a_reference_is_shared() -> None:
    model = model_of(
        api(
            "/a: {post: {requestBody: {$ref: '#/components/requestBodies/B'}}, put: {requestBody: {$ref: '#/components/requestBodies/B'}}}",
            more="components: {requestBodies: {B: {required: true, content: {application/json: {}}}}}",
        )
    )
    (one,) = model.subjects("request_body")
    assert (one.required, one.pointer, model.uses(one)) == (True, "/components/requestBodies/B", ("POST /a", "PUT /a"))
    (media,) = model.subjects("media_type")
    assert (media.schema, media.request_body, media.response, media.name) == (None, one, None, "application/json")
    assert media.key().place.location().span.start.column == 60


def test_encodings_name_their_parts() -> None:
    text = "/a: {post: {requestBody: {content: {multipart/form-data: {encoding: {f: {contentType: image/png}}, itemEncoding: {contentType: a/b}, prefixEncoding: [{}]}}}}}"
    (media,) = operation_of(text, version="3.2.0").request_body.content
    assert [(one.name, one.content_type) for one in media.encodings] == [("f", "image/png"), ("0", None), ("", "a/b")]


@pytest.mark.parametrize(
    ("head", "own", "expected"),
    [
        ("consumes: [a/b]", "", [("a/b", "/consumes/0")]),
        ("consumes: [a/b]", "consumes: [c/d, e/f],", [("c/d", "/paths/~1a/post/consumes/0"), ("e/f", "/paths/~1a/post/consumes/1")]),
        ("", "", [("application/json", "/paths/~1a/post/parameters/0")]),
        ("consumes: [a/b]", "consumes: [],", [("application/json", "/paths/~1a/post/parameters/0")]),
    ],
)
def test_the_media_types_of_a_swagger_body_stand_where_they_are_listed(head, own, expected) -> None:
    text = "/a: {post: {" + own + " parameters: [{in: body, name: b, required: true, schema: {type: object}}]}}"
    body = operation_of(text, version="2.0", more=head).request_body
    assert [(media.name, media.pointer) for media in body.content] == expected
    assert (body.required, body.pointer) == (True, "/paths/~1a/post/parameters/0")
    assert {media.schema.pointer for media in body.content} == {"/paths/~1a/post/parameters/0/schema"}


def test_a_swagger_body_may_be_shared_by_the_path_item() -> None:
    operation = operation_of("/a: {parameters: [{in: body, name: b, schema: {type: object}}], post: {}}", version="2.0")
    assert operation.parameters == ()
    assert operation.request_body.content[0].schema.types == ("object",)


def test_a_swagger_body_without_schema_has_none() -> None:
    body = operation_of("/a: {post: {parameters: [{in: body, name: b}]}}", version="2.0").request_body
    assert [media.schema for media in body.content] == [None]


def test_a_form_with_a_file_is_multipart() -> None:
    text = "/a: {post: {parameters: [{in: formData, name: f, type: file}]}}"
    assert operation_of(text, version="2.0").request_body.content[0].name == "multipart/form-data"
    text = "/a: {post: {parameters: [{in: formData, name: f, type: string}]}}"
    assert operation_of(text, version="2.0").request_body.content[0].name == "application/x-www-form-urlencoded"


def test_a_swagger_body_in_a_newer_document_is_no_body() -> None:
    operation = operation_of("/a: {post: {parameters: [{in: body, name: b}], requestBody: {content: {a/b: {}}}}}")
    assert ([media.name for media in operation.request_body.content], [one.place_word for one in operation.parameters]) == (
        ["a/b"],
        ["body"],
    )


def test_a_swagger_response_has_content_where_it_has_a_schema() -> None:
    text = "/a: {get: {produces: [a/b, c/d], responses: {200: {schema: {type: string}}, 204: {description: D}}}}"
    with_schema, without = operation_of(text, version="2.0").responses
    assert [(media.name, media.pointer) for media in with_schema.content] == [
        ("a/b", "/paths/~1a/get/produces/0"),
        ("c/d", "/paths/~1a/get/produces/1"),
    ]
    assert (without.content, without.media_types) == ((), ("a/b", "c/d"))


def test_a_swagger_header_is_its_own_schema() -> None:
    (response,) = operation_of(
        "/a: {get: {responses: {200: {headers: {Retry-After: {type: integer, maximum: 9}}}}}}", version="2.0"
    ).responses
    (header,) = response.headers
    assert (header.schema.types, header.schema.largest, header.schema.carrier, header.schema.name) == (
        ("integer",),
        9,
        "header",
        "Retry-After",
    )


def test_values_of_headers_have_places() -> None:
    text = "/a: {get: {responses: {200: {headers: {Set-Cookie: {example: 'sid=1; Secure', schema: {type: string, const: x}}}}}}}"
    (header,) = operation_of(text).responses[0].headers
    assert [(one.keyword, one.value) for one in header.stated] == [("example", "sid=1; Secure"), ("const", "x")]
