"""Two web hosts and two workers on one database; one of each loses power under load.

Distinct loopback addresses stand for machines (docs/scale.md): the hosts share nothing but
PostgreSQL and the two Redis.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from domain.duties import LEASE
from domain.requests import MAKE_PACKAGE
from tests.mailjet import Remembered, mailjet
from tests.several_hosts.house import Host, House, WebHost
from tests.several_hosts.readers import GOES_FROM, Balance, Reader, balanced, read_on

pytestmark = pytest.mark.xdist_group("several hosts")

READERS = 12
WORKS = 14
LOST_AT_MOST_S = 2
"""What a web host has seen and not handed over yet: docs/adr/sightings.md."""


@dataclass
class Running:
    """The house with everybody in it."""

    database: asyncpg.Connection
    web: tuple[WebHost, WebHost]
    workers: tuple[Host, Host]
    readers: list[Reader]
    works: list[str]


@pytest.fixture(scope="module")
def delivered() -> Iterator[Remembered]:
    """What Mailjet was given to deliver."""
    with mailjet() as remembered:
        yield remembered


@pytest.fixture(scope="module")
def house(delivered: Remembered) -> Iterator[House]:
    house = House(mailjet_url=delivered.url)
    yield house
    house.stop()


@pytest.fixture(scope="module")
async def running(house: House) -> AsyncIterator[Running]:
    hosts: list[Host] = []
    database = await asyncpg.connect(house.login("postgres"))
    try:
        readers = [Reader() for _ in range(READERS)]
        for reader in readers:
            await reader.arrive(database)
        web = tuple(WebHost(house, f"web-{n}", address=f"127.0.2.{n}") for n in (1, 2))
        workers = tuple(Host(house, "worker", f"worker-{n}") for n in (1, 2))
        hosts += [*web, *workers]
        for host in web:
            await asyncio.to_thread(host.wait_until_up)
        yield Running(database, web, workers, readers, await make_works(database))
    finally:
        await database.close()
        for host in hosts:
            await asyncio.to_thread(host.stop)


async def make_works(database: asyncpg.Connection) -> list[str]:
    """Write acts down, with a title each: what is read here does not matter."""
    await database.execute(
        """
        with written as (
            insert into work (celex, type, in_force, imported_at)
            select '32099R' || lpad(i::text, 4, '0'), 'regulation', true, now()
            from generate_series(0, $1 - 1) as i returning id
        )
        insert into expression (work, language, kind, dated_on, sha256, title, source,
            is_current, imported_at)
        select id, language, 'summary', '2024-01-01', id::text, 'Act', 'test', true, now()
        from written, unnest(array['fr', 'en']) as language
        """,
        WORKS,
    )
    rows = await database.fetch("select celex from work order by celex")
    return [row["celex"] for row in rows]


async def until(true: Callable[[], Awaitable[object]], *, within_s: float) -> None:
    """Return once it is true."""
    async with asyncio.timeout(within_s):
        while not await true():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.05)


@dataclass
class Read:
    """How the reading went: who answered when, and when the second host died."""

    balance: Balance
    died_at: float

    def answers_of(self, host: int, *, until: float = float("inf")) -> int:
        return sum(at <= until for at in self.balance.answered[host])


@pytest.fixture(scope="module")
async def read(running: Running) -> Read:
    """Everybody reads and bookmarks everything; meanwhile one of the web hosts dies."""
    async with balanced(running.web) as balance:

        async def in_the_middle() -> bool:
            return reading.done() or len(balance.answered[1]) >= READERS * WORKS // 2

        reading = asyncio.gather(
            *(read_on(reader, balance, running.works) for reader in running.readers)
        )
        await until(in_the_middle, within_s=60)
        died_at = time.monotonic()
        await asyncio.to_thread(running.web[1].kill)
        was_reading = not reading.done()
        await reading
    assert was_reading
    return Read(balance, died_at)


class TestAWebHostThatDies:
    def test_is_noticed_by_nobody_who_reads(self, running: Running, read: Read) -> None:
        assert read.balance.failed[0] == 0
        assert read.balance.failed[1] > 0
        for reader in running.readers:
            assert reader.opened == reader.bookmarked == running.works

    @pytest.mark.parametrize("table", ["bookmark", "history_entry"])
    async def test_takes_nothing_with_it_and_nothing_is_written_twice(
        self, running: Running, read: Read, table: str
    ) -> None:
        rows = await running.database.fetch(
            f"select account, celex from {table} join work on work.id = work"
        )
        written = sorted((row["account"], row["celex"]) for row in rows)
        acknowledged = [(r.account_id, celex) for r in running.readers for celex in r.opened]
        assert written == sorted(acknowledged)

    async def test_takes_two_seconds_of_sightings_with_it_at_most(
        self, running: Running, read: Read
    ) -> None:
        async def seen(host: int) -> int:
            sql = "select count(*) from sighting where ip = $1"
            return int(await running.database.fetchval(sql, GOES_FROM[host]))

        async def all_of_the_first_are_written() -> bool:
            return await seen(0) >= read.answers_of(0)

        await until(all_of_the_first_are_written, within_s=60)
        assert await seen(0) == read.answers_of(0)
        handed_over = read.answers_of(1, until=read.died_at - LOST_AT_MOST_S)
        assert handed_over <= await seen(1) <= read.answers_of(1) + READERS


@dataclass
class Copied:
    """Who asked for a copy, and the duties that the second worker died over."""

    asked: list[UUID]
    died_over: list[UUID]


@pytest.fixture(scope="module")
async def copied(running: Running, read: Read) -> Copied:
    """Everybody asks for a copy; of the two workers the one that makes them dies."""
    first, second = running.workers
    first.signal(signal.SIGSTOP)
    async with balanced(running.web) as balance:
        answers = [
            await balance.send(reader, "POST", "/en/account/data/access", reader.form())
            for reader in running.readers
        ]
    assert [answer.status_code for answer in answers] == [303] * READERS
    await until(lambda: caught_at_work(running, second), within_s=60)
    await asyncio.to_thread(second.kill)
    died_over = await at_work(running)
    first.signal(signal.SIGCONT)
    await until(lambda: nothing_else_is_due(running, died_over), within_s=90)
    await let_the_lease_pass(running, died_over)
    await until(lambda: nothing_else_is_due(running, []), within_s=90)
    return Copied([UUID(answer.headers["location"][-36:]) for answer in answers], died_over)


async def at_work(running: Running) -> list[UUID]:
    """Return the copies that a worker is making."""
    rows = await running.database.fetch(
        "select id from duty where kind = $1 and done_at is null and leased_until is not null",
        MAKE_PACKAGE,
    )
    return [row["id"] for row in rows]


async def caught_at_work(running: Running, worker: Host) -> bool:
    """Hold the worker still in the middle of a copy, if it is."""
    if not await at_work(running):
        return False
    worker.signal(signal.SIGSTOP)
    if await at_work(running):
        return True
    worker.signal(signal.SIGCONT)
    return False


async def nothing_else_is_due(running: Running, but: list[UUID]) -> bool:
    sql = (
        "select not exists (select from duty"
        " where done_at is null and due_at <= now() and id <> all($1))"
    )
    return bool(await running.database.fetchval(sql, but))


async def let_the_lease_pass(running: Running, held: list[UUID]) -> None:
    await running.database.execute(
        "update duty set leased_until = leased_until - $2::interval where id = any($1)",
        held,
        LEASE,
    )


class TestAWorkerThatDies:
    async def test_leaves_its_work_to_the_other(self, running: Running, copied: Copied) -> None:
        rows = await running.database.fetch(
            "select id, attempts, done_at, failure from duty where kind = $1", MAKE_PACKAGE
        )
        assert copied.died_over
        assert {row["id"]: row["attempts"] for row in rows} == {
            row["id"]: 2 if row["id"] in copied.died_over else 1 for row in rows
        }
        assert len(rows) == READERS
        assert all(row["done_at"] and not row["failure"] for row in rows)

    async def test_leaves_one_whole_copy_for_each_request(
        self, running: Running, copied: Copied
    ) -> None:
        rows = await running.database.fetch(
            "select request, size_bytes, rows_expected = rows_written as whole,"
            " (select sum(length(content)) from package_part where package = package.id)"
            " as stored from package where finished_at is not null"
        )
        assert sorted(row["request"] for row in rows) == sorted(copied.asked)
        assert all(row["whole"] and row["stored"] == row["size_bytes"] for row in rows)

    async def test_leaves_one_mail_of_each_kind_for_each_person(
        self, running: Running, copied: Copied, delivered: Remembered
    ) -> None:
        rows = await running.database.fetch(
            "select account, subject, count(*) as mails, count(sent_at) as sent from mail"
            " group by account, subject"
        )
        assert {row["account"] for row in rows} == {r.account_id for r in running.readers}
        assert len(rows) % READERS == 0
        assert all(row["mails"] == row["sent"] == 1 for row in rows)
        assert len(set(delivered.ids())) == len(delivered.ids()) == len(rows)
