"""From where a request comes: whoever connects, or whom a trusted proxy names (P-ACC-6)."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from domain.networks import Address, plain_address
from domain.settings import current_settings

Network = IPv4Network | IPv6Network
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")
"""``[2001:db8::1]:443``, ``[2001:db8::1]`` or ``192.0.2.1:443``, as some proxies write."""


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the IP address that called. Headers that anyone can write are not believed."""
    return connection.client.host if connection.client else "unknown"


def visitor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Address | None:
    """Return the visitor's address; None when it is unknown.

    So it is where a proxy of ours stands for its visitors: its own address is nobody's.
    """
    client = connection.scope.get("client")
    address = plain_address(client[0]) if client else None
    return None if address is None or _is_among(_ours(), address) else address


class BehindProxies:
    """The ASGI layer that finds out who calls; granian names only who connected."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        """Wrap ``app``. Without trusted proxies, whoever connects is the visitor."""
        self.app = app
        self.trusted = tuple(ip_network(name) for name in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the visitor's address in the place of the proxy's."""
        if scope["type"] == ScopeType.HTTP and scope["client"]:
            connected, port = scope["client"]
            scope["client"] = (caller(connected, _hops(scope), self.trusted), port)
        await self.app(scope, receive, send)


def caller(connected: str, hops: Sequence[str], trusted: Sequence[Network]) -> str:
    """Return the visitor's address, read from the nearest hop to the farthest.

    Each hop was written by the one before it: the first that is no trusted proxy is the
    visitor, and what stands beyond may be invented. Where a trusted proxy wrote no address,
    it stands for its visitors itself.

    Args:
        connected: The address that connected.
        hops: ``X-Forwarded-For``, the farthest first.
        trusted: The proxies that are believed.
    """
    nearest = read_address(connected)
    if nearest is None:
        return connected
    for hop in reversed(hops):
        if not _is_among(trusted, nearest):
            break
        written = read_address(hop)
        if written is None:
            break
        nearest = written
    return str(nearest)


def read_address(written: str) -> Address | None:
    """Return an address in its one form, a port taken off; None for what is none."""
    hop = written.strip()
    with_port = _WITH_PORT.fullmatch(hop)
    return plain_address((with_port[1] or with_port[2]) if with_port else hop)


@lru_cache(maxsize=1)
def _ours() -> tuple[Network, ...]:
    return tuple(ip_network(name) for name in current_settings().trusted_proxies)


def _is_among(networks: Sequence[Network], address: Address) -> bool:
    return any(address in network for network in networks)


def _hops(scope: Scope) -> list[str]:
    """Return the hops of every ``X-Forwarded-For``, in their order."""
    named = b"x-forwarded-for"
    written = [value.decode("latin-1") for name, value in scope["headers"] if name == named]
    return ",".join(written).split(",") if written else []
