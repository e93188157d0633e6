"""Reading a list into rows that say what would become of each; nothing is taken yet."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain import database, suppression
from domain.prospect_imports import lists
from domain.prospect_imports.cells import Broken, CannotBeRead
from domain.prospect_imports.decoding import encoding_of, lines_of
from domain.prospect_imports.reading import COLUMNS, Listed, Reason, rows_in
from domain.prospect_imports.rules import BATCH, TO_TAKE, Outcome
from domain.prospect_imports.tables import ProspectImport


class Cancelled(Exception):
    """Somebody said no while the list was being read."""


async def read_list(import_id: UUID, *, now: datetime) -> None:
    """Read a list into rows that say what would become of each; nothing is taken yet.

    Killed half-way it begins anew. A file that is no list leaves no rows, and says why. Who
    cancels meanwhile wins: no row is written after, and the duty of the no removes the rest.
    """
    listed = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if listed is None or listed.previewed_at is not None or listed.cancelled_at is not None:
        return
    await lists.remove_rows(import_id)
    await lists.note(import_id, "bytes_read = 0")
    try:
        await _read_rows(import_id, now=now)
        await _note_end(import_id, None, row=None, now=now)
    except CannotBeRead as broken:
        await _note_failure(import_id, broken.why, row=broken.row, now=now)
    except UnicodeDecodeError:
        await _note_failure(import_id, Broken.NOT_TEXT, row=None, now=now)
    except Cancelled:
        return


async def _note_failure(
    import_id: UUID, why: Broken, *, row: int | None, now: datetime
) -> None:
    await lists.remove_rows(import_id)
    await _note_end(import_id, why, row=row, now=now)


async def _note_end(
    import_id: UUID, why: Broken | None, *, row: int | None, now: datetime
) -> None:
    async with database.transaction():
        listed = await lists.locked(import_id)
        if listed.cancelled_at is None:
            change = "failure = $2, failed_in_row = $3, previewed_at = $4"
            await lists.note(import_id, change, why, row, now)
            await lists.forget_file(import_id)


async def _read_rows(import_id: UUID, *, now: datetime) -> None:
    def parts() -> AsyncIterator[bytes]:
        return _parts_of(import_id)

    encoding = await encoding_of(parts)
    batch: list[tuple[int, Listed | Reason]] = []
    async for row in rows_in(lines_of(lambda: _counted(import_id), encoding)):
        batch.append(row)
        if len(batch) == BATCH:
            await _write_batch(import_id, batch, now=now)
            batch = []
    await _write_batch(import_id, batch, now=now)


async def _parts_of(import_id: UUID) -> AsyncIterator[bytes]:
    number = 1
    while (content := await _part(import_id, number)) is not None:
        yield content
        number += 1


async def _counted(import_id: UUID) -> AsyncIterator[bytes]:
    """Give the parts, and note how much was read: what the page shows as progress."""
    async for content in _parts_of(import_id):
        yield content
        await lists.note(import_id, "bytes_read = bytes_read + $2", len(content))


async def _part(import_id: UUID, number: int) -> bytes | None:
    content: bytes | None = await database.fetch_value(
        "select content from import_part where of_import = $1 and number = $2",
        import_id,
        number,
    )
    return content


async def _write_batch(
    import_id: UUID, batch: Sequence[tuple[int, Listed | Reason]], *, now: datetime
) -> None:
    """Write a batch with what would become of each row, unless somebody said no meanwhile.

    The list is held: a no that comes now waits for the batch, and finds its rows.

    Raises:
        Cancelled: Somebody did.
    """
    async with database.transaction():
        await lists.plan_anew()
        if (await lists.locked(import_id)).cancelled_at is not None:
            raise Cancelled
        if batch:
            await _write_rows(import_id, batch, now=now)


_ROW = ("of_import", "number", "outcome", "reason", "first_number", "read_at", *COLUMNS)


async def _write_rows(
    import_id: UUID, batch: Sequence[tuple[int, Listed | Reason]], *, now: datetime
) -> None:
    addresses = [one.email for _, one in batch if isinstance(one, Listed)]
    no = await suppression.suppressed(addresses)
    known = await _known(addresses)
    seen = await _seen_before(import_id, addresses)
    written: list[tuple[object, ...]] = []
    for number, one in batch:
        row: tuple[object, ...]
        if isinstance(one, Reason):
            row = (Outcome.REFUSED, one, None, now, *[None] * len(COLUMNS))
        else:
            outcome = _outcome(one, no=no, known=known, seen=seen)
            first = seen.get(one.email) if outcome is Outcome.REPEATED else None
            seen.setdefault(one.email, number)
            row = (outcome, None, first, now, *_kept_of(one, outcome))
        written.append((import_id, number, *row))
    await database.add_rows("import_row", _ROW, written)


def _kept_of(one: Listed, outcome: Outcome) -> list[str | None]:
    """Return what is kept of a person until the list is taken: no more than the row needs.

    The address of who is known tells a repetition; of who said no, or whose data are
    restricted, nothing is kept.
    """
    if outcome in TO_TAKE:
        return [getattr(one, name) for name in COLUMNS]
    return [one.email if outcome is Outcome.SAME else None, *[None] * (len(COLUMNS) - 1)]


class _Known(NamedTuple):
    """What is held of somebody of the list."""

    first_name: str
    last_name: str
    telephone: str | None
    social_profile: str | None
    is_restricted: bool


def _outcome(
    one: Listed, *, no: set[str], known: dict[str, _Known], seen: dict[str, int]
) -> Outcome:
    held = known.get(one.email)
    if one.email in no:
        return Outcome.SUPPRESSED
    if held is not None and held.is_restricted:
        return Outcome.RESTRICTED
    if one.email in seen:
        return Outcome.REPEATED
    if held is None:
        return Outcome.NEW
    given = (one.first_name, one.last_name, one.telephone, one.social_profile)
    is_same = all(new is None or new == old for new, old in zip(given, held, strict=False))
    return Outcome.SAME if is_same else Outcome.CHANGED


async def _known(addresses: list[str]) -> dict[str, _Known]:
    rows = await database.fetch(
        "select email, first_name, last_name, telephone, social_profile,"
        " restricted_at is not null from prospect where email = any($1)",
        addresses,
    )
    return {email: _Known(*held) for email, *held in rows}


async def _seen_before(import_id: UUID, addresses: list[str]) -> dict[str, int]:
    """Return which addresses earlier batches have, and the row of their first appearance."""
    rows = await database.fetch(
        "select email, min(number) as number from import_row"
        " where of_import = $1 and email = any($2) group by email",
        import_id,
        addresses,
    )
    return {row["email"]: row["number"] for row in rows}
