"""What policies may visit in a gateway: one line per target. The subjects of each stand in document order."""

from collections.abc import Callable, Iterable

from celadon.models.gateways.neutral.authentication import Auth, AuthItem, Authz, CredentialLocation, IdentityEndpoint, Jwt, Oidc
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.leaf import Neutral
from celadon.models.gateways.neutral.plugin import AdminSurface, Consumer, Credential, Plugin, Secret, SecurityEntry, UnknownPart
from celadon.models.gateways.neutral.route import Listener, PathMatch, Rewrite, Route, RouteMatch, Tls
from celadon.models.gateways.neutral.traffic import (
    Cache,
    Cors,
    IpRules,
    Logging,
    LogSink,
    OriginPattern,
    RateLimit,
    ResponseHeader,
    RouteLimits,
    Upstream,
    Validation,
)
from celadon.models.view import View

Find = Callable[[Gateway], Iterable[View]]


def _of_routes(part: Callable[[Route], Iterable[Neutral]]) -> Find:
    """Visit a part of every route; in a file without routes, of the stand-ins."""
    return lambda gateway: [item for route in (*gateway.routes, *gateway.detached) for item in part(route)]


def _cors(route: Route) -> tuple[Cors, ...]:
    return () if route.cors is None else (route.cors,)


def _security_entries(gateway: Gateway) -> list[SecurityEntry]:
    """Visit what protects nothing, then, each once, what authenticates, limits or answers foreign origins on some route."""
    found = list(gateway.dead)
    seen = {entry.place.tokens for entry in found}
    for route in (*gateway.routes, *gateway.detached):
        parts = [*(("authentication", item) for item in route.auth.items), *(("cors", cors) for cors in _cors(route))]
        parts += [("rate_limit", limit) for limit in route.rate_limits if limit.leaf("enforced").value is not False]
        for kind, part in parts:
            if part.place.tokens not in seen:
                seen.add(part.place.tokens)
                found.append(SecurityEntry(part.place, part.node, kind=kind, name=part.leaf("name").value or kind, gateway=gateway))
    return found


TARGETS: dict[str, tuple[type[View], Find]] = {
    "gateway": (Gateway, lambda gateway: [gateway]),
    "listener": (Listener, lambda gateway: gateway.listeners),
    "route": (Route, lambda gateway: (*gateway.routes, *gateway.holes)),
    "consumer": (Consumer, lambda gateway: gateway.consumers),
    "auth_item": (AuthItem, _of_routes(lambda route: route.auth.items)),
    "identity_endpoint": (IdentityEndpoint, _of_routes(lambda route: [one for item in route.auth.items for one in item.endpoints])),
    "rate_limit": (RateLimit, _of_routes(lambda route: route.rate_limits)),
    "cors": (Cors, _of_routes(_cors)),
    "origin_pattern": (OriginPattern, _of_routes(lambda route: [pattern for cors in _cors(route) for pattern in cors.patterns])),
    "upstream": (Upstream, _of_routes(lambda route: route.upstreams)),
    "plugin": (Plugin, lambda gateway: gateway.plugins),
    "secret": (Secret, lambda gateway: gateway.secrets),
    "log_sink": (LogSink, lambda gateway: gateway.log_sinks),
    "security_entry": (SecurityEntry, _security_entries),
    "admin_surface": (AdminSurface, lambda gateway: gateway.admin_surfaces),
}
"""Target to the class of its subjects and how they are found."""

PARTS: tuple[type[View], ...] = (
    Auth, Authz, Cache, Credential, CredentialLocation, IpRules, Jwt, Logging, Oidc, PathMatch, ResponseHeader, Rewrite,
    RouteLimits, RouteMatch, Tls, UnknownPart, Validation,
)  # fmt: skip
"""Classes that are reached from subjects and visited by no target."""

CLASSES: tuple[type[View], ...] = (*(class_ for class_, _ in TARGETS.values()), *PARTS)
"""Every class of the family."""
