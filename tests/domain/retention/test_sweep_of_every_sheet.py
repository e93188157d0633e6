"""Every period of the register is applied: to the microsecond, on the calendar of Paris."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain import retention
from domain.accounts import Account
from domain.outbound.tables import Outbound
from domain.periods import after, cut_off
from domain.register import REGISTER
from domain.requests.tables import RightsRequest
from tests.cast import make_account
from tests.domain.retention.erasing import erase_account
from tests.domain.rows import NEVER_ENDING, make_row

AN_INSTANT = timedelta(microseconds=1)
CLAIMS = [c for c in retention.claims_of(REGISTER) if not c.holding.follows_account]
EDGES = [
    datetime(2026, 1, 15, 12, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2025, 8, 31, 22, 0, tzinfo=UTC),
    datetime(2025, 10, 31, 23, 30, tzinfo=UTC),
    # The hour that Paris skips, and the hour that it has twice.
    datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
]


def clock_of(claim):
    return claim.holding.retention.starts_at._meta.db_column_name


async def row_begun(claim, start):
    """Write a row that ``claim`` alone concerns, its clock begun at ``start``."""
    table, clock = claim.holding.table, clock_of(claim)
    if table is RightsRequest and "not null" in claim.holding.rows:
        return await make_row(table, **{clock: start, "proven_at": start})
    if table is Outbound:
        return await make_row(table, activity=claim.activity.slug, **{clock: start})
    if table is not Account:
        return await make_row(table, **{clock: start})
    if clock == "left_at":
        staff = {"role": "support", "opened_by": "staff", "telephone": None}
        return await make_account(f"staff-{uuid4()}", left_at=start, **staff)
    return await make_account(f"holder-{uuid4()}", last_visit_at=start)


async def standing(claim):
    clock = claim.holding.retention.starts_at
    rows = await claim.holding.table.select(clock).where(clock.is_not_null())
    return sorted(row[clock_of(claim)] for row in rows if row[clock_of(claim)] != NEVER_ENDING)


@pytest.mark.promise("P-OPS-1")
@pytest.mark.parametrize("edge", EDGES, ids=str)
@pytest.mark.parametrize(
    "claim", CLAIMS, ids=lambda c: f"{c.activity.slug}:{c.holding.table_name}"
)
async def test_exactly_what_is_past_its_period_goes(undone, claim, edge):
    period = claim.holding.retention.period
    now = after(edge, period)
    starts = [edge + shift * AN_INSTANT for shift in (-1, 0, 1)]
    starts += [edge - timedelta(days=9), edge - timedelta(minutes=61), edge + timedelta(days=9)]
    for start in starts:
        await row_begun(claim, start)
    foreseen = await retention.preview(on=now)

    evidence = await retention.sweep(now=now, erase_account=erase_account)

    assert not [row.failure for row in evidence if row.failure]
    kept = [start for start in starts if now <= after(start, period)]
    assert await standing(claim) == sorted(kept)
    table = claim.holding.table_name
    expected = [f.rows for f in foreseen if not f.with_account and f.table_name == table]
    assert [row.rows_erased for row in evidence if row.table_name == table] == expected
    assert sum(expected) == len(starts) - len(kept)
    assert {row.cut_off for row in evidence if row.table_name == table} >= {
        cut_off(period, now)
    }
    assert await retention.overdue(now=now + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    "claim", CLAIMS, ids=lambda c: f"{c.activity.slug}:{c.holding.table_name}"
)
async def test_a_second_sweep_finds_nothing(undone, claim):
    edge = EDGES[0]
    await row_begun(claim, edge - AN_INSTANT)
    now = after(edge, claim.holding.retention.period)
    first = await retention.sweep(now=now, erase_account=erase_account)
    second = await retention.sweep(now=now, erase_account=erase_account)
    assert sum(row.rows_erased for row in first) >= 1
    assert sum(row.rows_erased for row in second) == 0


@pytest.mark.parametrize(
    "claim", CLAIMS, ids=lambda c: f"{c.activity.slug}:{c.holding.table_name}"
)
async def test_what_a_sweep_missed_shows_as_overdue_after_26_hours(undone, claim):
    edge = EDGES[0]
    await row_begun(claim, edge)
    end = after(edge, claim.holding.retention.period)
    at_the_limit = await retention.overdue(now=end + retention.GRACE)
    just_past = await retention.overdue(now=end + retention.GRACE + AN_INSTANT)
    assert [o for o in at_the_limit if o.table_name == claim.holding.table_name] == []
    assert {o.rows for o in just_past if o.table_name == claim.holding.table_name} == {1}


async def test_a_clock_that_has_not_started_holds_the_row(undone):
    await make_account(
        "working", role="support", opened_by="staff", telephone=None, left_at=None
    )
    now = datetime(2099, 1, 1, tzinfo=UTC)
    await Account.update({Account.last_visit_at: now}).where(
        Account.email == "working@example.org"
    )
    await retention.sweep(now=now, erase_account=erase_account)
    assert await Account.count() == 1


@pytest.mark.parametrize("edge", EDGES[1:4], ids=str)
async def test_a_whole_population_is_swept_at_each_edge_and_exactly_the_expired_go(
    undone, edge
):
    """A row on each side of every clock's edge, all at once, clock after clock."""
    ends = defaultdict(list)
    starts = (edge - AN_INSTANT, edge, edge + AN_INSTANT)
    for claim in CLAIMS:
        for start in starts:
            await row_begun(claim, start)
            end = after(start, claim.holding.retention.period)
            ends[claim.holding.table, clock_of(claim)].append((start, end))
    of_each = {(claim.holding.table, clock_of(claim)): claim for claim in CLAIMS}
    for now in sorted({after(edge, claim.holding.retention.period) for claim in CLAIMS}):
        evidence = await retention.sweep(now=now, erase_account=erase_account)
        assert not [row.failure for row in evidence if row.failure]
        for key, claim in of_each.items():
            held = {start for start, end in ends[key] if now <= end}
            # Parents that were made for them have begun at the same instants, or long ago.
            assert {start for start in await standing(claim) if start in starts} == held
        assert await retention.overdue(now=now) == []
