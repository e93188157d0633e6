"""Backups and restorations as an operator makes them: nobody who was erased comes back."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import click
import pytest

from domain import backups, database, erasure_ledger, migrating, prospects, rights, suppression
from domain.accounts import Account
from domain.evidence import Cause
from domain.register import BACKUPS_KEPT_FOR
from domain.settings import Settings
from tests.cast import make_account
from tests.domain.rights.people import make_person, where_found
from web import backup_file, dumping
from web.cli import restore
from web.embedded import CannotStart, services_for_a_command

KEY = "a key of the tests, longer than it must be"
SECRET = os.environ["ASSISTEU_SECRET_KEY"]

pytestmark = pytest.mark.promise("P-OPS-11")


def now():
    return datetime.now(UTC)


class Installation:
    """One data folder of its own, with its ledger and a folder of backups beside it."""

    def __init__(self, folder):
        self.folder = folder
        self.data, self.ledger, self.shelf = (
            folder / name for name in ("data", "ledger", "shelf")
        )
        self.shelf.mkdir()
        self.given = {
            "ASSISTEU_DATA_DIR": str(self.data),
            "ASSISTEU_ERASURE_LEDGER": str(self.ledger),
            "ASSISTEU_BACKUP_KEY": KEY,
            "ASSISTEU_SECRET_KEY": SECRET,
        }
        self.settings = Settings.from_environment(self.given)

    def environment(self, **others):
        kept = {name: os.environ[name] for name in os.environ if name[:9] != "ASSISTEU_"}
        return {**kept, **self.given, **others}

    def command(self, *words):
        return [sys.executable, "-m", "web", *map(str, words)]

    def run(self, *words, **others):
        return subprocess.run(  # noqa: S603 - our own program
            self.command(*words),
            env=self.environment(**others),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def done(self, *words, **others):
        """Run a command that must succeed."""
        done = self.run(*words, **others)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, work):
        """Do ``work``, an asynchronous function, on the database; return what it returns."""

        @asynccontextmanager
        async def opened():
            async with database.connected(self.settings.worker_database_url, size=2):
                yield

        async def asked():
            async with opened():
                return await work()

        with services_for_a_command(self.settings):
            # A loop of its own: the pool of the other tests stays with theirs.
            former = database.engine().programs_pool
            try:
                return asyncio.run(asked())
            finally:
                database.engine().programs_pool = former

    def backup(self):
        self.done("backup", self.shelf)
        return max(self.shelf.iterdir())


@pytest.fixture(scope="module")
def empty():
    folder = Path(tempfile.mkdtemp(prefix="assisteu-backup-"))
    folder.chmod(0o755)
    made = Installation(folder)
    made.done("register", "check")
    yield made
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made(empty):
    """A backup of the installation, as bytes."""
    return empty.backup().read_bytes()


@pytest.fixture
def installation(empty):
    """The installation, with no backup on its shelf."""
    for file in empty.shelf.iterdir():
        file.unlink()
    return empty


async def two_people():
    iris, hugo = f"iris{uuid4().hex[:8]}", f"hugo{uuid4().hex[:8]}"
    one, other = await make_person(iris), await make_person(hugo)
    return iris, one.id, hugo, other.id


async def rows_of_everybody(word):
    """Return every row of text in which a word stands, table by table."""
    return {
        table: await database.fetch_value(
            f'select count(*) from "{table}" t where t::text ilike $1', f"%{word}%"
        )
        for table in await where_found(word)
    }


def erase(installation, account_id):
    """Erase a person as the worker does, and have the ledger written as it would."""

    async def erased():
        await rights.erase_account(account_id, cause=Cause.HOLDER, now=now())
        marked = erasure_ledger.ErasureMark
        hashed = marked.account_hash == erasure_ledger.account_hash(account_id)
        [mark] = await marked.objects().where(hashed)
        await erasure_ledger.write(mark.id, folder=installation.ledger, now=now())

    installation.ask(erased)


@pytest.fixture
def drilled(installation):
    """Two people, a backup of both, and one of them erased after it."""
    iris, iris_id, hugo, _ = installation.ask(two_people)
    hugos = installation.ask(lambda: rows_of_everybody(hugo))
    file = installation.backup()
    erase(installation, iris_id)
    return installation, file, iris, iris_id, hugo, hugos


class TestTheDrill:
    def test_the_erased_stay_erased_and_the_others_come_back_whole(self, drilled):
        installation, file, iris, iris_id, hugo, hugos = drilled
        kept_as_proof = installation.ask(lambda: where_found(iris))
        said = installation.done("restore", file)
        assert "Erased again: 0" not in said

        async def found():
            is_back = await Account.exists().where(Account.id == iris_id)
            return is_back, await where_found(iris), await rows_of_everybody(hugo)

        is_back, left, others = installation.ask(found)
        assert not is_back
        assert left <= kept_as_proof
        assert not left & {"account", "mail", "prospect", "sign_up", "sighting", "session"}
        assert others == hugos

    def test_killed_between_restore_and_replay_nothing_serves_until_it_is_resumed(
        self, drilled
    ):
        installation, file, _, iris_id, _, _ = drilled
        restored_and_killed(installation, file)

        async def is_back():
            return await Account.exists().where(Account.id == iris_id)

        assert installation.ask(is_back)
        for words in (("serve",), ("worker",), ("up",), ("backup", installation.shelf)):
            refused = installation.run(*words)
            assert refused.returncode == 1, words
            assert "restore --resume" in refused.stderr
        installation.done("restore", "--resume")
        assert not installation.ask(is_back)
        assert installation.run("restore", "--resume").returncode == 1

    def test_who_said_no_to_prospecting_since_the_backup_is_let_go_again(self, installation):
        address = f"paula-{uuid4().hex[:8]}@example.org"
        prospect_id = uuid4()

        async def met():
            details = prospects.Details(email=address, first_name="P", last_name="R")
            await prospects.add(details, prospect_id=prospect_id, now=now())

        async def said_no():
            await prospects.object_to_prospecting(prospect_id, now=now())
            await erasure_ledger.write_all(
                folder=installation.ledger, kept_for=BACKUPS_KEPT_FOR, now=now()
            )

        installation.ask(met)
        file = installation.backup()
        installation.ask(said_no)
        assert "Suppressed again: 1" in installation.done("restore", file)
        assert installation.ask(lambda: suppression.is_suppressed(address))
        assert "prospect" not in installation.ask(lambda: where_found(address))

    def test_a_drill_leaves_the_database_alone_and_is_noted(self, drilled):
        installation, file, *_ = drilled

        async def last():
            return await backups.last_drill()

        installation.done("restore", file, "--drill")
        drill = installation.ask(last)
        assert drill.is_drill
        assert drill.people_erased >= 1

    def test_an_address_that_came_back_later_is_not_erased_with_the_one_before(
        self, installation
    ):
        """A backup that knows the erasure has nothing to replay of it."""

        async def first():
            return (await make_account(f"back-{uuid4().hex[:8]}")).id

        account_id = installation.ask(first)
        erase(installation, account_id)
        assert "Erased again: 0" in installation.done("restore", installation.backup())


def restored_and_killed(installation, file):
    """Restore as the command does, and end as a kill would, before the replay."""
    script = (
        "import os, web.cli.restore as r\n"
        "async def killed(*_words): os._exit(9)\n"
        "r._replay = killed\n"
        "from web.__main__ import main\n"
        f"import sys; sys.argv = ['assisteu', 'restore', {str(file)!r}]\n"
        "main()\n"
    )
    killed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script],
        env=installation.environment(),
        # The services outlive a kill, and would hold a pipe open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert killed.returncode == 9


class TestABackupThatIsNotRestored:
    @pytest.fixture
    def file(self, installation, made):
        """The backup anew, whatever the test before did to it."""
        file = installation.shelf / backups.name_of(now())
        file.write_bytes(made)
        return file

    def refused(self, installation, file, words, **others):
        done = installation.run("restore", file, **others)
        assert done.returncode == 1, done.stdout
        assert words in done.stderr
        assert "Nothing was changed" in done.stderr

    @pytest.mark.asvs("11.3.3")
    @pytest.mark.parametrize("change", ["a bit", "its end", "its tail", "more", "another file"])
    def test_altered_or_cut_off(self, installation, file, change):
        whole = bytearray(file.read_bytes())
        if change == "a bit":
            whole[len(whole) // 2] ^= 1
        changed = {
            "a bit": whole,
            "its end": whole[:-20],
            "its tail": whole[: len(whole) // 2],
            "more": whole + b"x",
            "another file": b"PGDMP" + whole,
        }[change]
        file.write_bytes(changed)
        words = "no backup of assistEU" if change == "another file" else "altered or cut off"
        self.refused(installation, file, words)

    def test_with_another_key(self, installation, file):
        self.refused(installation, file, "altered or cut off", ASSISTEU_BACKUP_KEY="x" * 32)

    def test_without_the_ledger_that_belongs_to_it(self, installation, file):
        elsewhere = installation.folder / "no-ledger"
        self.refused(
            installation,
            file,
            "erasure ledger",
            ASSISTEU_ERASURE_LEDGER=str(elsewhere),
        )

    def test_with_hashes_that_nobody_would_be_recognised_by(self, installation, file):
        self.refused(installation, file, "ASSISTEU_SECRET_KEY", ASSISTEU_SECRET_KEY="y" * 32)

    def test_while_somebody_is_connected(self, installation, file):
        async def beside_an_open_session():
            connection = await asyncpg.connect(installation.settings.worker_database_url)
            try:
                with pytest.raises(click.ClickException, match="1 sessions are connected"):
                    await restore._refuse_in_use(  # noqa: SLF001 - what servers rely on
                        installation.settings.migration_database_url
                    )
                return await asyncio.to_thread(installation.run, "restore", file)
            finally:
                await connection.close()

        with services_for_a_command(installation.settings):
            done = asyncio.run(beside_an_open_session())
        assert done.returncode == 1
        assert "is running" in done.stderr

    def test_that_is_none_of_a_file_and_a_resumption(self, installation):
        assert installation.run("restore").returncode == 2
        assert installation.run("restore", installation.folder / "nowhere").returncode == 2


FACTS = backups.Facts(
    made_at=datetime(2026, 11, 1, tzinfo=UTC),
    migrations=("2026-11-24T09:00:00:000000",),
    program="0.1.0",
    pg_dump=18,
    ledger="one",
    ledger_key="key",
    last_line="",
    last_line_at=None,
)


class TestWhatSpeaksAgainstABackup:
    def against(self, *, known=frozenset(FACTS.migrations), pg_restore=18, days=1):
        return backups.reason_against(
            FACTS,
            known=known,
            pg_restore=pg_restore,
            kept_for=BACKUPS_KEPT_FOR,
            now=FACTS.made_at + timedelta(days=days),
        )

    def test_nothing(self):
        assert self.against() is None
        assert FACTS.migrations[0] in migrating.known_migrations()

    def test_a_newer_schema(self):
        assert "newer schema" in self.against(known=frozenset())

    def test_an_older_pg_restore(self):
        assert "pg_restore 18" in self.against(pg_restore=17)

    def test_an_age_that_the_ledger_does_not_remember(self):
        assert self.against(days=35) is None
        assert "past the period" in self.against(days=36)


class TestTheFile:
    def seal(self, target, pieces):
        with backup_file.whole_or_nothing(target) as file:
            sealer = backups.Sealer(file, KEY, FACTS)
            for piece in pieces:
                sealer.write(piece)
            sealer.close()

    @pytest.mark.asvs("11.3.1", "11.3.2")
    def test_gives_back_what_was_sealed_and_shows_nothing_of_it(self, tmp_path):
        self.seal(tmp_path / "b", [b"iris@example.org", b"second"])
        with (tmp_path / "b").open("rb") as file:
            assert backups.verified(file, KEY) == FACTS
            assert list(backups.pieces(file, KEY))[1:] == [b"iris@example.org", b"second"]
        assert b"iris" not in (tmp_path / "b").read_bytes()
        assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600

    def test_is_cut_off_between_two_pieces_and_refused(self, tmp_path):
        self.seal(tmp_path / "b", [b"first", b"second"])
        whole = (tmp_path / "b").read_bytes()
        (tmp_path / "b").write_bytes(whole[: -(4 + 16)])
        with (tmp_path / "b").open("rb") as file, pytest.raises(backups.Altered):
            backups.verified(file, KEY)

    def test_has_two_pieces_exchanged_and_is_refused(self, tmp_path):
        self.seal(tmp_path / "b", [b"first!", b"second"])
        whole = (tmp_path / "b").read_bytes()
        end, size = len(whole) - 20, 4 + 6 + 16
        one, two = whole[end - 2 * size : end - size], whole[end - size : end]
        (tmp_path / "b").write_bytes(whole[: end - 2 * size] + two + one + whole[end:])
        with (tmp_path / "b").open("rb") as file, pytest.raises(backups.Altered):
            backups.verified(file, KEY)

    def test_of_a_full_disk_is_not_there_at_all(self, tmp_path):
        def pieces():
            yield b"first"
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with pytest.raises(OSError, match="No space left"):
            self.seal(tmp_path / "b", pieces())
        assert list(tmp_path.iterdir()) == []

    def test_never_takes_the_place_of_another(self, tmp_path):
        (tmp_path / "b").write_bytes(b"before")
        with pytest.raises(FileExistsError):
            self.seal(tmp_path / "b", [b"first"])
        assert (tmp_path / "b").read_bytes() == b"before"
        assert len(list(tmp_path.iterdir())) == 1

    def test_goes_at_the_end_of_its_period_with_what_a_kill_left(self, tmp_path):
        at = datetime(2026, 11, 27, tzinfo=UTC)
        old, young = (backups.name_of(at - timedelta(days=days)) for days in (36, 35))
        for name in (old, young, f".{young}.1.unfinished", "notes.backup", "assisteu-x.backup"):
            (tmp_path / name).write_bytes(b"")
        assert backup_file.remove_old(tmp_path, kept_for=BACKUPS_KEPT_FOR, now=at) == 1
        left = {file.name for file in tmp_path.iterdir()}
        assert left == {young, "notes.backup", "assisteu-x.backup"}

    def test_that_exists_is_not_written_over_by_the_command(self, installation):
        file = installation.backup()
        before = file.read_bytes()
        assert installation.run("backup", file).returncode == 2
        assert file.read_bytes() == before


class TestTheAddressOfTheDatabase:
    def test_is_told_apart_from_the_command_line_which_everybody_reads(self):
        told = dumping._environment(  # noqa: SLF001
            "postgresql://owner:p%40ss@db.example:5433/assisteu?sslmode=verify-full"
        )
        assert {name: value for name, value in told.items() if name.startswith("PG")} == {
            "PGHOST": "db.example",
            "PGPORT": "5433",
            "PGUSER": "owner",
            "PGPASSWORD": "p@ss",
            "PGDATABASE": "assisteu",
            "PGSSLMODE": "verify-full",
        }

    def test_with_a_word_that_would_be_lost_is_refused(self):
        with pytest.raises(CannotStart, match="channel_binding"):
            dumping._environment(  # noqa: SLF001
                "postgresql://owner@db/assisteu?channel_binding=require"
            )


class TestTheLedger:
    def line(self, at):
        return erasure_ledger.Line(
            id=uuid4(), kind=erasure_ledger.Kind.ERASURE, at=at, key="k", account="0" * 64
        )

    def test_is_read_as_it_was_written_and_a_line_cut_off_is_told(self, tmp_path):
        from domain.erasure_ledger import files

        at = datetime(2026, 11, 27, 12, tzinfo=UTC)
        lines = [self.line(at), self.line(at)]
        files.append(tmp_path, lines, today=at.date())
        files.append(tmp_path, lines[:1], today=at.date())
        assert erasure_ledger.read(tmp_path) == lines
        day = tmp_path / "2026-11-27.jsonl"
        assert day.stat().st_mode & 0o777 == 0o600
        day.write_bytes(day.read_bytes()[:-5])
        with pytest.raises(erasure_ledger.Damaged, match="line 3"):
            erasure_ledger.read(tmp_path)

    def test_forgets_a_day_once_no_backup_can_precede_it(self, tmp_path):
        from domain.erasure_ledger import files

        day = datetime(2026, 11, 1, tzinfo=UTC)
        files.append(tmp_path, [self.line(day)], today=day.date())
        for days, gone in ((35, 0), (36, 0), (38, 1)):
            at = day + timedelta(days=days)
            over = erasure_ledger.remove_days(tmp_path, kept_for=BACKUPS_KEPT_FOR, now=at)
            assert over == gone
