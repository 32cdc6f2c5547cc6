"""Limits, CORS, headers, sizes, listeners, encryption and upstreams."""

import json
from typing import Any

import pytest

from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.route import Route
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import gateway_of, pointer
from tests.truth.builders import (
    ALWAYS,
    TLS,
    bootstrap,
    bucket,
    client_tls,
    cluster,
    header,
    http_filter,
    limit_filter,
    own,
    route,
    server_tls,
)

MANAGER = "/static_resources/listeners/0/filter_chains/0/filters/0/typed_config"
CORS = http_filter("cors", "cors.v3.Cors")
BY_ADDRESS = [{"actions": [{"remote_address": {}}]}]


def gateway(*filters: dict[str, Any], **more: Any) -> Gateway:
    return gateway_of(json.dumps(bootstrap(*filters, **more)))


def only(*filters: dict[str, Any], **more: Any) -> Route:
    (found,) = gateway(*filters, **more).routes
    return found


def policy(**config: Any) -> dict[str, Any]:
    return {"cors": own("cors.v3.CorsPolicy", **config)}


@pytest.mark.parametrize(
    ("written", "enforced", "why", "place"),
    [
        ({}, False, "0 % enabled", ""),
        ({"filter_enabled": ALWAYS}, False, "0 % enforced", ""),
        ({"filter_enabled": {"default_value": {"numerator": 0}}, "filter_enforced": ALWAYS}, False, "0 % enabled", "/filter_enabled"),
        ({"filter_enabled": ALWAYS, "filter_enforced": ALWAYS}, True, None, ""),
    ],
)
def test_a_local_limit_is_enforced_when_both_percentages_say_so(
    written: dict[str, Any], enforced: bool, why: str | None, place: str
) -> None:
    (limit,) = only(limit_filter(token_bucket=bucket(60), **written)).rate_limits
    assert (limit.enforced, limit.ineffective) == (enforced, why)
    assert pointer(limit, "enforced") == f"{MANAGER}/http_filters/0/typed_config{place}"


def test_a_bucket_is_a_rate_and_a_burst() -> None:
    config = {"token_bucket": {"max_tokens": 100, "tokens_per_fill": 10, "fill_interval": "30s"}}
    (limit,) = only(limit_filter(**config)).rate_limits
    assert (limit.algorithm, limit.limit, limit.window_s, limit.burst) == ("token_bucket", 10, 30.0, 100)
    assert (limit.sustained_per_minute, limit.keys, limit.scope, limit.reject_status) == (20.0, ("global",), "instance", 429)
    (bare,) = only(limit_filter(token_bucket={"max_tokens": 5, "fill_interval": "1s"})).rate_limits
    assert bare.limit == 1


def test_a_descriptor_counts_what_an_action_with_its_keys_describes() -> None:
    entries = [{"key": "remote_address"}]
    config = {"filter_enabled": ALWAYS, "filter_enforced": ALWAYS, "descriptors": [{"entries": entries, "token_bucket": bucket()}]}
    found = gateway(limit_filter(**config), routes=[route("/a", limits=BY_ADDRESS), route("/b")]).routes
    assert [(limit.applies_to, limit.keys, limit.enforced) for limit in found[0].rate_limits] == [("all", ("ip",), True)]
    assert [(limit.enforced, limit.ineffective) for limit in found[1].rate_limits] == [(False, "no action makes its descriptor")]


