"""One number for each network: what the detector compares.

An IPv4 address stands for itself, below 2**32. Of an IPv6 address the first 64 bits count:
the rest is the device's own, and changes daily for privacy's sake. IPv4 in IPv6 is IPv4.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_IPV4: Final = 1 << 32


def network_of(ip: str) -> int:
    """Return the number of the network of an address.

    Raises:
        ValueError: It is no address, or one of IPv6 that no two machines have in common
            (a scope, the first 32 bits zero).
    """
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return _prefix_of(address)
        address = address.ipv4_mapped
    return int(address)


def network_named(number: int) -> str:
    """Return the network as people write it."""
    if number < _IPV4:
        return str(IPv4Address(number))
    return str(IPv6Network((number << 64, 64)))


def _prefix_of(address: IPv6Address) -> int:
    prefix = int(address) >> 64
    if prefix < _IPV4 or address.scope_id:
        message = f"{address} is the address of no network"
        raise ValueError(message)
    return prefix
