"""Which route takes which operation, as clients call it or as the upstream sees it."""

from textwrap import dedent, indent

import pytest

from celadon.models.pairs import PairModel, PairOperation, PairRoute
from celadon.terms.unknown import Unknown
from tests.models.building import model_of
from tests.models.gateways import building


def pair(operations: dict[str, str], services: str, *, servers: str = "", schemes: str = "", more: str = "") -> PairModel:
    """Operations as `path: methods`, services as YAML, both in flow style."""
    paths = ", ".join(
        f"'{path}': {{{', '.join(f'{method}: {{responses: {{}}}}' for method in methods.split())}}}" for path, methods in operations.items()
    )
    document = f'openapi: 3.1.0\ninfo: {{title: T, version: "1"}}\nservers: [{servers}]\npaths: {{{paths}}}\n{schemes}\n'
    gateway = f'_format_version: "3.0"\n{more}\nservices:\n{indent(dedent(services), "  ")}\n'
    return PairModel(model_of(document), building.model_of(gateway))


def joined(model: PairModel) -> dict[str, list[str]]:
    operations = [one for one in model.subjects("pair_operation") if isinstance(one, PairOperation)]
    return {one.operation.label: [match.route.name for match in one.matches] for one in operations}


def test_a_prefix_takes_what_is_below_and_a_template_what_it_names() -> None:
    model = pair(
        {"/orders": "get", "/orders/{id}": "get", "/refunds": "get"},
        """
        - url: https://a.test
          routes: [{name: list, paths: [/orders]}, {name: one, paths: ['~/orders/(?<id>[^/]+)$']}]
        """,
    )
    assert joined(model) == {"GET /orders": ["list"], "GET /orders/{id}": ["one"], "GET /refunds": []}
    routes = [one for one in model.subjects("pair_route") if isinstance(one, PairRoute)]
    assert [[operation.label for operation in one.operations] for one in routes] == [
        ["GET /orders", "GET /orders/{id}"],
        ["GET /orders/{id}"],
    ]


def test_the_base_path_of_the_server_is_part_of_what_clients_call() -> None:
    model = pair(
        {"/orders": "get"}, "- {url: 'https://a.test', routes: [{name: r, paths: [/v1/orders]}]}", servers="{url: https://api.test/v1/}"
    )
    assert joined(model) == {"GET /orders": ["r"]}


@pytest.mark.parametrize(
    ("criteria", "taken"),
    [
        ("methods: [POST]", False),
        ("methods: [GET]", True),
        ("hosts: [api.test]", True),
        ("hosts: ['*.test']", True),
        ("hosts: [other.test]", False),
    ],
)
def test_methods_and_hosts_are_compared_where_both_sides_state_them(criteria: str, taken: bool) -> None:
    services = f"- {{url: 'https://a.test', routes: [{{name: r, paths: [/orders], {criteria}}}]}}"
    assert joined(pair({"/orders": "get"}, services, servers="{url: 'https://api.test'}"))["GET /orders"] == (["r"] if taken else [])


def test_the_longer_prefix_takes_the_operation_alone() -> None:
    services = "- {url: 'https://a.test', routes: [{name: all, paths: [/]}, {name: orders, paths: [/orders]}]}"
    assert joined(pair({"/orders/{id}": "get"}, services)) == {"GET /orders/{id}": ["orders"]}


def test_a_route_that_asks_for_a_header_leaves_the_next_one_possible() -> None:
    services = """
        - url: https://a.test
          routes: [{name: all, paths: [/orders]}, {name: beta, paths: [/orders], headers: {x-beta: ["1"]}}]
    """
    assert joined(pair({"/orders": "get"}, services)) == {"GET /orders": ["beta", "all"]}


def test_a_document_of_the_upstream_is_found_behind_the_stripped_prefix() -> None:
    services = "- {url: 'https://orders.test/internal', routes: [{name: r, paths: [/shop]}]}"
    assert joined(pair({"/internal/orders": "get", "/orders": "get"}, services)) == {"GET /internal/orders": ["r"], "GET /orders": []}


def test_with_several_upstreams_the_documents_server_chooses() -> None:
    services = """
        - {url: 'https://orders.test', routes: [{name: orders, paths: [/o]}]}
        - {url: 'https://refunds.test', routes: [{name: refunds, paths: [/r]}]}
    """
    assert joined(pair({"/list": "get"}, services)) == {"GET /list": []}
    assert joined(pair({"/list": "get"}, services, servers="{url: 'https://refunds.test'}")) == {"GET /list": ["refunds"]}


def test_what_cannot_be_told_is_unclear() -> None:
    model = pair({"/orders": "get"}, "- {url: 'https://a.test', routes: [{name: r, paths: ['${{ env \"DECK_PATH\" }}']}]}")
    (operation,) = model.subjects("pair_operation")
    assert isinstance(operation, PairOperation)
    assert isinstance(operation.unclear, Unknown)
    partial = pair({"/orders": "get"}, "- {url: 'https://a.test', routes: [{name: r, paths: [/a]}]}", more="_info: {select_tags: [a]}")
    (operation,) = partial.subjects("pair_operation")
    assert isinstance(operation, PairOperation)
    assert isinstance(operation.unclear, Unknown)


def test_both_sides_name_kinds_of_credentials_in_the_same_words() -> None:
    schemes = """
security: [{key: [], token: []}, {basic: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: oauth2, flows: {}}
    basic: {type: http, scheme: Basic}
"""
    services = "- {url: 'https://a.test', plugins: [{name: key-auth}, {name: openid-connect}], routes: [{name: r, paths: [/]}]}"
    (operation,) = pair({"/orders": "get"}, services, schemes=schemes).subjects("pair_operation")
    assert isinstance(operation, PairOperation)
    assert operation.demands == ("api_key", "token", "basic")
    assert operation.matches[0].enforces == ("api_key", "token")
    assert [item.name for item in operation.matches[0].misplaced_keys] == ["key-auth"]


def test_places_are_named_as_their_own_side_names_them() -> None:
    model = pair({"/orders": "get"}, "- {name: s, url: 'https://a.test', routes: [{name: r, paths: [/]}]}")
    operation, route = model.subjects("pair_operation")[0], model.subjects("pair_route")[0]
    assert model.anchor(route.place) == "/services/s/routes/r"
    assert "orders" in model.anchor(operation.place)
    assert model.uses(operation) == ("GET /orders",)
    assert len(model.documents) == 2