@pytest.mark.parametrize(
    ("action", "entry", "applies_to", "keys"),
    [
        ({"generic_key": {"descriptor_value": "a"}}, {"key": "generic_key", "value": "a"}, "all", ("global",)),
        ({"generic_key": {"descriptor_value": "a", "descriptor_key": "k"}}, {"key": "k", "value": "b"}, "selector", ("global",)),
        ({"request_headers": {"header_name": "X-User", "descriptor_key": "u"}}, {"key": "u"}, "selector", ("header:x-user",)),
        ({"remote_address": {}}, {"key": "remote_address", "value": "10.0.0.1"}, "selector", ("global",)),
        ({"destination_cluster": {}}, {"key": "destination_cluster"}, "all", ("service",)),
    ],
)
def test_a_descriptor_applies_to_all_when_every_request_gets_it(
    action: dict[str, Any], entry: dict[str, Any], applies_to: str, keys: tuple[str, ...]
) -> None:
    config = {"filter_enabled": ALWAYS, "filter_enforced": ALWAYS, "descriptors": [{"entries": [entry], "token_bucket": bucket()}]}
    (limit,) = only(limit_filter(**config), routes=[route(limits=[{"actions": [action]}])]).rate_limits
    assert (limit.applies_to, limit.keys) == (applies_to, keys)


def test_a_global_limit_needs_actions_and_fails_open() -> None:
    service = http_filter("global", "ratelimit.v3.RateLimit", domain="edge")
    found = gateway(service, routes=[route("/a", limits=BY_ADDRESS), route("/b")]).routes
    (limit,) = found[0].rate_limits
    assert (limit.enforced, limit.fail_open, limit.keys, limit.scope) == (True, True, ("ip",), "cluster")
    assert isinstance(limit.leaf("limit").value, Unknown)
    assert found[1].rate_limits == ()


def test_actions_of_the_virtual_host_stand_in_for_a_route_without_any() -> None:
    service = http_filter("global", "ratelimit.v3.RateLimit", domain="edge")
    by_header = [{"actions": [{"request_headers": {"header_name": "x-a", "descriptor_key": "a"}}]}]
    include = {"global": own("ratelimit.v3.RateLimitPerRoute", vh_rate_limits="INCLUDE")}
    ignore = {"global": own("ratelimit.v3.RateLimitPerRoute", vh_rate_limits="IGNORE")}
    routes = [
        route("/host"),
        route("/own", limits=by_header),
        route("/both", limits=by_header, settings=include),
        route("/none", settings=ignore),
    ]
    found = gateway(service, host={"rate_limits": BY_ADDRESS}, routes=routes).routes
    assert [[limit.keys for limit in one.rate_limits] for one in found] == [
        [("ip",)],
        [("header:x-a",)],
        [("header:x-a",), ("ip",)],
        [],
    ]


def test_an_action_of_another_stage_is_not_asked() -> None:
    service = http_filter("global", "ratelimit.v3.RateLimit", domain="edge", stage=1)
    assert only(service, routes=[route(limits=BY_ADDRESS)]).rate_limits == ()
    assert len(only(service, routes=[route(limits=[{"stage": 1, **BY_ADDRESS[0]}])]).rate_limits) == 1


def test_limits_that_a_quota_service_holds_are_unclear() -> None:
    found = only(http_filter("quota", "rate_limit_quota.v3.RateLimitQuotaFilterConfig", domain="x"))
    assert isinstance(found.leaf("unclear_limits").value, Unknown)
    assert only().unclear_limits is False


@pytest.mark.parametrize(
    ("matcher", "any_origin", "null", "lookalike"),
    [
        ({"exact": "*"}, True, False, None),
        ({"safe_regex": {"regex": "\\*"}}, True, False, None),
        ({"safe_regex": {"regex": "https?://.*"}}, True, False, None),
        ({"prefix": "http"}, True, False, None),
        ({"exact": "null"}, False, True, None),
        ({"exact": "https://shop.example"}, False, False, None),
        ({"suffix": "shop.example"}, False, False, "https://evilshop.example"),
        ({"suffix": ".shop.example"}, False, False, None),
        ({"prefix": "https://shop.example"}, False, False, "https://shop.example.evil.example"),
        ({"contains": "shop.example"}, False, False, "https://evilshop.example"),
        ({"safe_regex": {"regex": "https://([a-z]+\\.)?shop\\.example"}}, False, False, None),
        ({"suffix": "SHOP.example", "ignore_case": True}, False, False, "https://evilSHOP.example"),
    ],
)
def test_origins_are_compared_as_envoy_compares_them(matcher: dict[str, Any], any_origin: bool, null: bool, lookalike: str | None) -> None:
    found = only(CORS, routes=[route(settings=policy(allow_origin_string_match=[matcher], allow_credentials=True))])
    assert found.cors is not None
    assert (found.cors.any_origin, found.cors.null_origin, found.cors.patterns[0].lookalike) == (any_origin, null, lookalike)
    assert (found.cors.credentials, found.cors.effect) == (True, "reflect")


