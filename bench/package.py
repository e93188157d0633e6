"""The copy of one person's data with 10, 10,000 and 1,000,000 rows: time linear, memory flat.

Made as the worker makes it: into parts in the database, all formats, compressed.

    python -m bench.package          10, 10,000 and 200,000 rows
    python -m bench.package --full   10, 10,000 and 1,000,000 rows
"""

import argparse
import asyncio
import os
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from time import perf_counter
from uuid import UUID, uuid4

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

from bench import measure
from bench.running import empty_database
from domain import database, rights
from domain.settings import Settings
from jobs.rights import package_page

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MEMORY_GOAL_MB = 200
LINEAR = 1.5
"""Time per row of the largest may be this much of the middle one's."""


class Peak:
    """The most memory that this process held above what it held idle."""

    def __init__(self) -> None:
        """Note the idle state."""
        self.idle = measure.resident_mb()
        self.most = self.idle
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self.most = max(self.most, measure.resident_mb())

    def end(self) -> float:
        """Return the growth in MB."""
        self._ended.set()
        self._thread.join()
        return self.most - self.idle


async def person_with(rows: int) -> UUID:
    """Write an account with ``rows`` sightings and a granted request for its copy."""
    account, request = uuid4(), uuid4()
    await database.execute(
        "insert into account (id, email, first_name, last_name, occupation, telephone, role,"
        " opened_by, language, opened_at, last_visit_at) values ($1, $2, 'Zoé', 'Dupont',"
        " 'Avocate', '+33155550100', 'holder', 'sign_up', 'fr', $3, $3)",
        account,
        f"{account}@example.org",
        NOW,
    )
    await database.execute(
        "insert into sighting (account, session, ip, seen_at) select $1, gen_random_uuid(),"
        " '203.0.113.' || i % 255, $3::timestamptz - i * interval '1 minute'"
        " from generate_series(1, $2) as i",
        account,
        rows,
        NOW,
    )
    await database.execute(
        'insert into rights_request (id, form_id, account, "right", channel, email, first_name,'
        " last_name, language, received_at, due_on, proven_at, decided_at, decision)"
        " values ($1, gen_random_uuid(), $2, 'access', 'account', $3, 'Zoé', 'Dupont', 'fr',"
        " $4, $5, $4, $4, 'granted')",
        request,
        account,
        f"{account}@example.org",
        NOW,
        NOW.date() + timedelta(days=30),
    )
    return request


async def made(rows: int) -> dict[str, float]:
    """Make one package; return how long it took and how much memory it needed."""
    request = await person_with(rows)
    peak = Peak()
    begun = perf_counter()
    await rights.make_package(request, pages=package_page, clock=lambda: NOW)
    took = perf_counter() - begun
    size = await database.fetch_value(
        "select size_bytes from package where request = $1", request
    )
    return {
        "rows": rows,
        "seconds": round(took, 2),
        "rows_per_second": round(rows / took),
        "memory_mb": round(peak.end(), 1),
        "zip_mb": round(size / 1e6, 1),
    }


async def main(settings: Settings, sizes: tuple[int, ...]) -> None:
    """Measure as the worker's login, and record."""
    await database.open_pool(settings.worker_database_url, statement_timeout_ms=600_000)
    await made(10)  # the first compiles templates and statements
    runs = [await made(rows) for rows in sizes]
    await database.close_pool()
    middle, largest = runs[-2], runs[-1]
    growth = (largest["seconds"] / largest["rows"]) / (middle["seconds"] / middle["rows"])
    most = max(run["memory_mb"] for run in runs)
    measure.record(
        measure.Result(
            name="package",
            goal=f"memory under {MEMORY_GOAL_MB} MB above idle, time linear",
            met=most < MEMORY_GOAL_MB and growth <= LINEAR,
            limit="PostgreSQL writing JSON and CSV text, and zlib compressing it.",
            figures={
                "runs": runs,
                "time per row, largest over middle": round(growth, 2),
            },
        )
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    full = options.parse_args().full
    with empty_database() as settings:
        asyncio.run(main(settings, (10, 10_000, 1_000_000 if full else 200_000)))
