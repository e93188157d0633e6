"""The picture of the most telling day: two places, lane beside lane."""

from typing import Final

import numpy as np

from domain.licence.detector.finding import Day, Lane, Span
from domain.licence.detector.pairs import MINUTE, QUICK
from domain.licence.detector.seen import Seen
from domain.licence.detector.sightings import DAY, moment_of
from domain.licence.detector.stretches import PAUSE, Stretches, last_of

_SWITCHES_SHOWN: Final = 20


def day_of(seen: Seen) -> Day | None:
    """Return the day with the most quick switches of the heaviest pair; the latest of equals.

    Without a pair that weighs anything there is no such day.
    """
    if not seen.telling:
        return None
    index = seen.telling[0]
    switches = np.flatnonzero(seen.switches.pair == index)
    day = seen.stretches.day[seen.switches.left[switches]]
    gap = seen.switches.gap[switches]
    days = np.unique(day)
    weight = [
        (int((gap[day == each] < QUICK).sum()), int((gap[day == each] < MINUTE).sum()), each)
        for each in days
    ]
    chosen = int(max(weight)[2])
    places = (int(seen.pairs.one[index]), int(seen.pairs.other[index]))
    mine = switches[(day == chosen) & (gap < MINUTE)]
    quickest = mine[np.argsort(seen.switches.gap[mine], kind="stable")][:_SWITCHES_SHOWN]
    return Day(
        on=moment_of(chosen * DAY).date(),
        lanes=tuple(
            Lane(place=seen.numbers[place], spans=_spans(_used(seen, place, chosen)))
            for place in sorted(places, key=seen.numbers.__getitem__)
        ),
        switches=tuple(seen.switch(each) for each in np.sort(quickest)),
    )


def _used(seen: Seen, place: int, day: int) -> Stretches:
    there = (seen.places.place == place) & (seen.stretches.day == day)
    found = seen.stretches.only(there)
    return found.only(np.argsort(found.begins, kind="stable"))


def _spans(stretches: Stretches) -> tuple[Span, ...]:
    """Join stretches that follow each other without a pause."""
    ends = np.maximum.accumulate(stretches.ends)
    new = np.ones(len(stretches), np.bool_)
    new[1:] = stretches.begins[1:] - ends[:-1] > PAUSE
    first = np.flatnonzero(new)
    last = last_of(first, len(stretches))
    seen = np.add.reduceat(stretches.sightings, first)
    return tuple(
        Span(
            begins_at=moment_of(stretches.begins[begin]),
            ends_at=moment_of(ends[end]),
            sightings=int(count),
        )
        for begin, end, count in zip(first, last, seen, strict=True)
    )
