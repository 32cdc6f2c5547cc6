"""An OpenAPI document together with the gateway that fronts it: which route takes which operation, and what each side asks for.

An operation is looked for as clients call it, behind the base paths of the servers. Where no operation of the document is
found that way, the document may describe the upstream: then prefixes are stripped and added as the route does.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import cast
from urllib.parse import urlsplit

from celadon.models.gateways.addresses import serves
from celadon.models.gateways.model import anchor as gateway_anchor
from celadon.models.gateways.neutral.authentication import AuthItem
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.route import PathMatch, Route
from celadon.models.gateways.paths import takes
from celadon.models.interface import PAIR, Model, UnknownTarget
from celadon.models.openapi.views.operations import Operation
from celadon.models.openapi.views.security import SecurityScheme
from celadon.models.place import Place
from celadon.models.view import View, given
from celadon.sources.document import Document
from celadon.sources.selecting import Selector
from celadon.terms.errors import Problem
from celadon.terms.unknown import Unknown

Server = tuple[str, str]
"""Host and base path, each empty where it is not stated."""

API_KEY, BASIC, MTLS, TOKEN = "api_key", "basic", "mtls", "token"
ENFORCED = {"api_key": API_KEY, "basic": BASIC, "mtls": MTLS, "jwt": TOKEN, "oidc": TOKEN, "oauth2_introspection": TOKEN, "session": TOKEN}
"""What a kind of authentication at the gateway fulfils; the others (an external authority, custom code) may fulfil anything."""


class PairMatch(View):
    """A route that takes an operation."""

    cel_name = "pair_match"

    def __init__(self, route: Route, operation: Operation) -> None:
        """Stand at the route."""
        super().__init__(route.place, route.node)
        self._route = route
        self._operation = operation

    @given
    def route(self) -> Route:
        """The route."""
        return self._route

    @given
    def enforces(self) -> tuple[str, ...]:
        """The kinds of credentials that keep strangers out here: `api_key`, `basic`, `mtls`, `token`, or `any` for what could be any."""
        kinds = [ENFORCED.get(item.kind, "any") for item in self._route.auth.items if item.guards]
        return tuple(dict.fromkeys(kinds))

    @given
    def misplaced_keys(self) -> tuple[AuthItem, ...]:
        """The API keys that the route reads from none of the places that the document states; empty where it states none."""
        stated = {
            (scheme.place_word, (scheme.parameter_name or "").lower()) for scheme in _schemes(self._operation) if scheme.type == "apiKey"
        }
        items = [item for item in self._route.auth.items if item.kind == "api_key" and item.guards]
        return tuple(item for item in items if stated and not stated & {(one.carrier, one.name.lower()) for one in item.locations})


class PairOperation(View):
    """An endpoint of the document with the routes that take it."""

    cel_name = "pair_operation"

    def __init__(self, pair: "PairModel", operation: Operation) -> None:
        """Stand at the operation."""
        super().__init__(operation.place, operation.node)
        self._pair = pair
        self._operation = operation

    @property
    def see_also(self) -> tuple[Place, ...]:
        """What the document demands of callers."""
        return tuple(requirement.place for requirement in self._operation.security)

    @given
    def operation(self) -> Operation:
        """The operation."""
        return self._operation

    @given
    def matches(self) -> tuple[PairMatch, ...]:
        """The routes that take it, those that the gateway tries first in front."""
        return tuple(PairMatch(route, self._operation) for route in self._pair.routes_of(self._operation))

    @given
    def unclear(self) -> bool:
        """Unknown where a route may take it that cannot be told; false otherwise."""
        return cast("bool", self._pair.unclear(self._operation))

    @given
    def demands(self) -> tuple[str, ...]:
        """The kinds of credentials of which the document demands one: `api_key`, `basic`, `mtls`, `token`, or `any` for others."""
        return tuple(dict.fromkeys(_kind(scheme) for scheme in _schemes(self._operation)))


class PairRoute(View):
    """A route of the gateway with the operations that it takes."""

    cel_name = "pair_route"

    def __init__(self, pair: "PairModel", route: Route) -> None:
        """Stand at the route."""
        super().__init__(route.place, route.node)
        self._pair = pair
        self._route = route

    @given
    def route(self) -> Route:
        """The route."""
        return self._route

    @given
    def operations(self) -> tuple[Operation, ...]:
        """The operations whose path is one of the route's, of whatever method."""
        return self._pair.operations_of(self._route)


