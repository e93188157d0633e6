"""Whether the register is complete: no sheet, no storing."""

from collections.abc import Iterable

from piccolo.columns import Column
from piccolo.table import Table

from domain.register.sheets import ProcessingActivity


def column_name(column: Column) -> str:
    """Return ``table.column`` as the database knows it."""
    return f"{column._meta.table._meta.tablename}.{column._meta.db_column_name}"


def complaints(
    *,
    tables: Iterable[type[Table]],
    activities: Iterable[ProcessingActivity],
    not_personal: Iterable[Column],
) -> list[str]:
    """Return what keeps the register from being complete, in words; empty when it is.

    Every column of every table stands on a sheet or is declared not personal, never both,
    never neither.
    """
    on_a_sheet = {
        column_name(column)
        for activity in activities
        for holding in activity.holdings
        for column in holding.columns
    }
    declared = {column_name(column) for column in not_personal}
    every = {column_name(column) for table in tables for column in table._meta.columns}
    return [
        *(
            f"{name}: on no sheet, and not declared not personal"
            for name in sorted(every - on_a_sheet - declared)
        ),
        *(
            f"{name}: on a sheet, and declared not personal"
            for name in sorted(on_a_sheet & declared)
        ),
        *(f"{name}: no such column" for name in sorted((on_a_sheet | declared) - every)),
    ]
