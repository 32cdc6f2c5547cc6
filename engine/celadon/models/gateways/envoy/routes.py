"""Routes of a route configuration, each cut into the cells and cases that differ in who gets through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from celadon.models.gateways.envoy.access.gates import Gate, combine
from celadon.models.gateways.envoy.access.judging import Access, Verdict, cuts, rbac_config, verdicts
from celadon.models.gateways.envoy.access.requests import Cell, Requests, Turns, cells, of_route_match
from celadon.models.gateways.envoy.access.rules import address_rules
from celadon.models.gateways.envoy.chain import Chain, Level, Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.traffic.concurrency import Breakers
from celadon.models.gateways.envoy.traffic.headers import build_response_headers
from celadon.models.gateways.envoy.traffic.listeners import TLS_REQUIREMENTS, Door
from celadon.models.gateways.envoy.traffic.rates import build_rate_limits, unclear_limits
from celadon.models.gateways.envoy.traffic.sharing import build_cors
from celadon.models.gateways.envoy.traffic.sizes import build_limits, build_logging
from celadon.models.gateways.envoy.traffic.upstreams import build_upstreams, way_inside
from celadon.models.gateways.neutral.authentication import Authz
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.route import Listener, PathMatch, Rewrite, Route, RouteMatch
from celadon.models.gateways.neutral.traffic import Cache, Validation
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

ANSWERS: Final = {"redirect": "it redirects", "direct_response": "it answers by itself", "non_forwarding_action": "it forwards nothing"}
UPGRADES: Final = frozenset({"websocket", "connect", "connect-udp"})


EVERYTHING: Final[JsonValue] = {"virtual_hosts": [{"domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {}}]}]}
"""A route configuration that takes every request: it stands in for one that is not in the file."""


class StandIn(Message):
    """A message that nobody wrote: everything below it stands at one place."""

    __slots__ = ()

    def place_of(self, name: str) -> Place:  # noqa: ARG002 - whatever the field, it stands here
        """Stand where the stand-in stands."""
        return self.place

    def get(self, name: str) -> Message | None:
        """Step into a field without leaving the place."""
        return StandIn(self.place, self.node[name]) if name in self.node else None

    def nodes(self, name: str) -> list[tuple[Place, Node]]:
        """Give the items of a repeated field, all at the place."""
        items = self.node.get(name)
        return [(self.place, item) for item in items] if isinstance(items, list) else []

    def items(self, name: str) -> list[Message]:
        """Give the messages of a repeated field, all at the place."""
        return [StandIn(place, node) for place, node in self.nodes(name)]


@dataclass(slots=True)
class Use:
    """A route configuration as one door uses it; a file of routes alone has no door."""

    routes: Message
    access: Access
    door: Door | None = None
    listener: Listener | None = None
    doubt: Unknown | None = None
    """Why the routes are not known; then `routes` is a stand-in."""

    @property
    def manager(self) -> Message | None:
        """The connection manager; None where it is in another file."""
        return None if self.door is None else self.door.manager

    @property
    def chain(self) -> Chain:
        """The HTTP filters."""
        known = None if self.door is None or self.doubt is not None else self.door.filters
        return Chain(Message(self.routes.place, None)) if known is None else known


def routes_of(use: Use) -> Iterator[Route]:
    """List the routes in the order in which Envoy tries them; those behind one that takes everything are not reached and left out."""
    hosts = use.routes.items("virtual_hosts")
    every = {domain: number for number, host in enumerate(hosts) for domain in _domains(host) if domain != "*"}
    for host_number, host in enumerate(hosts):
        claimed = _claimed(_domains(host), (domain for domain, number in every.items() if number != host_number))
        for route, turn in _turns(host, host_number, claimed):
            if turn.reaches(turn.requests.whole):
                yield from _of_route(use, host, route, turn)


def unreached(use: Use) -> Iterator[Message]:
    """List the routes that no request reaches, because an earlier route of the virtual host takes all of theirs."""
    for host in use.routes.items("virtual_hosts"):
        yield from (route for route, turn in _turns(host) if not turn.reaches(turn.requests.whole))


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a route may take when its turn comes."""

    requests: Requests
    turns: Turns
    """What the routes of the virtual host take, each in its turn."""
    number: int
    rank: tuple[int, int]
    claimed: tuple[str, ...]
    """Domains of other virtual hosts: of those that match, the most specific one alone is asked."""

    def reaches(self, cell: Cell) -> bool:
        """Tell whether earlier routes leave something of a cell."""
        return not self.turns.leave_nothing(cell, self.number)


