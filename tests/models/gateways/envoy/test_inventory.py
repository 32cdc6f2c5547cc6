"""Secrets, clients, logs, the admin interface, plugins, and what has no effect."""

import json
from typing import Any

import pytest

from celadon.models.gateways.neutral.gateway import Gateway
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import gateway_of
from tests.truth.builders import OFF, bootstrap, cluster, http_filter, limit_filter, own, provider, route, rule, server_tls, tokens_filter

MANAGER = "/static_resources/listeners/0/filter_chains/0/filters/0/typed_config"
ANY = {"any": True}


def gateway(*filters: dict[str, Any], **more: Any) -> Gateway:
    return gateway_of(json.dumps(bootstrap(*filters, **more)))


def secrets(found: Gateway) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.name, one.value, one.digest) for one in found.secrets]


def test_keys_and_passwords_of_clients_are_secrets_and_their_holders_consumers() -> None:
    keys = http_filter("keys", "api_key_auth.v3.ApiKeyAuth", credentials=[{"key": "k-1", "client": "shop"}])
    basic = http_filter("basic", "basic_auth.v3.BasicAuth", users={"inline_string": "# staff\nali:{SHA}xyz=\n\nbob:plain\n"})
    found = gateway(keys, basic)
    assert secrets(found) == [
        ("api_key", "key", "k-1", "none"),
        ("password", "ali", "{SHA}xyz=", "sha1"),
        ("password", "bob", "plain", "none"),
    ]
    assert [one.name for one in found.consumers] == ["shop", "ali", "bob"]
    assert found.secrets[0].place.pointer == f"{MANAGER}/http_filters/0/typed_config/credentials/0/key"


def test_shared_keys_are_secrets_and_public_ones_are_none() -> None:
    keys = json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "RSA", "d": "AQAB"}]})
    found = gateway(tokens_filter(providers={"main": provider(local_jwks={"inline_string": keys})}))
    assert secrets(found) == [("jwt_secret", "local_jwks", "c2VjcmV0", "none"), ("private_key", "local_jwks", "AQAB", "none")]
    assert {one.owner for one in found.secrets} == {"provider main"}


def test_private_keys_are_secrets_where_they_are_written_out() -> None:
    inline = {"common_tls_context": {"tls_certificates": [{"private_key": {"inline_string": "-----BEGIN PRIVATE KEY-----"}}]}}
    socket = {
        "name": "tls",
        "typed_config": {"@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", **inline},
    }
    found = gateway(chain=server_tls(), clusters=[cluster("upstream", transport_socket=socket)])
    assert [one.kind for one in found.secrets] == ["private_key"]
    assert found.secrets[0].place.pointer.startswith("/static_resources/clusters/0/transport_socket")


def test_static_secrets_are_secrets_when_they_hold_their_value() -> None:
    tree = bootstrap()
    tree["static_resources"]["secrets"] = [
        {"name": "token", "generic_secret": {"secret": {"inline_string": "t"}}},
        {"name": "file", "generic_secret": {"secret": {"filename": "/run/secrets/t"}}},
        {"name": "tickets", "session_ticket_keys": {"keys": [{"inline_bytes": "a2V5"}]}},
    ]
    assert [(one.owner, one.value) for one in gateway_of(json.dumps(tree)).secrets] == [("secret token", "t"), ("secret tickets", "a2V5")]


def test_a_credential_for_the_upstream_is_a_secret_unless_it_is_filled_in() -> None:
    headers = [
        {"header": {"key": "Authorization", "value": "Bearer abc"}},
        {"header": {"key": "authorization", "value": "%REQ(x-token)%"}},
        {"header": {"key": "x-other", "value": "abc"}},
    ]
    assert secrets(gateway(routes=[route(request_headers_to_add=headers)])) == [("token", "value", "Bearer abc", "none")]


