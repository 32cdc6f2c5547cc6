"""Kong's defaults and vocabulary as tables, each with the page that states it. Nothing is computed here.

`D` below is https://developer.konghq.com/plugins/<name>/reference/, checked against the published schemas of 3.9 to 3.15.
"""

from collections.abc import Mapping
from typing import Final

from celadon.sources.document import JsonValue

ROUTE: Final[Mapping[str, JsonValue]] = {"protocols": ["http", "https"], "strip_path": True, "https_redirect_status_code": 426}
"""https://developer.konghq.com/gateway/entities/route/#schema"""

SERVICE: Final[Mapping[str, JsonValue]] = {
    "protocol": "http", "port": 80, "retries": 5, "enabled": True, "connect_timeout": 60000, "read_timeout": 60000, "write_timeout": 60000,
}  # fmt: skip
"""https://developer.konghq.com/gateway/entities/service/#schema"""

PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443, "grpc": 80, "grpcs": 443, "ws": 80, "wss": 443}
"""The port of a service's `url` without one: kong/db/schema/entities/services.lua."""

JWT_ALGORITHM: Final = "HS256"
"""Of a credential: https://developer.konghq.com/plugins/jwt/#create-a-jwt-credential"""

HTTP_PROTOCOLS: Final = frozenset({"http", "https", "grpc", "grpcs", "ws", "wss"})
"""Of a route that carries HTTP; the others (tcp, tls, udp, tls_passthrough) are streams of bytes."""

CREDENTIAL_PLACES: Final[list[JsonValue]] = ["body", "header", "query"]

PLUGINS: Final[Mapping[str, Mapping[str, JsonValue]]] = {
    "key-auth": {  # D
        "key_names": ["apikey"], "key_in_header": True, "key_in_query": True, "key_in_body": False, "hide_credentials": False,
        "run_on_preflight": True,
    },
    "key-auth-enc": {  # D
        "key_names": ["apikey"], "key_in_header": True, "key_in_query": True, "key_in_body": False, "hide_credentials": False,
        "run_on_preflight": True,
    },
    "jwt": {  # D
        "uri_param_names": ["jwt"], "cookie_names": [], "header_names": ["authorization"], "key_claim_name": "iss", "claims_to_verify": [],
        "maximum_expiration": 0, "secret_is_base64": False, "run_on_preflight": True,
    },
    "openid-connect": {  # D; ssl_verify has no entry: false until 3.13, true later
        "auth_methods": [
            "authorization_code", "bearer", "client_credentials", "introspection", "kong_oauth2", "password", "refresh_token", "session",
            "userinfo",
        ],
        "bearer_token_param_type": CREDENTIAL_PLACES, "client_credentials_param_type": CREDENTIAL_PLACES,
        "password_param_type": CREDENTIAL_PLACES, "refresh_token_param_type": CREDENTIAL_PLACES, "id_token_param_type": CREDENTIAL_PLACES,
        "response_type": ["code"], "verify_signature": True, "verify_claims": True, "enable_hs_signatures": False,
        "session_cookie_name": "session", "leeway": 0, "audience_required": [], "run_on_preflight": True,
    },
    "basic-auth": {"hide_credentials": False, "realm": "service"},  # D
    "hmac-auth": {  # D
        "hide_credentials": False, "clock_skew": 300, "validate_request_body": False,
        "algorithms": ["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"],
    },
    "oauth2": {"auth_header_name": "authorization", "hide_credentials": False, "pkce": "lax"},  # D
    "oauth2-introspection": {"hide_credentials": False, "run_on_preflight": True},  # D
    "ai-mcp-oauth2": {"ssl_verify": True},  # D
    "ldap-auth": {"header_type": "ldap", "hide_credentials": False, "verify_ldap_host": False},  # D
    "ldap-auth-advanced": {"header_type": "ldap", "hide_credentials": True},  # D
    "mtls-auth": {"skip_consumer_lookup": False},  # D
    "header-cert-auth": {"secure_source": True},  # D
    "session": {"cookie_name": "session"},  # D
    "vault-auth": {  # D
        "access_token_name": "access_token", "secret_token_name": "secret_token", "tokens_in_body": False, "hide_credentials": False,
    },
    "jwt-signer": {  # D
        "access_token_request_header": "Authorization", "access_token_optional": False, "verify_access_token_signature": True,
        "verify_access_token_expiry": True, "enable_hs_signatures": False,
    },
    "rate-limiting": {  # D
        "limit_by": "consumer", "policy": "local", "fault_tolerant": True, "hide_client_headers": False, "error_code": 429,
    },
    "rate-limiting-advanced": {  # D
        "identifier": "consumer", "window_type": "sliding", "strategy": "local", "hide_client_headers": False, "error_code": 429,
    },
    "graphql-rate-limiting-advanced": {  # D; without `strategy` the plugin is refused
        "identifier": "consumer", "window_type": "sliding", "strategy": "cluster", "hide_client_headers": False,
    },
    "service-protection": {"window_type": "sliding", "strategy": "local", "hide_client_headers": False, "error_code": 429},  # D
    "cors": {  # D; without `origins` all origins are allowed
        "origins": ["*"], "credentials": False, "headers": [], "exposed_headers": [],
        "methods": ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"],
    },
    "request-size-limiting": {"allowed_payload_size": 128, "size_unit": "megabytes"},  # D
    "correlation-id": {"header_name": "Kong-Request-ID", "generator": "uuid#counter", "echo_downstream": False},  # D
    "request-termination": {"status_code": 503, "echo": False},  # D
    "acl": {"allow": [], "deny": [], "hide_groups_header": False},  # D
    "ip-restriction": {"allow": [], "deny": []},  # D
    "proxy-cache": {"cache_ttl": 300, "vary_headers": []},  # D
    "proxy-cache-advanced": {"cache_ttl": 300, "vary_headers": []},  # D
    "oas-validation": {  # D
        "validate_request_body": True, "validate_response_body": False, "notify_only_request_validation_failure": False,
    },
}  # fmt: skip

