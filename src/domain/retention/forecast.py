"""What sweeps would erase, by a day or week after week, by the sweep's own conditions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import database, holds
from domain.accounts.tables import Account
from domain.periods import paris_day, start_of_day
from domain.register import REGISTER, ProcessingActivity
from domain.retention.claims import (
    Claim,
    bounds,
    claims_of,
    counted_once,
    of_accounts,
    spared,
    to_erase,
)
from domain.rights import released

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
WEEKS = 13
"""Ninety days, and the rest of the last week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What would go from one table for one activity."""

    activity: ProcessingActivity
    table_name: str
    rows: int
    oldest: datetime | None
    """The oldest start of their periods; for data that follow an account, its last visit."""
    with_account: bool
    """Whether the rows go because their account goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What would go for one activity, sweep after sweep."""

    activity: ProcessingActivity
    rows: tuple[int, ...]
    """At each instant, what no earlier sweep took: the first counts all that is due by then."""
    not_started: int
    """Rows whose clock nothing has started: no sweep takes them, whatever the day."""

    @property
    def total(self) -> int:
        """How many rows go in all."""
        return sum(self.rows)


async def preview(
    *, on: datetime, register: Iterable[ProcessingActivity] = REGISTER
) -> list[Forecast]:
    """Return what a sweep at ``on`` would erase, in the order of the register.

    The sweep's own conditions count: what is shown is what goes. A row that two activities
    share is counted once, with the first.
    """
    activities = tuple(register)
    counts = {id(one.claim.holding): one for one in await _counts(activities, (on,))}
    return [
        Forecast(
            activity=activity,
            table_name=holding.table_name,
            rows=counts[id(holding)].rows[0],
            oldest=counts[id(holding)].oldest,
            with_account=holding.follows_account,
        )
        for activity in activities
        for holding in activity.holdings
    ]


def weeks_from(now: datetime) -> tuple[datetime, ...]:
    """Return when each of the next 13 weeks ends: a midnight of Paris, this weekday."""
    today = paris_day(now)
    return tuple(start_of_day(today + timedelta(days=7 * week)) for week in range(1, WEEKS + 1))


async def course(
    *, ends: Sequence[datetime], register: Iterable[ProcessingActivity] = REGISTER
) -> list[Course]:
    """Return what goes for each activity between each of ``ends`` and the one before.

    As things stand now: no visit, no new row, no hold beyond its end. One query for each table
    of each activity, whatever the number of rows and of ``ends``.
    """
    activities = tuple(register)
    counts = await _counts(activities, ends)
    return [
        _course_of(activity, [one for one in counts if one.claim.activity is activity])
        for activity in activities
        if activity.holdings
    ]


def _course_of(activity: ProcessingActivity, counts: Sequence["_Count"]) -> Course:
    due = [sum(column) for column in zip(*(one.rows for one in counts), strict=True)]
    return Course(
        activity=activity,
        rows=tuple(each - before for each, before in zip(due, [0, *due], strict=False)),
        not_started=sum(one.not_started for one in counts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    claim: Claim
    rows: tuple[int, ...]
    """By each instant, all that goes by then."""
    oldest: datetime | None
    """Of what goes by the last instant."""
    not_started: int = 0


async def _counts(
    activities: Iterable[ProcessingActivity], moments: Sequence[datetime]
) -> list[_Count]:
    claims = claims_of(activities)
    accounts = [claim for claim in claims if claim.holding.table is Account]
    return [
        await _count_with_accounts(claim, accounts, moments)
        if claim.holding.follows_account
        else await _count(claim, moments)
        for claim in claims
    ]


async def _count(claim: Claim, moments: Sequence[datetime]) -> _Count:
    """Count the rows that their own clock ends, in one pass over those that are old enough."""
    clock = claim.clock
    goes = f"({_goes(claim)}) and {counted_once(claim)}"
    conditions = [_at(moment, claim, goes) for moment in moments]
    row = await _row(
        f"select {_counted(conditions)}, min({clock}) filter (where {conditions[-1]}),"
        f" count(*) filter (where {clock} is null and ({claim.holding.rows or 'true'}))"
        f" from {claim.table} where {_at(moments[-1], claim, _old_enough(claim))}"
    )
    *rows, oldest, not_started = row
    return _Count(claim=claim, rows=tuple(rows), oldest=oldest, not_started=not_started)


async def _count_with_accounts(
    claim: Claim, accounts: Sequence[Claim], moments: Sequence[datetime]
) -> _Count:
    """Count the rows whose account goes for any of its activities."""
    mine = f"({claim.holding.rows or 'true'}) and not {spared(claim.stake)}"
    conditions = [
        _at(moment, account, f"{mine} and {of_accounts(_ids_due(account), claim.holding)}")
        for account in accounts
        for moment in moments
    ]
    firsts = ", ".join(
        _at(moments[-1], account, f"(select min({account.clock}) from ({_due(account)}) due)")
        for account in accounts
    )
    row = await _row(f"select {_counted(conditions)}, {firsts} from {claim.table}")
    by_account = [row[place * len(moments) :][: len(moments)] for place in range(len(accounts))]
    visits = row[len(conditions) :]
    oldest = [
        visit for counts, visit in zip(by_account, visits, strict=True) if counts[-1] and visit
    ]
    rows = tuple(sum(counts) for counts in zip(*by_account, strict=True))
    return _Count(claim=claim, rows=rows, oldest=min(oldest, default=None))


def _goes(claim: Claim) -> str:
    """Return the condition of the rows that the sweep takes; an account may be held yet."""
    if claim.holding.table is not Account:
        return to_erase(claim)
    anything = holds.untouchable(None, at="$1")
    return f"{_is_due(claim)} and id not in ({anything})"


def _due(account: Claim) -> str:
    """Return the query of the accounts that the sweep erases, around holds or whole."""
    return (
        f"select id, {account.clock} from account"
        f" where {_is_due(account)} and {counted_once(account)}"
    )


def _ids_due(account: Claim) -> str:
    return f"select id from ({_due(account)}) as due"


def _is_due(account: Claim) -> str:
    given_back = f"{released(at='$1')} and ({account.holding.rows or 'true'})"
    return f"(({to_erase(account)}) or ({given_back}))"


def _old_enough(claim: Claim) -> str:
    """Return the condition that spares the pass all rows that are too young."""
    if claim.holding.table is Account:
        return "true"
    return f"({claim.clock} <= $2 or {claim.clock} is null)"


def _at(moment: datetime, claim: Claim, condition: str) -> str:
    """Return one of the sweep's conditions with its instants written out."""
    instants = (moment, *bounds(claim, moment), _BEFORE_ALL)
    for place, instant in enumerate(instants, start=1):
        condition = condition.replace(f"${place}", f"'{instant.isoformat()}'::timestamptz")
    return condition


def _counted(conditions: Iterable[str]) -> str:
    return ", ".join(f"count(*) filter (where {each})" for each in conditions)


async def _row(statement: str) -> tuple[Any, ...]:
    row = await database.fetch_row(statement)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return tuple(row)
