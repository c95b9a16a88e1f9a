"""Public and non-public IP addresses.

Python's `is_global` does not do: 3.11 counts multicast, NAT64, 6to4, site-local and v4-compatible addresses as public.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address

# https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast.
_INNER_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own; Alibaba Cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's metadata, in a public range
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks; what local proxies answer
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved; broadcast
    )
)
# Local proxies with "fake IP" resolve every name to an address of this network.
_STAND_INS = IPv4Network("198.18.0.0/15")

# All public addresses are in this network: no loopback, NAT64 for local use, discard, segment routing, ULA, link-local,
# site-local or multicast. https://www.iana.org/assignments/ipv6-address-space
_PUBLIC_6 = IPv6Network("2000::/3")
# https://www.iana.org/assignments/iana-ipv6-special-registry
_INNER_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which leads to any IPv4 address
        "3fff::/20",  # documentation
    )
)
# The last 32 bits are an IPv4 address. In a network without IPv4 every IPv4 host is seen as NAT64.
_EMBEDDING = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def is_public(address: IPAddress) -> bool:
    """Return whether an address is on the public internet, not of a machine, a private network or a provider."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _INNER_4)
    if any(address in network for network in _EMBEDDING):
        return is_public(IPv4Address(address.packed[-4:]))
    return address in _PUBLIC_6 and not any(address in network for network in _INNER_6)


def is_stand_in(address: IPAddress) -> bool:
    """Return whether an address is a fake one of a local proxy."""
    return isinstance(address, IPv4Address) and address in _STAND_INS
