"""The HTTP filters of a connection manager, and which configuration of each is in effect on a route."""

from collections.abc import Sequence
from typing import Final, Literal

from celadon.models.gateways.envoy.reading.extensions import HTTP_FILTER, extension, last_name, payload
from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

Level = Literal["cluster", "route", "virtual_host", "route_configuration"]

SCOPES: Final[dict[str, str]] = {"cluster": "route", "route": "route", "virtual_host": "service", "route_configuration": "global"}
"""The levels in the words of the neutral model: a virtual host is as near to a service as Envoy comes."""

FIELDS: Final = ("typed_per_filter_config", "per_filter_config")
"""Where a level keeps its filters' configuration; the second is its name before v3."""


class Filter:
    """One HTTP filter as it stands in the chain."""

    __slots__ = ("disabled", "extension", "holder", "position", "unknown")

    def __init__(self, holder: Message, position: int) -> None:
        """Read name and type; a filter that is discovered later is unknown."""
        self.holder = holder
        self.position = position
        self.extension = extension(holder, HTTP_FILTER)
        self.disabled = holder.flag("disabled")
        self.unknown: Unknown | None = self.extension.message.unknown
        if holder.has("config_discovery"):
            self.unknown = Unknown(f"the configuration of the filter {self.name} is discovered at run time")

    @property
    def name(self) -> str:
        """The name by which routes address the filter; without one the kind."""
        return self.extension.name or self.extension.kind

    @property
    def kind(self) -> str:
        """The kind, such as `jwt_authn`; empty where the type is none of Envoy's."""
        return self.extension.kind

    @property
    def config(self) -> Message:
        """The configuration in the chain."""
        return self.extension.message

    @property
    def config_place(self) -> Place:
        """Where the configuration is written, else the filter: a finding about a default points there."""
        return self.extension.message.place if self.extension.message.node else self.holder.place


class Override:
    """What one level says about one filter."""

    __slots__ = ("disabled", "disabled_at", "entry", "level", "message", "type_name")

    def __init__(self, level: Level, entry: Message) -> None:
        """Read an entry of `typed_per_filter_config`; a `FilterConfig` around it may switch the filter off."""
        self.level = level
        self.entry = entry
        self.disabled: bool | Unknown = False
        self.disabled_at = entry.place
        self.type_name, self.message = payload(entry)
        if last_name(self.type_name) == "FilterConfig":
            wrapper = self.message
            self.disabled, self.disabled_at = wrapper.flag("disabled"), wrapper.place_of("disabled")
            inner = wrapper.get("config")
            self.type_name, self.message = ("", Message(wrapper.place, None)) if inner is None else payload(inner)
        elif last_name(self.type_name) in OWN_SWITCH and self.message.flag("disabled") is True:
            self.disabled, self.disabled_at = True, self.message.place_of("disabled")


OWN_SWITCH: Final = frozenset({"PerRouteConfig", "ExtAuthzPerRoute", "BufferPerRoute", "LuaPerRoute", "ExtProcPerRoute"})
"""Messages for routes that switch their filter off by a `disabled` of their own."""


class Setting:
    """A filter as it takes effect on a route: switched on or not, and by which configuration."""

    __slots__ = ("enabled", "filter", "off_at", "override")

    def __init__(self, filter_: Filter, override: Override | None) -> None:
        """Decide: the most specific level that names the filter wins, and naming it switches on one that is off in the chain."""
        self.filter = filter_
        self.override = override
        self.enabled: bool | Unknown = True
        self.off_at = filter_.holder.place
        if override is not None:
            self.enabled = _negated(override.disabled)
            self.off_at = override.disabled_at
        elif filter_.disabled is not False:
            self.enabled = _negated(filter_.disabled)
            self.off_at = filter_.holder.place_of("disabled")

    @property
    def own(self) -> Message | None:
        """The configuration of the most specific level, where it gives one; it replaces that of the chain."""
        return None if self.override is None or not self.override.type_name else self.override.message

    @property
    def source(self) -> Message:
        """The object that holds the configuration in effect: the override's entry where it gives one, else the filter."""
        return self.filter.holder if self.override is None or self.own is None else self.override.entry

    @property
    def replaced(self) -> Message:
        """The configuration in effect for a filter whose routes carry the same message as the chain."""
        return self.filter.config if self.own is None else self.own


class Chain:
    """The HTTP filters of one connection manager, in order."""

    def __init__(self, manager: Message) -> None:
        """Read the filters; nothing of their configuration yet."""
        self.manager = manager
        self.filters = [Filter(holder, position) for position, holder in enumerate(manager.items("http_filters"))]

    def settings(self, levels: Sequence[tuple[Level, Message]]) -> list[Setting]:
        """Give every filter as it takes effect below `levels`, most specific first."""
        written = [(level, _entries(message)) for level, message in levels]
        return [Setting(one, _override(one, written)) for one in self.filters]


def _entries(level: Message) -> dict[str, Message]:
    return {name: entry for field in reversed(FIELDS) for name, entry in level.entries(field)}


def _override(one: Filter, written: Sequence[tuple[Level, dict[str, Message]]]) -> Override | None:
    for level, entries in written:
        entry = entries.get(one.name)
        if entry is not None:
            return Override(level, entry)
    return None


def overrides(level: Level, message: Message) -> list[tuple[str, Override]]:
    """List what one level says about filters, by the filters' names."""
    return [(name, Override(level, entry)) for name, entry in _entries(message).items()]


def _negated(flag: bool | Unknown) -> bool | Unknown:
    return flag if isinstance(flag, Unknown) else not flag
