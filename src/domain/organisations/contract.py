"""What our staff record of an organisation's contract: seats, clause on statistics, end.

Who recorded it stands on the audit trail alone, for as long as looks do: a contract outlives
the people who typed it.
"""

from datetime import date, datetime
from uuid import UUID

from domain import database, duties
from domain.accounts.tables import Organisation
from domain.acting import by_itself
from domain.errors import NotFound
from domain.organisations.invitations import hold
from domain.organisations.membership import detach
from domain.organisations.rules import MEMBER, ClausesOverlap, EndsBeforeItBegins
from domain.organisations.tables import OrganisationEnd, StatisticsClause
from domain.periods import paris_day

MAIL_ENDED = "mail:organisation-ended"
MAIL_CLAUSE = "mail:statistics-clause"
"""Duties: what each member is told, when the contract ends and when statistics begin."""


@by_itself
async def create_organisation(
    *, organisation_id: UUID, name: str, seats: int, now: datetime
) -> None:
    """Make a client organisation. Its id is its form's: sent twice, it is one organisation."""
    await database.execute(
        "insert into organisation (id, name, seats, created_at) values ($1, $2, $3, $4)"
        " on conflict (id) do nothing",
        organisation_id,
        name,
        seats,
        now,
    )


@by_itself
async def set_seats(*, organisation_id: UUID, seats: int) -> None:
    """Note how many seats were sold. Fewer than are taken removes nobody; none is offered.

    Raises:
        NotFound: There is no such organisation.
        OrganisationEnded: It is a client no more.
    """
    async with database.transaction():
        await hold(organisation_id)
        await Organisation.update({Organisation.seats: seats}).where(
            Organisation.id == organisation_id
        )


@by_itself
async def record_clause(
    *,
    organisation_id: UUID,
    since_on: date,
    until_on: date | None,
    now: datetime,
) -> bool:
    """Record that the contract gives the organisation statistics on use (P-ACC-9).

    It holds from ``since_on``, and no more on ``until_on``. Every member is told by mail,
    and nothing is counted before that first day (art. 13(3)). The same days recorded again
    are the same clause: tell whether it is a new one.

    Raises:
        EndsBeforeItBegins: The end does not lie after the beginning.
        ClausesOverlap: Another clause holds during the same days.
        NotFound: There is no such organisation.
        OrganisationEnded: It is a client no more.
    """
    if until_on is not None and until_on <= since_on:
        raise EndsBeforeItBegins
    async with database.transaction():
        await hold(organisation_id)
        if await _is_recorded(organisation_id, since_on, until_on):
            return False
        clause = StatisticsClause(
            organisation=organisation_id,
            since_on=since_on,
            until_on=until_on,
            recorded_at=now,
        )
        await clause.save()
        for member_id in await _members(organisation_id):
            await duties.assign(kind=MAIL_CLAUSE, subject=member_id, now=now)
    return True


async def _is_recorded(organisation_id: UUID, since_on: date, until_on: date | None) -> bool:
    """Tell whether these very days are recorded; refuse days that another clause has."""
    standing = await database.fetch(
        "select since_on, until_on from statistics_clause where organisation = $1"
        " and since_on < coalesce($3, 'infinity'::date)"
        " and coalesce(until_on, 'infinity'::date) > greatest($2::date, since_on)",
        organisation_id,
        since_on,
        until_on,
    )
    if [(row["since_on"], row["until_on"]) for row in standing] == [(since_on, until_on)]:
        return True
    if standing:
        raise ClausesOverlap
    return False


@by_itself
async def end_clause(*, organisation_id: UUID, now: datetime) -> None:
    """End the clause today, one that has not begun included: the page is gone at once.

    The counters that it allowed go with it: nothing else needs them.

    Raises:
        NotFound: There is no such organisation, or no clause to end.
        OrganisationEnded: It is a client no more.
    """
    async with database.transaction():
        await hold(organisation_id)
        if not await _end_clauses(organisation_id, today=paris_day(now)):
            raise NotFound


async def _end_clauses(organisation_id: UUID, *, today: date) -> int:
    await database.execute(
        "delete from daily_use using account"
        " where account.id = daily_use.account and account.organisation = $1",
        organisation_id,
    )
    return await database.execute(
        "update statistics_clause set until_on = greatest(since_on, $2)"
        " where organisation = $1 and coalesce(until_on, 'infinity'::date)"
        " > greatest(since_on, $2)",
        organisation_id,
        today,
    )


@by_itself
async def end_organisation(*, organisation_id: UUID, now: datetime) -> None:
    """Record that an organisation stopped being a client, and let its people go.

    Each member becomes a holder without organisation and is told by mail; what waits is
    withdrawn; the clause ends. The first end is never moved.

    Raises:
        NotFound: There is no such organisation.
        OrganisationEnded: It ended before.
    """
    async with database.transaction():
        await hold(organisation_id)
        end = OrganisationEnd(organisation=organisation_id, ended_at=now)
        await end.save()
        await _end_clauses(organisation_id, today=paris_day(now))
        await database.execute(
            "update invitation set withdrawn_at = $2"
            " where organisation = $1 and accepted_at is null and withdrawn_at is null",
            organisation_id,
            now,
        )
        for member_id in await _members(organisation_id):
            await detach(member_id)
            await duties.assign(kind=MAIL_ENDED, subject=member_id, now=now)


async def _members(organisation_id: UUID) -> list[UUID]:
    rows = await database.fetch(
        f"select id from account where organisation = $1 and {MEMBER} order by id for update",
        organisation_id,
    )
    return [row["id"] for row in rows]
