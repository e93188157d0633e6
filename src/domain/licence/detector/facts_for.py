"""Facts that speak for two people, told of the pairs of places that weigh most."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from domain.licence.detector.finding import (
    BothInUse,
    Evidence,
    Interleaved,
    MeetByChance,
    QuickSwitches,
    SeveralAtOnce,
)
from domain.licence.detector.pairs import QUICK, TEN_MINUTES
from domain.licence.detector.seen import Seen
from domain.licence.detector.weighing import company, presence

_EXAMPLES: Final = 5
_HALF_HOUR: Final = 1_800_000
_AT_ONCE: Final = 3
_A_HABIT: Final = 2
"""Days from which something is more than a coincidence."""


def facts_for(seen: Seen) -> tuple[Evidence, ...]:
    """Return the evidence, of the heaviest pair first."""
    facts = [fact for index in seen.telling for fact in _facts_of(seen, index)]
    return (*facts, *_several_at_once(seen))


def _facts_of(seen: Seen, index: int) -> Iterator[Evidence]:
    pairs = seen.pairs
    if pairs.quick[index]:
        yield _quick_switches(seen, index)
    if pairs.fixed[index] and pairs.there_and_back[index] >= _A_HABIT:
        yield _interleaved(seen, index)
    if pairs.fixed[index] and presence(pairs)[index] > 0:
        yield BothInUse(
            places=seen.pair(index),
            days=int(pairs.both_days[index]),
            of_days=int(pairs.either_days[index]),
        )
    if company(pairs)[index] > 1:
        yield MeetByChance(
            places=seen.pair(index),
            meetings=int(pairs.meetings[index]),
            expected=round(float(pairs.expected[index]), 1),
        )


def _quick_switches(seen: Seen, index: int) -> QuickSwitches:
    switches = seen.switches
    quick = np.flatnonzero((switches.pair == index) & (switches.gap < QUICK))
    quickest = quick[np.argsort(switches.gap[quick], kind="stable")]
    return QuickSwitches(
        places=seen.pair(index),
        within_a_minute=int(seen.pairs.within_minute[index]),
        quick=len(quick),
        days=int(seen.pairs.quick_days[index]),
        examples=tuple(seen.switch(each) for each in quickest[:_EXAMPLES]),
    )


def _interleaved(seen: Seen, index: int) -> Interleaved:
    """Tell of turns within ten minutes; the examples are the latest there and back."""
    switches = seen.switches
    close = np.flatnonzero((switches.pair == index) & (switches.gap < TEN_MINUTES))
    day = seen.stretches.day[switches.left[close]]
    days, times = np.unique(day, return_counts=True)
    latest = close[day == days[times > 1].max()]
    return Interleaved(
        places=seen.pair(index),
        days=int(seen.pairs.there_and_back[index]),
        days_of_both=int(seen.pairs.both_days[index]),
        examples=tuple(seen.switch(each) for each in latest[:_EXAMPLES]),
    )


def _several_at_once(seen: Seen) -> Iterator[Evidence]:
    """Tell of days on which three fixed places were in use within one half-hour."""
    fixed = seen.places.fixed
    slot = seen.stretches.begins[fixed] // _HALF_HOUR
    used = np.unique(np.stack((slot, seen.places.place[fixed])), axis=1)
    slots, count = np.unique(used[0], return_counts=True)
    full = slots[count >= _AT_ONCE]
    days = len(np.unique(full * _HALF_HOUR // 86_400_000))
    places = {int(each) for each in used[1][np.isin(used[0], full)]} & set(seen.numbers)
    if seen.telling and days >= _A_HABIT and len(places) >= _AT_ONCE:
        yield SeveralAtOnce(
            places=tuple(sorted(map(seen.numbers.__getitem__, places))), days=days
        )
