"""A signed-in page with both walls, against the same page without them.

Server CPU per request, one process each, in turns. Eight people read in turn, so that
connections change whom they act for as they do in life: one person alone would pay once.

    python -m bench.walls [--full]
"""

import argparse
import asyncio
import os
import tempfile
from dataclasses import asdict

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import httpx

from bench import measure
from bench.page import COOKIES, PATH, REQUESTS_A_ROUND, cost, owner_url
from bench.running import prepared_database, served

GOAL = 0.85


def main(*, rounds: int) -> None:
    """Measure, and record."""
    with (
        prepared_database(),
        served("web.asgi:app") as walled,
        # The login that owns the tables passes row security.
        served("bench.unwalled:app", environment={"BENCH_DSN": owner_url()}) as open_to_all,
    ):
        pages = [
            httpx.get(side.url + PATH, headers=COOKIES[0]).text
            for side in (walled, open_to_all)
        ]
        assert len(pages[0]) == len(pages[1]), [len(page) for page in pages]
        pairs = asyncio.run(
            measure.interleaved(
                ours=cost(walled, REQUESTS_A_ROUND),
                bare=cost(open_to_all, REQUESTS_A_ROUND),
                rounds=rounds,
            )
        )
    ratio = measure.ratio_of(pairs, unit="ms CPU a request", cost=True)
    measure.record(
        measure.Result(
            name="walls",
            goal=f">= {GOAL} of the same page without walls, by server CPU a request",
            met=ratio.median >= GOAL,
            limit="one more statement on a connection that changes whom it acts for",
            figures={"ratio": asdict(ratio)},
        )
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    main(rounds=40 if options.parse_args().full else measure.ROUNDS)
