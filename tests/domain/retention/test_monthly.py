"""A month of sweeps in numbers: what was erased, what failed, what stands, what is held."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain import retention
from domain.evidence import Sweep
from domain.holds import LegalHold
from domain.licence import Sighting
from tests.cast import NOW
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")
OCTOBER = date(2026, 10, 1)


async def a_night(at, slug="sharing-detection", **counts):
    row = {"rows_erased": 0, "rows_emptied": 0, "duration_ms": 1, "failure": None} | counts
    await Sweep(
        id=uuid4(), activity=slug, table_name="sighting", swept_at=at, cut_off=at, **row
    ).save()


async def month(slug="sharing-detection"):
    found = await retention.month_of(OCTOBER, now=NOW)
    return next(one for one in found if one.activity.slug == slug)


def test_the_last_month_that_is_over_comes_first():
    months = retention.last_months(datetime(2026, 1, 1, tzinfo=UTC))
    assert months[:2] == (date(2025, 12, 1), date(2025, 11, 1))
    assert retention.last_months(datetime(2025, 12, 31, 23, 30, tzinfo=UTC))[0].month == 12
    assert len(months) == 12


async def test_a_month_begins_and_ends_at_midnight_in_paris():
    begins = datetime(2026, 9, 30, 22, tzinfo=UTC)
    ends = datetime(2026, 10, 31, 23, tzinfo=UTC)
    for at in (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends):
        await a_night(at, rows_erased=5, rows_emptied=2)
    found = await month()
    assert (found.rows_erased, found.rows_emptied) == (10, 4)


async def test_a_night_that_failed_twice_is_one_night():
    night = datetime(2026, 10, 5, 2, tzinfo=UTC)
    await a_night(night, failure="builtins.OSError")
    await a_night(night + timedelta(hours=1), failure="builtins.OSError")
    await a_night(night + timedelta(days=1))
    assert (await month()).nights_failed == 1


async def test_says_what_stands_and_what_is_held_today():
    await make_row(Sighting, seen_at=NOW)
    await make_row(Sighting, seen_at=NOW - timedelta(days=3))
    for activity in ("sharing-detection", None, "accounts"):
        await make_row(LegalHold, activity=activity, ends_at=NOW + timedelta(days=1))
    await make_row(LegalHold, activity=None, ends_at=NOW)
    found = await month()
    assert (found.oldest, found.holds) == (NOW - timedelta(days=3), 2)
