"""Listeners: one for each filter chain of an Envoy listener, with the connection manager that reads its requests."""

from typing import Final

from celadon.models.gateways.addresses import is_local
from celadon.models.gateways.envoy.access.judging import Connection
from celadon.models.gateways.envoy.chain import Chain
from celadon.models.gateways.envoy.reading.extensions import NETWORK_FILTER, extension, last_name
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.traffic.encryption import build_tls, client_auth, context_of
from celadon.models.gateways.envoy.traffic.upstreams import socket_of
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.route import Listener, Tls
from celadon.terms.unknown import Unknown

ESCAPED_SLASHES: Final = (
    "IMPLEMENTATION_SPECIFIC_DEFAULT",
    "KEEP_UNCHANGED",
    "REJECT_REQUEST",
    "UNESCAPE_AND_REDIRECT",
    "UNESCAPE_AND_FORWARD",
)
SAFE_SLASHES: Final = frozenset({"REJECT_REQUEST", "UNESCAPE_AND_REDIRECT"})
TLS_REQUIREMENTS: Final = ("NONE", "EXTERNAL_ONLY", "ALL")
FROM_THE_MACHINE: Final = "SAME_IP_OR_LOOPBACK"


class Door:
    """One filter chain of a listener and what reads its connections."""

    def __init__(self, listener: Message, chain: Message, *, number: int, alone: bool) -> None:
        """Read what is asked of connections; `alone`: the listener has no other filter chain."""
        self.listener = listener
        self.chain = chain
        self.context = context_of(chain)
        self.manager: Message | None = None
        self.name = _name(listener, chain, number, alone=alone)
        self.place = listener.place if alone else chain.place
        for holder in chain.items("filters"):
            found = extension(holder, NETWORK_FILTER)
            if found.kind == "http_connection_manager" or last_name(found.type_name) == "HttpConnectionManager":
                self.manager = found.message
        self.filters = Chain(self.manager) if self.manager is not None else None

    @property
    def connection(self) -> Connection:
        """What the connection says of its client."""
        if self.context is None:
            return Connection()
        asked = client_auth(self.context)
        return Connection(asked.value if isinstance(asked.value, str) else "optional", asked.place)

    @property
    def is_private(self) -> bool | Unknown:
        """Whether only the machine itself gets in: loopback, unix sockets, internal listeners."""
        address = self.listener.get("address")
        if self.listener.has("internal_listener") or self.listener.has("api_listener"):
            return True
        match = self.chain.get("filter_chain_match")
        if match is not None and equals(match.raw("source_type"), FROM_THE_MACHINE, 1):
            return True
        addresses = [address, *(item.get("address") for item in self.listener.items("additional_addresses"))]
        hosts = [socket_of(one) for one in addresses if one is not None]
        if not hosts:
            return Unknown("the listener has no address in the file")
        return all(host is not None and is_local(host[0]) for host in hosts)


def doors(listener: Message) -> list[Door]:
    """List the filter chains of a listener, the default one last; a listener for datagrams may have none."""
    chains = listener.items("filter_chains")
    default = listener.get("default_filter_chain")
    every = [*chains, *([default] if default is not None else [])] or [Message(listener.place, None)]
    return [Door(listener, chain, number=number, alone=len(every) == 1) for number, chain in enumerate(every)]


def _name(listener: Message, chain: Message, number: int, *, alone: bool) -> str:
    name = listener.text("name")
    address = listener.get("address")
    socket = None if address is None else socket_of(address)
    shown = name if isinstance(name, str) and name else f"{socket[0]}:{socket[1]}" if socket is not None else "listener"
    if alone:
        return shown
    own = chain.text("name")
    return f"{shown}/{own if isinstance(own, str) and own else number}"


