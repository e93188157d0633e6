"""The second wall, tried in SQL: each role reads what the sheets show it, and nothing else.

What is expected is worked out here from the register, row by row as the superuser, never
from the wall's own statements (P-SEC-3).
"""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from piccolo.columns import Column, Varchar
from piccolo.table import Table

from domain import acting, database
from domain.accounts.tables import Account
from domain.acting import ITSELF, VISITOR, Acting
from domain.enquiries import Enquiry
from domain.piccolo_app import APP_CONFIG
from domain.prospects.tables import Prospect
from domain.register import NOT_PERSONAL, REGISTER, Holding, ProcessingActivity
from domain.register.completeness import column_name
from domain.rights.people import DataSubject, rows_of
from domain.roles import STAFF, Role
from domain.walls.writing import WRITES
from tests.cast import make_account, make_organisation
from tests.domain.rows import make_row

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TABLES = sorted(APP_CONFIG.table_classes, key=lambda table: str(table._meta.tablename))
HELD = {holding.table for activity in REGISTER for holding in activity.holdings}
HELD_TABLES = [table for table in TABLES if table in HELD]
ACTORS = ("visitor", "alice", "dave", "carol", "erin", *STAFF)


@dataclass
class Population:
    """The people of the matrix; each has a row in every table that knows whose it is."""

    people: dict[str, Account] = field(default_factory=dict)

    def acting(self, name: str) -> Acting:
        if name == "visitor":
            return VISITOR
        account = self.people[name]
        if account.administers_organisation:
            return acting.administrator(account.organisation)
        if account.role in STAFF:
            return acting.staff(Role(account.role))
        return acting.holder(account.id)


@pytest.fixture(scope="module")
async def population(pool: str) -> AsyncIterator[Population]:
    with suppress(_Undo):
        async with database.transaction():
            yield await _make_population()
            raise _Undo


class _Undo(Exception):
    pass


async def _make_population() -> Population:
    made = Population()
    chambers = await make_organisation("Cabinet Carol")
    others = await make_organisation("Cabinet Erin")
    belonging: dict[str, dict[str, Any]] = {
        "alice": {},
        "bob": {},
        "dave": {"organisation": chambers.id, "opened_by": "invitation"},
        "carol": {"organisation": chambers.id, "administers_organisation": True},
        "ed": {"organisation": others.id, "opened_by": "invitation"},
        "erin": {"organisation": others.id, "administers_organisation": True},
        **{str(role): {"role": role, "opened_by": "staff"} for role in STAFF},
    }
    for name, columns in belonging.items():
        made.people[name] = await make_account(name, **columns)
    for account in made.people.values():
        for activity in REGISTER:
            for holding in activity.holdings:
                if holding.subject and holding.table is not Account:
                    await _row_of(
                        holding.subject, account, proven=True, **_of_its_activity(holding)
                    )
    return made


def _of_its_activity(holding: Holding) -> dict[str, str]:
    """Return what makes a row the sheet's own, in a table of several (ledger, messages)."""
    own = re.fullmatch(r"(activity|kind) = '([\w-]+)'", holding.rows or "")
    if own is None:
        return {}
    nature = {"nature": "defect"} if holding.table is Enquiry else {}
    return {own[1]: own[2]} | nature


async def _row_of(
    way: tuple[Column, ...], account: Account, *, proven: bool, **given: str
) -> Any:
    """Write a row at the beginning of ``way`` that leads to ``account``."""
    column, rest = way[0], way[1:]
    table = column._meta.table
    name = column._meta.name
    if rest:
        value = (await _row_of(rest, account, proven=proven)).id
    else:
        value = account.email if isinstance(column, Varchar) else account.id
    if table is Prospect:
        standing = await Prospect.objects().where(Prospect.email == value).first()
        if standing is not None:  # on two sheets, and one person
            return standing
    columns: dict[str, Any] = {name: value, **given}
    known = {other._meta.name for other in table._meta.columns}
    if "organisation" in known and account.organisation:
        columns["organisation"] = account.organisation
    for clock in ("at", "written_at", "begun_at", "seen_at", "asked_at"):
        if clock in known:
            columns[clock] = NOW
    if "proven_at" in known and name == "account" and "right" in known:
        columns["proven_at"] = NOW
        columns["right"] = secrets_right()
    if name == "lifted_by":
        columns |= {"lifted_at": NOW, "lift_reason": "r"}
    if "number" in known and "package" in known:
        columns["number"] = 1
    return await make_row(table, **columns)


def secrets_right() -> str:
    return uuid4().hex[:20]


async def shown_rows(table: type[Table], column: Column, who: str, world: Population) -> set:
    """Return the keys of the rows whose ``column`` the register shows to ``who``."""
    account = world.people.get(who)
    if account is None:
        return set()
    shown: set[Any] = set()
    for activity in REGISTER:
        for holding in activity.holdings:
            if holding.table is table and _lists(holding, column, role_at_work(account)):
                shown |= await _rows_shown(activity, holding, account, world)
    return shown