def test_a_policy_counts_with_its_filter_only() -> None:
    settings = policy(allow_origin_string_match=[{"exact": "*"}])
    assert only(routes=[route(settings=settings)]).cors is None
    assert only({**CORS, "disabled": True}, routes=[route()]).cors is None
    assert only(CORS).cors is None


def test_the_most_specific_policy_replaces_the_others_whole() -> None:
    wide, narrow = (
        policy(allow_origin_string_match=[{"exact": "*"}], allow_credentials=True),
        policy(allow_origin_string_match=[{"exact": "https://a.test"}]),
    )
    found = gateway(CORS, host={"typed_per_filter_config": wide}, routes=[route("/a", settings=narrow), route()]).routes
    assert [(one.cors.any_origin, one.cors.credentials) for one in found if one.cors is not None] == [(False, False), (True, True)]


def test_the_deprecated_place_of_a_policy_is_still_read() -> None:
    old = {"allow_origin_string_match": [{"exact": "https://a.test"}], "allow_methods": "GET, PUT", "max_age": "60"}
    found = only(CORS, host={"cors": old})
    assert found.cors is not None
    assert (found.cors.origins, found.cors.methods, found.cors.max_age_s) == (("https://a.test",), ("GET", "PUT"), 60)
    v2 = only(CORS, host={"cors": {"allow_origin": ["*"]}})
    assert v2.cors is not None
    assert v2.cors.any_origin is True


def test_the_widest_level_has_the_last_word_on_headers() -> None:
    levels = {
        "table": {"response_headers_to_add": [header("x-a", "table")], "response_headers_to_remove": ["x-b"]},
        "host": {"response_headers_to_add": [header("X-A", "host"), header("x-c", "host", overwrite=False)]},
        "routes": [route(response_headers_to_add=[header("x-a", "route"), header("x-b", "route"), header("x-c", "route")])],
    }
    found = [(one.name, one.value, one.action) for one in only(**levels).response_headers]
    assert found == [("x-c", "route", "set"), ("x-c", "host", "add"), ("x-a", "table", "set"), ("x-b", "", "remove")]
    levels["table"]["most_specific_header_mutations_wins"] = True  # type: ignore[index] # the value is a mapping
    assert [(one.name, one.value) for one in only(**levels).response_headers] == [("x-a", "route"), ("x-b", "route"), ("x-c", "route")]


def test_a_header_that_is_filled_in_per_request_has_no_known_value() -> None:
    found = only(table={"response_headers_to_add": [header("x-a", "%REQ(x)%"), header("x-b", "100%%")]}).response_headers
    assert isinstance(found[0].leaf("value").value, Unknown)
    assert found[1].value == "100%"


def test_the_filter_that_mutates_headers_comes_before_the_levels() -> None:
    mutations = {"response_mutations": [{"append": header("x-a", "filter")}, {"remove": "server"}]}
    found = only(
        http_filter("m", "header_mutation.v3.HeaderMutation", mutations=mutations),
        table={"response_headers_to_add": [header("x-a", "table")]},
    )
    assert [(one.name, one.value, one.action) for one in found.response_headers] == [("server", "", "remove"), ("x-a", "table", "set")]


def test_only_a_filter_caps_bodies() -> None:
    assert only(routes=[route(request_body_buffer_limit=10)], listener={"per_connection_buffer_limit_bytes": 10}).limits.max_body_bytes == 0
    small = http_filter("buffer", "buffer.v3.Buffer", max_request_bytes="4096")
    assert only(small).limits.max_body_bytes == 4096
    assert only(small, routes=[route(settings={"buffer": own("buffer.v3.BufferPerRoute", disabled=True)})]).limits.max_body_bytes == 0
    larger = {"buffer": own("buffer.v3.BufferPerRoute", buffer={"max_request_bytes": 8192})}
    assert only(small, routes=[route(settings=larger)]).limits.max_body_bytes == 8192


