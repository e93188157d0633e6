"""Where holders use their accounts from is noted in passing, and keeps nobody waiting."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from domain import database, licence
from domain.licence import COLLECTED, Seen, Sighting
from tests.cast import signed_in
from web import sightings
from web.sightings import Collector, collecting

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AWAY = "unix:///nowhere/at.all"


def one():
    return Seen(uuid4(), uuid4(), uuid4(), "203.0.113.7", NOON)


@pytest.fixture
async def redis(memory):
    client = Redis.from_url(memory)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.mark.promise("P-ACC-6")
class TestWhatIsNoted:
    async def test_is_each_page_that_a_holder_opens(self, as_alice, alice, noted):
        for path in ("/account", "/bookmarks", "/privacy"):
            await as_alice.get(path)
        assert {(s.account_id, s.session_id, s.ip) for s in noted} == {
            (alice.id, as_alice.session_id, "127.0.0.1")
        }
        assert len({s.id for s in noted}) == 3

    async def test_is_each_form_that_a_holder_sends_with_and_without_htmx(
        self, as_alice, noted
    ):
        for htmx in (False, True):
            await as_alice.post("/history/erasure", htmx=htmx)
        assert len(noted) == 2

    async def test_is_no_poll_no_prefetch_no_check_no_file_and_no_missing_page(
        self, as_alice, noted
    ):
        client = as_alice.client
        for ask in (
            as_alice.get("/account/sessions", htmx=True),
            client.get("/account", headers={"sec-purpose": "prefetch;prerender"}),
            client.get("/account", headers={"purpose": "prefetch"}),
            client.head("/account"),
            as_alice.get("/health"),
            as_alice.get("/static/style.css"),
            as_alice.get("/nowhere"),
        ):
            answer = await ask
            assert list(noted) == [], answer.request

    async def test_is_nothing_of_visitors_and_staff(self, anonymous, as_support, noted):
        await anonymous.get("/privacy")
        await as_support.get("/staff")
        assert list(noted) == []

    async def test_is_nothing_of_whom_no_address_is_known(self, app, alice, noted, monkeypatch):
        monkeypatch.setattr(sightings, "visitor_of", lambda _connection: None)
        async with await signed_in(app, alice) as browser:
            assert (await browser.get("/account")).status_code == 200
        assert list(noted) == []

    async def test_writes_nothing_to_the_database(self, as_alice, noted):
        await as_alice.get("/account")
        assert len(noted) == 1
        assert await Sighting.count() == 0


class TestHandingOver:
    async def test_leaves_batches_in_redis_that_end_by_themselves(self, memory, redis):
        collector = Collector(Redis.from_url(memory))
        seen = [one() for _ in range(sightings.BATCH + 1)]
        for each in seen:
            collector.note(each)
        await collector.hand_over()
        batches = await redis.lrange(COLLECTED, 0, -1)
        assert [each for batch in batches for each in licence.unpacked(batch)] == seen
        assert len(batches) == 2
        assert 0 < await redis.ttl(COLLECTED) <= sightings.KEPT_S
        assert not collector.waiting
        await collector.redis.aclose()

    async def test_waits_while_redis_is_away_and_loses_nothing(self, memory, redis):
        collector = Collector(Redis.from_url(AWAY))
        collector.note(one())
        await collector.hand_over()
        assert len(collector.waiting) == 1
        collector.redis = redis
        await collector.hand_over()
        assert await redis.llen(COLLECTED) == 1

    async def test_drops_and_counts_what_is_too_much(self, monkeypatch, caplog):
        monkeypatch.setattr(sightings, "MOST_HELD", 2)
        collector = Collector(Redis.from_url(AWAY))
        for _ in range(5):
            collector.note(one())
        await collector.hand_over()
        assert len(collector.waiting) == 2
        facts = [record.facts for record in caplog.records]
        assert facts == [{"waiting": 2}, {"lost": 3}]
        assert "203.0.113.7" not in caplog.text

    async def test_keeps_redis_from_filling_up(self, memory, redis, monkeypatch, caplog):
        monkeypatch.setattr(sightings, "MOST_BATCHES", 2)
        collector = Collector(redis)
        seen = [one() for _ in range(3)]
        for each in seen:
            collector.note(each)
            await collector.hand_over()
        batches = await redis.lrange(COLLECTED, 0, -1)
        assert [licence.unpacked(batch) for batch in batches] == [[each] for each in seen[1:]]
        assert [record.facts for record in caplog.records] == [{"batches": 3}]

    async def test_goes_on_while_the_site_serves_and_once_more_when_it_ends(
        self, redis, monkeypatch
    ):
        collector = Collector(redis)
        monkeypatch.setattr(sightings, "collector", lambda: collector)
        monkeypatch.setattr(sightings, "EVERY_S", 0.01)
        async with collecting(None):
            collector.note(one())
            async with asyncio.timeout(5):
                while not await redis.llen(COLLECTED):  # noqa: ASYNC110 - Redis tells nobody
                    await asyncio.sleep(0.01)
            monkeypatch.setattr(sightings, "EVERY_S", 3600)
            await asyncio.sleep(0.05)
            collector.note(one())
        assert await redis.llen(COLLECTED) == 2

    async def test_a_page_is_answered_while_redis_is_away(self, as_alice, noted, monkeypatch):
        collector = Collector(Redis.from_url(AWAY))
        monkeypatch.setattr(sightings, "collector", lambda: collector)
        assert (await as_alice.get("/account")).status_code == 200
        await collector.hand_over()
        assert (await as_alice.get("/account")).status_code == 200
        assert len(collector.waiting) == 2
        assert await database.fetch_value("select true")
