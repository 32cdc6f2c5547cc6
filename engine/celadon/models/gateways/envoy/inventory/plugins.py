"""Filters as plugins: the vendor's view, with Envoy's defaults filled in, for policies that speak of Envoy alone."""

from collections.abc import Iterable

from celadon.models.gateways.envoy.access.credentials import lua_sources
from celadon.models.gateways.envoy.chain import SCOPES, Filter, Override
from celadon.models.gateways.envoy.defaults import FILTERS
from celadon.models.gateways.envoy.reading.extensions import HARMLESS, HTTP_FILTER, JUDGED, OLD_KINDS
from celadon.models.gateways.envoy.reading.message import TYPE, Message
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.sources.document import JsonValue

CODE_KINDS = frozenset({"lua", "wasm", "ext_proc", "golang", "dynamic_modules"})
"""Filters that run code, which we know by name."""


def of_filter(one: Filter) -> Plugin:
    """Show a filter of the chain."""
    return Plugin(
        one.holder.place,
        one.holder.node,
        name=f"envoy.filters.http.{one.kind}" if one.kind else one.name or "unnamed",
        config=Leaf(_filled(one.kind, one.config), one.config_place),
        enabled=Leaf(one.disabled is False, one.holder.place_of("disabled")),
        scope="listener",
        known=one.kind in HARMLESS | JUDGED | CODE_KINDS,
        inline_code=_inline_code(one.kind, one.config),
    )


def of_override(override: Override, kind: str) -> Plugin:
    """Show what a level says about a filter."""
    return Plugin(
        override.entry.place,
        override.entry.node,
        name=f"envoy.filters.http.{kind}" if kind else "unnamed",
        config=Leaf(_filled("", override.message), override.message.place),
        enabled=Leaf(override.disabled is False, override.disabled_at),
        scope=SCOPES[override.level],
        known=kind in HARMLESS | JUDGED | CODE_KINDS,
        inline_code=_inline_code(kind, override.message),
    )


def kind_of(override: Override, filters: Iterable[Filter], name: str) -> str:
    """Name the kind of an override: by its type, else by the filter that it addresses, else by its name."""
    found = HTTP_FILTER.search(override.type_name)
    if found:
        return OLD_KINDS.get(found[1], found[1])
    return next((one.kind for one in filters if one.name == name), name.rpartition(".")[2] if name.startswith("envoy.") else "")


def _filled(kind: str, config: Message) -> dict[str, JsonValue]:
    written = {key: value for key, value in config.node.items() if key != TYPE}
    return {**{field: default.value for field, default in FILTERS.get(kind, {}).items()}, **written}


def _inline_code(kind: str, config: Message) -> str | None:
    if kind == "lua" and any(isinstance(text, str) and text.strip() for text in lua_sources(config)):
        return "lua"
    module = config.dig("config", "vm_config", "code", "local")
    if kind == "wasm" and module is not None and (module.has("inline_string") or module.has("inline_bytes")):
        return "wasm"
    return None
