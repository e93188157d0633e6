"""Whether anything outlived its period: the watch over the sweep, by a query of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from piccolo.table import Table

from domain import database
from domain.periods import end_in_sql, no_later_than
from domain.register import (
    ACCOUNTS,
    LEGAL_HOLDS,
    REGISTER,
    STAFF_ACCOUNTS,
    Holding,
    ProcessingActivity,
)
from domain.register.completeness import column_name
from domain.rights import released, untouched

GRACE = timedelta(hours=26)
"""Held through the last instant, gone within 26 hours: a day, and October’s extra hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Data of one table that every activity had to let go, and that still stands."""

    table_name: str
    columns: tuple[str, ...]
    activities: tuple[str, ...]
    rows: int


async def overdue(
    *, now: datetime, register: Iterable[ProcessingActivity] = REGISTER
) -> list[Overdue]:
    """Return what stands at ``now`` more than 26 hours past every period that held it.

    Looked at column by column, so that a value that should have been emptied counts as much
    as a row. What follows an account is overdue when its account is: foreign keys do not let
    it stay behind. A legal hold in force 26 hours before ``now`` excuses what it holds, one
    that had ended by then excuses nothing, whatever the clocks say.
    """
    found = await _given_back(now - GRACE)
    for holdings, columns in _columns_by_holders(register):
        rows = await _count_past_all(holdings, columns, now - GRACE)
        if rows:
            found.append(
                Overdue(
                    table_name=holdings[0][1].table_name,
                    columns=columns,
                    activities=tuple(slug for slug, _ in holdings),
                    rows=rows,
                )
            )
    return found


async def _given_back(at: datetime) -> list[Overdue]:
    """Return the accounts that were erased around a hold, and of which more had to go since."""
    rows = await database.fetch_value(
        f"select count(*) from account where {released(at='$1')}", at
    )
    if not rows:
        return []
    return [
        Overdue(
            table_name="account",
            columns=("id",),
            activities=(ACCOUNTS.slug, STAFF_ACCOUNTS.slug, LEGAL_HOLDS.slug),
            rows=rows,
        )
    ]


async def _count_past_all(
    holdings: list[tuple[str, Holding]], columns: tuple[str, ...], at: datetime
) -> int:
    """Count rows with a value in ``columns`` whose every holding ended before ``at``."""
    earliest, over, concerned = [], [], []
    arguments: list[datetime] = [at]
    for slug, holding in holdings:
        clock = f'"{holding.retention.starts_at._meta.db_column_name}"'
        arguments.append(no_later_than(at, holding.retention.period))
        mine = f"coalesce({holding.rows or 'true'}, false)"
        ended = f"coalesce({end_in_sql(clock, holding.retention.period)} < $1, false)"
        earliest.append(f"{clock} < ${len(arguments)}")
        spared = untouched(slug, holding, at="$1")
        over.append(f"(not {mine} or ({ended} and not {spared}))")
        concerned.append(mine)
    filled = " or ".join(f'"{column}" is not null' for column in columns)
    count = await database.fetch_value(
        f'select count(*) from "{holdings[0][1].table_name}" where ({" or ".join(earliest)})'
        f" and ({' or '.join(concerned)}) and {' and '.join(over)} and ({filled})",
        *arguments,
    )
    return int(count)


def _columns_by_holders(
    register: Iterable[ProcessingActivity],
) -> list[tuple[list[tuple[str, Holding]], tuple[str, ...]]]:
    """Group columns by the holdings that hold them, leaving out what an account keeps."""
    holders: dict[tuple[type[Table], str], list[tuple[str, Holding]]] = {}
    for activity in register:
        for holding in activity.holdings:
            for column in holding.columns:
                key = (holding.table, column_name(column))
                holders.setdefault(key, []).append((activity.slug, holding))
    groups: dict[tuple[int, ...], tuple[list[tuple[str, Holding]], list[str]]] = {}
    for (_, name), held in holders.items():
        if any(holding.follows_account for _, holding in held):
            continue
        group = groups.setdefault(tuple(id(holding) for _, holding in held), (held, []))
        group[1].append(name.partition(".")[2])
    return [(held, tuple(columns)) for held, columns in groups.values()]