async def _rows_shown(
    activity: ProcessingActivity, holding: Holding, account: Account, world: Population
) -> set[Any]:
    if account.role in STAFF:
        admitted = account.role in activity.access
        return await _keys(holding.table, holding.rows or "true") if admitted else set()
    if not account.administers_organisation:
        own = Role.HOLDER in activity.access
        return await _rows_of_person(holding, account) if own else set()
    shown: set[Any] = set()
    if Role.ORG_ADMIN in activity.access:
        for other in world.people.values():
            if other.organisation == account.organisation:
                shown |= await _rows_of_person(holding, other)
    return shown


async def _rows_of_person(holding: Holding, account: Account) -> set[Any]:
    person = DataSubject(account_id=account.id, email=account.email, language="fr")
    condition = rows_of(holding, person) if holding.subject else None
    return (
        await _keys(holding.table, condition.sql, *condition.arguments) if condition else set()
    )


async def own_rows(table: type[Table], who: str, world: Population) -> set[Any]:
    """Return the keys of what a holder may count: whatever is held of themselves."""
    account = world.people.get(who)
    if account is None or role_at_work(account) != Role.HOLDER:
        return set()
    own: set[Any] = set()
    for activity in REGISTER:
        for holding in activity.holdings:
            if holding.table is table:
                own |= await _rows_of_person(holding, account)
    return own


def personal_columns(table: type[Table]) -> dict[str, Column]:
    """Return the columns of ``table`` that stand on a sheet, by name."""
    return {
        column._meta.name: column
        for column in table._meta.columns
        if not any(column is other for other in NOT_PERSONAL)
    }


def _lists(holding: Holding, column: Column, role: Role) -> bool:
    return any(datum.column is column and datum.is_shown_to(role) for datum in holding.data)


def role_at_work(account: Account) -> Role:
    return Role.ORG_ADMIN if account.administers_organisation else Role(account.role)


async def _keys(table: type[Table], condition: str, *arguments: object) -> set[Any]:
    rows = await database.fetch(
        f'select "{_key(table)}" from "{table._meta.tablename}" where {condition}', *arguments
    )
    return {row[0] for row in rows}


def _key(table: type[Table]) -> str:
    return str(table._meta.primary_key._meta.db_column_name)


async def read_as(who: Acting, table: type[Table], column: Column) -> set[Any] | None:
    """Return the keys of the rows whose ``column`` the database shows; None: it refuses."""
    name = column._meta.db_column_name
    return await attempt(
        who,
        f'select "{_key(table)}" from "{table._meta.tablename}" where "{name}" is not null'
        f' or "{name}" is null',
    )


async def attempt(who: Acting, sql: str) -> set[Any] | None:
    """Return the first column of what ``sql`` gives to ``who``; None when it is refused."""
    present = database.engine().current_transaction.get()
    assert present is not None
    savepoint = present.connection.transaction()
    await savepoint.start()
    try:
        with acting.acting_as(who):
            return {row[0] for row in await database.fetch(sql)}
    except asyncpg.InsufficientPrivilegeError:
        return None
    finally:
        await savepoint.rollback()
        present.connection.forget()


def countable(table: type[Table], who: str) -> set[str]:
    """Return what rows are counted and told apart by, whatever else ``who`` sees of them.

    Whose they are and since when, for the officer and each person (art. 39(1)(b)); and, for
    all whom a sheet admits, what its own condition on the rows names.
    """
    names = set()
    for activity in REGISTER:
        for holding in activity.holdings:
            if holding.table is table:
                words = set((holding.rows or "").split())
                names |= {c._meta.name for c in table._meta.columns if c._meta.name in words}
                if who in ("alice", "dave", Role.DPO):
                    names |= {column._meta.name for column in _keys_and_clock(holding)}
    return names


def _keys_and_clock(holding: Holding) -> list[Column]:
    clock = holding.retention.starts_at
    own_clock = [clock] if clock._meta.table is holding.table else []
    return [*holding.subject[:1], *holding.without_account[:1], *own_clock]


