"""PostgreSQL and Python count every period alike, whatever the day, and the bounds hold."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import database
from domain.periods import Period, after, end_in_sql, no_later_than, surely_ended_before
from domain.register import REGISTER

AN_INSTANT = timedelta(microseconds=1)
# The nights when Paris changes its clocks, leap days and the ends of months.
PECULIAR = [
    datetime(year, month, day, 22, tzinfo=UTC)
    for year, days in {
        2023: [(3, 25), (10, 28), (1, 31), (2, 28)],
        2024: [(3, 30), (10, 26), (2, 29), (8, 31), (12, 31)],
        2025: [(3, 29), (10, 25), (4, 30), (11, 30)],
        2026: [(3, 28), (10, 24), (2, 27), (5, 31)],
        2028: [(2, 28), (3, 25), (10, 28)],
    }.items()
    for month, day in days
]
peculiar = st.builds(
    lambda night, shift: night + shift,
    st.sampled_from(PECULIAR),
    st.timedeltas(timedelta(0), timedelta(hours=30)),
)
ordinary = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
moments = st.one_of(peculiar, ordinary)
declared = st.sampled_from(
    sorted({holding.retention.period for a in REGISTER for holding in a.holdings}, key=repr)
)
invented = st.builds(
    Period,
    years=st.integers(0, 10),
    months=st.integers(0, 30),
    days=st.integers(0, 400),
    hours=st.integers(1, 100),
)
periods = st.one_of(declared, invented)


@given(st.lists(moments, min_size=1, max_size=40), periods)
@settings(max_examples=150, deadline=None)
async def test_the_end_of_a_period_is_the_same_in_both(pool, starts, period):
    rows = await database.fetch(
        f"select {end_in_sql('start', period)} as ends from unnest($1::timestamptz[]) as start",
        starts,
    )
    assert [row["ends"] for row in rows] == [after(start, period) for start in starts]


@given(moments, periods)
def test_what_began_later_than_the_first_bound_has_not_ended(now, period):
    assert after(no_later_than(now, period) + AN_INSTANT, period) >= now


@given(moments, periods, st.timedeltas(AN_INSTANT, timedelta(days=4000)))
def test_what_began_before_the_second_bound_has_ended(now, period, earlier):
    assert after(surely_ended_before(now, period) - earlier, period) < now
