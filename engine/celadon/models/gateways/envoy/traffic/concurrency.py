"""Limits of requests in flight: the breakers of clusters, which are there without anybody's writing them, and `adaptive_concurrency`."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from celadon.models.gateways.envoy.chain import Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.reading.resources import Resources
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import RateLimit
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.terms.unknown import Unknown

PRIORITIES: Final = ("DEFAULT", "HIGH")
IN_FLIGHT: Final = 1024
"""Requests to a cluster where nothing is written: config/cluster/v3/circuit_breaker.proto, Thresholds.max_requests."""
ADAPTED: Final = 1000
"""The most that `adaptive_concurrency` comes to: extensions/filters/http/adaptive_concurrency/v3, max_concurrency_limit."""
NO_WINDOW: Final = 0.0
AWAY: Final = HTTPStatus.SERVICE_UNAVAILABLE.value
FIRST_ERROR: Final = 400


class Breakers:
    """What is written, and what is not, about requests in flight to the clusters of one route."""

    def __init__(self, action: Message, only: Message | None, resources: Resources) -> None:
        """Read; `only` narrows weighted clusters to one of them."""
        self.place = action.place
        self.priority = action.word("priority", PRIORITIES)
        self.names = [name for name in _clusters(action, only) if isinstance(name, str) and name]
        found = [(name, resources.clusters.get(name)) for name in self.names]
        self.missing = next((Unknown(f"the cluster {name} is not in the file") for name, cluster in found if cluster is None), None)
        self.thresholds = [(name, one) for name, cluster in found if cluster is not None and (one := self._written(cluster)) is not None]

    def _written(self, cluster: Message) -> Message | None:
        """Find the first thresholds of the route's priority, where they bound requests."""
        breakers = cluster.get("circuit_breakers")
        every = [] if breakers is None else breakers.items("thresholds")
        mine = next((one for one in every if not isinstance(self.priority, Unknown) and self._concerns(one)), None)
        return mine if mine is not None and mine.has("max_requests") else None

    def _concerns(self, thresholds: Message) -> bool:
        return equals(thresholds.word("priority", PRIORITIES), self.priority)

    @property
    def written(self) -> Iterator[RateLimit]:
        """The limits that somebody wrote; of several clusters with one each they are a limit for all only together."""
        everyone = "all" if len(self.thresholds) == len(self.names) else "selector"
        for name, one in self.thresholds:
            limit = one.stated("max_requests", one.whole("max_requests", IN_FLIGHT))
            yield _limit(one.place, one.node, f"circuit breaker of {name}", limit=limit, applies_to=everyone, origin="service")

    @property
    def own(self) -> tuple[RateLimit, ...]:
        """The limit that Envoy sets for clusters without one; a route whose clusters have one each has none of it."""
        if self.names and len(self.thresholds) == len(self.names):
            return ()
        limit = Leaf(IN_FLIGHT if self.missing is None else self.missing, self.place, "platform")
        return (_limit(self.place, None, "circuit breaker", limit=limit, origin="platform"),)


def _clusters(action: Message, only: Message | None) -> list[str | Unknown]:
    if only is not None:
        return [only.text("name")]
    weighted = action.get("weighted_clusters")
    return [action.text("cluster")] if weighted is None else [one.text("name") for one in weighted.items("clusters")]


def adapted(setting: Setting, plugin: Plugin | None) -> RateLimit:
    """Read `adaptive_concurrency`, which bounds requests in flight by how long answers take; its own switch is on by default."""
    config = setting.filter.config
    params = config.dig("gradient_controller_config", "concurrency_limit_params") or config
    switch, status = config.get("enabled"), config.get("concurrency_limit_exceeded_status")
    is_on = True if switch is None else switch.flag("default_value")
    refuses = Leaf[int | None](AWAY, config.place, "default")
    if status is not None:
        refuses = status.stated("code", status.whole("code", AWAY))
    return _limit(
        config.place,
        config.node,
        setting.filter.name,
        limit=params.stated("max_concurrency_limit", params.whole("max_concurrency_limit", ADAPTED)),
        enforced=config.stated("enabled", is_on),
        ineffective="it is switched off" if is_on is False else None,
        reject_status=refuses.then(lambda code: code if code is not None and code >= FIRST_ERROR else AWAY),
        origin="listener",
        plugin=plugin,
    )


def _limit(place: Place, node: Node, name: str, **facts: object) -> RateLimit:
    """Make a limit of requests in flight: each Envoy counts its own, for all clients together."""
    alike = {"algorithm": "concurrency", "window_s": NO_WINDOW, "keys": ("global",), "scope": "instance", "reject_status": AWAY}
    return RateLimit(place, node, name=name, **{**alike, **facts})
