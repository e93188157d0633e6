"""One account, counted out: what its facts are read from."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.licence.detector.finding import Place, Switch
from domain.licence.detector.networks import network_named
from domain.licence.detector.pairs import Pairs, Switches, pairs_of
from domain.licence.detector.places import Places, places_of
from domain.licence.detector.sightings import Numbers, moment_of
from domain.licence.detector.stretches import Stretches
from domain.licence.detector.weighing import Weights, scores_of, weights_of

_NETWORKS_SHOWN: Final = 10
_PLACES_SHOWN: Final = 12
_TELLING: Final = 3
"""Pairs of places from which facts are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Stretches of one account, their places, and the pairs that these make."""

    stretches: Stretches
    places: Places
    pairs: Pairs
    switches: Switches
    weights: Weights
    score: float
    telling: tuple[int, ...]
    """The pairs that weigh most, the heaviest first; those that weigh nothing left out."""
    numbers: dict[int, int]
    """The numbers under which places are shown, by place: the telling ones, the most used."""

    def pair(self, index: int) -> tuple[int, int]:
        """Return the numbers of a pair's places, the lower first."""
        one, other = sorted(
            self.numbers[int(place[index])] for place in (self.pairs.one, self.pairs.other)
        )
        return one, other

    def switch(self, index: int) -> Switch:
        """Return one of the switches, as a fact."""
        left, reached = self.switches.left[index], self.switches.reached[index]
        return Switch(
            left=self.numbers[int(self.places.place[left])],
            left_at=moment_of(self.stretches.ends[left]),
            reached=self.numbers[int(self.places.place[reached])],
            reached_at=moment_of(self.stretches.begins[reached]),
        )

    def described(self) -> tuple[Place, ...]:
        """Return the places that are shown, in the order of their numbers."""
        return tuple(self._described(place, number) for place, number in self.numbers.items())

    def _described(self, place: int, number: int) -> Place:
        there = self.places.place == place
        stretches = self.stretches.only(there)
        networks, which = np.unique(stretches.network, return_inverse=True)
        often = np.bincount(which, weights=stretches.sightings)
        shown = networks[np.lexsort((networks, -often))][:_NETWORKS_SHOWN]
        return Place(
            number=number,
            networks=tuple(network_named(int(each)) for each in shown),
            network_count=len(networks),
            fixed=bool(self.places.fixed[there].any()),
            days=len(np.unique(stretches.day)),
            sessions=len(np.unique(stretches.session)),
            sightings=int(stretches.sightings.sum()),
            first_at=moment_of(stretches.begins.min()),
            last_at=moment_of(stretches.ends.max()),
        )


def seen_in(stretches: Stretches) -> Seen:
    """Count out the stretches of one account."""
    places = places_of(stretches)
    pairs, switches = pairs_of(stretches, places)
    weights = weights_of(pairs, switches)
    heaviest = np.lexsort((pairs.other, pairs.one, -weights))[:_TELLING]
    telling = tuple(int(index) for index in heaviest if weights[index] > 0)
    first = {int(place[each]) for each in telling for place in (pairs.one, pairs.other)}
    return Seen(
        stretches=stretches,
        places=places,
        pairs=pairs,
        switches=switches,
        weights=weights,
        score=float(scores_of(pairs, weights, 1)[0]),
        telling=telling,
        numbers=_numbers(places.place, stretches.sightings, first),
    )


def _numbers(place: Numbers, sightings: Numbers, always: set[int]) -> dict[int, int]:
    """Return the numbers of the places to show: by use, none of ``always`` left out."""
    used, which = np.unique(place, return_inverse=True)
    often = np.bincount(which, weights=sightings, minlength=len(used))
    by_use = [int(used[index]) for index in np.lexsort((used, -often))]
    others = [each for each in by_use if each not in always]
    shown = always | set(others[: max(0, _PLACES_SHOWN - len(always))])
    return {each: number for number, each in enumerate((p for p in by_use if p in shown), 1)}
