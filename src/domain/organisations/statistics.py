"""Statistics on use for an organisation whose contract provides for them (P-ACC-9).

Numbers per person and day: never what was searched for, which act was opened, or what was
bookmarked (professional secrecy). Nothing is written without a clause in force.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.organisations.queries import clause_in_force
from domain.organisations.rules import CLAUSE_IN_FORCE, MEMBER, OBJECTED, STATISTICS
from domain.periods import paris_day

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfUse:
    """What the administrator reads of one member and one month."""

    first_name: str
    last_name: str
    email: str
    active_days: int
    searches: int
    documents: int


async def count_search(*, account_id: UUID, now: datetime) -> None:
    """Count a search of a member."""
    await _count(account_id, now=now, searches=1)


async def count_document(*, account_id: UUID, now: datetime) -> None:
    """Count a document that a member opened: that one was, not which."""
    await _count(account_id, now=now, documents=1)


async def _count(
    account_id: UUID, *, now: datetime, searches: int = 0, documents: int = 0
) -> None:
    """Add to the day's counters, in one statement, if a clause is in force.

    Of a person who objected nothing is written.
    """
    await database.execute(
        f"""
        insert into daily_use (account, day, searches, documents)
        select account.id, $2, $3, $4 from account
        where account.id = $1 and {MEMBER} and not {OBJECTED} and exists (
            select from statistics_clause
            where statistics_clause.organisation = account.organisation
              and {CLAUSE_IN_FORCE.format(day="$2::date")})
        on conflict (account, day) do update
        set searches = daily_use.searches + excluded.searches,
            documents = daily_use.documents + excluded.documents
        """,
        account_id,
        paris_day(now),
        searches,
        documents,
    )


def months_until(today: date) -> list[date]:
    """Return the first days of the months that can be shown, the present one first."""
    months = today.year * 12 + today.month - 1
    return [
        date((months - back) // 12, (months - back) % 12 + 1, 1) for back in range(MONTHS_SHOWN)
    ]


async def statistics_of(
    organisation_id: UUID, *, month: date, now: datetime
) -> list[MonthOfUse]:
    """Return the members' use in one month; those who objected are not among them.

    Args:
        organisation_id: Whose members.
        month: Its first day.
        now: The present instant: the clause must be in force today.

    Raises:
        NotFound: No clause is in force: there are no statistics.
    """
    if await clause_in_force(organisation_id, on=paris_day(now)) is None:
        raise NotFound
    rows = await database.fetch(
        f"""
        select first_name, last_name, email, count(daily_use.day) as active_days,
            coalesce(sum(searches), 0) as searches, coalesce(sum(documents), 0) as documents
        from account
        left join daily_use on daily_use.account = account.id
            and day >= $2::date and day < ($2::date + interval '1 month')::date
        where account.organisation = $1 and {MEMBER}
            and not objected(account.id, '{STATISTICS}')
        group by account.id order by last_name, first_name, account.id
        """,
        organisation_id,
        month,
    )
    return [MonthOfUse(**dict(row)) for row in rows]


async def object_to_statistics(*, account_id: UUID, now: datetime) -> None:
    """Take a person out of the statistics from now on (art. 21(1)).

    Nothing more is counted and nothing of them is shown, while the objection is weighed and
    after it. The first date of an objection is never moved.
    """
    await database.execute(
        "insert into objection (account, activity, objected_at) values ($1, $2, $3)"
        " on conflict (account, activity)"
        " where withdrawn_at is null and decision is distinct from 'overridden' do nothing",
        account_id,
        STATISTICS,
        now,
    )


async def withdraw_objection(*, account_id: UUID, now: datetime) -> None:
    """Take an objection to the statistics back: counted and shown again from now on."""
    await database.execute(
        "update objection set withdrawn_at = $3"
        " where account = $1 and activity = $2 and withdrawn_at is null",
        account_id,
        STATISTICS,
        now,
    )


async def forget_what_no_clause_covers(*, now: datetime) -> int:
    """Erase the counters of people whose organisation has no clause any more."""
    return await database.execute(
        f"""
        delete from daily_use using account
        where account.id = daily_use.account and not exists (
            select from statistics_clause
            where statistics_clause.organisation = account.organisation
              and {CLAUSE_IN_FORCE.format(day="$1::date")})
        """,
        paris_day(now),
    )
