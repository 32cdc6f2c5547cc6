"""Which paths clash, and which is the item of another."""

import pytest

from tests.models.building import api, model_of


def clashes(paths: str) -> dict[str, tuple[str | None, str | None]]:
    found = {}
    for item in model_of(api(paths)).document_view.paths:
        same, overlaps = item.same_as, item.overlaps
        found[item.template] = (None if same is None else same.template, None if overlaps is None else overlaps.template)
    return {path: one for path, one in found.items() if one != (None, None)}


def test_templates_of_other_names_are_the_same_path() -> None:
    assert clashes("/a/{id}: {get: {}}\n/a/{name}: {post: {}}") == {"/a/{name}": ("/a/{id}", None)}


def test_paths_that_cross_overlap() -> None:
    assert clashes("/a/{x}: {get: {}}\n/{y}/b: {get: {}}") == {"/{y}/b": (None, "/a/{x}")}


@pytest.mark.parametrize(
    "paths",
    [
        "/users/me: {get: {}}\n/users/{id}: {get: {}}",
        "/a/{x}: {get: {}}\n/{y}/b: {post: {}}",
        "/a/{x}.json: {get: {}}\n/{y}/b: {get: {}}",
        "/a/{x}: {get: {}}\n/a/{x}.json: {get: {}}",
        "/v1/{x}:cancel: {get: {}}\n/{y}/list: {get: {}}",
        "/a/{x}: {get: {}}\n/{y}/b/c: {get: {}}",
        "/a/{x}: {get: {}, servers: [{url: https://a.example}]}\n/{y}/b: {get: {}}",
        "/a: {get: {}}\n/a/: {get: {}}",
    ],
)
def test_what_a_router_tells_apart(paths: str) -> None:
    assert clashes(paths) == {}


@pytest.mark.parametrize(
    ("schema", "literal", "meets"),
    [
        ("{type: integer}", "list", False),
        ("{type: integer}", "7", True),
        ("{type: string, format: uuid}", "list", False),
        ("{type: string, format: uuid}", "1c5e5b0a-8f59-4f4c-9d0c-3b7a3b1e2f00", True),
        ("{type: string}", "list", True),
        ("{$ref: gone.yaml}", "list", True),
        ("{}", "list", True),
    ],
)
def test_a_template_takes_what_its_parameter_allows(schema: str, literal: str, meets: bool) -> None:
    parameters = f"parameters: [{{name: x, in: path, schema: {schema}}}]"
    paths = f"/a/{{x}}/b: {{get: {{{parameters}}}}}\n/a/{literal}/{{y}}: {{get: {{}}}}"
    assert clashes(paths) == ({f"/a/{literal}/{{y}}": (None, "/a/{x}/b")} if meets else {})


def test_a_parameter_that_operations_describe_differently_takes_anything() -> None:
    get, put = (f"parameters: [{{name: x, in: path, schema: {{type: {kind}}}}}]" for kind in ("integer", "string"))
    paths = f"/a/{{x}}/b: {{get: {{{get}}}, put: {{{put}}}}}\n/a/list/{{y}}: {{get: {{}}}}"
    assert clashes(paths) == {"/a/list/{y}": (None, "/a/{x}/b")}


def test_what_stands_around_templates_may_fit() -> None:
    assert clashes("/a/x{b}: {get: {}}\n/{c}/xy: {get: {}}") == {"/{c}/xy": (None, "/a/x{b}")}
    assert clashes("/a/x{b}/c: {get: {}}\n/{c}/{d}y/c: {get: {}}\n/{e}/xy/{f}: {get: {}}")["/{e}/xy/{f}"] == (None, "/{c}/{d}y/c")


def test_the_item_of_a_path_has_one_template_more() -> None:
    items = {one.template: one.item for one in model_of(api("/a: {}\n/a/{id}: {}\n/a/{id}/b: {}\n/a/: {}")).document_view.paths}
    assert {path: item and item.template for path, item in items.items()} == {
        "/a": "/a/{id}", "/a/{id}": None, "/a/{id}/b": None, "/a/": "/a/{id}",
    }  # fmt: skip


def test_the_nouns_of_a_path_name_things() -> None:
    path = "/v1.1/2025-01-01/Order%20Items/{id}/export.json/users.list/orders:cancel/{x}.pdf/.well-known"
    assert model_of(api(f"{path}: {{}}")).document_view.paths[0].nouns == ("Order Items", "export", "users", "orders", ".well-known")
