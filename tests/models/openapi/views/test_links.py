"""The target `reference`: every `$ref` that is written, used or not."""

from celadon.sources.limits import Limits
from tests.models.building import api, model_of, reason


def test_every_reference_is_a_subject_wherever_it_stands() -> None:
    more = (
        "components: {schemas: {Unused: {properties: {a: {$ref: '#/components/schemas/Gone'}}}, Ok: {$ref: '#/components/schemas/Unused'}}}"
    )
    found = model_of(
        api("/a: {$ref: 'a.yaml'}", more=more), {"a.yaml": "get: {responses: {200: {$ref: 'b.yaml#/r'}}}", "b.yaml": "r: {}"}
    ).subjects("reference")
    assert [(one.place.document.path, one.pointer, one.resolves) for one in found] == [
        ("api.yaml", "/paths/~1a", True),
        ("api.yaml", "/components/schemas/Unused/properties/a", False),
        ("api.yaml", "/components/schemas/Ok", True),
        ("a.yaml", "/get/responses/200", True),
    ]
    assert found[1].problem == "the reference #/components/schemas/Gone leads to nothing"
    assert found[1].at("$ref").pointer.endswith("/a/$ref")


def test_a_refused_reference_is_neither_good_nor_bad() -> None:
    (one,) = model_of(api("/a: {$ref: 'https://example.com/a.yaml'}")).subjects("reference")
    assert "nothing is fetched" in reason(one.resolves)


def test_siblings_are_named_and_path_items_told_apart() -> None:
    more = "components: {schemas: {A: {$ref: '#/x', maxLength: 3, x-y: 1}}}"
    path, schema = model_of(api("/a: {$ref: '#/x', summary: S}", more=more)).subjects("reference")
    assert [(one.siblings, one.of_path_item) for one in (path, schema)] == [(("summary",), True), (("maxLength", "x-y"), False)]


def test_data_names_and_circles_are_no_trouble() -> None:
    more = """
    components:
      schemas:
        A: {example: {$ref: '#/no'}, default: {$ref: '#/no'}, enum: [{$ref: '#/no'}], x-a: {$ref: '#/no'}, properties: {example: {$ref: '#/components/schemas/A'}}}
      examples: {e: {value: {$ref: '#/no'}}}
    """
    assert [one.pointer for one in model_of(api(more=more)).subjects("reference")] == ["/components/schemas/A/properties/example"]


def test_files_that_refer_to_each_other_are_read_once() -> None:
    files = {"b.yaml": "x: {$ref: 'c.yaml#/y'}", "c.yaml": "y: {$ref: 'b.yaml#/x'}"}
    found = model_of(api("/a: {get: {responses: {200: {$ref: 'b.yaml#/x'}}}}"), files).subjects("reference")
    assert [one.target for one in found] == ["b.yaml#/x", "c.yaml#/y", "b.yaml#/x"]


def test_a_named_sample_may_be_a_reference_and_what_it_holds_is_data() -> None:
    sample = "{one: {$ref: '#/components/examples/a'}, two: {value: {$ref: '#/x'}}}"
    paths = f"/a: {{get: {{parameters: [{{name: a, in: query, examples: {sample}}}]}}}}"
    assert [one.target for one in model_of(api(paths)).subjects("reference")] == ["#/components/examples/a"]
    assert model_of(api(paths, version="2.0")).subjects("reference") == ()


def test_references_are_found_as_deep_as_a_document_may_be_nested() -> None:
    levels = Limits().depth - 4  # the document, `components`, `schemas`, and the object of the reference
    more = f"components: {{schemas: {'{not: ' * levels}{{$ref: '#/components'}}{'}' * levels}}}"
    (one,) = model_of(api(more=more)).subjects("reference")
    assert one.pointer == "/components/schemas" + "/not" * levels


def test_lists_in_maps_of_names_and_lists_in_lists_are_searched_in_order() -> None:
    more = "components: {parameters: {p: [{$ref: '#/a'}, [{$ref: '#/b'}]], $ref: {x: {$ref: '#/c'}}}, schemas: [{allOf: [{$ref: '#/d'}]}]}"
    found = model_of(api(more=more)).subjects("reference")
    assert [(one.target, one.pointer) for one in found] == [
        ("#/a", "/components/parameters/p/0"),
        ("#/b", "/components/parameters/p/1/0"),
        ("#/c", "/components/parameters/$ref/x"),
        ("#/d", "/components/schemas/0/allOf/0"),
    ]
