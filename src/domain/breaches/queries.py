"""Reading the register of breaches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain import database
from domain.breaches.rules import NOTIFY_WITHIN, State, in_state
from domain.breaches.tables import BreachChange, BreachNotice, PersonalDataBreach
from domain.errors import NotFound

PAGE = 50
_MOST_CHANGES = 500
_RUNNING = "notified_at is null and closed_at is null and coalesce(risk, '') <> 'no-risk'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which breaches are sought: in a state, with words in what is written of them."""

    state: State | None = None
    words: str | None = None


async def find(breach_id: UUID) -> PersonalDataBreach:
    """Return a breach.

    Raises:
        NotFound: There is no such breach.
    """
    found = await PersonalDataBreach.objects().where(PersonalDataBreach.id == breach_id).first()
    if found is None:
        raise NotFound
    return found


async def search(
    sought: Search, *, page: int = 1, size: int = PAGE
) -> tuple[list[PersonalDataBreach], int]:
    """Return one page of the breaches, the latest we became aware of first; and how many."""
    condition = in_state(sought.state) if sought.state else "true"
    rows = await database.fetch(
        f"""
        select *, count(*) over () as found from personal_data_breach
        where {condition} and ($1::text is null or strpos(lower(concat_ws(' ', facts,
            consequences, measures, risk_reason, reference)), lower($1)) > 0)
        order by aware_at desc, id limit $2 offset $3
        """,
        sought.words,
        size,
        (page - 1) * size,
    )
    found = [dict(row) for row in rows]
    count = found[0]["found"] if found else 0
    return [_breach(row) for row in found], count


async def running(*, limit: int) -> list[PersonalDataBreach]:
    """Return the breaches whose 72 hours run, the first to end first."""
    rows = await database.fetch(
        f"select * from personal_data_breach where {_RUNNING} order by aware_at, id limit $1",
        limit,
    )
    return [_breach(dict(row)) for row in rows]


async def count_overdue(*, now: datetime, grace: timedelta = timedelta()) -> int:
    """Return how many breaches are past their 72 hours, and nobody notified the CNIL."""
    counted: int = await database.fetch_value(
        f"select count(*) from personal_data_breach where {_RUNNING} and aware_at < $1",
        now - NOTIFY_WITHIN - grace,
    )
    return counted


async def count_without_history() -> int:
    """Return how many breaches have no line that says when they were recorded."""
    counted: int = await database.fetch_value(
        "select count(*) from personal_data_breach b where not exists"
        " (select from breach_change where breach = b.id and act = 'recorded')"
    )
    return counted


async def changes_of(breach_id: UUID) -> list[BreachChange]:
    """Return the history of a breach, the latest line first."""
    return (
        await BreachChange.objects()
        .where(BreachChange.breach == breach_id)
        .order_by(BreachChange.at, ascending=False)
        .order_by(BreachChange.field)
        .limit(_MOST_CHANGES)
    )


async def notices_of(breach_id: UUID) -> list[BreachNotice]:
    """Return the notices about a breach, the latest first."""
    return (
        await BreachNotice.objects()
        .where(BreachNotice.breach == breach_id)
        .order_by(BreachNotice.written_at, ascending=False)
        .limit(PAGE)
    )


def _breach(row: dict[str, Any]) -> PersonalDataBreach:
    row.pop("found", None)
    return PersonalDataBreach(**row, _exists_in_db=True)
