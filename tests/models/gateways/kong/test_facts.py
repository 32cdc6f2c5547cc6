"""What a Kong file comes to, fact by fact, with the places of defaults."""

import pytest

from celadon.terms.unknown import Unknown
from tests.models.gateways.building import gateway_of, pointer, route_of


def orders(plugins: str = "", route: str = "", service: str = "url: https://orders.test", more: str = "") -> str:
    return f"""
_format_version: "3.0"
{more}
services:
  - {{{service}, plugins: [{plugins}], routes: [{{name: orders, paths: [/orders]{route}}}]}}
"""


def test_a_default_stands_at_the_config_or_else_at_the_plugin() -> None:
    bare = route_of(orders("{name: key-auth}")).auth.items[0]
    written = route_of(orders("{name: key-auth, config: {key_names: [k]}}")).auth.items[0]
    assert pointer(bare, "hide_from_upstream") == "/services/0/plugins/0"
    assert pointer(written, "hide_from_upstream") == "/services/0/plugins/0/config"
    assert [(one.carrier, one.name, one.origin, one.pointer) for one in bare.locations] == [
        ("header", "apikey", "default", "/services/0/plugins/0"),
        ("query", "apikey", "default", "/services/0/plugins/0"),
    ]


def test_a_route_without_a_name_is_called_by_its_path() -> None:
    route = route_of('_format_version: "3.0"\nservices: [{url: "https://a.test", routes: [{paths: [/a]}]}]')
    assert route.label == "route /a"


def test_the_url_of_a_service_is_taken_apart() -> None:
    (upstream,) = route_of(orders(service="url: https://orders.test:8443/v1")).upstreams
    assert (upstream.scheme, upstream.host, upstream.port, upstream.tls) == ("https", "orders.test", 8443, True)
    assert upstream.timeout_ms == 60000
    assert upstream.origin_of("timeout_ms") == "default"
    assert pointer(upstream, "tls") == "/services/0/url"


def test_a_service_without_url_has_kongs_defaults() -> None:
    (upstream,) = route_of(orders(service="host: orders")).upstreams
    assert (upstream.scheme, upstream.port, upstream.tls) == ("http", 80, False)
    assert pointer(upstream, "tls") == "/services/0"


def test_upstream_timeout_overrides_the_service() -> None:
    (upstream,) = route_of(orders("{name: upstream-timeout, config: {read_timeout: 5000}}")).upstreams
    assert upstream.timeout_ms == 5000


def test_the_path_on_its_way_to_the_upstream() -> None:
    rewrite = route_of(orders(service="url: https://orders.test/base/")).rewrite
    assert (rewrite.strips_prefix, rewrite.add_prefix) == (True, "/base")
    assert route_of(orders(route=", strip_path: false")).rewrite.strips_prefix is False


def test_paths_are_expressions_by_their_mark_from_3_0_on() -> None:
    marked = route_of(orders(route="").replace("paths: [/orders]", "paths: ['~/orders/(?<id>[^/]+)$', '/a.b']"))
    assert [(path.kind, path.value) for path in marked.match.paths] == [("template", "/orders/{id}"), ("prefix", "/a.b")]


def test_paths_are_expressions_by_their_looks_before() -> None:
    text = orders().replace('"3.0"', '"2.1"').replace("paths: [/orders]", "paths: ['/orders/\\d+$', /a.b]")
    assert [(path.kind, path.value) for path in route_of(text).match.paths] == [("template", "/orders/{part1}"), ("prefix", "/a.b")]


def test_a_rate_limit_counts_each_period_and_falls_back_to_the_address() -> None:
    minute, hour = route_of(orders("{name: rate-limiting, config: {minute: 60, hour: 1000}}")).rate_limits
    assert (minute.sustained_per_minute, minute.sustained_per_hour) == (60.0, 3600.0)
    assert (hour.sustained_per_minute, hour.sustained_per_hour) == (None, 1000.0)
    assert minute.keys == ("consumer", "ip")
    assert minute.per_client is True
    assert (minute.algorithm, minute.scope, minute.fail_open) == ("fixed_window", "instance", None)


def test_a_limit_per_day_is_a_quota() -> None:
    (limit,) = route_of(orders("{name: rate-limiting, config: {day: 5}}")).rate_limits
    assert limit.algorithm == "quota"


