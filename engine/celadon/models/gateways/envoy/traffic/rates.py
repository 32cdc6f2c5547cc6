"""Rate limits of a route: `local_ratelimit`, whose defaults enforce nothing, and `ratelimit`, which needs a route's actions."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final

from celadon.models.gateways.envoy.access.credentials import code_in
from celadon.models.gateways.envoy.access.gates import Plugins
from celadon.models.gateways.envoy.chain import Level, Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.reading.resources import Resources, share_of_requests
from celadon.models.gateways.envoy.traffic.concurrency import adapted
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import RateLimit
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

TOO_MANY: Final = 429
LIMIT_HEADERS: Final = ("OFF", "DRAFT_VERSION_03")
VIRTUAL_HOST_LIMITS: Final = ("OVERRIDE", "INCLUDE", "IGNORE")

KEYS: Final[dict[str, str]] = {
    "remote_address": "ip", "masked_remote_address": "ip", "generic_key": "global", "destination_cluster": "service",
    "source_cluster": "global", "query_parameters": "expression", "header_value_match": "expression",
    "query_parameter_value_match": "expression", "metadata": "expression", "dynamic_metadata": "expression", "extension": "expression",
    "remote_address_match": "expression",
}  # fmt: skip
"""What an action counts by, in the words of the neutral model; `request_headers` is the header's name."""

DESCRIPTOR_KEYS: Final[dict[str, str]] = {
    "remote_address": "remote_address", "masked_remote_address": "masked_remote_address", "generic_key": "generic_key",
    "destination_cluster": "destination_cluster", "source_cluster": "source_cluster", "header_value_match": "header_match",
    "query_parameter_value_match": "query_match", "query_parameters": "query_param", "remote_address_match": "remote_address_match",
}  # fmt: skip
"""The key of the descriptor entry that an action makes where it names none: config/route/v3/route_components.proto, RateLimit.Action."""

UNCONDITIONAL: Final = frozenset({"remote_address", "masked_remote_address", "generic_key", "destination_cluster", "source_cluster"})
"""Actions that make a descriptor for every request."""


SHADOWS: Final = frozenset({"0 % enabled", "0 % enforced"})
"""Why a limit that is attached refuses nothing: it counts no request, or it refuses none."""


class Action:
    """One action of a route's `rate_limits`."""

    def __init__(self, message: Message) -> None:
        """Find which of the actions it is."""
        self.kind = next((kind for kind in (*KEYS, "request_headers") if message.has(kind)), "")
        self.message = message.get(self.kind) if self.kind else message
        self.always = self.kind in UNCONDITIONAL or self._text("default_value") != ""

    def _text(self, name: str) -> str:
        value = "" if self.message is None else self.message.text(name)
        return value if isinstance(value, str) else "?"

    @property
    def counts_by(self) -> str:
        """What has a counter of its own."""
        return f"header:{self._text('header_name').lower()}" if self.kind == "request_headers" else KEYS.get(self.kind, "expression")

    @property
    def entry(self) -> tuple[str, str | None]:
        """The descriptor entry: its key, and its value where that is constant."""
        key = self._text("descriptor_key") or DESCRIPTOR_KEYS.get(self.kind, "")
        constant = self.kind in {"generic_key", "header_value_match", "query_parameter_value_match", "remote_address_match"}
        return key, self._text("descriptor_value") if constant else None


class ActionSet:
    """The actions of one entry of `rate_limits`: together they make one descriptor."""

    def __init__(self, message: Message) -> None:
        """Read them."""
        self.message = message
        self.stage = message.whole("stage", 0)
        self.actions = [Action(item) for item in message.items("actions")]

    @property
    def applies_to(self) -> str:
        """`all` where every request gets the descriptor."""
        return "all" if all(action.always for action in self.actions) else "selector"

    @property
    def keys(self) -> tuple[str, ...]:
        """What requests are counted by."""
        return tuple(dict.fromkeys(action.counts_by for action in self.actions)) or ("global",)


def action_sets(levels: Sequence[tuple[Level, Message]], option: str | Unknown) -> list[ActionSet]:
    """Collect the actions in effect: the route's, and the virtual host's where the route has none or asks for both."""
    found: dict[str, list[Message]] = {}
    includes = False
    for level, message in levels:
        holder = message.get("route") if level == "route" else message
        if holder is not None:
            found[level] = holder.items("rate_limits")
            includes = includes or holder.flag("include_vh_rate_limits") is True
    own, shared = found.get("route", []), found.get("virtual_host", [])
    if equals(option, "IGNORE"):
        return [ActionSet(item) for item in own]
    both = equals(option, "INCLUDE") or includes
    return [ActionSet(item) for item in ([*own, *shared] if both else own or shared)]


