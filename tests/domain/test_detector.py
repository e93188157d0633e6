"""The detector reads a stream: neither order, nor repetition, nor nights change what it finds.

Keeps P-ACC-6: account, session, address, time, and nothing else.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.licence import detector
from domain.licence.detector import Sightings

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
OFFICE, HOME, ELSEWHERE = "203.0.113.7", "198.51.100.20", "2001:db8:1:2::5"


def at(day, hour=9, minute=0, second=0.0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute, seconds=second)


def judged(rows, *, until):
    states = detector.absorb({}, Sightings.of(rows), until=until).states
    return {account: detector.judge(state, until=until) for account, state in states.items()}


def two_people(days=12):
    """Every morning, two offices, two sessions, without heed of each other."""
    for day in range(days):
        for turn in range(20):
            yield "shared", "one", OFFICE, at(day, 9, turn, 7 * (turn % 4))
            yield "shared", "two", HOME, at(day, 9, turn, 1.2 + 17 * (turn % 3))


rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.sampled_from(["s1", "s2", "s3"]),
        st.sampled_from([OFFICE, HOME, ELSEWHERE]),
        st.builds(
            at,
            st.integers(0, 4),
            st.integers(0, 23),
            st.integers(0, 3),
            st.sampled_from([0.0, 0.4, 1.0, 2.5, 30.0]),
        ),
    ),
    max_size=60,
)


class TestWhateverTheOrder:
    @given(rows, st.randoms(use_true_random=False))
    @settings(deadline=None)
    def test_and_however_often_a_sighting_comes_the_state_is_the_same(self, seen, chance):
        again = seen + chance.sample(seen, len(seen) // 2)
        chance.shuffle(again)
        plain = detector.absorb({}, Sightings.of(seen), until=at(9)).states
        mixed = detector.absorb({}, Sightings.of(again), until=at(9)).states
        assert mixed == plain

    @pytest.mark.parametrize("left", [1, 5, 12])
    def test_a_state_that_was_cut_short_is_refused(self, left):
        states = detector.absorb({}, Sightings.of(two_people()), until=at(20)).states
        cut = {"shared": states["shared"][:left]}
        with pytest.raises(ValueError, match="too short for a state"):
            detector.absorb(cut, Sightings.of(two_people()), until=at(20))

    @given(rows, st.lists(st.integers(0, 119), max_size=4))
    @settings(deadline=None)
    def test_night_by_night_is_the_same_as_a_replay(self, seen, hours):
        states, begun = {}, at(-1)
        for until in (*(at(0, hour) for hour in sorted(hours)), at(9)):
            batch = [row for row in seen if begun <= row[3] < until]
            absorbed = detector.absorb(states, Sightings.of(batch), until=until)
            assert not absorbed.late
            states, begun = {**states, **absorbed.states}, until
        replayed = detector.absorb({}, Sightings.of(seen), until=at(9)).states
        assert detector.scores(states, until=at(9)) == pytest.approx(
            detector.scores(replayed, until=at(9))
        )
        for account, state in replayed.items():
            assert detector.judge(states[account], until=at(9)) == detector.judge(
                state, until=at(9)
            )

    @given(rows, st.integers(1, 40))
    @settings(deadline=None)
    def test_a_replay_gives_the_same_bytes_as_the_nights_since_an_account_was_first_seen(
        self, seen, gap
    ):
        last = [(account, "s1", OFFICE, at(gap + 5)) for account in ("a", "b")]
        states = {}
        for day in range(gap + 7):
            batch = [row for row in seen + last if at(day - 1, 0) <= row[3] < at(day, 0)]
            states |= detector.absorb(states, Sightings.of(batch), until=at(day, 0)).states
        replayed = detector.absorb({}, Sightings.of(seen + last), until=at(gap + 6, 0))
        assert states == replayed.states

    @given(rows)
    @settings(deadline=None)
    def test_many_at_once_get_the_scores_that_each_gets_alone(self, seen):
        states = detector.absorb({}, Sightings.of(seen), until=at(9)).states
        alone = {key: detector.judge(state, until=at(9)).score for key, state in states.items()}
        assert detector.scores(states, until=at(9)) == pytest.approx(alone)


class TestTime:
    def test_what_is_not_due_yet_is_left_for_the_next_time(self):
        seen = [("a", "s", OFFICE, at(0, 9)), ("a", "s", OFFICE, at(0, 10))]
        [state] = detector.absorb({}, Sightings.of(seen), until=at(0, 10)).states.values()
        [place] = detector.judge(state, until=at(0, 10)).places
        assert place.sightings == 1

    def test_a_sighting_of_a_day_that_has_ended_asks_for_a_replay(self):
        batch = Sightings.of([("a", "s", OFFICE, at(1))])
        states = detector.absorb({}, batch, until=at(2)).states
        late = Sightings.of([("a", "s", HOME, at(1, 23)), ("b", "s", HOME, at(1, 23))])
        absorbed = detector.absorb(states, late, until=at(3))
        assert absorbed.late == {"a"}
        assert set(absorbed.states) == {"b"}

    def test_a_sighting_that_comes_late_on_its_own_day_is_taken_in(self):
        states = detector.absorb(
            {}, Sightings.of([("a", "s", OFFICE, at(1, 9))]), until=at(1, 12)
        ).states
        absorbed = detector.absorb(
            states, Sightings.of([("a", "s", OFFICE, at(1, 8))]), until=at(1, 13)
        )
        assert not absorbed.late
        [place] = detector.judge(absorbed.states["a"], until=at(1, 13)).places
        assert place.first_at == at(1, 8)

    def test_what_is_older_than_the_window_is_forgotten(self):
        states = detector.absorb({}, Sightings.of(two_people()), until=at(20)).states
        later = MONDAY + detector.WINDOW + timedelta(days=13)
        finding = detector.judge(states["shared"], until=later)
        assert finding.places == ()
        batch = Sightings.of([("shared", "one", OFFICE, later)])
        kept = detector.absorb(states, batch, until=later + timedelta(days=1)).states
        assert len(kept["shared"]) < len(states["shared"])

    def test_when_the_clock_jumped_back_nothing_is_taken_twice_or_lost(self):
        states = detector.absorb({}, Sightings.of(two_people()), until=at(20)).states
        again = Sightings.of([("shared", "one", OFFICE, at(2))])
        absorbed = detector.absorb(states, again, until=at(3))
        assert absorbed == detector.Absorbed(states={}, late={"shared"})


class TestAddresses:
    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("203.0.113.7", "::ffff:203.0.113.7", True),
            ("203.0.113.7", "203.0.113.8", False),
            ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", True),
            ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
        ],
    )
    def test_ipv4_counts_exactly_and_ipv6_by_its_network(self, one, other, same):
        assert (detector.network_of(one) == detector.network_of(other)) is same

    @pytest.mark.parametrize("ip", ["203.0.113.7", "2001:db8:1:2::/64"])
    def test_a_network_is_written_as_people_do(self, ip):
        assert detector.network_named(detector.network_of(ip.removesuffix("/64"))) == ip

    @pytest.mark.parametrize("ip", ["unknown", "", "::1", "fe80::1%eth0", "203.0.113.256"])
    def test_what_is_no_address_is_left_out(self, ip):
        assert judged([("a", "s", ip, at(0))], until=at(1)) == {}

    def test_a_sighting_without_a_session_is_left_out(self):
        assert judged([("a", None, OFFICE, at(0))], until=at(1)) == {}


class TestAFinding:
    def test_of_two_people_names_places_switches_and_the_day(self):
        [finding] = judged(two_people(), until=at(12)).values()
        assert finding.opens_case
        assert [place.networks for place in finding.places] == [(HOME,), (OFFICE,)]
        quick = finding.evidence[0]
        assert isinstance(quick, detector.QuickSwitches)
        assert (quick.places, quick.days) == ((1, 2), 12)
        assert all(each.gap < timedelta(seconds=3) for each in quick.examples)
        assert finding.day is not None
        assert [lane.place for lane in finding.day.lanes] == [1, 2]
        assert sum(span.sightings for span in finding.day.lanes[0].spans) == 20

    def test_always_says_how_little_is_known(self):
        [finding] = judged([("a", "s", OFFICE, at(0))], until=at(1)).values()
        assert finding.counter_evidence == (detector.LowVolume(sightings=1, days=1),)
        assert finding.evidence == ()
        assert finding.day is None

    def test_of_one_person_in_turns_says_that_it_looks_like_one(self):
        seen = [
            (
                "a",
                f"session {turn % 2}",
                (OFFICE, HOME)[turn % 2],
                at(day, 9, 0, 20 * turn + 6 * (turn % 3)),
            )
            for day in range(12)
            for turn in range(20)
        ]
        [finding] = judged(seen, until=at(12)).values()
        assert not finding.opens_case
        facts = {type(fact) for fact in finding.counter_evidence}
        assert detector.LikeOnePerson in facts

    def test_a_device_that_is_carried_is_no_second_person(self):
        seen = [(account, "one", ip, when) for account, _, ip, when in two_people()]
        [finding] = judged(seen, until=at(12)).values()
        assert finding.evidence == ()

    def test_an_idle_tab_is_no_second_person(self):
        polls = [
            ("a", "tab", HOME, at(day, 8) + timedelta(seconds=60 * turn))
            for day in range(12)
            for turn in range(300)
        ]
        pages = [
            ("a", "me", OFFICE, at(day, 9, turn)) for day in range(12) for turn in (0, 3, 4)
        ]
        [finding] = judged(polls + pages, until=at(12)).values()
        assert [place.networks for place in finding.places] == [(OFFICE,)]


def test_a_state_of_another_form_is_refused():
    with pytest.raises(ValueError, match="form"):
        detector.judge(bytes(64), until=at(1))


def test_a_batch_without_sightings_changes_nothing():
    absorbed = detector.absorb({}, Sightings.of([]), until=at(1))
    assert absorbed == detector.Absorbed(states={}, late=set())
    assert detector.scores({}, until=at(1)) == {}


def test_an_account_never_seen_scores_less_than_any_that_was():
    [finding] = judged([("a", "s", OFFICE, at(0))], until=at(1)).values()
    assert detector.judge(b"", until=at(1)).score <= finding.score
    assert np.isfinite(finding.score)
