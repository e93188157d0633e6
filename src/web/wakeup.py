"""After a form was answered, the worker is woken: what it made necessary happens promptly.

A wake-up that is lost loses nothing: the worker looks by itself every few seconds.
"""

import json
import logging
from functools import lru_cache
from typing import Any

from arq import create_pool
from arq.connections import ArqRedis, RedisSettings
from litestar import Request
from redis.exceptions import RedisError

from domain.settings import current_settings

log = logging.getLogger("web.wakeup")


async def wake_worker(request: Request[Any, Any, Any]) -> None:
    """Wake the worker after an unsafe request: its transaction is committed by now."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    try:
        await (await _queue()).enqueue_job("perform_due_duties")
    except (RedisError, OSError):
        log.warning("redis away")


class _Queue:
    redis: ArqRedis | None = None


async def _queue() -> ArqRedis:
    held = _held()
    if held.redis is None:
        settings = RedisSettings.from_dsn(current_settings().redis_url)
        settings.conn_retries = 0
        # As the worker reads them: JSON, never pickles.
        held.redis = await create_pool(
            settings, job_serializer=_to_json, job_deserializer=json.loads
        )
    return held.redis


def _to_json(job: dict[str, Any]) -> bytes:
    return json.dumps(job, default=str).encode()


@lru_cache(maxsize=1)
def _held() -> _Queue:
    """Return the process's one connection to the queue, opened at its first use."""
    return _Queue()