def test_the_advanced_plugin_pairs_limits_with_windows() -> None:
    text = orders(
        "{name: rate-limiting-advanced, config: {limit: [5, 50], window_size: [10, 60], identifier: header, header_name: X-Tenant}}"
    )
    first, second = route_of(text).rate_limits
    assert [(limit.limit, limit.window_s) for limit in (first, second)] == [(5, 10.0), (50, 60.0)]
    assert first.keys == ("header:X-Tenant", "ip")
    assert (first.algorithm, first.sustained_per_minute) == ("sliding_window", 30.0)
    assert pointer(second, "limit") == "/services/0/plugins/0/config/limit/1"


def test_a_limit_whose_store_is_never_synchronised_is_local() -> None:
    text = orders("{name: rate-limiting-advanced, config: {limit: [5], window_size: [60], strategy: redis, sync_rate: -1}}")
    assert route_of(text).rate_limits[0].scope == "instance"


def test_a_size_is_given_in_bytes() -> None:
    assert route_of(orders("{name: request-size-limiting}")).limits.max_body_bytes == 128 * 1024 * 1024
    assert (
        route_of(orders("{name: request-size-limiting, config: {allowed_payload_size: 3, size_unit: kilobytes}}")).limits.max_body_bytes
        == 3072
    )
    assert route_of(orders()).limits.max_body_bytes == 0


def test_headers_of_answers_are_read_in_order() -> None:
    text = orders("{name: response-transformer, config: {add: {headers: ['X-A: 1', 'X-B:2']}, remove: {headers: [Server]}}}")
    assert [(one.name, one.value, one.action) for one in route_of(text).response_headers] == [
        ("Server", "", "remove"),
        ("X-A", "1", "add"),
        ("X-B", "2", "add"),
    ]


def test_credentials_decide_the_algorithm_of_jwt() -> None:
    consumers = 'consumers: [{username: a, jwt_secrets: [{key: a}, {key: b, algorithm: RS256, rsa_public_key: "..."}]}]'
    jwt = route_of(orders("{name: jwt}", more=consumers)).auth.items[0].jwt
    assert jwt is not None
    assert (jwt.algorithms, jwt.symmetric) == (("HS256", "RS256"), True)
    assert pointer(jwt, "symmetric") == "/consumers/0/jwt_secrets/0"
    assert jwt.origin_of("symmetric") == "default"


def test_a_secret_is_noted_with_its_owner_and_a_public_key_is_none() -> None:
    gateway = gateway_of("""
        _format_version: "3.0"
        plugins:
          - {name: openid-connect, config: {issuer: https://id.test, client_secret: [one, two], client_jwk: [{kty: RSA, n: public, d: private}]}}
        consumers:
          - username: shop
            keyauth_credentials: [{key: k}]
            jwt_secrets: [{key: a, algorithm: RS256, secret: generated, rsa_public_key: public}]
        certificates: [{cert: public, key: private}]
    """)
    assert [(secret.pointer, secret.kind, secret.owner) for secret in gateway.secrets] == [
        ("/consumers/0/keyauth_credentials/0/key", "api_key", "consumer shop"),
        ("/plugins/0/config/client_secret/0", "client_secret", "plugin openid-connect"),
        ("/plugins/0/config/client_secret/1", "client_secret", "plugin openid-connect"),
        ("/plugins/0/config/client_jwk/0/d", "private_key", "plugin openid-connect"),
        ("/certificates/0/key", "private_key", "certificate"),
    ]


def test_references_are_unknown_with_their_reason() -> None:
    route = route_of(orders("{name: key-auth, config: {key_in_query: '${{ env \"DECK_Q\" }}', hide_credentials: '{vault://env/h}'}}"))
    item = route.auth.items[0]
    hidden = item.leaf("hide_from_upstream").value
    assert isinstance(hidden, Unknown)
    assert "vault" in hidden.reason
    assert isinstance(item.locations[1].leaf("carrier").value, Unknown)


def test_a_value_of_the_wrong_kind_is_unknown_and_not_guessed() -> None:
    item = route_of(orders("{name: key-auth, config: {hide_credentials: 'yes'}}")).auth.items[0]
    assert isinstance(item.leaf("hide_from_upstream").value, Unknown)


