"""An Envoy file as the neutral gateway: every door with its routes, and what stands beside them."""

from collections.abc import Iterator, Sequence
from typing import Final

from celadon.models.gateways.envoy.access.endpoints import Transport
from celadon.models.gateways.envoy.access.gates import Plugins
from celadon.models.gateways.envoy.access.judging import Access, Connection
from celadon.models.gateways.envoy.access.paths import EVERY_PATH
from celadon.models.gateways.envoy.access.rules import names_remote_addresses, requests_in
from celadon.models.gateways.envoy.access.tokens import rules_of
from celadon.models.gateways.envoy.chain import Level, Override, overrides
from celadon.models.gateways.envoy.inventory.idle import InUse, idle_certificates, idle_in, idle_limits, idle_route
from celadon.models.gateways.envoy.inventory.plugins import kind_of, of_filter, of_override
from celadon.models.gateways.envoy.inventory.secrets import consumers, of_certificates, of_filters, of_headers, of_static
from celadon.models.gateways.envoy.inventory.surfaces import admin_surfaces, log_sinks, routed_surfaces, taps
from celadon.models.gateways.envoy.reading.extensions import JUDGED, Power, power_of
from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.envoy.reading.resources import Resources, described_source
from celadon.models.gateways.envoy.routes import EVERYTHING, StandIn, Use, routes_of, unreached
from celadon.models.gateways.envoy.traffic.encryption import context_of
from celadon.models.gateways.envoy.traffic.headers import reveals_version
from celadon.models.gateways.envoy.traffic.listeners import Door, build_listener, client_address, doors
from celadon.models.gateways.envoy.traffic.rates import counts_addresses
from celadon.models.gateways.envoy.traffic.upstreams import transport
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin, SecurityEntry, UnknownPart
from celadon.models.gateways.neutral.route import Listener, Route
from celadon.sources.document import Document
from celadon.terms.unknown import Unknown

TRUST_ORDER: Final = ("xff_any", "unknown", "xff_trusted", "socket")
"""Of several connection managers the one whose client addresses are easiest to forge speaks for the gateway."""


def build_gateway(document: Document) -> Gateway:
    """Normalise a file; cost grows with its routes times its filters and rules."""
    return _Normalising(Resources(document)).gateway()


