"""``assisteu restore``: a backup put back, whoever was erased since erased again (P-OPS-11)."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

import asyncpg
import click

from domain import backups, clock, database, erasure_ledger, migrating, rights, walls
from domain.erasure_ledger import Line
from domain.periods import cut_off
from domain.register import BACKUPS_KEPT_FOR
from domain.settings import Settings, current_settings
from domain.settings.installation import Servers
from web.cli.group import as_json, assisteu, refuse
from web.dumping import Failed, Programs, find_dumping_programs
from web.dumping import restore as put_back
from web.embedded import Services, services_for_a_command

_MARGIN = timedelta(days=1)
"""No transaction is open for a day: an older line was in the database when it was dumped."""
_EMBEDDED = Servers(
    database=None,
    worker_database=None,
    migration_database=None,
    redis=None,
    sightings_redis=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What a restoration did."""

    made_at: datetime
    replayed: rights.Replayed


@assisteu.command()
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False
)
@click.option("--resume", is_flag=True, help="Go on with the replay of what was restored.")
@click.option("--drill", is_flag=True, help="Into a database of its own, which is then gone.")
@click.option(
    "--without-ledger",
    is_flag=True,
    help="The erasure ledger is lost for good: replay nothing, and leave evidence of it.",
)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
def restore(
    file: Path | None, *, resume: bool, drill: bool, without_ledger: bool, json_wanted: bool
) -> None:
    """Put the backup FILE in the place of the database; erase again who was erased since.

    Until that is done, nothing serves; killed, `--resume` goes on. The site must not run.
    """
    if (file is None) != resume or (resume and (drill or without_ledger)):
        raise click.UsageError("Give a FILE or --resume.")
    settings = current_settings()
    with _place(settings, is_drill=drill) as target:
        programs = find_dumping_programs(target)
        lines = _ledger(settings, is_lost=without_ledger)
        try:
            if file is not None:
                with file.open("rb") as opened:
                    _put_back(opened, settings, target, programs, lines, without_ledger)
            done = asyncio.run(_replay(target, lines))
        except (backups.NotOurs, backups.Altered, Failed) as failure:
            refuse(_WORDS.get(type(failure), str(failure)))
    if drill:
        with services_for_a_command(settings):
            asyncio.run(_note_drill(settings, done))
    _tell(done, json_wanted=json_wanted)


_WORDS: dict[type[Exception], str] = {
    backups.NotOurs: "The file is no backup of assistEU. Nothing was changed.",
    backups.Altered: "The file was altered or cut off, or ASSISTEU_BACKUP_KEY is not the key"
    " that it was made with. Nothing was changed.",
}


@contextmanager
def _place(settings: Settings, *, is_drill: bool) -> Iterator[Settings]:
    """Give the set-up to restore into: ours, or for a drill one of its own that then goes."""
    if not is_drill:
        with _held(settings):
            yield settings
        return
    with tempfile.TemporaryDirectory(prefix="assisteu-drill-") as folder:
        Path(folder).chmod(0o755)
        target = replace(settings, data_dir=Path(folder), servers=_EMBEDDED, embedded=True)
        with _held(target):
            yield target


@contextmanager
def _held(settings: Settings) -> Iterator[None]:
    if settings.migration_database_url is None:
        raise click.UsageError("ASSISTEU_MIGRATION_DATABASE_URL: needed to restore.")
    if not settings.embedded:
        yield
        return
    services = Services(settings)
    if not services.hold():
        refuse(f"assistEU is running on {settings.data_dir}: stop it first.")
    try:
        services.start()
        yield
    finally:
        services.stop()


def _ledger(settings: Settings, *, is_lost: bool) -> list[Line]:
    if is_lost:
        return []
    try:
        return erasure_ledger.read(settings.erasure_ledger)
    except erasure_ledger.Damaged as damaged:
        refuse(f"The erasure ledger is damaged ({damaged}). Nothing was changed.")


