"""Which addresses and ports may be dialled at all.

An archive fetches what strangers link to. Without this check a feed could make it read the router, the cloud's metadata
service or a database on the same machine. What is judged is the address that is about to be dialled, never its spelling.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address

# IANA IPv4 special-purpose address registry, plus multicast and 240/4. ``ipaddress.is_global`` is not used: it is true for
# multicast and for NAT64 and 6to4 of 127.0.0.1, and its tables change with the Python version.
_REFUSED_V4 = tuple(
    (ipaddress.IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)

# IPv6 is the other way round: only 2000::/3 is global unicast at all, and these parts of it are not.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    (ipaddress.IPv6Network(network), reason)
    for network, reason in (
        ("2001::/32", "Teredo tunnel"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4 tunnel"),
        ("3fff::/20", "documentation"),
    )
)
# The only two ways of writing an IPv4 address as IPv6 that reach something public on today's networks.
_EMBEDDING = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))

# The Fetch standard, "bad port" (fetch.spec.whatwg.org/#port-blocking): ports where a web request can be mistaken for
# another protocol's command.
# fmt: off
BAD_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Only global unicast addresses, except the exact (address, port) pairs in ``allow`` (the demo's and the tests')."""

    allow: frozenset[tuple[str, int]] = frozenset()

    def objection(self, address: str, port: int) -> str | None:
        """Why this address and port may not be dialled, in words; None when it may."""
        if (address, port) in self.allow:
            return None
        if port in BAD_PORTS or not 0 < port < 65536:
            return f"port {port} belongs to another protocol"
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return "not an address"
        return _objection_v4(parsed) if isinstance(parsed, IPv4) else _objection_v6(parsed)


def _objection_v4(address: IPv4) -> str | None:
    return next((reason for network, reason in _REFUSED_V4 if address in network), None)


def _objection_v6(address: IPv6) -> str | None:
    if address.scope_id is not None:
        return "an address of one network interface"
    if any(address in network for network in _EMBEDDING):
        return _objection_v4(IPv4(int(address) & 0xFFFFFFFF))
    if address not in _GLOBAL_V6:
        return "not a global unicast address"
    return next((reason for network, reason in _REFUSED_V6 if address in network), None)
