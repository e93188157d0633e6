"""Periods are counted on the calendar of Paris."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import database
from domain.periods import Period, after, cut_off, end_in_sql


@pytest.mark.parametrize(
    "begun",
    [
        datetime(2026, 1, 31, 12, tzinfo=UTC),
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2026, 2, 28, 1, 30, tzinfo=UTC),
        datetime(2026, 9, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 9, 25, 1, 30, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize(
    "period", [Period(months=1), Period(years=1), Period(days=30), Period(hours=72)]
)
async def test_postgres_and_python_agree_on_the_end(pool, begun, period):
    in_sql = await database.fetch_value(
        f"select {end_in_sql('$1::timestamptz', period)}", begun
    )
    assert in_sql == after(begun, period)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 3, tzinfo=UTC),
        datetime(2024, 2, 29, 3, tzinfo=UTC),
        datetime(2025, 3, 1, 3, tzinfo=UTC),
        datetime(2026, 10, 25, 3, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "period", [Period(years=3), Period(months=1), Period(days=7), Period(hours=72)], ids=str
)
def test_what_began_before_the_cut_off_is_past_and_no_more(period, now):
    first_held = cut_off(period, now)
    assert now <= after(first_held, period)
    assert after(first_held - timedelta(microseconds=1), period) < now
