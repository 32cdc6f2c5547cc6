"""The gateways of the table: the defaults, the precedence rules, the switches and the dead ends that the model claims to know."""

import base64
import hashlib

from tests.truth.builders import (
    ALWAYS,
    OFF,
    Configuration,
    bootstrap,
    bucket,
    client_tls,
    cluster,
    header,
    http_filter,
    key_set,
    limit_filter,
    own,
    provider,
    route,
    rule,
    server_tls,
    tokens_filter,
)

MAIN = {"provider_name": "main"}
EVERYWHERE = {"any": True}
REMOTE = cluster("authorization")
AWAY = cluster("nowhere")
BY_ADDRESS = {"entries": [{"key": "remote_address"}], "token_bucket": bucket()}

PASSWORD = "{SHA}" + base64.b64encode(hashlib.sha1(b"open sesame", usedforsecurity=False).digest()).decode()
BASIC = http_filter("basic", "basic_auth.v3.BasicAuth", users={"inline_string": f"ali:{PASSWORD}"})


def _keys(*sources: dict[str, str]) -> dict[str, object]:
    credentials = [{"key": "key-of-ali", "client": "ali"}]
    return http_filter("keys", "api_key_auth.v3.ApiKeyAuth", credentials=credentials, key_sources=list(sources))


def _authorisation(cluster_name: str = "authorization", **more: object) -> dict[str, object]:
    address = {"uri": "http://authorization.internal", "cluster": cluster_name, "timeout": "1s"}
    return http_filter("authz", "ext_authz.v3.ExtAuthz", http_service={"server_uri": address}, **more)


def _rbac(action: str, *principals: dict[str, object], permissions: list[dict[str, object]] | None = None) -> dict[str, object]:
    policies = {"only": {"permissions": permissions or [EVERYWHERE], "principals": list(principals)}} if principals else {}
    return http_filter("rbac", "rbac.v3.RBAC", rules={"action": action, "policies": policies})


def _sharing(**policy: object) -> dict[str, object]:
    return {"cors": own("cors.v3.CorsPolicy", **policy)}


LOG = {
    "name": "file",
    "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
        "path": "/var/log/envoy/access.log",
    },
}
SHARING = http_filter("cors", "cors.v3.Cors")

