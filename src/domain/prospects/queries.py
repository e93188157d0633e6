"""Reading prospects: page by page, however many they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.acting import by_itself
from domain.errors import NotFound
from domain.prospects.tables import Interaction, Prospect

_MOST_FOUND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which prospects are asked for; nothing given is everybody."""

    source: str | None = None
    language: str | None = None
    informed: bool | None = None
    contact_before: datetime | None = None
    """Whose last contact, or collection, lies before it."""
    contact_since: datetime | None = None
    """Whose last contact, or collection, lies no earlier."""
    open_only: bool = False
    """Leaves out whose data are restricted (art. 18)."""

    def condition(self) -> tuple[str, list[object]]:
        """Return the filter as an SQL condition on ``prospect``, with its arguments."""
        parts, arguments = ["true"], list[object]()
        for sql, value in (
            ("source = ${}", self.source),
            ("language = ${}", self.language),
            ("(informed_at is not null) = ${}", self.informed),
            ("kept_from < ${}", self.contact_before),
            ("kept_from >= ${}", self.contact_since),
        ):
            if value is not None:
                arguments.append(value)
                parts.append(sql.replace("{}", str(len(arguments))))
        if self.open_only:
            parts.append("restricted_at is null")
        return " and ".join(parts), arguments


async def find(prospect_id: UUID) -> Prospect:
    """Return a prospect.

    Raises:
        NotFound: There is no such prospect (any more).
    """
    found = await Prospect.objects().where(Prospect.id == prospect_id).first()
    if found is None:
        raise NotFound
    return found


@by_itself
async def find_by_address(email: str) -> Prospect | None:
    """Return the prospect of an address, however its letters are written."""
    row = await database.fetch_row(
        "select * from prospect where lower(email) = lower($1)", email
    )
    return Prospect(**dict(row), _exists_in_db=True) if row else None


async def is_open(email: str) -> bool:
    """Tell whether an address is a prospect's whose data are not restricted (art. 18)."""
    return bool(
        await database.fetch_value(
            "select exists (select from prospect where email = $1 and restricted_at is null)",
            email,
        )
    )


async def find_page(
    asked: Filter, *, limit: int, before: tuple[datetime, UUID] | None = None
) -> list[Prospect]:
    """Return prospects, the latest collected first, from where the page before ended."""
    condition, arguments = asked.condition()
    if before is not None:
        place = len(arguments)
        condition += f" and (collected_at, id) < (${place + 1}, ${place + 2})"
        arguments += before
    rows = await database.fetch(
        f"select * from prospect where {condition} order by collected_at desc, id desc"
        f" limit {int(limit)}",
        *arguments,
    )
    return [Prospect(**dict(row), _exists_in_db=True) for row in rows]


async def count(asked: Filter, *, at_most: int | None = None) -> int:
    """Return how many prospects fit; counting stops at ``at_most``, where it is given."""
    condition, arguments = asked.condition()
    end = "" if at_most is None else f"limit {int(at_most)}"
    return int(
        await database.fetch_value(
            f"select count(*) from (select from prospect where {condition} {end}) as found",
            *arguments,
        )
    )


async def search(who: str) -> list[Prospect]:
    """Return the prospects whose address or name begins like ``who``, fifty at most."""
    like = who.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = await database.fetch(
        f"""
        select * from prospect
        where lower(email) like $1 or lower(last_name) like $1 or lower(first_name) like $1
        order by last_name, first_name, id limit {_MOST_FOUND}
        """,
        like.lower(),
    )
    return [Prospect(**dict(row), _exists_in_db=True) for row in rows]


async def history_of(prospect_id: UUID) -> list[Interaction]:
    """Return the exchanges with a prospect, the latest first."""
    return (
        await Interaction.objects()
        .where(Interaction.prospect == prospect_id)
        .order_by(Interaction.at, ascending=False)
        .limit(200)
    )


async def not_synchronised(*, limit: int) -> list[Prospect]:
    """Return prospects of whom HubSpot has not what we have, none of them restricted."""
    rows = await database.fetch(
        f"""
        select * from prospect
        where (synchronised_at is null or synchronised_at < changed_at)
          and restricted_at is null
        order by changed_at limit {int(limit)}
        """
    )
    return [Prospect(**dict(row), _exists_in_db=True) for row in rows]
