"""Whose rows are whose: the way from a person to the rows that the register says are theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from piccolo.columns import Column, ForeignKey, Varchar
from piccolo.table import Table

from domain import database
from domain.accounts.tables import Account
from domain.errors import NotFound
from domain.register import REGISTER, Holding, ProcessingActivity
from domain.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSubject:
    """A person whose data we may hold: by an account, by an address, or by both."""

    account_id: UUID | None
    email: str
    language: Language

    def key(self, column: Column) -> object:
        """Return what ``column``, the end of a way, holds in this person's rows."""
        return self.email if isinstance(column, Varchar) else self.account_id


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition on a table, with its arguments ($1, $2 …)."""

    sql: str
    arguments: tuple[object, ...]

    def less(self, others: Iterable["Condition"]) -> "Condition":
        """Return the condition of the rows that meet this one and none of ``others``."""
        sql, arguments = f"({self.sql})", list(self.arguments)
        for other in others:
            sql += f" and not coalesce({other._renumbered(by=len(arguments))}, false)"  # noqa: SLF001
            arguments += other.arguments
        return Condition(sql, tuple(arguments))

    def _renumbered(self, *, by: int) -> str:
        """Return the SQL with its arguments counted from ``by`` + 1."""
        sql = self.sql
        for place in range(len(self.arguments), 0, -1):
            sql = sql.replace(f"${place}", f"${place + by}")
        return f"({sql})"


async def subject_of_account(account_id: UUID) -> DataSubject:
    """Return the person of an account.

    Raises:
        NotFound: The account is gone.
    """
    return await _subject("select id, email, language from account where id = $1", account_id)


async def subject_of_address(email: str) -> DataSubject:
    """Return the person of an address: with the account that has it, if one does."""
    row = await database.fetch_row("select id, language from account where email = $1", email)
    if row is None:
        return DataSubject(account_id=None, email=email, language="fr")
    return DataSubject(account_id=row["id"], email=email, language=row["language"])


async def subject_of_request(request_id: UUID) -> DataSubject:
    """Return the person whom a request names.

    Raises:
        NotFound: There is no such request.
    """
    return await _subject(
        """
        select account.id, coalesce(account.email, rights_request.email) as email,
               rights_request.language
        from rights_request left join account on account.id = rights_request.account
        where rights_request.id = $1
        """,
        request_id,
    )


async def _subject(sql: str, key: UUID) -> DataSubject:
    row = await database.fetch_row(sql, key)
    if row is None:
        raise NotFound
    return DataSubject(account_id=row["id"], email=row["email"], language=row["language"])


def held() -> list[tuple[ProcessingActivity, Holding]]:
    """Return every holding of the register whose person can be found."""
    return [
        (activity, holding)
        for activity in REGISTER
        for holding in activity.holdings
        if holding.subject
    ]


def rows_of(holding: Holding, person: DataSubject) -> Condition | None:
    """Return the condition under which a row of ``holding`` is ``person``'s.

    None when no row can be: the way starts at an account, and the person has none.
    """
    whose = whose_rows(holding, person)
    if whose is None or holding.rows is None:
        return whose
    return Condition(f"({whose.sql}) and ({holding.rows})", whose.arguments)


def whose_rows(holding: Holding, person: DataSubject) -> Condition | None:
    """Return :func:`rows_of` without the holding's own condition on its rows."""
    ways = [way for way in (holding.subject, holding.without_account) if way]
    passable = [way for way in ways if person.key(way[-1]) is not None]
    if not passable:
        return None
    steps = [
        condition_of_way(way, argument=f"${place}")
        for place, way in enumerate(passable, start=1)
    ]
    return Condition(" or ".join(steps), tuple(person.key(way[-1]) for way in passable))


def condition_of_way(way: tuple[Column, ...], *, argument: str) -> str:
    """Return the condition of the first step of ``way``, the later ones nested in it.

    ``argument`` is what the end of the way equals, in SQL.
    """
    column, rest = way[0], way[1:]
    name = f'"{column._meta.db_column_name}"'
    if rest:
        table = rest[0]._meta.table
        keys = f"select {_key_of(table)} from {_name_of(table)}"
        return f"{name} in ({keys} where {condition_of_way(rest, argument=argument)})"
    condition = f"{name} = {argument}"
    account = _account_column(column._meta.table)
    if isinstance(column, Varchar) and account:
        # An address stands for its person only where no account is named: addresses change
        # hands, accounts do not.
        condition += f' and "{account}" is null'
    return condition


def _account_column(table: type[Table]) -> str | None:
    for column in table._meta.foreign_key_columns:
        if referred_by(column) is Account:
            return str(column._meta.db_column_name)
    return None


def referred_by(column: ForeignKey[Table]) -> type[Table]:
    """Return the table that a foreign key refers to."""
    table: type[Table] = column._foreign_key_meta.resolved_references  # noqa: SLF001 - Piccolo's own way
    return table


def _name_of(table: type[Table]) -> str:
    return f'"{table._meta.tablename}"'


def _key_of(table: type[Table]) -> str:
    return f'"{table._meta.primary_key._meta.db_column_name}"'
