"""What the web collected is written down twice a minute, once, whatever dies in between."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from domain import clock, licence, rights
from domain.licence import COLLECTED, Sighting
from jobs import sightings
from jobs.worker import WRITE_SIGHTINGS, WorkerSettings
from tests.cast import make_account


class Killed(BaseException):
    """What no ``except Exception`` holds back."""


@pytest.fixture
async def redis(memory, monkeypatch):
    client = Redis.from_url(memory)
    await client.flushall()
    settings = type("Settings", (), {"sightings_redis_url": memory})
    monkeypatch.setattr(sightings, "current_settings", settings)
    yield client
    await client.aclose()


async def collect(redis, *accounts, at=None):
    batch = [
        licence.Seen(uuid4(), each.id, uuid4(), "203.0.113.7", at or clock.now())
        for each in accounts
    ]
    await redis.rpush(COLLECTED, licence.packed(batch))


async def test_everything_that_waits_is_written_and_leaves_redis(undone, redis, monkeypatch):
    monkeypatch.setattr(sightings, "AT_ONCE", 2)
    alice = await make_account("alice")
    for _ in range(5):
        await collect(redis, alice, alice)
    assert await sightings.write_collected({}) == 10
    assert await Sighting.count() == 10
    assert await redis.keys("*") == []
    assert await sightings.write_collected({}) == 0


async def test_a_worker_killed_after_writing_writes_nothing_twice(undone, redis, monkeypatch):
    await collect(redis, await make_account("alice"))
    written = licence.write_sightings

    async def killed_after(batch, *, now):
        await written(batch, now=now)
        raise Killed

    monkeypatch.setattr(licence, "write_sightings", killed_after)
    with pytest.raises(Killed):
        await sightings.write_collected({})
    assert await redis.llen(COLLECTED) == 1
    monkeypatch.setattr(licence, "write_sightings", written)
    assert await sightings.write_collected({}) == 0
    assert await Sighting.count() == 1
    assert await redis.llen(COLLECTED) == 0


async def test_a_batch_handed_over_twice_counts_once(undone, redis):
    await collect(redis, await make_account("alice"))
    [batch] = await redis.lrange(COLLECTED, 0, -1)
    await redis.rpush(COLLECTED, batch)
    assert await sightings.write_collected({}) == 1
    assert await redis.llen(COLLECTED) == 0


async def test_a_batch_that_cannot_be_read_holds_back_no_other(undone, redis, caplog):
    await redis.rpush(COLLECTED, b"203.0.113.99")
    await collect(redis, await make_account("alice"))
    assert await sightings.write_collected({}) == 1
    assert await redis.llen(COLLECTED) == 0
    assert "203.0.113.99" not in caplog.text


@pytest.mark.promise("P-RIG-4")
async def test_what_still_waits_of_an_erased_person_is_never_written(undone, redis):
    alice, bob = await make_account("alice"), await make_account("bob")
    await collect(redis, alice, bob)
    await rights.erase_account(alice.id, cause="holder", now=clock.now())
    assert await sightings.write_collected({}) == 1
    assert await Sighting.select(Sighting.account).output(as_list=True) == [bob.id]
    assert await redis.keys("*") == []


async def test_events_of_a_day_ago_are_written_with_their_own_time(undone, redis):
    yesterday = datetime(2026, 11, 1, 12, tzinfo=UTC)
    await collect(redis, await make_account("alice"), at=yesterday)
    assert await sightings.write_collected({}) == 1
    assert await Sighting.select(Sighting.seen_at).output(as_list=True) == [yesterday]


def test_the_worker_writes_twice_a_minute():
    [job] = [job for job in WorkerSettings.cron_jobs if job.name == f"cron:{WRITE_SIGHTINGS}"]
    assert job.second == {15, 45}
    assert job.unique
