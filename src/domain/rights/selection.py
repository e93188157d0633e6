"""What a package takes from the database: for each activity, the person's rows in each table.

The queries are generated from the sheets. Only the columns on the sheet are read, and only
the rows whose way leads to the person: other people's data never come near it (art. 15(4)).
"""

from dataclasses import dataclass

from piccolo.columns import Array, Column, ForeignKey, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from domain import database
from domain.accounts.tables import Organisation
from domain.database import Row
from domain.register import REGISTER, Datum, Holding, ProcessingActivity
from domain.research.tables import Work
from domain.rights.people import Condition, DataSubject, referred_by, rows_of

KNOWN_AS: dict[type[Table], str] = {Organisation: "name", Work: "celex"}
"""What a reference to a thing, not a person, is read as, instead of its id."""

ISO = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The person's rows that one activity holds in one table."""

    activity: ProcessingActivity
    holding: Holding
    condition: Condition
    count: int

    @property
    def shown(self) -> tuple[Datum, ...]:
        """The columns that are printed."""
        return tuple(datum for datum in self.holding.data if datum.shown)

    @property
    def readable(self) -> tuple[Datum, ...]:
        """The columns of the readable page: no bare ids, which the files for machines have."""
        return tuple(
            datum
            for datum in self.shown
            if not datum.in_files_alone
            and (not datum.is_reference or is_known_by_name(datum.column))
        )

    @property
    def not_shown(self) -> tuple[Datum, ...]:
        """The columns that only we can read: named, not printed."""
        return tuple(datum for datum in self.holding.data if not datum.shown)

    @property
    def table_name(self) -> str:
        """The table's name in the database."""
        return self.holding.table_name


async def select_shelves(person: DataSubject) -> dict[ProcessingActivity, list[Shelf]]:
    """Return what the register says we may hold of ``person``, with counts.

    Activities of which no row can be theirs are left out.
    """
    shelves: dict[ProcessingActivity, list[Shelf]] = {}
    for activity in REGISTER:
        for holding in activity.holdings:
            condition = rows_of(holding, person) if holding.subject else None
            if condition is None:
                continue
            count = await database.fetch_value(
                f'select count(*) from "{holding.table_name}" where {condition.sql}',
                *condition.arguments,
            )
            shelf = Shelf(activity=activity, holding=holding, condition=condition, count=count)
            shelves.setdefault(activity, []).append(shelf)
    return {
        activity: held
        for activity, held in shelves.items()
        if any(shelf.count for shelf in held)
    }


async def first_rows(shelf: Shelf, *, limit: int) -> list[Row]:
    """Return the first rows to read, the latest first, column by column as readable."""
    if not shelf.readable or limit <= 0:
        return []
    columns = ", ".join(read_as(datum.column) for datum in shelf.readable)
    order = _order(shelf)
    return await database.fetch(
        f"select {columns} {_from(shelf)} {order} limit {limit:d}", *shelf.condition.arguments
    )


def as_json(shelf: Shelf) -> str:
    """Return the query whose rows are JSON objects, keyed by the names of columns."""
    columns = ", ".join(
        f"{read_as(datum.column)} as {_name(datum.column)}" for datum in shelf.shown
    )
    return f"select row_to_json(shown)::text from (select {columns} {_from(shelf)}) as shown"


def as_csv(shelf: Shelf, columns: list[str]) -> str:
    """Return the query whose rows are lines of the activity's CSV file.

    Args:
        shelf: Whose rows.
        columns: The columns of the whole file; those that the table lacks stay empty.
    """
    own = {str(datum.column._meta.db_column_name): datum.column for datum in shelf.shown}
    values = (_in_csv(own[name]) if name in own else "null" for name in columns)
    return f"select '{shelf.table_name}', {', '.join(values)} {_from(shelf)}"


def _from(shelf: Shelf) -> str:
    return f'from "{shelf.table_name}" where {shelf.condition.sql}'


def _order(shelf: Shelf) -> str:
    clock = shelf.holding.retention.starts_at
    instants = [clock] if clock._meta.table is shelf.holding.table else []
    instants += [column for column in shelf.holding.columns if isinstance(column, Timestamptz)]
    return f"order by {_name(instants[0])} desc nulls first" if instants else ""


def _name(column: Column) -> str:
    return f'"{column._meta.db_column_name}"'


def is_known_by_name(column: Column) -> bool:
    """Tell whether a column refers to a thing that people know by a name."""
    return isinstance(column, ForeignKey) and referred_by(column) in KNOWN_AS


def read_as(column: Column) -> str:
    """Return how a column is read: a reference to a thing by the name people know it by."""
    if isinstance(column, ForeignKey) and is_known_by_name(column):
        table = referred_by(column)
        name, there = table._meta.tablename, f'"{column._meta.table._meta.tablename}"'
        return (
            f'(select known."{KNOWN_AS[table]}" from "{name}" as known'
            f" where known.id = {there}.{_name(column)})"
        )
    return _name(column)


def _in_csv(column: Column) -> str:
    """Return a column as CSV shows it: no spreadsheet takes a person's words for a formula."""
    expression = read_as(column)
    if isinstance(column, Timestamptz):
        return f"to_char({expression} at time zone 'UTC', '{ISO}')"
    if isinstance(column, ForeignKey | Varchar | LongText | Array):
        words = f"({expression})::text"
        return f"case when {words} ~ '^[=+@\\t\\r-]' then '''' || {words} else {words} end"
    return expression
