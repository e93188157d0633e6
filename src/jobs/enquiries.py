"""What is sent to us by forms: the acknowledgement, and our answers."""

from datetime import datetime
from uuid import UUID

from domain import enquiries, links
from domain.enquiries import (
    ANSWERED_MAIL,
    AUTHOR,
    KIND_NAMES,
    RECEIVED_MAIL,
    TELL_ANSWERED,
    TELL_RECEIVED,
    Enquiry,
    Kind,
)
from domain.errors import NotFound
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail


async def tell_received(enquiry_id: UUID, now: datetime) -> None:
    """Acknowledge a message; its words are not repeated, as anybody may type an address."""
    found = await _still_there(enquiry_id)
    if found is not None:
        subject = Text("Votre message est bien arrivé", "We have received your message")
        await _write(RECEIVED_MAIL, found, found.id, subject, now)


async def tell_answered(line_id: UUID, now: datetime) -> None:
    """Send an answer of ours; not once its message was deleted."""
    line = await enquiries.line(line_id)
    found = await _still_there(line.enquiry) if line is not None else None
    if line is not None and found is not None:
        subject = Text("Réponse à votre message", "Answer to your message")
        await _write(ANSWERED_MAIL, found, line_id, subject, now, words=line.words)


async def _write(
    template: str, found: Enquiry, about: UUID, subject: Text, now: datetime, **facts: object
) -> None:
    lang = language_in(found.language)
    await write_mail(
        template,
        about=about,
        account_id=found.account,
        address=found.email,
        lang=lang,
        subject=subject,
        now=now,
        context={
            "enquiry": found,
            "kind_name": KIND_NAMES[Kind(found.kind)],
            "link": link_to(lang, f"/messages/{links.sign(AUTHOR, found.id)}"),
            "kept_for": enquiries.KEPT_FOR,
            **facts,
        },
    )


async def _still_there(enquiry_id: UUID) -> Enquiry | None:
    """Return a message, or None when it was deleted meanwhile."""
    try:
        return await enquiries.find(enquiry_id)
    except NotFound:
        return None


HANDLERS = {TELL_RECEIVED: tell_received, TELL_ANSWERED: tell_answered}
