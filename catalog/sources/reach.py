"""Which servers a source may be fetched from: those of the public internet, and those inside that the shop names."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

IpAddress: TypeAlias = IPv4Address | IPv6Address
SETTING = "SHOPCLERK_SYNC_PRIVATE_HOSTS"
EVERY = "*"
# What `is_global` lets pass: protocol assignments, Azure's host of metadata, IPv6 that stands for IPv4.
NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "168.63.129.16/32", "2002::/16")))
UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached beside the public internet: host names, addresses and networks, or `*` for everything."""

    inside: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, words: str) -> Reach:
        """What a setting names, separated by commas; raises ValueError for what is neither a host nor a network."""
        named = frozenset(word.strip().casefold() for word in words.split(",") if word.strip())
        for word in named:
            if "/" in word:
                ipaddress.ip_network(word, strict=False)
            elif any(sign in word for sign in "@?# "):
                raise ValueError(f"expected host names, addresses or networks, got '{word}'")
        return cls(named)

    def allows(self, host: str, address: IpAddress) -> bool:
        """Whether a connection may be made to this address of this host."""
        if EVERY in self.inside or host.casefold() in self.inside or is_public(address):
            return True
        networks = (ipaddress.ip_network(word, strict=False) for word in self.inside if literal(word.split("/")[0]))
        return any(plain(address) in network for network in networks)


def is_public(address: IpAddress) -> bool:
    """Whether an address is one of the public internet: not private, local, shared, reserved or of cloud metadata."""
    real = plain(address)
    if real.is_multicast or not real.is_global or any(real in network for network in NOT_PUBLIC):
        return False
    return real.version == 4 or real in UNICAST


def plain(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else address


def literal(host: str) -> IpAddress | None:
    """The address that a host's name is, None for a name that has to be looked up."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
