"""Values in an Envoy file that must stay secret, and the clients that hold some of them."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from celadon.models.gateways.envoy.chain import Filter, Override
from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.neutral.plugin import Consumer, Credential, Secret

INLINE: Final = ("inline_string", "inline_bytes")
"""Members of a `DataSource` that hold the data itself; files and environment variables are references."""

AUTHORITY_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "x-api-key", "api-key", "apikey"})
"""Request headers whose literal value is a credential for the upstream."""


def of_filters(filters: Iterable[tuple[str, str, Message]]) -> Iterator[Secret]:
    """List the secrets of filters and overrides, each given as name, kind and message."""
    for name, kind, config in filters:
        owner = f"filter {name or kind}"
        if kind == "basic_auth":
            yield from _passwords(config.get("users"), owner)
        elif kind == "api_key_auth":
            for item in config.items("credentials"):
                yield from _literal(item, "key", "api_key", owner)
        elif kind == "jwt_authn":
            for provider, message in config.entries("providers"):
                yield from _shared_keys(message.get("local_jwks"), f"provider {provider}")
        elif kind == "ext_authz":
            request = config.dig("http_service", "authorization_request")
            for item in [] if request is None else request.items("headers_to_add"):
                yield from _header(item, owner)


def of_certificates(contexts: Iterable[Message]) -> Iterator[Secret]:
    """List private keys and their passwords that are written into TLS contexts."""
    for context in contexts:
        tls = context.get("common_tls_context")
        for certificate in [] if tls is None else tls.items("tls_certificates"):
            yield from _certificate(certificate, "tls certificate")


def of_static(secrets: Iterable[Message]) -> Iterator[Secret]:
    """List what `static_resources.secrets` writes out."""
    for secret in secrets:
        name = secret.text("name")
        owner = f"secret {name}" if isinstance(name, str) else "secret"
        certificate = secret.get("tls_certificate")
        if certificate is not None:
            yield from _certificate(certificate, owner)
        generic = secret.get("generic_secret")
        if generic is not None:
            yield from _data(generic.get("secret"), "token", owner)
            for _, part in generic.entries("secrets"):
                yield from _data(part, "token", owner)
        tickets = secret.get("session_ticket_keys")
        for key in [] if tickets is None else tickets.items("keys"):
            yield from _data(key, "private_key", owner)


def of_headers(levels: Iterable[Message]) -> Iterator[Secret]:
    """List credentials that routes add to requests for the upstream."""
    for level in levels:
        for option in level.items("request_headers_to_add"):
            header = option.get("header")
            if header is not None:
                yield from _header(header, "request header")


def consumers(filters: Iterable[tuple[str, str, Message]]) -> Iterator[Consumer]:
    """List the clients that `basic_auth` and `api_key_auth` know by name."""
    for _, kind, config in filters:
        if kind == "basic_auth" and (users := config.get("users")) is not None:
            for name, _ in _htpasswd(users.raw("inline_string")):
                place = users.place_of("inline_string")
                yield Consumer(place, None, name=name, credentials=(Credential(place, None, kind="basic"),))
        elif kind == "api_key_auth":
            for item in config.items("credentials"):
                credential = Credential(item.place, item.node, kind="api_key")
                yield Consumer(item.place, item.node, name=item.stated("client", item.text("client")), credentials=(credential,))


def overridden(overrides: Iterable[tuple[str, str, Override]]) -> Iterator[tuple[str, str, Message]]:
    """Give overrides in the form of filters."""
    return ((name, kind, override.message) for name, kind, override in overrides)


def written(filters: Iterable[Filter]) -> Iterator[tuple[str, str, Message]]:
    """Give the filters of chains as name, kind and message."""
    return ((one.name, one.kind, one.config) for one in filters)


def _passwords(users: Message | None, owner: str) -> Iterator[Secret]:
    """Take htpasswd text apart; Envoy reads `{SHA}` entries only."""
    if users is None:
        return
    place = users.place_of("inline_string")
    for name, value in _htpasswd(users.raw("inline_string")):
        digest = "sha1" if value.startswith("{SHA}") else "none"
        yield Secret(place, None, kind="password", name=name, owner=owner, value=value, digest=digest)


def _htpasswd(text: object) -> Iterator[tuple[str, str]]:
    for line in text.splitlines() if isinstance(text, str) else []:
        name, colon, value = line.strip().partition(":")
        if colon and not name.startswith("#"):
            yield name, value


def _shared_keys(keys: Message | None, owner: str) -> Iterator[Secret]:
    """Find shared secrets (`kty: oct`) and private halves in an inline key set."""
    text = None if keys is None else keys.raw("inline_string")
    if keys is None or not isinstance(text, str):
        return
    try:
        found = json.loads(text)["keys"]
        values = [(key["kty"], key.get("k") or key.get("d")) for key in found]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return  # no key set: the provider says so by unknown algorithms
    place = keys.place_of("inline_string")
    for kind, value in values:
        if isinstance(value, str):
            yield Secret(place, None, kind="jwt_secret" if kind == "oct" else "private_key", name="local_jwks", owner=owner, value=value)


def _certificate(certificate: Message, owner: str) -> Iterator[Secret]:
    yield from _data(certificate.get("private_key"), "private_key", owner)
    yield from _data(certificate.get("password"), "password", owner)


def _data(source: Message | None, kind: str, owner: str) -> Iterator[Secret]:
    if source is not None:
        for field in INLINE:
            yield from _literal(source, field, kind, owner)


def _header(header: Message, owner: str) -> Iterator[Secret]:
    name, value = header.raw("key"), header.raw("value")
    # `%REQ(...)%` and other commands are filled in per request.
    if isinstance(name, str) and name.lower() in AUTHORITY_HEADERS and isinstance(value, str) and "%" not in value:
        yield from _literal(header, "value", "token", owner)


def _literal(message: Message, field: str, kind: str, owner: str) -> Iterator[Secret]:
    value = message.raw(field)
    if isinstance(value, str) and value:
        yield Secret(message.place_of(field), None, kind=kind, name=field, owner=owner, value=value)