class _Normalising:
    """The work on one file: what was found so far, in the order of the file."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.doors = [door for listener in resources.listeners for door in doors(listener)]
        self.overrides: list[tuple[str, str, Override]] = []
        self.plugins: dict[int, Plugin] = {}
        self.listeners: list[Listener] = []
        self.uses: list[Use] = []
        self.stand_ins: list[Use] = []
        self.linked: set[int] = set()
        self.transport: Transport = lambda name: transport(resources, name)

    def gateway(self) -> Gateway:
        """Put everything together."""
        for door in self.doors:
            self._door(door)
        self._lone_routes()
        routes = tuple(route for use in self.uses for route in routes_of(use))
        detached = tuple(route for use in self.stand_ins for route in routes_of(use))
        managers = [door.manager for door in self.doors if door.manager is not None]
        contexts = [(door.name, door.context) for door in self.doors if door.context is not None]
        filters = [(one.name, one.kind, one.config) for door in self.doors if door.filters for one in door.filters.filters]
        every = [*filters, *((name, kind, override.message) for name, kind, override in self.overrides)]
        clusters = [found for cluster in self.resources.clusters.values() if (found := context_of(cluster)) is not None]
        return Gateway(
            self.resources.root.place,
            self.resources.document.tree,
            format="envoy",
            dialect=self.resources.dialect,
            complete=not any(gap.reason in {"dynamic", "outside_file"} for gap in self.resources.gaps),
            listeners=tuple(self.listeners),
            routes=routes,
            detached=detached,
            consumers=tuple(consumers(every)),
            plugins=tuple(self.plugins.values()),
            secrets=(
                *of_filters(every),
                *of_certificates([context for _, context in contexts] + clusters),
                *of_static(self.resources.secrets),
                *of_headers(level for use in self.uses for _, level in _levels(use.routes)),
            ),
            log_sinks=(*log_sinks(managers), *(sink for door in self.doors if door.filters for sink in taps(door.filters.filters))),
            dead=(*self._idle(), *idle_limits((*routes, *detached)), *idle_certificates(contexts)),
            unknowns=tuple(UnknownPart(gap.place, None, reason=gap.reason, what=gap.what) for gap in self.resources.gaps),
            admin_surfaces=(*admin_surfaces(self.resources.admin), *routed_surfaces(self.resources.admin, routes)),
            reveals_version=reveals_version(self._public_managers(), self.resources.root.place),
            **self._client_address((*routes, *detached)),
        )

    def _door(self, door: Door) -> None:
        """Note a door's listener, its filters as plugins, and the routes that it uses."""
        if door.filters is None or door.manager is None:
            self.listeners.append(build_listener(door, None, judges_paths=False))
            return
        for one in door.filters.filters:
            self.plugins[id(one.holder.node)] = of_filter(one)
            if power_of(one.kind) is Power.CODE and not self.plugins[id(one.holder.node)].known:
                self.resources.gap(one.holder.place, "unsupported", f"what the filter {one.name or 'without a name'} does is not known")
        routes, doubt = self._routes_of(door.manager)
        listener = build_listener(door, routes, judges_paths=_judges_paths(door, routes))
        self.listeners.append(listener)
        if routes is not None:
            self._note_overrides(routes, door)
            self.uses.append(Use(routes, self._access(door), door, listener))
            doubt = self._discovered_hosts(routes) if doubt is None else doubt
        if doubt is not None:
            at = door.manager.place_of("rds" if door.manager.has("rds") else "scoped_routes")
            self.uses.append(Use(StandIn(at, EVERYTHING), self._access(door, doubt), door, listener, doubt))
            if routes is None:
                self.stand_ins.append(Use(StandIn(at, EVERYTHING), self._access(door), door, listener))

    def _routes_of(self, manager: Message) -> tuple[Message | None, Unknown | None]:
        """Find the routes of a connection manager: inline, or under their name in the same file; else say why they are not known."""
        inline = manager.get("route_config")
        if inline is not None:
            return inline, None
        discovery = manager.get("rds")
        if discovery is None:
            what = "the routes depend on a scope that each request names" if manager.has("scoped_routes") else "no routes are written"
            self.resources.gap(manager.place_of("scoped_routes"), "dynamic", what)
            return None, Unknown(what)
        name = discovery.text("route_config_name")
        found = self.resources.route_configurations.get(name) if isinstance(name, str) else None
        if found is not None:
            self.linked.add(id(found))
            return found, None
        what = f"the routes {name} come from {described_source(discovery.get('config_source') or discovery)}"
        self.resources.gap(discovery.place, "dynamic", what)
        return None, Unknown(what)

    def _discovered_hosts(self, routes: Message) -> Unknown | None:
        """Say why a route configuration does not hold all of its virtual hosts and routes; None where it does."""
        if routes.unknown is not None:
            self.resources.gap(routes.place, "unsupported", routes.unknown.reason)
            return routes.unknown
        source = routes.dig("vhds", "config_source")
        if routes.has("vhds"):
            what = f"virtual hosts come from {described_source(source)}" if source is not None else "virtual hosts are discovered"
            self.resources.gap(routes.place_of("vhds"), "dynamic", what)
            return Unknown(what)
        for host in routes.items("virtual_hosts"):
            if host.unknown is not None or host.has("matcher"):
                what = "a tree of matchers chooses the routes" if host.unknown is None else host.unknown.reason
                self.resources.gap(host.place_of("matcher"), "unsupported", what)
                return Unknown(what)
        return None

    def _lone_routes(self) -> None:
        """Judge route configurations that no listener of the file uses: their filters are in another file."""
        doubt = Unknown("the filters are with a listener in another file")
        for routes in self.resources.route_configurations.values():
            if id(routes) not in self.linked:
                self.resources.gap(routes.place, "outside_file", "the listener that uses these routes is in another file")
                self._note_overrides(routes, None)
                self.uses.append(Use(routes, self._access(None, doubt)))

    def _note_overrides(self, routes: Message, door: Door | None) -> None:
        filters = [] if door is None or door.filters is None else door.filters.filters
        for level, message in _levels(routes):
            for name, override in overrides(level, message):
                kind = kind_of(override, filters, name)
                self.overrides.append((name, kind, override))
                if override.type_name:
                    self.plugins.setdefault(id(override.entry.node), of_override(override, kind))

    def _access(self, door: Door | None, unknown: Unknown | None = None) -> Access:
        connection = Connection() if door is None else door.connection
        return Access(self.resources, self.transport, Plugins(self.plugins), connection, unknown)

    def _idle(self) -> Iterator[SecurityEntry]:
        for use in self.uses:
            if use.door is not None and use.door.filters is not None and use.doubt is None:
                levels = list(_levels(use.routes))
                written = [(name, override) for level, message in levels for name, override in overrides(level, message)]
                yield from idle_in(InUse(use.door.filters.filters, written, [message for _, message in levels]))
            yield from (idle_route(route) for route in unreached(use) if use.doubt is None)

    def _public_managers(self) -> list[Message]:
        """List the connection managers that strangers may reach; all of them where none is."""
        every = [door for door in self.doors if door.manager is not None]
        public = [door for door in every if door.is_private is not True]
        return [door.manager for door in public or every if door.manager is not None]

    def _client_address(self, routes: Sequence[Route]) -> dict[str, object]:
        """State where addresses come from, at the connection manager whose word is easiest to forge among those that use one."""
        by_header = [
            use.door.manager for use in self.uses if use.door is not None and use.door.manager is not None and _names_addresses(use)
        ]
        counting = {id(one) for route in routes if counts_addresses(route.rate_limits) is not None for one in route.listeners}
        doors = zip(self.doors, self.listeners, strict=True)
        by_limit = [door.manager for door, listener in doors if door.manager is not None and id(listener) in counting]
        users = [*by_header, *by_limit]
        candidates = [client_address(manager) for manager in users or [door.manager for door in self.doors if door.manager is not None]]
        if not candidates:
            doubt = Unknown("no connection manager is in the file")
            return {"client_ip_from": Leaf(doubt, self.resources.root.place), "uses_client_ip": False}
        worst = min(candidates, key=lambda leaf: TRUST_ORDER.index(leaf.value if isinstance(leaf.value, str) else "unknown"))
        return {"client_ip_from": worst, "uses_client_ip": bool(users)}


