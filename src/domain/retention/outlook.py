"""The forecast of the next weeks, counted once a night and read by everybody.

Counting looks at every row that ends within 90 days: at a hundred million rows that is half
a minute, which no page may ask for (docs/scale.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from domain import database
from domain.periods import paris_day
from domain.register import REGISTER
from domain.retention.forecast import Course, course, weeks_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What will go week after week, as it stood when it was counted."""

    courses: Sequence[Course]
    ends: Sequence[datetime]
    """When each week ends."""
    made_at: datetime

    @property
    def totals(self) -> list[int]:
        """How many rows go in each week, of all activities."""
        return [sum(week) for week in zip(*(one.rows for one in self.courses), strict=True)]

    @property
    def until(self) -> date:
        """The last day that is looked ahead to."""
        return paris_day(self.ends[-1]) - timedelta(days=1)


async def foresee(*, now: datetime) -> None:
    """Count what goes in the next 13 weeks, and put it in the place of the last forecast."""
    ends = weeks_from(now)
    rows = [
        (one.activity.slug, end, count, one.not_started, now)
        for one in await course(ends=ends)
        for end, count in zip(ends, one.rows, strict=True)
    ]
    async with database.transaction():
        await database.execute("delete from foreseen")
        await database.add_rows(
            "foreseen", ("activity", "week_ends_at", "rows", "not_started", "made_at"), rows
        )


async def outlook() -> Outlook | None:
    """Return the last forecast, in the order of the register; None before the first night."""
    rows = await database.fetch(
        "select activity, week_ends_at, rows, not_started, made_at from foreseen"
        " order by activity, week_ends_at"
    )
    if not rows:
        return None
    of_activity = {slug: list(weeks) for slug, weeks in groupby(rows, lambda row: row[0])}
    return Outlook(
        courses=[
            Course(
                activity=activity,
                rows=tuple(week["rows"] for week in of_activity[activity.slug]),
                not_started=of_activity[activity.slug][0]["not_started"],
            )
            for activity in REGISTER
            if activity.slug in of_activity
        ],
        ends=sorted({row["week_ends_at"] for row in rows}),
        made_at=rows[0]["made_at"],
    )
