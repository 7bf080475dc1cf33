"""Which addresses the mock may call: its own machine and private networks, public ones for listed hosts, the others never."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

_KINDS: Final = [
    (kind, [ip_network(network) for network in networks.split()])
    # The first that fits counts: metadata services hide in private ranges, and ::1 lies where IPv6 wraps IPv4.
    for kind, networks in (
        # AWS, Scaleway, Google, Alibaba, Azure, Oracle; the well-known 169.254.169.254 is link-local.
        ("cloud metadata", "fd00:ec2::/32 fd00:42::42/128 fd20:ce::254/128 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32"),
        ("loopback", "127.0.0.0/8 ::1/128"),
        ("private", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"),
        ("unspecified", "0.0.0.0/8 ::/128"),
        ("link-local", "169.254.0.0/16 fe80::/10"),
        ("multicast", "224.0.0.0/4 ff00::/8"),
        ("carrier-grade NAT", "100.64.0.0/10"),
        ("IPv4 inside IPv6", "::/8 2001::/32 2002::/16"),
        ("reserved", "192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 240.0.0.0/4"),
        ("public", "0.0.0.0/0 2000::/3"),
    )
]
_OWN: Final = ("loopback", "private")


def kind_of(address: Address) -> str:
    """What the address is, in the words of the registries: ``loopback``, ``private``, ``public``, ``link-local``...

    Sources: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890), RFC 1918, RFC 4193, RFC 6598.
    """
    return next((kind for kind, networks in _KINDS if any(address in network for network in networks)), "reserved")


def objection(host: str, address: Address, *, listed: bool) -> str | None:
    """Why ``address`` is not called for ``host``, in one sentence; ``None`` when it may be.

    ``listed`` is whether the host stands in the setting that allows public addresses.
    """
    kind = kind_of(address)
    if kind in _OWN or (listed and kind == "public"):
        return None
    found = f"The host {host} is not called:" if host == str(address) else f"The host {host} is not called: its address"
    if kind == "public":
        return (
            f"{found} {address} is public, while only loopback addresses, private ones (RFC 1918, RFC 4193) and listed hosts are called; "
            "list the host in outbound_hosts (--outbound-host) to allow it."
        )
    return (
        f"{found} {address} is of a kind that is never called ({kind}), listed or not; "
        "use a loopback, a private or a listed public address."
    )