def test_of_two_caps_the_smaller_one_counts() -> None:
    authz = http_filter("authz", "ext_authz.v3.ExtAuthz", with_request_body={"max_request_bytes": 1024})
    found = only(http_filter("buffer", "buffer.v3.Buffer", max_request_bytes=4096), authz)
    assert found.limits.max_body_bytes == 1024
    partly = http_filter("authz", "ext_authz.v3.ExtAuthz", with_request_body={"max_request_bytes": 1024, "allow_partial_message": True})
    assert only(partly).limits.max_body_bytes == 0


def test_times_have_the_defaults_of_envoy_and_zero_is_for_ever() -> None:
    found = only()
    assert (found.upstreams[0].timeout_ms, found.limits.request_timeout_ms, found.limits.idle_timeout_ms) == (15000, 0, 300000)
    action = {"cluster": "upstream", "timeout": "0s", "idle_timeout": "10s", "retry_policy": {"retry_on": "5xx"}}
    patient = only(routes=[{"match": {"prefix": "/"}, "route": action}])
    assert (patient.upstreams[0].timeout_ms, patient.upstreams[0].retries, patient.limits.idle_timeout_ms) == (0, 1, 10000)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ({"socket_address": {"address": "0.0.0.0", "port_value": 1}}, True),
        ({"socket_address": {"address": "127.0.0.1", "port_value": 1}}, False),
        ({"socket_address": {"address": "::1", "port_value": 1}}, False),
        ({"pipe": {"path": "/run/envoy.sock"}}, False),
        ({"socket_address": {"address": "10.0.0.7", "port_value": 1}}, True),
    ],
)
def test_a_listener_is_private_on_loopback_and_unix_sockets(address: dict[str, Any], public: bool) -> None:
    tree = bootstrap()
    tree["static_resources"]["listeners"][0]["address"] = address
    found = gateway_of(json.dumps(tree))
    assert (found.listeners[0].public, found.routes[0].exposed) == (public, public)


def test_another_address_makes_a_private_listener_public() -> None:
    tree = bootstrap(listener={"additional_addresses": [{"address": {"socket_address": {"address": "0.0.0.0", "port_value": 2}}}]})
    tree["static_resources"]["listeners"][0]["address"] = {"socket_address": {"address": "127.0.0.1", "port_value": 1}}
    assert gateway_of(json.dumps(tree)).listeners[0].public is True


def test_each_filter_chain_is_a_listener_of_its_own() -> None:
    tree = bootstrap()
    listener = tree["static_resources"]["listeners"][0]
    (plain,) = listener["filter_chains"]
    listener["filter_chains"] = [{"name": "secure", **server_tls(), **plain}, plain]
    found = gateway_of(json.dumps(tree))
    assert [(one.name, one.protocol) for one in found.listeners] == [("edge/secure", "https"), ("edge/1", "http")]
    assert [one.match.protocols for one in found.routes] == [("https",), ("http",)]
    assert [one.listeners for one in found.routes] == [(one,) for one in found.listeners]


def test_a_listener_for_other_protocols_has_no_routes() -> None:
    text = """
    static_resources:
      listeners:
        - name: db
          address: {socket_address: {address: 0.0.0.0, port_value: 5432}}
          filter_chains: [{filters: [{name: envoy.filters.network.tcp_proxy, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, cluster: db}}]}]
        - name: dns
          address: {socket_address: {protocol: UDP, address: 0.0.0.0, port_value: 53}}
    """
    found = gateway_of(text)
    assert [(one.name, one.protocol) for one in found.listeners] == [("db", "tcp"), ("dns", "udp")]
    assert found.routes == ()


