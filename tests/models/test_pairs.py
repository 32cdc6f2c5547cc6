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


def test_the_kinds_of_criteria_decide_before_the_length_of_a_path() -> None:
    services = """
        - url: https://a.test
          routes:
            - {name: long, paths: [/orders/all]}
            - {name: host, paths: [/orders], hosts: [api.test]}
            - {name: wildcard, paths: [/orders], hosts: ['*.test']}
    """
    assert joined(pair({"/orders/all": "get"}, services, servers="{url: 'https://api.test'}")) == {"GET /orders/all": ["host"]}


def test_of_two_expressions_the_one_with_priority_takes_the_operation() -> None:
    services = """
        - url: https://a.test
          routes:
            - {name: low, paths: ['~/orders/[a-z0-9]+$']}
            - {name: high, paths: ['~/orders/.+'], regex_priority: 10}
            - {name: text, paths: [/orders/]}
    """
    assert joined(pair({"/orders/{id}": "get"}, services)) == {"GET /orders/{id}": ["high"]}


@pytest.mark.parametrize("criterion", ["snis: [a.test]", "sources: [{ip: 10.0.0.0/8}]"])
def test_a_route_for_some_clients_leaves_the_next_one_possible(criterion: str) -> None:
    services = f"- {{url: 'https://a.test', routes: [{{name: all, paths: [/orders]}}, {{name: some, paths: [/orders], {criterion}}}]}}"
    assert joined(pair({"/orders": "get"}, services)) == {"GET /orders": ["some", "all"]}


def test_every_stripped_prefix_is_a_way_in_of_its_own() -> None:
    services = """
        - url: https://orders.test
          routes: [{name: guarded, paths: [/shop/guarded], plugins: [{name: key-auth}]}, {name: open, paths: [/old]}]
    """
    assert joined(pair({"/orders": "get"}, services)) == {"GET /orders": ["guarded", "open"]}


ENVOY = """
static_resources:
  listeners:
    - name: edge
      address: {socket_address: {address: 0.0.0.0, port_value: 443}}
      filter_chains:
        - filters:
            - typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                route_config:
                  virtual_hosts:
                    - {name: rest, domains: ["*"], routes: [{name: rest, match: {prefix: /}, route: {cluster: a}}]}
                    - {name: many, domains: ["*.shop.test"], routes: [{name: many, match: {prefix: /}, route: {cluster: a}}]}
                    - name: api
                      domains: [api.shop.test, "api.shop.test:443"]
                      routes: [{name: orders, match: {path_separated_prefix: /orders}, route: {cluster: a}}]
"""


@pytest.mark.parametrize(
    ("server", "orders", "refunds"),
    [
        ("https://api.shop.test", ["orders"], []),
        ("https://www.shop.test", ["many"], ["many"]),
        ("https://other.test", ["rest"], ["rest"]),
        ("https://api.shop.test/v1", [], []),
    ],
)
def test_the_most_specific_virtual_host_alone_is_asked(server: str, orders: list[str], refunds: list[str]) -> None:
    document = model_of(
        f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: '{server}'}}]\n"
        "paths: {/orders: {get: {responses: {}}}, /refunds: {get: {responses: {}}}}\n"
    )
    assert joined(PairModel(document, building.model_of(ENVOY))) == {"GET /orders": orders, "GET /refunds": refunds}


def test_each_server_is_a_way_to_call_an_operation() -> None:
    services = """
        - url: https://a.test
          routes: [{name: old, paths: [/v1/orders]}, {name: new, paths: [/v2/orders], plugins: [{name: key-auth}]}]
    """
    servers = "{url: 'https://api.test/v1'}, {url: '/{version}', variables: {version: {default: v2, enum: [v1, v2]}}}"
    found = joined(pair({"/orders": "get"}, services, servers=servers))
    assert sorted(found["GET /orders"]) == ["new", "old"]


def test_a_longer_prefix_at_one_server_hides_no_route_at_another() -> None:
    services = "- {url: 'https://a.test', routes: [{name: old, paths: [/v1/orders]}, {name: new, paths: [/version2/orders]}]}"
    servers = "{url: 'https://api.test/v1'}, {url: 'https://api.test/version2'}"
    assert joined(pair({"/orders": "get"}, services, servers=servers)) == {"GET /orders": ["new", "old"]}
