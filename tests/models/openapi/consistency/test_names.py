"""How names are written over a whole document."""

from collections.abc import Iterator
from itertools import product

from celadon.cel.functions.text import parts_are_case
from celadon.models.openapi.consistency.names import PLAIN, STYLES, Naming
from tests.models.building import api, model_of


def test_the_style_of_three_names_of_four_prevails() -> None:
    ids = ["listUsers", "list", "getUser", "users.addOne", "delete_user", "LIST"]
    paths = "\n".join(f"/{number}: {{get: {{operationId: {name}}}}}" for number, name in enumerate(ids))
    naming = model_of(api(paths)).document_view.operation_id_naming
    assert (naming.count, naming.telling, naming.leading, naming.led, naming.prevailing) == (6, 5, "camelCase", 3, "")
    naming = model_of(api("\n".join(paths.split("\n")[:-1]))).document_view.operation_id_naming
    assert (naming.count, naming.telling, naming.leading, naming.led, naming.prevailing) == (5, 4, "camelCase", 3, "camelCase")


def test_who_asks_where_names_stand_reads_none_of_them() -> None:
    def names() -> Iterator[str]:
        raise AssertionError
        yield ""

    view = model_of(api()).document_view
    assert Naming(view.place, view.node, names()).pointer == ""


def test_words_of_small_letters_tell_nothing() -> None:
    naming = model_of(api("/users/{id}: {}\n/users/list: {}")).document_view.path_naming
    assert (naming.count, naming.telling, naming.leading, naming.led, naming.prevailing) == (2, 0, "", 0, "")


def test_parameters_are_those_in_query_and_path_of_endpoints() -> None:
    paths = """
        /a:
          get:
            parameters:
            - {name: page_size, in: query}
            - {name: X-Trace, in: header}
            callbacks: {done: {"{$request.body}": {post: {parameters: [{name: fooBar, in: query}]}}}}
        """
    naming = model_of(api(paths)).document_view.parameter_naming
    assert (naming.count, naming.leading, naming.pointer) == (1, "snake_case", "/paths")


def test_properties_are_those_that_requests_and_responses_carry() -> None:
    paths = "/a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}"
    more = "components: {schemas: {A: {properties: {user_id: {}, id: {}}}, B: {properties: {userId: {}}}}}"
    naming = model_of(api(paths, more=more)).document_view.property_naming
    assert (naming.count, naming.leading, naming.pointer) == (2, "snake_case", "/components")


def test_a_name_counts_for_every_style_in_which_it_or_its_parts_are_written() -> None:
    words = ("a", "B", "user", "User", "ID", "2", "é", "")
    names = ["".join(parts) for parts in product(words, ("", "_", "-", ".", "[]"), words, ("", "_", "-"), ("", "x", "Y"))]
    place = model_of(api()).document_view.place
    for name in dict.fromkeys(names):
        tells = not parts_are_case(name, PLAIN) and any(parts_are_case(name, style) for style in STYLES)
        first = max(STYLES, key=lambda style: parts_are_case(name, style))
        naming = Naming(place, None, [name])
        assert (naming.telling, naming.leading, naming.led) == ((1, first, 1) if tells else (0, "", 0))
