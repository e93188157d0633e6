"""The sweep of sightings, beside what PostgreSQL could do at best, on the real table.

1. Row by row, in a month that is partly over: against a bare batched DELETE of the same rows,
   as many a transaction. Ours also decides by the calendar, asks who else holds the row, and
   writes its evidence.
2. A month that is wholly over: against a bare DROP. Ours makes sure of each row, and counts.
3. The same number of expired rows in a table of more and more: the cost should be the same.

    python -m bench.sweep          100,000 expired rows, in 1 and 5 million
    python -m bench.sweep --full   1,000,000 expired rows, in 1, 5 and 50 million
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

from bench import measure
from bench.running import empty_database, operators_login
from domain import database, retention
from domain.licence import Sighting
from domain.register import SHARING_DETECTION
from domain.retention.sweeping import BATCH
from domain.settings import Settings

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
BEGAN_THREE_YEARS_AGO = datetime(2023, 11, 24, 3, tzinfo=UTC)
OCTOBER, NOVEMBER, DECEMBER = (datetime(2023, month, 1, tzinfo=UTC) for month in (10, 11, 12))
GOAL = 0.9
FLAT = 1.2
ROUNDS_A_SIZE = 5
SIGHTINGS = replace(
    SHARING_DETECTION,
    holdings=tuple(each for each in SHARING_DETECTION.holdings if each.table is Sighting),
)
"""Of the sheet, the table that is large; the others are empty here."""
OF_NOVEMBER = "seen_at >= '2023-11-01Z' and seen_at < '2023-12-01Z'"
"""Of one partition: a row's place says nothing across them."""
BARE = f"""
    delete from sighting where {OF_NOVEMBER} and ctid = any(array(
        select ctid from sighting where {OF_NOVEMBER} and seen_at < $1
        order by seen_at limit {BATCH} for update skip locked))
"""


class Table:
    """The table of sightings, with the expired rows put back before each run."""

    def __init__(self, connection: Any, *, expired: int) -> None:
        """Take the connection that fills it."""
        self.connection = connection
        self.expired = expired
        self.standing = 0

    async def build(self) -> None:
        """Make accounts, months, and the rows that keep November from being over."""
        await self.connection.execute(
            "insert into account (id, email, first_name, last_name, occupation, telephone,"
            " role, opened_by, language, opened_at, last_visit_at) select gen_random_uuid(),"
            " 'person' || i || '@example.org', 'F', 'L', 'O', '+33155550100', 'holder',"
            " 'sign_up', 'fr', $1, $1 from generate_series(1, 1000) as i",
            NOW,
        )
        await self.connection.execute(
            "select make_partition('sighting', month::date) from"
            " generate_series('2023-10-01'::date, '2026-11-01', interval '1 month') as month"
        )
        await self._insert(BEGAN_THREE_YEARS_AGO + timedelta(days=1), timedelta(days=5), 1000)

    async def grow(self, standing: int) -> None:
        """Bring the rows that no run touches to ``standing``, over three years."""
        await self._insert(DECEMBER, timedelta(days=1050), standing - self.standing)
        self.standing = standing
        await self.connection.execute("vacuum analyze sighting", timeout=3600)

    async def refill(self, begun: datetime) -> None:
        """Write the expired rows again, and leave no dead ones behind."""
        await self.connection.execute("select make_partition('sighting', $1)", begun.date())
        await self._insert(begun, timedelta(days=18), self.expired)
        await self.connection.execute(f"vacuum analyze sighting_{begun:%Y_%m}", timeout=600)
        await self.connection.execute("checkpoint")

    async def bare_drop(self) -> int:
        """Drop October, whatever is in it; the worker's login may not, but by our function."""
        rows = await self.connection.fetchval("select count(*) from sighting_2023_10")
        await self.connection.execute("drop table sighting_2023_10")
        return int(rows)

    async def _insert(self, since: datetime, span: timedelta, rows: int) -> None:
        await self.connection.execute(
            "insert into sighting (account, session, ip, seen_at)"
            " select people.ids[1 + i % 1000], gen_random_uuid(), '203.0.113.' || i % 255,"
            " $1::timestamptz + $2::interval * (i::float8 / $3)"
            " from generate_series(1, $3) as i,"
            " (select array_agg(id) as ids from account) as people",
            since,
            span,
            rows,
            timeout=7200,
        )