def _turns(host: Message, host_number: int = 0, claimed: tuple[str, ...] = ()) -> Iterator[tuple[Message, _Turn]]:
    routes = host.items("routes")
    every = [of_route_match(route.get("match")) for route in routes]
    turns = Turns(every)
    for number, (route, requests) in enumerate(zip(routes, every, strict=True)):
        yield route, _Turn(requests, turns, number, (-host_number, -number), claimed)


def _of_route(use: Use, host: Message, route: Message, turn: _Turn) -> Iterator[Route]:
    base: list[tuple[Level, Message]] = [("route", route), ("virtual_host", host), ("route_configuration", use.routes)]
    weighted = route.dig("route", "weighted_clusters")
    singled = [] if weighted is None else [one for one in weighted.items("clusters") if one.has("typed_per_filter_config")]
    for only in [*singled, *([None] if weighted is None or len(singled) < len(weighted.items("clusters")) else [])]:
        levels: list[tuple[Level, Message]] = base if only is None else [("cluster", only), *base]
        settings = use.chain.settings(levels)
        yield from _of_cells(_Route(use, host, route, only, turn, levels, settings))


@dataclass(slots=True)
class _Route:
    """A route below one cluster choice, with its filters as they take effect."""

    use: Use
    host: Message
    route: Message
    only: Message | None
    turn: _Turn
    levels: Sequence[tuple[Level, Message]]
    settings: Sequence[Setting]

    @property
    def requests(self) -> Requests:
        """What the route matches."""
        return self.turn.requests

    @property
    def place(self) -> Place:
        """The weighted cluster where it has filters of its own, else the route."""
        return self.route.place if self.only is None else self.only.place

    @property
    def beyond(self) -> Unknown | None:
        """Why further filters of this Envoy may decide behind those of the route."""
        return way_inside(self.action, self.only, self.use.access.resources)

    @property
    def action(self) -> Message:
        """The route action; an empty one where the route answers by itself."""
        return self.route.get("route") or Message(self.route.place, None)


def _of_cells(one: _Route) -> Iterator[Route]:
    parts = cells(one.requests, cuts(one.settings, one.use.access))
    if parts is None:
        doubt = Unknown("too many rules cut this route apart to judge each part")
        yield _build(one, one.requests.whole, Verdict(combine(one.place, [Gate(admits=doubt, because=doubt.reason)]), None), 0)
        return
    for number, cell in enumerate(part for part in parts if one.turn.reaches(part)):
        found = verdicts(one.place, one.settings, cell, one.use.access, one.beyond)
        for case, verdict in enumerate(found):
            yield _build(one, cell, verdict, -(number * len(found) + case), conditional=len(found) > 1)


def _build(one: _Route, cell: Cell, verdict: Verdict, number: int, *, conditional: bool = False) -> Route:
    use, place, action = one.use, one.place, one.action
    specific_wins = use.routes.flag("most_specific_header_mutations_wins") is True
    permissions = [
        use.access.permissions(config)
        for setting in one.settings
        if setting.filter.kind == "rbac" and (config := rbac_config(setting)) is not None
    ]
    exposed, because = _exposure(one, verdict)
    breakers = Breakers(action, one.only, use.access.resources)
    name = _name(one.route, cell)
    host_rank = max((_specificity(domain) for domain in _domains(one.host)), default=0)
    return Route(
        place,
        one.route.node,
        id=one.route.place.pointer,
        name=name,
        exposed=exposed,
        unexposed_because=because,
        conditional=conditional or one.requests.conditional or (cell.path.kind == "regex" and cell.narrowed),
        streaming=_streams(use.manager, action),
        match=_match(one, cell),
        rank=(host_rank, *one.turn.rank, number),
        upstreams=build_upstreams(action, one.only, use.access.resources) if one.route.has("route") else (),
        rewrite=_rewrite(action),
        auth=verdict.auth,
        authz=Authz(place, None, rules=sum(len(each.policies) for each in permissions)),
        rate_limits=(*build_rate_limits(one.settings, one.levels, use.access.resources, use.access.plugins), *breakers.written),
        platform_limits=breakers.own if one.route.has("route") else (),
        unclear_limits=_unclear_limits(one),
        cors=build_cors(one.settings, one.levels, use.access.resources, use.access.plugins),
        response_headers=build_response_headers(one.levels, one.settings, specific_wins=specific_wins),
        limits=build_limits(place, one.settings, use.manager, action, use.access.resources),
        validation=Validation(place, None),
        ip=address_rules(permissions, place),
        logging=build_logging(place, use.manager, use.access.unknown),
        cache=Cache(place, None),
        plugins=tuple(
            plugin
            for setting in one.settings
            if setting.enabled is not False and (plugin := use.access.plugins.of(setting.source)) is not None
        ),
        listeners=() if use.listener is None else (use.listener,),
    )


