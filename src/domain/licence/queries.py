"""Reading sightings, for the person whose they are."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from uuid import UUID

from domain import database


@dataclass(frozen=True, slots=True)
class Networks:
    """From where a session was used, shortened: enough to know one's own."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class SeenAt:
    """One use that was noted, its address shortened."""

    at: datetime
    network: str


async def networks_of(account_id: UUID) -> dict[UUID, Networks]:
    """Return the networks of a person's sessions, by session; what has none is left out."""
    rows = await database.fetch(
        """
        select session, (array_agg(ip order by seen_at, id))[1] as first,
               (array_agg(ip order by seen_at desc, id desc))[1] as last
        from sighting where account = $1 and session is not null group by session
        """,
        account_id,
    )
    return {
        row["session"]: Networks(shortened(row["first"]), shortened(row["last"]))
        for row in rows
    }


async def sightings_of(account_id: UUID, *, limit: int) -> tuple[list[SeenAt], int]:
    """Return the latest uses that were noted of a person, and how many are kept in all."""
    rows = await database.fetch(
        "select seen_at, ip from sighting where account = $1"
        " order by seen_at desc, id limit $2",
        account_id,
        limit,
    )
    count = await database.fetch_value(
        "select count(*) from sighting where account = $1", account_id
    )
    return [SeenAt(row["seen_at"], shortened(row["ip"])) for row in rows], int(count)


def shortened(ip: str) -> str:
    """Return an address without what tells one household from the next; else as it is."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if address.version == 4:  # noqa: PLR2004 - of IPv4 and IPv6
        return ip.rpartition(".")[0] + ".…"
    network = ip_network((address, 48), strict=False).network_address
    return str(network) + "…"
