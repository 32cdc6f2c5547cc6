"""The file as Kong's entities with their places: services, routes, consumers, groups, plugins. Nothing is judged."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from celadon.models.gateways.kong.reading.defaults import JWT_ALGORITHM, PLUGINS, ROUTE, SERVICE
from celadon.models.gateways.kong.reading.settings import Settings, first, hidden, mapping, text
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import Document, JsonValue
from celadon.terms.unknown import Unknown

SCOPES = ("service", "route", "consumer", "consumer_group")


class Missing(Unknown):
    """An entity that is named and not in the file."""

    __slots__ = ("name",)

    def __init__(self, kind: str, name: str) -> None:
        """Keep the name by which it is called."""
        super().__init__(f"the {kind.replace('_', ' ')} `{name}` is not in this file")
        self.name = name


class Entity:
    """A service, route, consumer or group."""

    __slots__ = ("kind", "lost", "node", "place", "settings")

    def __init__(self, kind: str, place: Place, node: Node, settings: Settings) -> None:
        """Keep; `lost` fills up while its plugins are read."""
        self.kind = kind
        self.place = place
        self.node = mapping(node)
        self.settings = settings
        self.lost: Unknown | None = None
        """Why plugins of this entity may exist that are not known."""

    @property
    def names(self) -> tuple[str, ...]:
        """What others may call it, the most readable name first."""
        found = (text(self.node.get(key)) for key in ("name", "username", "custom_id", "id"))
        return tuple(name for name in found if isinstance(name, str) and name)

    @property
    def name(self) -> str:
        """The most readable name; the pointer where it has none."""
        return next(iter(self.names), self.place.pointer)


class RouteEntity(Entity):
    """A route with the service it leads to: an entity, None for none, an `Unknown` for one that is not in the file."""

    __slots__ = ("service",)

    def __init__(self, place: Place, node: Node, settings: Settings, service: "Entity | Unknown | None") -> None:
        """Keep."""
        super().__init__("route", place, node, settings)
        self.service = service


class Instance:
    """One written plugin."""

    __slots__ = ("condition", "config", "enabled", "name", "node", "own_name", "place", "scopes")

    def __init__(
        self, place: Place, node: dict[str, JsonValue], *, name: str, own_name: str, config: Settings, scopes: dict[str, "Entity | Unknown"]
    ) -> None:
        """Keep; `name` is the plugin whose code runs, `own_name` that of a clone."""
        self.place = place
        self.node = node
        self.name = name
        self.own_name = own_name
        self.config = config
        self.scopes = scopes
        self.enabled = Settings(((place, node),), {"enabled": True}, place).flag("enabled")
        condition = node.get("condition")
        self.condition = None if condition is None else Unknown(f"{own_name} runs only under the condition `{condition}`")

    @property
    def config_place(self) -> Place:
        """Stand at `config` where it is written, else at the plugin."""
        return self.config.lacking

    @property
    def scope(self) -> str:
        """Name the narrowest thing to which it is attached."""
        kinds = ("consumer", "consumer_group", "route", "service")
        return next((kind.removeprefix("consumer_") for kind in kinds if kind in self.scopes), "global")

    @property
    def is_off(self) -> bool:
        """Whether it is certainly switched off."""
        return self.enabled.value is False

    @property
    def doubt(self) -> Unknown | None:
        """Why it may run or not."""
        return self.enabled.value if isinstance(self.enabled.value, Unknown) else self.condition


class Strange:
    """Something that is not understood, with its place."""

    __slots__ = ("place", "reason", "what")

    def __init__(self, place: Place, reason: str, what: str) -> None:
        """Keep; `reason` is one of `UnknownPart.reason`."""
        self.place = place
        self.reason = reason
        self.what = what

    @property
    def hides_routes(self) -> bool:
        """Whether routes may be behind it: a list of services or routes, or an item of one."""
        last = [token for token in self.place.tokens if isinstance(token, str)][-1:]
        return last in (["services"], ["routes"])


class File:
    """Every entity of one file."""

    def __init__(self, document: Document) -> None:
        """Read the file once, in document order; what is malformed is noted in `strange`, never guessed."""
        self.place = Place.at_root(document)
        self.node = mapping(document.tree)
        self.strange: list[Strange] = []
        self._known: dict[str, dict[str, Entity]] = {}
        self._attached: dict[int, list[Instance]] = {}
        self.callers: list[Instance] = []
        """Plugins of consumers and groups that are attached to no route or service: they run everywhere, for few."""
        self.plugins: list[Instance] = []
        self._bases = {
            name: base
            for item in self._items(self.place, self.node, "cloned_plugins")
            if isinstance(name := item[1].get("name"), str) and isinstance(base := item[1].get("ref"), str)
        }
        self.shared = mapping(self.node.get("_plugin_configs"))
        self.shared_used: set[str] = set()
        self.services: list[Entity] = []
        self.routes: list[RouteEntity] = []
        self.groups = [self._entity("consumer_group", place, node) for place, node in self._items(self.place, self.node, "consumer_groups")]
        self.consumers = [self._entity("consumer", place, node) for place, node in self._items(self.place, self.node, "consumers")]
        self.lost: Unknown | None = None
        self._read_routes()
        self._read_plugins()

    @property
    def version(self) -> str:
        """The `_format_version`; empty where it is not written."""
        found = text(self.node.get("_format_version"))
        return found if isinstance(found, str) else ""

    @property
    def has_marked_expressions(self) -> bool:
        """Whether regular expressions in paths begin with `~` (3.0 and later); before, a path that looks like one is one."""
        return not self.version.startswith(("1", "2"))

    def resolve(self, kind: str, node: Node) -> "Entity | Unknown | None":
        """Follow a reference such as `service: orders`, `{name: orders}` or `{id: ...}`; unknown where the file has no such entity."""
        if node is None:
            return None
        if isinstance(node, dict) and hidden(node) is None:
            node = first(*(node.get(key) for key in ("name", "username", "id")))
        name = text(node)
        if isinstance(name, Unknown):
            return name
        if kind not in self._known:
            self._known[kind] = {name: entity for entity in reversed(self.pool(kind)) for name in entity.names}
        return self._known[kind].get(name or "") or Missing(kind, name or "")

    def pool(self, kind: str) -> Sequence[Entity]:
        """Give every entity of a kind."""
        pools: dict[str, Sequence[Entity]] = {
            "service": self.services,
            "route": self.routes,
            "consumer": self.consumers,
            "consumer_group": self.groups,
        }
        return pools[kind]

    def _read_routes(self) -> None:
        nested: list[tuple[Place, dict[str, JsonValue], Entity]] = []
        for place, node in self._items(self.place, self.node, "services"):
            service = self._entity("service", place, node)
            self.services.append(service)
            nested += [(*item, service) for item in self._items(place, node, "routes")]
        self.routes = [RouteEntity(place, node, self._settings("route", place, node), service) for place, node, service in nested]
        for place, node in self._items(self.place, self.node, "routes"):
            self.routes.append(RouteEntity(place, node, self._settings("route", place, node), self.resolve("service", node.get("service"))))

    def _read_plugins(self) -> None:
        for entity in self.services:
            entity.lost = self._read_list(entity.place, entity.node, {"service": entity})
        for route in self.routes:
            route.lost = self._read_list(route.place, route.node, {"route": route})
        for consumer in self.consumers:
            consumer.lost = self._read_list(consumer.place, consumer.node, {"consumer": consumer})
        for group in self.groups:
            group.lost = self._read_list(group.place, group.node, {"consumer_group": group})
        self.lost = self._read_list(self.place, self.node, {})
        self._read_filter_chains()
        for instance in self.plugins:
            target = instance.scopes.get("route", instance.scopes.get("service"))
            if target is None and instance.scopes:
                self.callers.append(instance)
            elif not isinstance(target, Unknown):
                self._attached.setdefault(id(target), []).append(instance)

    def _read_filter_chains(self) -> None:
        """Note who has filters in WebAssembly, which may do what any plugin does: https://developer.konghq.com/gateway/entities/filter-chain/."""
        for entity in (*self.services, *self.routes):
            for place, chain in self._items(entity.place, entity.node, "filter_chains"):
                entity.lost = first(entity.lost, self._filters(place, chain))
        for place, chain in self._items(self.place, self.node, "filter_chains"):
            target = first(self.resolve("route", chain.get("route")), self.resolve("service", chain.get("service")))
            if isinstance(target, Entity):
                target.lost = first(target.lost, self._filters(place, chain))

    def _filters(self, place: Place, chain: dict[str, JsonValue]) -> Unknown | None:
        """Say what a chain leaves unknown; None where it is switched off, or each of its filters is."""
        filters = [item for _, item in self._items(place, chain, "filters")]
        if chain.get("enabled") is False or all(item.get("enabled") is False for item in filters):
            return None
        names = ", ".join(str(item.get("name")) for item in filters if item.get("enabled") is not False)
        return self._note(place, "unsupported", f"what the WebAssembly filters do is not known: {names}")

    def attached(self, route: RouteEntity) -> Iterator[Instance]:
        """Give the plugins that may run on a route because of what they are attached to: nothing, its service, the route itself."""
        for target in (None, route.service, route):
            for instance in self._attached.get(id(target), ()) if target is None or isinstance(target, Entity) else ():
                if instance.scopes.get("service", route.service) is route.service:
                    yield instance

    @cached_property
    def jwt_algorithms(self) -> list[Leaf[str | None]]:
        """The algorithms of the JWT credentials, each at the first that has it, or the one that is not known."""
        found: dict[tuple[object, str], Leaf[str | None]] = {}
        for consumer in self.consumers:
            written = consumer.node.get("jwt_secrets")
            for index, item in enumerate(written if isinstance(written, list) else []):
                place = consumer.place.child("jwt_secrets").child(index)
                algorithm = Settings(((place, item),), {"algorithm": JWT_ALGORITHM}, place).word("algorithm")
                if isinstance(algorithm.value, Unknown):
                    return [algorithm]
                found.setdefault((algorithm.value, algorithm.origin), algorithm)
        return list(found.values())

    @cached_property
    def by_service(self) -> dict[int, list[RouteEntity]]:
        """The routes of each service, by the service's identity."""
        found: dict[int, list[RouteEntity]] = {}
        for route in self.routes:
            found.setdefault(id(route.service), []).append(route)
        return found

    def _read_list(self, place: Place, node: dict[str, JsonValue], scopes: dict[str, Entity]) -> Unknown | None:
        """Read the plugins of one entity; says why some of them are not known."""
        written = node.get("plugins")
        if written is not None and not isinstance(written, list):
            return self._note(place.child("plugins"), "unsupported", "`plugins` is no list of plugins", hidden(written))
        lost: Unknown | None = None
        for item_place, item in self._items(place, node, "plugins"):
            name = text(item.get("name"))
            if isinstance(name, str) and name:
                self.plugins.append(self._instance(item_place, item, name, scopes))
            else:
                lost = self._note(item_place, "unsupported", "a plugin without a name", name if isinstance(name, Unknown) else None)
        return lost

    def _instance(self, place: Place, node: dict[str, JsonValue], own_name: str, scopes: dict[str, Entity]) -> Instance:
        name = self._bases.get(own_name, own_name)
        config, shared = node.get("config"), text(node.get("_config"))
        at_config = place.child("config") if isinstance(config, dict) else place
        layers: list[tuple[Place, Node]] = [(place.child("config"), config)]
        if isinstance(shared, str):
            self.shared_used.add(shared)
            layers.append((self.place.child("_plugin_configs").child(shared), self.shared.get(shared)))
            if shared not in self.shared:
                self._note(place.child("_config"), "outside_file", f"`_plugin_configs` has no `{shared}`")
        if config is not None and not isinstance(config, dict):
            layers[0] = (
                place.child("config"),
                self._note(place.child("config"), "unsupported", f"the `config` of {own_name} is no mapping", hidden(config)),
            )
        if name not in PLUGINS and "plugins" in node:
            self._note(place, "unsupported", f"{own_name} has plugins of its own")
        named: dict[str, Entity | Unknown] = dict(scopes)
        for kind in SCOPES:
            target = self.resolve(kind, node.get(kind))
            if target is not None:
                named[kind] = target
        settings = Settings(tuple(layers), PLUGINS.get(name, {}), at_config)
        return Instance(place, node, name=name, own_name=own_name, config=settings, scopes=named)

    def _entity(self, kind: str, place: Place, node: dict[str, JsonValue]) -> Entity:
        return Entity(kind, place, node, self._settings(kind, place, node))

    def _settings(self, kind: str, place: Place, node: Node) -> Settings:
        """Read an entity with the defaults that decK fills in: `_info.defaults`, then Kong's own."""
        info = mapping(mapping(self.node.get("_info")).get("defaults"))
        layers: tuple[tuple[Place, Node], ...] = ((place, node),)
        if kind in info:
            layers = (*layers, (self.place.child("_info").child("defaults").child(kind), info[kind]))
        return Settings(layers, {"service": SERVICE, "route": ROUTE}.get(kind, {}), place)

    def _items(self, place: Place, node: dict[str, JsonValue], key: str) -> Iterator[tuple[Place, dict[str, JsonValue]]]:
        """Step through a list of entities; anything else is noted and left out."""
        written = node.get(key)
        if written is not None and not isinstance(written, list) and key != "plugins":
            self._note(place.child(key), "unsupported", f"`{key}` is no list", hidden(written))
        for index, item in enumerate(written if isinstance(written, list) else []):
            if isinstance(item, dict) and hidden(item) is None:
                yield place.child(key).child(index), item
            elif key != "plugins" or item is not None:
                self._note(place.child(key).child(index), "unsupported", f"an item of `{key}` is no mapping", hidden(item))

    def _note(self, place: Place, reason: str, what: str, doubt: Unknown | None = None) -> Unknown:
        if doubt is not None:
            reason, what = "env", doubt.reason
        self.strange.append(Strange(place, reason, what))
        return Unknown(what)
