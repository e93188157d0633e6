"""A campaign of 10,000 mails: queued, and handed over by the worker, while people read pages.

The worker is stopped and let on in turns, so that pages with and without it beside them are
read in the same minutes. Meanwhile letters that people wait for are written, and must not
wait for the campaign.

    python -m bench.mail          2,000 mails
    python -m bench.mail --full   10,000 mails
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import httpx

from bench import measure
from bench.running import TOKENS, Server, prepared_database, served
from domain import database, duties, mail
from domain.register import PROSPECTING
from domain.settings import current_settings
from jobs.schedules import SCHEDULES, latest_slot

PROCESSES = 2
PAGES_A_SECOND = 10
TURN_S = 3
GOAL_PAGES = 0.67
"""A page may take half as long again while the worker hands over."""
GOAL_GROWTH_MB = 30
GOAL_LETTER_S = 10
PARAGRAPH = "Une phrase de longueur moyenne, comme il en est dans nos courriels. " * 12


@dataclass(slots=True)
class Seen:
    """What was seen while the campaign left."""

    pairs: list[tuple[float, float]] = field(default_factory=list)
    """A page's median time with the worker at work, and with the worker stopped: ms."""
    working_s: float = 0.0
    memory_mb: list[float] = field(default_factory=list)
    letters: list[float] = field(default_factory=list)
    """How long each letter of the service waited, of the worker's own time: seconds."""


@contextmanager
def worker(mailjet: Server) -> Iterator[int]:
    """Run the worker as the site runs it, with mail by the stand-in; give its process."""
    environment = {
        "ASSISTEU_MAIL": "mailjet",
        "ASSISTEU_MAILJET_URL": mailjet.url,
        "ASSISTEU_MAILJET_KEY": "key",
        "ASSISTEU_MAILJET_SECRET": "secret",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(30)


async def nothing_else_is_due() -> None:
    """Let no schedule run meanwhile."""
    now = datetime.now(UTC)
    for name, schedule in SCHEDULES.items():
        await duties.open_slot(schedule=name, slot=latest_slot(schedule, now), now=now)
    await database.execute("update duty set done_at = $1 where done_at is null", now)


async def queue(letters: int, *, activity: str) -> float:
    """Write mails and their duties, each in a transaction of its own; return the seconds."""
    begun = perf_counter()
    for number in range(letters):
        await mail.write(
            mail_id=uuid4(),
            account_id=None,
            address=f"{activity}-{number}@example.org",
            subject="Rechercher le droit de l’Union",
            text=PARAGRAPH,
            html=f"<p>{PARAGRAPH}</p>" * 3,
            now=datetime.now(UTC),
            activity=activity,
            one_click="https://assisteu.example" if activity == PROSPECTING.slug else None,
        )
    return perf_counter() - begun


async def make_prospects(letters: int) -> None:
    """Make those whom the campaign is for: to anybody else nothing would leave."""
    await database.execute(
        "insert into prospect (email, first_name, last_name, source, source_name,"
        " collected_at, informed_at, kept_from, changed_at, synchronised_at)"
        " select $1 || '-' || i || '@example.org', 'Paula', 'Prospect', 'met', 'Congrès',"
        " $2, $2, $2, $2, $2 from generate_series(0, $3 - 1) as i",
        PROSPECTING.slug,
        datetime.now(UTC),
        letters,
    )


async def page_time(client: httpx.AsyncClient) -> float:
    """Read pages at a steady rate for one turn; return their median time in ms."""
    took: list[float] = []

    async def read() -> None:
        begun = perf_counter()
        answer = await client.get("/bookmarks")
        assert answer.status_code == 200, answer.status_code
        took.append((perf_counter() - begun) * 1000)

    begun = perf_counter()
    tasks = []
    for tick in range(TURN_S * PAGES_A_SECOND):
        await asyncio.sleep(max(0.0, begun + tick / PAGES_A_SECOND - perf_counter()))
        tasks.append(asyncio.create_task(read()))
    await asyncio.gather(*tasks)
    return statistics.median(took)


async def waiting(activity: str) -> int:
    """Return how many mails of an activity are still here."""
    return int(
        await database.fetch_value(
            "select count(*) from mail where activity = $1 and sent_at is null", activity
        )
    )


async def watched(site: Server, pid: int) -> Seen:
    """Read pages in turns until the campaign has left, with a letter written in each."""
    seen = Seen()
    cookies = {"assisteu_session": TOKENS[0]}
    async with httpx.AsyncClient(base_url=site.url, cookies=cookies, timeout=30) as client:
        await page_time(client)
        while await waiting(PROSPECTING.slug):
            os.kill(pid, signal.SIGSTOP)
            calm = await page_time(client)
            os.kill(pid, signal.SIGCONT)
            letter = asyncio.create_task(letter_time())
            begun = perf_counter()
            busy = await page_time(client)
            took = await letter
            seen.working_s += perf_counter() - begun
            seen.letters.append(took)
            seen.pairs.append((busy, calm))
            seen.memory_mb.append(measure.resident_mb(pid))
    return seen


async def letter_time() -> float:
    """Write one letter that somebody waits for; return after how long it left."""
    begun = perf_counter()
    await queue(1, activity=mail.SENT_MAIL)
    while await waiting(mail.SENT_MAIL):  # noqa: ASYNC110 - another process sends it
        await asyncio.sleep(0.1)
    return perf_counter() - begun


async def measured(site: Server, mailjet: Server, pid: int, letters: int) -> measure.Result:
    """Queue, hand over, and count what arrived."""
    await database.open_pool(current_settings().worker_database_url)
    await nothing_else_is_due()
    await make_prospects(letters)
    queued_s = await queue(letters, activity=PROSPECTING.slug)
    seen = await watched(site, pid)
    await database.close_pool()
    async with httpx.AsyncClient(base_url=mailjet.url) as client:
        arrived = (await client.get("/count")).json()
    pages = measure.ratio_of(seen.pairs, unit="ms", cost=True)
    growth = seen.memory_mb[-1] - seen.memory_mb[0]
    slowest = max(seen.letters)
    once = arrived["taken"] == arrived["different"] == letters + len(seen.letters)
    return measure.Result(
        name="mail",
        goal=f"each mail once; pages ≥ {GOAL_PAGES} of their speed without the worker; a"
        f" letter that somebody waits for within {GOAL_LETTER_S} s; memory flat",
        met=once
        and pages.median >= GOAL_PAGES
        and slowest <= GOAL_LETTER_S
        and growth < GOAL_GROWTH_MB,
        limit="One after the other in each of four loops of one process: five statements in"
        " PostgreSQL and one call to the processor for each mail.",
        figures={
            "mails": letters,
            "each taken once": once,
            "queued a second": round(letters / queued_s),
            "handed over a second": round(letters / seen.working_s),
            "pages": asdict(pages),
            "slowest letter in s": round(slowest, 1),
            "memory of the worker in MB": round(seen.memory_mb[-1], 1),
            "grew by MB": round(growth, 1),
        },
    )


def main(*, letters: int) -> None:
    """Run the site, its worker and a stand-in of Mailjet, and measure."""
    with (
        prepared_database(),
        served("bench.bare.mailjet:app") as mailjet,
        served("web.asgi:app", processes=PROCESSES) as site,
        worker(mailjet) as pid,
    ):
        measure.record(asyncio.run(measured(site, mailjet, pid, letters)))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--mails", type=int)
    chosen = options.parse_args()
    main(letters=chosen.mails or (10_000 if chosen.full else 2_000))
