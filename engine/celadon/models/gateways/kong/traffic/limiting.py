"""Kong's rate limits and size limits in comparable units."""

from collections.abc import Callable

from celadon.models.gateways.kong.reading.defaults import KNOWN, SIZE_UNITS, WINDOWS
from celadon.models.gateways.kong.reading.entities import Instance
from celadon.models.gateways.kong.reading.precedence import Effective
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import RateLimit, RouteLimits
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

KEYS = {"consumer-group": "group", "service": "service", "path": "path", "ip": "ip"}
WHO_FALLS_BACK = frozenset({"consumer", "credential", "header"})
"""Keys for which the client's address stands in where the request has none: kong/plugins/rate-limiting/handler.lua."""
ADVANCED = ("rate-limiting-advanced", "graphql-rate-limiting-advanced", "service-protection")


def build_rate_limits(effective: Effective, plugins: dict[int, Plugin]) -> tuple[RateLimit, ...]:
    """Give every limit of a route: those for all callers, then those for some."""
    found: list[RateLimit] = []
    for instance in effective.plugins.values():
        found += _limits(instance, "all", plugins)
    for whom, instance in effective.narrow:
        found += _limits(instance, whom, plugins)
    return tuple(found)


def _limits(instance: Instance, whom: str, plugins: dict[int, Plugin]) -> list[RateLimit]:
    if instance.name == "rate-limiting":
        return _fixed(instance, whom, plugins)
    if instance.name in ADVANCED:
        return _advanced(instance, whom, plugins)
    if instance.name not in KNOWN and whom == "all":
        return [_unknown(instance)]
    return []


def _fixed(instance: Instance, whom: str, plugins: dict[int, Plugin]) -> list[RateLimit]:
    """Read rate-limiting: a fixed window for each period that is written."""
    config = instance.config
    policy = config.word("policy")
    found: list[RateLimit] = []
    for period, seconds in WINDOWS.items():
        limit = config.whole(period)
        if limit.value is None:
            continue
        found.append(
            RateLimit(
                instance.place,
                instance.node,
                algorithm="fixed_window" if seconds < WINDOWS["day"] else "quota",
                limit=limit,
                window_s=Leaf(float(seconds), limit.place),
                keys=_keys(config.word("limit_by"), config.word("header_name").value),
                scope=policy.then(lambda name: "instance" if name == "local" else "cluster"),
                fail_open=None if policy.says("local") else config.flag("fault_tolerant"),
                **_shared(instance, whom, plugins),
            )
        )
    return found


def _advanced(instance: Instance, whom: str, plugins: dict[int, Plugin]) -> list[RateLimit]:
    """Read rate-limiting-advanced and its kin: the nth limit belongs to the nth window."""
    config = instance.config
    limits, windows = config.find("limit"), config.find("window_size")
    counts = limits.value if isinstance(limits.value, list) else [limits.value]
    sizes = windows.value if isinstance(windows.value, list) else [windows.value]
    kind, strategy, sync = config.word("window_type"), config.word("strategy"), config.whole("sync_rate")
    is_alone = strategy.says("local") or sync.says(-1)
    who: Leaf[tuple[str, ...]] = Leaf(("service",), instance.place, "platform")
    if instance.name != "service-protection":
        compound = config.words("compound_identifier")
        who = _keys(config.word("identifier"), config.word("header_name").value)
        if isinstance(compound.value, tuple) and compound.value:
            who = Leaf(tuple(KEYS.get(key, key) for key in compound.value), compound.place, compound.origin, compound.entries)
    return [
        RateLimit(
            instance.place,
            instance.node,
            algorithm=kind.then(lambda name: "fixed_window" if name == "fixed" else "sliding_window"),
            limit=_number(limits, index, count),
            window_s=_number(windows, index, sizes[index] if index < len(sizes) else None, float),
            keys=who,
            scope=strategy.then(lambda _: "instance" if is_alone else "cluster"),
            **_shared(instance, whom, plugins),
        )
        for index, count in enumerate(counts)
    ]


def _number(leaf: Leaf[object], index: int, value: object, kind: Callable[[float], float] = int) -> Leaf[float]:
    place = leaf.entries[index] if index < len(leaf.entries) else leaf.place
    if isinstance(leaf.value, Unknown):
        return Leaf(leaf.value, leaf.place)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Leaf(kind(value), place)
    return Leaf(Unknown("a limit or window is not written as a number"), place)


def _shared(instance: Instance, whom: str, plugins: dict[int, Plugin]) -> dict[str, object]:
    config = instance.config
    hidden = config.flag("hide_client_headers")
    shown = hidden.then(lambda hides: not hides)
    return {
        "name": instance.own_name,
        "applies_to": whom,
        "enforced": Leaf(True if instance.doubt is None else instance.doubt, instance.place),
        "reject_status": config.whole("error_code"),
        "retry_after": shown,
        "sends_retry_after": True,
        "headers": shown,
        "origin": instance.scope,
        "plugin": plugins.get(id(instance)),
    }


def _keys(leaf: Leaf[str | None], header: str | Unknown | None) -> Leaf[tuple[str, ...]]:
    """Name what is counted apart; what a request may lack falls back to the client's address."""
    if isinstance(leaf.value, Unknown):
        return Leaf(leaf.value, leaf.place)
    key = leaf.value or "consumer"
    if key == "header":
        named = f"header:{header}" if isinstance(header, str) else "header"
        return Leaf((named, "ip"), leaf.place, leaf.origin)
    keys = (key, "ip") if key in WHO_FALLS_BACK else (KEYS.get(key, key),)
    return Leaf(keys, leaf.place, leaf.origin)


def _unknown(instance: Instance) -> RateLimit:
    """Stand for a plugin that may limit or not."""
    doubt: Leaf[object] = Leaf(Unknown(f"what the plugin {instance.own_name} does is not known"), instance.place)
    return RateLimit(
        instance.place, instance.node, name=instance.own_name, algorithm="unknown", limit=doubt, window_s=doubt, keys=doubt, enforced=doubt
    )


def build_limits(place: Place, effective: Effective) -> RouteLimits:
    """Read the largest body: without request-size-limiting there is no limit."""
    instance = effective.get("request-size-limiting")
    if instance is None:
        doubt = effective.strange
        return RouteLimits(place, None, max_body_bytes=Leaf(0 if doubt is None else doubt, place, "platform"))
    size, unit = instance.config.whole("allowed_payload_size"), instance.config.word("size_unit")
    value: object = size.value
    if isinstance(unit.value, Unknown) or isinstance(value, Unknown):
        value = Unknown("the size of request-size-limiting is not known")
    elif isinstance(value, int):
        value = value * SIZE_UNITS.get(unit.value or "megabytes", 1)
    if instance.doubt is not None:
        value = instance.doubt
    return RouteLimits(place, None, max_body_bytes=Leaf(value, size.place, size.origin))
