"""What the detector makes of simulated people: floors well below what was measured.

``docs/sharing-detection.md`` has the figures; the floors here only catch what breaks.
"""

import numpy as np
import pytest

from domain.licence import detector
from tests.population import HONEST, SHARING, TUNED, UNSEEN, accuracy, populate, sightings_of

PLAIN, BUSY = TUNED[0], TUNED[3]
HARDLY_SEEN = {UNSEEN, "handed_over"}


class Measured:
    """A population with the scores of its accounts."""

    def __init__(self, world, accounts, shared):
        self.population = populate(world, accounts=accounts, shared=shared, seed=1)
        sightings = sightings_of(self.population)
        until = sightings.end
        self.states = detector.absorb({}, sightings, until=until).states
        found = detector.scores(self.states, until=until)
        self.scores = np.array([found.get(account, -99.0) for account in sightings.accounts])
        self.accuracy = accuracy(self.population, self.scores, threshold=detector.THRESHOLD)


@pytest.fixture(scope="module")
def plain():
    return Measured(PLAIN, 520, 0.25)


@pytest.fixture(scope="module")
def busy():
    return Measured(BUSY, 210, 0.4)


def test_honest_people_are_left_alone(plain):
    assert plain.accuracy.false_per_10_000 <= 30


def test_who_is_found_is_nearly_always_rightly_found(plain):
    assert plain.accuracy.precision >= 0.85


def test_enough_are_found(plain):
    assert plain.accuracy.recall >= 0.28
    assert plain.accuracy.average_precision >= 0.5


@pytest.mark.parametrize("kind", sorted(HONEST))
def test_no_honest_kind_of_person_is_suspected_for_how_they_work(busy, kind):
    assert busy.accuracy.flagged[kind] == 0


@pytest.mark.parametrize("kind", sorted(set(SHARING) - HARDLY_SEEN))
def test_people_who_share_and_are_at_work_at_once_are_found(busy, kind):
    assert busy.accuracy.flagged[kind] >= 0.4


@pytest.mark.parametrize("kind", sorted(HARDLY_SEEN))
def test_what_addresses_cannot_show_is_not_guessed(busy, kind):
    assert busy.accuracy.flagged[kind] <= 0.2


def test_a_state_stays_small(plain):
    sizes = [len(state) for state in plain.states.values()]
    assert np.percentile(sizes, 50) <= 5_000
    assert np.percentile(sizes, 95) <= 30_000
