"""Mail leaves by the way that the installation is set to, if the register allows it."""

from datetime import datetime

from domain.mail import Mail
from domain.periods import paris_day
from domain.processors.allowance import allow
from domain.processors.letters import Letter, WayOut
from domain.processors.mailjet import Mailjet
from domain.processors.smtp import Smtp
from domain.register import MAILJET, SENT_MAIL
from domain.settings import MailSettings, current_settings

_SENT = (Mail.address, Mail.subject, Mail.text, Mail.html)


class LocalMailbox:
    """The mailbox of the local run: what was sent is read at ``/local/mail``."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Leave the letter where it is."""


async def hand_over(letter: Letter, *, again: bool, now: datetime) -> None:
    """Hand a letter over to whoever delivers our mail.

    Raises:
        NotARecipient, NoAgreement, NotOnTheSheet: The register does not allow it.
        NotTaken: It was not taken; hand it over again later.
    """
    out = way_out(current_settings().mail)
    if not isinstance(out, LocalMailbox):
        allow(MAILJET, SENT_MAIL, _SENT, on=paris_day(now))
    await out.hand_over(letter, again=again)


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