def build_rate_limits(
    settings: Sequence[Setting], levels: Sequence[tuple[Level, Message]], resources: Resources, plugins: Plugins
) -> tuple[RateLimit, ...]:
    """List every limit on a route, enforced or not, in the order of the filters."""
    found: list[RateLimit] = []
    for setting in settings:
        if setting.enabled is False or setting.filter.unknown is not None:
            continue
        plugin = plugins.of(setting.source)
        here: list[RateLimit] = []
        if setting.filter.kind == "local_ratelimit":
            here += _local(setting, levels, resources, plugin)
        elif setting.filter.kind == "ratelimit":
            here += _global(setting, levels, resources, plugin)
        elif setting.filter.kind == "adaptive_concurrency":
            here.append(adapted(setting, plugin))
        found += [_doubted(limit, setting.enabled, setting.off_at) for limit in here]
    return tuple(found)


def _doubted(limit: RateLimit, enabled: bool | Unknown, off_at: Place) -> RateLimit:
    """Say of a limit whose filter may be switched off that it may refuse nobody."""
    if isinstance(enabled, Unknown) and limit.leaf("enforced").value is True:
        limit.leaves["enforced"] = Leaf(enabled, off_at)
    return limit


def unclear_limits(settings: Sequence[Setting]) -> bool | Unknown:
    """Say why more limits may be in effect than are known; False where none may."""
    for setting in settings:
        if setting.filter.kind in {"local_ratelimit", "ratelimit"} and setting.filter.unknown is not None:
            return setting.filter.unknown
        if setting.filter.kind == "rate_limit_quota" and setting.enabled is not False:
            return Unknown("the limits of rate_limit_quota are held by its service")
        if setting.enabled is not False and (doubt := code_in(setting)) is not None:
            return doubt
    return False


def _local(setting: Setting, levels: Sequence[tuple[Level, Message]], resources: Resources, plugin: Plugin | None) -> Iterator[RateLimit]:
    config = setting.replaced
    scope = "route" if setting.own is not None else "listener"
    if config.unknown is not None:
        yield _unknown_limit(config, setting, scope, plugin)
        return
    shared = {
        "name": setting.filter.name,
        "algorithm": "token_bucket",
        "scope": "cluster" if config.has("local_cluster_rate_limit") else "instance",
        **_enforcement(config, resources),
        **_answers(config),
        "origin": scope,
        "plugin": plugin,
    }
    bucket = config.get("token_bucket")
    if bucket is not None:
        keys = ("expression",) if config.flag("local_rate_limit_per_downstream_connection") is True else ("global",)
        yield RateLimit(bucket.place, bucket.node, keys=Leaf(keys, bucket.place, "default"), **_bucket(bucket), **shared)
    sets = [ActionSet(item) for item in config.items("rate_limits")]
    if not sets:
        sets = action_sets(levels, config.word("vh_rate_limits", VIRTUAL_HOST_LIMITS))
    for descriptor in config.items("descriptors"):
        yield _described(descriptor, sets, shared)


def _described(descriptor: Message, sets: Sequence[ActionSet], shared: dict[str, object]) -> RateLimit:
    """Read a descriptor: it counts what an entry of `rate_limits` with the same keys describes; without one it counts nothing."""
    wanted = [(str(entry.raw("key")), entry.text("value")) for entry in descriptor.items("entries")]
    match = next((one for one in sets if [action.entry[0] for action in one.actions] == [key for key, _ in wanted]), None)
    bucket = descriptor.get("token_bucket") or descriptor
    facts = dict(shared)
    if match is None:
        facts |= {"enforced": Leaf(False, descriptor.place), "ineffective": "no action makes its descriptor"}
        return RateLimit(descriptor.place, descriptor.node, keys=("expression",), applies_to="selector", **_bucket(bucket), **facts)
    everyone = match.applies_to == "all" and all(
        value in {"", action.entry[1]} for (_, value), action in zip(wanted, match.actions, strict=True) if isinstance(value, str)
    )
    counted = [
        action.counts_by for (_, value), action in zip(wanted, match.actions, strict=True) if isinstance(value, str) and not value
    ] or ["global"]
    return RateLimit(
        descriptor.place,
        descriptor.node,
        keys=Leaf(tuple(dict.fromkeys(counted)), descriptor.place_of("entries")),
        applies_to="all" if everyone else "selector",
        **_bucket(bucket),
        **facts,
    )


def _bucket(bucket: Message) -> dict[str, object]:
    """Read a `TokenBucket`: what is filled in per interval is the rate, what it holds is the burst."""
    fill = bucket.whole("tokens_per_fill", 1)
    return {
        "limit": bucket.stated("tokens_per_fill" if bucket.has("tokens_per_fill") else "max_tokens", fill),
        "window_s": bucket.stated("fill_interval", bucket.seconds("fill_interval", 1.0)),
        "burst": bucket.stated("max_tokens", bucket.whole("max_tokens")),
    }


