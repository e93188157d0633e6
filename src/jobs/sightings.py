"""Writing down what the web collected: where holders used their accounts from (P-ACC-6)."""

import logging
from typing import Any

from redis.asyncio import Redis

from domain import clock, licence
from domain.licence import COLLECTED, NoSightings, Seen
from domain.settings import current_settings

log = logging.getLogger("jobs.sightings")

AT_ONCE = 20
"""Batches in one transaction: at most 10,000 rows."""


async def write_collected(_ctx: dict[str, Any]) -> int:
    """Write everything that waits in Redis; return how many sightings were new.

    A batch is taken from Redis once it stands in PostgreSQL: a worker that is killed between
    the two leaves it to the next one, and what is written already is not written again.
    """
    written = 0
    async with Redis.from_url(current_settings().sightings_redis_url) as redis:
        while batches := await redis.lrange(COLLECTED, 0, AT_ONCE - 1):
            seen = [each for batch in batches for each in _read(batch)]
            written += await licence.write_sightings(seen, now=clock.now())
            commands = redis.pipeline()
            for batch in batches:
                commands.lrem(COLLECTED, 0, batch)
            await commands.execute()
    return written


def _read(batch: bytes) -> list[Seen]:
    """Return the sightings of a batch; what is none holds nothing else back."""
    try:
        return licence.unpacked(batch)
    except NoSightings:
        log.warning("batch unreadable", extra={"facts": {"bytes": len(batch)}})
        return []