@pytest.mark.parametrize(
    ("format_", "fields", "query"),
    [
        ({}, (), True),
        (
            {"log_format": {"text_format_source": {"inline_string": "%REQ(:METHOD)% %REQ(AUTHORIZATION)% %REQ(X-A?COOKIE):20%"}}},
            (":method", "authorization", "x-a", "cookie"),
            False,
        ),
        ({"log_format": {"json_format": {"p": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%", "s": "%RESPONSE_CODE%"}}}, (), True),
        ({"format": "%RESP(SET-COOKIE)%"}, ("set-cookie",), False),
        ({"additional_request_headers_to_log": ["Authorization"]}, ("authorization",), True),
    ],
)
def test_a_log_names_the_headers_of_its_format(format_: dict[str, Any], fields: tuple[str, ...], query: bool) -> None:
    typed = {"@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog", "path": "x", **format_}
    (sink,) = gateway(manager={"access_log": [{"name": "file", "typed_config": typed}]}).log_sinks
    assert (set(sink.fields), sink.query) == (set(fields), query)


def admin(host: str, **more: Any) -> dict[str, Any]:
    return {"admin": {"address": {"socket_address": {"address": host, "port_value": 9901}}, **more}}


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (admin("0.0.0.0"), [("admin_api", "0.0.0.0:9901", False)]),
        (admin("127.0.0.1"), [("admin_api", "127.0.0.1:9901", True)]),
        (admin("0.0.0.0", allow_paths=[{"exact": "/ready"}, {"exact": "/stats/prometheus"}]), [("metrics", "0.0.0.0:9901", False)]),
        (admin("0.0.0.0", allow_paths=[{"prefix": "/"}]), [("admin_api", "0.0.0.0:9901", False)]),
        ({"admin": {"address": {"pipe": {"path": "/run/admin.sock"}}}}, [("admin_api", "/run/admin.sock", True)]),
        ({}, []),
    ],
)
def test_the_admin_interface_is_shown_with_who_reaches_it(section: dict[str, Any], expected: list[tuple[str, str, bool]]) -> None:
    found = gateway_of(json.dumps({**bootstrap(), **section}))
    assert [(one.kind, one.bind, one.local) for one in found.admin_surfaces] == expected


def test_a_route_to_the_admin_interface_is_a_way_in() -> None:
    endpoint = {"endpoint": {"address": {"socket_address": {"address": "localhost", "port_value": 9901}}}}
    own_admin = {"name": "self", "load_assignment": {"cluster_name": "self", "endpoints": [{"lb_endpoints": [endpoint]}]}}
    routes = [{"match": {"path": "/stats"}, "route": {"cluster": "self"}}, {"match": {"prefix": "/admin"}, "route": {"cluster": "self"}}]
    found = gateway_of(json.dumps({**bootstrap(routes=routes, clusters=[own_admin]), **admin("127.0.0.1")}))
    assert [(one.kind, one.through, one.local, one.protected) for one in found.admin_surfaces] == [
        ("admin_api", "bind", True, False),
        ("metrics", "route", False, False),
        ("admin_api", "route", False, False),
    ]


def test_plugins_show_filters_with_their_defaults_and_what_routes_say_of_them() -> None:
    found = gateway(limit_filter(), routes=[route(settings={"limit": own("local_ratelimit.v3.LocalRateLimit", stat_prefix="own")})])
    names = "envoy.filters.http.local_ratelimit", "envoy.filters.http.router", "envoy.filters.http.local_ratelimit"
    assert tuple((one.name, one.scope) for one in found.plugins) == tuple(zip(names, ("listener", "listener", "route"), strict=True))
    assert found.plugins[0].config["filter_enforced"] == {"default_value": {"numerator": 0}}
    assert "@type" not in found.plugins[0].config
    assert found.routes[0].plugins == (found.plugins[2], found.plugins[1])


def test_code_in_the_configuration_is_shown_with_its_kind() -> None:
    lua = http_filter("lua", "lua.v3.Lua", default_source_code={"inline_string": "x = 1"})
    by_file = http_filter("file", "lua.v3.Lua", default_source_code={"filename": "x.lua"})
    wasm = http_filter("wasm", "wasm.v3.Wasm", config={"vm_config": {"code": {"local": {"inline_bytes": "AGFzbQ=="}}}})
    per_route = {"lua": own("lua.v3.LuaPerRoute", source_code={"inline_string": "y = 1"})}
    found = gateway(lua, by_file, wasm, routes=[route(settings=per_route)])
    assert [one.inline_code for one in found.plugins] == ["lua", None, "wasm", None, "lua"]


def dead(found: Gateway) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.why) for one in found.dead if one.why is not None]


