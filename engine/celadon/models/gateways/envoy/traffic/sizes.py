"""How large a request may be and how long it may take on a route, and what is written down of it."""

from collections.abc import Sequence
from typing import Final

from celadon.models.gateways.envoy.access.credentials import code_in
from celadon.models.gateways.envoy.chain import Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.reading.resources import Resources, share_of_requests
from celadon.models.gateways.envoy.traffic.listeners import access_log
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.traffic import Logging, RouteLimits
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

REQUEST_ID: Final = "x-request-id"
STREAM_IDLE: Final = 300.0
"""Seconds: network/http_connection_manager/v3/http_connection_manager.proto, stream_idle_timeout."""


def build_limits(place: Place, settings: Sequence[Setting], manager: Message | None, action: Message, resources: Resources) -> RouteLimits:
    """State the limits in effect."""
    total = 0.0 if manager is None else manager.seconds("request_timeout", 0.0)
    silent = STREAM_IDLE if manager is None else manager.seconds("stream_idle_timeout", STREAM_IDLE)
    own = action.seconds("idle_timeout", silent if isinstance(silent, float) else None)
    header = None if manager is None else manager.whole("max_request_headers_kb")
    holder = action if manager is None else manager
    return RouteLimits(
        place,
        None,
        max_body_bytes=max_body(place, settings, resources),
        max_header_bytes=holder.stated("max_request_headers_kb", header * 1024 if isinstance(header, int) else header),
        request_timeout_ms=holder.stated("request_timeout", _milliseconds(total)),
        idle_timeout_ms=(action if action.has("idle_timeout") else holder).stated("idle_timeout", _milliseconds(own)),
    )


def max_body(place: Place, settings: Sequence[Setting], resources: Resources) -> Leaf[int]:
    """Find the smallest cap on a body: `buffer`, and `ext_authz` that wants the whole body; buffer limits of connections cap nothing."""
    caps = [cap for setting in settings if setting.enabled is not False and (cap := _cap(setting, resources)) is not None]
    known = [(cap.value, number, cap) for number, cap in enumerate(caps) if isinstance(cap.value, int)]
    if known:
        return min(known)[2]
    code = next((doubt for setting in settings if setting.enabled is not False and (doubt := code_in(setting)) is not None), None)
    return next((cap for cap in caps if isinstance(cap.value, Unknown)), Leaf(0 if code is None else code, place, "default"))


def _cap(setting: Setting, resources: Resources) -> Leaf[int] | None:
    one = setting.filter
    if one.kind == "buffer":
        if one.unknown is not None:
            return Leaf(one.unknown, one.holder.place)
        config = one.config if setting.own is None else setting.own.get("buffer")
        return None if config is None or not config.has("max_request_bytes") else _bytes(config)
    if (
        one.kind == "ext_authz"
        and one.unknown is None
        and not equals(share_of_requests(resources, one.config.get("filter_enabled"), 100.0), 0.0)
    ):
        return _authorised_body(setting)
    return None


def _authorised_body(setting: Setting) -> Leaf[int] | None:
    """Read the body that `ext_authz` sends along: a longer one is answered with 413 unless a part of it will do.

    Shadow mode does not spare it either (measured).
    """
    check = None if setting.own is None else setting.own.get("check_settings")
    if check is not None and check.flag("disable_request_body_buffering") is True:
        return None
    body = check.get("with_request_body") if check is not None and check.has("with_request_body") else None
    body = setting.filter.config.get("with_request_body") if body is None else body
    return None if body is None or body.flag("allow_partial_message") is True else _bytes(body)


def _bytes(config: Message) -> Leaf[int]:
    size = config.whole("max_request_bytes")
    return config.stated("max_request_bytes", 0 if size is None else size)


def _milliseconds(seconds: float | Unknown | None) -> int | Unknown:
    return seconds if isinstance(seconds, Unknown) else int(1000 * (seconds or 0))


def build_logging(place: Place, manager: Message | None, unknown: Unknown | None) -> Logging:
    """State what the connection manager logs, and how it numbers requests."""
    if manager is None:
        doubt: Leaf[bool] = Leaf(Unknown("the connection manager is not in the file") if unknown is None else unknown, place)
        return Logging(place, None, access=doubt, correlation_id=doubt, correlation_header=REQUEST_ID, correlation_returned=doubt)
    return Logging(
        manager.place,
        None,
        access=access_log(manager),
        correlation_id=manager.stated("generate_request_id", manager.flag("generate_request_id", default=True)),
        correlation_header=REQUEST_ID,
        correlation_returned=manager.stated("always_set_request_id_in_response", manager.flag("always_set_request_id_in_response")),
    )
