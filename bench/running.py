"""The real site on this machine, for benchmarks that ask it for pages."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import httpx

from domain import database, research, walls
from domain.settings import Settings, current_settings
from domain.settings.installation import socket_dir
from web.embedded import services_for_a_command

TOKENS = tuple(f"the-session-of-reader-{number}" for number in range(8))
"""Of a database that is thrown away: eight people with the same name and bookmarks."""
BOOKMARKS = 20
PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Server:
    """One running server: its process, and its address."""

    pid: int
    url: str


@contextmanager
def empty_database() -> Iterator[Settings]:
    """Start the embedded services, with the schema behind both walls and no rows."""
    settings = current_settings()
    assert settings.migration_database_url is not None
    with services_for_a_command(settings):
        asyncio.run(walls.migrate(settings.migration_database_url))
        yield settings


def operators_login(settings: Settings) -> str:
    """Return the address of the database for who fills it: no wall stands in the way."""
    return f"postgresql://postgres@/assisteu?host={socket_dir(settings.data_dir)}"


@contextmanager
def prepared_database() -> Iterator[None]:
    """Start the embedded services with the schema and one reader who has bookmarks."""
    logging.disable(logging.INFO)  # of this process alone: the servers log as always
    with empty_database():
        asyncio.run(_prepare())
        yield


@contextmanager
def served(
    app: str, *, processes: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve ``app`` as the site is served, on a free port."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(processes)),
        *("--log-level", "error", app),
    ]
    # It logs as always: that is part of what a page costs. Nobody reads it here.
    server = subprocess.Popen(  # noqa: S603
        command, env={**os.environ, **(environment or {})}, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield Server(server.pid, url)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


async def _prepare() -> None:
    await database.open_pool(current_settings().worker_database_url)
    now = datetime.now(UTC)
    await research.load_demo_collection(now=now)
    for number, token in enumerate(TOKENS):
        await _make_reader(number, token, now=now)
    await database.close_pool()


async def _make_reader(number: int, token: str, *, now: datetime) -> None:
    reader = uuid4()
    await database.execute(
        "insert into account (id, email, first_name, last_name, occupation, telephone, role,"
        " opened_by, language, opened_at, last_visit_at) values ($1, $3, 'Zoé',"
        " 'Dupont', 'Avocate', '+33155550100', 'holder', 'sign_up', 'fr', $2, $2)",
        reader,
        now,
        f"reader-{number}@example.org",
    )
    await database.execute(
        "insert into session (account, token_sha256, created_at, last_used_at,"
        " authenticated_at) values ($1, $2, $3, $3, $3)",
        reader,
        sha256(token.encode()).digest(),
        now,
    )
    await database.execute(
        "insert into bookmark (account, work, created_at)"
        " select $1, id, $2 from work order by celex limit $3",
        reader,
        now,
        BOOKMARKS,
    )


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/bookmarks", cookies={"assisteu_session": "nobody"}, timeout=2)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
