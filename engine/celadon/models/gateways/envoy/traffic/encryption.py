"""TLS contexts: what a listener offers and asks of its clients, and what a cluster checks of its upstream."""

import re
from typing import Final

from celadon.models.gateways.envoy.reading.extensions import Extension, extension
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.route import Tls
from celadon.terms.unknown import Unknown

VERSIONS: Final = ("TLS_AUTO", "TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3")
SERVER_DEFAULTS: Final = ("1.2", "1.3")
"""What TLS_AUTO means for a listener, lowest and highest: extensions/transport_sockets/tls/v3/common.proto."""

TRUST: Final = ("VERIFY_TRUST_CHAIN", "ACCEPT_UNTRUSTED")
TRANSPORT_SOCKET: Final = re.compile(r"envoy\.(?:extensions\.transport_sockets|api|config)\.(\w+)\.")  # noqa: TID251 - our own pattern
TLS_MESSAGES: Final = ("DownstreamTlsContext", "UpstreamTlsContext", "QuicDownstreamTransport", "QuicUpstreamTransport", "StartTlsConfig")
PLAIN_MESSAGES: Final = ("RawBuffer",)


def context_of(holder: Message) -> Message | None:
    """Find the TLS context of a filter chain or a cluster; None where the transport is plain; unknown where it is another's.

    `tls_context` is its place before v3.
    """
    if holder.has("tls_context"):
        return holder.get("tls_context")
    socket = holder.get("transport_socket")
    if socket is None:
        return None
    found = extension(socket, TRANSPORT_SOCKET)
    name = found.type_name.rpartition(".")[2]
    if name in PLAIN_MESSAGES or (not name and found.name.endswith("raw_buffer")):
        return None
    if name in TLS_MESSAGES or found.name in {"envoy.transport_sockets.tls", "tls"}:
        return _inner(found)
    return Message(socket.place, Unknown(f"what the transport socket {found.name or name} does is not known"))


def _inner(found: Extension) -> Message:
    """Unwrap contexts inside others: QUIC, STARTTLS."""
    for field in ("downstream_tls_context", "upstream_tls_context", "tls_socket_config"):
        inner = found.message.get(field)
        if inner is not None and found.message.unknown is None:
            return inner
    return found.message


def build_tls(context: Message) -> Tls:
    """Read what a listener offers."""
    parameters = context.dig("common_tls_context", "tls_params")
    if context.unknown is not None:
        doubt = Leaf[str](context.unknown, context.place)
        return Tls(context.place, None, min_version=doubt, max_version=doubt, client_auth=doubt, certificate_source="unknown")
    ciphers: Leaf[tuple[str, ...]] = Leaf((), context.place, "default") if parameters is None else parameters.texts("cipher_suites")
    return Tls(
        context.place,
        context.node,
        min_version=_version(context, parameters, "tls_minimum_protocol_version", SERVER_DEFAULTS[0]),
        max_version=_version(context, parameters, "tls_maximum_protocol_version", SERVER_DEFAULTS[1]),
        ciphers=ciphers,
        client_auth=client_auth(context),
        certificate_source=_certificate_source(context),
    )


def _version(context: Message, parameters: Message | None, field: str, default: str) -> Leaf[str]:
    if parameters is None or not parameters.has(field):
        return Leaf(default, context.place, "default")
    word = parameters.word(field, VERSIONS)
    if isinstance(word, Unknown):
        return parameters.stated(field, word)
    return parameters.stated(field, default if word == "TLS_AUTO" else word.removeprefix("TLSv").replace("_", "."))


def client_auth(context: Message) -> Leaf[str]:
    """Say whether clients must show a certificate: asking for one checks nothing without a CA, a CA alone leaves it optional (measured)."""
    required = context.flag("require_client_certificate")
    trusted = trusts(context)
    if isinstance(trusted, Unknown) and required is True:
        # Whatever certificate authority the secret holds, a listener that has none asks in vain.
        return context.stated("require_client_certificate", "required")
    if isinstance(required, Unknown) or isinstance(trusted, Unknown):
        return context.stated("require_client_certificate", required if isinstance(required, Unknown) else "optional")
    if not trusted:
        return context.stated("require_client_certificate", "none")
    return context.stated("require_client_certificate", "required" if required else "optional")


def trusts(context: Message) -> bool | Unknown:
    """Tell whether a context checks the other side's certificate; unknown where a secret that is not given decides."""
    if context.unknown is not None:
        return context.unknown
    tls = context.get("common_tls_context")
    if tls is None:
        return False
    combined = tls.get("combined_validation_context")
    plain = tls.get("validation_context") if combined is None else combined.get("default_validation_context")
    if plain is not None and _checks(plain):
        return True
    secret = (tls if combined is None else combined).get("validation_context_sds_secret_config")
    if secret is not None:
        return Unknown("the certificate authority is a secret that the file does not hold")
    return tls.has("validation_context_certificate_provider_instance")


def _checks(validation: Message) -> bool:
    if equals(validation.word("trust_chain_verification", TRUST), "ACCEPT_UNTRUSTED"):
        return False
    pinned = ("verify_certificate_spki", "verify_certificate_hash")
    authorities = ("trusted_ca", "ca_certificate_provider_instance", "system_root_certs", "custom_validator_config")
    return any(validation.has(field) for field in authorities) or any(validation.nodes(field) for field in pinned)


def _certificate_source(context: Message) -> str:
    tls = context.get("common_tls_context")
    certificates = [] if tls is None else tls.items("tls_certificates")
    if not certificates:
        return "ref" if tls is not None and tls.has("tls_certificate_sds_secret_configs") else "unknown"
    key = certificates[0].get("private_key") or certificates[0].get("pkcs12")
    if key is None:
        return "unknown"
    return "inline" if key.has("inline_string") or key.has("inline_bytes") else "file"
