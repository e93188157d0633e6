"""What grows with the table of sightings, and what does not: at 1, 10 and 100 million rows.

A thousand sightings for each account, over three years: more rows are more people. Each
figure is the median of a few runs of the very function that the site or its worker calls,
as the worker's login, behind the second wall.

    python -m bench.scale          1 million rows
    python -m bench.scale --full   1, 10 and 100 million rows: an hour, and 30 GB of disk
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("ASSISTEU_DATA_DIR", tempfile.mkdtemp(prefix="assisteu-bench-"))

import asyncpg

from bench import measure
from bench.running import empty_database, operators_login
from domain import database, licence, retention, rights
from domain.licence import Seen, Sighting
from domain.licence.reading import read_sightings
from domain.register import SHARING_DETECTION
from domain.settings import Settings

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
FIRST_MONTH = datetime(2023, 11, 1, tzinfo=UTC)
MONTHS = 37
"""November of three years ago, of which most is past its period, until this November."""
ROWS_AN_ACCOUNT = 1000
RUNS = 5
FLAT = 2.0
"""How much more one person's page and one batch may cost in the largest table."""
SIGHTINGS = replace(
    SHARING_DETECTION,
    holdings=tuple(each for each in SHARING_DETECTION.holdings if each.table is Sighting),
)
_ID = "md5('person ' || {n})::uuid"


class Table:
    """The sightings of more and more people."""

    def __init__(self, connection: Any) -> None:
        """Take the operator's connection, which no wall and no key slows down."""
        self.connection = connection
        self.accounts = 0

    async def begin(self) -> None:
        """Make the months, without their indexes: rows come in faster."""
        await self.connection.execute("set session_replication_role = replica")
        await self.connection.execute("set maintenance_work_mem = '1GB'")
        for month in range(MONTHS):
            await self.connection.execute(
                "select make_partition('sighting', ($1::timestamptz"
                " + $2 * interval '1 month')::date)",
                FIRST_MONTH,
                month,
            )

    async def grow(self, rows: int) -> float:
        """Bring the table to ``rows``; return how many it took a second, indexes included."""
        begun, accounts = perf_counter(), rows // ROWS_AN_ACCOUNT
        await self._run("alter table sighting drop constraint sighting_pkey")
        await self._run("drop index sighting_account")
        await self._add_people(accounts)
        for month in range(MONTHS):
            await self._add_month(month, accounts)
        added, self.accounts = (accounts - self.accounts) * ROWS_AN_ACCOUNT, accounts
        await self._run("alter table sighting add primary key (seen_at, id)")
        await self._run("create index sighting_account on sighting (account, seen_at)")
        await self._run("vacuum analyze sighting")
        await self._run("checkpoint")
        return added / (perf_counter() - begun)

    async def _add_people(self, accounts: int) -> None:
        await self._run(
            "insert into account (id, email, first_name, last_name, occupation, telephone,"
            f" role, opened_by, language, opened_at, last_visit_at) select {_ID.format(n='i')},"
            " 'person' || i || '@example.org', 'F', 'L', 'O', '+33155550100', 'holder',"
            " 'sign_up', 'fr', $3, $3 from generate_series($1::int, $2::int) as i",
            self.accounts + 1,
            accounts,
            NOW,
        )

    async def _add_month(self, month: int, accounts: int) -> None:
        """Add a month of the new people, spread over its days, until now at most."""
        await self._run(
            "insert into sighting (account, session, ip, seen_at)"
            " select person, person, '203.0.113.7', since + (until - since) * random()"
            f" from (select {_ID.format(n='i')} as person"
            " from generate_series($1::int, $2::int) as i) as people,"
            " (select $3::timestamptz + $4 * interval '1 month' as since,"
            " least($3::timestamptz + ($4 + 1) * interval '1 month', $6) as until) as month,"
            " generate_series(1, $5) as n",
            self.accounts + 1,
            accounts,
            FIRST_MONTH,
            month,
            ROWS_AN_ACCOUNT // MONTHS,
            NOW,
        )

    async def _run(self, statement: str, *arguments: object) -> None:
        await self.connection.execute(statement, *arguments, timeout=7200)

    async def bytes_a_row(self) -> float:
        """Return what a row takes on disk, its share of the indexes included."""
        size, rows = await self.connection.fetchrow(
            "select sum(pg_total_relation_size(part)), sum(reltuples)"
            " from month_partitions('sighting') join pg_class on oid = part"
        )
        return float(size) / float(rows)

    def person(self, turn: int) -> Any:
        """Return the query of somebody's id, another one each time."""
        return f"select {_ID.format(n=1 + turn * 7919 % self.accounts)}"


