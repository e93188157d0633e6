"""What an erasure does before it does it: what goes, what stays, until when, and why (P-RIG-4).

Read off the register: a new sheet is in the plan without a word here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter

from piccolo.table import Table

from domain import database
from domain.accounts.tables import Account
from domain.periods import after, end_in_sql
from domain.register import (
    FORGETTING,
    MAILJET,
    PROCESSORS,
    REGISTER,
    SENT_MAIL,
    DataProcessor,
    Holding,
    Kept,
    ProcessingActivity,
)
from domain.rights.people import Condition, DataSubject, held, referred_by, rows_of
from domain.rights.untouched import NOTHING_HELD, Untouched, untouched_of
from domain.rights.words import retention_in_words
from domain.roles import ROLE_NAMES, Role
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """What becomes of the rows that one activity holds of the person in one table."""

    activity: ProcessingActivity
    holding: Holding
    rows: int
    which: Condition | None = None
    """Which rows: what is counted is what goes."""
    kept: Kept | None = None
    """Why they stay; None: they go."""
    until: datetime | None = None
    """When the last of them goes, as far as their clocks have started."""

    @property
    def table_name(self) -> str:
        """The table's name in the database."""
        return self.holding.table_name

    @property
    def period(self) -> Text:
        """How long the rows are kept, in words: for those whose clock has not started."""
        return retention_in_words(self.holding.retention)

    @property
    def seen_by(self) -> Text:
        """Who still sees the rows that stay, in words."""
        roles = [ROLE_NAMES[role] for role in self.kept.access] if self.kept else []
        return Text(
            ", ".join(role.fr for role in roles) or "—",
            ", ".join(role.en for role in roles) or "—",
        )

    @property
    def stays(self) -> bool:
        """Whether the rows outlive the erasure."""
        return self.kept is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """The plan of one person's erasure, in the order in which it is carried out."""

    person: DataSubject
    items: tuple[PlanItem, ...]
    drawn_at: datetime
    untouched: Untouched = NOTHING_HELD

    @property
    def goes(self) -> tuple[PlanItem, ...]:
        """What is erased and not empty."""
        return tuple(item for item in self.items if not item.stays and item.rows)

    @property
    def told(self) -> tuple[DataProcessor, ...]:
        """The processors that are asked to forget the person: who was given what goes."""
        return _told(self.items)

    @property
    def told_by_address(self) -> tuple[DataProcessor, ...]:
        """Those that know everybody to whom we write: by the address alone."""
        return tuple(one for one in self.told if one.slug == MAILJET.slug)

    @property
    def stays(self) -> tuple[PlanItem, ...]:
        """What is kept and not empty."""
        return tuple(item for item in self.items if item.stays and item.rows)


def _told(items: Iterable[PlanItem]) -> tuple[DataProcessor, ...]:
    """Return who was given what goes, and forgets.

    The account's own columns stand on the sheets for which they may be sent: whether they
    were, the other rows of those sheets tell.
    """
    gone = [
        item
        for item in items
        if not item.stays and item.rows and item.holding.table is not Account
    ]
    given = {one.slug for item in gone for one in item.activity.recipients}
    return tuple(one for one in PROCESSORS if one.forgets and one.slug in given)


CONFIRMATION = Kept(
    because=Text(
        "courriel qui vous confirme l’effacement, seul écrit après lui",
        "the e-mail that confirms the erasure to you, the only one written after it",
    ),
    access=(Role.DPO,),
)
"""The one new row that an erasure makes about its person."""


async def draw_plan(person: DataSubject, *, now: datetime) -> ErasurePlan:
    """Return what an erasure of ``person`` at ``now`` would do. Changes nothing.

    Tables are ordered by their foreign keys, those that refer first, so that the account's
    row comes last. What is under a legal hold stays until its end, whatever else would go.
    """
    untouched = await untouched_of(person, now=now)
    items = [
        await _item(activity, holding, person, untouched) for activity, holding in in_order()
    ]
    confirmation = PlanItem(
        activity=SENT_MAIL,
        holding=SENT_MAIL.holdings[0],
        rows=1,
        kept=CONFIRMATION,
        until=after(now, SENT_MAIL.holdings[0].retention.period),
    )
    found = tuple(item for item in items if item is not None)
    asked = PlanItem(
        activity=FORGETTING,
        holding=FORGETTING.holdings[0],
        rows=len(_told(found)),
        kept=FORGETTING.holdings[0].on_erasure,
    )
    return ErasurePlan(
        person=person, items=(*found, asked, confirmation), drawn_at=now, untouched=untouched
    )


async def _item(
    activity: ProcessingActivity, holding: Holding, person: DataSubject, untouched: Untouched
) -> PlanItem | None:
    condition = rows_of(holding, person)
    if condition is None:
        return None
    held_until = untouched.until_of(activity.slug, holding)
    kept = holding.on_erasure or untouched.why(activity.slug, holding)
    if kept is None and untouched.holds:
        condition = condition.less(_held_in(holding.table, person, untouched))
    count, until = await _count(holding, condition, with_end=holding.on_erasure is not None)
    return PlanItem(
        activity=activity,
        holding=holding,
        rows=count,
        which=condition,
        kept=kept,
        until=_later(until, held_until) if until or not holding.on_erasure else None,
    )


def _held_in(table: type[Table], person: DataSubject, untouched: Untouched) -> list[Condition]:
    """Return which rows of a table another activity must keep of the person."""
    conditions = [
        rows_of(holding, person)
        for activity, holding in held()
        if holding.table is table and untouched.why(activity.slug, holding)
    ]
    return [condition for condition in conditions if condition is not None]


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment), default=None)


async def _count(
    holding: Holding, condition: Condition, *, with_end: bool
) -> tuple[int, datetime | None]:
    """Return how many rows the person has, and when the last of those with a clock goes."""
    clock = holding.retention.starts_at
    end = "null::timestamptz"
    if with_end and clock._meta.table is holding.table:
        started = f'"{clock._meta.db_column_name}"'
        end = f"max({end_in_sql(started, holding.retention.period)})"
    row = await database.fetch_row(
        f'select count(*), {end} from "{holding.table_name}" where {condition.sql}',
        *condition.arguments,
    )
    assert row is not None  # noqa: S101 - an aggregate always answers
    return row[0], row[1]


def in_order() -> list[tuple[ProcessingActivity, Holding]]:
    """Return the holdings of the register in the order of deletion."""
    place = {table: number for number, table in enumerate(tables_in_order())}
    return sorted(held(), key=lambda pair: place[pair[1].table])


def tables_in_order() -> list[type[Table]]:
    """Return the tables of the register, each before those that it refers to."""
    tables = {holding.table for activity in REGISTER for holding in activity.holdings}
    by_name = sorted(tables, key=lambda table: str(table._meta.tablename))
    sorter: TopologicalSorter[type[Table]] = TopologicalSorter()
    for table in by_name:
        referred = _referred(table)
        sorter.add(table, *(other for other in by_name if other in referred - {table}))
    return [*sorter.static_order()][::-1]


def _referred(table: type[Table]) -> set[type[Table]]:
    """Return the tables that ``table`` refers to."""
    return {referred_by(column) for column in table._meta.foreign_key_columns}
