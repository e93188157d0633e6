"""The arq worker: when the alarm rings. What is due stands in PostgreSQL. Times are UTC.

Run by ``python -m jobs``.
"""

import json
from datetime import UTC
from typing import Any, ClassVar

from arq import cron, func
from arq.connections import RedisSettings
from arq.cron import CronJob
from arq.worker import Function

from domain import backups, database
from domain.settings import current_settings

LONGEST_JOB_S = 3600
"""A package of a million rows, or a sweep, is one duty. After SIGKILL arq runs a job again
only after this; duties do not wait for it, their lease ends after two minutes."""


PERFORM = "jobs.duties.perform_due_duties"
WAKE_UP = "perform_due_duties"
RUN_SCHEDULES = "jobs.duties.run_due_schedules"
WRITE_SIGHTINGS = "jobs.sightings.write_collected"


async def startup(ctx: dict[str, Any]) -> None:
    """Open the worker's own database connections."""
    settings = current_settings()
    await database.open_pool(settings.worker_database_url, size=6, statement_timeout_ms=600_000)
    await backups.refuse_before_replay()


async def shutdown(ctx: dict[str, Any]) -> None:
    """Close the database connections."""
    await database.close_pool()


def _to_json(job: dict[str, Any]) -> bytes:
    return json.dumps(job, default=str).encode()


class WorkerSettings:
    """Read by arq."""

    redis_settings = RedisSettings.from_dsn(current_settings().redis_url)
    timezone = UTC
    functions: ClassVar[list[Function]] = [
        # The name that the web rings by.
        func(PERFORM, name=WAKE_UP, keep_result=0)
    ]
    cron_jobs: ClassVar[list[CronJob]] = [
        # Every five seconds: what an enqueue after the commit did not make prompt.
        cron(PERFORM, second=set(range(0, 60, 5)), keep_result=0, max_tries=1),
        cron(RUN_SCHEDULES, second=0, keep_result=0, max_tries=1),
        # So that a Redis that is lost takes less than a minute of sightings with it.
        cron(WRITE_SIGHTINGS, second={15, 45}, keep_result=0, max_tries=1),
    ]
    on_startup = startup
    on_shutdown = shutdown
    job_serializer = staticmethod(_to_json)
    job_deserializer = staticmethod(json.loads)
    keep_result = 0
    max_jobs = 4
    job_timeout = LONGEST_JOB_S
    health_check_interval = 10
    poll_delay = 0.5