async def median_ms(run: Callable[[int], Awaitable[object]]) -> float:
    """Return the median of some runs in milliseconds; a first one warms up."""
    took = []
    for turn in range(RUNS + 1):
        begun = perf_counter()
        await run(turn)
        took.append((perf_counter() - begun) * 1000)
    return round(statistics.median(took[1:]), 2)


async def seconds(run: Callable[[], Awaitable[object]]) -> float:
    """Return how long one run took."""
    begun = perf_counter()
    await run()
    return round(perf_counter() - begun, 2)


async def nobody(account_id: UUID, *, cause: str, now: datetime) -> None:  # noqa: ARG001
    """No account expires here."""
    raise AssertionError(account_id)


async def figures(table: Table) -> dict[str, float]:
    """Measure everything at the table's present size."""

    async def somebody(turn: int) -> UUID:
        return UUID(str(await table.connection.fetchval(table.person(turn))))

    async def write_batch(turn: int) -> None:
        at = NOW - timedelta(seconds=RUNS - turn)
        people = [await somebody(turn * 500 + each) for each in range(500)]
        begun = perf_counter()
        batch = [Seen(uuid4(), who, uuid4(), "203.0.113.7", at) for who in people]
        await licence.write_sightings(batch, now=NOW)
        batches.append((perf_counter() - begun) * 1000)

    async def open_data_page(turn: int) -> None:
        subject = await rights.subject_of_account(await somebody(turn))
        await rights.select_shelves(subject)

    async def sweep_an_hour(turn: int) -> None:
        """Sweep what one more hour brings past its period: a fixed share, counted below."""
        now = NOW - timedelta(hours=RUNS - turn)
        evidence = await retention.sweep(now=now, erase_account=nobody, register=(SIGHTINGS,))
        swept.append(sum(each.rows_erased for each in evidence))

    batches: list[float] = []
    swept: list[int] = []
    found: dict[str, float] = {"bytes a row": round(await table.bytes_a_row())}
    await median_ms(write_batch)
    found["a batch of 500 written, ms"] = round(statistics.median(batches[1:]), 2)
    found["/account/data: one person's counts, ms"] = await median_ms(open_data_page)
    found["the first night: all states made, s"] = await seconds(
        lambda: read_sightings(now=NOW)
    )
    found["a night: one day of everybody, s"] = await seconds(
        lambda: read_sightings(now=NOW + timedelta(hours=1))
    )
    found["preview of a day (sightings), ms"] = await median_ms(
        lambda _: retention.preview(on=NOW, register=(SIGHTINGS,))
    )
    found["13 weeks of forecast (sightings), ms"] = await median_ms(
        lambda _: retention.course(ends=retention.weeks_from(NOW), register=(SIGHTINGS,))
    )
    found["what is overdue (sightings), ms"] = await median_ms(
        lambda _: retention.overdue(now=NOW, register=(SIGHTINGS,))
    )
    first = await seconds(lambda: sweep_an_hour(-1))
    found["three weeks swept at once: rows"] = swept[-1]
    found["three weeks swept at once, s"] = first
    # As autovacuum does within the minute: dead rows are not the next sweep's.
    await table.connection.execute("vacuum sighting_2023_11", timeout=7200)
    took = await median_ms(sweep_an_hour)
    found["a sweep of one hour: rows"] = statistics.median(swept[-RUNS:])
    found["a sweep of one hour, ms"] = took
    return found


async def main(settings: Settings, sizes: tuple[int, ...]) -> None:
    """Measure each size, and record."""
    table = Table(await asyncpg.connect(operators_login(settings)))
    await database.open_pool(settings.worker_database_url, statement_timeout_ms=3_600_000)
    await table.begin()
    found: dict[str, dict[str, float]] = {}
    for size in sizes:
        filled = await table.grow(size)
        found[f"{size:,}"] = {"rows filled a second": round(filled)} | await figures(table)
        print(f"{size:,}", found[f"{size:,}"], flush=True)
    await table.connection.close()
    await database.close_pool()
    smallest, largest = found[f"{sizes[0]:,}"], found[f"{sizes[-1]:,}"]
    flat = ("a batch of 500 written, ms", "/account/data: one person's counts, ms")
    growth = {name: round(largest[name] / smallest[name], 2) for name in flat}
    measure.record(
        measure.Result(
            name="scale",
            goal=f"what somebody waits for: ≤ {FLAT} × from the smallest to the largest",
            met=max(growth.values()) <= FLAT,
            limit="docs/scale.md",
            figures={**found, "largest over smallest": growth},
        )
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--sizes", type=int, nargs="+", help="rows in the table")
    chosen = options.parse_args()
    million = 1_000_000
    usual = (million, 10 * million, 100 * million) if chosen.full else (million,)
    with empty_database() as settings:
        asyncio.run(main(settings, tuple(chosen.sizes or usual)))
