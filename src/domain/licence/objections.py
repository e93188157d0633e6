"""Objecting to the watch over the licence (art. 21(1)): in force while it is weighed (P-RIG-5).

Meanwhile nothing is scored, and PostgreSQL shows sightings and cases to no member of staff but
the officer, who weighs: stored, not used. Overridden with written grounds, scoring goes on;
accepted, nothing more is noted and what was noted goes.
"""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.errors import DomainError, NotFound
from domain.licence.rules import SHARING
from domain.organisations.tables import Objection

FORGET = "forget-sightings"
"""Duty of a worker: what was noted of somebody whose objection was accepted goes."""
TELL_WEIGHED = "tell-objection-weighed"
"""Mail duty: the officer's decision on an objection, and its grounds."""


class NotWeighedNow(DomainError):
    """The objection was decided or taken back before."""


class GroundsNeeded(DomainError):
    """An objection is overridden on compelling grounds alone, and these are written."""


async def object_to_detection(*, account_id: UUID, reasons: str, now: datetime) -> None:
    """Object, for reasons of one's own situation; in force from now on.

    A second one while the first is in force changes nothing: its date stays.
    """
    await database.execute(
        "insert into objection (account, activity, objected_at, reasons)"
        " values ($1, $2, $3, $4) on conflict (account, activity)"
        " where withdrawn_at is null and decision is distinct from 'overridden' do nothing",
        account_id,
        SHARING,
        now,
        reasons,
    )


async def take_back(*, account_id: UUID, now: datetime) -> None:
    """Take the objection in force back: noted and scored again from now on."""
    await database.execute(
        "update objection set withdrawn_at = $3 where account = $1 and activity = $2"
        " and withdrawn_at is null and decision is distinct from 'overridden'",
        account_id,
        SHARING,
        now,
    )


async def weigh(
    objection_id: UUID, *, accepted: bool, grounds: str | None, now: datetime
) -> None:
    """Decide on an objection: the officer's, who tells the person why (art. 21(1)).

    Raises:
        NotFound: There is no such objection to this activity.
        NotWeighedNow: It was decided or taken back before.
        GroundsNeeded: It is to be overridden without grounds.
    """
    if not accepted and not (grounds or "").strip():
        raise GroundsNeeded
    async with database.transaction():
        objection = await hold(objection_id)
        if objection.decided_at is not None or objection.withdrawn_at is not None:
            raise NotWeighedNow
        objection.decision = "accepted" if accepted else "overridden"
        objection.decided_at, objection.grounds = now, grounds
        await objection.save([Objection.decision, Objection.decided_at, Objection.grounds])
        if accepted:
            await duties.assign(kind=FORGET, subject=objection.account, now=now)
        await duties.assign(kind=TELL_WEIGHED, subject=objection.id, now=now)


async def forget_sightings(account_id: UUID) -> None:
    """Erase what was noted of somebody whose objection was accepted (art. 17(1)(c)).

    Sightings, what was counted from them, and a case that nobody has confirmed. Does nothing
    where no accepted objection is in force any more.
    """
    async with database.transaction():
        accepted = await database.fetch_value(
            "select exists (select from objection where account = $1 and activity = $2"
            " and decision = 'accepted' and withdrawn_at is null)",
            account_id,
            SHARING,
        )
        if not accepted:
            return
        await database.execute("delete from sighting where account = $1", account_id)
        await database.execute("delete from sharing_state where account = $1", account_id)
        await database.execute(
            "delete from sharing_case where account = $1"
            " and (decision is distinct from 'confirmed' or cleared_at is not null)",
            account_id,
        )


async def objections_to_weigh() -> list[Objection]:
    """Return every objection to this activity: those to weigh first, the oldest first."""
    return (
        await Objection.objects()
        .where(Objection.activity == SHARING)
        .order_by(Objection.decided_at, ascending=True)
        .order_by(Objection.objected_at, ascending=True)
    )


async def find_objection(objection_id: UUID) -> Objection:
    """Return an objection to this activity.

    Raises:
        NotFound: There is none of that id.
    """
    objection = (
        await Objection.objects()
        .where(Objection.id == objection_id, Objection.activity == SHARING)
        .first()
    )
    if objection is None:
        raise NotFound
    return objection


async def last_objection(account_id: UUID) -> Objection | None:
    """Return a holder's latest objection to this activity."""
    return (
        await Objection.objects()
        .where(Objection.account == account_id, Objection.activity == SHARING)
        .order_by(Objection.objected_at, ascending=False)
        .first()
    )


async def used_against_objections() -> int:
    """Return how many people were noted or read although their objection is in force.

    Read: the night's mark is later than the objection. Noted: seen a minute or more, as long
    as what was collected may wait, after the objection was accepted.
    """
    count = await database.fetch_value(
        """
        select count(*) from objection where activity = $1 and withdrawn_at is null
          and decision is distinct from 'overridden'
          and (exists (select from sharing_state
                       where sharing_state.account = objection.account
                         and read_until > objected_at)
               or (decision = 'accepted' and exists (
                       select from sighting where sighting.account = objection.account
                         and seen_at > decided_at + interval '1 minute')))
        """,
        SHARING,
    )
    return int(count)


async def hold(objection_id: UUID) -> Objection:
    """Hold an objection's row until the transaction ends."""
    await find_objection(objection_id)
    held = (
        await Objection.objects()
        .where(Objection.id == objection_id)
        .lock_rows("NO KEY UPDATE")
        .first()
    )
    if held is None:
        raise NotFound
    return held