def test_versions_of_tls_have_the_defaults_of_a_listener() -> None:
    (found,) = gateway(chain=server_tls()).listeners
    assert found.tls is not None
    assert (found.tls.min_version, found.tls.max_version, found.tls.certificate_source) == ("1.2", "1.3", "file")
    context = {
        "@type": TLS + "DownstreamTlsContext",
        "common_tls_context": {"tls_params": {"tls_minimum_protocol_version": "TLSv1_0", "tls_maximum_protocol_version": 3}},
    }
    (old,) = gateway(chain={"transport_socket": {"name": "tls", "typed_config": context}}).listeners
    assert old.tls is not None
    assert (old.tls.min_version, old.tls.max_version) == ("1.0", "1.2")
    assert pointer(old.tls, "min_version").endswith("/tls_params/tls_minimum_protocol_version")


def test_tls_is_found_inside_quic_and_in_its_old_place() -> None:
    quic = {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport",
        "downstream_tls_context": {"require_client_certificate": True},
    }
    (found,) = gateway(chain={"transport_socket": {"name": "quic", "typed_config": quic}}).listeners
    assert found.protocol == "https"
    (old,) = gateway(chain={"tls_context": {"common_tls_context": {}}}).listeners
    assert old.protocol == "https"
    (raw,) = gateway(chain={"transport_socket": {"name": "envoy.transport_sockets.raw_buffer"}}).listeners
    assert raw.protocol == "http"


def test_a_transport_that_is_not_known_leaves_encryption_unknown() -> None:
    strange = {"name": "acme", "typed_config": {"@type": "type.googleapis.com/acme.v1.Socket"}}
    found = only(clusters=[cluster("upstream", transport_socket=strange)])
    assert isinstance(found.upstreams[0].leaf("tls").value, Unknown)


@pytest.mark.parametrize(("ca", "verified"), [(True, True), (False, False)])
def test_an_upstream_is_verified_where_something_to_verify_it_by_is_given(ca: bool, verified: bool) -> None:
    (upstream,) = only(clusters=[cluster("upstream", **client_tls(ca=ca))]).upstreams
    assert (upstream.url, upstream.tls, upstream.tls_verify) == ("https://upstream.internal:8080", True, verified)


@pytest.mark.parametrize(
    ("validation", "expected"),
    [
        ({"validation_context": {}}, False),
        ({"validation_context": {"system_root_certs": {}}}, True),
        ({"validation_context": {"verify_certificate_spki": ["x"]}}, True),
        ({"validation_context": {"trusted_ca": {"filename": "x"}, "trust_chain_verification": "ACCEPT_UNTRUSTED"}}, False),
        ({"combined_validation_context": {"default_validation_context": {"trusted_ca": {"filename": "x"}}}}, True),
        ({"combined_validation_context": {"validation_context_sds_secret_config": {"name": "ca"}}}, None),
        ({"validation_context_sds_secret_config": {"name": "ca"}}, None),
    ],
)
def test_what_counts_as_verification_of_an_upstream(validation: dict[str, Any], expected: bool | None) -> None:
    context = {"@type": TLS + "UpstreamTlsContext", "common_tls_context": validation}
    secured = cluster("upstream", transport_socket={"name": "envoy.transport_sockets.tls", "typed_config": context})
    value = only(clusters=[secured]).upstreams[0].leaf("tls_verify").value
    assert value is expected if expected is not None else isinstance(value, Unknown)


def test_an_upstream_that_is_not_in_the_file_is_unknown() -> None:
    (missing,) = only(routes=[{"match": {"prefix": "/"}, "route": {"cluster": "elsewhere"}}]).upstreams
    assert isinstance(missing.leaf("tls").value, Unknown)
    (chosen,) = only(routes=[{"match": {"prefix": "/"}, "route": {"cluster_header": "x-cluster"}}]).upstreams
    assert isinstance(chosen.leaf("url").value, Unknown)


