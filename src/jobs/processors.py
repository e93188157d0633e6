"""Processors: the officer is told when an agreement ends, and nothing may be sent any more."""

from datetime import datetime
from uuid import uuid5

from domain import accounts, processors
from domain.periods import paris_day
from domain.register import PROCESSORS
from domain.roles import Role
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
    today = paris_day(now)
    for processor in PROCESSORS:
        stage = processors.stage_of(processor, on=today)
        if stage is None or not processors.naming(processor):
            continue
        about = f"agreement {processor.slug} {processor.agreement_until} {stage}"
        for officer in await accounts.all_staff():
            if officer.role != Role.DPO or officer.left_at or not officer.first_name:
                continue
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
