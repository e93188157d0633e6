"""What the law asks of a breach: 72 hours that pass, and what a risk makes due."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import database
from domain.breaches import (
    Clock,
    Facts,
    NotPossible,
    PersonalDataBreach,
    State,
    check_facts,
    clock_of,
    due_at,
    hours_left,
    is_late,
    is_running,
    must_inform,
    must_notify,
    state_of,
)
from domain.breaches.rules import in_state
from domain.periods import PARIS
from tests.cast import NOW
from tests.domain.rows import make_row

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def wall(*parts):
    return datetime(*parts, tzinfo=PARIS)


def breach(**columns):
    return PersonalDataBreach(**{"aware_at": NOW, "natures": [], "categories": []} | columns)


class TestTheClock:
    def test_runs_for_72_hours_through_a_weekend(self):
        friday = wall(2026, 11, 27, 18, 0)
        assert due_at(friday) == wall(2026, 11, 30, 18, 0)

    def test_counts_hours_that_pass_where_paris_gains_one(self):
        # 25 October 2026, 3 o'clock is 2 o'clock again: the wall says an hour less.
        assert due_at(wall(2026, 10, 24, 12, 0)) == wall(2026, 10, 27, 11, 0)

    def test_counts_hours_that_pass_where_paris_loses_one(self):
        # 29 March 2026, 2 o'clock is 3 o'clock: the wall says an hour more.
        assert due_at(wall(2026, 3, 28, 12, 0)) == wall(2026, 3, 31, 13, 0)

    @pytest.mark.parametrize(
        ("passed", "left"),
        [
            (timedelta(), 72),
            (INSTANT, 71),
            (48 * HOUR, 24),
            (71 * HOUR, 1),
            (72 * HOUR - INSTANT, 0),
            (72 * HOUR, 0),
            (72 * HOUR + INSTANT, -1),
        ],
    )
    def test_tells_whole_hours(self, passed, left):
        assert hours_left(NOW, now=NOW + passed) == left

    @pytest.mark.parametrize(
        ("passed", "clock"),
        [
            (timedelta(), Clock.CALM),
            (48 * HOUR - INSTANT, Clock.CALM),
            (48 * HOUR, Clock.SOON),
            (72 * HOUR, Clock.SOON),
            (72 * HOUR + INSTANT, Clock.OVERDUE),
        ],
    )
    def test_is_loud_in_its_last_day_and_after(self, passed, clock):
        assert clock_of(breach(), now=NOW + passed) is clock

    @pytest.mark.parametrize(
        "stopping", [{"notified_at": NOW}, {"closed_at": NOW}, {"risk": "no-risk"}]
    )
    def test_stops_once_notified_closed_or_without_a_risk(self, stopping):
        assert not is_running(breach(**stopping))
        assert clock_of(breach(**stopping), now=NOW + 90 * HOUR) is Clock.STOPPED

    @pytest.mark.parametrize("risk", [None, "risk", "high"])
    def test_runs_while_nobody_says_that_there_is_no_risk(self, risk):
        assert is_running(breach(risk=risk))

    def test_a_notification_in_the_last_instant_is_in_time(self):
        assert not is_late(NOW, NOW + 72 * HOUR)
        assert is_late(NOW, NOW + 72 * HOUR + INSTANT)


class TestWhatARiskMakesDue:
    @pytest.mark.parametrize(
        ("risk", "notify", "inform"),
        [
            (None, False, False),
            ("no-risk", False, False),
            ("risk", True, False),
            ("high", True, True),
        ],
    )
    def test_the_authority_for_any_the_people_for_a_high_one(self, risk, notify, inform):
        assert (must_notify(risk), must_inform(risk)) == (notify, inform)

    @pytest.mark.parametrize(
        ("columns", "state"),
        [
            ({}, State.TO_ASSESS),
            ({"notified_at": NOW}, State.TO_ASSESS),
            ({"risk": "no-risk"}, State.TO_CLOSE),
            ({"risk": "risk"}, State.TO_NOTIFY),
            ({"risk": "risk", "notified_at": NOW}, State.TO_CLOSE),
            ({"risk": "high"}, State.TO_NOTIFY),
            ({"risk": "high", "informed_at": NOW}, State.TO_NOTIFY),
            ({"risk": "high", "notified_at": NOW}, State.TO_INFORM),
            ({"risk": "high", "notified_at": NOW, "informed_at": NOW}, State.TO_CLOSE),
            ({"risk": "high", "notified_at": NOW, "exemption": "b"}, State.TO_CLOSE),
            ({"risk": "high", "closed_at": NOW}, State.CLOSED),
        ],
    )
    async def test_says_where_the_breach_stands_in_python_and_in_sql(
        self, undone, columns, state
    ):
        assert state_of(breach(**columns)) is state
        made = await make_row(PersonalDataBreach, aware_at=NOW, **columns)
        for each in State:
            found = await database.fetch_value(
                "select count(*) from personal_data_breach"
                f" where id = $1 and ({in_state(each)})",
                made.id,
            )
            assert found == (each is state), each


class TestFacts:
    def facts(self, **changed):
        plain = {
            "facts": "Un export est resté lisible.",
            "natures": ["confidentiality"],
            "aware_at": NOW,
            "categories": [],
        }
        return Facts(**plain | changed)

    def test_may_be_known_in_part(self):
        check_facts(self.facts(), now=NOW)
        check_facts(self.facts(happened_from=NOW, happened_until=NOW), now=NOW)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"natures": []}, "natures"),
            ({"aware_at": NOW + INSTANT}, "aware_at"),
            ({"happened_from": NOW + INSTANT}, "happened_from"),
            ({"happened_until": NOW + INSTANT}, "happened_until"),
            ({"happened_from": NOW, "happened_until": NOW - INSTANT}, "happened_until"),
        ],
    )
    def test_that_cannot_be_are_refused_by_name(self, changed, field):
        with pytest.raises(NotPossible) as refused:
            check_facts(self.facts(**changed), now=NOW)
        assert refused.value.field == field


def test_the_end_is_told_in_utc_whatever_the_zone_of_the_start():
    assert due_at(wall(2026, 10, 24, 12, 0)).tzinfo is UTC
