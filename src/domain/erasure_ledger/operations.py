"""Marking an erasure, and writing the marks into the ledger."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.erasure_ledger import files
from domain.erasure_ledger.rules import WRITE_LEDGER, Kind, Line, account_hash, key_mark
from domain.erasure_ledger.tables import ErasureMark
from domain.periods import Period, cut_off


@by_itself
async def mark(  # noqa: PLR0913 - a mark has these parts
    mark_id: UUID,
    *,
    kind: Kind,
    now: datetime,
    account_id: UUID | None = None,
    address_hash: str | None = None,
    reason: str | None = None,
) -> None:
    """Mark an erasure for the ledger, with the duty that writes it. The first time counts.

    Called in the transaction of the erasure itself: a backup holds the mark and the erasure,
    or neither, which is how a replay knows what its backup missed.
    """
    written = await database.execute(
        "insert into erasure_mark (id, kind, account_hash, address_hash, reason, at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        mark_id,
        kind,
        account_hash(account_id) if account_id else None,
        address_hash,
        reason,
        now,
    )
    if written:
        await duties.assign(kind=WRITE_LEDGER, subject=mark_id, now=now)


async def write(mark_id: UUID, *, folder: Path, now: datetime) -> None:
    """Write one mark into the ledger; done already, it does nothing."""
    waiting = ErasureMark.written_at.is_null()
    await _write(
        await ErasureMark.objects().where(ErasureMark.id == mark_id, waiting), folder, now=now
    )


async def write_all(*, folder: Path, kept_for: Period, now: datetime) -> int:
    """Write every mark that the ledger lacks; return how many.

    An erasure that was finished before there was a ledger is marked by its account alone.
    """
    files.open_ledger(folder)
    for erased in await _unmarked(since=cut_off(kept_for, now)):
        await database.execute(
            "insert into erasure_mark (id, kind, account_hash, at) values ($1, $2, $3, $4)"
            " on conflict (id) do nothing",
            erased["id"],
            Kind.ERASURE,
            account_hash(erased["subject"]),
            erased["finished_at"],
        )
    known = {line.id for line in await asyncio.to_thread(files.read, folder)}
    since = cut_off(kept_for, now)
    marks = await ErasureMark.objects().where(ErasureMark.at >= since)
    lacking = [one for one in marks if one.written_at is None or one.id not in known]
    await _write(lacking, folder, now=now)
    return len(lacking)


async def _unmarked(*, since: datetime) -> list[database.Row]:
    return await database.fetch(
        "select id, subject, finished_at from erasure where finished_at >= $1"
        " and not exists (select from erasure_mark where erasure_mark.id = erasure.id)",
        since,
    )


async def note_replayed(lines: Sequence[Line], *, now: datetime) -> None:
    """Note that the database is now as the lines say: no later replay takes them again."""
    for line in lines:
        await database.execute(
            "insert into erasure_mark"
            " (id, kind, account_hash, address_hash, reason, at, written_at)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
            line.id,
            line.kind,
            line.account,
            line.address,
            line.reason,
            line.at,
            now,
        )


async def _write(marks: Sequence[ErasureMark], folder: Path, *, now: datetime) -> None:
    lines = [_line(one) for one in marks]
    await asyncio.to_thread(files.append, folder, lines, today=now.astimezone(UTC).date())
    await database.execute(
        "update erasure_mark set written_at = $2 where id = any($1)",
        [one.id for one in marks],
        now,
    )


def _line(one: ErasureMark) -> Line:
    return Line(
        id=one.id,
        kind=Kind(one.kind),
        at=one.at,
        key=key_mark(),
        account=one.account_hash,
        address=one.address_hash,
        reason=one.reason,
    )
