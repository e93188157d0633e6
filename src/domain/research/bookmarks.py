"""Acts that a holder wants to find again (P-ACC-8)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.text import Language

TITLE = """(
    select e.title from expression e where e.work = w.id and e.is_current
    order by e.language = {language} desc limit 1
)"""
"""The title of an act in the reader's language, or else in the other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmarked:
    """A bookmark as its holder sees it."""

    celex: str
    type: str
    title: str
    in_force: bool | None
    created_at: datetime


async def add_bookmark(*, account_id: UUID, celex: str, now: datetime) -> None:
    """Bookmark the act for the holder; one already there keeps its first date.

    Raises:
        NotFound: No such act.
    """
    found = await database.fetch_value(
        """
        with act as (select id from work where celex = $2), added as (
            insert into bookmark (account, work, created_at)
            select $1, id, $3 from act
            on conflict (account, work) do nothing
        )
        select count(*) from act
        """,
        account_id,
        celex,
        now,
    )
    if not found:
        raise NotFound


async def remove_bookmark(*, account_id: UUID, celex: str) -> None:
    """Take the holder's bookmark away; without one, nothing happens.

    Raises:
        NotFound: No such act.
    """
    found = await database.fetch_value(
        """
        with act as (select id from work where celex = $2), removed as (
            delete from bookmark where account = $1 and work in (select id from act)
        )
        select count(*) from act
        """,
        account_id,
        celex,
    )
    if not found:
        raise NotFound


async def is_bookmarked(*, account_id: UUID, work_id: UUID) -> bool:
    """Whether the holder bookmarked the act."""
    return bool(
        await database.fetch_value(
            "select exists (select from bookmark where account = $1 and work = $2)",
            account_id,
            work_id,
        )
    )


async def bookmarks_of(
    account_id: UUID, *, language: Language = "fr", limit: int = 500
) -> list[Bookmarked]:
    """Return the holder's bookmarks, the latest first."""
    rows = await database.fetch(
        f"""
        select w.celex, w.type, w.in_force, b.created_at,
            {TITLE.format(language="$2")} as title
        from bookmark b join work w on w.id = b.work
        where b.account = $1 order by b.created_at desc, b.id limit $3
        """,
        account_id,
        language,
        limit,
    )
    return [
        Bookmarked(
            celex=row["celex"],
            type=row["type"],
            title=row["title"] or row["celex"],
            in_force=row["in_force"],
            created_at=row["created_at"],
        )
        for row in rows
    ]


async def recent_bookmarks(
    account_id: UUID, *, limit: int, language: Language = "fr"
) -> list[Bookmarked]:
    """Return the holder's latest bookmarks."""
    return await bookmarks_of(account_id, language=language, limit=limit)
