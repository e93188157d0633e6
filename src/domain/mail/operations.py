"""Writing a mail and noting that it left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.errors import DomainError

SEND_MAIL = "send-mail"
SENT_MAIL = "sent-mail"
"""The sheet that a mail serves unless it is told another: the service's own letters."""


async def write(  # noqa: PLR0913 - a mail has these parts
    *,
    mail_id: UUID,
    account_id: UUID | None,
    address: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    activity: str = SENT_MAIL,
    one_click: str | None = None,
    tries_anyway: bool = False,
    campaign_id: UUID | None = None,
    may_wait: bool = False,
) -> None:
    """Write a mail and the duty to send it, together.

    ``mail_id`` is derived from what made the mail necessary: written twice, it is one mail.
    ``account_id``: whose mail it is; None where its person has no account, and the address
    alone tells. ``activity``: the sheet that it serves. ``one_click``: where one press in
    the mailbox unsubscribes, in mails that the law lets people refuse (RFC 8058); they
    leave after those that people wait for.
    ``tries_anyway``: its person asked for it just now, so that it is sent even to an address
    that mail did not reach. ``campaign_id``: which campaign it belongs to.
    ``may_wait``: one of many, that leave after those that people wait for.
    """
    async with database.transaction():
        written = await database.execute(
            """
            insert into mail (id, account, address, subject, text, html, written_at, activity,
                              one_click, tries_anyway, campaign)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing
            """,
            mail_id,
            account_id,
            address,
            subject,
            text,
            html,
            now,
            activity,
            one_click,
            tries_anyway,
            campaign_id,
        )
        if written:
            one_of_many = may_wait or one_click is not None
            await duties.assign(kind=SEND_MAIL, subject=mail_id, now=now, may_wait=one_of_many)


class Withdrawn(DomainError):
    """The mail is gone, or its campaign was stopped: it may not begin to leave."""


async def begin(mail_id: UUID, *, now: datetime) -> bool:
    """Note that a mail is about to be handed over; tell whether that was begun before.

    Committed before anything leaves: a worker that dies in between does not know whether the
    mail was taken, and the next one asks. That is asked of a campaign that was stopped
    meanwhile, too.

    Raises:
        Withdrawn: It was not begun, and may not be any more.
    """
    begun = await database.fetch_row(
        """
        with held as (select id, begun_at from mail where id = $1 for update)
        update mail set begun_at = coalesce(held.begun_at, $2) from held
        where mail.id = held.id and (held.begun_at is not null or not exists (
            select from campaign where campaign.id = mail.campaign and stopped_at is not null))
        returning held.begun_at is not null as is_begun
        """,
        mail_id,
        now,
    )
    if begun is None:
        raise Withdrawn
    return bool(begun["is_begun"])


async def mark_sent(mail_id: UUID, *, now: datetime) -> None:
    """Note that the mail was handed over. The first time counts."""
    await database.execute(
        "update mail set sent_at = $2 where id = $1 and sent_at is null", mail_id, now
    )


async def discard(mail_id: UUID) -> None:
    """Throw a mail away that may not be sent any more."""
    await database.execute("delete from mail where id = $1 and sent_at is null", mail_id)


async def erase(mail_ids: Sequence[UUID]) -> None:
    """Erase mails, sent or not: their person withdrew the consent that they rested on."""
    await database.execute("delete from mail where id = any($1)", list(mail_ids))


async def keep_with_account(account_id: UUID, *, address: str) -> None:
    """Tie to an account what was written to an address that its person gives up.

    What named no account went by the address alone: whoever has it next must not be given
    these, and an erasure of the person must not miss them.
    """
    await database.execute(
        "update mail set account = $1 where address = $2 and account is null",
        account_id,
        address,
    )
