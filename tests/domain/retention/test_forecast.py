"""The forecast of the next 90 days counts what the sweeps will take, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import database, retention
from domain.accounts import Account
from domain.duties.tables import Duty
from domain.licence import Sighting
from domain.periods import PARIS, after
from domain.register import ACCOUNTS, DUTIES, REGISTER, SHARING_DETECTION
from domain.research.tables import Bookmark
from tests.cast import NOW, make_account
from tests.domain.retention.erasing import erase_account
from tests.domain.rows import NEVER_ENDING, make_row

pytestmark = pytest.mark.usefixtures("undone")
ENDS = retention.weeks_from(NOW)
THREE_YEARS_AGO = datetime(2023, 11, 24, 9, tzinfo=UTC)


async def course_of(activity):
    courses = await retention.course(ends=ENDS)
    return next(one for one in courses if one.activity is activity)


def test_weeks_end_at_midnight_in_paris_and_cover_ninety_days():
    assert {end.astimezone(PARIS).hour for end in ENDS} == {0}
    assert ENDS[0] - NOW <= timedelta(days=7)
    assert ENDS[-1] - NOW >= timedelta(days=90)


async def test_each_row_stands_in_the_week_in_which_its_period_ends():
    walker = await make_account("walker", last_visit_at=NEVER_ENDING)
    starts = [THREE_YEARS_AGO + timedelta(days=days) for days in (-400, 1, 8, 9, 88, 200)]
    for start in starts:
        await make_row(Sighting, account=walker.id, seen_at=start)
    found = await course_of(SHARING_DETECTION)
    expected = [0] * len(ENDS)
    for start in starts:
        end = after(start, SHARING_DETECTION.holdings[0].retention.period)
        week = next((place for place, until in enumerate(ENDS) if end < until), None)
        if week is not None:
            expected[week] += 1
    assert list(found.rows) == expected
    assert found.total == 5


async def test_what_follows_an_account_goes_in_the_account_s_week():
    end = after(NOW - timedelta(days=340), ACCOUNTS.holdings[0].retention.period)
    idle = await make_account("idle", last_visit_at=NOW - timedelta(days=340))
    await make_row(Bookmark, account=idle.id)
    week = next(place for place, until in enumerate(ENDS) if end < until)
    foreseen = {one.activity.slug: one.rows for one in await retention.course(ends=ENDS)}
    assert foreseen["accounts"][week] == 1
    assert foreseen["research-features"][week] >= 1


async def test_the_weeks_add_up_to_what_the_last_sweep_would_take():
    for days in (10, 200, 350, 360, 400):
        idle = await make_account(f"idle-{days}", last_visit_at=NOW - timedelta(days=days))
        await make_row(Sighting, account=idle.id, seen_at=THREE_YEARS_AGO)
    by_week = {one.activity.slug: one.total for one in await retention.course(ends=ENDS)}
    at_the_end: dict[str, int] = {}
    for one in await retention.preview(on=ENDS[-1]):
        at_the_end[one.activity.slug] = at_the_end.get(one.activity.slug, 0) + one.rows
    assert by_week == {slug: at_the_end[slug] for slug in by_week}


async def test_a_clock_that_has_not_started_is_counted_apart_and_never_goes():
    await make_row(Duty, done_at=None)
    await make_row(Duty, done_at=NOW)
    found = await course_of(DUTIES)
    assert (found.not_started, found.total) == (1, 1)
    await retention.sweep(now=NEVER_ENDING, erase_account=erase_account, register=(DUTIES,))
    assert await Duty.select(Duty.done_at).output(as_list=True) == [None]


async def test_asks_as_many_questions_as_the_register_has_holdings(monkeypatch):
    for days in range(20):
        await make_account(f"idle-{days}", last_visit_at=NOW - timedelta(days=300 + days))
    asked = []
    fetch_row = database.fetch_row

    async def counted(statement, *arguments):
        asked.append(statement)
        return await fetch_row(statement, *arguments)

    monkeypatch.setattr(database, "fetch_row", counted)
    await retention.course(ends=ENDS)
    assert len(asked) == sum(len(activity.holdings) for activity in REGISTER)
    assert await Account.count() == 20


class TestTheOutlook:
    async def test_is_the_course_of_the_night_that_counted_it(self):
        await make_account("idle", last_visit_at=NOW - timedelta(days=340))
        counted = await retention.course(ends=ENDS)
        await retention.foresee(now=NOW)
        kept = await retention.outlook()
        assert kept is not None
        assert (list(kept.courses), tuple(kept.ends), kept.made_at) == (counted, ENDS, NOW)
        assert sum(kept.totals) == sum(one.total for one in counted)

    async def test_takes_the_place_of_the_night_before(self):
        await retention.foresee(now=NOW - timedelta(days=1))
        await retention.foresee(now=NOW)
        kept = await retention.outlook()
        assert kept is not None
        assert (kept.made_at, len(kept.ends)) == (NOW, len(ENDS))

    async def test_does_not_exist_before_the_first_night(self):
        assert await retention.outlook() is None
