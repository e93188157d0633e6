"""Taking the demo away: exactly what it made, and what was done with its accounts."""

from functools import cache
from graphlib import TopologicalSorter
from typing import cast

from piccolo.columns import Column
from piccolo.table import Table

from domain import database
from domain.accounts import Account, Organisation
from domain.enquiries import Enquiry
from domain.piccolo_app import APP_CONFIG
from domain.prospects import Prospect
from domain.requests import RightsRequest

_ROOTS: tuple[type[Table], ...] = (Account, Organisation)
"""Demo by their mark alone; everything else also when it belongs to something of the demo."""

_ADDRESSES = (
    "select email from account where is_demo"
    " union all select email from rights_request where is_demo"
    " union all select email from prospect where is_demo"
    " union all select email from enquiry where is_demo"
)
_BY_NAME = {
    "sign_up": "email in (select email from account where is_demo)",
    "rights_request": "email in (select email from account where is_demo)",
    "mail": f"address in ({_ADDRESSES})",
    "outbound": f"address in ({_ADDRESSES})",
    "duty": "subject in (select id from account where is_demo"
    " union all select id from rights_request where is_demo"
    " union all select id from prospect where is_demo"
    " union all select id from enquiry where is_demo)",
    "directive_consent": "account in (select id from account where is_demo)",
    "death_report": "account in (select id from account where is_demo)",
    "form_consent": "enquiry in (select id from enquiry where is_demo)",
    "erasure": "subject in (select id from account where is_demo)",
}
"""Tables that name their person without a foreign key."""


async def remove() -> dict[str, int]:
    """Erase the demo in one transaction; return how many rows went, by table.

    What is not marked and belongs to nobody of the demo stays untouched. The audit trail
    stays whole: it is chained, and holds no personal data. What processors were given of
    prospects is asked back, as of any prospect who goes.
    """
    async with database.transaction():
        return {
            table._meta.tablename: await database.execute(
                f'delete from "{table._meta.tablename}" where {_is_demo(table)}'
            )
            for table in _pointing_first()
        }


@cache
def _is_demo(table: type[Table]) -> str:
    """Return the condition of the rows of ``table`` that are the demo's."""
    names = {column._meta.db_column_name for column in table._meta.columns}
    ways = ["is_demo"] if "is_demo" in names else []
    if table not in _ROOTS:
        ways += [_through(column) for column in table._meta.foreign_key_columns]
        ways += [_BY_NAME[name] for name in (table._meta.tablename,) if name in _BY_NAME]
    return " or ".join(f"({way})" for way in ways) or "false"


def _through(column: Column) -> str:
    target = _target(column)
    key = target._meta.primary_key._meta.db_column_name
    return (
        f'"{column._meta.db_column_name}" in'
        f' (select "{key}" from "{target._meta.tablename}" where {_is_demo(target)})'
    )


def _target(column: Column) -> type[Table]:
    meta = column._foreign_key_meta  # type: ignore[attr-defined]  # noqa: SLF001 - Piccolo's
    return cast("type[Table]", meta.resolved_references)


def _pointing_first() -> list[type[Table]]:
    """Return every table; those that point to others, or name them, before those."""
    sorter: TopologicalSorter[type[Table]] = TopologicalSorter()
    for table in sorted(APP_CONFIG.table_classes, key=lambda each: str(each._meta.tablename)):
        sorter.add(table)
        for column in table._meta.foreign_key_columns:
            sorter.add(_target(column), table)
        if table._meta.tablename in _BY_NAME:
            sorter.add(Account, table)
        if table._meta.tablename in ("duty", "mail", "outbound"):
            sorter.add(RightsRequest, table)
            sorter.add(Prospect, table)
        if table._meta.tablename in ("duty", "mail", "outbound", "form_consent"):
            sorter.add(Enquiry, table)
    return list(sorter.static_order())
