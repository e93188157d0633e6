"""A list held while something is decided of it, and its rows removed batch by batch."""

from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.prospect_imports.tables import ProspectImport

AT_ONCE = 5_000
"""Rows removed or emptied in one statement: a million would outlast what one may take."""


async def locked(import_id: UUID) -> ProspectImport:
    """Return a list, held until the transaction ends.

    Raises:
        NotFound: There is no such list.
    """
    found = (
        await ProspectImport.objects()
        .where(ProspectImport.id == import_id)
        .lock_rows("UPDATE")
        .first()
    )
    if found is None:
        raise NotFound
    return found


async def plan_anew() -> None:
    """Have each statement of this transaction planned for the tables as they are now.

    They grow by a million rows while one connection asks the same of them: a plan that was
    kept from when they were empty reads all of them for each batch.
    """
    await database.execute("set local plan_cache_mode = force_custom_plan")


async def note(import_id: UUID, change: str, *values: object) -> None:
    """Write of a list what ``change`` says; its values begin with ``$2``."""
    await database.execute(
        f"update prospect_import set {change} where id = $1", import_id, *values
    )


async def forget_file(import_id: UUID) -> None:
    """Remove the parts of the file."""
    await database.execute("delete from import_part where of_import = $1", import_id)


async def remove_rows(import_id: UUID) -> None:
    """Remove the rows of a list, some at a time; killed half-way, it goes on from there."""
    await _batch_by_batch(import_id, "delete from import_row", "true")


async def empty_rows(import_id: UUID) -> None:
    """Take the last data off the rows of a list: number, outcome and reason stay."""
    await _batch_by_batch(import_id, "update import_row set email = null", "email is not null")


async def _batch_by_batch(import_id: UUID, change: str, which: str) -> None:
    last: int | None = 0
    while last is not None:
        last = await database.fetch_value(
            f"""
            with changed as (
                {change} where of_import = $1 and number in (
                    select number from import_row
                    where of_import = $1 and number > $2 and {which}
                    order by number limit {AT_ONCE})
                returning number)
            select max(number) from changed
            """,
            import_id,
            last,
        )
