"""Facts that speak for one person, or say how little is known: told beside the others."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from domain.licence.detector.finding import (
    CounterEvidence,
    LikeOnePerson,
    LowVolume,
    RemoteDesktopLike,
    SessionInBoth,
    SeveralBehindOneAddress,
    Wandering,
)
from domain.licence.detector.pairs import TEN_MINUTES
from domain.licence.detector.seen import Seen
from domain.licence.detector.weighing import alternation

_FEW_SIGHTINGS: Final = 300
_FEW_DAYS: Final = 20
_EVER_NEW: Final = 4
"""Networks from which a place that is not fixed counts as wandering."""
_MANY_SWITCHES: Final = 10
_HARDLY_EVER: Final = 0.03
"""Share of quick switches up to which two places are hardly ever used at once."""
_A_HABIT: Final = 2


def facts_against(seen: Seen) -> tuple[CounterEvidence, ...]:
    """Return the counter-evidence; what concerns the told pairs first."""
    return (
        *_sessions_in_both(seen),
        *_alternating_as_one(seen),
        *_wandering(seen),
        *_several_behind_one_address(seen),
        *_low_volume(seen),
    )


def _sessions_in_both(seen: Seen) -> Iterator[CounterEvidence]:
    stretches, place = seen.stretches, seen.places.place
    for index in seen.telling:
        one, other = place == seen.pairs.one[index], place == seen.pairs.other[index]
        sessions = np.intersect1d(stretches.session[one], stretches.session[other])
        code = stretches.session * (1 << 20) + stretches.day
        days = np.unique(np.intersect1d(code[one], code[other]) & ((1 << 20) - 1))
        if len(sessions):
            yield SessionInBoth(places=seen.pair(index), sessions=len(sessions), days=len(days))


def _alternating_as_one(seen: Seen) -> Iterator[CounterEvidence]:
    """Tell of pairs that alternate, but as slowly as one person's devices or screens do."""
    pairs = seen.pairs
    for index in np.flatnonzero(alternation(pairs, seen.switches) < -1).tolist():
        if {int(pairs.one[index]), int(pairs.other[index])} <= set(seen.numbers):
            yield LikeOnePerson(
                places=seen.pair(index),
                within_a_minute=int(pairs.within_minute[index]),
                quick=int(pairs.quick[index]),
            )
    for index in seen.telling:
        switches, quick = int(pairs.within_ten[index]), int(pairs.quick[index])
        if (
            pairs.fixed[index]
            and switches >= _MANY_SWITCHES
            and quick <= _HARDLY_EVER * switches
        ):
            yield RemoteDesktopLike(places=seen.pair(index), switches=switches, quick=quick)


def _wandering(seen: Seen) -> Iterator[CounterEvidence]:
    for place in seen.described():
        if not place.fixed and place.network_count >= _EVER_NEW:
            yield Wandering(place=place.number, networks=place.network_count, days=place.days)


def _several_behind_one_address(seen: Seen) -> Iterator[CounterEvidence]:
    """Tell of places where one session follows another on one network within ten minutes."""
    stretches = seen.stretches
    order = np.lexsort((stretches.begins, stretches.network))
    one, other = order[:-1], order[1:]
    close = (
        (stretches.network[one] == stretches.network[other])
        & (stretches.session[one] != stretches.session[other])
        & (stretches.begins[other] - stretches.ends[one] < TEN_MINUTES)
    )
    for place, number in seen.numbers.items():
        here = other[close & (seen.places.place[other] == place)]
        days = len(np.unique(stretches.day[here]))
        if days >= _A_HABIT:
            yield SeveralBehindOneAddress(place=number, days=days)


def _low_volume(seen: Seen) -> Iterator[CounterEvidence]:
    sightings = int(seen.stretches.sightings.sum())
    days = len(np.unique(seen.stretches.day))
    if sightings < _FEW_SIGHTINGS or days < _FEW_DAYS:
        yield LowVolume(sightings=sightings, days=days)
