"""Where routes lead: clusters, their addresses, and what is checked of them."""

from typing import Final

from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.envoy.reading.resources import Resources
from celadon.models.gateways.envoy.traffic.encryption import context_of, trusts
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.traffic import Upstream
from celadon.terms.unknown import Unknown

ROUTE_TIMEOUT: Final = 15.0
"""Seconds: config/route/v3/route_components.proto, RouteAction.timeout."""
RETRIES: Final = 1
"""Of a written retry policy: config/route/v3/route_components.proto, RetryPolicy.num_retries."""

MOST_ADDRESSES: Final = 16
"""Addresses of one cluster that are listed per route."""


class Cluster:
    """A cluster that a route names; one that the file does not hold is unknown."""

    def __init__(self, name: str, resources: Resources) -> None:
        """Find it."""
        self.name = name
        self.message = resources.clusters.get(name)
        self.missing = Unknown(f"the cluster {name} is not in the file")
        context = None if self.message is None else context_of(self.message)
        self.context = context
        self.tls: bool | Unknown = self.missing
        self.verified: bool | Unknown = self.missing
        if self.message is not None:
            self.tls = context.unknown if context is not None and context.unknown is not None else context is not None
            self.verified = False if context is None else trusts(context)
            if self.message.has("transport_socket_matches"):
                self.tls = self.verified = Unknown(f"the cluster {name} chooses its transport by the endpoint")

    @property
    def addresses(self) -> list[tuple[str, int | None]]:
        """Hosts and ports of the endpoints in order; `hosts` is where they stood before v3."""
        return list(dict.fromkeys(one for holder in self._endpoints() if (one := socket_of(holder)) is not None))

    @property
    def inside(self) -> str | None:
        """The internal listener to which it leads; None where it leads out of Envoy."""
        found = (holder.get("envoy_internal_address") for holder in self._endpoints())
        return next((str(one.raw("server_listener_name")) for one in found if one is not None), None)

    def _endpoints(self) -> list[Message]:
        if self.message is None:
            return []
        assignment = self.message.get("load_assignment")
        groups = [] if assignment is None else assignment.items("endpoints")
        holders = [address for group in groups for item in group.items("lb_endpoints") if (address := item.dig("endpoint", "address"))]
        return [*holders, *self.message.items("hosts")]


def socket_of(address: Message) -> tuple[str, int | None] | None:
    """Read an `Address`: host and port, or the path of a unix socket; None for other kinds."""
    socket = address.get("socket_address")
    if socket is not None:
        host, port = socket.text("address"), socket.whole("port_value")
        return (host if isinstance(host, str) else "?"), (port if isinstance(port, int) else None)
    pipe = address.get("pipe")
    path = None if pipe is None else pipe.text("path")
    return (path, None) if isinstance(path, str) else None


def transport(resources: Resources, name: str) -> tuple[bool | Unknown, bool | Unknown]:
    """Tell whether a cluster is reached over TLS, and whether its certificate is checked."""
    cluster = Cluster(name, resources)
    return cluster.tls, cluster.verified


def way_inside(action: Message, only: Message | None, resources: Resources) -> Unknown | None:
    """Say that requests go on to a listener of the same Envoy, where further filters decide; None where they leave it."""
    name = (action if only is None else only).text("cluster" if only is None else "name")
    listener = None if isinstance(name, Unknown) else Cluster(name, resources).inside
    return None if listener is None else Unknown(f"requests go on to the internal listener {listener}, whose filters decide as well")


def build_upstreams(action: Message, only: Message | None, resources: Resources) -> tuple[Upstream, ...]:
    """List where a route leads, one entry per address; `only` narrows weighted clusters to one of them."""
    if only is not None:
        return _of_cluster(only.text("name"), action, only, resources)
    if action.has("cluster"):
        return _of_cluster(action.text("cluster"), action, action, resources)
    weighted = action.get("weighted_clusters")
    if weighted is not None:
        return tuple(one for item in weighted.items("clusters") for one in _of_cluster(item.text("name"), action, item, resources))
    return _of_cluster(Unknown("the cluster is chosen per request"), action, action, resources)


def _of_cluster(name: str | Unknown, action: Message, holder: Message, resources: Resources) -> tuple[Upstream, ...]:
    if isinstance(name, Unknown) or not name:
        doubt = name if isinstance(name, Unknown) else Unknown("the cluster is chosen per request")
        return (_unknown(doubt, action, holder),)
    cluster = Cluster(name, resources)
    if cluster.message is None:
        return (_unknown(cluster.missing, action, holder),)
    place = cluster.message.place
    transport_at = cluster.message.place_of("transport_socket") if cluster.context is None else cluster.context.place
    addresses = cluster.addresses or [(name, None)]
    scheme = "https" if cluster.tls is True else "http"
    return tuple(
        Upstream(
            place,
            cluster.message.node,
            url=cluster.tls if isinstance(cluster.tls, Unknown) else f"{scheme}://{host}" + (f":{port}" if port else ""),
            scheme=cluster.tls if isinstance(cluster.tls, Unknown) else scheme,
            host=host,
            port=port,
            tls=Leaf(cluster.tls, transport_at),
            tls_verify=Leaf(cluster.verified, transport_at, "explicit" if cluster.verified is True else "default"),
            **_patience(action),
        )
        for host, port in addresses[:MOST_ADDRESSES]
    )


def _unknown(doubt: Unknown, action: Message, holder: Message) -> Upstream:
    at: Leaf[str] = Leaf(doubt, holder.place)
    facts = dict.fromkeys(("url", "scheme", "host", "port", "tls", "tls_verify"), at)
    return Upstream(holder.place, holder.node, **facts, **_patience(action))


def _patience(action: Message) -> dict[str, object]:
    """Read how long and how often Envoy tries."""
    seconds = action.seconds("timeout", ROUTE_TIMEOUT)
    policy = action.get("retry_policy")
    return {
        "timeout_ms": action.stated("timeout", seconds if isinstance(seconds, Unknown) else int(1000 * (seconds or 0))),
        "retries": Leaf(0, action.place, "default")
        if policy is None
        else policy.stated("num_retries", policy.whole("num_retries", RETRIES)),
    }