def _names_addresses(use: Use) -> bool:
    """Tell whether rules of `rbac` name the address that headers may forge."""
    configs = [one.config for one in use.chain.filters if one.kind == "rbac"]
    configs += [inner for _, message in _levels(use.routes) for _, one in overrides("route", message) if (inner := one.message.get("rbac"))]
    return any(names_remote_addresses(config.get("rules")) for config in configs)


def _judges_paths(door: Door, routes: Message | None) -> bool:
    """Tell whether rules of authentication or authorization match on paths, or routes differ in who gets through."""
    filters = [] if door.filters is None else door.filters.filters
    kinds = {one.name: one.kind for one in filters}
    for one in filters:
        if one.kind == "jwt_authn" and any(requests.path != EVERY_PATH for requests in rules_of(one.config).requests):
            return True
        if one.kind == "rbac" and any(requests.path != EVERY_PATH for requests in requests_in(one.config.get("rules"))):
            return True
    if routes is None:
        return False
    return any(kinds.get(name) in JUDGED for level, message in _levels(routes) if level == "route" for name, _ in overrides(level, message))


def _levels(routes: Message) -> Iterator[tuple[Level, Message]]:
    """Walk everything that may say something about filters: the route configuration, its hosts, routes and weighted clusters."""
    yield "route_configuration", routes
    for host in routes.items("virtual_hosts"):
        yield "virtual_host", host
        for route in host.items("routes"):
            yield "route", route
            weighted = route.dig("route", "weighted_clusters")
            for cluster in [] if weighted is None else weighted.items("clusters"):
                yield "cluster", cluster
