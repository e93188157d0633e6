"""A month that nothing holds any more goes as a whole; evidence counts each of its rows."""

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from domain import database, partitions, retention
from domain.licence import Sighting
from domain.periods import Period, after
from domain.register import SHARING_DETECTION
from tests.cast import NOW, make_account
from tests.domain.retention.erasing import erase_account

OF_SIGHTINGS = replace(SHARING_DETECTION, holdings=SHARING_DETECTION.holdings[:1])
THREE_YEARS = Period(years=3)
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)
MAY, JUNE = datetime(2023, 5, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)
EDGE = datetime(2023, 11, 24, 3, tzinfo=UTC)
AN_INSTANT = timedelta(microseconds=1)


async def write(*times, account=None):
    account = account or await make_account("walker")
    await database.execute(
        "insert into sighting (account, ip, seen_at)"
        " select $1, '203.0.113.7', unnest($2::timestamptz[])",
        account.id,
        list(times),
    )
    return account


async def make_months(*months):
    for month in months:
        assert await database.fetch_value("select make_partition('sighting', $1)", month.date())


async def sweep(register=(OF_SIGHTINGS,), *, now=NIGHT, **options):
    return await retention.sweep(
        now=now, erase_account=erase_account, register=register, **options
    )


async def stands(month):
    return month in [part.begins_at for part in await partitions.parts_of("sighting")]


@pytest.fixture
async def committed(pool: str) -> AsyncIterator[str]:
    yield pool
    await database.execute("truncate account, sweep cascade")
    for month in (MAY, JUNE):
        await database.execute(f"drop table if exists sighting_{month:%Y_%m}")


@pytest.mark.promise("P-ACC-6")
async def test_a_month_past_its_period_is_dropped_and_its_rows_are_counted(undone):
    await make_months(MAY, EDGE)
    await write(MAY, MAY + timedelta(days=3), JUNE - AN_INSTANT, NOW)
    [evidence] = await sweep()
    assert (evidence.failure, evidence.rows_erased) == (None, 3)
    assert not await stands(MAY)
    assert await Sighting.count() == 1


async def test_a_month_of_which_one_row_is_held_loses_the_others(undone):
    begun = datetime(2023, 11, 1, tzinfo=UTC)
    await make_months(begun)
    kept = [EDGE, EDGE + AN_INSTANT]
    await write(begun, EDGE - AN_INSTANT, *kept)
    now = after(EDGE, THREE_YEARS)
    [evidence] = await sweep(now=now)
    assert evidence.rows_erased == 2
    assert await stands(begun)
    rows = await Sighting.select(Sighting.seen_at).order_by(Sighting.seen_at)
    assert [row["seen_at"] for row in rows] == kept


@pytest.mark.parametrize(
    ("short", "long"), [(Period(years=1), THREE_YEARS), (THREE_YEARS, Period(years=1))]
)
async def test_of_two_clocks_on_one_month_the_last_one_decides(undone, short, long):
    [holding] = OF_SIGHTINGS.holdings
    sheets = [
        replace(
            OF_SIGHTINGS,
            slug=slug,
            holdings=(replace(holding, retention=replace(holding.retention, period=period)),),
        )
        for slug, period in (("short", short), ("long", long))
    ]
    await make_months(MAY)
    await write(MAY)
    await sweep(sheets, now=after(MAY, Period(years=2)))
    assert await stands(MAY)
    evidence = await sweep(sheets, now=after(JUNE, THREE_YEARS))
    assert not await stands(MAY)
    assert sum(row.rows_erased for row in evidence) == 1


async def test_a_sheet_that_holds_some_rows_alone_keeps_their_month(undone):
    [holding] = OF_SIGHTINGS.holdings
    years = replace(holding.retention, period=Period(years=5))
    held = replace(holding, retention=years, rows="ip = '192.0.2.1'")
    register = (OF_SIGHTINGS, replace(OF_SIGHTINGS, slug="case", holdings=(held,)))
    await make_months(MAY)
    await write(MAY, MAY + AN_INSTANT)
    await database.execute("update sighting set ip = '192.0.2.1' where seen_at = $1", MAY)
    evidence = await sweep(register)
    assert await stands(MAY)
    assert [row.rows_erased for row in evidence] == [1, 0]
    assert await Sighting.count() == 1


