"""Taking a list in: kept in parts, read into rows, and taken batch by batch after a yes."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from domain import database, duties, suppression
from domain.acting import by_itself
from domain.errors import DomainError, NotFound
from domain.periods import after
from domain.prospect_imports.decoding import encoding_of, lines_of
from domain.prospect_imports.reading import (
    Broken,
    CannotBeRead,
    Listed,
    Reason,
    rows_in,
)
from domain.prospect_imports.rules import TO_TAKE, Outcome
from domain.prospect_imports.tables import ProspectImport
from domain.prospects import INFORM, SOON, SYNCHRONISE, THE_LIST, NoSuchProvider, Source
from domain.text import Language

READ_LIST = "read-prospect-list"
TAKE_LIST = "take-prospect-list"
BATCH = 1_000
"""Rows in one transaction, and in memory."""


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
        listed = await _locked(import_id)
        if listed.previewed_at is None or listed.failure or _is_decided(listed):
            raise NotReady
        await _set(import_id, "confirmed_at = $2", now)
        await duties.assign(kind=TAKE_LIST, subject=import_id, now=now)


@by_itself
async def cancel(import_id: UUID, *, now: datetime) -> None:
    """Say no to a list: its file and its rows go at once.

    Raises:
        NotFound: There is no such list.
        NotReady: It was decided before.
    """
    async with database.transaction():
        listed = await _locked(import_id)
        if _is_decided(listed):
            raise NotReady
        await _set(import_id, "cancelled_at = $2", now)
        await _forget_file(import_id)
        await database.execute("delete from import_row where of_import = $1", import_id)


def _is_decided(listed: ProspectImport) -> bool:
    return listed.confirmed_at is not None or listed.cancelled_at is not None


async def read_list(import_id: UUID, *, now: datetime) -> None:
    """Read a list into rows that say what would become of each; nothing is taken yet.

    Killed half-way it begins anew. A file that is no list leaves no rows, and says why.
    """
    listed = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if listed is None or listed.previewed_at is not None or listed.cancelled_at is not None:
        return
    await database.execute("delete from import_row where of_import = $1", import_id)
    await _set(import_id, "bytes_read = 0")
    try:
        await _read_rows(import_id, now=now)
    except CannotBeRead as broken:
        await _note_failure(import_id, broken.why, row=broken.row, now=now)
    except UnicodeDecodeError:
        await _note_failure(import_id, Broken.NOT_TEXT, row=None, now=now)
    else:
        async with database.transaction():
            await _set(import_id, "previewed_at = $2", now)
            await _forget_file(import_id)


async def _read_rows(import_id: UUID, *, now: datetime) -> None:
    def parts() -> AsyncIterator[bytes]:
        return _parts_of(import_id)

    encoding = await encoding_of(parts)
    batch: list[tuple[int, Listed | Reason]] = []
    async for row in rows_in(lines_of(lambda: _counted(import_id), encoding)):
        batch.append(row)
        if len(batch) == BATCH:
            await _write_rows(import_id, batch, now=now)
            batch = []
    await _write_rows(import_id, batch, now=now)


async def _parts_of(import_id: UUID) -> AsyncIterator[bytes]:
    number = 1
    while (content := await _part(import_id, number)) is not None:
        yield content
        number += 1


async def _counted(import_id: UUID) -> AsyncIterator[bytes]:
    """Give the parts, and note how much was read: what the page shows as progress."""
    async for content in _parts_of(import_id):
        yield content
        await database.execute(
            "update prospect_import set bytes_read = bytes_read + $2 where id = $1",
            import_id,
            len(content),
        )


async def _part(import_id: UUID, number: int) -> bytes | None:
    content: bytes | None = await database.fetch_value(
        "select content from import_part where of_import = $1 and number = $2",
        import_id,
        number,
    )
    return content


_ROW = ("of_import", "number", "outcome", "reason", "read_at")
_PERSON = ("email", "first_name", "last_name", "telephone", "social_profile", "language")


async def _write_rows(
    import_id: UUID, batch: Sequence[tuple[int, Listed | Reason]], *, now: datetime
) -> None:
    """Write a batch with what would become of each row."""
    if not batch:
        return
    people = {row: one for row, one in batch if isinstance(one, Listed)}
    addresses = [one.email for one in people.values()]
    no = await suppression.suppressed(addresses)
    known = await _known(addresses)
    seen = await _seen_before(import_id, addresses)
    written: list[tuple[object, ...]] = []
    for number, one in batch:
        if isinstance(one, Reason):
            written.append((import_id, number, Outcome.REFUSED, one, now, *[None] * 6))
            continue
        outcome = _outcome(one, no=no, known=known, seen=seen)
        seen.add(one.email)
        written.append((import_id, number, outcome, None, now, *_kept_of(one, outcome)))
    await database.add_rows("import_row", (*_ROW, *_PERSON), written)


def _kept_of(one: Listed, outcome: Outcome) -> list[str | None]:
    """Return what is kept of a person until the list is taken: no more than the row needs.

    The address of who is known tells a repetition; of who said no, nothing is kept.
    """
    if outcome in TO_TAKE:
        return [getattr(one, name) for name in _PERSON]
    return [one.email if outcome is Outcome.SAME else None, *[None] * 5]


def _outcome(
    one: Listed, *, no: set[str], known: dict[str, tuple[str | None, ...]], seen: set[str]
) -> Outcome:
    if one.email in no:
        return Outcome.SUPPRESSED
    if one.email in seen:
        return Outcome.REPEATED
    if one.email not in known:
        return Outcome.NEW
    held = known[one.email]
    given = (one.first_name, one.last_name, one.telephone, one.social_profile)
    is_same = all(new is None or new == old for new, old in zip(given, held, strict=True))
    return Outcome.SAME if is_same else Outcome.CHANGED


async def _known(addresses: list[str]) -> dict[str, tuple[str | None, ...]]:
    rows = await database.fetch(
        "select email, first_name, last_name, telephone, social_profile from prospect"
        " where email = any($1)",
        addresses,
    )
    return {email: held for email, *rest in rows for held in [tuple(rest)]}


async def _seen_before(import_id: UUID, addresses: list[str]) -> set[str]:
    rows = await database.fetch(
        "select email from import_row where of_import = $1 and email = any($2)",
        import_id,
        addresses,
    )
    return {row["email"] for row in rows}


async def _note_failure(
    import_id: UUID, why: Broken, *, row: int | None, now: datetime
) -> None:
    async with database.transaction():
        await database.execute(
            "update prospect_import set failure = $2, failed_in_row = $3, previewed_at = $4"
            " where id = $1",
            import_id,
            why,
            row,
            now,
        )
        await database.execute("delete from import_row where of_import = $1", import_id)
        await _forget_file(import_id)


async def take_list(import_id: UUID, *, now: datetime) -> None:
    """Take the rows of a list that somebody said yes to, batch by batch.

    Each batch is one transaction with its position: killed anywhere, it goes on from there.
    Who said no meanwhile is not taken. The rows' data go with the batch that takes them;
    rows that were refused keep their number and reason for a week.
    """
    listed = await ProspectImport.objects().where(ProspectImport.id == import_id).first()
    if listed is None or listed.confirmed_at is None or listed.finished_at is not None:
        return
    while await _take_batch(listed, now=now):
        pass
    async with database.transaction():
        await _set(import_id, "finished_at = $2", now)
        await database.execute(
            "update import_row set email = null where of_import = $1 and email is not null",
            import_id,
        )


async def _take_batch(listed: ProspectImport, *, now: datetime) -> bool:
    async with database.transaction():
        position = (await _locked(listed.id)).position
        rows = await database.fetch(
            f"select number, {', '.join(_PERSON)} from import_row"
            " where of_import = $1 and number > $2 and outcome = any($3)"
            f" order by number limit {BATCH}",
            listed.id,
            position,
            [str(outcome) for outcome in TO_TAKE],
        )
        if not rows:
            return False
        no = await suppression.suppressed([row["email"] for row in rows])
        taken = [row for row in rows if row["email"] not in no]
        added, updated = await _write_prospects(listed, taken, now=now)
        await database.execute(
            "update prospect_import set position = $2, added = added + $3,"
            " updated = updated + $4 where id = $1",
            listed.id,
            rows[-1]["number"],
            added,
            updated,
        )
        await database.execute(
            f"update import_row set {', '.join(f'{name} = null' for name in _PERSON)}"
            " where of_import = $1 and number between $2 and $3",
            listed.id,
            rows[0]["number"],
            rows[-1]["number"],
        )
    return True


async def _write_prospects(
    listed: ProspectImport, rows: Sequence[database.Row], *, now: datetime
) -> tuple[int, int]:
    """Write people in one statement; return how many are new, and how many were changed."""
    columns = list(zip(*(row[1:] for row in map(tuple, rows)), strict=True)) or [()] * 6
    written = await database.fetch(
        """
        insert into prospect as known
            (email, first_name, last_name, telephone, social_profile, language, source,
             source_name, collected_at, kept_from, changed_at)
        select email, first_name, last_name, telephone, social_profile,
               coalesce(language, $7), $8, $9, $10, $10, $10
        from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[],
                    $5::varchar[], $6::varchar[])
             as given (email, first_name, last_name, telephone, social_profile, language)
        on conflict (email) do update set
            first_name = excluded.first_name,
            last_name = excluded.last_name,
            telephone = coalesce(excluded.telephone, known.telephone),
            social_profile = coalesce(excluded.social_profile, known.social_profile),
            changed_at = excluded.changed_at
        returning id, collected_at = $10 and changed_at = $10 as is_new
        """,
        *(list(column) for column in columns),
        listed.language,
        listed.source,
        listed.source_name,
        now,
    )
    new = [row["id"] for row in written if row["is_new"]]
    await database.execute(
        "insert into duty (kind, subject, due_at, created_at)"
        " select $1, subject, $2, $3 from unnest($4::uuid[]) as subject on conflict do nothing",
        INFORM,
        after(now, SOON),
        now,
        new,
    )
    if written:
        await duties.assign(kind=SYNCHRONISE, subject=THE_LIST, now=now)
    return len(new), len(written) - len(new)


async def _forget_file(import_id: UUID) -> None:
    await database.execute("delete from import_part where of_import = $1", import_id)


async def _set(import_id: UUID, change: str, *values: object) -> None:
    await database.execute(
        f"update prospect_import set {change} where id = $1", import_id, *values
    )


async def _locked(import_id: UUID) -> ProspectImport:
    found = (
        await ProspectImport.objects()
        .where(ProspectImport.id == import_id)
        .lock_rows("UPDATE")
        .first()
    )
    if found is None:
        raise NotFound
    return found
