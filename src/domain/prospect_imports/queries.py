"""Reading how far a list is, and what becomes of its rows."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.prospect_imports.rules import NOT_TAKEN, Outcome
from domain.prospect_imports.tables import ImportRow, ProspectImport


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a list there are of each kind."""

    by_outcome: dict[Outcome, int]

    @property
    def total(self) -> int:
        """Every row that is not blank."""
        return sum(self.by_outcome.values())


async def find(import_id: UUID) -> ProspectImport:
    """Return a list.

    Raises:
        NotFound: There is no such list (any more).
    """
    found = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if found is None:
        raise NotFound
    return found


async def latest(*, limit: int = 20) -> list[ProspectImport]:
    """Return the lists of late, the latest first."""
    return (
        await ProspectImport.objects()
        .order_by(ProspectImport.uploaded_at, ascending=False)
        .limit(limit)
    )


async def counts_of(import_id: UUID) -> Counts:
    """Return how many rows of a list there are of each kind."""
    rows = await database.fetch(
        "select outcome, count(*) as rows from import_row where of_import = $1"
        " group by outcome",
        import_id,
    )
    found = {Outcome(row["outcome"]): row["rows"] for row in rows}
    return Counts({outcome: found.get(outcome, 0) for outcome in Outcome})


async def rows_of(import_id: UUID, outcome: Outcome, *, limit: int) -> list[ImportRow]:
    """Return the first rows of a kind, in the order of the file."""
    rows = await database.fetch(
        f"""
        select id, of_import, number, outcome, reason, first_number, email, first_name,
               last_name, telephone, social_profile, language
        from import_row where of_import = $1 and outcome = $2 order by number limit {int(limit)}
        """,
        import_id,
        outcome,
    )
    return [ImportRow(**dict(row), _exists_in_db=True) for row in rows]


async def refusals(
    import_id: UUID,
) -> AsyncIterator[tuple[int, str, str | None, int | None]]:
    """Give each row that is not taken: its number, what became of it, and why.

    Last comes, of a repeated row, the number of the one that it repeats. Of a list that was
    cancelled nothing is given, though its rows may still be on their way out.
    """
    async for row in database.stream(
        "select number, outcome, reason, first_number from import_row where of_import = $1"
        " and outcome = any($2) and not exists (select from prospect_import"
        " where id = $1 and cancelled_at is not null) order by number",
        import_id,
        list(NOT_TAKEN),
    ):
        yield row["number"], row["outcome"], row["reason"], row["first_number"]
