"""URLs: scheme, host, loopback. A part that holds a template is unknown, never a guess."""

from collections.abc import Iterable
from typing import Any

from celadon.cel.functions.library import Function, Library, Overload, one_or_many
from celadon.cel.signatures import Implementation
from celadon.cel.types import BOOL, STRING, Type
from celadon.terms.unknown import Unknown

_SCHEME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")


def _settled(part: str, what: str) -> Any:
    """Give a part of a URL, or an unknown where a template stands in it."""
    return Unknown(f"the {what} of the URL holds a template: {part}") if "{" in part or "}" in part else part


def scheme(url: str) -> Any:
    """Give the scheme, in lower case; empty for a relative URL."""
    head, colon, rest = url.strip().partition(":")
    if not colon or "/" in head or "?" in head or "#" in head:
        # `{base}/v1` may begin with a scheme as well as with a path.
        return _settled(head, "scheme") if url.strip().startswith("{") else ""
    if "{" in head:
        return _settled(head, "scheme")
    if not head[:1].isalpha() or not _SCHEME_CHARACTERS.issuperset(head):
        return ""
    # `localhost:8080/v1` is a host and a port, whatever RFC 3986 would make of it.
    return "" if rest[:1].isdigit() else head.lower()


def _authority(url: str) -> str:
    text = url.strip()
    before, slashes, rest = text.partition("//")
    if not slashes or "/" in before or "?" in before or "#" in before:
        return ""
    for mark in "/?#\\":
        rest = rest.partition(mark)[0]
    return rest


def host(url: str) -> Any:
    """Give the host, in lower case, without user, port and brackets; empty where there is none."""
    authority = _authority(url).rpartition("@")[2]
    if authority.startswith("["):
        return _settled(authority[1:].partition("]")[0].lower(), "host")
    name, colon, port = authority.rpartition(":")
    return _settled((name if colon and (port.isdigit() or not port or "{" in port) else authority).lower(), "host")


def has_user_info(url: str) -> bool:
    """Say whether a user or a password stands before the host."""
    return "@" in _authority(url)


def is_https(url: str) -> Any:
    """Say whether the scheme is https."""
    found = scheme(url)
    return found if isinstance(found, Unknown) else found == "https"


def is_loopback(name: str) -> Any:
    """Say whether a host (or a URL's host) is this machine: localhost, below localhost, 127.0.0.0/8, ::1."""
    given = host(name) if "//" in name else name
    if isinstance(given, Unknown):
        return given
    bare = given.strip().lower().removeprefix("[").removesuffix(".").partition("]")[0]
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    parts = bare.split(".")
    if len(parts) == 4 and all(part.isdigit() and len(part) <= 3 for part in parts):
        return parts[0] == "127" and all(int(part) < 256 for part in parts)
    if bare.count(":") < 2:
        # `localhost:8080` and `127.0.0.1:8080` are hosts with a port.
        name_only, colon, port = bare.rpartition(":")
        return bool(colon) and port.isdigit() and is_loopback(name_only)
    return _is_loopback_six(bare)


def _is_loopback_six(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address  # noqa: PLC0415 - 5 ms, for IPv6 literals only

    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    return address.is_loopback or (address.ipv4_mapped is not None and address.ipv4_mapped.is_loopback)


def host_matches(name: str, patterns: Iterable[str]) -> bool:
    """Say whether a host is an entry; `*.example` stands for every host below `example`, not for `example` itself."""
    own = name.lower().removesuffix(".")
    for pattern in patterns:
        wanted = pattern.lower().removesuffix(".")
        if wanted in (own, "*") or (wanted.startswith("*.") and own.endswith(wanted[1:]) and len(own) > len(wanted) - 1):
            return True
    return False


def _of_url(name: str, result: Type, implementation: Implementation, doc: str, example: str) -> Function:
    return Function(name, [Overload(f"string_{name}", (STRING,), result, implementation, member=True)], doc, example)


URL = Library(
    "url",
    1,
    (
        _of_url(
            "scheme",
            STRING,
            scheme,
            "Gives the scheme of a URL in lower case; empty for a relative URL; unknown where a template stands in its place.",
            "'HTTPS://api.example.com/v1'.scheme() == 'https' && '/v1'.scheme() == '' && !known('{scheme}://a'.scheme())",
        ),
        _of_url(
            "host",
            STRING,
            host,
            "Gives the host of a URL in lower case, without user, port and brackets; empty where there is none; "
            "unknown where a template stands in it.",
            "'https://u:p@API.example.com:8443/v1'.host() == 'api.example.com' && 'http://[::1]:80/'.host() == '::1'",
        ),
        _of_url(
            "isHttps",
            BOOL,
            is_https,
            "Says whether a URL's scheme is https; a relative URL has none.",
            "'HTTPS://a.example'.isHttps() && !'http://a.example'.isHttps() && !'/v1'.isHttps()",
        ),
        _of_url(
            "isLoopback",
            BOOL,
            is_loopback,
            "Says whether a host, or the host of a URL, is this machine: localhost and names below it, 127.0.0.0/8, ::1.",
            "'127.0.0.53'.isLoopback() && 'http://localhost:8080/v1'.isLoopback() && !'localhost.example.com'.isLoopback()",
        ),
        _of_url(
            "hasUserInfo",
            BOOL,
            has_user_info,
            "Says whether a URL carries a user or a password.",
            "'https://ada:secret@example.com'.hasUserInfo() && !'https://example.com/@ada'.hasUserInfo()",
        ),
        one_or_many(
            "hostMatches",
            host_matches,
            "Says whether a host is one of the entries, without case; *.x stands for every host below x.",
            "'db.svc.cluster.local'.hostMatches(['*.svc.cluster.local', 'localhost']) && !'notexample.com'.hostMatches('*.example.com')",
        ),
    ),
    "URLs and hosts.",
)
