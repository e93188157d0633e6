"""Large tables by month: made ahead, caught when they were not, never a page that fails."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain import database, partitions
from domain.licence import Sighting
from domain.research.tables import HistoryEntry
from jobs.partitions import MonthsLeft, make_ahead
from tests.cast import NOW
from tests.domain.rows import make_row

LATER = datetime(2031, 12, 30, 23, 59, tzinfo=UTC)
TABLES = ("history_entry", "sighting")


async def months(table="sighting"):
    return [part.begins_at for part in await partitions.parts_of(table)]


async def where(table="sighting"):
    rows = await database.fetch(
        f"select distinct tableoid::regclass::text as name from {table} order by 1"
    )
    return [row["name"] for row in rows]


@pytest.fixture
async def committed(pool):
    """Really written, as locks need it; taken away afterwards."""
    yield pool
    await database.execute("truncate account cascade")
    for table in TABLES:
        for part in await partitions.parts_of(table):
            if part.begins_at and part.begins_at.year == LATER.year:
                name = f"{table}_{part.begins_at:%Y_%m}"
                await database.execute(f"drop table {name}")


async def test_the_first_schema_has_the_year_that_was_and_half_a_year_ahead(undone):
    for table in TABLES:
        *made, default = await months(table)
        assert default is None
        assert made == sorted(made)
        now = datetime.now(UTC)
        assert made[0] < now - timedelta(days=365)
        assert made[-1] > now + timedelta(days=150)


async def test_a_plain_table_is_one_part(undone):
    [part] = await partitions.parts_of("account")
    assert (part.table, part.rows) == ("account", "true")


async def test_months_are_made_ahead_across_the_turn_of_the_year(undone):
    assert await partitions.make_ahead(now=LATER) == []
    for table in TABLES:
        made = {month for month in await months(table) if month and month >= NOW}
        wanted = [(2031, 12), *((2032, month) for month in range(1, 7))]
        assert {datetime(*month, 1, tzinfo=UTC) for month in wanted} <= made
    before = await months()
    assert await partitions.make_ahead(now=LATER) == []
    assert await months() == before


async def test_what_a_missing_month_caught_moves_when_it_is_made(undone):
    edges = [
        datetime(2031, 12, 1, tzinfo=UTC),
        datetime(2031, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2032, 1, 1, tzinfo=UTC),
    ]
    for at in edges:
        await make_row(Sighting, seen_at=at)
        await make_row(HistoryEntry, at=at)
    assert (await where(), await where("history_entry")) == (
        ["sighting_default"],
        ["history_entry_default"],
    )
    await make_ahead(NOW)  # not of those months, but they hold rows
    assert await where() == ["sighting_2031_12", "sighting_2032_01"]
    assert await where("history_entry") == ["history_entry_2031_12", "history_entry_2032_01"]
    assert await Sighting.count() == await HistoryEntry.count() == len(edges)


async def test_a_month_that_cannot_be_made_fails_nobody_and_holds_back_no_other(committed):
    row = await make_row(Sighting, seen_at=LATER)
    other = await asyncpg.connect(committed)
    reading = other.transaction()
    await reading.start()
    await other.fetch("select from sighting where seen_at = $1 for update", LATER)
    with pytest.raises(MonthsLeft, match=r"^sighting 2031-12$"):
        await make_ahead(NOW)
    later = await make_row(Sighting, account=row.account, seen_at=LATER)
    await make_row(HistoryEntry, account=row.account, at=LATER)
    await reading.rollback()
    await other.close()
    await make_ahead(NOW)
    assert await Sighting.count() == 2
    assert later.id in await Sighting.select(Sighting.id).output(as_list=True)
    assert (await where(), await where("history_entry")) == (
        ["sighting_2031_12"],
        ["history_entry_2031_12"],
    )


async def test_more_than_anybody_should_wait_for_stays_where_it_is(undone):
    row = await make_row(Sighting, seen_at=LATER)
    await database.execute(
        "insert into sighting (account, ip, seen_at) select $1, '203.0.113.7', $2"
        " from generate_series(1, 50000)",
        row.account,
        LATER,
    )
    with pytest.raises(MonthsLeft, match="sighting 2031-12"):
        await make_ahead(NOW)
    assert await where() == ["sighting_default"]


async def test_only_the_months_of_partitioned_tables_are_made_or_dropped(undone):
    plain = await database.fetch_value("select 'account'::regclass::oid::bigint")
    assert not await database.fetch_value("select drop_partition('account', $1)", plain)
    assert not await database.fetch_value("select drop_partition('sighting', $1)", plain)
    assert not await database.fetch_value("select hold_partition('sighting', $1)", plain)


async def test_a_plain_table_gets_no_months(pool):
    with pytest.raises(asyncpg.UndefinedTableError, match="is not partitioned"):
        await database.fetch_value("select make_partition('account', '2026-01-01')")


async def test_neither_a_month_that_is_not_over_nor_the_default_one_is_dropped(undone):
    for part in await partitions.parts_of("sighting"):
        if part.ends_at is None or part.ends_at > datetime.now(UTC):
            assert not await partitions.drop(part)
    assert "sighting_default" in [
        row["name"]
        for row in await database.fetch("select name from month_partitions('sighting')")
    ]
