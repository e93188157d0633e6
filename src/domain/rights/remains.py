"""The scan for remains: whether anything of an erased person is left where nothing may be.

Looks for the person's id and address in every column that the register names as a way to a
person, whatever the rows' own conditions, and leaves out what sheets and legal holds let stay.
"""

from collections import defaultdict

from piccolo.table import Table

from domain import database
from domain.register import Holding
from domain.rights.people import Condition, DataSubject, held, rows_of, whose_rows
from domain.rights.untouched import NOTHING_HELD, Untouched


async def count_remains(person: DataSubject, untouched: Untouched = NOTHING_HELD) -> int:
    """Return how many rows of ``person`` stand outside what the register and holds let stay."""
    found = [
        await database.fetch_value(
            f'select count(*) from "{table._meta.tablename}" where {condition.sql}',
            *condition.arguments,
        )
        for table, condition in _where_nothing_may_be(person, untouched)
    ]
    return sum(found)


def _where_nothing_may_be(
    person: DataSubject, untouched: Untouched
) -> list[tuple[type[Table], Condition]]:
    by_table: dict[type[Table], list[tuple[Holding, bool]]] = defaultdict(list)
    for activity, holding in held():
        stays = holding.on_erasure or untouched.why(activity.slug, holding)
        by_table[holding.table].append((holding, stays is not None))
    return [
        (table, condition)
        for table, holdings in by_table.items()
        for condition in _not_kept(holdings, person)
    ]


def _not_kept(holdings: list[tuple[Holding, bool]], person: DataSubject) -> list[Condition]:
    """Return one condition per way to the person, less the rows that may stay."""
    kept = [rows_of(holding, person) for holding, stays in holdings if stays]
    searched = {whose_rows(holding, person) for holding, _ in holdings}
    return [
        condition.less(other for other in kept if other is not None)
        for condition in searched
        if condition is not None
    ]
