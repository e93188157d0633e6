"""Where holders use their accounts from, noted without keeping anybody waiting (P-ACC-6).

A request adds to a list in this process and goes on. Once a second the list is handed to a
Redis that keeps nothing on disk, from which a worker writes it down (jobs/sightings.py).
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import uuid4

from litestar import Litestar
from litestar.connection import ASGIConnection
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain import licence
from domain.accounts import Person
from domain.licence import COLLECTED, Seen
from domain.roles import Role
from domain.settings import current_settings
from web.network import visitor_of

log = logging.getLogger("web.sightings")

EVERY_S = 1.0
PATIENCE_S = 2.0
BATCH = 500
MOST_HELD = 10_000
"""In this process, while Redis is away: some 4 MB, minutes of a busy site."""
MOST_BATCHES = 10_000
"""In Redis, while no worker writes: the oldest go first."""
KEPT_S = 24 * 3600
"""After this long without a new one, Redis forgets what nobody wrote down."""


class Collector:
    """What this process saw and has not handed over yet."""

    def __init__(self, redis: Redis) -> None:
        """Begin with nothing."""
        self.redis = redis
        self.waiting: deque[Seen] = deque()
        self.lost = 0

    def note(self, seen: Seen) -> None:
        """Keep a sighting until it is handed over; too many are dropped, and counted."""
        if len(self.waiting) < MOST_HELD:
            self.waiting.append(seen)
        else:
            self.lost += 1

    async def hand_over(self) -> None:
        """Hand everything to Redis. What it does not take waits for the next time.

        A batch whose answer is lost is handed over again: each sighting has its id.
        """
        try:
            while self.waiting:
                batch = list(islice(self.waiting, BATCH))
                await self._push(batch)
                for _ in batch:
                    self.waiting.popleft()
        except (RedisError, OSError):
            log.warning("sightings wait", extra={"facts": {"waiting": len(self.waiting)}})
        if self.lost:
            log.warning("sightings lost", extra={"facts": {"lost": self.lost}})
            self.lost = 0

    async def _push(self, batch: list[Seen]) -> None:
        commands = self.redis.pipeline()
        commands.rpush(COLLECTED, licence.packed(batch))
        commands.ltrim(COLLECTED, -MOST_BATCHES, -1)
        commands.expire(COLLECTED, KEPT_S)
        length, _, _ = await commands.execute()
        if length > MOST_BATCHES:
            log.warning("sightings not written", extra={"facts": {"batches": length}})


def note_use(connection: ASGIConnection[Any, Any, Any, Any], person: Person) -> None:
    """Note from which address a holder uses the account: in memory, nothing is awaited.

    Of staff, who hold no licence, nothing is noted; nor where the address is unknown.
    """
    if person.role is not Role.HOLDER:
        return
    address = visitor_of(connection)
    if address is not None:
        at: datetime = connection.scope["state"]["now"]
        collector().note(Seen(uuid4(), person.id, person.session_id, str(address), at))


@lru_cache(maxsize=1)
def collector() -> Collector:
    """Return the collector of this process."""
    redis: Redis = Redis.from_url(
        current_settings().sightings_redis_url,
        socket_timeout=PATIENCE_S,
        socket_connect_timeout=PATIENCE_S,
    )
    return Collector(redis)


@asynccontextmanager
async def collecting(_app: Litestar) -> AsyncIterator[None]:
    """Hand over what is noted, once a second, while the process serves; at last the rest."""
    task = asyncio.create_task(_hand_over_again_and_again())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await collector().hand_over()


async def _hand_over_again_and_again() -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await collector().hand_over()
        except Exception:
            log.exception("sightings not handed over")
