"""Which function performs which kind of duty."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from domain import clock, duties
from jobs import (
    account_changes,
    accounts,
    audit,
    breaches,
    directives,
    enquiries,
    erasure_ledger,
    licence,
    mail,
    organisations,
    processors,
    prospects,
    rights,
    training,
)
from jobs.schedules import SCHEDULES, Daily

Handler = Callable[[UUID, datetime], Awaitable[None]]


def scheduled(schedule: Daily) -> Handler:
    """Return what performs a slot of ``schedule``, and notes when it was done."""

    async def run(run_id: UUID, now: datetime) -> None:
        await schedule.run(now)
        await duties.close_slot(run_id, now=clock.now())

    return run


HANDLERS: dict[str, Handler] = {
    **mail.HANDLERS,
    **accounts.HANDLERS,
    **organisations.HANDLERS,
    **training.HANDLERS,
    **account_changes.HANDLERS,
    **rights.HANDLERS,
    **directives.HANDLERS,
    **enquiries.HANDLERS,
    **licence.HANDLERS,
    **audit.HANDLERS,
    **erasure_ledger.HANDLERS,
    **processors.HANDLERS,
    **prospects.HANDLERS,
    **breaches.HANDLERS,
    **{f"schedule:{name}": scheduled(schedule) for name, schedule in SCHEDULES.items()},
}
"""By kind of duty. Each is idempotent: a duty may be performed again after a crash."""
