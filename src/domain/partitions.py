"""Large tables, month by month: partitions made ahead, and dropped whole when they are over.

What may be done to a partition, the functions of ``migrations/sql/partitions.sql`` do, as the
owner of the tables (docs/adr/partitions-by-month.md). Rows are read and written through the
whole table, never through one of its partitions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain import database

MONTHS_AHEAD = 6
"""A worker that sleeps for half a year still finds the months made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a table is dealt with by itself: one partition, or a whole plain table."""

    table: str
    oid: int | None = None
    clock: str | None = None
    begins_at: datetime | None = None
    """None for the default partition, which has no bounds, and for a plain table."""
    ends_at: datetime | None = None

    @property
    def rows(self) -> str:
        """Return the condition of its rows. Bounds let PostgreSQL leave out the others."""
        conditions = [f"tableoid = {self.oid}"] if self.oid else ["true"]
        if self.begins_at and self.ends_at:
            conditions.append(f"\"{self.clock}\" >= '{self.begins_at.isoformat()}'")
            conditions.append(f"\"{self.clock}\" < '{self.ends_at.isoformat()}'")
        return " and ".join(conditions)

    def begins_after(self, moment: datetime, *, on: str) -> bool:
        """Tell whether its bounds say that every ``on`` is later than ``moment``."""
        return self.clock == on and self.begins_at is not None and self.begins_at > moment

    def ends_by(self, moment: datetime, *, on: str) -> bool:
        """Tell whether its bounds say that no ``on`` is later than ``moment``."""
        return self.clock == on and self.ends_at is not None and self.ends_at <= moment


async def parts_of(table: str) -> list[Part]:
    """Return the partitions of a table, the oldest first; of a plain table, itself."""
    rows = await database.fetch(
        "select part, clock, begins_at, ends_at"
        " from partitioned_tables() as whole, month_partitions(whole.name)"
        " where whole.name = $1 order by begins_at nulls last",
        table,
    )
    parts = [
        Part(
            table=table,
            oid=row["part"],
            clock=row["clock"],
            begins_at=row["begins_at"],
            ends_at=row["ends_at"],
        )
        for row in rows
    ]
    return parts or [Part(table=table)]


async def make_ahead(*, now: datetime) -> list[str]:
    """Make this month's partitions, those of the next six, and those that rows wait for.

    Rows of a month that was not made in time stand in the default partition: nothing failed,
    and they move. A month that cannot be made holds back no other.

    Returns:
        The partitions that could not be made now, as ``table 2026-11``; the next try may.
    """
    left = []
    for row in await database.fetch("select name from partitioned_tables()"):
        table = row["name"]
        for month in await _wanted(table, now):
            made = await database.fetch_value("select make_partition($1, $2)", table, month)
            if not made:
                left.append(f"{table} {month:%Y-%m}")
    return left


async def hold(part: Part) -> bool:
    """Let nobody write to a partition until the transaction ends; tell whether it is held."""
    held = await database.fetch_value("select hold_partition($1, $2)", part.table, part.oid)
    return bool(held)


async def drop(part: Part) -> bool:
    """Drop a partition that the transaction holds; tell whether it did.

    Refused while its month is not over, or while somebody reads it for longer than half a
    second.
    """
    dropped = await database.fetch_value("select drop_partition($1, $2)", part.table, part.oid)
    return bool(dropped)


async def _wanted(table: str, now: datetime) -> Sequence[date]:
    astray = await database.fetch("select months_astray($1) as month", table)
    return sorted({*_months_from(now), *(row["month"] for row in astray)})


def _months_from(now: datetime) -> list[date]:
    """Return the first days of the month of ``now``, in UTC, and of those that follow."""
    begun = now.astimezone(UTC)
    months = [begun.year * 12 + begun.month - 1 + ahead for ahead in range(MONTHS_AHEAD + 1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]
