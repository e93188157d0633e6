"""What noting a sighting costs a page: the site, against the site that notes none.

Server CPU per request, one process each, in turns; handing over to Redis is part of it.

    python -m bench.recording [--full]
"""

import argparse
import asyncio
import os
import tempfile
from dataclasses import asdict

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

from bench import measure
from bench.page import REQUESTS_A_ROUND, cost
from bench.running import prepared_database, served
from domain.licence import COLLECTED, unpacked
from domain.settings import current_settings

GOAL = 0.97
ROUNDS = 40
"""Of so small a difference, the interval needs more rounds than elsewhere."""


async def collected() -> int:
    """Return how many sightings wait in Redis."""
    from redis.asyncio import Redis

    async with Redis.from_url(current_settings().sightings_redis_url) as redis:
        batches = await redis.lrange(COLLECTED, 0, -1)
    return sum(len(unpacked(batch)) for batch in batches)


def main(*, rounds: int) -> None:
    """Measure, and record."""
    with prepared_database():
        with (
            served("web.asgi:app") as ours,
            served("bench.bare.unrecorded:app") as bare,
        ):
            pairs = asyncio.run(
                measure.interleaved(
                    ours=cost(ours, REQUESTS_A_ROUND),
                    bare=cost(bare, REQUESTS_A_ROUND),
                    rounds=rounds,
                )
            )
        # Both have ended, and handed over the rest: one side noted everything, one nothing.
        noted = asyncio.run(collected())
    assert noted == (rounds + 1) * REQUESTS_A_ROUND, noted
    ratio = measure.ratio_of(pairs, unit="ms CPU a request", cost=True)
    measure.record(
        measure.Result(
            name="recording",
            goal=f"≥ {GOAL} of the page that notes nothing, by server CPU a request",
            met=ratio.median >= GOAL,
            limit="A random id, an address in its one form, and a line of JSON each.",
            figures={"ratio": asdict(ratio), "sightings noted": noted},
        )
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    main(rounds=options.parse_args().rounds)