class Pair(View):
    """Both sides together; it stands at the document."""

    cel_name = "pair"

    def __init__(self, model: "PairModel") -> None:
        """Stand at the root of the document."""
        super().__init__(model.openapi.document_view.place, model.openapi.document_view.node)
        self._model = model

    @given
    def gateway(self) -> Gateway:
        """The gateway."""
        return self._model.gateway

    @given
    def operations(self) -> tuple[PairOperation, ...]:
        """The endpoints of the document."""
        return tuple(self._model.operations)

    @given
    def routes(self) -> tuple[PairRoute, ...]:
        """The routes of the gateway."""
        return tuple(self._model.routes)


CLASSES: dict[str, type[View]] = {"pair": Pair, "pair_operation": PairOperation, "pair_route": PairRoute}
"""What each target of the family `pair` visits."""


class PairModel:
    """One document and one gateway, judged together."""

    kind = PAIR
    family = PAIR
    foundations: tuple[str, ...] = ()
    resting: frozenset[str] = frozenset()
    version = ""

    def __init__(self, openapi: Model, gateway: Model) -> None:
        """Join both; raises TypeError where the second is no gateway."""
        if not isinstance(gateway.document_view, Gateway):
            raise TypeError("a pair has a gateway on its right side")
        self.openapi = openapi
        self.gateway: Gateway = gateway.document_view
        self._gateway_model = gateway
        self._joined = Join(openapi.subjects("operation"), self.gateway)
        self.operations = [PairOperation(self, operation) for operation in self._joined.operations]
        self.routes = [PairRoute(self, route) for route in self.gateway.routes]
        self.title = f"{openapi.title} behind {gateway.title}"
        self.document_view: View = Pair(self)
        self._subjects: dict[str, tuple[View, ...]] = {
            "pair": (self.document_view,),
            "pair_operation": tuple(self.operations),
            "pair_route": tuple(self.routes),
        }

    @property
    def documents(self) -> tuple[Document, ...]:
        """The files of both sides."""
        return (*self.openapi.documents, *self._gateway_model.documents)

    @property
    def is_one_file(self) -> bool:
        """Whether it is known that no other file can be reached; nobody asked so far."""
        return False

    def subjects(self, target: str) -> Sequence[View]:
        """Give the subjects of a target: operations in document order, then routes; raises `UnknownTarget`."""
        if target not in self._subjects:
            raise UnknownTarget(Problem(kind="unknown-target", message=f"a pair has no target `{target}`"))
        return self._subjects[target]

    def do_without(self) -> None:
        """Nothing rests on foundations here."""

    def nodes(self, selector: Selector) -> Sequence[View]:
        """Give the plain nodes of the document that a selector finds."""
        return self.openapi.nodes(selector)

    def anchor(self, place: Place) -> str:
        """Name a place as the model of its own side does."""
        return gateway_anchor(place) if self._is_on_gateway(place) else self.openapi.anchor(place)

    def content(self, place: Place) -> str:
        """Digest a place as the model of its own side does; what the other side says of it is no part."""
        return (self._gateway_model if self._is_on_gateway(place) else self.openapi).content(place)

    def _is_on_gateway(self, place: Place) -> bool:
        return any(place.document is document for document in self._gateway_model.documents)

    def uses(self, subject: View) -> tuple[str, ...]:
        """Name the operation or route that a subject is."""
        if isinstance(subject, PairOperation):
            return (subject.operation.label,)
        return ()

    def routes_of(self, operation: Operation) -> tuple[Route, ...]:
        """Give the routes that take an operation."""
        return self._joined.routes_of(operation)

    def operations_of(self, route: Route) -> tuple[Operation, ...]:
        """Give the operations whose path a route takes."""
        return self._joined.operations_of(route)

    def unclear(self, operation: Operation) -> bool | Unknown:
        """Say why another route may take an operation; false where none can."""
        return self._joined.unclear(operation)


