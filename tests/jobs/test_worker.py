"""What the web rings by is what the worker answers to."""

from unittest.mock import AsyncMock

import pytest

from jobs.worker import WorkerSettings
from web import wakeup


class _Request:
    def __init__(self, method):
        self.method = method


@pytest.fixture
def bell(monkeypatch):
    queue = AsyncMock()
    monkeypatch.setattr(wakeup, "_queue", AsyncMock(return_value=queue))
    return queue.enqueue_job


async def test_a_form_rings_by_a_name_that_the_worker_knows(bell):
    await wakeup.wake_worker(_Request("POST"))
    [name] = bell.await_args.args
    assert name in {function.name for function in WorkerSettings.functions}


async def test_reading_a_page_wakes_nobody(bell):
    await wakeup.wake_worker(_Request("GET"))
    bell.assert_not_awaited()


@pytest.mark.asvs("1.5.2")
def test_jobs_are_plain_json_and_leave_no_result():
    job = WorkerSettings.job_serializer({"f": "perform_due_duties", "a": (), "k": {}})
    assert WorkerSettings.job_deserializer(job)["f"] == "perform_due_duties"
    known = (*WorkerSettings.functions, *WorkerSettings.cron_jobs)
    assert {each.keep_result_s for each in known} == {0}
