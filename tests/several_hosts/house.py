"""One PostgreSQL and two Redis, and hosts of the site on addresses of their own beside them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil

from domain.settings import Settings
from tests.browser.site import ROOT, free_port
from web.embedded import Services

NAME = "research.example.org"
STARTS_WITHIN_S = 90


class House:
    """The servers that every host shares, as an operator gives them by settings."""

    def __init__(self, *, mailjet_url: str) -> None:
        """Start them in a folder of their own, and bring the database to its schema."""
        self.mailjet_url = mailjet_url
        self.folder = Path(tempfile.mkdtemp(prefix="assisteu-house-"))
        self.folder.chmod(0o755)  # the services of root run as somebody else
        self.services = Services(
            Settings.from_environment({"ASSISTEU_DATA_DIR": str(self.folder)})
        )
        assert self.services.hold()
        self.services.start()
        settings = {"MIGRATION_DATABASE_URL": self.login("assisteu_owner")}
        migrated = subprocess.run(
            [sys.executable, "-m", "web", "migrate"],
            cwd=ROOT,
            env=self.environment("migration", **settings),
            check=False,
            capture_output=True,
            text=True,
        )
        assert migrated.returncode == 0, migrated.stderr

    def login(self, name: str) -> str:
        """Return the address of the database for one of its logins."""
        return f"postgresql://{name}@/assisteu?host={quote(str(self.services.places.sockets))}"

    def environment(self, host: str, **settings: str) -> dict[str, str]:
        """Return what a host is started with; its folder is its own."""
        ours = {
            "DATA_DIR": str(self.folder / host),
            "DATABASE_URL": self.login("assisteu_web"),
            "WORKER_DATABASE_URL": self.login("assisteu_worker"),
            "REDIS_URL": f"unix://{self.services.redis['redis'].socket}",
            "SIGHTINGS_REDIS_URL": f"unix://{self.services.redis['sightings'].socket}",
            "AUDIT_ANCHORS": str(self.folder / "anchors.jsonl"),
            # The tests make tokens of forms as the site does.
            "SECRET_KEY": os.environ["ASSISTEU_SECRET_KEY"],
            "PUBLIC_URL": f"https://{NAME}",
            "MAIL": "mailjet",
            "MAILJET_URL": self.mailjet_url,
            "MAILJET_KEY": "key",
            "MAILJET_SECRET": "secret",
            **settings,
        }
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ASSISTEU_")}
        return inherited | {f"ASSISTEU_{name}": value for name, value in ours.items()}

    def stop(self) -> None:
        """Stop the servers; their folder goes with them."""
        self.services.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Host:
    """One part of the site, in a process group of its own: what one machine would run."""

    def __init__(self, house: House, part: str, name: str, **settings: str) -> None:
        """Start ``assisteu <part>``."""
        (house.folder / name).mkdir()
        self.log = house.folder / name / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "web", part],
                cwd=ROOT,
                env=house.environment(name, **settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of the host at once."""
        for each in self._processes():
            os.kill(each, number)

    def kill(self) -> None:
        """End it as when its machine loses power: nobody says farewell."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)

    def _processes(self) -> list[int]:
        supervisor = psutil.Process(self.process.pid)
        return [each.pid for each in (supervisor, *supervisor.children(recursive=True))]


class WebHost(Host):
    """A host that serves pages on a loopback address of its own."""

    def __init__(self, house: House, name: str, *, address: str) -> None:
        """Start it."""
        self.port = free_port()
        self.url = f"http://{address}:{self.port}"
        super().__init__(house, "serve", name, HOST=address, PORT=str(self.port))

    def wait_until_up(self) -> None:
        """Return once it answers, whatever it says."""
        ends = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            httpx.get(f"{self.url}/health", headers={"host": NAME}, timeout=3)
        except httpx.HTTPError:
            return False
        return True
