"""Reading organisations: what their administrators, their members and our staff see."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import database
from domain.accounts.tables import Organisation
from domain.acting import by_itself
from domain.errors import NotFound
from domain.organisations.rules import CLAUSE_IN_FORCE, MEMBER, STATISTICS, waiting
from domain.organisations.tables import Invitation, OrganisationEnd, StatisticsClause
from domain.periods import Period, paris_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who takes a seat, with all that the administrator sees of them."""

    id: UUID
    first_name: str
    last_name: str
    email: str
    administers_organisation: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands towards the statistics of their organisation (P-ACC-9)."""

    organisation: str
    clause: StatisticsClause | None
    """The clause in force today; None: nothing is counted."""
    objected_at: datetime | None
    """Since when the person is out of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats of one organisation: sold, taken, offered."""

    sold: int
    taken: int
    offered: int

    @property
    def left(self) -> int:
        """How many people can still be invited."""
        return max(0, self.sold - self.taken - self.offered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One line of the list of organisations: no person in it."""

    id: UUID
    name: str
    seats: int
    taken: int
    created_at: datetime
    has_clause: bool
    ended_at: datetime | None


async def find(organisation_id: UUID | None) -> Organisation:
    """Return an organisation.

    Raises:
        NotFound: There is none of this id.
    """
    found = await Organisation.objects().where(Organisation.id == organisation_id).first()
    if found is None or organisation_id is None:
        raise NotFound
    return found


async def members_of(organisation_id: UUID) -> list[Member]:
    """Return the people who take a seat, administrators first."""
    return await _members("organisation = $1", organisation_id)


@by_itself
async def administrators_of(organisation_id: UUID) -> list[Member]:
    """Return who administers an organisation: each member may know whom to ask."""
    return await _members("organisation = $1 and administers_organisation", organisation_id)


async def member(account_id: UUID) -> Member | None:
    """Return a person as the organisation's administrators see them; None outside any."""
    found = await _members("id = $1", account_id)
    return found[0] if found else None


async def _members(which: str, argument: UUID) -> list[Member]:
    rows = await database.fetch(
        "select id, first_name, last_name, email, administers_organisation from account"
        f" where {which} and {MEMBER}"
        " order by administers_organisation desc, last_name, first_name, id",
        argument,
    )
    return [Member(**dict(row)) for row in rows]


async def pending_invitations(
    organisation_id: UUID, *, valid_for: Period, now: datetime
) -> list[Invitation]:
    """Return the invitations that can still be accepted, the latest first."""
    rows = await database.fetch(
        "select id, form_id, organisation, email, as_administrator, language, invited_by,"
        " invited_at, accepted_at, withdrawn_at"
        f" from invitation where organisation = $1 and {waiting(valid_for, now='$2')}"
        " order by invited_at desc",
        organisation_id,
        now,
    )
    return [Invitation(**dict(row), _exists_in_db=True) for row in rows]


@by_itself
async def seats_of(organisation_id: UUID, *, valid_for: Period, now: datetime) -> Seats:
    """Return how many seats were sold, are taken, and are offered to somebody.

    A member who is asked to become administrator has a seat already: no second one is
    offered.
    """
    row = await database.fetch_row(
        f"""
        select organisation.seats as sold,
            (select count(*) from account
             where account.organisation = organisation.id and {MEMBER}) as taken,
            (select count(*) from invitation
             where invitation.organisation = organisation.id and {waiting(valid_for, now="$2")}
               and not exists (select from account where account.email = invitation.email
                               and account.organisation = organisation.id)) as offered
        from organisation where id = $1
        """,
        organisation_id,
        now,
    )
    if row is None:
        raise NotFound
    return Seats(**dict(row))


async def has_second_factor(account_id: UUID) -> bool:
    """Tell whether a person could sign in as an administrator: with an app or a passkey."""
    return bool(
        await database.fetch_value(
            "select totp_secret is not null"
            " or exists (select from passkey where passkey.account = account.id)"
            " from account where id = $1",
            account_id,
        )
    )


async def inviter_of(invitation: Invitation) -> str | None:
    """Return the name of the administrator who invites; None for our own staff."""
    name: str | None = await database.fetch_value(
        "select first_name || ' ' || last_name from account where id = $1 and role = 'holder'",
        invitation.invited_by,
    )
    return name


async def clause_in_force(organisation_id: UUID, *, on: date) -> StatisticsClause | None:
    """Return the clause that gives the organisation statistics on a day, or None."""
    row = await database.fetch_row(
        "select * from statistics_clause where organisation = $1"
        f" and {CLAUSE_IN_FORCE.format(day='$2::date')}",
        organisation_id,
        on,
    )
    return StatisticsClause(**dict(row), _exists_in_db=True) if row else None


async def clauses_of(organisation_id: UUID) -> list[StatisticsClause]:
    """Return every clause that was recorded, the latest first."""
    return (
        await StatisticsClause.objects()
        .where(StatisticsClause.organisation == organisation_id)
        .order_by(StatisticsClause.since_on, ascending=False)
    )


async def end_of(organisation_id: UUID) -> OrganisationEnd | None:
    """Return the end of an organisation, if it came."""
    return (
        await OrganisationEnd.objects()
        .where(OrganisationEnd.organisation == organisation_id)
        .first()
    )


async def standing_of(account_id: UUID, *, now: datetime) -> Standing | None:
    """Return where a person stands towards the statistics; None outside any organisation."""
    row = await database.fetch_row(
        "select organisation.id, organisation.name from account"
        " join organisation on organisation.id = account.organisation where account.id = $1",
        account_id,
    )
    if row is None:
        return None
    return Standing(
        organisation=row["name"],
        clause=await clause_in_force(row["id"], on=paris_day(now)),
        objected_at=await objected_at(account_id),
    )


async def objected_at(account_id: UUID) -> datetime | None:
    """Return since when a person objects to the statistics, or None."""
    at: datetime | None = await database.fetch_value(
        "select objected_at from objection"
        " where account = $1 and activity = $2 and withdrawn_at is null",
        account_id,
        STATISTICS,
    )
    return at


@by_itself
async def clients(*, on: date) -> list[Client]:
    """Return every organisation, those that are clients first."""
    rows = await database.fetch(
        f"""
        select organisation.id, name, seats, created_at, ended_at,
            (select count(*) from account
             where account.organisation = organisation.id and {MEMBER}) as taken,
            exists (select from statistics_clause
                    where statistics_clause.organisation = organisation.id
                      and {CLAUSE_IN_FORCE.format(day="$1::date")}) as has_clause
        from organisation
        left join organisation_end on organisation_end.organisation = organisation.id
        order by ended_at desc nulls first, lower(name), id
        """,
        on,
    )
    return [Client(**dict(row)) for row in rows]
