"""IP addresses and CIDR ranges, as Kubernetes and the network extension have them: no zones, no leading zeros, no IPv4 inside of IPv6."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, final

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.signatures import Implementation
from celadon.cel.types import BOOL, INT, STRING, Type, opaque
from celadon.cel.values import Failure

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IP_TYPE = opaque("net.IP")
CIDR_TYPE = opaque("net.CIDR")


@final
class IP:
    """An address; the value of `ip(...)`."""

    __slots__ = ("address",)
    cel_name = "net.IP"

    def __init__(self, address: "IPv4Address | IPv6Address") -> None:
        self.address = address

    def __eq__(self, other: object) -> bool:
        return self.address == other.address if isinstance(other, IP) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.address)

    def cel_text(self) -> str:
        """Write the canonical form."""
        return str(self.address)


@final
class CIDR:
    """An address with the length of its prefix; the value of `cidr(...)`."""

    __slots__ = ("address", "network")
    cel_name = "net.CIDR"

    def __init__(self, address: "IPv4Address | IPv6Address", network: "IPv4Network | IPv6Network") -> None:
        self.address = address
        self.network = network

    def __eq__(self, other: object) -> bool:
        return (self.address, self.network) == (other.address, other.network) if isinstance(other, CIDR) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.address, self.network))

    def cel_text(self) -> str:
        """Write address and length."""
        return f"{self.address}/{self.network.prefixlen}"


def parse_ip(text: str) -> IP:
    """Read an address."""
    from ipaddress import ip_address  # noqa: PLC0415 - 5 ms, and few policies look at addresses

    try:
        # A zone (`fe80::1%eth0`) is refused with everything else that is no address.
        address = ip_address(text.replace("%", " "))
    except ValueError:
        raise Failure(f'"{text[:100]}" is not an IP address', "write 192.0.2.1 or 2001:db8::1, without zone and port") from None
    if address.version == 6 and address.ipv4_mapped is not None:
        raise Failure(f'"{text[:100]}" is an IPv4 address inside of an IPv6 one', f"write {address.ipv4_mapped}")
    return IP(address)


def parse_cidr(text: str) -> CIDR:
    """Read an address range."""
    from ipaddress import ip_network  # noqa: PLC0415 - 5 ms, and few policies look at addresses

    base, slash, length = text.partition("/")
    if not slash or not length.isdigit() or str(int(length[:5])) != length:
        raise Failure(f'"{text[:100]}" is not an address range', "write 10.0.0.0/8 or 2001:db8::/32")
    address = parse_ip(base).address
    try:
        return CIDR(address, ip_network(f"{address}/{length}", strict=False))
    except ValueError:
        raise Failure(f'"{text[:100]}" is not an address range', "the prefix is at most 32 bits long for IPv4, 128 for IPv6") from None


def _reads(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def judge(text: str) -> bool:
        try:
            parse(text)
        except Failure:
            return False
        return True

    return judge


def _is_canonical(text: str) -> bool:
    return parse_ip(text).cel_text() == text


def _family(value: IP) -> int:
    return value.address.version


def _is_unspecified(value: IP) -> bool:
    return value.address.is_unspecified


def _is_loopback(value: IP) -> bool:
    return value.address.is_loopback


def _is_link_local_multicast(value: IP) -> bool:
    packed = value.address.packed
    return packed[:3] == b"\xe0\x00\x00" if value.address.version == 4 else packed[0] == 0xFF and packed[1] & 0x0F == 2


def _is_link_local_unicast(value: IP) -> bool:
    return value.address.is_link_local


def _is_global_unicast(value: IP) -> bool:
    """Follow Go: everything but unspecified, broadcast, loopback, multicast and link-local; private ranges count."""
    address = value.address
    special = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not special and address.packed != b"\xff\xff\xff\xff"


def _contains_ip(value: CIDR, other: IP) -> bool:
    return other.address.version == value.network.version and other.address in value.network


def _contains_ip_text(value: CIDR, other: str) -> bool:
    return _contains_ip(value, parse_ip(other))


def _contains_cidr(value: CIDR, other: CIDR) -> bool:
    inner, outer = other.network, value.network
    return inner.version == outer.version and inner.prefixlen >= outer.prefixlen and inner.network_address in outer


def _contains_cidr_text(value: CIDR, other: str) -> bool:
    return _contains_cidr(value, parse_cidr(other))


def _address(value: CIDR) -> IP:
    return IP(value.address)


def _masked(value: CIDR) -> CIDR:
    return CIDR(value.network.network_address, value.network)


def _prefix_length(value: CIDR) -> int:
    return value.network.prefixlen


def _text(value: IP | CIDR) -> str:
    return value.cel_text()


def _method(name: str, receiver: Type, result: Type, implementation: Implementation, doc: str, example: str) -> Function:
    return Function(name, [Overload(f"{receiver.name}_{name}", (receiver,), result, implementation, member=True)], doc, example)


NETWORK = Library(
    "network",
    1,
    (
        Function(
            "ip",
            [Overload("string_to_ip", (STRING,), IP_TYPE, parse_ip), Overload("cidr_ip", (CIDR_TYPE,), IP_TYPE, _address, member=True)],
            "Reads an IP address, or gives the address of a range.",
            "ip('192.0.2.1').family() == 4 && cidr('10.1.2.3/8').ip() == ip('10.1.2.3')",
        ),
        Function("isIP", [Overload("is_ip", (STRING,), BOOL, _reads(parse_ip))], "Says whether a text is an IP address.", "isIP('::1')"),
        Function(
            "ip.isCanonical",
            [Overload("ip_is_canonical", (STRING,), BOOL, _is_canonical)],
            "Says whether an IP address is written in its shortest form.",
            "ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::1')",
        ),
        Function(
            "cidr",
            [Overload("string_to_cidr", (STRING,), CIDR_TYPE, parse_cidr)],
            "Reads an address range.",
            "cidr('10.0.0.0/8').prefixLength() == 8",
        ),
        Function(
            "isCIDR",
            [Overload("is_cidr", (STRING,), BOOL, _reads(parse_cidr))],
            "Says whether a text is an address range.",
            "isCIDR('10.0.0.0/8')",
        ),
        _method("family", IP_TYPE, INT, _family, "Gives 4 or 6.", "ip('::1').family() == 6"),
        _method(
            "isUnspecified", IP_TYPE, BOOL, _is_unspecified, "Says whether an address is 0.0.0.0 or ::.", "ip('0.0.0.0').isUnspecified()"
        ),
        _method("isLoopback", IP_TYPE, BOOL, _is_loopback, "Says whether an address is this machine.", "ip('127.0.0.1').isLoopback()"),
        _method(
            "isGlobalUnicast",
            IP_TYPE,
            BOOL,
            _is_global_unicast,
            "Says whether an address is of one machine and neither loopback nor link-local; private addresses are.",
            "ip('192.168.1.1').isGlobalUnicast() && !ip('127.0.0.1').isGlobalUnicast()",
        ),
        _method(
            "isLinkLocalMulticast",
            IP_TYPE,
            BOOL,
            _is_link_local_multicast,
            "Says whether an address is link-local multicast.",
            "ip('224.0.0.1').isLinkLocalMulticast()",
        ),
        _method(
            "isLinkLocalUnicast",
            IP_TYPE,
            BOOL,
            _is_link_local_unicast,
            "Says whether an address is link-local.",
            "ip('169.254.169.254').isLinkLocalUnicast()",
        ),
        Function(
            "containsIP",
            [
                Overload("cidr_contains_ip_ip", (CIDR_TYPE, IP_TYPE), BOOL, _contains_ip, member=True),
                Overload("cidr_contains_ip_string", (CIDR_TYPE, STRING), BOOL, _contains_ip_text, member=True),
            ],
            "Says whether a range holds an address.",
            "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))",
        ),
        Function(
            "containsCIDR",
            [
                Overload("cidr_contains_cidr", (CIDR_TYPE, CIDR_TYPE), BOOL, _contains_cidr, member=True),
                Overload("cidr_contains_cidr_string", (CIDR_TYPE, STRING), BOOL, _contains_cidr_text, member=True),
            ],
            "Says whether a range holds another one.",
            "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
        ),
        _method(
            "masked",
            CIDR_TYPE,
            CIDR_TYPE,
            _masked,
            "Gives the range with its first address.",
            "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
        ),
        _method(
            "prefixLength",
            CIDR_TYPE,
            INT,
            _prefix_length,
            "Gives the length of the prefix in bits.",
            "cidr('10.0.0.0/8').prefixLength() == 8",
        ),
        Function(
            "string",
            [Overload("ip_to_string", (IP_TYPE,), STRING, _text), Overload("cidr_to_string", (CIDR_TYPE,), STRING, _text)],
            "Writes an address or a range in its shortest form.",
            "string(ip('2001:DB8::1')) == '2001:db8::1'",
        ),
    ),
    "IP addresses and ranges, as the network extension of CEL has it.",
)
