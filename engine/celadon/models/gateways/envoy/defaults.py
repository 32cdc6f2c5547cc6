"""Envoy's defaults that decide a verdict, each with the page that states it; docs/reference/gateways/envoy.md shows the same table.

Pages are below https://www.envoyproxy.io/docs/envoy/latest/api-v3/. What a page leaves open was measured (tests/truth).
"""

from typing import Final, NamedTuple

from celadon.sources.document import JsonValue


class Default(NamedTuple):
    """The value of a field that is not written, and the page that says so."""

    value: JsonValue
    page: str


_HTTP = "extensions/filters/http/"
_LOCAL, _JWT = _HTTP + "local_ratelimit/v3/local_rate_limit.proto", _HTTP + "jwt_authn/v3/config.proto"
_GLOBAL, _AUTHZ = _HTTP + "ratelimit/v3/rate_limit.proto", _HTTP + "ext_authz/v3/ext_authz.proto"
_KEY, _BASIC = _HTTP + "api_key_auth/v3/api_key_auth.proto", _HTTP + "basic_auth/v3/basic_auth.proto"
_ADAPTIVE = _HTTP + "adaptive_concurrency/v3/adaptive_concurrency.proto"
_CORS = _HTTP + "cors/v3/cors.proto"
_MANAGER = "extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto"
_ROUTE, _TLS = "config/route/v3/route_components.proto", "extensions/transport_sockets/tls/v3/"

FILTERS: Final[dict[str, dict[str, Default]]] = {
    "jwt_authn": {"bypass_cors_preflight": Default(False, _JWT)},
    "local_ratelimit": {
        "filter_enabled": Default({"default_value": {"numerator": 0}}, _LOCAL),
        "filter_enforced": Default({"default_value": {"numerator": 0}}, _LOCAL),
        "status": Default({"code": 429}, _LOCAL),
        "local_rate_limit_per_downstream_connection": Default(False, _LOCAL),
        "enable_x_ratelimit_headers": Default("OFF", _LOCAL),
    },
    "ratelimit": {
        "failure_mode_deny": Default(False, _GLOBAL),
        "rate_limited_status": Default({"code": 429}, _GLOBAL),
        "enable_x_ratelimit_headers": Default("OFF", _GLOBAL),
    },
    "ext_authz": {
        "failure_mode_allow": Default(False, _AUTHZ),
        "filter_enabled": Default({"default_value": {"numerator": 100}}, _AUTHZ),
        "status_on_error": Default({"code": 403}, _AUTHZ),
    },
    "api_key_auth": {"forwarding": Default({"hide_credentials": False}, _KEY)},
    "adaptive_concurrency": {
        "enabled": Default({"default_value": True}, _ADAPTIVE),
        "concurrency_limit_exceeded_status": Default({"code": 503}, _ADAPTIVE),
    },
    "basic_auth": {
        "authentication_header": Default("Authorization", _BASIC),
        "allow_missing": Default(False, _BASIC),
    },
}
"""Members of HTTP filters, by kind."""

ELSEWHERE: Final[dict[str, Default]] = {
    "JwtProvider.forward": Default(False, _JWT),
    "JwtProvider.from_headers, from_params": Default(["Authorization: Bearer", "?access_token="], _JWT),
    "JwtProvider.audiences": Default([], _JWT),
    "JwtProvider.require_expiration": Default(False, _JWT),
    "JwtProvider.clock_skew_seconds": Default(60, _JWT),
    "TokenBucket.tokens_per_fill": Default(1, "type/v3/token_bucket.proto"),
    "CorsPolicy.filter_enabled": Default(100, _CORS),
    "CorsPolicy.allow_credentials": Default(False, _CORS),
    "HttpConnectionManager.use_remote_address": Default(False, _MANAGER),
    "HttpConnectionManager.normalize_path": Default(False, _MANAGER),
    "HttpConnectionManager.merge_slashes": Default(False, _MANAGER),
    "HttpConnectionManager.path_with_escaped_slashes_action": Default("KEEP_UNCHANGED", _MANAGER),
    "HttpConnectionManager.generate_request_id": Default(True, _MANAGER),
    "HttpConnectionManager.always_set_request_id_in_response": Default(False, _MANAGER),
    "HttpConnectionManager.max_request_headers_kb": Default(60, _MANAGER),
    "HttpConnectionManager.stream_idle_timeout": Default("300s", _MANAGER),
    "HttpConnectionManager.request_timeout": Default("0s", _MANAGER),
    "HttpConnectionManager.server_name": Default("envoy", _MANAGER),
    "HttpConnectionManager.server_header_transformation": Default("OVERWRITE", _MANAGER),
    "Thresholds.max_requests": Default(1024, "config/cluster/v3/circuit_breaker.proto"),
    "ConcurrencyLimitCalculationParams.max_concurrency_limit": Default(1000, _ADAPTIVE),
    "OutputConfig.max_buffered_rx_bytes, max_buffered_tx_bytes": Default(1024, "config/tap/v3/common.proto"),
    "RouteAction.timeout": Default("15s", _ROUTE),
    "RetryPolicy.num_retries": Default(1, _ROUTE),
    "RouteConfiguration.most_specific_header_mutations_wins": Default(False, "config/route/v3/route.proto"),
    "HeaderValueOption.append_action": Default("APPEND_IF_EXISTS_OR_ADD", "config/core/v3/base.proto"),
    "TlsParameters.tls_minimum_protocol_version": Default("TLSv1_2", _TLS + "common.proto"),
    "TlsParameters.tls_maximum_protocol_version": Default("TLSv1_3", _TLS + "common.proto"),
    "DownstreamTlsContext.require_client_certificate": Default(False, _TLS + "tls.proto"),
    "CidrRange.prefix_len": Default(0, "config/core/v3/address.proto"),
}
"""Fields outside of filters' own configuration, by message and name."""
