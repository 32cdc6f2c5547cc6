"""Typed extensions: which kind of filter or socket a `typed_config` holds, under its newest name, and what each kind can do."""

import re
from enum import Enum
from typing import Final

from celadon.models.gateways.envoy.reading.message import TYPE, Message
from celadon.terms.unknown import Unknown

TYPED_STRUCTS: Final = ("xds.type.v3.TypedStruct", "udpa.type.v1.TypedStruct")
"""Wrappers whose `value` Envoy converts to the message that `type_url` names."""

HTTP_FILTER: Final = re.compile(r"envoy\.(?:extensions\.filters|config\.filter)\.http\.(\w+)\.v\w+\.\w+$")  # noqa: TID251 - our own pattern
NETWORK_FILTER: Final = re.compile(r"envoy\.(?:extensions\.filters|config\.filter)\.network\.(\w+)\.v\w+\.\w+$")  # noqa: TID251 - our own

OLD_KINDS: Final = {
    "rate_limit": "ratelimit", "local_rate_limit": "local_ratelimit", "header_to_metadata": "header_to_metadata",
    "http_connection_manager": "http_connection_manager", "transcoder": "grpc_json_transcoder", "gzip": "compressor",
}  # fmt: skip
"""Kinds by their names in the v2 API and before, where they differ or are worth naming."""


class Power(Enum):
    """What a filter can do to a request that carries no credential, as far as this version of Celadon knows."""

    NOTHING = "lets every request go on"
    JUDGED = "is modelled"
    CODE = "runs code of its own"


HARMLESS: Final = frozenset({
    "adaptive_concurrency", "admission_control", "alternate_protocols_cache", "aws_lambda", "aws_request_signing", "bandwidth_limit",
    "buffer", "cache", "cache_v2", "cdn_loop", "compressor", "connect_grpc_bridge", "cors", "credential_injector", "csrf",
    "custom_response", "decompressor", "dynamic_forward_proxy", "dynamo", "fault", "file_system_buffer", "gcp_authn", "geoip",
    "grpc_field_extraction", "grpc_http1_bridge", "grpc_http1_reverse_bridge", "grpc_json_reverse_transcoder", "grpc_json_transcoder",
    "grpc_stats", "grpc_web", "header_mutation", "header_to_metadata", "health_check", "ip_tagging", "json_to_metadata",
    "kill_request", "local_ratelimit", "on_demand", "original_src", "proto_message_extraction", "rate_limit_quota", "ratelimit",
    "router", "set_filter_state", "set_metadata", "squash", "stateful_session", "tap", "thrift_to_metadata", "upstream_codec",
})  # fmt: skip
"""HTTP filters of Envoy that never ask a caller for credentials; `gcp_authn` fetches tokens for the upstream, not from the caller."""

JUDGED: Final = frozenset({"jwt_authn", "ext_authz", "basic_auth", "api_key_auth", "oauth2", "rbac"})


def power_of(kind: str) -> Power:
    """Say what a kind of HTTP filter can do; code and kinds that we do not know might refuse anybody."""
    if kind in JUDGED:
        return Power.JUDGED
    return Power.NOTHING if kind in HARMLESS else Power.CODE


class Extension:
    """A named extension: its kind (`jwt_authn`), its message, and the full name of its type."""

    __slots__ = ("kind", "message", "name", "type_name")

    def __init__(self, name: str, kind: str, type_name: str, message: Message) -> None:
        """Keep; `kind` is empty where neither type nor name is one of Envoy's."""
        self.name = name
        self.kind = kind
        self.type_name = type_name
        self.message = message


def payload(holder: Message) -> tuple[str, Message]:
    """Unwrap an `Any`: the full type name without its address, and the message below; typed structs are converted as Envoy does."""
    kind = _type_name(holder.node.get(TYPE))
    if kind in TYPED_STRUCTS:
        inner = holder.text("type_url")
        below = holder.get("value")
        if isinstance(inner, str) and below is not None:
            return _type_name(inner), below
        return "", Message(holder.place, Unknown("the typed struct names no type"))
    return kind, holder


def extension(holder: Message, pattern: "re.Pattern[str]") -> Extension:
    """Read an object with `name` and `typed_config` (or `config`, as it was before v3)."""
    name = holder.text("name")
    shown = name if isinstance(name, str) else ""
    typed = holder.get("typed_config")
    if typed is None:
        old = holder.get("config")
        return Extension(shown, _kind_by_name(shown), "", old if old is not None else Message(holder.place, None))
    type_name, message = payload(typed)
    if not type_name:
        return Extension(shown, _kind_by_name(shown), "", message)
    found = pattern.search(type_name)
    return Extension(shown, OLD_KINDS.get(found[1], found[1]) if found else "", type_name, message)


def last_name(type_name: str) -> str:
    """Give the message's own name: `CorsPolicy` of `envoy.extensions.filters.http.cors.v3.CorsPolicy`."""
    return type_name.rpartition(".")[2]


def _type_name(url: object) -> str:
    return url.rpartition("/")[2] if isinstance(url, str) else ""


def _kind_by_name(name: str) -> str:
    """Read the kind from a well-known name: `envoy.filters.http.jwt_authn`, or `envoy.jwt_authn` as it was before v3."""
    if not name.startswith("envoy."):
        return ""
    kind = name.rpartition(".")[2]
    return OLD_KINDS.get(kind, kind)
