"""Processors: the officer is told when an agreement ends, and nothing may be sent any more."""

from datetime import datetime
from uuid import UUID, uuid5

from domain import accounts, mail, processors
from domain.mail import LOOK_UP_DOMAIN
from domain.periods import paris_day
from domain.register import PROCESSORS
from domain.settings import current_settings
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail

_SUBJECT = Text(
    "Un accord avec un prestataire prend fin", "An agreement with a provider is ending"
)
_OVER = Text(
    "Un accord avec un prestataire a pris fin", "An agreement with a provider has ended"
)


async def watch_agreements(now: datetime) -> None:
    """Warn each officer 60, 30 and 7 days before an agreement ends, and once it has (P-SHA-2).

    The mail's id follows from the officer, the processor, its last day and the warning: a slot
    that runs twice writes once. A processor that no sheet names receives nothing anyway.
    """
    if not current_settings().embedded:  # a local run asks nobody by itself
        await mail.ask_look_up(now=now)
    today = paris_day(now)
    for processor in PROCESSORS:
        stage = processors.stage_of(processor, on=today)
        if stage is None or not processors.naming(processor):
            continue
        about = f"agreement {processor.slug} {processor.agreement_until} {stage}"
        for officer in await accounts.officers():
            lang = language_in(officer.language)
            await write_mail(
                "agreement_ends",
                about=uuid5(officer.id, about),
                account_id=officer.id,
                address=officer.email,
                lang=lang,
                subject=_OVER if stage < 0 else _SUBJECT,
                now=now,
                context={
                    "processor": processor,
                    "is_over": stage < 0,
                    "link": link_to(lang, "/console/processors"),
                },
            )


async def look_up_domain(_our_domain: UUID, now: datetime) -> None:
    """Look up how the domain that our mail comes from is protected."""
    await processors.look_up_sending_domain(now=now)


HANDLERS = {LOOK_UP_DOMAIN: look_up_domain}
