"""Addresses, hosts and networks: which are the machine itself, which routes a host comes to, which lists admit everyone."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network


def is_local(host: str) -> bool:
    """Tell whether a host is the machine itself: loopback, `localhost`, or the path of a unix socket."""
    name = host.strip("[]").lower()
    if name.startswith(("/", "unix:")):
        return True
    if name in {"localhost", "ip6-localhost"} or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def entry_that_admits_all(entries: Sequence[str]) -> str | None:
    """Find the entry by which a list of allowed networks covers every IPv4 or every IPv6 address; None where it does not.

    Of several entries that cover everything together (`0.0.0.0/1` and `128.0.0.0/1`) it is the first.
    """
    four: list[IPv4Network] = []
    six: list[IPv6Network] = []
    for entry in entries:
        if entry.strip() in {"*", "all", "0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            return entry
        network = _network(entry)
        if network is not None and network.prefixlen == 0:
            return entry
        if isinstance(network, IPv4Network):
            four.append(network)
        elif network is not None:
            six.append(network)
    for collapsed, family in ((list(collapse_addresses(four)), 4), (list(collapse_addresses(six)), 6)):
        if any(network.prefixlen == 0 for network in collapsed):
            return next(entry for entry in entries if (found := _network(entry)) is not None and found.version == family)
    return None


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry.strip(), strict=False)
    except ValueError:
        return None


def serves(hosts: Sequence[str], claimed: Sequence[str], host: str) -> bool:
    """Tell whether requests to a host come to a route: one of its hosts matches, and none more precisely that goes elsewhere."""
    own = max((_precision(pattern) for pattern in hosts or ("*",) if _same_host(pattern, host)), default=None)
    return own is not None and not any(_precision(pattern) > own for pattern in claimed if _same_host(pattern, host))


def _precision(pattern: str) -> tuple[int, int]:
    """Order host patterns: exact ones first, then those that end in a text, then those that begin with one; longer ones first."""
    kind = 3 if "*" not in pattern else 2 if pattern.startswith("*") and pattern != "*" else 1 if pattern != "*" else 0
    return kind, len(pattern)


def _same_host(pattern: str, host: str) -> bool:
    """Compare a route's host, with `*` at one end, with a server's."""
    pattern, host = pattern.lower().partition(":")[0], host.lower()
    if pattern.startswith("*"):
        return host.endswith(pattern[1:])
    return host.startswith(pattern[:-1]) if pattern.endswith("*") else pattern == host
