"""Whether errors share one shape."""

from tests.models.building import api, model_of, pointers


def error(schema: str, status: str = "'400'", media: str = "application/json") -> str:
    return f"{{responses: {{{status}: {{description: D, content: {{{media}: {{schema: {schema}}}}}}}}}}}"


def test_the_most_frequent_shape_comes_first_and_equal_copies_are_one() -> None:
    one, other = "{type: object, properties: {code: {}}}", "{type: string}"
    paths = f"/a:\n  get: {error(other)}\n  put: {error(one)}\n  post: {error(one, 'default')}\n  head: {error(one, '5XX', 'text/html')}"
    found = model_of(api(paths)).document_view.error_schemas
    at = "responses/{}/content/application~1json/schema"
    assert pointers(found) == [f"/paths/~1a/put/{at.format('400')}", f"/paths/~1a/get/{at.format('400')}"]


def test_what_extends_the_usual_shape_and_errors_of_token_endpoints_do_not_count() -> None:
    usual, extended = "{$ref: '#/components/schemas/E'}", "{allOf: [{$ref: '#/components/schemas/E'}, {properties: {fields: {}}}]}"
    paths = f"/a: {{get: {error(usual)}, put: {error(usual)}, post: {error(extended)}}}\n/oauth/token: {{post: {error('{type: string}')}}}"
    more = "components: {schemas: {E: {type: object}}}"
    assert pointers(model_of(api(paths, more=more)).document_view.error_schemas) == ["/components/schemas/E"]


def test_one_error_cannot_differ() -> None:
    assert model_of(api(f"/a: {{get: {error('{}')}}}")).document_view.error_schemas == ()
    assert model_of(api("/a: {get: {responses: {'400': {$ref: gone.yaml}, '200': {}}}}")).document_view.error_schemas == ()
