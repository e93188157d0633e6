"""Reading duties, for the console."""

from domain import database
from domain.duties.tables import Duty, ScheduledRun


async def waiting(*, set_aside: bool) -> list[Duty]:
    """Return the duties that are not done, the oldest first."""
    aside = Duty.set_aside_at.is_not_null() if set_aside else Duty.set_aside_at.is_null()
    return (
        await Duty.objects()
        .where(Duty.done_at.is_null() & aside)
        .order_by(Duty.due_at)
        .limit(200)
    )


async def latest_runs() -> list[ScheduledRun]:
    """Return the latest run of each schedule."""
    rows = await database.fetch(
        "select distinct on (schedule) * from scheduled_run order by schedule, begun_at desc"
    )
    return [ScheduledRun(**dict(row)) for row in rows]