class Join:
    """Which route takes which operation; worked out once per operation."""

    def __init__(self, operations: Sequence[View], gateway: Gateway) -> None:
        """Keep both sides, and choose whether the document is the clients' view or the upstream's."""
        self.operations = [operation for operation in operations if isinstance(operation, Operation)]
        self._servers = {id(operation): _servers(operation) for operation in self.operations}
        self._gateway = gateway
        self._routes = sorted(gateway.routes, key=lambda route: route.rank, reverse=True)
        self._heads = {id(route): _heads(route) for route in self._routes}
        self._taken: dict[int, tuple[Route, ...]] = {}
        self._view: Callable[[Route, Operation, str], bool | Unknown] = _as_called
        if all(self._takes_path(route, operation) is False for route in self._routes for operation in self.operations):
            services = {str(upstream.leaf("host").value) for route in self._routes for upstream in route.upstreams}
            self._view = _as_upstream_of(services)

    def routes_of(self, operation: Operation) -> tuple[Route, ...]:
        """Give the routes that take an operation: the first in the gateway's order that surely does, and those tried before it."""
        known = self._taken.get(id(operation))
        if known is None:
            found = {id(route) for server in self._servers[id(operation)] for route in self._found(operation, server)}
            known = self._taken[id(operation)] = tuple(route for route in self._routes if id(route) in found)
        return known

    def _found(self, operation: Operation, server: Server) -> Iterator[Route]:
        """Go down the ranks until one has a route that takes the operation, called at a server, whatever its headers are.

        Routes that strip what they match are no rivals in the upstream's view: each is a way in of its own.
        """
        sure: tuple[int, ...] | None = None
        for route in self._routes:
            is_rival = self._view is _as_called or route.rewrite.leaf("strips_prefix").value is not True
            if is_rival and sure is not None and route.rank < sure:
                continue
            if self._takes(route, operation, (server,)) is True:
                yield route
                if is_rival and not _has_conditions(route):
                    sure = route.rank

    def operations_of(self, route: Route) -> tuple[Operation, ...]:
        """Give the operations whose path a route takes."""
        return tuple(operation for operation in self.operations if self._takes_path(route, operation) is True)

    def unclear(self, operation: Operation) -> bool | Unknown:
        """Say why a route that is not known may take an operation."""
        if not self._gateway.complete:
            return Unknown("the gateway's configuration is not complete: further routes may exist")
        return next((taken for route in self._routes if isinstance(taken := self._takes(route, operation), Unknown)), False)

    def _takes(self, route: Route, operation: Operation, servers: Sequence[Server] = ()) -> bool | Unknown:
        if self._is_far(route, operation):
            return False
        methods = route.match.leaf("methods").value
        if isinstance(methods, tuple) and "*" not in methods and operation.method.upper() not in methods:
            return False
        return self._takes_path(route, operation, servers)

    def _takes_path(self, route: Route, operation: Operation, servers: Sequence[Server] = ()) -> bool | Unknown:
        if self._is_far(route, operation):
            return False
        hosts, claimed = route.match.leaf("hosts").value, route.match.claimed_hosts
        doubt: Unknown | None = hosts if isinstance(hosts, Unknown) else None
        for host, base in servers or self._servers[id(operation)]:
            if host and isinstance(hosts, tuple) and not serves(hosts, claimed, host):
                continue
            taken = self._view(route, operation, base)
            if taken is True:
                return True if doubt is None else doubt
            doubt = taken if isinstance(taken, Unknown) else doubt
        return False if doubt is None else doubt

    def _is_far(self, route: Route, operation: Operation) -> bool:
        """Tell cheaply that no path of a route begins as the operation does: most routes are far from most operations."""
        if (heads := self._heads[id(route)]) is None or self._view is not _as_called:
            return False
        called = [(base + operation.path).partition("{")[0] for _, base in self._servers[id(operation)]]
        return not any(one.startswith(head) or head.startswith(one) for one in called for head in heads)


