"""``assisteu backup`` and ``assisteu restore``: nobody who was erased comes back (P-OPS-11)."""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import click

from domain import backups, clock, database, erasure_ledger, migrating
from domain.periods import after
from domain.register import BACKUPS_KEPT_FOR
from domain.settings import Settings, current_settings
from web.backup_file import remove_old, whole_or_nothing
from web.cli.group import as_json, assisteu, refuse, with_database
from web.dumping import Failed, Programs, dump, find_dumping_programs

_NOT_REPLAYED = "A restored backup is not replayed yet: run `assisteu restore --resume` first."


@assisteu.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def backup(file: Path, json_wanted: bool) -> None:  # noqa: FBT001
    """Back the database up into FILE, encrypted.

    Into a folder, the backup names itself after its instant, and our own backups that are
    past their period are removed there. A FILE that exists is never written over.
    """
    settings, now = current_settings(), clock.now()
    key, dsn = settings.backup_key, settings.migration_database_url
    target = _target(file, now=now)
    if dsn is None:
        raise click.UsageError("ASSISTEU_MIGRATION_DATABASE_URL: needed to back up.")
    if await backups.not_replayed() is not None:
        refuse(_NOT_REPLAYED)
    programs = find_dumping_programs(settings)
    await _refuse_older_programs(programs)
    async with database.connected(dsn, size=1):
        migrations = await migrating.applied_migrations()
    facts = await _facts(settings, programs, migrations, now=now)
    size = _write(target, key, facts, programs, dsn)
    removed = 0
    if target != file:
        removed = remove_old(file, kept_for=BACKUPS_KEPT_FOR, now=now)
    await backups.note_backup(
        made_at=now,
        now=clock.now(),
        size_bytes=size,
        folder=_folder_of(target),
        removed=removed,
    )
    answer = {
        "file": str(target),
        "made_at": now.isoformat(),
        "size_bytes": size,
        "keep_until": after(now, BACKUPS_KEPT_FOR).isoformat(),
        "removed": removed,
    }
    if json_wanted:
        as_json(answer)
    else:
        click.echo("{file}: {size_bytes} bytes, to be gone by {keep_until}.".format(**answer))


def _target(file: Path, *, now: datetime) -> Path:
    target = file / backups.name_of(now) if file.is_dir() else file
    if target.exists() or not target.parent.is_dir():
        raise click.UsageError(f"{target} exists already, or its folder does not.")
    return target


def _folder_of(target: Path) -> str:
    return str(target.parent.resolve())


async def _facts(
    settings: Settings, programs: Programs, migrations: tuple[str, ...], *, now: datetime
) -> backups.Facts:
    """Bring the ledger up to date, verify it, and say what the backup says of itself."""
    folder = settings.erasure_ledger
    await erasure_ledger.write_all(folder=folder, kept_for=BACKUPS_KEPT_FOR, now=now)
    lines = erasure_ledger.read(folder)
    last = max(lines, key=lambda line: line.at, default=None)
    return backups.Facts(
        made_at=now,
        migrations=migrations,
        program=version("assisteu"),
        pg_dump=programs.major,
        ledger=erasure_ledger.identity(folder),
        ledger_key=erasure_ledger.key_mark(),
        last_line=str(last.id) if last else "",
        last_line_at=last.at if last else None,
    )


def _write(target: Path, key: str, facts: backups.Facts, programs: Programs, dsn: str) -> int:
    try:
        with whole_or_nothing(target) as file:
            sealer = backups.Sealer(file, key, facts)
            for piece in dump(programs, dsn):
                sealer.write(piece)
            sealer.close()
    except Failed as failed:
        refuse(str(failed))
    return target.stat().st_size


async def _refuse_older_programs(programs: Programs) -> None:
    server = int(await database.fetch_value("show server_version_num")) // 10_000
    if programs.major < server:
        refuse(f"pg_dump is of version {programs.major}, PostgreSQL of {server}: install its.")
