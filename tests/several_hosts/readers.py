"""Readers of the site on two hosts: where one does not answer, they go to the other."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import httpx

from domain.links import keyed_hash
from tests.several_hosts.house import NAME, WebHost

SESSION_COOKIE = "__Host-assisteu_session"
GOES_FROM = ("127.0.3.1", "127.0.3.2")
"""From where readers call the first host, and the second: sightings tell which was called."""


@dataclass
class Reader:
    """One holder, signed in just now, and what the site acknowledged."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    account_id: UUID = field(default_factory=uuid4)
    opened: list[str] = field(default_factory=list)
    bookmarked: list[str] = field(default_factory=list)

    async def arrive(self, connection: asyncpg.Connection) -> None:
        """Have an account and a session."""
        now = datetime.now(UTC)
        await connection.execute(
            "insert into account (id, email, first_name, last_name, occupation, telephone,"
            " role, opened_by, language, opened_at, last_visit_at) values ($1, $2, 'Zoé',"
            " 'Dupont', 'Avocate', '+33155550100', 'holder', 'sign_up', 'en', $3, $3)",
            self.account_id,
            f"{self.account_id}@example.org",
            now,
        )
        await connection.execute(
            "insert into session (account, token_sha256, created_at, last_used_at,"
            " authenticated_at) values ($1, $2, $3, $3, $3)",
            self.account_id,
            sha256(self.token.encode()).digest(),
            now,
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"{SESSION_COOKIE}={self.token}", "sec-fetch-site": "same-origin"}

    def form(self, **fields: str) -> dict[str, str]:
        """Return a form's fields with the token of its page."""
        return {"csrf_token": keyed_hash("csrf", self.token.encode())[:43], **fields}


class Balance:
    """What stands in front of two hosts: takes one, then the other, and no dead one."""

    def __init__(self, hosts: tuple[WebHost, WebHost]) -> None:
        """Open clients to both."""
        self.clients = [
            httpx.AsyncClient(
                base_url=host.url,
                headers={"host": NAME},
                transport=httpx.AsyncHTTPTransport(local_address=address),
                timeout=20,
            )
            for host, address in zip(hosts, GOES_FROM, strict=True)
        ]
        self.turn = 0
        self.failed = [0, 0]
        self.answered: tuple[list[float], list[float]] = ([], [])
        """When each host answered, in seconds of this machine's steady clock."""

    async def send(
        self, reader: Reader, method: str, path: str, data: dict[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer of the first host that gives one."""
        self.turn += 1
        for which in (self.turn % 2, (self.turn + 1) % 2):
            if self.failed[which] >= 3:
                continue
            try:
                answer = await self.clients[which].request(
                    method, path, data=data, headers=reader.headers
                )
            except httpx.HTTPError:
                self.failed[which] += 1
            else:
                self.answered[which].append(time.monotonic())
                return answer
        raise AssertionError("no host answers")

    async def close(self) -> None:
        for client in self.clients:
            await client.aclose()


@asynccontextmanager
async def balanced(hosts: tuple[WebHost, WebHost]) -> AsyncIterator[Balance]:
    balance = Balance(hosts)
    try:
        yield balance
    finally:
        await balance.close()


async def read_on(reader: Reader, balance: Balance, works: list[str]) -> None:
    """Open each act, and bookmark it."""
    for celex in works:
        page = await balance.send(reader, "GET", f"/en/documents/{celex}")
        assert page.status_code == 200, page.text
        reader.opened.append(celex)
        form = reader.form(celex=celex)
        written = await balance.send(reader, "POST", "/en/bookmarks", form)
        assert written.status_code == 303, written.text
        reader.bookmarked.append(celex)
        await asyncio.sleep(0)