async def nobody(account_id: UUID, *, cause: str, now: datetime) -> None:  # noqa: ARG001
    """No account expires here."""
    raise AssertionError(account_id)


async def bare_delete() -> int:
    """Erase with the bare statement until nothing is left."""
    erased = 0
    while True:
        async with database.transaction():
            rows = await database.execute(BARE, BEGAN_THREE_YEARS_AGO)
        if not rows:
            return erased
        erased += rows


async def ours() -> int:
    """Erase with the sweep."""
    [evidence] = await retention.sweep(now=NOW, erase_account=nobody, register=(SIGHTINGS,))
    assert evidence.failure is None
    return evidence.rows_erased


def seconds(table: Table, side: Any, begun: datetime) -> measure.Side:
    """Return a run of ``side`` on the expired rows of one month, in seconds."""

    async def run() -> float:
        await table.refill(begun)
        started = perf_counter()
        erased = await side()
        took = perf_counter() - started
        assert erased == table.expired, (erased, table.expired)
        return took

    return run


async def by_size(table: Table, sizes: Sequence[int]) -> dict[int, float]:
    """Return how long the same expired rows take in a table of each size, in seconds."""
    run = seconds(table, ours, NOVEMBER)
    took = {}
    for size in sizes:
        await table.grow(size)
        took[size] = statistics.median([await run() for _ in range(ROUNDS_A_SIZE)])
    return took


async def measured(table: Table, sizes: Sequence[int], rounds: int) -> measure.Result:
    """Measure all three, the sizes last."""
    await table.build()
    await table.grow(sizes[0])
    before = measure.resident_mb()
    rows, months = [
        measure.ratio_of(
            await measure.interleaved(
                ours=seconds(table, ours, begun),
                bare=seconds(table, bare, begun),
                rounds=rounds,
            ),
            unit="s",
            cost=True,
        )
        for begun, bare in ((NOVEMBER, bare_delete), (OCTOBER, table.bare_drop))
    ]
    grown = measure.resident_mb() - before
    took = await by_size(table, sizes)
    flatness = max(took.values()) / took[sizes[0]]
    return measure.Result(
        name="sweep",
        goal=f"≥ {GOAL} of the bare batched DELETE; ≤ {FLAT} × from {sizes[0]:,} to"
        f" {sizes[-1]:,} rows; memory flat",
        met=rows.median >= GOAL and flatness <= FLAT and grown < 30,
        limit="PostgreSQL’s own work on heap and two indexes; of a whole month, one reading.",
        figures={
            "expired rows": table.expired,
            "row by row": asdict(rows),
            "a whole month": asdict(months),
            "a whole month over row by row, times as fast": round(rows.ours / months.ours, 1),
            "seconds by size of the table": {f"{n:,}": round(s, 3) for n, s in took.items()},
            "most over the smallest": round(flatness, 3),
            "memory of the sweeping process grew by MB": round(grown, 1),
        },
    )


async def main(settings: Settings, *, expired: int, sizes: Sequence[int], rounds: int) -> None:
    """Measure as the worker's login, behind both walls, and record."""
    connection = await asyncpg.connect(operators_login(settings))
    await database.open_pool(settings.worker_database_url, statement_timeout_ms=600_000)
    result = await measured(Table(connection, expired=expired), sizes, rounds)
    await connection.close()
    await database.close_pool()
    measure.record(result)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--rounds", type=int, default=measure.ROUNDS)
    options.add_argument("--sizes", type=int, nargs="+", help="rows in the table")
    options.add_argument("--expired", type=int)
    chosen = options.parse_args()
    million = 1_000_000
    usual = (million, 5 * million, 50 * million) if chosen.full else (million, 5 * million)
    with empty_database() as settings:
        asyncio.run(
            main(
                settings,
                expired=chosen.expired or (million if chosen.full else 100_000),
                sizes=chosen.sizes or usual,
                rounds=chosen.rounds,
            )
        )
