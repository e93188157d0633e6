"""Outside the tables of the register nothing of a person is left lying about."""

import json

from arq import create_pool
from arq.connections import RedisSettings

from domain import database
from web import wakeup

POSTED = type("Request", (), {"method": "POST"})()


async def test_an_error_of_the_database_leaves_no_value_in_its_log(undone):
    """PostgreSQL as the program starts it logs what ends the server, and nothing else."""
    said = {
        name: await database.fetch_value(f"show {name}")
        for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity")
    }
    assert said == {
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


async def test_the_queue_holds_the_name_of_a_job_and_nothing_of_who_rang(memory, monkeypatch):
    queue = await create_pool(
        RedisSettings.from_dsn(memory),
        job_serializer=lambda job: json.dumps(job).encode(),
        job_deserializer=json.loads,
    )

    async def ours():
        return queue

    monkeypatch.setattr(wakeup, "_queue", ours)
    await wakeup.wake_worker(POSTED)
    jobs = await queue.keys("arq:job:*")
    assert len(jobs) == 1
    held = json.loads(await queue.get(jobs[0]))
    assert (held["f"], held["a"], held["k"]) == ("perform_due_duties", [], {})
    assert await queue.ttl(jobs[0]) > 0
    assert await queue.keys("arq:result:*") == []
    await queue.flushall()
    await queue.aclose()
