"""What HubSpot holds of our prospects: as we have them, no more of them, none restricted."""

from datetime import datetime

from domain import database, prospects
from domain.periods import paris_day
from domain.processors import connections
from domain.processors.allowance import allow
from domain.processors.hubspot import MOST_AT_ONCE, Contact
from domain.processors.sendings import note_sent
from domain.prospects import Prospect
from domain.register import HUBSPOT, PROSPECTING

SENT = (Prospect.email, Prospect.first_name, Prospect.last_name)
"""What HubSpot is given of a prospect; see :class:`Contact`."""


async def synchronise(*, now: datetime) -> int:
    """Give HubSpot the prospects that changed, a hundred at a time; return how many.

    One that HubSpot refuses is left as it is known there, and is not offered again before it
    changes. A worker that dies gives the last hundred again, which changes nothing.

    Raises:
        NoAgreement: None holds: nothing leaves.
        NotTaken: Try again later; what was given stays given.
        NotConfigured: There is no account at HubSpot.
    """
    allow(HUBSPOT, PROSPECTING, SENT, on=paris_day(now))
    hubspot = connections.hubspot()
    given = 0
    while some := await prospects.not_synchronised(limit=MOST_AT_ONCE):
        refused = {one.email for one in await hubspot.upsert([_contact(p) for p in some])}
        async with database.transaction():
            for prospect in some:
                await _note(prospect, was_taken=prospect.email not in refused, now=now)
        given += len(some) - len(refused)
    return given


def _contact(prospect: Prospect) -> Contact:
    return Contact(
        email=prospect.email, first_name=prospect.first_name, last_name=prospect.last_name
    )


async def _note(prospect: Prospect, *, was_taken: bool, now: datetime) -> None:
    await prospects.mark_synchronised(
        prospect.id, changed_at=prospect.changed_at, now=max(now, prospect.changed_at)
    )
    if was_taken:
        await note_sent(
            HUBSPOT,
            activity=PROSPECTING,
            columns=SENT,
            external_id=f"{prospect.id} {prospect.changed_at.isoformat()}",
            account_id=None,
            address=prospect.email,
            now=now,
        )