def test_what_is_not_understood_is_listed() -> None:
    gateway = gateway_of("""
        _format_version: "3.0"
        services: [{url: "https://a.test", routes: [{name: a, paths: [/a]}], plugins: {key-auth: {}}}, oops]
        routes: [{name: b, paths: [/b], service: missing}]
        plugins: [{name: acme-auth}, {config: {}}, {name: cors, route: nowhere}]
    """)
    assert [(part.pointer, part.what) for part in gateway.unknowns] == [
        ("/services/1", "an item of `services` is no mapping"),
        ("/services/0/plugins", "`plugins` is no list of plugins"),
        ("/plugins/1", "a plugin without a name"),
        ("/routes/0/service", "the service `missing` is not in this file"),
        ("/plugins/0", "what the plugin acme-auth does is not known"),
        ("/plugins/2/route", "the route `nowhere` is not in this file"),
        ("", "a part of the file that holds routes is not understood"),
    ]
    assert gateway.complete is False


def test_a_route_to_the_admin_api_is_found_on_its_own_host_only() -> None:
    text = """
        _format_version: "3.0"
        services:
          - {url: "http://127.0.0.1:8001", routes: [{paths: [/a]}]}
          - {url: "http://kong-admin:8444", routes: [{paths: [/b]}]}
          - {url: "http://app:8001", routes: [{paths: [/c]}]}
          - {url: "http://localhost:8080", routes: [{paths: [/d]}]}
    """
    assert [surface.bind for surface in gateway_of(text).admin_surfaces] == ["127.0.0.1:8001", "kong-admin:8444"]


def test_the_title_says_vendor_version_and_size() -> None:
    from tests.models.gateways.building import model_of

    assert model_of(orders()).title == "Kong 3.0, 1 route"


def test_routes_that_are_not_understood_are_subjects_of_which_nothing_is_known() -> None:
    from tests.models.gateways.building import model_of

    model = model_of('_format_version: "3.0"\nservices: {a: {url: "https://a.test"}}\nroutes: ["${{ env \\"DECK_ROUTE\\" }}"]')
    assert [(route.pointer, isinstance(route.exposed, Unknown)) for route in model.subjects("route")] == [
        ("/services", True),
        ("/routes/0", True),
    ]
    assert model.gateway.complete is False


@pytest.mark.parametrize(
    "plugin",
    [
        "key-auth", "key-auth-enc", "jwt", "openid-connect", "basic-auth", "hmac-auth", "oauth2", "oauth2-introspection", "mtls-auth",
        "ldap-auth", "ldap-auth-advanced", "header-cert-auth", "jwt-signer", "vault-auth",
    ],
)  # fmt: skip
def test_a_plugin_that_authenticates_keeps_strangers_out(plugin: str) -> None:
    assert route_of(orders(f"{{name: {plugin}}}")).auth.required is True
    optional = "access_token_optional: true" if plugin == "jwt-signer" else "anonymous: stranger"
    assert route_of(orders(f"{{name: {plugin}, config: {{{optional}}}}}")).auth.required is False


def test_the_defaults_of_jwt_check_nothing_and_read_the_query() -> None:
    (item,) = route_of(orders("{name: jwt}")).auth.items
    assert item.jwt is not None
    assert (item.jwt.exp, item.jwt.nbf, item.jwt.aud, item.jwt.iss) == ("unchecked", "unchecked", "unsupported", "selects_key")
    assert item.jwt.max_lifetime_s is None
    assert [(one.carrier, one.name) for one in item.locations] == [("query", "jwt"), ("header", "authorization")]


def test_a_salt_of_caches_is_no_secret() -> None:
    gateway = gateway_of(orders("{name: openid-connect, config: {cache_tokens_salt: abc, client_secret: [hunter2]}}"))
    assert [secret.name for secret in gateway.secrets] == ["client_secret"]


SHA1 = "9b1db67006dde859bb8f697f9752e209e90b3b63"
DERIVED = "$pbkdf2-sha512$i=10000,l=32$c2FsdA$aGFzaA"


