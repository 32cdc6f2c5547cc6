"""Response headers that Envoy changes: the levels in the order in which it applies them, the last word left standing."""

import re
from collections.abc import Sequence
from typing import Final

from celadon.models.gateways.envoy.chain import Level, Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.traffic import ResponseHeader
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

SERVER_HEADERS: Final = ("OVERWRITE", "APPEND_IF_ABSENT", "PASS_THROUGH")
PRODUCT_VERSION: Final = re.compile(r"/v?\d|[ v]\d+\.\d")  # noqa: TID251 - our own pattern
"""The version behind a product, as in `edge/2.1` or `Edge v2.1`; a name with a number in it is none."""

APPEND_ACTIONS: Final = ("APPEND_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT", "OVERWRITE_IF_EXISTS_OR_ADD", "OVERWRITE_IF_EXISTS")


def build_response_headers(
    levels: Sequence[tuple[Level, Message]], settings: Sequence[Setting], *, specific_wins: bool
) -> tuple[ResponseHeader, ...]:
    """List the changes in effect: route, virtual host and route configuration in turn, so the widest has the last word.

    `specific_wins` (`most_specific_header_mutations_wins`) turns that round. `header_mutation` filters come before the levels.
    """
    found: list[ResponseHeader] = []
    for setting in settings:
        if setting.filter.kind == "header_mutation" and setting.enabled is not False:
            found += _mutations(setting.filter.config)
            found += [] if setting.own is None else _mutations(setting.own)
    for _, message in reversed(levels) if specific_wins else levels:
        found += _written(message)
    return _standing(found)


def _written(level: Message) -> list[ResponseHeader]:
    """Read what one level writes: what it adds, then what it removes."""
    added = [_added(option) for option in level.items("response_headers_to_add")]
    removed = [
        ResponseHeader(place, node, name=node, action="remove")
        for place, node in level.nodes("response_headers_to_remove")
        if isinstance(node, str)
    ]
    return [*added, *removed]


def _mutations(config: Message) -> list[ResponseHeader]:
    """Read the response mutations of `header_mutation`."""
    found: list[ResponseHeader] = []
    mutations = config.get("mutations")
    for item in [] if mutations is None else mutations.items("response_mutations"):
        added = item.get("append")
        if added is not None:
            found.append(_added(added))
        elif item.has("remove"):
            found.append(ResponseHeader(item.place, item.node, name=item.stated("remove", item.text("remove")), action="remove"))
    return found


def _added(option: Message) -> ResponseHeader:
    header = option.get("header") or option
    value = header.text("value")
    return ResponseHeader(
        option.place,
        option.node,
        name=header.stated("key", header.text("key")),
        value=header.stated("value", _expanded(value)),
        action=_action(option),
    )


def _expanded(value: str | Unknown) -> str | Unknown:
    """Give the value as it is sent; `%COMMAND%` is filled in per request, `%%` is a percent sign."""
    if isinstance(value, Unknown):
        return value
    plain = value.replace("%%", "")
    return Unknown(f"`{value}` is filled in per request") if "%" in plain else value.replace("%%", "%")


def _action(option: Message) -> str:
    """Say what happens to a header of that name: `append: false` and the overwriting actions set it."""
    if option.has("append"):
        return "add" if option.flag("append", default=True) is not False else "set"
    return "set" if equals(option.word("append_action", APPEND_ACTIONS), "OVERWRITE_IF_EXISTS_OR_ADD", "OVERWRITE_IF_EXISTS") else "add"


def _standing(changes: Sequence[ResponseHeader]) -> tuple[ResponseHeader, ...]:
    """Drop what a later change of the same header undoes."""
    found: list[ResponseHeader] = []
    for change in changes:
        name = change.leaf("name").value
        if isinstance(name, str) and change.leaf("action").value in {"set", "remove"}:
            found = [other for other in found if not _is_named(other, name)]
        found.append(change)
    return tuple(found)


def _is_named(header: ResponseHeader, name: str) -> bool:
    leaf: Leaf[str] = header.leaf("name")
    return isinstance(leaf.value, str) and leaf.value.lower() == name.lower()


def reveals_version(managers: Sequence[Message], otherwise: Place) -> Leaf[bool]:
    """Say whether a connection manager puts a version into `server`, which is `envoy` where nothing is written.

    It does so behind all filters and routes, so none of them can take it away; an answer of Envoy's own has it even where one of
    the upstream would be left as it is.
    """
    if not managers:
        return Leaf(Unknown("no connection manager is in the file"), otherwise, "platform")
    found = [_tells_version(manager) for manager in managers]
    told = next((leaf for leaf in found if leaf.value is True), None)
    return told or next((leaf for leaf in found if isinstance(leaf.value, Unknown)), found[0])


def _tells_version(manager: Message) -> Leaf[bool]:
    name, action = manager.text("server_name"), manager.word("server_header_transformation", SERVER_HEADERS)
    if equals(action, "PASS_THROUGH") or not (isinstance(name, Unknown) or PRODUCT_VERSION.search(name)):
        return manager.stated("server_name", False)
    doubt = next((value for value in (name, action) if isinstance(value, Unknown)), None)
    return manager.stated("server_name", True if doubt is None else doubt)
