"""Who gets through: rules, requirements, switches, and the places that findings point at."""

import json
from typing import Any

import pytest

from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.route import Route
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import gateway_of, pointer
from tests.truth.builders import OFF, bootstrap, cluster, http_filter, key_set, own, provider, route, rule, server_tls, tokens_filter

MANAGER = "/static_resources/listeners/0/filter_chains/0/filters/0/typed_config"
HOST = f"{MANAGER}/route_config/virtual_hosts/0"
MAIN = {"provider_name": "main"}
USERS = {"filename": "/etc/envoy/users"}
BASIC = http_filter("basic", "basic_auth.v3.BasicAuth", users=USERS)
ANY = {"any": True}


def gateway(*filters: dict[str, Any], **more: Any) -> Gateway:
    return gateway_of(json.dumps(bootstrap(*filters, **more)))


def only(*filters: dict[str, Any], **more: Any) -> Route:
    (found,) = gateway(*filters, **more).routes
    return found


def required(route: Route) -> bool | str:
    value = route.auth.leaf("required").value
    return value.reason if isinstance(value, Unknown) else value


def rbac(action: str, **principal: Any) -> dict[str, Any]:
    policies = {"p": {"permissions": [ANY], "principals": [principal]}} if principal else {}
    return http_filter("rbac", "rbac.v3.RBAC", rules={"action": action, "policies": policies})


def test_a_route_without_filters_is_open_at_the_route() -> None:
    found = only()
    assert (required(found), found.auth.reason) == (False, "no filter asks for credentials")
    assert pointer(found.auth, "required") == f"{HOST}/routes/0"


def test_rules_cut_a_route_into_parts_that_differ() -> None:
    found = gateway(tokens_filter(rule("/open", None), {"match": {"path": "/admin"}, "requires": MAIN}, rule("/in", MAIN))).routes
    assert [(part.name, required(part)) for part in found] == [("/admin", True), ("/open*", False), ("/in*", True), ("/*", False)]
    assert len({part.place.pointer for part in found}) == 1
    assert sorted((part.rank for part in found), reverse=True) == [part.rank for part in found]


def test_what_opens_a_route_is_where_the_finding_points() -> None:
    opened = gateway(tokens_filter(rule("/a", None), rule("/b", {"allow_missing": {}}))).routes
    rules = f"{MANAGER}/http_filters/0/typed_config/rules"
    assert [pointer(part.auth, "required") for part in opened] == [f"{rules}/0", f"{rules}/1/requires/allow_missing", f"{HOST}/routes/0"]


def test_an_earlier_rule_that_takes_everything_leaves_later_ones_nothing() -> None:
    found = gateway(tokens_filter(rule("/", {}), rule("/admin", MAIN)))
    assert {required(part) for part in found.routes} == {False}
    assert [(entry.name, entry.why) for entry in found.dead] == [("jwt_authn rule", "overridden")]


def test_a_rule_under_a_condition_gives_two_cases() -> None:
    conditional = {"match": {"prefix": "/", "headers": [{"name": "x-internal", "present_match": True}]}}
    found = gateway(tokens_filter(conditional, rule("/", MAIN))).routes
    assert [(part.conditional, required(part)) for part in found] == [(True, False), (True, True)]
    assert found[0].auth.items == ()
    assert [item.route for item in found[1].auth.items] == [found[1]]


def test_a_requirement_says_which_tokens_together_are_enough() -> None:
    providers = {"a": provider(), "b": provider(), "c": provider()}
    needed = {
        "requires_all": {
            "requirements": [{"provider_name": "a"}, {"requires_any": {"requirements": [{"provider_name": "b"}, {"provider_name": "c"}]}}]
        }
    }
    found = only(tokens_filter(rule("/", needed), providers=providers))
    assert [item.name for item in found.auth.items] == [f"jwt_authn provider {name}" for name in "abc"]
    assert found.auth.alternatives == ((0, 1), (0, 2))


def test_two_filters_must_both_be_passed() -> None:
    found = only(tokens_filter(), BASIC)
    assert [item.kind for item in found.auth.items] == ["jwt", "basic"]
    assert found.auth.alternatives == ((0, 1),)


