"""Envoy configurations in a few words: what a case says is what it changes, the rest is the same everywhere."""

import json
from dataclasses import dataclass
from typing import Any

from tests.truth import tokens

Tree = dict[str, Any]

HTTP = "type.googleapis.com/envoy.extensions.filters.http."
MANAGER = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
TLS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3."
OFF: Tree = {"@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", "disabled": True}
ALWAYS: Tree = {"default_value": {"numerator": 100}}


@dataclass(frozen=True)
class Configuration:
    """One gateway of the table."""

    name: str
    why: str
    """What it pins, in one clause."""
    tree: Tree


def bootstrap(
    *filters: Tree,
    routes: list[Tree] | None = None,
    host: Tree | None = None,
    table: Tree | None = None,
    manager: Tree | None = None,
    chain: Tree | None = None,
    listener: Tree | None = None,
    clusters: list[Tree] | None = None,
) -> Tree:
    """Write a bootstrap with one listener: `host` is the virtual host, `table` the route configuration."""
    virtual_host = {"name": "all", "domains": ["*"], **(host or {}), "routes": routes or [route()]}
    connection_manager = {
        "@type": MANAGER,
        "stat_prefix": "edge",
        "route_config": {**(table or {}), "virtual_hosts": [virtual_host]},
        "http_filters": [*filters, http_filter("router", "router.v3.Router")],
        **(manager or {}),
    }
    network_filter = {"name": "envoy.filters.network.http_connection_manager", "typed_config": connection_manager}
    address = {"socket_address": {"address": "0.0.0.0", "port_value": 8080}}
    edge = {"name": "edge", **(listener or {}), "address": address, "filter_chains": [{**(chain or {}), "filters": [network_filter]}]}
    return {"static_resources": {"listeners": [edge], "clusters": clusters or [cluster("upstream")]}}


def route(
    prefix: str = "/", *, settings: Tree | None = None, match: Tree | None = None, limits: list[Tree] | None = None, **more: Any
) -> Tree:
    """Write a route to the upstream; `settings` is `typed_per_filter_config`, `limits` the action's `rate_limits`."""
    where = match or {"prefix": prefix}
    per_filter = {"typed_per_filter_config": settings} if settings else {}
    return {"match": where, "route": {"cluster": "upstream", **({"rate_limits": limits} if limits else {})}, **per_filter, **more}


def cluster(name: str, **more: Any) -> Tree:
    """Write a cluster; where it leads is replaced when the gateway runs."""
    endpoint = {"endpoint": {"address": {"socket_address": {"address": f"{name}.internal", "port_value": 8080}}}}
    assignment = {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]}
    return {"name": name, "type": "STRICT_DNS", "load_assignment": assignment, **more}


def http_filter(name: str, message: str, /, *, disabled: bool = False, **config: Any) -> Tree:
    """Write an HTTP filter under the name by which routes address it."""
    return {"name": name, **({"disabled": True} if disabled else {}), "typed_config": {"@type": HTTP + message, **config}}


def own(message: str, **config: Any) -> Tree:
    """Write what a route says of a filter."""
    return {"@type": HTTP + message, **config}


def key_set(*, shared: bool = False) -> Tree:
    """Write the public key of `tokens`, or its shared secret, as an inline key set."""
    if shared:
        secret = {"kty": "oct", "kid": "shared", "k": tokens.encoded(tokens.SHARED_SECRET)}
        return {"inline_string": json.dumps({"keys": [secret]})}
    public = {name: tokens.KEY[name] for name in ("kty", "kid", "n", "e")}
    return {"inline_string": json.dumps({"keys": [public]})}


def provider(**changes: Any) -> Tree:
    """Write a provider that checks everything; a change to None leaves a field out."""
    strict: Tree = {
        "issuer": tokens.ISSUER,
        "audiences": [tokens.AUDIENCE],
        "require_expiration": True,
        "from_headers": [{"name": "Authorization", "value_prefix": "Bearer "}],
        "local_jwks": key_set(),
    }
    return {name: value for name, value in {**strict, **changes}.items() if value is not None}


def tokens_filter(*rules: Tree, providers: Tree | None = None, **more: Any) -> Tree:
    """Write `jwt_authn` with a provider `main`; without rules everything requires it."""
    every = list(rules) or [rule("/", {"provider_name": "main"})]
    return http_filter("jwt", "jwt_authn.v3.JwtAuthentication", providers=providers or {"main": provider()}, rules=every, **more)


def rule(prefix: str, requires: Tree | None) -> Tree:
    """Write a rule of `jwt_authn`; None requires nothing."""
    return {"match": {"prefix": prefix}} | ({} if requires is None else {"requires": requires})


def bucket(size: int = 3) -> Tree:
    """Write a token bucket that is not refilled while the table is made."""
    return {"max_tokens": size, "tokens_per_fill": size, "fill_interval": "600s"}


def limit_filter(**config: Any) -> Tree:
    """Write `local_ratelimit`."""
    return http_filter("limit", "local_ratelimit.v3.LocalRateLimit", stat_prefix="limit", **config)


def header(name: str, value: str, *, overwrite: bool = True) -> Tree:
    """Write a response header."""
    action = "OVERWRITE_IF_EXISTS_OR_ADD" if overwrite else "APPEND_IF_EXISTS_OR_ADD"
    return {"header": {"key": name, "value": value}, "append_action": action}


def server_tls(**more: Any) -> Tree:
    """Write the TLS of a filter chain with the certificate of `data/`; `ca` trusts its authority."""
    trusted = {"validation_context": {"trusted_ca": {"filename": "tests/truth/data/ca.pem"}}} if more.pop("ca", False) else {}
    certificate = {"certificate_chain": _file("server.pem"), "private_key": _file("server.key")}
    context = {"@type": TLS + "DownstreamTlsContext", "common_tls_context": {"tls_certificates": [certificate], **trusted}, **more}
    return {"transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": context}}


def client_tls(*, ca: bool) -> Tree:
    """Write the TLS of a cluster, with or without an authority to check the upstream against."""
    trusted = {"common_tls_context": {"validation_context": {"trusted_ca": _file("ca.pem")}}} if ca else {}
    return {"transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": {"@type": TLS + "UpstreamTlsContext", **trusted}}}


def _file(name: str) -> Tree:
    return {"filename": f"tests/truth/data/{name}"}
