"""Setting a legal hold, and lifting it before its end."""

from datetime import date, datetime
from uuid import UUID

from domain import database
from domain.accounts.tables import Account
from domain.acting import by_itself
from domain.errors import DomainError, NotFound
from domain.holds.rules import LONGEST, end_of
from domain.holds.tables import LegalHold
from domain.periods import after, paris_day


class EndsTooSoon(DomainError):
    """A hold ends today at the earliest."""


class EndsTooLate(DomainError):
    """A hold has an end that can be foreseen: :data:`~domain.holds.LONGEST`."""


class NoReason(DomainError):
    """A hold is set, and lifted, with a written reason."""


class NotInForce(DomainError):
    """The hold ended, or was lifted, before."""


@by_itself
async def set_hold(  # noqa: PLR0913 - a hold without any of these is none
    *,
    hold_id: UUID,
    account_id: UUID,
    activity: str | None,
    reason: str,
    ends_on: date,
    set_by: UUID,
    now: datetime,
) -> None:
    """Hold back every erasure of a person's data of one activity, or of all, until a day ends.

    Nothing lengthens a hold: whoever needs more time sets another one, with its reason. Sent
    twice under the same id, it is set once (art. 17(3)(e); P-RIG-4).

    Raises:
        NotFound: There is no such account (any more).
        NoReason: The reason is empty.
        EndsTooSoon: The last day is over.
        EndsTooLate: The last day is more than five years away.
    """
    if not reason.strip():
        raise NoReason
    if ends_on < paris_day(now):
        raise EndsTooSoon
    if ends_on > paris_day(after(now, LONGEST)):
        raise EndsTooLate
    async with database.transaction():
        # Held, so that an erasure sees the hold or is over before it.
        if not await Account.objects().where(Account.id == account_id).lock_rows("UPDATE"):
            raise NotFound
        await database.execute(
            "insert into legal_hold"
            " (id, account, activity, reason, set_by, set_at, ends_on, ends_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing",
            hold_id,
            account_id,
            activity,
            reason.strip(),
            set_by,
            now,
            ends_on,
            end_of(ends_on),
        )


@by_itself
async def lift_hold(hold_id: UUID, *, reason: str, lifted_by: UUID, now: datetime) -> None:
    """End a hold now: the next sweep takes what it held, if nothing else holds it.

    Raises:
        NotFound: There is no such hold.
        NoReason: The reason is empty.
        NotInForce: It counts no more already; its first end is never overwritten.
    """
    if not reason.strip():
        raise NoReason
    async with database.transaction():
        hold = (
            await LegalHold.objects().where(LegalHold.id == hold_id).lock_rows("UPDATE").first()
        )
        if hold is None:
            raise NotFound
        if hold.ends_at <= now:
            raise NotInForce
        hold.ends_at = hold.lifted_at = now
        hold.lifted_by, hold.lift_reason = lifted_by, reason.strip()
        await hold.save(
            [
                LegalHold.ends_at,
                LegalHold.lifted_at,
                LegalHold.lifted_by,
                LegalHold.lift_reason,
            ]
        )
