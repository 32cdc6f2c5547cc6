"""Services that Envoy asks about callers: their URLs as they are really reached."""

from collections.abc import Callable

from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.neutral.authentication import IdentityEndpoint
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.terms.unknown import Unknown

Transport = Callable[[str], tuple[bool | Unknown, bool | Unknown]]
"""Tells whether a cluster, given by its name, is reached over TLS, and whether the certificate is checked."""


def endpoint(kind: str, address: Message, transport: Transport) -> IdentityEndpoint:
    """Read an `HttpUri`. Its cluster decides about TLS whatever scheme the URI has, so the URL is shown as it is reached."""
    cluster = address.text("cluster")
    tls, verified = (cluster, cluster) if isinstance(cluster, Unknown) else transport(cluster)
    return IdentityEndpoint(
        address.place,
        address.node,
        kind=kind,
        url=address.stated("uri", _reached(address.text("uri"), tls)),
        tls_verify=Leaf(True if tls is False else verified, address.place_of("cluster")),
    )


def _reached(uri: str | Unknown, tls: bool | Unknown) -> str | Unknown:
    if isinstance(uri, Unknown) or isinstance(tls, Unknown):
        return uri
    rest = uri.partition("://")[2] or uri
    return f"{'https' if tls else 'http'}://{rest}"