def test_a_token_that_may_be_missing_guards_where_rbac_refuses_strangers() -> None:
    lenient = {"requires_any": {"requirements": [MAIN, {"allow_missing": {}}]}}
    named = {"filter": "envoy.filters.http.jwt_authn", "path": [{"key": "claims"}], "value": {"present_match": True}}
    found = only(tokens_filter(rule("/", lenient)), rbac("ALLOW", metadata=named))
    (item,) = found.auth.items
    assert (required(found), item.optional, item.refused_elsewhere, item.guards) == (True, True, True, True)
    assert found.auth.alternatives == ((0,),)


def test_rbac_before_the_token_is_verified_sees_none_and_admits_nobody() -> None:
    named = {"filter": "envoy.filters.http.jwt_authn", "path": [{"key": "claims"}], "value": {"present_match": True}}
    found = only(rbac("ALLOW", metadata=named), tokens_filter())
    assert (found.exposed, found.unexposed_because) == (False, "rbac refuses callers without credentials")


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (ANY, False),
        ({"authenticated": {}}, True),
        ({"direct_remote_ip": {"address_prefix": "10.0.0.0", "prefix_len": 8}}, False),
        ({"header": {"name": "x-any", "present_match": True}}, False),
        ({"header": {"name": "x-key", "string_match": {"exact": "s3cret"}}}, "the header x-key may carry a credential"),
        ({"not_id": {"authenticated": {}}}, False),
        ({"and_ids": {"ids": [ANY, {"authenticated": {}}]}}, True),
        ({"or_ids": {"ids": [{"authenticated": {}}, {"direct_remote_ip": {"address_prefix": "10.0.0.0", "prefix_len": 8}}]}}, False),
        ({"url_path": {"path": {"exact": "/elsewhere"}}}, False),
        ({"filter_state": {"key": "k"}}, "a rule of rbac depends on what the file does not tell"),
    ],
)
def test_rbac_is_judged_by_what_a_stranger_may_choose(principal: dict[str, Any], expected: bool | str) -> None:
    found = gateway(rbac("ALLOW", **principal), chain=server_tls(ca=True)).routes
    assert required(found[0]) == expected


def test_rbac_that_denies_strangers_is_authentication_by_certificate() -> None:
    found = only(rbac("DENY", not_id={"authenticated": {}}), chain=server_tls(ca=True))
    assert required(found) is True
    assert [item.kind for item in found.auth.items] == ["mtls"]


def test_rbac_rules_on_paths_cut_routes_too() -> None:
    rules = {
        "action": "ALLOW",
        "policies": {
            "open": {"permissions": [{"url_path": {"path": {"exact": "/health"}}}], "principals": [ANY]},
            "rest": {"permissions": [ANY], "principals": [{"authenticated": {}}]},
        },
    }
    found = gateway(http_filter("rbac", "rbac.v3.RBAC", rules=rules), chain=server_tls(ca=True)).routes
    assert [(part.name, required(part)) for part in found] == [("/health", False), ("/*", True)]


def test_a_route_may_replace_rbac_by_nothing() -> None:
    found = only(rbac("ALLOW", authenticated={}), chain=server_tls(ca=True), routes=[route(settings={"rbac": own("rbac.v3.RBACPerRoute")})])
    assert (required(found), found.auth.reason) == (False, "rbac is switched off here")


def test_addresses_are_allowed_where_every_policy_names_some() -> None:
    found = only(rbac("ALLOW", remote_ip={"address_prefix": "10.0.0.0", "prefix_len": 8}))
    assert (found.ip.allow, found.ip.deny, found.ip.admits_all) == (("10.0.0.0/8",), (), False)
    excepted = only(rbac("DENY", not_id={"direct_remote_ip": {"address_prefix": "10.0.0.0"}}))
    assert (excepted.ip.allow, excepted.ip.admits_all) == (("10.0.0.0/0",), True)
    denied = only(rbac("DENY", direct_remote_ip={"address_prefix": "203.0.113.0", "prefix_len": 24}))
    assert (denied.ip.allow, denied.ip.deny) == ((), ("203.0.113.0/24",))


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ({"ca": True, "require_client_certificate": True}, ("required", True)),
        ({"require_client_certificate": True}, ("none", False)),
        ({"ca": True}, ("optional", False)),
        ({}, ("none", False)),
    ],
)
def test_a_client_certificate_counts_when_it_is_asked_for_and_checked(tls: dict[str, Any], expected: tuple[str, bool]) -> None:
    found = gateway(chain=server_tls(**tls))
    assert found.listeners[0].tls is not None
    assert (found.listeners[0].tls.client_auth, found.routes[0].auth.required) == expected


