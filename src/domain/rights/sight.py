"""What a member of staff may see of a person's account: read off the sheets (P-SEC-3)."""

from dataclasses import dataclass
from uuid import UUID

from domain import database
from domain.accounts.tables import Account
from domain.errors import DomainError, NotFound
from domain.register import REGISTER, Datum, Holding, ProcessingActivity
from domain.rights.selection import read_as
from domain.roles import Role
from domain.text import Text

SHORTEST_SEARCH = 3
MOST_FOUND = 10


class TooVague(DomainError):
    """The words would show too many people: of them none is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One datum of an account: under which name, and its value."""

    column: str
    label: Text
    value: object


def sheets_seen_by(role: Role) -> list[ProcessingActivity]:
    """Return the activities whose sheets show their data to a role."""
    return [activity for activity in REGISTER if role in activity.access]


def columns_seen_by(role: Role) -> dict[str, Datum]:
    """Return the columns of a holder's account that the sheets show to a role."""
    return {
        str(datum.column._meta.db_column_name): datum
        for _, holding in _of_accounts(role)
        for datum in reversed(holding.data)
        if datum.shown
    }


async def sight_of(account_id: UUID, *, role: Role) -> list[Seen]:
    """Return what a role may see of a holder's account, sheet by sheet.

    A column that no sheet shows to the role is not even read.

    Raises:
        NotFound: There is no holder's account of this id, or the role sees nothing of it.
    """
    seen: dict[str, Seen] = {}
    for _, holding in _of_accounts(role):
        shown = [datum for datum in holding.data if datum.shown]
        columns = ", ".join(read_as(datum.column) for datum in shown)
        row = await database.fetch_row(
            f"select {columns} from account"
            f" where id = $1 and role = 'holder' and ({holding.rows or 'true'})",
            account_id,
        )
        for place, datum in enumerate(shown if row else ()):
            name = str(datum.column._meta.db_column_name)
            value = row[place] if row else None
            seen.setdefault(name, Seen(column=name, label=datum.label, value=value))
    if not seen:
        raise NotFound
    return list(seen.values())


def _of_accounts(role: Role) -> list[tuple[ProcessingActivity, Holding]]:
    return [
        (activity, holding)
        for activity in sheets_seen_by(role)
        for holding in activity.holdings
        if holding.table is Account
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One person in the results of a search."""

    id: UUID
    first_name: str
    last_name: str
    email: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


async def find_people(words: str, *, role: Role) -> list[Found]:
    """Return the holders whose name or e-mail address has ``words``.

    A few people or none: who searches knows whom they look for.

    Raises:
        NotFound: The sheets do not show names and addresses to the role.
        TooVague: The words are too short, or more than ten people have them.
    """
    shown = ("first_name", "last_name", "email")
    if not set(shown) <= columns_seen_by(role).keys():
        raise NotFound
    if len(words) < SHORTEST_SEARCH:
        raise TooVague
    rows = await database.fetch(
        f"""
        select id, {", ".join(shown)} from account
        where role = 'holder'
          and (strpos(email, lower($1)) > 0
               or strpos(lower(first_name || ' ' || last_name), lower($1)) > 0)
        order by last_name, first_name, id limit {MOST_FOUND + 1}
        """,
        words,
    )
    if len(rows) > MOST_FOUND:
        raise TooVague
    return [Found(**dict(row)) for row in rows]
