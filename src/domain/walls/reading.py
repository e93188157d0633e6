"""Which rows and columns each role may read: read off the register, and nothing added.

A sheet that admits holders shows each person the rows of their own. One that admits the
administrators of an organisation shows them the rows of its people. One that admits a role of
the staff shows it every row of the sheet. What is not shown to its own person (a hash, a key)
is shown to nobody, but where the sheet says so (``Datum.shown_to``).

Nobody has two sights at once: on pages of their own, administrators and staff act as holders
do, so that what they see of themselves never widens what they see of others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from piccolo.columns import Column, Varchar
from piccolo.table import Table

from domain.accounts.tables import Organisation
from domain.register import (
    NOT_PERSONAL,
    REGISTER,
    Holding,
    LegalBasis,
    ProcessingActivity,
)
from domain.rights.people import condition_of_way, referred_by
from domain.roles import STAFF, Role

MYSELF = "(select acting_account())"
MY_ADDRESS = "(select acting_address())"
MY_ORGANISATION = "(select acting_organisation())"
OUR_PEOPLE = f"any (select id from account where organisation = {MY_ORGANISATION})"

EVERY_ROW = "true"


@dataclass(slots=True)
class Sight:
    """What one role may read of one table."""

    columns: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    """Conditions, of which a row must meet one."""


def sights_of(
    role: Role, register: Iterable[ProcessingActivity] = REGISTER
) -> dict[type[Table], Sight]:
    """Return what ``role`` may read, by table. A table that is missing shows it nothing."""
    sights: dict[type[Table], Sight] = {}
    for activity in register:
        for holding in activity.holdings:
            _add(sights, holding, _rows(activity, holding, role), role)
            if role is Role.DPO:
                _add_keys(sights, holding, {EVERY_ROW})
            elif role is Role.HOLDER and holding.subject:
                _add_keys(sights, holding, _own_rows(holding))
    for table, sight in sights.items():
        sight.columns |= not_personal_columns(table)
    return sights


def tables_without_persons(tables: Iterable[type[Table]]) -> list[type[Table]]:
    """Return the tables that no sheet holds: the law, states of the program."""
    held = {holding.table for activity in REGISTER for holding in activity.holdings}
    return [table for table in tables if table not in held]


def not_personal_columns(table: type[Table]) -> set[str]:
    """Return the columns of ``table`` that say nothing of a person."""
    return {_name(column) for column in NOT_PERSONAL if column._meta.table is table}


def _rows(activity: ProcessingActivity, holding: Holding, role: Role) -> set[str]:
    """Return the conditions under which a sheet shows rows of ``holding`` to ``role``."""
    if role not in activity.access:
        return set()
    if role in STAFF:
        return _of_staff(activity, holding, role)
    if not holding.subject:
        return set()
    if role is Role.ORG_ADMIN:
        return {
            _within(holding, f"{_of_our_people(holding)}{_not_objected(activity, holding)}")
        }
    return _own_rows(holding)


def _of_staff(activity: ProcessingActivity, holding: Holding, role: Role) -> set[str]:
    """Return the sheet's rows; while an objection is weighed, those of its person are not.

    Stored, not used (art. 21(1)): the officer alone, who weighs it, still sees them.
    """
    objecting = "" if role is Role.DPO else _not_objected(activity, holding)
    if not objecting:
        return {holding.rows or EVERY_ROW}
    return {_within(holding, EVERY_ROW + objecting)}


def _own_rows(holding: Holding) -> set[str]:
    return {
        _within(
            holding,
            condition_of_way(
                way, argument=MY_ADDRESS if isinstance(way[-1], Varchar) else MYSELF
            ),
        )
        for way in (holding.subject, holding.without_account)
        if way
    }


def _of_our_people(holding: Holding) -> str:
    """Return whose rows an administrator sees: by the row's organisation, or its person's."""
    for column in holding.table._meta.foreign_key_columns:
        if referred_by(column) is Organisation:
            return f'"{_name(column)}" = {MY_ORGANISATION}'
    return condition_of_way(holding.subject, argument=OUR_PEOPLE)


def _not_objected(activity: ProcessingActivity, holding: Holding) -> str:
    """Return what takes out who objected, where our interests are the ground (art. 21)."""
    if not holding.subject:  # nobody can be told from anybody (art. 11)
        return ""
    whose = holding.subject[0]
    direct = len(holding.subject) == 1 and not isinstance(whose, Varchar)
    if LegalBasis.LEGITIMATE_INTERESTS not in activity.legal_bases or not direct:
        return ""
    return f" and not objected(\"{_name(whose)}\", '{activity.slug}')"


def _within(holding: Holding, condition: str) -> str:
    return f"({condition}) and ({holding.rows})" if holding.rows else f"({condition})"


def _add(
    sights: dict[type[Table], Sight], holding: Holding, rows: set[str], role: Role
) -> None:
    if rows:
        sight = sights.setdefault(holding.table, Sight())
        sight.rows |= rows
        sight.columns |= {
            _name(datum.column) for datum in holding.data if datum.is_shown_to(role)
        }
        sight.columns |= _words_of(holding)


def _add_keys(sights: dict[type[Table], Sight], holding: Holding, rows: set[str]) -> None:
    """Let rows be counted, by whose they are and since when: not their contents.

    The officer counts what every sheet holds, for plans, forecasts and the watch over periods
    (art. 39(1)(b)); each person, what is held of themselves, for the plan of their erasure.
    """
    sight = sights.setdefault(holding.table, Sight())
    sight.rows |= rows
    steps: set[Column] = {*holding.subject[:1], *holding.without_account[:1]}
    if holding.retention.starts_at._meta.table is holding.table:
        steps.add(holding.retention.starts_at)
    sight.columns |= {_name(column) for column in steps}
    sight.columns |= _words_of(holding)


def _words_of(holding: Holding) -> set[str]:
    """Return the columns that the holding's own condition names."""
    words = set((holding.rows or "").replace("(", " ").replace(")", " ").split())
    return {_name(column) for column in holding.table._meta.columns} & words


def _name(column: Column) -> str:
    return str(column._meta.db_column_name)