@pytest.mark.promise("P-SEC-3")
@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1", "13.2.2")
class TestWhatEachRoleReads:
    @pytest.mark.parametrize("who", ACTORS)
    async def test_is_what_the_sheets_show_it(self, who: str, population: Population):
        wrong = []
        for table in HELD_TABLES:
            expected = {
                name: await shown_rows(table, column, who, population)
                for name, column in personal_columns(table).items()
            }
            # A grant has no rows of its own: a column that one sheet shows is readable on
            # the rows of another sheet that admits the same role to the same table.
            # So it is on those that their person may count, in this table.
            allowed = set().union(*expected.values()) | await own_rows(table, who, population)
            for name, column in personal_columns(table).items():
                if name in countable(table, who):
                    continue
                seen = await read_as(population.acting(who), table, column) or set()
                if not expected[name] <= seen <= (allowed if expected[name] else set()):
                    wrong.append((f"{table._meta.tablename}.{name}", expected[name], seen))
        assert wrong == []

    @pytest.mark.parametrize("who", ACTORS)
    async def test_never_has_a_hash_or_a_key(self, who: str, population: Population):
        account = population.people.get(who)
        shown = {
            column_name(datum.column)
            for activity in REGISTER
            for holding in activity.holdings
            for datum in holding.data
            if account and datum.is_shown_to(role_at_work(account))
        }
        hidden = [
            column
            for table in HELD_TABLES
            for column in personal_columns(table).values()
            if column_name(column) not in shown
            and column._meta.name not in countable(table, who)
        ]
        assert "password_hash" in {column._meta.name for column in hidden}
        for column in hidden:
            refused = await read_as(population.acting(who), column._meta.table, column)
            assert refused is None, column

    async def test_a_stranger_reads_nothing_of_alice(self, population: Population):
        alice = population.people["alice"]
        for table in TABLES:
            for column in table._meta.foreign_key_columns:
                if table in HELD and column._meta.name == "account":
                    rows = await attempt(
                        population.acting("dave"),
                        f'select "account" from "{table._meta.tablename}"',
                    )
                    assert alice.id not in (rows or set()), table

    async def test_a_visitor_reads_the_law_and_nothing_of_anybody(self, population: Population):
        for table in TABLES:
            key = f'select "{_key(table)}" from "{table._meta.tablename}"'
            rows = await attempt(VISITOR, key)
            assert (rows is None) == (table in HELD), table


@pytest.mark.promise("P-SEC-3")
@pytest.mark.asvs("8.2.1", "8.2.2", "13.2.2")
class TestWhatEachRoleWrites:
    @pytest.mark.parametrize("who", ACTORS)
    async def test_is_refused_where_nothing_says_so(self, who: str, population: Population):
        role = None if who == "visitor" else Role(population.people[who].role)
        if who in ("carol", "erin"):
            role = Role.ORG_ADMIN
        grants = WRITES.get(role, ()) if role else ()
        for table in TABLES:
            name = f'"{table._meta.tablename}"'
            verbs = {verb for grant in grants if grant.table is table for verb in grant.verbs}
            changed = {
                column._meta.name
                for grant in grants
                if grant.table is table
                for column in grant.changes
            }
            doing = population.acting(who)
            if "delete" not in verbs:
                assert await attempt(doing, f"delete from {name} returning 1") is None, name
            if "insert" not in verbs:
                sql = f"insert into {name} default values returning 1"
                assert await attempt(doing, sql) is None, name
            for column in table._meta.columns:
                if column._meta.name not in changed:
                    sql = f'update {name} set "{column._meta.name}" = default returning 1'
                    assert await attempt(doing, sql) is None, column

    async def test_stays_within_the_rows_of_ones_own(self, population: Population):
        bob = population.people["bob"]
        with_bob = f"'{bob.id}'"
        as_alice = population.acting("alice")
        changed = await attempt(
            as_alice, f"update account set first_name = 'x' where id = {with_bob} returning 1"
        )
        assert changed == set()
        removed = await attempt(
            as_alice, f"delete from history_entry where account = {with_bob} returning 1"
        )
        assert removed == set()
        forged = await attempt(
            as_alice,
            "insert into history_entry (account, at, query)"
            f" values ({with_bob}, now(), 'x') returning 1",
        )
        assert forged is None

    async def test_nobody_changes_the_trail(self, population: Population):
        for who in (ITSELF, Acting("assisteu_worker"), *map(population.acting, ACTORS)):
            sql = "update audit_entry set reason = 'security' returning 1"
            assert await attempt(who, sql) is None, who


class TestTheProgramItself:
    @pytest.mark.parametrize("table", ["bookmark", "history_entry", "sighting"])
    async def test_reads_nothing_of_how_a_person_works(self, table: str, undone: None):
        assert await attempt(ITSELF, f'select 1 from "{table}"') is None


class TestActing:
    async def test_a_role_that_is_forgotten_is_said_again(self, population: Population):
        """A rollback takes the server back to its former word; ours must not outlive it."""
        alice = population.acting("alice")
        assert await attempt(alice, "select count(*) from account") == {1}
        everybody = await database.fetch_value("select count(*) from account")
        assert everybody > 1
        assert await attempt(alice, "select count(*) from account") == {1}

    async def test_ends_with_its_block(self, undone: None):
        with acting.acting_as(VISITOR):
            acting.begin(ITSELF)
            assert await database.fetch_value("select current_user") == "assisteu_web"
        assert await database.fetch_value("select current_user") == "postgres"