def test_paths_are_normalised_when_all_three_ways_are_switched_on() -> None:
    every = {"normalize_path": True, "merge_slashes": True, "path_with_escaped_slashes_action": "REJECT_REQUEST"}
    assert gateway(manager=every).listeners[0].normalizes_paths is True
    for field, value in {
        "normalize_path": False,
        "merge_slashes": False,
        "path_with_escaped_slashes_action": "UNESCAPE_AND_FORWARD",
    }.items():
        (found,) = gateway(manager={**every, field: value}).listeners
        assert (found.normalizes_paths, pointer(found, "normalizes_paths")) == (False, f"{MANAGER}/{field}")
    (default,) = gateway().listeners
    assert (default.normalizes_paths, pointer(default, "normalizes_paths")) == (False, MANAGER)


def test_a_log_with_a_filter_may_leave_requests_out() -> None:
    log = {"name": "file", "filter": {"status_code_filter": {}}}
    assert isinstance(gateway(manager={"access_log": [log]}).listeners[0].leaf("access_log").value, Unknown)
    assert gateway(manager={"access_log": [{"name": "file"}, log]}).listeners[0].access_log is True
    assert gateway().listeners[0].access_log is False


@pytest.mark.parametrize(
    ("manager", "expected"),
    [
        ({}, "xff_any"),
        ({"use_remote_address": True}, "socket"),
        ({"use_remote_address": True, "xff_num_trusted_hops": 1}, "xff_trusted"),
        ({"xff_num_trusted_hops": 2}, "xff_trusted"),
    ],
)
def test_addresses_come_from_where_the_connection_manager_says(manager: dict[str, Any], expected: str) -> None:
    rules = {
        "action": "ALLOW",
        "policies": {"p": {"permissions": [{"any": True}], "principals": [{"remote_ip": {"address_prefix": "10.0.0.0", "prefix_len": 8}}]}},
    }
    found = gateway(http_filter("rbac", "rbac.v3.RBAC", rules=rules), manager=manager)
    assert (found.client_ip_from, found.uses_client_ip) == (expected, True)
    assert gateway(manager=manager).uses_client_ip is False


def test_a_plain_listener_redirects_when_every_route_of_it_does() -> None:
    redirect = {"match": {"prefix": "/"}, "redirect": {"https_redirect": True}}
    assert gateway(routes=[redirect]).listeners[0].redirects_to_https is True
    assert gateway(routes=[redirect, route("/plain")]).listeners[0].redirects_to_https is False
    assert gateway(host={"require_tls": "ALL"}).listeners[0].redirects_to_https is True
    assert gateway(host={"require_tls": "EXTERNAL_ONLY"}).listeners[0].redirects_to_https is False


@pytest.mark.parametrize(
    ("action", "because"),
    [
        ({"redirect": {"https_redirect": True}}, "it redirects"),
        ({"direct_response": {"status": 404}}, "it answers by itself"),
        ({"non_forwarding_action": {}}, "it forwards nothing"),
    ],
)
def test_a_route_that_reaches_no_upstream_is_not_exposed(action: dict[str, Any], because: str) -> None:
    found = only(routes=[{"match": {"prefix": "/"}, **action}])
    assert (found.exposed, found.unexposed_because, found.upstreams) == (False, because, ())


def test_a_route_of_an_action_that_is_not_known_may_be_exposed() -> None:
    found = only(routes=[{"match": {"prefix": "/"}, "filter_action": {}}])
    assert isinstance(found.leaf("exposed").value, Unknown)


def test_what_a_route_matches_is_put_in_neutral_words() -> None:
    match = {
        "path_separated_prefix": "/a",
        "headers": [
            {"name": ":method", "string_match": {"safe_regex": {"regex": "^(GET|POST)$"}}},
            {"name": "X-Tenant", "present_match": True},
        ],
    }
    found = only(host={"domains": ["api.test", "*.api.test"]}, routes=[route(match=match, name="a")])
    assert (found.name, found.match.hosts, found.match.methods) == ("a", ("api.test", "*.api.test"), ("GET", "POST"))
    assert [(path.kind, path.value) for path in found.match.paths] == [("segment_prefix", "/a")]
    assert (found.match.headers, found.conditional) == (("x-tenant",), True)
    assert only(host={"domains": ["api.test", "*"]}).match.hosts == ()


