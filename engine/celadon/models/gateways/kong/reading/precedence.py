"""Which written plugins run on a route.

https://developer.konghq.com/gateway/entities/plugin/#plugin-precedence
"""

from collections.abc import Iterable

from celadon.models.gateways.kong.reading.defaults import KNOWN
from celadon.models.gateways.kong.reading.entities import Entity, File, Instance, Missing, RouteEntity
from celadon.models.gateways.kong.reading.settings import first
from celadon.terms.unknown import Unknown

ORDER: tuple[frozenset[str], ...] = (
    frozenset({"consumer", "route", "service"}),
    frozenset({"consumer_group", "service", "route"}),
    frozenset({"consumer", "route"}),
    frozenset({"consumer", "service"}),
    frozenset({"consumer_group", "route"}),
    frozenset({"consumer_group", "service"}),
    frozenset({"route", "service"}),
    frozenset({"consumer"}),
    frozenset({"consumer_group"}),
    frozenset({"route"}),
    frozenset({"service"}),
    frozenset(),
)
"""Of the instances of one plugin that match, the first in this order runs, alone; nothing is merged."""

CALLERS = frozenset({"consumer", "consumer_group"})


class Effective:
    """The plugins in effect on one route."""

    __slots__ = ("narrow", "plugins", "unclear")

    def __init__(self, plugins: dict[str, Instance], narrow: list[tuple[str, Instance]], unclear: Unknown | None) -> None:
        """Keep."""
        self.plugins = plugins
        """By name: what runs for every caller that has no narrower instance."""
        self.narrow = narrow
        """What is attached here for one consumer (`consumer:alice`) or group (`group:gold`) only."""
        self.unclear = unclear
        """Why further plugins may run that are not known; None where all are."""

    def get(self, name: str) -> Instance | None:
        """Give the instance of a plugin that runs for every caller."""
        return self.plugins.get(name)

    @property
    def strange(self) -> Unknown | None:
        """Say which plugin might do anything, for all that is known of it; None where none might."""
        name = next((instance.own_name for instance in self.plugins.values() if instance.name not in KNOWN), None)
        return self.unclear if name is None else Unknown(f"what the plugin {name} does is not known")


def effective(file: File, route: RouteEntity) -> Effective:
    """Choose what runs on a route. A disabled instance is as if it were not written, so a wider one still runs."""
    candidates: dict[str, list[tuple[int, Instance]]] = {}
    narrow: list[tuple[str, Instance]] = []
    unclear = first(route.lost, route.service.lost if isinstance(route.service, Entity) else route.service, file.lost)
    for instance in file.attached(route):
        kinds = frozenset(instance.scopes)
        if instance.is_off:
            continue
        if kinds & CALLERS:
            narrow.append((whom(instance), instance))
        else:
            candidates.setdefault(instance.own_name, []).append((ORDER.index(kinds), instance))
    plugins = {name: min(found, key=lambda pair: pair[0])[1] for name, found in candidates.items()}
    return Effective(plugins, narrow, unclear)


def covers_for(file: File, route: RouteEntity, name: str, consumer: Iterable[str], groups: Iterable[str]) -> Instance | None:
    """Choose the instance of a plugin that runs for one consumer of a route."""
    names, members = set(consumer), set(groups)
    found: list[tuple[int, str, Instance]] = []
    for instance in (*file.attached(route), *file.callers):
        if instance.own_name != name or instance.is_off:
            continue
        one, group = instance.scopes.get("consumer"), instance.scopes.get("consumer_group")
        if one is not None and not names & set(_called(one)):
            continue
        if group is not None and not (isinstance(group, Entity) and members & set(group.names)):
            continue
        found.append((ORDER.index(frozenset(instance.scopes)), group.name if isinstance(group, Entity) else "", instance))
    return min(found, key=lambda item: item[:2])[2] if found else None


def _called(target: Entity | Unknown) -> tuple[str, ...]:
    """Give the names of an entity, one that is not in the file included."""
    if isinstance(target, Entity):
        return target.names
    return (target.name,) if isinstance(target, Missing) else ()


def whom(instance: Instance) -> str:
    """Name the caller for whom a plugin runs: `consumer:alice`, `group:gold`."""
    consumer, group = instance.scopes.get("consumer"), instance.scopes.get("consumer_group")
    kind, target = ("consumer", consumer) if consumer is not None else ("group", group)
    return f"{kind}:{next(iter(_called(target)), '?') if target is not None else '?'}"
