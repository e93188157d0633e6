"""The real site, started as a person starts it, in a folder of its own; gone afterwards."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pyotp

from domain.settings import Settings

PASSWORD = "cheval agrafe correct pile"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STARTS_WITHIN_S = 180
STOPS_WITHIN_S = 40
ROOT = Path(__file__).parents[2]


class Site:
    """``assisteu up`` with a few demo people, and what a test may ask of it."""

    def __init__(
        self, *options: str, tls: ssl.SSLContext | None = None, **settings: str
    ) -> None:
        """Choose what it is started with. ``tls``: how a client trusts its own TLS."""
        self.options = options
        self.tls = tls
        self.folder = Path(tempfile.mkdtemp(prefix="assisteu-site-"))
        self.folder.chmod(0o755)  # the services of root run as somebody else
        self.port = int(settings.get("PORT", 0)) or free_port()
        self.inside = f"{'https' if tls else 'http'}://localhost:{self.port}"
        self.url = settings.get("PUBLIC_URL", self.inside)
        ours = {
            "DATA_DIR": str(self.folder / "data"),
            "PORT": str(self.port),
            "DEMO_PASSWORD": PASSWORD,
            "DEMO_TOTP": TOTP_SECRET,
            "DEMO_PEOPLE": "24",
            # The tests make links as the site does.
            "SECRET_KEY": os.environ["ASSISTEU_SECRET_KEY"],
            **settings,
        }
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ASSISTEU_")}
        self.environment = inherited | {f"ASSISTEU_{k}": v for k, v in ours.items()}
        self._codes_used: dict[str, int] = {}

    def start(self) -> None:
        """Start it, and wait until database, Redis and worker answer."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "web", "up", *self.options],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        ends = time.monotonic() + STARTS_WITHIN_S
        while not self._is_healthy():
            if self.process.poll() is not None or time.monotonic() > ends:
                said = self.log.read_text()
                self.stop()
                raise AssertionError(f"the site does not start:\n{said}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it for good."""
        try:
            self.rest()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def rest(self) -> None:
        """Stop it as Ctrl-C does; nothing of it may be left running."""
        family = self._family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            status = None
        left = [each for each in family if each.is_running() and each.status() != "zombie"]
        for each in left:
            each.kill()
        log = self.log.read_text()
        assert status == 0, f"the site ended with {status}:\n{log[-5000:]}"
        assert left == [], f"left running: {left}"

    def wake_up_later(self, *, days: int) -> None:
        """Stop it, and start it again so many days later by the program's one clock."""
        self.rest()
        self.environment["ASSISTEU_CLOCK_OFFSET_S"] = str(days * 24 * 3600)
        self.start()

    @property
    def instant(self) -> datetime:
        """The site's present instant."""
        return datetime.fromtimestamp(self.now_s, tz=UTC)

    @property
    def now_s(self) -> float:
        """What time it is, for the site."""
        return time.time() + int(self.environment.get("ASSISTEU_CLOCK_OFFSET_S", "0"))

    @property
    def log(self) -> Path:
        return self.folder / "site.log"

    def failures(self) -> list[str]:
        """Return what the log says of errors: there should be none."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def _is_healthy(self) -> bool:
        try:
            asked = httpx.get(f"{self.inside}/health", timeout=3, verify=self.tls or True)
        except httpx.HTTPError:
            return False
        return asked.status_code == 200

    def _family(self) -> list[psutil.Process]:
        """Return every process that it started, whoever adopted them since."""
        kin = psutil.Process(self.process.pid).children(recursive=True)
        for each in psutil.process_iter(["cmdline"]):
            if str(self.folder) in " ".join(each.info["cmdline"] or []):
                kin.append(each)
        return list({each.pid: each for each in kin}.values())

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the house beside the running site."""
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "web", *words],
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )

    async def rows(self, sql: str, *arguments: object) -> list[dict[str, Any]]:
        """Read the database as its owner."""
        ours = {k: v for k, v in self.environment.items() if k.startswith("ASSISTEU_")}
        dsn = Settings.from_environment(ours).migration_database_url
        connection = await asyncpg.connect(dsn)
        try:
            return [dict(row) for row in await connection.fetch(sql, *arguments)]
        finally:
            await connection.close()

    async def value(self, sql: str, *arguments: object) -> Any:
        """Read one value."""
        (row,) = await self.rows(sql, *arguments)
        return next(iter(row.values()))

    async def let_pass(self, *, minutes: int, since_password_of: str) -> None:
        """Make it longer ago that somebody gave their password."""
        await self.rows(
            "update session set authenticated_at = authenticated_at - $2 * interval '1 minute'"
            " where account = (select id from account where email = $1) returning id",
            since_password_of,
            minutes,
        )

    @contextmanager
    def worker_asleep(self) -> Iterator[None]:
        """Keep the worker from working for a while."""
        workers = [each for each in self._family() if each.cmdline()[-2:] == ["-m", "jobs"]]
        assert workers
        for each in workers:
            each.suspend()
        try:
            yield
        finally:
            for each in workers:
                each.resume()

    async def tables_with(self, words: Iterable[str]) -> dict[str, set[str]]:
        """Return, for each word, every table in which it stands: text, bytes and arrays."""
        columns = await self.rows(
            """
            select table_name, string_agg(
                case when data_type = 'bytea' then format('encode(%I, ''escape'')', column_name)
                     else format('%I::text', column_name) end, ', ') as texts
            from information_schema.columns join information_schema.tables
                using (table_schema, table_name)
            where table_schema = 'public' and table_type = 'BASE TABLE'
              and is_generated = 'NEVER'
              and table_name not in (select relname from pg_class where relispartition)
              and data_type in ('text', 'character varying', 'bytea', 'ARRAY', 'jsonb')
            group by table_name
            """
        )
        searched = " union all ".join(
            f"select '{each['table_name']}' as table_name,"
            f" concat_ws(' ', {each['texts']}) as texts from \"{each['table_name']}\""
            for each in columns
        )
        found = await self.rows(
            f"select distinct word, table_name from unnest($1::text[]) word"
            f" join ({searched}) held on strpos(lower(texts), lower(word)) > 0",
            list(words),
        )
        return {
            word: {row["table_name"] for row in found if row["word"] == word} for word in words
        }

    async def mails_to(self, address: str, *, about: str) -> list[dict[str, str]]:
        """Return the mails to ``address`` whose subject holds ``about``, once one is there."""
        ends = time.monotonic() + 30
        async with httpx.AsyncClient(base_url=self.url) as client:
            while True:
                sent = (await client.get("/local/mail.json")).json()
                found = [m for m in sent if m["to"] == address and about in m["subject"]]
                if found:
                    return found
                subjects = [m["subject"] for m in sent if m["to"] == address]
                assert time.monotonic() < ends, f"no mail about {about!r}; there are {subjects}"
                await asyncio.sleep(0.3)

    async def link_in_mail(self, address: str, *, about: str) -> str:
        """Return the first link of our own in the latest such mail."""
        (mail, *_) = await self.mails_to(address, about=about)
        found = re.search(re.escape(self.url) + r"\S+", mail["text"])
        assert found, mail["text"]
        return found.group()

    async def code(self, who: str = "dpo", secret: str = TOTP_SECRET) -> str:
        """Return a code that ``who`` did not use yet: each is good once.

        The code of the step before is still good, but not for long where this one ends soon.
        """
        who = who.partition("@")[0]
        while True:
            now_step, into_step = divmod(int(self.now_s), 30)
            oldest = now_step - 1 if into_step < 15 else now_step
            step = max(oldest, self._codes_used.get(who, 0) + 1)
            if step <= now_step + 1:
                self._codes_used[who] = step
                return pyotp.TOTP(secret).generate_otp(step)
            await asyncio.sleep(1)


def as_json(done: subprocess.CompletedProcess[str]) -> Any:
    """Return what a command printed for machines."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
