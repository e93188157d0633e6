"""What HubSpot holds of our prospects: as we have them, no more of them, none restricted."""

from datetime import datetime

from domain import database, forgetting, prospects
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
    """Give HubSpot the prospects that changed, a hundred at a time; return how many it refused.

    One that HubSpot refuses is left as it is known there, and is not offered again before it
    changes. A worker that dies gives the last hundred again, which changes nothing. Who is
    let go while they are being given is forgotten there all the same.

    Raises:
        NoAgreement: None holds: nothing leaves.
        NotTaken: Try again later; what was given stays given.
        NotConfigured: There is no account at HubSpot.
    """
    allow(HUBSPOT, PROSPECTING, SENT, on=paris_day(now))
    hubspot = connections.hubspot()
    refusals = 0
    while some := await prospects.not_synchronised(limit=MOST_AT_ONCE):
        refused = {one.email for one in await hubspot.upsert([_contact(p) for p in some])}
        async with database.transaction():
            for prospect in some:
                await _note(prospect, was_taken=prospect.email not in refused, now=now)
        refusals += len(refused)
    return refusals


def _contact(prospect: Prospect) -> Contact:
    return Contact(
        email=prospect.email, first_name=prospect.first_name, last_name=prospect.last_name
    )


async def _note(prospect: Prospect, *, was_taken: bool, now: datetime) -> None:
    is_same = await prospects.mark_synchronised(
        prospect.id, changed_at=prospect.changed_at, now=max(now, prospect.changed_at)
    )
    is_gone = not is_same and await prospects.find_by_address(prospect.email) is None
    if is_gone:  # while it was being given: what was asked to be forgotten then came too early
        await forgetting.order(processor=HUBSPOT.slug, address=prospect.email, now=now)
    if was_taken:
        await note_sent(
            HUBSPOT,
            activity=PROSPECTING,
            columns=SENT,
            external_id=f"{prospect.id} {prospect.changed_at.isoformat()}",
            account_id=None,
            address=None if is_gone else prospect.email,
            now=now,
        )