def test_a_rewrite_of_the_prefix_is_put_in_neutral_words() -> None:
    found = only(routes=[{"match": {"prefix": "/v1/"}, "route": {"cluster": "upstream", "prefix_rewrite": "/"}}])
    assert (found.rewrite.strips_prefix, found.rewrite.add_prefix) == (True, "/")
    pattern = only(routes=[{"match": {"prefix": "/v1/"}, "route": {"cluster": "upstream", "regex_rewrite": {"substitution": "x"}}}])
    assert isinstance(pattern.rewrite.leaf("path").value, Unknown)


def test_websockets_are_streams() -> None:
    assert only(manager={"upgrade_configs": [{"upgrade_type": "websocket"}]}).streaming is True
    assert only().streaming is False


ADAPTIVE = "adaptive_concurrency.v3.AdaptiveConcurrency"


def flight(found: Route) -> list[tuple[str, int, str, str]]:
    limits = (*found.rate_limits, *found.platform_limits)
    assert {one.algorithm for one in limits} <= {"concurrency"}
    return [(one.name, one.limit, one.applies_to, one.origin) for one in limits]


def test_a_cluster_has_a_breaker_without_anybodys_writing_it() -> None:
    found = only()
    assert flight(found) == [("circuit breaker", 1024, "all", "platform")]
    assert found.rate_limits == ()
    (limit,) = found.platform_limits
    assert (limit.reject_status, limit.sustained_per_minute, limit.per_client, limit.origin_of("limit")) == (503, None, False, "platform")


@pytest.mark.parametrize(
    ("thresholds", "expected"),
    [
        ([{"max_requests": 50}], [("circuit breaker of upstream", 50, "all", "service")]),
        ([{"max_requests": 50}, {"max_requests": 60}], [("circuit breaker of upstream", 50, "all", "service")]),
        ([{"max_connections": 50}], [("circuit breaker", 1024, "all", "platform")]),
        ([{"priority": "HIGH", "max_requests": 50}], [("circuit breaker", 1024, "all", "platform")]),
    ],
)
def test_the_first_thresholds_of_the_routes_priority_are_the_breaker(
    thresholds: list[dict[str, Any]], expected: list[tuple[str, int, str, str]]
) -> None:
    assert flight(only(clusters=[cluster("upstream", circuit_breakers={"thresholds": thresholds})])) == expected


def test_a_breaker_of_one_of_two_clusters_is_one_for_some() -> None:
    shares = {"clusters": [{"name": "upstream", "weight": 50}, {"name": "canary", "weight": 50}]}
    clusters = [cluster("upstream", circuit_breakers={"thresholds": [{"max_requests": 50}]}), cluster("canary")]
    found = only(routes=[{"match": {"prefix": "/"}, "route": {"weighted_clusters": shares}}], clusters=clusters)
    assert flight(found) == [("circuit breaker of upstream", 50, "selector", "service"), ("circuit breaker", 1024, "all", "platform")]


def test_the_breaker_of_a_cluster_that_is_not_in_the_file_has_a_limit_that_nobody_knows() -> None:
    (limit,) = only(clusters=[cluster("other")]).platform_limits
    doubt = limit.leaf("limit").value
    assert isinstance(doubt, Unknown)
    assert doubt.reason == "the cluster upstream is not in the file"


def test_a_route_that_leads_nowhere_has_no_breaker() -> None:
    assert only(routes=[{"match": {"prefix": "/"}, "direct_response": {"status": 200}}]).platform_limits == ()


