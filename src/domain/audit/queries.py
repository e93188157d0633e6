"""Reading the trail: for the DPO, and for the person concerned."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from piccolo.columns.combination import And, Where

from domain.acting import by_itself
from domain.audit.operations import pseudonym
from domain.audit.tables import AuditEntry, AuditPseudonym

_BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which entries are wanted: those that fit everything that is given."""

    role: str | None = None
    action: str | None = None
    reason: str | None = None
    since: datetime | None = None
    """Inclusive."""
    until: datetime | None = None
    """Exclusive."""

    def after(self, number: int) -> Where | And:
        """Return the condition of the wanted entries after ``number``."""
        condition: Where | And = AuditEntry.number > number
        for column, wanted in (
            (AuditEntry.actor_role, self.role),
            (AuditEntry.action, self.action),
            (AuditEntry.reason, self.reason),
        ):
            if wanted is not None:
                condition = condition & (column == wanted)
        if self.since is not None:
            condition = condition & (AuditEntry.at >= self.since)
        if self.until is not None:
            condition = condition & (AuditEntry.at < self.until)
        return condition


async def find_entries(wanted: TrailFilter, *, limit: int, offset: int = 0) -> list[AuditEntry]:
    """Return the latest of the wanted entries."""
    return (
        await AuditEntry.objects()
        .where(wanted.after(0))
        .order_by(AuditEntry.number, ascending=False)
        .limit(limit)
        .offset(offset)
    )


async def entries_in_order(wanted: TrailFilter) -> AsyncIterator[AuditEntry]:
    """Yield every wanted entry in the order of the chain, in constant memory."""
    reached = 0
    while batch := (
        await AuditEntry.objects()
        .where(wanted.after(reached))
        .order_by(AuditEntry.number)
        .limit(_BATCH)
    ):
        for entry in batch:
            yield entry
        reached = batch[-1].number


async def begun_at() -> datetime | None:
    """Return the time of the oldest entry; None when there is none."""
    oldest = await AuditEntry.objects().order_by(AuditEntry.number).first()
    return oldest.at if oldest else None


@by_itself
async def looks_at(account_id: UUID, *, limit: int = 200) -> list[AuditEntry]:
    """Return the looks at one person, the latest first.

    The person is told role, time and reason, not the employee's name (CJEU C-579/21).
    """
    known = await AuditPseudonym.objects().where(AuditPseudonym.account == account_id).first()
    if known is None:
        return []
    return (
        await AuditEntry.objects()
        .where(AuditEntry.subject_pseudonym == pseudonym(known.key, account_id))
        .order_by(AuditEntry.number, ascending=False)
        .limit(limit)
    )
