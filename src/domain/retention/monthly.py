"""A month of sweeps in numbers, activity by activity: what the officer answers for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import database
from domain.periods import paris_day, start_of_day
from domain.register import REGISTER, ProcessingActivity
from domain.retention.claims import Claim, claims_of

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfActivity:
    """One activity in one month. Holds no personal data."""

    activity: ProcessingActivity
    rows_erased: int
    rows_emptied: int
    nights_failed: int
    oldest: datetime | None
    """The oldest start of a period among the rows that stand now; None: no row, or no clock."""
    holds: int
    """Legal holds on it in force now, those on every activity included."""


def last_months(now: datetime) -> tuple[date, ...]:
    """Return the first days of the last twelve months that are over, the latest first."""
    today = paris_day(now)
    months = [today.year * 12 + today.month - 1 - back for back in range(1, MONTHS_SHOWN + 1)]
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months)


async def month_of(
    month: date, *, now: datetime, register: Iterable[ProcessingActivity] = REGISTER
) -> list[MonthOfActivity]:
    """Return what the sweeps of ``month`` (its first day, in Paris) did for each activity.

    What stands and what is held is read at ``now``: no past state is kept for it.
    """
    activities = tuple(activity for activity in register if activity.holdings)
    swept = await _swept(month)
    held = await _held(now)
    oldest = await _oldest(activities)
    return [
        MonthOfActivity(
            activity=activity,
            rows_erased=swept.get(activity.slug, _NOTHING)[0],
            rows_emptied=swept.get(activity.slug, _NOTHING)[1],
            nights_failed=swept.get(activity.slug, _NOTHING)[2],
            oldest=oldest.get(activity.slug),
            holds=held.get(activity.slug, 0) + held.get(None, 0),
        )
        for activity in activities
    ]


_NOTHING = (0, 0, 0)


async def _swept(month: date) -> dict[str, tuple[int, int, int]]:
    following = (month + timedelta(days=31)).replace(day=1)
    rows = await database.fetch(
        """
        select activity, sum(rows_erased)::bigint, sum(rows_emptied)::bigint,
               count(distinct (swept_at at time zone 'Europe/Paris')::date)
                   filter (where failure is not null)
        from sweep where swept_at >= $1 and swept_at < $2 group by activity
        """,
        start_of_day(month),
        start_of_day(following),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


async def _held(now: datetime) -> dict[str | None, int]:
    rows = await database.fetch(
        "select activity, count(*) from legal_hold where ends_at > $1 group by activity", now
    )
    return {row[0]: row[1] for row in rows}


async def _oldest(activities: Iterable[ProcessingActivity]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for claim in claims_of(activities):
        if claim.holding.follows_account:
            continue
        oldest = await _first_start(claim)
        if oldest is not None:
            slug = claim.activity.slug
            found[slug] = min(oldest, found.get(slug, oldest))
    return found


async def _first_start(claim: Claim) -> datetime | None:
    first: datetime | None = await database.fetch_value(
        f"select min({claim.clock}) from {claim.table} where {claim.holding.rows or 'true'}"
    )
    return first