@pytest.mark.parametrize(
    ("config", "enforced", "status", "limit"),
    [
        ({}, True, 503, 1000),
        ({"enabled": {"default_value": True, "runtime_key": "ac"}}, True, 503, 1000),
        ({"enabled": {"default_value": False, "runtime_key": "ac"}}, False, 503, 1000),
        ({"concurrency_limit_exceeded_status": {"code": 429}}, True, 429, 1000),
        ({"concurrency_limit_exceeded_status": {"code": 200}}, True, 503, 1000),
        ({"gradient_controller_config": {"concurrency_limit_params": {"max_concurrency_limit": 8}}}, True, 503, 8),
    ],
)
def test_adaptive_concurrency_bounds_requests_in_flight(config: dict[str, Any], enforced: bool, status: int, limit: int) -> None:
    (found,) = only(http_filter("adaptive", ADAPTIVE, **config)).rate_limits
    assert (found.algorithm, found.enforced, found.reject_status, found.limit) == ("concurrency", enforced, status, limit)
    assert (found.ineffective is None) is enforced


def test_a_limit_that_counts_nobody_refuses_nobody_whatever_else_is_unknown() -> None:
    nobody = {"default_value": {"numerator": 0}}
    unknown = {"default_value": {"numerator": "${SHARE}"}}
    (found,) = only(
        http_filter("limits", "ratelimit.v3.RateLimit", filter_enabled=nobody, filter_enforced=unknown), host={"rate_limits": BY_ADDRESS}
    ).rate_limits
    assert (found.enforced, found.ineffective) == (False, "0 % enabled")


@pytest.mark.parametrize(
    ("manager", "expected"),
    [
        ({}, False),
        ({"server_name": "edge"}, False),
        ({"server_name": "edge-2"}, False),
        ({"server_name": "10.0.0.5"}, False),
        ({"server_name": "edge/2"}, True),
        ({"server_name": "Edge 2.1"}, True),
        ({"server_name": "edge/v2", "server_header_transformation": "APPEND_IF_ABSENT"}, True),
        ({"server_name": "edge/2.1", "server_header_transformation": 2}, False),
        ({"server_name": "${NAME}"}, None),
        ({"server_name": "edge/2.1", "server_header_transformation": "${WHAT}"}, None),
        ({"server_name": "edge", "server_header_transformation": "${WHAT}"}, False),
    ],
)
def test_the_server_header_tells_a_version_where_it_has_one_and_is_sent(manager: dict[str, Any], expected: bool | None) -> None:
    leaf = gateway(manager=manager).leaf("reveals_version")
    assert isinstance(leaf.value, Unknown) if expected is None else leaf.value is expected
    assert leaf.place.pointer == MANAGER + ("/server_name" if "server_name" in manager else "")


def test_a_version_on_the_machines_own_listener_is_told_to_nobody_else() -> None:
    tree = bootstrap(manager={"server_name": "edge/2.1"})
    (edge,) = tree["static_resources"]["listeners"]
    inner = {**edge, "name": "inner", "address": {"socket_address": {"address": "127.0.0.1", "port_value": 9000}}}
    plain = bootstrap()["static_resources"]["listeners"][0]
    tree["static_resources"]["listeners"] = [plain, inner]
    assert gateway_of(json.dumps(tree)).reveals_version is False
    tree["static_resources"]["listeners"] = [inner]
    assert gateway_of(json.dumps(tree)).reveals_version is True


@pytest.mark.parametrize(
    ("shares", "expected"), [({"filter_enabled": ALWAYS, "filter_enforced": ALWAYS}, None), ({"filter_enabled": ALWAYS}, False)]
)
def test_a_limit_whose_filter_may_be_switched_off_may_refuse_nobody(shares: dict[str, Any], expected: bool | None) -> None:
    filters = [limit_filter(token_bucket=bucket(), **shares), http_filter("adaptive", ADAPTIVE)]
    found = only(*({**one, "disabled": "${OFF}"} for one in filters)).rate_limits
    local, adaptive = (limit.leaf("enforced") for limit in found)
    assert isinstance(local.value, Unknown) if expected is None else local.value is expected
    assert isinstance(adaptive.value, Unknown)
    assert adaptive.place.pointer == f"{MANAGER}/http_filters/1/disabled"
