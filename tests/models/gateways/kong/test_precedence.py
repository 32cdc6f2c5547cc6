"""Kong's order of precedence: of several instances of one plugin the most specific enabled one runs, alone."""

from itertools import combinations

import pytest

from tests.models.gateways.building import gateway_of, route_of

LEVELS = ["service+route", "route", "service", "global"]
NARROW = ["consumer+route+service", "consumer_group+service+route", "consumer+route", "consumer+service", "consumer_group+route",
          "consumer_group+service", "route+service", "consumer", "consumer_group", "route", "service", "global"]  # fmt: skip
"""https://developer.konghq.com/gateway/entities/plugin/#plugin-precedence"""


SCOPES = {"route": "r", "service": "s", "consumer": "c", "consumer_group": "g"}


def config(*plugins: tuple[str, str]) -> str:
    """A route of a service with plugins: each a level and the YAML of the plugin."""
    head = """
_format_version: "3.0"
services: [{name: s, url: "https://s.test"}]
routes: [{name: r, paths: [/r], service: s}]
consumers: [{username: c}]
consumer_groups: [{name: g}]
plugins:
"""
    return head + "".join(f"  - {{{', '.join([text, *_scopes(level)])}}}\n" for level, text in plugins)


def _scopes(level: str) -> list[str]:
    return [f"{kind}: {SCOPES[kind]}" for kind in level.split("+") if kind in SCOPES]


def limit(number: int) -> str:
    return f"name: rate-limiting, config: {{minute: {number}}}"


@pytest.mark.parametrize(("first", "second"), list(combinations(LEVELS, 2)))
def test_the_more_specific_instance_runs_alone(first: str, second: str) -> None:
    route = route_of(config((second, limit(2)), (first, limit(1))))
    assert [one.limit for one in route.rate_limits] == [1]


@pytest.mark.parametrize(("first", "second"), list(combinations(LEVELS, 2)))
def test_a_disabled_instance_leaves_the_wider_one_in_effect(first: str, second: str) -> None:
    route = route_of(config((second, limit(2)), (first, limit(1) + ", enabled: false")))
    assert [one.limit for one in route.rate_limits] == [2]


CALLERS = {"consumer": "consumer:c", "consumer_group": "group:g"}


@pytest.mark.parametrize("level", [level for level in NARROW if level.startswith("consumer") and level not in CALLERS])
def test_instances_for_some_callers_stand_beside_the_one_for_all(level: str) -> None:
    limits = route_of(config(("global", limit(1)), (level, limit(2)))).rate_limits
    whom = "group:g" if "group" in level else "consumer:c"
    assert [(one.limit, one.applies_to) for one in limits] == [(1, "all"), (2, whom)]


@pytest.mark.parametrize("level", CALLERS)
def test_instances_for_callers_of_any_route_are_read_once(level: str) -> None:
    gateway = gateway_of(config(("global", limit(1)), (level, limit(2))))
    read = [(one.limit, one.applies_to) for route in (*gateway.routes, *gateway.detached) for one in route.rate_limits]
    assert read == [(1, "all"), (2, CALLERS[level])]


@pytest.mark.parametrize(("first", "second"), list(combinations([level for level in NARROW if "group" not in level], 2)))
def test_a_consumer_gets_the_first_in_the_order(first: str, second: str) -> None:
    anonymous = ("service", "name: key-auth, config: {anonymous: c}")
    refuses, passes = "name: request-termination, config: {status_code: 401}", "name: request-termination, config: {trigger: x-stop}"
    refused = route_of(config(anonymous, (second, passes), (first, refuses))).auth.items[0].refused_elsewhere
    passed = route_of(config(anonymous, (second, refuses), (first, passes))).auth.items[0].refused_elsewhere
    assert (refused, passed) == (True, False)


def test_a_plugin_of_another_route_or_service_does_not_run() -> None:
    gateway = gateway_of("""
        _format_version: "3.0"
        services:
          - {name: a, url: "https://a.test", plugins: [{name: key-auth}], routes: [{name: a, paths: [/a]}]}
          - {name: b, url: "https://b.test", routes: [{name: b, paths: [/b], plugins: [{name: jwt}]}, {name: c, paths: [/c]}]}
    """)
    assert {route.name: [plugin.name for plugin in route.plugins] for route in gateway.routes} == {"a": ["key-auth"], "b": ["jwt"], "c": []}


def test_nothing_is_merged_between_levels() -> None:
    route = route_of("""
        _format_version: "3.0"
        plugins: [{name: key-auth, config: {key_in_query: false, hide_credentials: true}}]
        services:
          - url: https://a.test
            routes: [{paths: [/a], plugins: [{name: key-auth, config: {key_names: [X-Key]}}]}]
    """)
    (plugin,) = route.plugins
    assert plugin.config["key_in_query"] is True
    assert plugin.config["hide_credentials"] is False
    assert plugin.config["key_names"] == ["X-Key"]


def test_shared_settings_stand_below_the_plugins_own() -> None:
    route = route_of("""
        _format_version: "3.0"
        _plugin_configs:
          limits: {minute: 10, policy: redis}
        services:
          - url: https://a.test
            routes:
              - paths: [/a]
                plugins: [{name: rate-limiting, _config: limits, config: {minute: 5}}]
    """)
    (limit,) = route.rate_limits
    assert (limit.limit, limit.scope) == (5, "cluster")
    assert limit.origin_of("scope") == "inherited"
    assert limit.at("scope").place.pointer == "/_plugin_configs/limits/policy"
    assert limit.at("limit").place.pointer == "/services/0/routes/0/plugins/0/config/minute"