WHO_GETS_IN = (
    Configuration("nothing", "no filter asks for anything", bootstrap()),
    Configuration("strict tokens", "a provider that checks everything", bootstrap(tokens_filter())),
    Configuration(
        "lenient tokens",
        "the defaults of a provider: header and query, exp if present, no audience, no issuer",
        bootstrap(tokens_filter(providers={"main": {"local_jwks": key_set()}})),
    ),
    Configuration(
        "named places",
        "any from_* replaces both default places",
        bootstrap(tokens_filter(providers={"main": provider(from_headers=None, from_params=["t"], from_cookies=["c"])})),
    ),
    Configuration(
        "lifetime",
        "max_lifetime makes exp mandatory and caps it",
        bootstrap(tokens_filter(providers={"main": provider(require_expiration=None, max_lifetime="900s")})),
    ),
    Configuration(
        "shared secret", "kty oct accepts HS256", bootstrap(tokens_filter(providers={"main": provider(local_jwks=key_set(shared=True))}))
    ),
    Configuration(
        "first rule wins",
        "an open rule, one that requires nothing, an exact one that leaves its neighbours open",
        bootstrap(
            tokens_filter(rule("/open", None), rule("/empty", {}), {"match": {"path": "/admin"}, "requires": MAIN}, rule("/kept", MAIN))
        ),
    ),
    Configuration(
        "missing may pass",
        "allow_missing, also inside requires_any, requires_all and extract_only",
        bootstrap(
            tokens_filter(
                rule("/alone", {"allow_missing": {}}),
                rule("/any", {"requires_any": {"requirements": [MAIN, {"allow_missing": {}}]}}),
                rule("/all", {"requires_all": {"requirements": [MAIN, {"allow_missing": {}}]}}),
                rule("/failed", {"requires_any": {"requirements": [MAIN, {"allow_missing_or_failed": {}}]}}),
                rule("/extract", {"extract_only_without_validation": {}}),
            )
        ),
    ),
    Configuration(
        "own audiences",
        "provider_and_audiences replaces the provider's audiences",
        bootstrap(
            tokens_filter(rule("/other", {"provider_and_audiences": {"provider_name": "main", "audiences": ["other"]}}), rule("/", MAIN))
        ),
    ),
    Configuration(
        "rules by name",
        "requirement_map, per route and switched off per route; an unknown name refuses everybody",
        bootstrap(
            tokens_filter(requirement_map={"strict": MAIN, "lenient": {"allow_missing": {}}}),
            routes=[
                route("/lenient", settings={"jwt": own("jwt_authn.v3.PerRouteConfig", requirement_name="lenient")}),
                route("/unknown", settings={"jwt": own("jwt_authn.v3.PerRouteConfig", requirement_name="nobody")}),
                route("/off", settings={"jwt": own("jwt_authn.v3.PerRouteConfig", disabled=True)}),
                route(),
            ],
        ),
    ),
    Configuration(
        "rules by method",
        "a rule may single out a method",
        bootstrap(
            tokens_filter(
                {"match": {"prefix": "/", "headers": [{"name": ":method", "string_match": {"exact": "OPTIONS"}}]}}, rule("/", MAIN)
            )
        ),
    ),
    Configuration(
        "rules and case",
        "a route that ignores case is covered in part by a rule that does not",
        bootstrap(tokens_filter(rule("/admin", MAIN)), routes=[route(match={"prefix": "/admin", "case_sensitive": False})]),
    ),
    Configuration(
        "most specific",
        "route before virtual host before route configuration; naming a filter switches it on",
        bootstrap(
            BASIC,
            table={"typed_per_filter_config": {"basic": OFF}},
            routes=[
                route("/on", settings={"basic": own("basic_auth.v3.BasicAuthPerRoute", users={"inline_string": f"ali:{PASSWORD}"})}),
                route(),
            ],
        ),
    ),
    Configuration(
        "switched off",
        "a disabled filter works where a route names it",
        bootstrap(
            {**BASIC, "disabled": True},
            routes=[
                route("/on", settings={"basic": own("basic_auth.v3.BasicAuthPerRoute", users={"inline_string": f"ali:{PASSWORD}"})}),
                route(),
            ],
        ),
    ),
    Configuration(
        "wrong name",
        "a route addresses a filter by its name in the chain, not by its type",
        bootstrap(BASIC, routes=[route(settings={"envoy.filters.http.basic_auth": OFF})]),
    ),
    Configuration(
        "weighted clusters",
        "a cluster's own setting beats the route's",
        bootstrap(
            BASIC,
            routes=[
                {
                    "match": {"prefix": "/"},
                    "route": {
                        "weighted_clusters": {"clusters": [{"name": "upstream", "weight": 1, "typed_per_filter_config": {"basic": OFF}}]}
                    },
                }
            ],
        ),
    ),
    Configuration(
        "typed struct",
        "a typed struct is what its type_url says",
        bootstrap(
            {
                "name": "jwt",
                "typed_config": {
                    "@type": "type.googleapis.com/xds.type.v3.TypedStruct",
                    "type_url": "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
                    "value": {"providers": {"main": provider()}, "rules": [rule("/", MAIN)]},
                },
            }
        ),
    ),
    Configuration("keys", "keys in a header, in the query and in a cookie", bootstrap(_keys({"header": "x-api-key"}, {"query": "key"}))),
    Configuration(
        "keys per route",
        "a route's key sources replace the filter's and keep its keys",
        bootstrap(
            _keys({"header": "x-api-key"}),
            routes=[route(settings={"keys": own("api_key_auth.v3.ApiKeyAuthPerRoute", key_sources=[{"query": "key"}])})],
        ),
    ),
    Configuration("asked elsewhere", "ext_authz asks its service", bootstrap(_authorisation(), clusters=[cluster("upstream"), REMOTE])),
    Configuration("service away", "ext_authz fails closed", bootstrap(_authorisation("nowhere"), clusters=[cluster("upstream"), AWAY])),
    Configuration(
        "service away, open",
        "failure_mode_allow",
        bootstrap(_authorisation("nowhere", failure_mode_allow=True), clusters=[cluster("upstream"), AWAY]),
    ),
    Configuration(
        "not asked",
        "0 % enabled",
        bootstrap(
            _authorisation(filter_enabled={"default_value": {"numerator": 0}}, with_request_body={"max_request_bytes": 4096}),
            clusters=[cluster("upstream"), REMOTE],
        ),
    ),
    Configuration(
        "shadow",
        "ext_authz in shadow mode refuses nobody, and still caps bodies",
        bootstrap(_authorisation(shadow_mode=True, with_request_body={"max_request_bytes": 4096}), clusters=[cluster("upstream"), REMOTE]),
    ),
    Configuration("deny nothing", "RBAC DENY without policies", bootstrap(_rbac("DENY"))),
    Configuration("allow nothing", "RBAC ALLOW without policies", bootstrap(_rbac("ALLOW"))),
    Configuration("only log", "RBAC LOG", bootstrap(_rbac("LOG", {"not_id": EVERYWHERE}))),
    Configuration(
        "shadow rules", "RBAC with shadow rules alone", bootstrap(http_filter("rbac", "rbac.v3.RBAC", shadow_rules={"action": "ALLOW"}))
    ),
    Configuration(
        "token asked for later",
        "RBAC refuses who has no token although jwt_authn lets a missing one pass",
        bootstrap(
            tokens_filter(
                rule("/", {"requires_any": {"requirements": [MAIN, {"allow_missing": {}}]}}),
                providers={"main": provider(payload_in_metadata="claims")},
            ),
            _rbac(
                "ALLOW",
                {
                    "metadata": {
                        "filter": "envoy.filters.http.jwt_authn",
                        "path": [{"key": "claims"}, {"key": "sub"}],
                        "value": {"string_match": {"exact": "caller"}},
                    }
                },
            ),
        ),
    ),
    Configuration(
        "allowed paths",
        "RBAC that opens one path and asks for a certificate elsewhere",
        bootstrap(
            http_filter(
                "rbac",
                "rbac.v3.RBAC",
                rules={
                    "action": "ALLOW",
                    "policies": {
                        "health": {"permissions": [{"url_path": {"path": {"prefix": "/health"}}}], "principals": [EVERYWHERE]},
                        "rest": {"permissions": [EVERYWHERE], "principals": [{"authenticated": {}}]},
                    },
                },
            )
        ),
    ),
    Configuration(
        "forged address",
        "remote_ip believes X-Forwarded-For while use_remote_address is false",
        bootstrap(_rbac("ALLOW", {"remote_ip": {"address_prefix": "203.0.113.7", "prefix_len": 32}})),
    ),
    Configuration(
        "real address",
        "use_remote_address takes the socket's",
        bootstrap(_rbac("ALLOW", {"remote_ip": {"address_prefix": "203.0.113.7", "prefix_len": 32}}), manager={"use_remote_address": True}),
    ),
    Configuration(
        "no prefix length",
        "a range without prefix_len is /0",
        bootstrap(_rbac("ALLOW", {"direct_remote_ip": {"address_prefix": "203.0.113.7"}})),
    ),
    Configuration(
        "quiet code",
        "Lua that never responds stops nobody",
        bootstrap(
            http_filter(
                "lua",
                "lua.v3.Lua",
                default_source_code={"inline_string": "function envoy_on_request(h) h:headers():add('x-seen', '1') end"},
            )
        ),
    ),
)