def _unclear_limits(one: _Route) -> bool | Unknown:
    doubt = one.beyond if one.use.access.unknown is None else one.use.access.unknown
    return unclear_limits(one.settings) if doubt is None else doubt


def _exposure(one: _Route, verdict: Verdict) -> tuple[Leaf[bool], str | None]:
    """Say whether requests reach an upstream: answers of Envoy itself, closed doors and filters that admit nobody do not."""
    if one.use.doubt is not None:
        return Leaf(one.use.doubt, one.place), None
    for answer, because in ANSWERS.items():
        if one.route.has(answer):
            return Leaf(False, one.route.place_of(answer)), because
    if not one.route.has("route"):
        return Leaf(Unknown("what the route's action does is not known"), one.place), None
    if verdict.admits_nobody is not None:
        return Leaf(False, one.place), verdict.admits_nobody
    door = one.use.door
    private = False if door is None else door.is_private
    if private is True:
        return Leaf(False, one.place), "its listener is bound to the machine itself"
    return Leaf(private if isinstance(private, Unknown) else True, one.place), None


def _match(one: _Route, cell: Cell) -> RouteMatch:
    match = one.route.get("match") or one.route
    path = PathMatch(match.place, match.node, kind=cell.path.kind, value=cell.path.value)
    paths: Leaf[tuple[PathMatch, ...]] = Leaf((path,) if one.use.doubt is None else one.use.doubt, match.place)
    return RouteMatch(
        match.place,
        match.node,
        hosts=Leaf(() if "*" in _domains(one.host) else _domains(one.host), one.host.place_of("domains")),
        claimed_hosts=Leaf(one.turn.claimed, one.use.routes.place_of("virtual_hosts")),
        paths=paths,
        methods=cell.methods,
        headers=one.requests.headers,
        protocols=_protocols(one),
    )


def _protocols(one: _Route) -> Leaf[tuple[str, ...]]:
    """Say by which protocols requests come this far, which the listener decides; a virtual host that requires TLS redirects plain ones."""
    door = one.use.door
    if door is None:
        return Leaf(Unknown("the listener is in another file"), one.place)
    if door.context is not None:
        return Leaf(("https",), door.context.place)
    if equals(one.host.word("require_tls", TLS_REQUIREMENTS), "ALL"):
        return Leaf(("https",), one.host.place_of("require_tls"))
    return Leaf(("http",), door.place, "default")


def _domains(host: Message) -> tuple[str, ...]:
    known = host.texts("domains").value
    return known if isinstance(known, tuple) else ()


def _claimed(own: Sequence[str], others: Iterator[str]) -> tuple[str, ...]:
    """List the domains of other virtual hosts that may be more specific than one's own: those of wildcards, and exact ones."""
    if not any("*" in domain for domain in own):
        return ()
    is_mixed = any("*" not in domain for domain in own)
    return tuple(domain for domain in others if not is_mixed or "*" not in domain)


def _specificity(domain: str) -> int:
    """Rank a domain as Envoy looks for it: exact, suffix, prefix, any; longer ones first."""
    if domain == "*":
        return 0
    if domain.startswith("*"):
        return 2000 + len(domain)
    return 1000 + len(domain) if domain.endswith("*") else 3000


def _name(route: Message, cell: Cell) -> str:
    """Name a route as its author did, else by its path; a part of it also by what it takes."""
    own = route.text("name")
    shown = own if isinstance(own, str) and own else ""
    described = cell.path.value + ("*" if cell.path.kind in {"prefix", "segment_prefix"} else "")
    if "*" not in cell.methods:
        described = f"{','.join(cell.methods)} {described}"
    return f"{shown} ({described})" if shown and cell.narrowed else shown or described


def _streams(manager: Message | None, action: Message) -> bool:
    upgrades = [*action.items("upgrade_configs"), *([] if manager is None else manager.items("upgrade_configs"))]
    return any(str(one.raw("upgrade_type")).lower() in UPGRADES and one.flag("enabled", default=True) is True for one in upgrades)


def _rewrite(action: Message) -> Rewrite:
    prefix = action.text("prefix_rewrite")
    regex = action.get("regex_rewrite")
    if regex is not None or action.has("path_rewrite_policy"):
        doubt: Leaf[str] = Leaf(Unknown("a pattern rewrites the path"), action.place_of("regex_rewrite"))
        return Rewrite(action.place, None, path=doubt)
    if isinstance(prefix, Unknown) or not prefix:
        return Rewrite(action.place, None, path=None)
    return Rewrite(action.place, None, strips_prefix=True, add_prefix=action.stated("prefix_rewrite", prefix))