def test_what_protects_nobody_is_said() -> None:
    providers = {"main": provider(), "old": provider()}
    disabled = http_filter("basic", "basic_auth.v3.BasicAuth", disabled=True, users={"filename": "x"})
    assert dead(gateway(tokens_filter(providers=providers), disabled)) == [
        ("authentication", "jwt_authn provider old", "unreferenced"),
        ("authentication", "basic", "disabled"),
    ]
    assert dead(gateway(disabled, routes=[route(settings={"basic": {**OFF, "disabled": False}})])) == []


def test_providers_are_in_use_through_the_requirement_map_and_where_any_token_will_do() -> None:
    named = {"jwt": own("jwt_authn.v3.PerRouteConfig", requirement_name="strict")}
    found = gateway(tokens_filter(rule("/x", None), requirement_map={"strict": {"provider_name": "main"}}), routes=[route(settings=named)])
    assert dead(found) == []
    unnamed = gateway(tokens_filter(rule("/", {"provider_name": "main"}), requirement_map={"strict": {"provider_name": "main"}}))
    assert dead(unnamed) == [("authentication", "jwt_authn requirement strict", "unreferenced")]
    assert dead(gateway(tokens_filter(rule("/", {"allow_missing": {}})))) == []


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"rules": {"action": "LOG", "policies": {"p": {"permissions": [ANY], "principals": [ANY]}}}}, "shadow"),
        ({"rules": {"action": "DENY"}}, "no_target"),
        ({"shadow_rules": {"action": "ALLOW"}}, "shadow"),
    ],
)
def test_rbac_that_refuses_nobody_is_said(config: dict[str, Any], why: str) -> None:
    assert dead(gateway(http_filter("rbac", "rbac.v3.RBAC", **config))) == [("authorization", "rbac", why)]


def test_settings_for_a_filter_that_is_not_there_are_said() -> None:
    settings = {
        "envoy.filters.http.cors": own("cors.v3.CorsPolicy"),
        "envoy.filters.http.compressor": own("compressor.v3.CompressorPerRoute"),
    }
    found = gateway(routes=[route(settings=settings)])
    assert dead(found) == [("cors", "envoy.filters.http.cors", "no_target")]
    assert dead(gateway(http_filter("global", "ratelimit.v3.RateLimit", domain="x"))) == [("rate_limit", "global", "no_target")]
    assert dead(gateway(chain=server_tls(require_client_certificate=True))) == [("tls", "edge", "no_target")]


def test_routes_alone_are_judged_as_far_as_the_file_goes() -> None:
    found = gateway_of(
        """
        resources:
          - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
            name: main
            virtual_hosts: [{name: a, domains: [a.test], routes: [{match: {prefix: /}, route: {cluster: a}}]}]
        """
    )
    (only,) = found.routes
    assert (found.complete, only.match.hosts, only.exposed) == (False, ("a.test",), True)
    assert isinstance(only.auth.leaf("required").value, Unknown)
    assert isinstance(only.match.leaf("protocols").value, Unknown)
    assert isinstance(only.logging.leaf("access").value, Unknown)


