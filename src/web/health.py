"""Whether the parts answer: database, Redis, worker."""

import asyncio
from functools import lru_cache
from importlib.metadata import version

from redis.asyncio import Redis

from domain import database
from domain.settings import current_settings

_PATIENCE_S = 2
_WORKER_HEARTBEAT = "arq:queue:health-check"


async def state() -> dict[str, str]:
    """Return the state of each part: ``ok`` or ``down``, and of the whole."""
    redis_is_up, worker_is_up = await _redis_and_worker()
    parts = {
        "database": _word(await _database_is_up()),
        "redis": _word(redis_is_up),
        "worker": _word(worker_is_up),
    }
    whole = "ok" if all(part == "ok" for part in parts.values()) else "down"
    return {"status": whole, **parts, "version": version("assisteu")}


def _word(is_up: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "ok" if is_up else "down"


async def _database_is_up() -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return bool(await database.fetch_value("select true"))
    except Exception:  # noqa: BLE001 - whatever it is, it does not answer
        return False


async def _redis_and_worker() -> tuple[bool, bool]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return True, bool(await _redis().exists(_WORKER_HEARTBEAT))
    except Exception:  # noqa: BLE001
        return False, False


@lru_cache(maxsize=1)
def _redis() -> Redis:
    client: Redis = Redis.from_url(current_settings().redis_url)
    return client