def _heads(route: Route) -> tuple[str, ...] | None:
    """Give the text with which each path of a route begins; None where a path may begin with anything."""
    paths = route.match.leaf("paths").value
    if (
        not isinstance(paths, tuple)
        or not paths
        or any(path.kind == "regex" or isinstance(path.leaf("value").value, Unknown) for path in paths)
    ):
        return None
    return tuple(path.value.partition("{")[0].rstrip("/") for path in paths)


def _has_conditions(route: Route) -> bool:
    """Tell whether a route may pass by a request of its path and method."""
    headers = route.match.leaf("headers").value
    return route.conditional or isinstance(headers, Unknown) or bool(headers) or bool(route.match.criteria)


def _servers(operation: Operation) -> list[Server]:
    """Give host and base path of every server of an operation; one without either where none is stated."""
    found: list[Server] = []
    for server in operation.servers:
        urls: object = server.urls
        for one in urls if isinstance(urls, tuple) else ():
            parts = urlsplit(one.url)
            found.append((parts.hostname or "" if "{" not in parts.netloc else "", parts.path.rstrip("/")))
    return list(dict.fromkeys(found)) or [("", "")]


def _as_called(route: Route, operation: Operation, base: str) -> bool | Unknown:
    return _any(route, lambda match: takes(match, base + operation.path))


def _as_upstream_of(services: set[str]) -> Callable[[Route, Operation, str], bool | Unknown]:
    """Compare with the path that a route sends on; with several upstreams only where the document's server is the route's."""

    def holds(route: Route, operation: Operation, base: str) -> bool | Unknown:
        hosts = {str(upstream.leaf("host").value) for upstream in route.upstreams}
        if len(services) > 1 and not hosts & {host for host, _ in _servers(operation) if host}:
            return False
        add, strips = route.rewrite.leaf("add_prefix").value, route.rewrite.leaf("strips_prefix").value
        if isinstance(add, Unknown) or isinstance(strips, Unknown):
            return Unknown("what becomes of the path is not known")
        path = base + operation.path
        if add and not path.startswith(f"{add}/"):
            return False
        return True if strips else _any(route, lambda match: takes(match, path.removeprefix(add)))

    return holds


def _any(route: Route, holds: Callable[[PathMatch], bool | Unknown]) -> bool | Unknown:
    """Tell whether one of a route's paths takes something; a route without paths takes everything."""
    paths = route.match.leaf("paths").value
    if isinstance(paths, Unknown):
        return paths
    answers = [holds(path) for path in paths]
    if not paths or any(answer is True for answer in answers):
        return True
    return next((answer for answer in answers if isinstance(answer, Unknown)), False)


def _schemes(operation: Operation) -> list[SecurityScheme]:
    """Give every defined scheme that some alternative of an operation's security names."""
    uses = [use for requirement in operation.security for use in requirement.schemes]
    return [scheme for use in uses if (scheme := use.scheme) is not None]


def _kind(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return API_KEY
    if scheme.type == "mutualTLS":
        return MTLS
    if scheme.type in {"oauth2", "openIdConnect"}:
        return TOKEN
    return {"basic": BASIC, "bearer": TOKEN}.get((scheme.scheme or "").lower(), "any")
