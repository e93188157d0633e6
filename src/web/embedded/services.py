"""The embedded services together: who holds them, and starting them for one command."""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from domain.settings import Settings
from web.embedded.cannot_start import CannotStart
from web.embedded.leftovers import Leftovers
from web.embedded.places import find_places
from web.embedded.postgres import Postgres
from web.embedded.redis import EmbeddedRedis

LEAST_FREE_BYTES = 200 * 1024 * 1024
STOP_PATIENCE_S = 30


class Services:
    """PostgreSQL and both Redis of one data folder, held by one process at a time."""

    def __init__(self, settings: Settings) -> None:
        """Find the places; nothing is started yet."""
        self.data_dir = settings.data_dir
        self.places = find_places(settings.data_dir)
        _refuse_full_disk(self.places.services_dir)
        self.postgres = Postgres(self.places)
        self.redis: dict[str, EmbeddedRedis] = {}
        if not settings.servers.redis:
            self.redis["redis"] = EmbeddedRedis(self.places)
        if not settings.servers.sightings_redis:
            self.redis["sightings"] = EmbeddedRedis(self.places, name="sightings", kept=False)
        self.leftovers = Leftovers(settings.data_dir)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock: IO[str] | None = None

    def hold(self) -> bool:
        """Take hold of the data folder; False when another process has it."""
        lock = (self.data_dir / "running.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def start(self) -> None:
        """Start all, wait until they answer, and see to it that the logins exist.

        What a supervisor that was killed left running is ended first.
        """
        self.leftovers.end()
        self.postgres.prepare()
        self.start_one("postgres")
        asyncio.run(self.postgres.make_logins())
        for name, redis in self.redis.items():
            redis.prepare()
            self.start_one(name)

    def start_one(self, name: str) -> None:
        """Start one service, anew if it died.

        Raises:
            CannotStart: It ended, or stays silent.
        """
        service = self.redis.get(name, self.postgres)
        server = subprocess.Popen(  # noqa: S603
            service.command(),
            cwd=self.places.services_dir,
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl-C reaches the supervisor, which stops in order.
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **self.places.as_user(),  # type: ignore[call-overload]
        )
        self.running[name] = server
        self.leftovers.note(name, server.pid)
        service.wait_until_ready(server)

    def stop(self) -> None:
        """Stop all: Redis saves, PostgreSQL ends open connections and checkpoints."""
        for name in reversed(list(self.running)):
            farewell = signal.SIGINT if name == "postgres" else signal.SIGTERM
            server = self.running.pop(name, None)
            if server is not None and server.poll() is None:
                server.send_signal(farewell)
                _wait(server)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


@contextmanager
def services_for_a_command(settings: Settings) -> Iterator[None]:
    """Make sure that the services answer while a command runs.

    The site's own services are used when it runs; otherwise they are started for the command
    and stopped after it. Outside the embedded set-up there is nothing to do.
    """
    if not settings.embedded:
        yield
        return
    services = Services(settings)
    if not services.hold():
        services.postgres.wait_for_another()
        yield
        return
    try:
        services.start()
        yield
    finally:
        services.stop()


def _refuse_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        message = (
            f"The disk of {folder} is full: {free // 1024 // 1024} MB are free,"
            f" {LEAST_FREE_BYTES // 1024 // 1024} MB are needed to start."
        )
        raise CannotStart(message)


def _wait(server: subprocess.Popen[bytes]) -> None:
    try:
        server.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
