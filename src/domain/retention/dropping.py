"""Months that are over for everybody: the whole partition goes, instead of row after row."""

import logging
from datetime import UTC, datetime

from domain import database, partitions
from domain.partitions import Part
from domain.retention.claims import Claim, to_erase

logger = logging.getLogger(__name__)

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
Bounds = tuple[datetime, datetime, datetime]
"""The present instant and the two of :func:`domain.retention.claims.bounds`."""


async def parts_with_ended_rows(claim: Claim, bounds: Bounds) -> list[Part]:
    """Return what of the claim's table may hold ended rows: no month that began too late."""
    _, begun_by, _ = bounds
    parts = await partitions.parts_of(claim.holding.table_name)
    return [part for part in parts if not part.begins_after(begun_by, on=claim.clock_name)]


async def may_drop(claim: Claim, part: Part, bounds: Bounds) -> bool:
    """Tell whether the claim may erase every row of a month; nothing is held for the answer."""
    _, begun_by, _ = bounds
    if not part.ends_by(begun_by, on=claim.clock_name):
        return False
    held = f"({to_erase(claim)}) is not true"
    return not await database.fetch_value(
        f"select exists (select from {claim.table} where {part.rows} and {held})",
        *bounds,
        _BEFORE_ALL,
    )


async def drop(claim: Claim, part: Part, bounds: Bounds) -> int | None:
    """Drop a month whole, in the caller's transaction; return how many rows it had.

    Looked at again once nobody can write to it: any holding of the table, two clocks and
    what else holds a row are in the sweep's own condition. None: it stays, and its rows are
    erased one batch after the other.
    """
    if not await partitions.hold(part) or not await may_drop(claim, part, bounds):
        return None
    rows = await database.fetch_value(f"select count(*) from {claim.table} where {part.rows}")
    return int(rows) if await partitions.drop(part) else None
