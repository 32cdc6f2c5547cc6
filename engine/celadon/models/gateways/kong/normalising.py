"""A Kong file as the neutral gateway: every route with the plugins in effect on it."""

from celadon.models.gateways.kong.access.judging import build_auth, build_authz
from celadon.models.gateways.kong.inventory import (
    build_admin_surfaces,
    build_consumers,
    build_dead,
    build_log_sinks,
    build_plugin,
    build_secrets,
    uses_client_ip,
)
from celadon.models.gateways.kong.reading.defaults import KNOWN
from celadon.models.gateways.kong.reading.entities import Entity, File, RouteEntity
from celadon.models.gateways.kong.reading.precedence import Effective, effective, whom
from celadon.models.gateways.kong.reading.settings import Settings
from celadon.models.gateways.kong.traffic.handling import (
    build_cache,
    build_cors,
    build_ip,
    build_logging,
    build_response_headers,
    build_validation,
)
from celadon.models.gateways.kong.traffic.limiting import build_limits, build_rate_limits
from celadon.models.gateways.kong.traffic.routing import build_match, build_rewrite, build_upstreams, exposure, rank
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin, UnknownPart
from celadon.models.gateways.neutral.route import Route
from celadon.sources.document import Document
from celadon.terms.unknown import Unknown

ANY_SERVICE = Unknown("the services are not in this file")
STREAMS = frozenset({"grpc", "grpcs", "ws", "wss"})


def build_gateway(document: Document) -> Gateway:
    """Normalise a file; cost grows with its routes times its plugins."""
    file = File(document)
    plugins = {id(instance): build_plugin(instance) for instance in file.plugins}
    in_effect = {id(route): effective(file, route) for route in file.routes}
    routes = tuple(_route(file, route, in_effect[id(route)], plugins) for route in file.routes)
    stand_ins = [(route, effective(file, route)) for route in _stand_ins(file)]
    detached = [_route(file, route, here, plugins) for route, here in stand_ins]
    if any(not instance.is_off for instance in file.callers):
        detached.append(_for_callers(file, plugins))
    partial = _partial(file)
    return Gateway(
        file.place,
        file.node,
        format="kong",
        dialect="deck"
        if any(key.startswith("_") and key not in {"_format_version", "_transform", "_comment"} for key in file.node)
        else "declarative",
        version=file.version,
        complete=partial is None,
        routes=routes,
        detached=tuple(detached),
        holes=tuple(Route.unread(strange.place, Unknown(strange.what)) for strange in file.strange if strange.hides_routes),
        consumers=build_consumers(file),
        plugins=tuple(plugins.values()),
        secrets=build_secrets(file),
        log_sinks=build_log_sinks(file, (*in_effect.values(), *(here for _, here in stand_ins))),
        dead=build_dead(file, in_effect),
        unknowns=_unknowns(file),
        admin_surfaces=build_admin_surfaces(routes),
        client_ip_from=Leaf(Unknown("`trusted_ips` is set in kong.conf, which is not given"), file.place, "platform"),
        reveals_version=Leaf(Unknown("`headers` is set in kong.conf, which is not given"), file.place, "platform"),
        uses_client_ip=uses_client_ip(routes),
    )


def _stand_ins(file: File) -> list[RouteEntity]:
    """Make a route for each service of a file without routes: what is attached there is judged as if used."""
    if file.routes or any(strange.hides_routes for strange in file.strange):
        return []
    services: list[Entity | Unknown | None] = [*file.services] or [ANY_SERVICE]
    return [
        RouteEntity(file.place, None, Settings(((file.place, None),), {"protocols": ["http", "https"]}, file.place), one)
        for one in services
    ]


def _for_callers(file: File, plugins: dict[int, Plugin]) -> Route:
    """Make one route for what is attached to consumers and groups only: the same on every route, so it is judged once."""
    stand_in = RouteEntity(file.place, None, Settings(((file.place, None),), {"protocols": ["http", "https"]}, file.place), ANY_SERVICE)
    narrow = [(whom(instance), instance) for instance in file.callers if not instance.is_off]
    return _route(file, stand_in, Effective({}, narrow, ANY_SERVICE), plugins)


def _route(file: File, route: RouteEntity, here: Effective, plugins: dict[int, Plugin]) -> Route:
    match = build_match(file, route)
    auth = build_auth(file, route, here, plugins)
    exposed, why_not = exposure(route, match, here)
    name = next(iter(route.names), None) or _described(match.leaf("paths").value, route.place.pointer)
    protocols = match.leaf("protocols").value
    return Route(
        route.place,
        route.node,
        id=next(iter(reversed(route.names)), name),
        name=name,
        exposed=exposed,
        unexposed_because=why_not,
        conditional=isinstance(match.leaf("paths").value, Unknown),
        streaming=isinstance(protocols, tuple) and bool(STREAMS & set(protocols)),
        match=match,
        rank=rank(file, route, match),
        upstreams=build_upstreams(route, here),
        rewrite=build_rewrite(route),
        auth=auth,
        authz=build_authz(route, here),
        rate_limits=build_rate_limits(here, plugins),
        unclear_limits=_unclear_limits(here),
        cors=build_cors(here, plugins),
        response_headers=build_response_headers(here),
        limits=build_limits(route.place, here),
        validation=build_validation(route.place, here),
        ip=build_ip(route.place, here),
        logging=build_logging(route.place, here),
        cache=build_cache(route.place, here, auth),
        plugins=tuple(plugins[id(instance)] for instance in here.plugins.values()),
    )


def _described(paths: object, otherwise: str) -> str:
    """Name a route that has no name by its first path."""
    first = paths[0].leaf("value").value if isinstance(paths, tuple) and paths else None
    return first if isinstance(first, str) else otherwise


def _unclear_limits(here: Effective) -> bool | Unknown:
    return False if here.unclear is None else here.unclear


def _partial(file: File) -> str | None:
    """Say why the file holds only a part of the gateway; None where it holds all of it."""
    info = file.node.get("_info")
    if isinstance(info, dict) and info.get("select_tags"):
        return "`select_tags`: the file is one of several"
    if any(strange.hides_routes for strange in file.strange):
        return "a part of the file that holds routes is not understood"
    if not file.routes:
        return "the file has no routes"
    if any(isinstance(route.service, Unknown) for route in file.routes):
        return "a route leads to a service that is not in the file"
    return None


def _unknowns(file: File) -> tuple[UnknownPart, ...]:
    """List what is not understood: malformed parts, unknown plugins, references to what the file lacks, a partial file."""
    found = [UnknownPart(strange.place, None, reason=strange.reason, what=strange.what) for strange in file.strange]
    found += [
        UnknownPart(route.place.child("service"), None, reason="outside_file", what=route.service.reason)
        for route in file.routes
        if isinstance(route.service, Unknown)
    ]
    for instance in file.plugins:
        if instance.name not in KNOWN:
            what = f"what the plugin {instance.own_name} does is not known"
            found.append(UnknownPart(instance.place, instance.node, reason="unsupported", what=what))
        gone = [(kind, target) for kind, target in instance.scopes.items() if isinstance(target, Unknown)]
        found += [UnknownPart(instance.place.child(kind), None, reason="outside_file", what=target.reason) for kind, target in gone]
    partial = _partial(file)
    if partial is not None:
        found.append(UnknownPart(file.place, None, reason="outside_file", what=partial))
    return tuple(found)