def build_listener(door: Door, routes: Message | None, *, judges_paths: bool) -> Listener:
    """State what a door offers; `routes` is its route configuration, where the file holds it."""
    address = door.listener.get("address")
    socket = None if address is None else socket_of(address)
    tls: Tls | None = None if door.context is None else build_tls(door.context)
    secured = door.context is not None
    private = door.is_private
    manager = door.manager
    return Listener(
        door.place,
        door.listener.node,
        name=door.name,
        bind=Leaf("" if socket is None else socket[0], door.listener.place if address is None else address.place),
        port=None if socket is None else socket[1],
        protocol=("https" if secured else "http") if manager is not None else _transport(door),
        public=Leaf(private if isinstance(private, Unknown) else not private, door.listener.place_of("address")),
        tls=tls,
        redirects_to_https=not secured and routes is not None and sends_all_to_https(routes),
        max_header_bytes=None if manager is None else _header_bytes(manager),
        access_log=Leaf(False, door.listener.place, "default") if manager is None else access_log(manager),
        normalizes_paths=Leaf(True, door.listener.place, "platform") if manager is None else normalizes(manager),
        judges_paths=judges_paths,
    )


def _transport(door: Door) -> str:
    address = door.listener.dig("address", "socket_address")
    if address is not None and equals(address.raw("protocol"), "UDP", 1):
        return "udp"
    return "tcp" if door.context is None else "tls"


def sends_all_to_https(routes: Message) -> bool:
    """Tell whether every virtual host sends every plain request to https."""
    hosts = routes.items("virtual_hosts")
    return bool(hosts) and all(
        equals(host.word("require_tls", TLS_REQUIREMENTS), "ALL") or _redirects(host.items("routes")) for host in hosts
    )


def _redirects(routes: list[Message]) -> bool:
    return bool(routes) and all(is_https_redirect(route.get("redirect")) for route in routes)


def is_https_redirect(redirect: Message | None) -> bool:
    """Tell whether a redirect leads to https."""
    return redirect is not None and (redirect.flag("https_redirect") is True or equals(redirect.text("scheme_redirect"), "https"))


def _header_bytes(manager: Message) -> Leaf[int | None]:
    kilobytes = manager.whole("max_request_headers_kb")
    return manager.stated("max_request_headers_kb", kilobytes if kilobytes is None or isinstance(kilobytes, Unknown) else kilobytes * 1024)


def access_log(manager: Message) -> Leaf[bool]:
    """Say whether requests are logged; the log of a listener has one line per connection and does not count."""
    logs = manager.items("access_log")
    if not logs:
        return Leaf(False, manager.place, "default")
    filters = [item.get("filter") for item in logs]
    if all(one is not None and not one.has("not_health_check_filter") for one in filters):
        return Leaf(Unknown("the access log is filtered"), manager.place_of("access_log"))
    return Leaf(True, manager.place_of("access_log"))


def normalizes(manager: Message) -> Leaf[bool]:
    """Say whether paths are cleaned before rules match: off in all three ways while nothing is written."""
    for field in ("normalize_path", "merge_slashes"):
        flag = manager.flag(field)
        if flag is not True:
            return manager.stated(field, flag)
    field = "path_with_escaped_slashes_action"
    action = manager.word(field, ESCAPED_SLASHES)
    return manager.stated(field, action if isinstance(action, Unknown) else action in SAFE_SLASHES)


def client_address(manager: Message) -> Leaf[str]:
    """Say where the client's address comes from; `use_remote_address` is off by default, which trusts the header of any client."""
    trusted = manager.flag("use_remote_address")
    hops = manager.whole("xff_num_trusted_hops", 0)
    if manager.has("original_ip_detection_extensions"):
        doubt = Unknown("an extension finds the client's address")
        return manager.stated("original_ip_detection_extensions", doubt)
    if isinstance(trusted, Unknown):
        return manager.stated("use_remote_address", trusted)
    if isinstance(hops, Unknown) or hops:
        return manager.stated("xff_num_trusted_hops", hops if isinstance(hops, Unknown) else "xff_trusted")
    return manager.stated("use_remote_address", "socket" if trusted else "xff_any")
