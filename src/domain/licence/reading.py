"""The night's reading: from new sightings to states, and from what weighs enough to cases.

Every account has its own mark of how far it was read. What came in late takes the mark away
(:func:`domain.licence.write_sightings`), and the state is made anew from the table; both ways
give the same bytes. Numbers load slowly: only what reads by night imports this.
"""

from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from domain import database
from domain.licence.cases import open_case
from domain.licence.detector import (
    THRESHOLD,
    WINDOW,
    Absorbed,
    Finding,
    Sightings,
    absorb,
    judge,
    scores,
)
from domain.licence.rules import HOLD_BACK, OBJECTED

AT_ONCE = 200
"""Accounts in one transaction. Memory holds their new sightings, or 90 days of a single one."""

_BEFORE_ALL = UUID(int=0)
_A_WEEK = timedelta(days=7)
"""A state keeps what its window looked back on when the week began."""
_SCORED = f"account.role = 'holder' and account.closed_at is null and not {OBJECTED}"


@dataclass(slots=True)
class Night:
    """What a reading did, without a word of whom."""

    accounts: int = 0
    """Accounts with something new."""
    made_anew: int = 0
    """Those of them whose states were made from the table."""
    cases: int = 0
    """Cases opened."""


async def read_sightings(*, now: datetime) -> Night:
    """Read what was seen up to a quarter of an hour before ``now``, and open cases.

    Some accounts at a time, each time one transaction: killed anywhere, the next reading goes
    on where this one was; done twice, the second finds nothing. A clock that jumps back reads
    nothing twice. Who objected is passed over. Keeps P-ACC-6.
    """
    night, until = Night(), now - HOLD_BACK
    async for account_ids in _accounts():
        async with database.transaction():
            await _read(account_ids, until=until, now=now, night=night)
    return night


async def replayed(account_id: UUID, *, until: datetime) -> bytes:
    """Return the state that the table itself gives for an account, up to ``until``."""
    rows = await database.fetch(
        "select account, session, ip, seen_at from sighting"
        " where account = $1 and seen_at >= $2 and seen_at < $3",
        account_id,
        until - WINDOW - _A_WEEK,
        until,
    )
    absorbed = absorb({}, Sightings.of(map(tuple, rows)), until=until)
    return absorbed.states.get(account_id, b"")


async def states_that_differ() -> tuple[int, int]:
    """Replay every state from the table: return how many there are, and how many differ."""
    compared = different = 0
    async for account_ids in _accounts():
        async with database.transaction():
            await _let_no_late_one_between()
            for account_id, state, until in map(tuple, await _states(account_ids)):
                if until is not None:
                    compared += 1
                    different += state != await replayed(account_id, until=until)
    return compared, different


async def _accounts() -> AsyncIterator[list[UUID]]:
    """Yield the accounts that are scored, some at a time."""
    reached = _BEFORE_ALL
    while rows := await database.fetch(
        f"select id from account where id > $1 and {_SCORED} order by id limit {AT_ONCE}",
        reached,
    ):
        yield [row["id"] for row in rows]
        reached = rows[-1]["id"]


async def _read(
    account_ids: list[UUID], *, until: datetime, now: datetime, night: Night
) -> None:
    await _let_no_late_one_between()
    account_ids = await _held(account_ids)
    known = {row["account"]: row for row in await _states(account_ids)}
    marked = {who: row for who, row in known.items() if row["read_until"] is not None}
    seen = await _seen_since(
        {who: row["read_until"] for who, row in marked.items()}, until=until
    )
    try:
        absorbed = absorb(
            {who: row["state"] for who, row in marked.items()}, Sightings.of(seen), until=until
        )
    except ValueError:  # states of a former version: all are made anew
        absorbed = Absorbed(states={}, late=set(marked))
    states = cast("dict[UUID, bytes]", dict(absorbed.states))
    unmarked = await _with_sightings(set(account_ids) - set(marked), until=until)
    for account_id in sorted(unmarked | cast("set[UUID]", absorbed.late)):
        states[account_id] = await replayed(account_id, until=until)
    night.accounts += len(states)
    night.made_anew += len(unmarked) + len(absorbed.late)
    await _keep(states, until=until)
    scored = scores(cast("dict[Hashable, bytes]", states), until=until)
    for account_id, state in states.items():
        if scored[account_id] >= THRESHOLD:
            night.cases += await _open(account_id, state, until=until, now=now)


async def _let_no_late_one_between() -> None:
    """Keep writers of sightings out until the commit (:mod:`domain.licence.operations`)."""
    await database.execute("select pg_advisory_xact_lock(hashtext('sighting'))")


async def _held(account_ids: list[UUID]) -> list[UUID]:
    """Hold the accounts, so that an erasure waits; who objected meanwhile is left out."""
    rows = await database.fetch(
        f"select id from account where id = any($1::uuid[]) and {_SCORED}"
        " order by id for key share",
        account_ids,
    )
    return [row["id"] for row in rows]


async def _states(account_ids: Iterable[UUID]) -> list[database.Row]:
    return await database.fetch(
        "select account, state, read_until from sharing_state where account = any($1::uuid[])",
        list(account_ids),
    )


async def _seen_since(
    marks: Mapping[UUID, datetime], *, until: datetime
) -> list[tuple[Any, Any, str, datetime]]:
    """Return the sightings of each account from its own mark on."""
    if not marks:
        return []
    rows = await database.fetch(
        """
        select sighting.account, session, ip, seen_at
        from unnest($1::uuid[], $2::timestamptz[]) as mark (account, read_until)
        join sighting on sighting.account = mark.account and seen_at >= mark.read_until
        where seen_at >= $3 and seen_at < $4
        """,
        list(marks),
        list(marks.values()),
        min(marks.values()),
        until,
    )
    return [tuple(row) for row in rows]


async def _with_sightings(account_ids: set[UUID], *, until: datetime) -> set[UUID]:
    """Return those of whom anything was seen in the days that are looked back on."""
    rows = await database.fetch(
        """
        select id from unnest($1::uuid[]) as known (id)
        where exists (select from sighting
                      where account = known.id and seen_at >= $2 and seen_at < $3)
        """,
        list(account_ids),
        until - WINDOW,
        until,
    )
    return {row["id"] for row in rows}


async def _keep(states: Mapping[Any, bytes], *, until: datetime) -> None:
    await database.execute(
        """
        insert into sharing_state (account, state, read_until, last_seen_at)
        select account, state, $3, $3
        from unnest($1::uuid[], $2::bytea[]) as made (account, state)
        on conflict (account) do update
        set state = excluded.state, read_until = excluded.read_until,
            last_seen_at = excluded.last_seen_at
        """,
        list(states),
        list(states.values()),
        until,
    )


async def _open(account_id: UUID, state: bytes, *, until: datetime, now: datetime) -> bool:
    finding = judge(state, until=until)
    return await open_case(
        account_id, finding=finding.to_json(), seen_from=_oldest(finding), now=now
    )


def _oldest(finding: Finding) -> datetime:
    """Return the oldest use that a finding tells of: from it the case's period counts."""
    return min((place.first_at for place in finding.places), default=finding.since)
