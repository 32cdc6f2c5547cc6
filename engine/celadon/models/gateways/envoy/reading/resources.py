"""Where the resources of an Envoy file stand: a bootstrap, a discovery file, one bare resource, or a dump of a running Envoy."""

from collections.abc import Callable
from typing import Final

from celadon.models.gateways.envoy.reading.extensions import last_name, payload
from celadon.models.gateways.envoy.reading.message import TYPE, Message
from celadon.models.place import Place
from celadon.sources.document import Document, JsonValue
from celadon.terms.unknown import Unknown

BARE: Final = {"filter_chains": "Listener", "virtual_hosts": "RouteConfiguration", "domains": "VirtualHost", "http_filters": "Listener"}
"""Members by which a file that is one resource without a type is known."""

DUMPS: Final = (
    ("static_listeners", "listener"), ("dynamic_listeners", "active_state", "listener"),
    ("static_route_configs", "route_config"), ("dynamic_route_configs", "route_config"),
    ("static_clusters", "cluster"), ("dynamic_active_clusters", "cluster"),
)  # fmt: skip
"""The way from a section of `/config_dump` to its resources."""


class Gap:
    """A part of the configuration that the file does not tell, and why."""

    __slots__ = ("place", "reason", "what")

    def __init__(self, place: Place, reason: str, what: str) -> None:
        """Keep; `reason` is one of the words of `unknown_part.reason`."""
        self.place = place
        self.reason = reason
        self.what = what


class Resources:
    """What one file holds, by kind; nothing below listeners, routes, clusters and secrets is read here."""

    def __init__(self, document: Document) -> None:
        """Find the resources; cost is linear in their number, not in their size."""
        self.document = document
        self.root = Message(Place.at_root(document), document.tree)
        self.dialect = "bootstrap"
        self.listeners: list[Message] = []
        self.route_configurations: dict[str, Message] = {}
        self.clusters: dict[str, Message] = {}
        self.secrets: list[Message] = []
        self.admin: Message | None = None
        self.gaps: list[Gap] = []
        self.has_dynamic_clusters = False
        self.runtime: dict[str, JsonValue] = {}
        self._by_type: dict[str, Callable[[Message], None]] = {
            "Bootstrap": self._bootstrap,
            "Listener": self.listeners.append,
            "RouteConfiguration": self._route_configuration,
            "VirtualHost": self._virtual_host,
            "Cluster": self._cluster,
            "Secret": self.secrets.append,
            "ClusterLoadAssignment": lambda _: None,
            "Runtime": lambda _: None,
        }
        self._find()

    def gap(self, place: Place, reason: str, what: str) -> None:
        """Note a part that the file does not tell."""
        self.gaps.append(Gap(place, reason, what))

    def _find(self) -> None:
        root = self.root
        if root.has("resources"):
            self.dialect = "discovery"
            for item in root.items("resources"):
                wrapped = item.get("resource") if item.has("resource") and TYPE not in item.node else None
                self._resource(wrapped or item)
        elif root.has("configs"):
            self.dialect = "config_dump"
            for section in root.items("configs"):
                self._section(section)
        elif TYPE in root.node:
            self.dialect = "resource"
            self._resource(root)
        elif bare := next((kind for field, kind in BARE.items() if root.has(field)), None):
            self.dialect = "resource"
            self._by_type[bare](root)
        else:
            self._bootstrap(root)

    def _resource(self, item: Message) -> None:
        type_name, message = payload(item)
        accept = self._by_type.get(last_name(type_name)) if type_name.startswith("envoy.") else None
        if accept is None:
            self.gap(item.place, "unsupported", f"what a resource of the type `{type_name or 'none'}` does is not known")
        else:
            accept(message)

    def _section(self, section: Message) -> None:
        """Take the resources of one section of a configuration dump; the bootstrap's listeners come again among the listeners."""
        bootstrap = section.get("bootstrap")
        if bootstrap is not None:
            self.admin = bootstrap.get("admin")
        for first, *rest in DUMPS:
            for entry in section.items(first):
                found = entry.dig(*rest)
                if found is not None:
                    self._resource(found)

    def _bootstrap(self, bootstrap: Message) -> None:
        static = bootstrap.get("static_resources")
        if static is not None:
            self.listeners += static.items("listeners")
            for cluster in static.items("clusters"):
                self._cluster(cluster)
            self.secrets += static.items("secrets")
        self.admin = bootstrap.get("admin")
        self._dynamic(bootstrap)
        for layer in [] if (layers := bootstrap.get("layered_runtime")) is None else layers.items("layers"):
            values = layer.get("static_layer")
            if values is not None:
                self.runtime |= flattened(values.node)

    def _dynamic(self, bootstrap: Message) -> None:
        dynamic = bootstrap.get("dynamic_resources")
        if dynamic is None:
            return
        self.has_dynamic_clusters = dynamic.has("cds_config")
        for field, what in (("lds_config", "listeners"), ("cds_config", "clusters")):
            source = dynamic.get(field)
            if source is not None:
                self.gap(source.place, "dynamic", f"{what} come from {described_source(source)}")

    def _route_configuration(self, message: Message) -> None:
        name = message.text("name")
        self.route_configurations[name if isinstance(name, str) else ""] = message

    def _virtual_host(self, message: Message) -> None:
        """Take a lone virtual host as the only one of a route configuration."""
        self.route_configurations[""] = _Lone(message)

    def _cluster(self, message: Message) -> None:
        name = message.text("name")
        if isinstance(name, str):
            self.clusters.setdefault(name, message)


class _Lone(Message):
    """A route configuration that is written as its only virtual host."""

    __slots__ = ("_only",)

    def __init__(self, only: Message) -> None:
        """Stand where the virtual host stands."""
        super().__init__(only.place, None)
        self._only = only

    def items(self, name: str) -> list[Message]:
        """Give the virtual host; nothing else is written."""
        return [self._only] if name == "virtual_hosts" else []


def described_source(source: Message) -> str:
    """Name a configuration source for messages: a file that was not given, or a management server."""
    path = source.dig("path_config_source") or source
    named = path.text("path")
    if isinstance(named, str) and named:
        return f"the file {named}, which is not given"
    return "a management server"


def flattened(node: JsonValue, prefix: str = "") -> dict[str, JsonValue]:
    """Write a runtime layer as Envoy looks it up: keys joined by dots; a fraction stays whole."""
    if not isinstance(node, dict) or "numerator" in node:
        return {prefix: node}
    found: dict[str, JsonValue] = {}
    for key, value in node.items():
        found |= flattened(value, f"{prefix}.{key}" if prefix else key)
    return found


def share_of_requests(resources: Resources, fraction: Message | None, default: float) -> float | Unknown:
    """Read a `RuntimeFractionalPercent` as a percentage; a static runtime layer that names its key wins."""
    if fraction is None:
        return default
    key = fraction.text("runtime_key")
    override = resources.runtime.get(key) if isinstance(key, str) and key else None
    if isinstance(override, int | float) and not isinstance(override, bool):
        return float(override)
    plain = Message(fraction.place, override) if isinstance(override, dict) else fraction.get("default_value")
    if plain is None:
        return 0.0
    numerator = plain.whole("numerator", 0)
    parts = plain.word("denominator", ("HUNDRED", "TEN_THOUSAND", "MILLION"))
    if isinstance(numerator, Unknown):
        return numerator
    if isinstance(parts, Unknown):
        return parts
    return 100.0 * (numerator or 0) / {"HUNDRED": 100, "TEN_THOUSAND": 10_000, "MILLION": 1_000_000}[parts]
