"""IP addresses in the one form in which the program compares and keeps them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address


def plain_address(written: str) -> Address | None:
    """Return an address in its one form; None for what is none.

    IPv4 in IPv6 is IPv4. A zone (``fe80::1%eth0``) means something on one machine alone, and
    is free text: it is left out.
    """
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
