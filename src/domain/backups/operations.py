"""Noting backups and restorations, and refusing to serve in between."""

from datetime import datetime

from domain import database
from domain.backups.rules import Facts
from domain.backups.tables import Backup, Restoration
from domain.errors import DomainError


class NotReplayed(DomainError):
    """A backup was restored, and who was erased since may be in it: nothing may serve."""


def mark_as_restored(facts: Facts, *, without_ledger: bool, now: datetime) -> str:
    """Return the SQL that marks a database as restored and not replayed.

    Run in the transaction that restores: what came back is never there without its mark.
    """
    return (
        "insert into public.restoration (backup_made_at, restored_at, without_ledger)"
        f" values ('{facts.made_at.isoformat()}', '{now.isoformat()}', {without_ledger})"
    )


async def note_backup(
    *, made_at: datetime, now: datetime, size_bytes: int, folder: str, removed: int
) -> None:
    """Note a backup that stands whole on its disk."""
    await database.execute(
        "insert into backup (made_at, finished_at, size_bytes, folder, removed)"
        " values ($1, $2, $3, $4, $5)",
        made_at,
        now,
        size_bytes,
        folder,
        removed,
    )


async def note_replay(
    restoration: Restoration, *, people: int, addresses: int, now: datetime
) -> None:
    """Note that a restoration is replayed: the site may serve again."""
    await database.execute(
        "update restoration set replayed_at = $2, people_erased = people_erased + $3,"
        " addresses_suppressed = addresses_suppressed + $4"
        " where id = $1 and replayed_at is null",
        restoration.id,
        now,
        people,
        addresses,
    )


async def note_drill(
    *, backup_made_at: datetime, people: int, addresses: int, now: datetime
) -> None:
    """Note that a backup was restored and replayed for practice, in a database of its own."""
    await database.execute(
        "insert into restoration (backup_made_at, restored_at, replayed_at, people_erased,"
        " addresses_suppressed, is_drill) values ($1, $2, $2, $3, $4, true)",
        backup_made_at,
        now,
        people,
        addresses,
    )


async def not_replayed() -> Restoration | None:
    """Return the restoration that is not replayed; None in a database without any."""
    if not await database.fetch_value("select to_regclass('public.restoration') is not null"):
        return None
    return (
        await Restoration.objects()
        .where(Restoration.replayed_at.is_null())
        .order_by(Restoration.restored_at, ascending=False)
        .first()
    )


async def refuse_before_replay() -> None:
    """Refuse to serve a restored database before the replay.

    Raises:
        NotReplayed: ``assisteu restore --resume`` was not run to its end.
    """
    if await not_replayed() is not None:
        raise NotReplayed


async def last_backup() -> Backup | None:
    """Return the last backup; None when there was none."""
    return await Backup.objects().order_by(Backup.made_at, ascending=False).first()


async def last_drill() -> Restoration | None:
    """Return the last restoration that ended, for practice or in earnest."""
    return (
        await Restoration.objects()
        .where(Restoration.replayed_at.is_not_null())
        .order_by(Restoration.replayed_at, ascending=False)
        .first()
    )


async def without_ledger(*, since: datetime) -> bool:
    """Tell whether a backup was restored of late without knowing who was erased since."""
    return (
        await Restoration.exists()
        .where(Restoration.without_ledger.eq(True))  # noqa: FBT003 - Piccolo's own way
        .where(Restoration.restored_at >= since)
    )


async def folders() -> list[str]:
    """Return every folder that backups were put into."""
    rows = await database.fetch("select distinct folder from backup order by folder")
    return [row["folder"] for row in rows]
