"""What a holder searched for and opened: its holder sees it, stops it, erases it (P-ACC-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.periods import paris_day
from domain.research.bookmarks import TITLE
from domain.text import Language

PAGE = 100
_SAME_VISIT = timedelta(minutes=1)
"""A page that is loaded again within a minute is not opened again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One entry, as its holder sees it: a search, or an act that was opened."""

    id: UUID
    at: datetime
    query: str | None
    celex: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was done on one day in Paris, the latest first."""

    on: date
    entries: tuple[Visited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One page of a holder's history."""

    days: tuple[Day, ...]
    is_kept: bool
    """Whether the switch is on."""
    page: int
    has_more: bool


async def note_search(*, account_id: UUID, query: str, now: datetime) -> None:
    """Note a search, unless the holder's history is off."""
    await _note(account_id, query, None, now)


async def note_opening(*, account_id: UUID, work_id: UUID, now: datetime) -> None:
    """Note that an act was opened, unless the holder's history is off."""
    await _note(account_id, None, work_id, now)


async def _note(
    account_id: UUID, query: str | None, work_id: UUID | None, now: datetime
) -> None:
    await database.execute(
        """
        insert into history_entry (account, at, query, work)
        select id, $2, $3::varchar, $4 from account
        where id = $1 and keeps_history and not exists (
            select from history_entry
            where account = $1 and at > $5
                and query is not distinct from $3::varchar and work is not distinct from $4
        )
        """,
        account_id,
        now,
        query,
        work_id,
        now - _SAME_VISIT,
    )


async def history_of(account_id: UUID, *, language: Language, page: int = 1) -> History:
    """Return a page of the holder's history, by days, and whether it is being kept."""
    rows = await database.fetch(
        f"""
        select a.keeps_history, h.id, h.at, h.query, w.celex,
            case when w.id is not null then {TITLE.format(language="$2")} end as title
        from account a
        left join lateral (
            select * from history_entry where account = a.id
            order by at desc, id limit {PAGE + 1} offset $3
        ) h on true
        left join work w on w.id = h.work
        where a.id = $1 order by h.at desc, h.id
        """,
        account_id,
        language,
        (page - 1) * PAGE,
    )
    entries = [_visited(row) for row in rows if row["id"] is not None]
    return History(
        days=_by_day(entries[:PAGE]),
        is_kept=bool(rows) and rows[0]["keeps_history"],
        page=page,
        has_more=len(entries) > PAGE,
    )


def _visited(row: database.Row) -> Visited:
    return Visited(
        id=row["id"],
        at=row["at"],
        query=row["query"],
        celex=row["celex"],
        title=row["title"] or row["celex"],
    )


def _by_day(entries: Sequence[Visited]) -> tuple[Day, ...]:
    return tuple(
        Day(on=day, entries=tuple(of_day))
        for day, of_day in groupby(entries, key=lambda entry: paris_day(entry.at))
    )


async def recent_history(
    account_id: UUID, *, limit: int, language: Language = "fr"
) -> list[Visited]:
    """Return the acts that the holder opened last, each once."""
    rows = await database.fetch(
        f"""
        select h.id, h.at, null as query, w.celex, {TITLE.format(language="$2")} as title
        from (
            select distinct on (work) id, at, work from history_entry
            where account = $1 and work is not null order by work, at desc
        ) h join work w on w.id = h.work
        order by h.at desc limit $3
        """,
        account_id,
        language,
        limit,
    )
    return [_visited(row) for row in rows]


async def erase_entry(*, account_id: UUID, entry_id: UUID) -> None:
    """Erase one entry of the holder's own history.

    Raises:
        NotFound: No such entry, or another person's.
    """
    erased = await database.execute(
        "delete from history_entry where id = $1 and account = $2", entry_id, account_id
    )
    if not erased:
        raise NotFound


async def erase_history(*, account_id: UUID) -> int:
    """Erase the holder's whole history; return how many entries it had."""
    return await database.execute("delete from history_entry where account = $1", account_id)


async def keep_history(*, account_id: UUID, kept: bool) -> None:
    """Switch the holder's history on or off. What was noted before stays until erased."""
    await database.execute(
        "update account set keeps_history = $2 where id = $1", account_id, kept
    )
