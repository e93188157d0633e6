"""Whether the register is whole: every column, every sheet, and the database as it stands."""

from collections.abc import Iterable

from piccolo.columns import Column
from piccolo.table import Table

from domain import database
from domain.piccolo_app import APP_CONFIG
from domain.register import NOT_PERSONAL, REGISTER, Holding, ProcessingActivity, complaints
from domain.register.completeness import column_name
from domain.register.soundness import faults


def tables() -> tuple[type[Table], ...]:
    """Return every table of the program."""
    return tuple(APP_CONFIG.table_classes)


async def register_complaints(
    *,
    activities: Iterable[ProcessingActivity] = REGISTER,
    not_personal: Iterable[Column] = NOT_PERSONAL,
) -> list[str]:
    """Return what keeps the register from being whole, in words; empty when it is.

    No column without a sheet, no sheet without a promise, a basis and a period, no column in
    the database that the program does not know, no row that no sheet concerns, no clock
    without an index.
    """
    sheets = tuple(activities)
    return [
        *complaints(tables=tables(), activities=sheets, not_personal=not_personal),
        *faults(sheets),
        *await _unknown_columns(),
        *await _clocks_without_index(sheets),
        *await _rows_without_sheet(sheets),
    ]


async def _unknown_columns() -> list[str]:
    """Compare the database with the program. Partitions count with their table."""
    rows = await database.fetch(
        """
        select c.relname || '.' || a.attname as name
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and a.attnum > 0 and not a.attisdropped
          and c.relname <> 'migration'
        """
    )
    there = {row["name"] for row in rows}
    known = {column_name(column) for table in tables() for column in table._meta.columns}
    return [
        *(f"{name}: in the database, unknown to the program" for name in sorted(there - known)),
        *(f"{name}: not in the database" for name in sorted(known - there)),
    ]


async def _clocks_without_index(sheets: tuple[ProcessingActivity, ...]) -> list[str]:
    """Find clocks that a sweep could only read by going over the whole table."""
    rows = await database.fetch(
        """
        select t.relname || '.' || a.attname as name
        from pg_index i join pg_class t on t.oid = i.indrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        """
    )
    indexed = {row["name"] for row in rows}
    clocks = {
        column_name(holding.retention.starts_at)
        for holding in _holdings(sheets)
        if not holding.follows_account
    }
    return [f"{name}: a clock without an index" for name in sorted(clocks - indexed)]


async def _rows_without_sheet(sheets: tuple[ProcessingActivity, ...]) -> list[str]:
    """Find rows of tables whose every holding concerns other rows alone."""
    found = []
    by_table: dict[str, list[Holding]] = {}
    for holding in _holdings(sheets):
        by_table.setdefault(holding.table_name, []).append(holding)
    for table, held in sorted(by_table.items()):
        if all(holding.rows for holding in held):
            concerned = " or ".join(f"({holding.rows})" for holding in held)
            rows = await database.fetch_value(
                f'select count(*) from "{table}" where ({concerned}) is not true'
            )
            found += [f"{table}: {rows} rows that no sheet concerns"] if rows else []
    return found


def _holdings(sheets: tuple[ProcessingActivity, ...]) -> list[Holding]:
    return [holding for sheet in sheets for holding in sheet.holdings]
