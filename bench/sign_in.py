"""Sign-in under attack: 20 wrong passwords a second, all of which reach Argon2.

The pages of the reader meanwhile, at ten a second, stay under 500 ms (p99). Each wrong
sign-in comes from an address and a network of its own, so that no throttle spares us work.

    python -m bench.sign_in [--full]
"""

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from time import perf_counter

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import httpx

from bench import measure
from bench.running import TOKENS, Server, prepared_database, served

GOAL_MS = 500
WRONG_A_SECOND = 20
PAGES_A_SECOND = 10
PROCESSES = 2


async def wrong_sign_in(server: Server, number: int, answers: Counter[int]) -> None:
    """Try a wrong password from a network of its own (a loopback address)."""
    source = f"127.{1 + number // 200}.{number % 200}.9"
    transport = httpx.AsyncHTTPTransport(local_address=source)
    async with httpx.AsyncClient(
        base_url=server.url, transport=transport, timeout=30
    ) as client:
        form = await client.get("/sign-in")
        token = form.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = await client.post(
            "/sign-in",
            data={
                "csrf_token": token,
                "email": f"nobody{number}@example.org",
                "password": "a wrong password of some length",
            },
        )
        answers[answer.status_code] += 1


async def read_page(client: httpx.AsyncClient, took: list[float]) -> None:
    """Read the page once; note how long it took, in milliseconds."""
    begun = perf_counter()
    answer = await client.get("/bookmarks")
    assert answer.status_code == 200, answer.status_code
    took.append((perf_counter() - begun) * 1000)


async def run(
    server: Server, *, seconds: int, attacked: bool
) -> tuple[list[float], Counter[int]]:
    """Read pages at a steady rate, with or without the attack beside it."""
    took: list[float] = []
    answers: Counter[int] = Counter()
    tasks: set[asyncio.Task[None]] = set()
    cookies = {"assisteu_session": TOKENS[0]}
    ticks = seconds * WRONG_A_SECOND
    begun = perf_counter()
    async with httpx.AsyncClient(base_url=server.url, cookies=cookies, timeout=30) as client:
        for tick in range(ticks):
            await asyncio.sleep(max(0.0, begun + tick / WRONG_A_SECOND - perf_counter()))
            if attacked:
                tasks.add(asyncio.create_task(wrong_sign_in(server, tick, answers)))
            if tick % (WRONG_A_SECOND // PAGES_A_SECOND) == 0:
                tasks.add(asyncio.create_task(read_page(client, took)))
        await asyncio.gather(*tasks)
    return took, answers


async def measured(server: Server, seconds: int) -> None:
    """Measure without and with the attack, and record."""
    calm, _ = await run(server, seconds=max(5, seconds // 3), attacked=False)
    attacked, answers = await run(server, seconds=seconds, attacked=True)
    p99 = measure.percentile(attacked, 0.99)
    wrong = answers[422]
    measure.record(
        measure.Result(
            name="sign-in",
            goal=f"pages under {GOAL_MS} ms (p99), {WRONG_A_SECOND} wrong sign-ins a second",
            met=p99 < GOAL_MS and wrong == sum(answers.values()),
            limit="Argon2 itself, on cores that the measuring client shares.",
            figures={
                "seconds": seconds,
                "hashes done": wrong,
                "other answers": {code: n for code, n in answers.items() if code != 422},
                "pages read": len(attacked),
                "p50 ms": round(measure.percentile(attacked, 0.5), 1),
                "p99 ms": round(p99, 1),
                "p99 ms without the attack": round(measure.percentile(calm, 0.99), 1),
            },
        )
    )


def main(*, full: bool) -> None:
    """Run the site, and measure."""
    with prepared_database(), served("web.asgi:app", processes=PROCESSES) as server:
        asyncio.run(measured(server, 60 if full else 20))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    main(full=options.parse_args().full)
