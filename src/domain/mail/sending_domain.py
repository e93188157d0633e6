"""What the DNS was found to say of the domain that our mail comes from."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.mail.tables import SendingDomainCheck
from domain.text import Text

LOOK_UP_DOMAIN = "look-up-sending-domain"
OUR_DOMAIN = UUID("0b0b6f36-6a5c-4a51-8f0e-64c2a5d3a2f1")
"""What the duty is about: there is one domain."""


class Protection(StrEnum):
    """How a record stands. Valued as stored."""

    SOUND = "sound"
    WEAK = "weak"
    MISSING = "missing"
    UNKNOWN = "unknown"


PROTECTION_NAMES: dict[Protection, Text] = {
    Protection.SOUND: Text("en place", "in place"),
    Protection.WEAK: Text("trop faible", "too weak"),
    Protection.MISSING: Text("absent", "missing"),
    Protection.UNKNOWN: Text("sans réponse", "no answer"),
}


@by_itself
async def ask_look_up(*, now: datetime) -> None:
    """Have the worker look the domain up; asked twice it is one look."""
    await duties.assign(kind=LOOK_UP_DOMAIN, subject=OUR_DOMAIN, now=now)


async def note_look_up(
    *, domain: str, spf: Protection, dkim: Protection, dmarc: Protection, now: datetime
) -> None:
    """Write down what was found; the looks before it go."""
    async with database.transaction():
        await database.execute("delete from sending_domain_check")
        await database.execute(
            "insert into sending_domain_check (domain, spf, dkim, dmarc, looked_at)"
            " values ($1, $2, $3, $4, $5)",
            domain,
            spf,
            dkim,
            dmarc,
            now,
        )


async def latest_look_up() -> SendingDomainCheck | None:
    """Return what the last look found; None before the first."""
    return (
        await SendingDomainCheck.objects()
        .order_by(SendingDomainCheck.looked_at, ascending=False)
        .first()
    )