SIZE_UNITS: Final[Mapping[str, int]] = {"bytes": 1, "kilobytes": 1 << 10, "megabytes": 1 << 20}
"""kong/plugins/request-size-limiting/handler.lua"""

WINDOWS: Final[Mapping[str, int]] = {
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "month": 2_592_000, "year": 31_536_000,
}  # fmt: skip
"""Seconds of the windows of `rate-limiting`: https://developer.konghq.com/plugins/rate-limiting/reference/"""

AUTHENTICATION: Final[Mapping[str, str]] = {
    "key-auth": "api_key", "key-auth-enc": "api_key", "jwt": "jwt", "jwt-signer": "jwt", "openid-connect": "oidc", "basic-auth": "basic",
    "hmac-auth": "hmac", "oauth2": "oauth2_introspection", "oauth2-introspection": "oauth2_introspection", "mtls-auth": "mtls",
    "header-cert-auth": "mtls", "ldap-auth": "custom", "ldap-auth-advanced": "custom", "session": "session", "vault-auth": "api_key",
    "saml": "custom", "konnect-application-auth": "custom", "ai-mcp-oauth2": "oauth2_introspection", "opa": "ext_authz",
}  # fmt: skip
"""Plugins that authenticate, with the neutral kind: https://developer.konghq.com/plugins/?category=authentication"""

SECURITY: Final[Mapping[str, str]] = {
    **dict.fromkeys(AUTHENTICATION, "authentication"),
    **dict.fromkeys(("acl", "request-callout"), "authorization"),
    **dict.fromkeys(("rate-limiting", "rate-limiting-advanced", "graphql-rate-limiting-advanced", "service-protection"), "rate_limit"),
    "cors": "cors",
    "ip-restriction": "ip",
    **dict.fromkeys(("request-validator", "oas-validation", "json-threat-protection", "xml-threat-protection"), "validation"),
}
"""Plugins whose absence of effect matters, with the kind of a dead entry."""

LOGGING: Final = frozenset(
    {"file-log", "http-log", "tcp-log", "udp-log", "syslog", "loggly", "kafka-log", "confluent", "solace-log", "splunk", "google-logging"}
)
"""Plugins that write a line per request: https://developer.konghq.com/plugins/?category=logging"""

ANSWERS_ITSELF: Final[Mapping[str, str]] = {
    "request-termination": "request-termination answers", "redirect": "redirect answers", "mocking": "mocking answers",
}  # fmt: skip
"""Plugins that answer before an upstream is asked."""

UPSTREAM_OF_ITS_OWN: Final = frozenset(
    {
        "aws-lambda", "azure-functions", "openwhisk", "forward-proxy", "kafka-upstream", "confluent-consume", "kafka-consume",
        "solace-upstream", "solace-consume", "ai-proxy", "ai-proxy-advanced", "ai-mcp-proxy", "route-by-header", "degraphql", "datakit",
    }
)  # fmt: skip
"""Plugins that lead to an upstream of their own, so that a route needs no service."""

