"""Taking a list in: kept in parts, read in the background, and decided by somebody."""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.errors import DomainError
from domain.prospect_imports import lists
from domain.prospect_imports.tables import ProspectImport
from domain.prospects import NoSuchProvider, Source
from domain.text import Language

READ_LIST = "read-prospect-list"
TAKE_LIST = "take-prospect-list"
REMOVE_LIST = "remove-prospect-list"


class NotReady(DomainError):
    """The list is not read yet, cannot be read, or was taken or cancelled before."""


@by_itself
async def begin(
    import_id: UUID, *, source: Source, source_name: str, language: Language, now: datetime
) -> None:
    """Begin a list, in the transaction that keeps its file.

    Raises:
        NoSuchProvider: The source is a provider, and none is listed (P-MKT-1).
    """
    if source is Source.PROVIDER:
        raise NoSuchProvider
    await database.execute(
        "insert into prospect_import (id, source, source_name, language, uploaded_at)"
        " values ($1, $2, $3, $4, $5)",
        import_id,
        source,
        source_name,
        language,
        now,
    )


@by_itself
async def keep(import_id: UUID, number: int, content: bytes, *, now: datetime) -> None:
    """Keep a part of the file."""
    await database.execute(
        "insert into import_part (of_import, number, content, written_at)"
        " values ($1, $2, $3, $4)",
        import_id,
        number,
        content,
        now,
    )
    await database.execute(
        "update prospect_import set size_bytes = size_bytes + $2 where id = $1",
        import_id,
        len(content),
    )
    if number == 1:
        await duties.assign(kind=READ_LIST, subject=import_id, now=now)


@by_itself
async def confirm(import_id: UUID, *, now: datetime) -> None:
    """Say yes to a list that was read: its rows are taken in the background.

    Raises:
        NotFound: There is no such list.
        NotReady: It is not read, cannot be, or was decided before.
    """
    async with database.transaction():
        listed = await lists.locked(import_id)
        if listed.previewed_at is None or listed.failure or _is_decided(listed):
            raise NotReady
        await lists.note(import_id, "confirmed_at = $2", now)
        await duties.assign(kind=TAKE_LIST, subject=import_id, now=now)


@by_itself
async def cancel(import_id: UUID, *, now: datetime) -> None:
    """Say no to a list, also while it is being read: that stops at its next batch.

    Its file and its rows are removed in the background: a million of them would outlast the
    request.

    Raises:
        NotFound: There is no such list.
        NotReady: It was decided before.
    """
    async with database.transaction():
        listed = await lists.locked(import_id)
        if _is_decided(listed):
            raise NotReady
        await lists.note(import_id, "cancelled_at = $2", now)
        await duties.assign(kind=REMOVE_LIST, subject=import_id, now=now)


def _is_decided(listed: ProspectImport) -> bool:
    return listed.confirmed_at is not None or listed.cancelled_at is not None


async def remove_list(import_id: UUID) -> None:
    """Remove the file and the rows of a list that was cancelled; its own row stays."""
    listed = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if listed is not None and listed.cancelled_at is not None:
        await lists.forget_file(import_id)
        await lists.remove_rows(import_id)