def test_a_switch_is_found_at_the_level_that_decides() -> None:
    found = gateway(
        BASIC,
        table={"typed_per_filter_config": {"basic": OFF}},
        host={"typed_per_filter_config": {"basic": {**OFF, "disabled": False}}},
        routes=[route("/off", settings={"basic": OFF}), route()],
    ).routes
    assert [required(part) for part in found] == [False, True]
    assert pointer(found[0].auth, "required") == f"{HOST}/routes/0/typed_per_filter_config/basic/disabled"


def test_a_filter_that_is_off_in_the_chain_is_found_there() -> None:
    found = only({**BASIC, "disabled": True})
    assert (required(found), found.auth.reason) == (False, "basic_auth is switched off here")
    assert pointer(found.auth, "required") == f"{MANAGER}/http_filters/0/disabled"


def test_the_facts_of_a_provider_are_its_own_or_defaults_at_the_provider() -> None:
    (item,) = only(tokens_filter(providers={"main": {"local_jwks": key_set()}})).auth.items
    place = f"{MANAGER}/http_filters/0/typed_config/providers/main"
    assert item.jwt is not None
    assert (item.jwt.exp, item.jwt.aud, item.jwt.iss, item.jwt.symmetric) == ("if_present", "unchecked", "unchecked", False)
    assert {pointer(item.jwt, name) for name in ("exp", "aud", "iss")} == {place}
    assert item.jwt.origin_of("exp") == "default"
    assert [(one.carrier, one.name, one.origin) for one in item.locations] == [
        ("header", "Authorization", "default"),
        ("query", "access_token", "default"),
    ]
    assert (item.hide_from_upstream, item.jwt.clock_skew_s) == (True, 60)


@pytest.mark.parametrize(
    ("keys", "algorithms", "symmetric"),
    [
        ('{"keys": [{"kty": "RSA", "alg": "RS256"}]}', ("RS256",), False),
        ('{"keys": [{"kty": "RSA"}]}', ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), False),
        ('{"keys": [{"kty": "EC", "crv": "P-384"}]}', ("ES384",), False),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519"}]}', ("EdDSA",), False),
        ('{"keys": [{"kty": "RSA", "alg": "RS256"}, {"kty": "oct", "k": "x"}]}', ("RS256", "HS256", "HS384", "HS512"), True),
    ],
)
def test_inline_keys_decide_which_algorithms_verify(keys: str, algorithms: tuple[str, ...], symmetric: bool) -> None:
    (item,) = only(tokens_filter(providers={"main": provider(local_jwks={"inline_string": keys})})).auth.items
    assert item.jwt is not None
    assert (item.jwt.algorithms, item.jwt.symmetric) == (algorithms, symmetric)


@pytest.mark.parametrize("keys", ["no json", "[]", '{"keys": 3}', '{"keys": ["x"]}', '{"keys": [{}]}', "[" * 5000])
def test_inline_keys_that_are_no_key_set_leave_the_algorithms_unknown(keys: str) -> None:
    (item,) = only(tokens_filter(providers={"main": provider(local_jwks={"inline_string": keys})})).auth.items
    assert item.jwt is not None
    assert isinstance(item.jwt.symmetric, Unknown)


def test_remote_keys_are_reached_as_their_cluster_says_whatever_the_uri() -> None:
    remote = {"http_uri": {"uri": "https://id.test/keys", "cluster": "id", "timeout": "1s"}}
    providers = {"main": provider(local_jwks=None, remote_jwks=remote)}
    (item,) = only(tokens_filter(providers=providers), clusters=[cluster("upstream"), cluster("id")]).auth.items
    assert [(one.kind, one.url) for one in item.endpoints] == [("jwks", "http://id.test/keys")]
    (item,) = only(tokens_filter(providers=providers)).auth.items
    assert item.endpoints[0].url == "https://id.test/keys"
    assert isinstance(item.endpoints[0].tls_verify, Unknown)


