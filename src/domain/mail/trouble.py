"""Addresses that mail does not reach: noted from what comes back, and left alone."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain import database
from domain.acting import by_itself
from domain.mail.tables import Undeliverable
from domain.text import Text


class Trouble(StrEnum):
    """What came back. Valued as stored; a later one that stops more takes the place."""

    REFUSED_FOR_NOW = "refused-for-now"
    """A full mailbox, a server that is busy: counts only when it comes again."""
    NO_SUCH_ADDRESS = "no-such-address"
    COMPLAINT = "complaint"
    """The person called a mail of ours spam."""


TROUBLE_NAMES: dict[Trouble, Text] = {
    Trouble.REFUSED_FOR_NOW: Text("refus répétés", "repeated refusals"),
    Trouble.NO_SUCH_ADDRESS: Text("adresse introuvable", "no such address"),
    Trouble.COMPLAINT: Text("signalé comme indésirable", "reported as spam"),
}

MAILS_BEFORE_STOP = 3
"""Mails refused for now, one after the other, after which we stop: two may be a bad day."""
FORGOTTEN_AFTER = timedelta(days=7)
"""A refusal older than this says nothing of today's: the count begins anew."""


@by_itself
async def note_trouble(
    mail_id: UUID, *, address: str, kind: Trouble, at: datetime, now: datetime
) -> bool:
    """Note what came back for a mail of ours; tell whether it was one.

    Told twice it counts once. Nothing is noted of an address to which we sent no such mail, or
    whose mail is gone: who was erased is not made anew by an event that comes late.
    """
    known = await database.fetch_value(
        "select address from mail where id = $1 and lower(address) = lower($2)",
        mail_id,
        address,
    )
    if known is None:
        return False
    at = min(at, now)
    await database.execute(
        """
        insert into undeliverable as known (address, kind, mails, noted_at, stopped_at)
        values ($1, $2, array[$3::uuid], $4::timestamptz, case when $5::boolean then $4 end)
        on conflict (address) do update set
            kind = case when $5 then excluded.kind else known.kind end,
            mails = case
                when $3::uuid = any(known.mails) then known.mails
                when known.noted_at < excluded.noted_at - $6::interval then excluded.mails
                else known.mails || $3::uuid end,
            noted_at = greatest(known.noted_at, excluded.noted_at),
            stopped_at = coalesce(known.stopped_at, excluded.stopped_at)
        """,
        known,
        kind,
        mail_id,
        at,
        kind is not Trouble.REFUSED_FOR_NOW,
        FORGOTTEN_AFTER,
    )
    await database.execute(
        "update undeliverable set stopped_at = noted_at"
        " where address = $1 and stopped_at is null and cardinality(mails) >= $2",
        known,
        MAILS_BEFORE_STOP,
    )
    return True


async def trouble_with(address: str) -> Undeliverable | None:
    """Return why nothing is sent to an address any more; None while mail goes there."""
    return (
        await Undeliverable.objects()
        .where(Undeliverable.address == address, Undeliverable.stopped_at.is_not_null())
        .first()
    )


@by_itself
async def try_address_again(address: str) -> None:
    """Forget what came back for an address: its person says that it works again."""
    await database.execute("delete from undeliverable where address = $1", address)


async def withhold(mail_id: UUID, *, now: datetime) -> None:
    """Note that a mail was not sent, because nothing reaches its address."""
    await database.execute(
        "update mail set withheld_at = $2 where id = $1 and sent_at is null", mail_id, now
    )