@pytest.mark.parametrize(
    ("transform", "credentials", "digest"),
    [
        ("_transform: false", f"basicauth_credentials: [{{username: a, password: {SHA1}}}]", "sha1"),
        ("_transform: true", f"basicauth_credentials: [{{username: a, password: {SHA1}}}]", "none"),
        ("", f"basicauth_credentials: [{{username: a, password: {SHA1}}}]", "none"),
        ("_transform: false", "basicauth_credentials: [{username: a, password: changeme}]", "none"),
        ("_transform: false", f"keyauth_credentials: [{{key: {SHA1}}}]", "none"),
        ("_transform: false", f"oauth2_credentials: [{{client_secret: '{DERIVED}', hash_secret: true}}]", "pbkdf2"),
        ("_transform: false", "oauth2_credentials: [{client_secret: $argon2id$v=19$m=4096$c2E$aGE, hash_secret: true}]", "argon2"),
        ("_transform: false", "oauth2_credentials: [{client_secret: $2b$12$abc, hash_secret: true}]", "bcrypt"),
        ("_transform: false", "oauth2_credentials: [{client_secret: changeme, hash_secret: true}]", "none"),
        ("_transform: false", f"oauth2_credentials: [{{client_secret: '{DERIVED}'}}]", "none"),
        ("", f"oauth2_credentials: [{{client_secret: '{DERIVED}', hash_secret: true}}]", "none"),
    ],
)
def test_only_an_exported_file_has_hashes(transform: str, credentials: str, digest: str) -> None:
    (secret,) = gateway_of(orders(more=f"{transform}\nconsumers: [{{username: a, {credentials}}}]")).secrets
    assert secret.digest == digest


@pytest.mark.parametrize(
    ("plugin", "bodies", "at"),
    [
        ("{name: ai-proxy, config: {logging: {log_payloads: true}}}", True, "/services/0/plugins/1/config/logging/log_payloads"),
        (
            "{name: ai-proxy-advanced, config: {targets: [{}, {logging: {log_payloads: true}}]}}",
            True,
            "/services/0/plugins/1/config/targets/1/logging/log_payloads",
        ),
        ("{name: ai-proxy, config: {logging: {log_payloads: false}}}", False, "/services/0/plugins/0"),
        ("{name: ai-proxy, enabled: false, config: {logging: {log_payloads: true}}}", False, "/services/0/plugins/0"),
        ("{name: acme, config: {logging: {log_payloads: true}}}", False, "/services/0/plugins/0"),
    ],
)
def test_a_log_has_bodies_where_an_ai_plugin_beside_it_hands_them_over(plugin: str, bodies: bool, at: str) -> None:
    (sink,) = gateway_of(orders("{name: syslog}, " + plugin)).log_sinks
    assert (sink.bodies, pointer(sink, "bodies")) == (bodies, at)


@pytest.mark.parametrize(
    "plugin",
    [
        "{name: ai-proxy, config: {logging: {log_payloads: '${{ env \"DECK_LOG\" }}'}}}",
        "{name: ai-proxy, config: {logging: '{vault://env/logging}'}}",
        "{name: ai-proxy, enabled: '${{ env \"DECK_AI\" }}', config: {logging: {log_payloads: true}}}",
    ],
)
def test_a_log_may_have_bodies_where_the_switch_is_elsewhere(plugin: str) -> None:
    (sink,) = gateway_of(orders("{name: syslog}, " + plugin)).log_sinks
    assert isinstance(sink.leaf("bodies").value, Unknown)


def test_a_log_of_a_file_without_routes_has_the_bodies_of_the_plugins_beside_it() -> None:
    plugins = "plugins: [{name: syslog}, {name: ai-proxy, config: {logging: {log_payloads: true}}}]"
    (sink,) = gateway_of(f'_format_version: "3.0"\n{plugins}\nservices: [{{name: chat, url: "https://chat.test"}}]').log_sinks
    assert sink.bodies is True


def test_ai_mcp_oauth2_asks_for_keys_discovery_and_introspection_over_what_its_switch_says() -> None:
    config = "jwks_endpoint: https://id.test/k, metadata_discovery_endpoint: https://id.test/d, introspection_endpoint: https://id.test/i"
    (item,) = route_of(orders(f"{{name: ai-mcp-oauth2, config: {{{config}}}}}")).auth.items
    assert [(one.kind, one.tls_verify) for one in item.endpoints] == [("jwks", True), ("discovery", True), ("introspection", True)]
    (item,) = route_of(orders(f"{{name: ai-mcp-oauth2, config: {{{config}, ssl_verify: false}}}}")).auth.items
    assert [one.tls_verify for one in item.endpoints] == [False, False, False]
    assert pointer(item.endpoints[0], "tls_verify") == "/services/0/plugins/0/config/ssl_verify"