def test_a_listener_finds_its_routes_by_name_in_the_same_file() -> None:
    tree = bootstrap(tokens_filter())
    manager = tree["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
    routes = {"@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration", "name": "main", **manager.pop("route_config")}
    manager["rds"] = {"route_config_name": "main"}
    listener = {"@type": "type.googleapis.com/envoy.config.listener.v3.Listener", **tree["static_resources"]["listeners"][0]}
    found = gateway_of(json.dumps({"resources": [routes, listener]}))
    assert [(one.name, one.auth.required) for one in found.routes] == [("/*", True)]
    assert (found.unknowns, found.complete) == ((), True)


def test_routes_that_are_discovered_are_one_route_of_which_nothing_is_known() -> None:
    tree = bootstrap(tokens_filter())
    manager = tree["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
    del manager["route_config"]
    manager["rds"] = {"route_config_name": "main", "config_source": {"ads": {}}}
    found = gateway_of(json.dumps(tree))
    (unknown,) = found.routes
    for view, fact in ((unknown, "exposed"), (unknown.auth, "required"), (unknown.match, "paths")):
        value = view.leaf(fact).value
        assert isinstance(value, Unknown)
        assert value.reason == "the routes main come from a management server"
    assert unknown.place.pointer == f"{MANAGER}/rds"
    (stand_in,) = found.detached
    assert [item.kind for item in stand_in.auth.items] == ["jwt"]
    assert unknown.auth.items == ()


RECORDS = {"match": {"any_match": True}, "output_config": {"sinks": [{"file_per_tap": {"path_prefix": "/tmp/tap"}}]}}
NO_BODIES = {"max_buffered_rx_bytes": 0, "max_buffered_tx_bytes": 0}


@pytest.mark.parametrize(
    ("output", "bodies"), [({}, True), (NO_BODIES, False), ({**NO_BODIES, "streaming": True}, True), ({"max_buffered_rx_bytes": 0}, True)]
)
def test_a_tap_writes_every_header_and_as_much_of_bodies_as_it_may_keep(output: dict[str, Any], bodies: bool) -> None:
    config = {**RECORDS, "output_config": {**RECORDS["output_config"], **output}}
    (sink,) = gateway(http_filter("tap", "tap.v3.Tap", common_config={"static_config": config})).log_sinks
    assert (sink.name, sink.bodies, sink.query) == ("tap", bodies, True)
    assert "authorization" in sink.fields
    assert sink.at("bodies").place.pointer == f"{MANAGER}/http_filters/0/typed_config/common_config/static_config/output_config"


def test_a_tap_of_unknown_size_may_write_bodies() -> None:
    output = {"max_buffered_rx_bytes": "${SIZE}", "max_buffered_tx_bytes": 0}
    (sink,) = gateway(http_filter("tap", "tap.v3.Tap", common_config={"static_config": {"output_config": output}})).log_sinks
    assert isinstance(sink.leaf("bodies").value, Unknown)


def test_a_tap_that_waits_or_is_switched_off_writes_nothing() -> None:
    waits = http_filter("waits", "tap.v3.Tap", common_config={"admin_config": {"config_id": "debug"}})
    off = http_filter("off", "tap.v3.Tap", disabled=True, common_config={"static_config": RECORDS})
    assert gateway(waits, off).log_sinks == ()


def test_a_limit_in_shadow_is_dead_once_whichever_routes_it_is_on() -> None:
    half = limit_filter(token_bucket={"max_tokens": 1}, filter_enabled={"default_value": {"numerator": 100}})
    found = gateway(half, routes=[route("/a"), route("/b")])
    assert [(one.kind, one.name, one.why, one.reason) for one in found.dead] == [("rate_limit", "limit", "shadow", "it is 0 % enforced")]


def test_a_descriptor_that_no_action_makes_runs_in_no_shadow() -> None:
    always = {"default_value": {"numerator": 100}}
    descriptor = {"entries": [{"key": "remote_address"}], "token_bucket": {"max_tokens": 1}}
    found = gateway(limit_filter(filter_enabled=always, filter_enforced=always, descriptors=[descriptor]))
    assert [limit.enforced for one in found.routes for limit in one.rate_limits] == [False]
    assert found.dead == ()