async def test_what_no_month_holds_is_erased_row_by_row(undone):
    await write(MAY, EDGE - AN_INSTANT, datetime(1999, 1, 1, tzinfo=UTC), NOW)
    [evidence] = await sweep(batch=1)
    assert evidence.rows_erased == 3
    assert await Sighting.count() == 1


async def test_rows_at_the_same_place_of_two_partitions_are_not_confused(undone):
    """The first row of each partition stands at the same place in its own."""
    await make_months(EDGE)
    await write(datetime(1999, 1, 1, tzinfo=UTC), EDGE + timedelta(days=3), NOW)
    [evidence] = await sweep()
    assert evidence.rows_erased == 1
    assert await Sighting.count() == 2


async def test_a_month_that_somebody_reads_is_swept_by_rows_and_nobody_waits(committed):
    await make_months(MAY)
    await write(MAY, MAY + AN_INSTANT)
    other = await asyncpg.connect(committed)
    reading = other.transaction()
    await reading.start()
    await other.fetch("select count(*) from sighting")
    [evidence] = await asyncio.wait_for(sweep(), timeout=30)
    assert (evidence.failure, evidence.rows_erased) == (None, 2)
    assert await stands(MAY)
    await reading.rollback()
    await other.close()
    [again] = await sweep()
    assert (again.failure, again.rows_erased) == (None, 0)
    assert not await stands(MAY)


async def test_a_month_that_the_login_may_not_drop_is_swept_by_rows(committed, monkeypatch):
    await make_months(MAY)
    await write(MAY)

    async def refused(_part):
        raise asyncpg.InsufficientPrivilegeError

    monkeypatch.setattr(partitions, "hold", refused)
    [evidence] = await sweep()
    assert (evidence.failure, evidence.rows_erased) == (None, 1)


async def test_two_sweeps_at_once_drop_a_month_once(committed):
    await make_months(MAY, JUNE)
    times = [MAY + timedelta(minutes=minute) for minute in range(60 * 24 * 40)]
    await write(*times)
    await asyncio.gather(sweep(batch=500), sweep(batch=500))
    assert await Sighting.count() == 0
    erased = await database.fetch_value("select sum(rows_erased) from sweep")
    assert erased == len(times)


SWEEPING = textwrap.dedent(
    """
    import asyncio, sys
    from datetime import datetime
    from domain import database, retention
    from domain.register import SHARING_DETECTION

    async def main():
        await database.open_pool(sys.argv[1])
        await retention.sweep(
            now=datetime.fromisoformat(sys.argv[2]), erase_account=None,
            register=(SHARING_DETECTION,), batch=10)

    asyncio.run(main())
    """
)


async def test_a_sweep_that_is_killed_has_counted_exactly_what_it_erased(committed):
    await make_months(MAY)
    times = [datetime(1999, 1, 1, tzinfo=UTC) + n * timedelta(seconds=1) for n in range(4000)]
    await write(MAY, *times)
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SWEEPING, committed, NIGHT.isoformat()),
        env={**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[1])},
    )
    erased = "select coalesce(sum(rows_erased), 0) from sweep"
    async with asyncio.timeout(60):
        while await database.fetch_value(erased) < 100:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    # What it was doing ends with its connection.
    async with asyncio.timeout(30):
        while await database.fetch_value(  # noqa: ASYNC110
            "select exists (select from pg_stat_activity"
            " where query ~ 'sighting|sweep' and pid <> pg_backend_pid() and state <> 'idle')"
        ):
            await asyncio.sleep(0.05)
    left = await Sighting.count()
    assert 0 < left < len(times)
    assert await database.fetch_value(erased) == len(times) + 1 - left
    await sweep()
    assert await Sighting.count() == 0
    assert await database.fetch_value(erased) == len(times) + 1