def _enforcement(config: Message, resources: Resources) -> dict[str, object]:
    """Say whether the limit refuses anything: both fractions default to 0 %."""
    enforced: Leaf[bool] = Leaf(True, config.place)
    for field, word in (("filter_enabled", "enabled"), ("filter_enforced", "enforced")):
        share = share_of_requests(resources, config.get(field), 0.0)
        if isinstance(share, Unknown):
            enforced = config.stated(field, share)
        elif share == 0.0:
            return {"enforced": config.stated(field, False), "ineffective": f"0 % {word}"}
    return {"enforced": enforced}


def _answers(config: Message) -> dict[str, object]:
    """Read the status and the headers of a refusal; Retry-After goes out with 429 only, whatever is switched on (measured)."""
    status = config.get("status") or config.get("rate_limited_status")
    code = TOO_MANY if status is None else _code(status)
    style = config.word("enable_x_ratelimit_headers", LIMIT_HEADERS)
    added = [str(header.raw("key")).lower() for item in config.items("response_headers_to_add") if (header := item.get("header"))]
    allowance = style if isinstance(style, Unknown) else style != "OFF" or any("ratelimit" in name for name in added)
    waits = code if isinstance(code, Unknown) else config.flag("enable_retry_after_header") if equals(code, TOO_MANY) else False
    return {
        "reject_status": Leaf(
            code, config.place if status is None else status.place_of("code"), "default" if status is None else "explicit"
        ),
        "headers": config.stated("enable_x_ratelimit_headers", allowance),
        "sends_retry_after": code if isinstance(code, Unknown) else code == TOO_MANY,
        "retry_after": config.stated("enable_retry_after_header", True if "retry-after" in added else waits),
    }


def _code(status: Message) -> int | Unknown | None:
    """Read a status by number, or by its name in envoy.type.v3.StatusCode such as `TooManyRequests`."""
    written = status.raw("code")
    named = {one.name.replace("_", "").lower(): one.value for one in HTTPStatus}
    known = named.get(written.lower()) if isinstance(written, str) else None
    return status.whole("code", TOO_MANY) if known is None else known


def _global(setting: Setting, levels: Sequence[tuple[Level, Message]], resources: Resources, plugin: Plugin | None) -> Iterator[RateLimit]:
    """Read `ratelimit`: the numbers are held by its service; what a route does not describe is not counted."""
    config, own = setting.filter.config, setting.own
    option = "OVERRIDE" if own is None else own.word("vh_rate_limits", VIRTUAL_HOST_LIMITS)
    sets = [ActionSet(item) for item in (own or config).items("rate_limits")] or action_sets(levels, option)
    stage = config.whole("stage", 0)
    fails_open = config.flag("failure_mode_deny")
    held = Unknown("the limits are held by the rate limit service")
    shared = {
        "name": setting.filter.name,
        "algorithm": "unknown",
        "limit": Leaf(held, config.place),
        "window_s": Leaf(held, config.place),
        "scope": "cluster",
        **_answers(config),
        "fail_open": config.stated("failure_mode_deny", fails_open if isinstance(fails_open, Unknown) else not fails_open),
        "plugin": plugin,
    }
    for field in ("filter_enabled", "filter_enforced"):
        share = share_of_requests(resources, config.get(field), 100.0)
        if isinstance(share, Unknown) or share == 0.0:
            why = None if isinstance(share, Unknown) else f"0 % {field.removeprefix('filter_')}"
            shared |= {"enforced": config.stated(field, share if isinstance(share, Unknown) else False), "ineffective": why}
            if why is not None:
                break
    for one in sets:
        if isinstance(stage, Unknown) or equals(one.stage, stage):
            place = one.message.place
            yield RateLimit(place, one.message.node, keys=Leaf(one.keys, place), applies_to=_audience(one), origin="route", **shared)


def _audience(one: ActionSet) -> str | Leaf[str]:
    """Say whose requests are counted; metadata that another filter sets may be there for all of them."""
    if one.applies_to == "selector" and any(action.kind in {"metadata", "dynamic_metadata", "extension"} for action in one.actions):
        return Leaf(Unknown("the descriptor depends on metadata that other filters set"), one.message.place)
    return one.applies_to


def _unknown_limit(config: Message, setting: Setting, scope: str, plugin: Plugin | None) -> RateLimit:
    doubt: Leaf[int] = Leaf(Unknown("it is not known") if config.unknown is None else config.unknown, config.place)
    return RateLimit(
        config.place, None, name=setting.filter.name, algorithm="unknown", limit=doubt, window_s=doubt, keys=doubt, enforced=doubt,
        origin=scope, plugin=plugin,
    )  # fmt: skip


def counts_addresses(limits: Sequence[RateLimit]) -> Place | None:
    """Find a limit that is keyed on the client's address."""
    for limit in limits:
        keys = limit.leaf("keys").value
        if isinstance(keys, tuple) and "ip" in keys:
            return limit.place
    return None