INLINE_CODE: Final = ("certificate", "rewrite", "access", "header_filter", "body_filter", "log", "functions", "ws_handshake")
"""Members of pre-function and post-function that hold Lua: https://developer.konghq.com/plugins/pre-function/reference/"""

OTHERS: Final = frozenset(
    {
        "acme", "ace", "ai-a2a-proxy", "ai-aws-guardrails", "ai-azure-content-safety", "ai-custom-guardrail", "ai-gcp-model-armor",
        "ai-lakera-guard", "ai-llm-as-judge", "ai-prompt-compressor", "ai-prompt-decorator", "ai-prompt-guard", "ai-prompt-template",
        "ai-rag-injector", "ai-rate-limiting-advanced", "ai-request-transformer", "ai-response-transformer", "ai-sanitizer",
        "ai-semantic-cache", "ai-semantic-prompt-guard", "ai-semantic-response-guard", "app-dynamics", "application-registration",
        "bot-detection", "canary", "datadog", "datadog-tracing", "exit-transformer", "graphql-proxy-cache-advanced", "grpc-gateway",
        "grpc-web", "injection-protection", "jq", "jwe-decrypt", "metering-and-billing", "opentelemetry",
        "post-function", "pre-function", "prometheus", "request-transformer", "request-transformer-advanced", "response-ratelimiting",
        "response-transformer", "response-transformer-advanced", "route-transformer-advanced", "standard-webhooks", "statsd",
        "statsd-advanced", "tls-handshake-modifier", "tls-metadata-headers", "upstream-oauth", "upstream-timeout", "vitals-prometheus",
        "websocket-size-limit", "websocket-validator", "zipkin", "collector", "konnect-portal-auth", "galileo", "runscope", "newrelic",
    }
)  # fmt: skip
"""Further plugins of the hub; what they do changes none of the facts here: https://developer.konghq.com/plugins/"""

KNOWN: Final = (
    frozenset(PLUGINS) | frozenset(SECURITY) | LOGGING | frozenset(ANSWERS_ITSELF) | UPSTREAM_OF_ITS_OWN | OTHERS
)  # fmt: skip
"""Every plugin whose effect is known here."""

SECRETS: Final[Mapping[str, str]] = {
    "password": "password", "redis_password": "password", "session_redis_password": "password", "sentinel_password": "password",
    "client_secret": "client_secret", "session_secret": "token", "secret": "token", "vault_token": "token",
    "private_key": "private_key", "ldap_password": "password", "authorization_value": "token", "aws_secret": "token",
    "aws_secret_access_key": "token", "functionkey": "token", "provision_key": "token", "api_key": "api_key", "apikey": "api_key",
    "header_value": "token", "param_value": "token", "gcp_service_account_json": "private_key", "azure_client_secret": "client_secret",
    "access_token": "token", "auth_token": "token", "hmac_secret": "hmac_secret", "signing_secret": "hmac_secret",
}  # fmt: skip
"""Members of plugin configurations that hold a secret, with its kind: marked as encrypted or referenceable in the schemas."""

CREDENTIALS: Final[Mapping[str, tuple[str, str | None, str]]] = {
    "keyauth_credentials": ("api_key", "key", "api_key"),
    "keyauth_enc_credentials": ("api_key", "key", "api_key"),
    "basicauth_credentials": ("basic", "password", "password"),
    "hmacauth_credentials": ("hmac", "secret", "hmac_secret"),
    "jwt_secrets": ("jwt", "secret", "jwt_secret"),
    "oauth2_credentials": ("oauth2_introspection", "client_secret", "client_secret"),
    "mtls_auth_credentials": ("mtls", None, ""),
}
"""Lists of credentials of a consumer: neutral kind, the member that is secret, the kind of secret.
https://developer.konghq.com/gateway/entities/consumer/"""

ADMIN_PORTS: Final[Mapping[int, str]] = {
    8001: "admin_api", 8444: "admin_api", 8002: "dashboard", 8445: "dashboard", 8003: "dashboard", 8446: "dashboard", 8004: "dashboard",
    8447: "dashboard",
}  # fmt: skip
"""Admin API, Kong Manager, Dev Portal: https://developer.konghq.com/gateway/network-ports-firewall/"""
