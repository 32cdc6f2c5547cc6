"""The admin interface, and where requests are written to."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from celadon.models.gateways.addresses import is_local
from celadon.models.gateways.envoy.chain import Filter
from celadon.models.gateways.envoy.reading.extensions import payload
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.traffic.upstreams import socket_of
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import AdminSurface
from celadon.models.gateways.neutral.route import Route
from celadon.models.gateways.neutral.traffic import LogSink, Upstream
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.terms.unknown import Unknown

HARMLESS_PATHS: Final = frozenset({"/ready", "/stats", "/stats/prometheus"})
"""Pages of the admin interface that neither change anything nor tell secrets."""

HEADER_COMMAND: Final = re.compile(r"%(?:REQ|RESP|REQ_WITHOUT_QUERY|TRAILER)\(([^)%]+)\)")  # noqa: TID251 - our own pattern
PATH_HEADERS: Final = (":path", "x-envoy-original-path")
CREDENTIAL_HEADERS: Final = ("authorization", "proxy-authorization", "cookie", "set-cookie")
"""Of the headers that a tap records, which are all, those that hold credentials by their definition."""
TAPPED_BYTES: Final = 1024
"""Of each body, where nothing is written: config/tap/v3/common.proto, OutputConfig."""


def admin_surfaces(admin: Message | None) -> Iterator[AdminSurface]:
    """Show the admin interface; Envoy asks nobody for credentials there."""
    address = None if admin is None else admin.get("address")
    if admin is None or address is None:
        return
    socket = socket_of(address)
    host, port = ("?", None) if socket is None else socket
    place = address.place if (plain := address.get("socket_address")) is None else plain.place_of("address")
    yield AdminSurface(
        place,
        admin.node,
        kind="metrics" if _shows_numbers_only(admin) else "admin_api",
        bind=host if port is None else f"{host}:{port}",
        local=is_local(host),
        protected=False,
    )


def routed_surfaces(admin: Message | None, routes: Iterable[Route]) -> Iterator[AdminSurface]:
    """Show the routes by which requests from outside reach the admin interface."""
    address = None if admin is None else admin.get("address")
    socket = None if address is None else socket_of(address)
    if admin is None or socket is None:
        return
    for route in routes:
        upstream = next((one for one in route.upstreams if _is_admin(one, socket)), None)
        if upstream is None or route.leaf("exposed").value is not True:
            continue
        required = route.auth.leaf("required")
        paths = route.match.leaf("paths").value
        harmless = isinstance(paths, tuple) and all(path.value.rstrip("/") in HARMLESS_PATHS for path in paths)
        yield AdminSurface(
            route.place,
            route.node,
            kind="metrics" if harmless or _shows_numbers_only(admin) else "admin_api",
            bind=Leaf(f"{socket[0]}:{socket[1]}", route.place),
            local=False,
            through="route",
            protected=Leaf(required.value, required.place),
        )


def _is_admin(upstream: Upstream, socket: tuple[str, int | None]) -> bool:
    host, port = upstream.leaf("host").value, upstream.leaf("port").value
    return isinstance(host, str) and port == socket[1] and (host == socket[0] or is_local(host))


def _shows_numbers_only(admin: Message) -> bool:
    allowed = admin.items("allow_paths")
    return bool(allowed) and all(equals(path.text("exact"), *HARMLESS_PATHS) for path in allowed)


def log_sinks(managers: Iterable[Message]) -> Iterator[LogSink]:
    """Show the access logs of connection managers with the headers that their formats name."""
    for manager in managers:
        for log in manager.items("access_log"):
            typed = log.get("typed_config") or log.get("config")
            if typed is None:
                yield LogSink(log.place, log.node, name=log.stated("name", log.text("name")), query=True)
                continue
            _, config = payload(typed)
            formats = [(config.place_of(name), config.raw(name)) for name in ("format", "json_format", "typed_json_format", "log_format")]
            texts = list(_texts(formats))
            named = [(name.lower(), place) for place, text in texts for group in HEADER_COMMAND.findall(text) for name in _names(group)]
            for field in ("additional_request_headers_to_log", "additional_response_headers_to_log"):
                extra = config.texts(field)
                named += (
                    [(name.lower(), place) for name, place in zip(extra.value, extra.entries, strict=False)]
                    if isinstance(extra.value, tuple)
                    else []
                )
            fields = {name: place for name, place in reversed(named) if name not in PATH_HEADERS}
            yield LogSink(
                log.place,
                log.node,
                name=log.stated("name", log.text("name")),
                fields=Leaf(tuple(reversed(fields)), log.place, "explicit", tuple(reversed(fields.values()))),
                # Envoy's own format writes the path with its query, and so does a gRPC access log.
                query=not texts or any(name in PATH_HEADERS for name, _ in named),
            )


def taps(filters: Iterable[Filter]) -> Iterator[LogSink]:
    """Show the `tap` filters that record by themselves; one that waits for the admin interface records nothing until it is told to."""
    for one in filters:
        config = one.config.dig("common_config", "static_config") if one.kind == "tap" and one.disabled is not True else None
        if config is None:
            continue
        output = config.get("output_config") or config
        kept = [output.whole(size, TAPPED_BYTES) for size in ("max_buffered_rx_bytes", "max_buffered_tx_bytes")]
        streams = output.flag("streaming")
        doubt = next((value for value in (streams, *kept) if isinstance(value, Unknown)), None)
        whole = any(value is True or (isinstance(value, int) and value > 0) for value in (streams, *kept))
        yield LogSink(
            one.holder.place,
            one.holder.node,
            name=one.name,
            fields=Leaf(CREDENTIAL_HEADERS, config.place),
            query=Leaf(True, config.place),
            bodies=Leaf(True if whole else False if doubt is None else doubt, output.place),
        )


def _names(group: str) -> list[str]:
    """Split `X-A?X-B`, the header and the one that stands in for it."""
    return [name.partition(":")[0] or name for name in group.split("?")]


def _texts(nodes: Iterable[tuple[Place, Node]]) -> Iterator[tuple[Place, str]]:
    """Walk formats, which are text or trees with text at their leaves."""
    for place, node in nodes:
        if isinstance(node, str):
            yield place, node
        elif isinstance(node, dict):
            yield from _texts((place.child(key), item) for key, item in node.items())
        elif isinstance(node, list):
            yield from _texts((place.child(index), item) for index, item in enumerate(node))