CONNECTIONS = (
    Configuration(
        "certificate", "require_client_certificate with a CA", bootstrap(chain=server_tls(ca=True, require_client_certificate=True))
    ),
    Configuration(
        "certificate unchecked", "require_client_certificate without a CA", bootstrap(chain=server_tls(require_client_certificate=True))
    ),
    Configuration("certificate optional", "a CA alone leaves it optional", bootstrap(chain=server_tls(ca=True))),
    Configuration("redirected", "require_tls sends plain requests to https", bootstrap(host={"require_tls": "ALL"})),
    Configuration(
        "redirect route",
        "a redirect reaches no upstream",
        bootstrap(routes=[{"match": {"prefix": "/"}, "redirect": {"https_redirect": True}}]),
    ),
    Configuration(
        "upstream unchecked",
        "a TLS context without validation checks nothing",
        bootstrap(clusters=[cluster("upstream", **client_tls(ca=False))]),
    ),
    Configuration("upstream checked", "a trusted CA is checked", bootstrap(clusters=[cluster("upstream", **client_tls(ca=True))])),
)

TRAFFIC = (
    Configuration("limit by default", "0 % enabled and 0 % enforced", bootstrap(limit_filter(token_bucket=bucket()))),
    Configuration(
        "limit not enforced", "enabled alone limits nothing", bootstrap(limit_filter(token_bucket=bucket(), filter_enabled=ALWAYS))
    ),
    Configuration(
        "limit not enabled", "enforced alone limits nothing", bootstrap(limit_filter(token_bucket=bucket(), filter_enforced=ALWAYS))
    ),
    Configuration(
        "limit",
        "both, with the headers that are off by default",
        bootstrap(
            limit_filter(token_bucket=bucket(), filter_enabled=ALWAYS, filter_enforced=ALWAYS),
        ),
    ),
    Configuration(
        "limit with headers",
        "x-ratelimit and retry-after are sent where they are switched on",
        bootstrap(
            limit_filter(
                token_bucket=bucket(),
                filter_enabled=ALWAYS,
                filter_enforced=ALWAYS,
                enable_x_ratelimit_headers="DRAFT_VERSION_03",
                enable_retry_after_header=True,
            )
        ),
    ),
    Configuration(
        "limit with 503",
        "another status goes without retry-after",
        bootstrap(
            limit_filter(
                token_bucket=bucket(), filter_enabled=ALWAYS, filter_enforced=ALWAYS, enable_retry_after_header=True, status={"code": 503}
            )
        ),
    ),
    Configuration(
        "limit by address",
        "a descriptor without a value counts every address apart, where an action makes one",
        bootstrap(
            limit_filter(token_bucket=bucket(100), filter_enabled=ALWAYS, filter_enforced=ALWAYS, descriptors=[BY_ADDRESS]),
            routes=[route("/counted", limits=[{"actions": [{"remote_address": {}}]}]), route()],
        ),
    ),
    Configuration(
        "limit replaced",
        "a route's own limit replaces the whole configuration, percentages included",
        bootstrap(
            limit_filter(token_bucket=bucket(), filter_enabled=ALWAYS, filter_enforced=ALWAYS),
            routes=[
                route("/own", settings={"limit": own("local_ratelimit.v3.LocalRateLimit", stat_prefix="own", token_bucket=bucket())}),
                route(),
            ],
        ),
    ),
    Configuration(
        "limit by runtime",
        "a static runtime layer overrides a percentage",
        bootstrap(
            limit_filter(
                token_bucket=bucket(), filter_enabled={"default_value": {"numerator": 0}, "runtime_key": "limit.on"}, filter_enforced=ALWAYS
            )
        )
        | {"layered_runtime": {"layers": [{"name": "fixed", "static_layer": {"limit": {"on": 100}}}]}},
    ),
    Configuration(
        "service of limits away",
        "a global limit fails open",
        bootstrap(
            http_filter(
                "global",
                "ratelimit.v3.RateLimit",
                domain="edge",
                rate_limit_service={
                    "grpc_service": {"envoy_grpc": {"cluster_name": "nowhere"}, "timeout": "0.5s"},
                    "transport_api_version": "V3",
                },
            ),
            host={"rate_limits": [{"actions": [{"remote_address": {}}]}]},
            clusters=[cluster("upstream"), AWAY],
        ),
    ),
    Configuration(
        "service of limits away, closed",
        "failure_mode_deny",
        bootstrap(
            http_filter(
                "global",
                "ratelimit.v3.RateLimit",
                domain="edge",
                failure_mode_deny=True,
                rate_limit_service={
                    "grpc_service": {"envoy_grpc": {"cluster_name": "nowhere"}, "timeout": "0.5s"},
                    "transport_api_version": "V3",
                },
            ),
            host={"rate_limits": [{"actions": [{"remote_address": {}}]}]},
            clusters=[cluster("upstream"), AWAY],
        ),
    ),
    Configuration(
        "sharing without filter",
        "a policy without the filter does nothing",
        bootstrap(routes=[route(settings=_sharing(allow_origin_string_match=[{"exact": "*"}], allow_credentials=True))]),
    ),
    Configuration(
        "sharing with all",
        "a star and credentials echo any origin",
        bootstrap(
            SHARING, routes=[route(settings=_sharing(allow_origin_string_match=[{"exact": "*"}], allow_credentials=True, max_age="600"))]
        ),
    ),
    Configuration(
        "sharing, escaped star",
        "an expression that matches the star allows every origin",
        bootstrap(SHARING, routes=[route(settings=_sharing(allow_origin_string_match=[{"safe_regex": {"regex": "\\*"}}]))]),
    ),
    Configuration(
        "sharing with some",
        "a suffix without a dot lets a look-alike in, an exact origin does not; a route replaces its host's policy",
        bootstrap(
            SHARING,
            host={"typed_per_filter_config": _sharing(allow_origin_string_match=[{"suffix": "shop.example"}], allow_credentials=True)},
            routes=[
                route("/exact", settings=_sharing(allow_origin_string_match=[{"exact": "https://shop.example"}])),
                route(
                    "/none",
                    settings=_sharing(
                        allow_origin_string_match=[{"prefix": "https://"}], filter_enabled={"default_value": {"numerator": 0}}
                    ),
                ),
                route("/null", settings=_sharing(allow_origin_string_match=[{"exact": "null"}], allow_credentials=True)),
                route("/regex", settings=_sharing(allow_origin_string_match=[{"safe_regex": {"regex": "https://shop.example"}}])),
                route(),
            ],
        ),
    ),
    Configuration(
        "body",
        "buffer caps, a route may switch it off",
        bootstrap(
            http_filter("buffer", "buffer.v3.Buffer", max_request_bytes=4096),
            routes=[
                route("/off", settings={"buffer": own("buffer.v3.BufferPerRoute", disabled=True)}),
                route("/own", settings={"buffer": own("buffer.v3.BufferPerRoute", buffer={"max_request_bytes": 65536})}),
                route(),
            ],
        ),
    ),
    Configuration(
        "body, connection",
        "per_connection_buffer_limit_bytes and request_body_buffer_limit cap nothing",
        bootstrap(routes=[route(request_body_buffer_limit=4096)]),
    ),
    Configuration(
        "body, authorised",
        "ext_authz that wants the whole body caps it",
        bootstrap(_authorisation(with_request_body={"max_request_bytes": 4096}), clusters=[cluster("upstream"), REMOTE]),
    ),
    Configuration(
        "headers",
        "the widest level has the last word",
        bootstrap(
            table={"response_headers_to_add": [header("x-frame-options", "TABLE")]},
            host={"response_headers_to_add": [header("x-frame-options", "HOST"), header("strict-transport-security", "max-age=1")]},
            routes=[route(response_headers_to_add=[header("x-frame-options", "ROUTE"), header("strict-transport-security", "max-age=2")])],
        ),
    ),
    Configuration(
        "headers, most specific",
        "most_specific_header_mutations_wins turns it round",
        bootstrap(
            table={"response_headers_to_add": [header("x-frame-options", "TABLE")], "most_specific_header_mutations_wins": True},
            host={"response_headers_to_add": [header("x-frame-options", "HOST")]},
            routes=[
                route(
                    response_headers_to_add=[header("x-frame-options", "ROUTE")], response_headers_to_remove=["strict-transport-security"]
                )
            ],
        ),
    ),
    Configuration("request id", "returned only on request", bootstrap(manager={"always_set_request_id_in_response": True})),
    Configuration("log of requests", "access_log of the connection manager", bootstrap(manager={"access_log": [LOG]})),
    Configuration(
        "log of connections", "access_log of the listener has one line per connection", bootstrap(listener={"access_log": [LOG]})
    ),
)

ALL = (*WHO_GETS_IN, *CONNECTIONS, *TRAFFIC)
