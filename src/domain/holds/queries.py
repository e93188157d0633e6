"""Reading the holds: those in force, and those that ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.holds.tables import LegalHold


@dataclass(frozen=True, slots=True)
class Scope:
    """What a hold in force covers, and until when: all that its person is told of it."""

    activity: str | None
    """The slug of one activity; None: all of them."""
    ends_at: datetime


async def holds_of(account_id: UUID, *, now: datetime) -> list[Scope]:
    """Return what the holds in force cover of a person's data."""
    rows = await database.fetch(
        "select activity, ends_at from legal_hold where account = $1 and ends_at > $2",
        account_id,
        now,
    )
    return [Scope(row["activity"], row["ends_at"]) for row in rows]


async def in_force(*, now: datetime) -> list[LegalHold]:
    """Return the holds in force, the first to end first."""
    return (
        await LegalHold.objects()
        .where(LegalHold.ends_at > now)
        .order_by(LegalHold.ends_at, LegalHold.id)
    )


async def ended(*, now: datetime, limit: int = 200, offset: int = 0) -> list[LegalHold]:
    """Return the holds that ended or were lifted, the last first."""
    return (
        await LegalHold.objects()
        .where(LegalHold.ends_at <= now)
        .order_by(LegalHold.ends_at, LegalHold.id, ascending=False)
        .limit(limit)
        .offset(offset)
    )


async def find_hold(hold_id: UUID) -> LegalHold:
    """Return a hold.

    Raises:
        NotFound: There is none of that id.
    """
    hold = await LegalHold.objects().where(LegalHold.id == hold_id).first()
    if hold is None:
        raise NotFound
    return hold
