"""Pairs of places of one account, and how their use alternates."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.licence.detector.places import Places, days_of, distinct, numbered, pair_of
from domain.licence.detector.sightings import Numbers, Truths
from domain.licence.detector.stretches import Stretches, last_of

SECOND: Final = 1_000
QUICK: Final = 3 * SECOND
MINUTE: Final = 60 * SECOND
TEN_MINUTES: Final = 600 * SECOND
_HOUR: Final = 3_600 * SECOND
_BEYOND: Final = 1 << 43
"""More milliseconds than there are: places one after the other on one line of time."""
_TOUCHING: Final = 30 * SECOND
_SHIFTS: Final = tuple(minutes * MINUTE for minutes in (-120, -90, -60, 60, 90, 120))


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Two uses in a row within an hour, in two places and two sessions; a number a switch."""

    pair: Numbers
    left: Numbers
    """The stretch that was left."""
    reached: Numbers
    gap: Numbers
    day: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What is counted of each pair of places that a switch connects."""

    account: Numbers
    one: Numbers
    other: Numbers
    fixed: Truths
    """Whether both places are."""
    within_minute: Numbers
    quick: Numbers
    quick_days: Numbers
    within_ten: Numbers
    there_and_back: Numbers
    """Days with two switches or more under ten minutes."""
    both_days: Numbers
    either_days: Numbers
    meetings: Numbers
    """Visits in the less used place during which the other was in use."""
    expected: np.ndarray
    """The same with one place's visits moved by one to two hours: what chance would bring."""


def pairs_of(stretches: Stretches, places: Places) -> tuple[Pairs, Switches]:
    """Return the pairs of many accounts, and the switches between them."""
    left, reached = _switches(stretches, places)
    one = np.minimum(places.place[left], places.place[reached])
    other = np.maximum(places.place[left], places.place[reached])
    pair = numbered(one, other)
    count = int(pair.max()) + 1 if len(pair) else 0
    first = np.zeros(count, np.int64)
    first[pair] = np.arange(len(pair))
    gap = stretches.begins[reached] - stretches.ends[left]
    day = stretches.day[left]
    ones, others = one[first], other[first]
    both, either = _days(stretches, places, ones, others)
    meetings, expected = _meetings(stretches, places, ones, others)
    quick, ten = gap < QUICK, gap < TEN_MINUTES
    pairs = Pairs(
        account=stretches.account[left][first],
        one=ones,
        other=others,
        fixed=(places.fixed[left] & places.fixed[reached])[first],
        within_minute=np.bincount(pair[gap < MINUTE], minlength=count),
        quick=np.bincount(pair[quick], minlength=count),
        quick_days=_padded(days_of(pair[quick], day[quick]), count),
        within_ten=np.bincount(pair[ten], minlength=count),
        there_and_back=_days_with_two(pair[ten], day[ten], count),
        both_days=both,
        either_days=either,
        meetings=meetings,
        expected=expected,
    )
    return pairs, Switches(pair=pair, left=left, reached=reached, gap=gap, day=day)


def _switches(stretches: Stretches, places: Places) -> tuple[Numbers, Numbers]:
    """Return where one run ends and another, elsewhere and in another session, begins."""
    run = stretches.run
    begins = np.flatnonzero(np.diff(run, prepend=-1))
    by_end = np.lexsort((stretches.ends, run))
    left = by_end[last_of(begins, len(run))][:-1]
    reached = begins[1:]
    network, place, fixed = places.network, places.place, places.fixed
    elsewhere = (
        (stretches.account[left] == stretches.account[reached])
        & (stretches.day[left] == stretches.day[reached])
        & (places.session[left] != places.session[reached])
        & (place[left] != place[reached])
        & (fixed[left] | fixed[reached])
        & (stretches.begins[reached] - stretches.ends[left] < _HOUR)
    )
    left, reached = left[elsewhere], reached[elsewhere]
    pair = pair_of(network[left], network[reached], places.networks)
    tied = np.isin(pair, places.ties)
    return left[~tied], reached[~tied]


def _padded(counts: Numbers, size: int) -> Numbers:
    return np.concatenate((counts, np.zeros(size - len(counts), np.int64)))


def _days_with_two(pair: Numbers, day: Numbers, size: int) -> Numbers:
    found, times = np.unique(pair * (1 << 20) + day, return_counts=True)
    return np.bincount(found[times > 1] >> 20, minlength=size)


def _days(
    stretches: Stretches, places: Places, one: Numbers, other: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the days on which both places of each pair were in use, and at least one was."""
    if not len(one):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    used = distinct(places.place * (1 << 20) + stretches.day)
    begin, end = (np.searchsorted(used, (one + step) << 20) for step in (0, 1))
    pair, which = _spread(begin, end)
    both = np.isin((other[pair] << 20) + (used[which] & ((1 << 20) - 1)), used)
    meeting = np.bincount(pair[both], minlength=len(one))
    others = np.searchsorted(used, (other + 1) << 20) - np.searchsorted(used, other << 20)
    return meeting, end - begin + others - meeting


def _meetings(
    stretches: Stretches, places: Places, one: Numbers, other: Numbers
) -> tuple[Numbers, np.ndarray]:
    """Count visits of one place during which the other is in use; and those if moved."""
    if not len(one):
        return np.zeros(0, np.int64), np.zeros(0)
    known = distinct(places.place)
    rank = np.searchsorted(known, places.place)
    line = rank * _BEYOND
    order = np.lexsort((stretches.begins, rank))
    begins = (line + stretches.begins)[order]
    ends = np.maximum.accumulate((line + stretches.ends)[order])
    new = np.ones(len(order), np.bool_)
    new[1:] = begins[1:] - ends[:-1] > TEN_MINUTES
    start = np.flatnonzero(new)
    begins, ends = begins[start], ends[last_of(start, len(order))]
    visited = begins // _BEYOND
    one, other = np.searchsorted(known, one), np.searchsorted(known, other)
    visits = np.bincount(visited, minlength=len(known))
    rare = np.where(visits[one] <= visits[other], one, other)
    often = one + other - rare
    pair, visit = _spread(*(np.searchsorted(visited, rare + step) for step in (0, 1)))
    move = (often - rare)[pair] * _BEYOND
    counts = [
        np.bincount(
            pair[
                _meets(begins[visit] + move + shift, ends[visit] + move + shift, begins, ends)
            ],
            minlength=len(one),
        )
        for shift in (0, *_SHIFTS)
    ]
    return counts[0], np.mean(counts[1:], axis=0)


def _meets(since: Numbers, until: Numbers, begins: Numbers, ends: Numbers) -> Truths:
    """Tell which intervals touch one of the intervals in order."""
    next_ = np.searchsorted(ends, since - _TOUCHING)
    there = next_ < len(begins)
    return there & (begins[np.where(there, next_, 0)] <= until + _TOUCHING)


def _spread(begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Return all positions from each begin to its end, with the number of the range."""
    sizes = end - begin
    which = np.repeat(np.arange(len(begin)), sizes)
    within = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return which, begin[which] + within
