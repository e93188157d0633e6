"""Mails: rendered from templates into rows, then handed to the way out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from domain import mail, processors
from domain.mail import SEND_MAIL
from domain.settings import current_settings
from domain.text import Language, Text
from web.rendering import path_in, render

ASKED_FOR_JUST_NOW = frozenset(
    {"prove_address", "account_exists", "password_reset", "new_address", "request_proof"}
)
"""Mails that somebody waits for at this moment, and that may prove an address to work again."""


async def write_mail(  # noqa: PLR0913 - a mail has these parts
    template: str,
    *,
    about: UUID,
    account_id: UUID | None,
    address: str,
    lang: Language,
    subject: Text,
    now: datetime,
    context: Mapping[str, object],
    activity: str = mail.SENT_MAIL,
    one_click: str | None = None,
    campaign_id: UUID | None = None,
    may_wait: bool = False,
) -> None:
    """Render ``templates/mail/<template>.txt`` and ``.html`` into a mail and its duty.

    The mail's id follows from the template and from what it is about (``about``: the row that
    made it necessary), so that a duty performed twice writes one mail. ``account_id`` says
    whose mail it is; None where its person has no account. ``activity``: the sheet it serves.
    ``one_click``: where one press in the mailbox unsubscribes. ``campaign_id``: which campaign
    it belongs to. ``may_wait``: one of many, that leave after those that people wait for.
    """
    values = {**context, "subject": subject[lang]}
    await mail.write(
        mail_id=uuid5(about, template),
        account_id=account_id,
        address=address,
        subject=subject[lang],
        text=render(f"mail/{template}.txt", lang=lang, **values),
        html=render(f"mail/{template}.html", lang=lang, **values),
        now=now,
        activity=activity,
        one_click=one_click,
        campaign_id=campaign_id,
        may_wait=may_wait,
        tries_anyway=template in ASKED_FOR_JUST_NOW,
    )


def language_in(stored: str) -> Language:
    """Return a language as it is stored with a person, an invitation, a request."""
    return "fr" if stored == "fr" else "en"


def link_to(lang: Language, path: str) -> str:
    """Return the whole address of one of our pages, in a language: for a mail."""
    return current_settings().public_url + path_in(lang, path)


async def send(mail_id: UUID, now: datetime) -> None:
    """Hand a mail over to whoever delivers it, once; one that is gone or was sent is left.

    Raises:
        NotTaken: It was not taken: the duty is tried again.
        NoAgreement: None holds with who delivers: nothing leaves, and the officer is shown it.
    """
    await processors.deliver(mail_id, now=now)


HANDLERS = {SEND_MAIL: send}