def _put_back(  # noqa: PLR0917
    file: IO[bytes],
    settings: Settings,
    target: Settings,
    programs: Programs,
    lines: list[Line],
    without_ledger: bool,  # noqa: FBT001
) -> None:
    """Put a backup back, once everything that speaks against it has been looked at."""
    now, key = clock.now(), settings.backup_key
    facts = backups.verified(file, key)
    against = backups.reason_against(
        facts,
        known=migrating.known_migrations(),
        pg_restore=programs.major,
        kept_for=BACKUPS_KEPT_FOR,
        now=now,
    ) or (None if without_ledger else _against_ledger(facts, settings, lines, now=now))
    if against is not None:
        refuse(f"{against} Nothing was changed.")
    dsn = target.migration_database_url or ""
    asyncio.run(_refuse_in_use(dsn))
    if target is settings and not without_ledger:
        asyncio.run(_save_marks(settings, lines, now=now))
    mark = backups.mark_as_restored(facts, without_ledger=without_ledger, now=now)
    put_back(programs, dsn, islice(backups.pieces(file, key), 1, None), mark=mark)


def _against_ledger(
    facts: backups.Facts, settings: Settings, lines: list[Line], *, now: datetime
) -> str | None:
    folder = settings.erasure_ledger
    if facts.ledger_key != erasure_ledger.key_mark():
        return "ASSISTEU_SECRET_KEY is not the one of the erasure ledger: nobody is recognised."
    known = {str(line.id) for line in lines}
    is_due = facts.last_line_at is not None and facts.last_line_at >= cut_off(
        BACKUPS_KEPT_FOR, now
    )
    lacks_last = is_due and facts.last_line not in known
    if facts.ledger != erasure_ledger.identity(folder) or lacks_last:
        return (
            f"The erasure ledger in {folder} is not the one of this backup, or is older than"
            " it: bring it there (ASSISTEU_ERASURE_LEDGER)."
        )
    return None


async def _refuse_in_use(dsn: str) -> None:
    """Refuse while anybody else is connected: a site, a worker, a person."""
    connection = await asyncpg.connect(dsn)
    try:
        others = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid()"
            " and coalesce(backend_type, 'client backend') = 'client backend'"
        )
    finally:
        await connection.close()
    if others:
        refuse(f"{others} sessions are connected to the database: stop site and workers first.")


async def _save_marks(settings: Settings, lines: list[Line], *, now: datetime) -> None:
    """Write into the ledger what the database that is about to go has not handed over yet."""
    async with database.connected(settings.migration_database_url or "", size=1):
        if await database.fetch_value("select to_regclass('public.erasure_mark') is null"):
            return
        if await backups.not_replayed() is None:
            folder = settings.erasure_ledger
            await erasure_ledger.write_all(folder=folder, kept_for=BACKUPS_KEPT_FOR, now=now)
            lines[:] = erasure_ledger.read(folder)


async def _replay(target: Settings, lines: list[Line]) -> _Done:
    """Bring what was restored to the present schema, and erase again who was erased since."""
    await walls.migrate(target.migration_database_url or "")
    async with database.connected(
        target.worker_database_url, size=4, statement_timeout_ms=3_600_000
    ):
        restoration = await backups.not_replayed()
        if restoration is None:
            refuse("No restored backup waits for its replay.")
        since = restoration.backup_made_at - _MARGIN
        missed = await erasure_ledger.unknown_here(lines, since=since)
        now = clock.now()
        replayed = await rights.replay(missed, now=now)
        await backups.note_replay(
            restoration, people=replayed.people, addresses=replayed.addresses, now=now
        )
    return _Done(made_at=restoration.backup_made_at, replayed=replayed)


async def _note_drill(settings: Settings, done: _Done) -> None:
    async with database.connected(settings.worker_database_url, size=1):
        await backups.note_drill(
            backup_made_at=done.made_at,
            people=done.replayed.people,
            addresses=done.replayed.addresses,
            now=clock.now(),
        )


def _tell(done: _Done, *, json_wanted: bool) -> None:
    if json_wanted:
        as_json(
            {
                "backup_made_at": done.made_at.isoformat(),
                "people_erased_again": done.replayed.people,
                "addresses_suppressed_again": done.replayed.addresses,
            }
        )
        return
    click.echo(
        f"Restored: the backup of {done.made_at.isoformat()}. Erased again:"
        f" {done.replayed.people} people. Suppressed again: {done.replayed.addresses}."
    )
