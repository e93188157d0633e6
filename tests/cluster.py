"""Throwaway servers of our own for one run of the tests: no fsync, gone afterwards."""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from web.embedded.places import find_places
from web.embedded.postgres import Postgres
from web.embedded.redis import EmbeddedRedis

_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class Cluster:
    """PostgreSQL on a socket in a temporary folder, as the embedded one is started."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="assisteu-test-"))
        self.folder.chmod(0o755)
        places = find_places(self.folder)
        self.sockets = places.sockets
        postgres = Postgres(places)
        postgres.prepare()
        off = [word for setting in _CARELESS for word in ("-c", f"{setting}=off")]
        self.server = subprocess.Popen(  # noqa: S603 - our own program
            [*postgres.command(), *off],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **places.as_user(),
        )
        postgres.wait_until_ready(self.server)

    def dsn(self, database: str, login: str = "postgres") -> str:
        return f"postgresql://{login}@/{database}?host={self.sockets}"

    def stop(self) -> None:
        # At once: connections that are still open are ended, not waited for.
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Memory:
    """The Redis of sightings, on a socket in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="assisteu-test-"))
        self.folder.chmod(0o755)
        places = find_places(self.folder)
        redis = EmbeddedRedis(places, name="sightings", kept=False)
        redis.prepare()
        self.url = f"unix://{redis.socket}"
        self.server = subprocess.Popen(redis.command(), **places.as_user())  # noqa: S603
        redis.wait_until_ready(self.server)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
