"""Files that are broken, huge or meant to confuse: judged as far as possible, never a crash."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from celadon.models.gateways.envoy.normalising import build_gateway
from celadon.models.gateways.model import GatewayModel
from celadon.models.gateways.targets import TARGETS
from celadon.sources.reading import Reader
from celadon.terms.errors import UnreadableInput
from tests.models.gateways.building import document_of, gateway_of
from tests.models.gateways.mutating import mutants
from tests.models.gateways.working import calls
from tests.truth.builders import bootstrap, cluster, http_filter, route, rule, tokens_filter
from tests.truth.configurations import ALL


def visit(tree: Any) -> None:
    """Read every fact of every subject."""
    document = document_of(json.dumps(tree))
    model = GatewayModel(build_gateway(document), document, "Envoy")
    for target in TARGETS:
        for subject in model.subjects(target):
            assert subject.place.location().span.start.line >= 1


@pytest.mark.parametrize("value", [None, 3, "text", True, [], {}, [[]], [{}], [None], {"x": 1}, "${X}"], ids=repr)
def test_a_wrong_kind_anywhere_is_no_crash(value: Any) -> None:
    for configuration in (ALL[0], ALL[7], next(one for one in ALL if one.name == "sharing with some")):
        for mutant in mutants(configuration.tree, value):
            visit(mutant)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.sampled_from(["", "*", "/", "GET", "1s", "${A}", "null", "ALLOW", "[a-z"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            [
                "match", "prefix", "routes", "route", "requires", "rules", "any", "policies", "principals", "permissions", "name", "domains",
                "headers", "not_id", "requires_any", "requirements", "safe_regex", "regex", "path", "virtual_hosts", "providers", "cors",
                "allow_origin_string_match", "exact", "typed_per_filter_config", "@type", "disabled", "default_value", "numerator", "entries",
            ]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    routes=JSON,
    config=JSON,
    per_filter=JSON,
    kind=st.sampled_from(
        [
            "jwt_authn.v3.JwtAuthentication",
            "rbac.v3.RBAC",
            "cors.v3.CorsPolicy",
            "local_ratelimit.v3.LocalRateLimit",
            "ext_authz.v3.ExtAuthz",
        ]
    ),
)
def test_whatever_stands_in_a_filter_or_a_route_is_no_crash(routes: Any, config: Any, per_filter: Any, kind: str) -> None:
    typed = {
        "@type": f"type.googleapis.com/envoy.extensions.filters.http.{kind}",
        **(config if isinstance(config, dict) else {"rules": config}),
    }
    visit(bootstrap({"name": "f", "typed_config": typed}, routes=[route(settings={"f": per_filter}), {"match": routes, "route": routes}]))


def test_ten_megabytes_of_clusters_are_read_in_seconds() -> None:
    clusters = [cluster(f"cluster-{number}", connect_timeout="1s", comment="x" * 400) for number in range(15_500)]
    tree = bootstrap(routes=[route(), {"match": {"path": "/last"}, "route": {"cluster": "cluster-15499"}}], clusters=clusters)
    data = json.dumps(tree).encode()
    assert len(data) > 10_000_000
    document = Reader(Path("/no/such/project")).read_text(data, name="envoy.json")[0]
    start = time.process_time()
    gateway = build_gateway(document)
    assert time.process_time() - start < 10
    assert len(gateway.routes) == 1


def prefixes(count: int) -> list[dict[str, Any]]:
    return [route(match={"prefix": f"/r{number}/"}) for number in range(count)]


SHAPES: dict[str, Callable[[int], Any]] = {
    "routes": lambda count: bootstrap(routes=prefixes(count)),
    "routes by header": lambda count: bootstrap(
        routes=[route(match={"prefix": "/", "headers": [{"name": "x", "string_match": {"exact": str(number)}}]}) for number in range(count)]
    ),
    "expressions": lambda count: bootstrap(
        routes=[route(match={"safe_regex": {"regex": f"/(a|b){number}/.*"}}) for number in range(count)]
    ),
    "token rules": lambda count: bootstrap(
        tokens_filter(*[rule(f"/r{number}/", {"provider_name": "main"}) for number in range(count)]), routes=prefixes(count)
    ),
    "policies": lambda count: bootstrap(
        http_filter("rbac", "rbac.v3.RBAC", rules={"policies": {str(number): permitted(number) for number in range(count // 4)}}),
        routes=prefixes(count),
    ),
}


def permitted(number: int) -> dict[str, Any]:
    return {"permissions": [{"url_path": {"path": {"prefix": f"/r{number}/"}}}], "principals": [{"authenticated": {}}]}


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_file_takes_about_four_times_the_work(shape: str) -> None:
    small, large = (document_of(json.dumps(SHAPES[shape](count))) for count in (60, 240))
    assert calls(lambda: build_gateway(large)) < 5 * calls(lambda: build_gateway(small))


def test_a_route_that_too_many_rules_cut_apart_is_judged_whole_and_unknown() -> None:
    rules = [{"match": {"path": f"/r{number}"}, "requires": {"provider_name": "main"}} for number in range(300)]
    gateway = gateway_of(json.dumps(bootstrap(tokens_filter(*rules), routes=[*prefixes(600), route()])))
    assert len(gateway.routes) == 601
    assert gateway.routes[-1].auth.leaf("required").value.reason == "too many rules cut this route apart to judge each part"


def test_rules_nested_very_deep_end_with_a_clear_word_or_a_verdict() -> None:
    principal: dict[str, Any] = {"any": True}
    for _ in range(60):
        principal = {"not_id": {"and_ids": {"ids": [principal]}}}
    rbac = {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
        "rules": {"policies": {"p": {"permissions": [{"any": True}], "principals": [principal]}}},
    }
    tree = bootstrap({"name": "rbac", "typed_config": rbac})
    try:
        gateway = gateway_of(json.dumps(tree))
    except UnreadableInput as error:
        assert error.problems[0].kind == "limit-exceeded"
    else:
        assert gateway.routes[0].auth.required is False


def test_an_internal_listener_that_leads_back_to_itself_is_no_loop() -> None:
    inner = {"endpoint": {"address": {"envoy_internal_address": {"server_listener_name": "loop"}}}}
    self = {"name": "upstream", "load_assignment": {"cluster_name": "upstream", "endpoints": [{"lb_endpoints": [inner]}]}}
    tree = bootstrap(clusters=[self], listener={"internal_listener": {}})
    (only,) = gateway_of(json.dumps(tree)).routes
    assert (only.exposed, only.unexposed_because) == (False, "its listener is bound to the machine itself")


def test_yaml_anchors_that_repeat_routes_are_judged_where_they_are_used() -> None:
    text = """
    static_resources:
      listeners:
        - &edge
          name: one
          address: {socket_address: {address: 0.0.0.0, port_value: 80}}
          filter_chains:
            - filters:
                - typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    route_config: {virtual_hosts: [{domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: a}}]}]}
        - <<: *edge
          name: two
          address: {socket_address: {address: 127.0.0.1, port_value: 81}}
    """
    found = gateway_of(text)
    assert [(one.listeners[0].name, one.exposed) for one in found.routes] == [("one", True), ("two", False)]