def test_a_filter_of_an_unknown_kind_leaves_open_routes_undecided_and_shut_ones_shut() -> None:
    strange = {"name": "acme.auth", "typed_config": {"@type": "type.googleapis.com/acme.v1.Auth"}}
    assert required(only(strange)) == "the filter acme.auth runs code of its own, which may refuse a request"
    assert required(only(strange, BASIC)) is True
    assert [part.what for part in gateway(strange).unknowns] == ["what the filter acme.auth does is not known"]


def test_lua_that_may_answer_by_itself_is_undecided() -> None:
    talking = http_filter("lua", "lua.v3.Lua", inline_code="function envoy_on_request(h) h:respond({[':status'] = '403'}, '') end")
    assert "runs code" in str(required(only(talking)))
    elsewhere = http_filter("lua", "lua.v3.Lua", default_source_code={"filename": "/etc/envoy/x.lua"})
    assert "runs code" in str(required(only(elsewhere)))


def test_a_service_that_is_asked_fails_shut_unless_it_is_told_otherwise() -> None:
    address = {"server_uri": {"uri": "authz.test", "cluster": "authz", "timeout": "1s"}}
    (item,) = only(http_filter("authz", "ext_authz.v3.ExtAuthz", http_service=address)).auth.items
    assert (item.kind, item.fail_open, item.guards) == ("ext_authz", False, True)
    (item,) = only(http_filter("authz", "ext_authz.v3.ExtAuthz", http_service=address, failure_mode_allow=True)).auth.items
    assert (item.fail_open, item.guards) == (True, False)


def test_a_login_has_its_endpoints_and_no_switch_for_pkce() -> None:
    config = {
        "token_endpoint": {"uri": "https://id.test/token", "cluster": "id", "timeout": "1s"},
        "authorization_endpoint": "https://id.test/authorize",
        "credentials": {"client_id": "x"},
    }
    (item,) = only(http_filter("login", "oauth2.v3.OAuth2", config=config)).auth.items
    assert item.oidc is not None
    assert (item.kind, item.jwt, item.oidc.pkce, item.oidc.flows) == ("oidc", None, None, ("authorization_code",))
    assert [one.kind for one in item.endpoints] == ["token", "authorization"]
    passing = only(
        http_filter("login", "oauth2.v3.OAuth2", config={**config, "pass_through_matcher": [{"name": "x", "present_match": True}]})
    )
    assert "pass_through_matcher" in str(required(passing))


def test_weighted_clusters_with_settings_of_their_own_are_routes_of_their_own() -> None:
    weighted = {"clusters": [{"name": "upstream", "weight": 9}, {"name": "canary", "weight": 1, "typed_per_filter_config": {"basic": OFF}}]}
    routes = [{"match": {"prefix": "/"}, "route": {"weighted_clusters": weighted}}]
    found = gateway(BASIC, routes=routes, clusters=[cluster("upstream"), cluster("canary")]).routes
    assert [required(part) for part in found] == [False, True]
    assert found[0].place.pointer == f"{HOST}/routes/0/route/weighted_clusters/clusters/1"
    assert [one.host for one in found[0].upstreams] == ["canary.internal"]


def test_a_route_behind_one_that_takes_everything_is_not_reached() -> None:
    found = gateway(routes=[route("/"), route("/late", name="late")])
    assert [part.name for part in found.routes] == ["/*"]
    assert [(entry.kind, entry.name, entry.why) for entry in found.dead] == [("route", "late", "overridden")]
    conditional = gateway(routes=[route(match={"prefix": "/", "headers": [{"name": "x", "present_match": True}]}), route("/late")])
    assert len(conditional.routes) == 2


def test_a_route_that_leads_to_an_internal_listener_is_decided_there_as_well() -> None:
    inner = {"endpoint": {"address": {"envoy_internal_address": {"server_listener_name": "inner"}}}}
    upstream = {"name": "upstream", "load_assignment": {"cluster_name": "upstream", "endpoints": [{"lb_endpoints": [inner]}]}}
    why = "requests go on to the internal listener inner, whose filters decide as well"
    (open_route,) = gateway_of(json.dumps(bootstrap(clusters=[upstream]))).routes
    assert open_route.auth.leaf("required").value.reason == why
    assert open_route.leaf("unclear_limits").value.reason == why
    (shut,) = gateway_of(json.dumps(bootstrap(tokens_filter(), clusters=[upstream]))).routes
    assert shut.auth.required is True
