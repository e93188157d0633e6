"""P-RIG-10: an answer within one month, counted as Regulation 1182/71 counts months."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import PARIS
from domain.requests import answer_due_on, days_left
from domain.requests.deadline import (
    is_working_day,
    months_after,
    public_holidays,
)

pytestmark = pytest.mark.promise("P-RIG-10")

instants = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def received(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("day_of_receipt", "last_day"),
    [
        pytest.param((2026, 11, 24), date(2026, 12, 24), id="same day number"),
        pytest.param((2027, 1, 31), date(2027, 3, 1), id="31 January: 28 February is a Sunday"),
        pytest.param((2028, 1, 31), date(2028, 2, 29), id="a leap year"),
        pytest.param((2026, 10, 15), date(2026, 11, 16), id="15 November is a Sunday"),
        pytest.param((2026, 11, 25), date(2026, 12, 28), id="Christmas, then a weekend"),
        pytest.param((2026, 12, 1), date(2027, 1, 4), id="New Year’s Day, then a weekend"),
        pytest.param((2027, 2, 28), date(2027, 3, 30), id="Easter Sunday, Easter Monday"),
        pytest.param((2026, 4, 14), date(2026, 5, 15), id="Ascension Day is a holiday"),
        pytest.param((2026, 4, 25), date(2026, 5, 26), id="Whit Monday is a holiday"),
        pytest.param((2026, 12, 14), date(2027, 1, 14), id="over the end of the year"),
    ],
)
def test_the_month_ends_on_the_day_of_the_same_number_or_the_next_working_day(
    day_of_receipt, last_day
):
    assert answer_due_on(received(*day_of_receipt, 10, 0)) == last_day


def test_the_hour_of_receipt_does_not_matter_but_its_day_in_paris_does():
    just_before_midnight = datetime(2026, 6, 9, 21, 59, 59, tzinfo=UTC)
    assert answer_due_on(just_before_midnight) == date(2026, 7, 9)
    assert answer_due_on(just_before_midnight + timedelta(seconds=1)) == date(2026, 7, 10)


def test_the_last_day_counts_to_its_last_hour_in_paris():
    due_on = date(2026, 7, 9)
    assert days_left(due_on, now=received(2026, 7, 9, 23, 59)) == 0
    assert days_left(due_on, now=received(2026, 7, 10, 0, 0)) == -1


@given(instants)
def test_the_last_day_is_a_working_day_no_sooner_than_a_month(moment):
    due_on = answer_due_on(moment)
    assert is_working_day(due_on)
    assert due_on >= months_after(moment.astimezone(PARIS).date(), 1)
    assert (due_on - months_after(moment.astimezone(PARIS).date(), 1)).days <= 4


@given(instants, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=90)))
def test_who_asks_later_is_never_answered_sooner(moment, later):
    assert answer_due_on(moment) <= answer_due_on(moment + later)


@given(st.integers(1990, 2199))
def test_every_year_has_its_holidays_and_easter_falls_in_spring(year):
    holidays = public_holidays(year)
    assert 9 <= len(holidays) <= 11
    easter_monday = min(day for day in holidays if day.weekday() == 0 and day.month in (3, 4))
    assert date(year, 3, 23) <= easter_monday <= date(year, 4, 26)


@pytest.mark.parametrize(
    ("year", "easter_monday"),
    [
        (2000, date(2000, 4, 24)),
        (2008, date(2008, 3, 24)),
        (2011, date(2011, 4, 25)),
        (2024, date(2024, 4, 1)),
        (2026, date(2026, 4, 6)),
        (2027, date(2027, 3, 29)),
        (2038, date(2038, 4, 26)),
    ],
)
def test_easter_monday_is_where_the_calendar_has_it(year, easter_monday):
    assert easter_monday in public_holidays(year)
