"""Mail leaves by the way that the installation is set to, if the register allows it."""

from datetime import datetime
from uuid import UUID

from domain import database, mail, prospects, suppression
from domain.mail import Mail
from domain.periods import paris_day
from domain.processors.allowance import allow
from domain.processors.letters import Letter, WayOut
from domain.processors.mailjet import Mailjet
from domain.processors.sendings import note_sent
from domain.processors.smtp import Smtp
from domain.register import MAILJET, PROSPECTING, REGISTER, SENT_MAIL, ProcessingActivity
from domain.settings import MailSettings, current_settings

SENT = (Mail.address, Mail.subject, Mail.text, Mail.html, Mail.one_click)
"""What a mail is made of when it leaves."""


class LocalMailbox:
    """The mailbox of the local run: what was sent is read at ``/local/mail``."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Leave the letter where it is."""


async def deliver(mail_id: UUID, *, now: datetime) -> None:
    """Hand a mail over to whoever delivers our mail, once, and write it down (P-SEC-4).

    One that is gone or was sent is left; so is one that may not or need not be sent any more.
    That it was sent and what of it went are noted together: a worker that dies before does
    not know, and the next one asks.

    Raises:
        NotARecipient, NoAgreement, NotOnTheSheet: The register does not allow it.
        NotTaken: It was not taken; hand it over again later.
    """
    written = await mail.find(mail_id)
    if written is None or written.sent_at is not None or await _is_stopped(written, now):
        return
    out = way_out(current_settings().mail)
    leaves_the_house = not isinstance(out, LocalMailbox)
    if leaves_the_house:
        allow(MAILJET, _sheet(written.activity), (), on=paris_day(now))
        allow(MAILJET, SENT_MAIL, SENT, on=paris_day(now))
    try:
        again = await mail.begin(mail_id, now=now)
    except mail.Withdrawn:
        await mail.discard(mail_id)
        return
    await out.hand_over(_letter(written), again=again)
    async with database.transaction():
        if leaves_the_house:
            await note_sent(
                MAILJET,
                activity=_sheet(written.activity),
                columns=SENT,
                external_id=str(mail_id),
                account_id=written.account,
                address=written.address,
                now=now,
            )
        await mail.mark_sent(mail_id, now=now)
        if written.activity == PROSPECTING.slug:
            await prospects.note_handed_over(
                written.address, campaign_id=written.campaign, now=now
            )


async def _is_stopped(written: Mail, now: datetime) -> bool:
    """Stop a mail whose person said no meanwhile, or whose address mail does not reach."""
    if written.activity == PROSPECTING.slug and not await _may_be_prospected(written.address):
        await mail.discard(written.id)
        return True
    if not written.tries_anyway and await mail.trouble_with(written.address):
        await mail.withhold(written.id, now=now)
        return True
    return False


async def _may_be_prospected(address: str) -> bool:
    """Tell whether a prospect still stands, unrestricted, as the mail leaves (P-MKT-4)."""
    return not await suppression.is_suppressed(address) and await prospects.is_open(address)


def _sheet(slug: str) -> ProcessingActivity:
    return next(sheet for sheet in REGISTER if sheet.slug == slug)


def _letter(written: Mail) -> Letter:
    return Letter(
        id=written.id,
        address=written.address,
        subject=written.subject,
        text=written.text,
        html=written.html,
        one_click=written.one_click,
    )


def way_out(settings: MailSettings) -> WayOut:
    """Return the way that the settings choose."""
    if settings.by == "smtp":
        return Smtp(url=settings.smtp_url, sender=settings.sender)
    if settings.by == "mailjet":
        return Mailjet(
            url=settings.mailjet_url,
            key=settings.mailjet_key,
            secret=settings.mailjet_secret,
            sender=settings.sender,
        )
    return LocalMailbox()
