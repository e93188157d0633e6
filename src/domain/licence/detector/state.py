"""What is kept of an account from one night to the next: its stretches, packed.

Days that have ended are kept as stretches; the sightings of the day that runs are kept as they
came, so that its end alone decides what it was. Absorbing night by night and replaying the
table up to the same instant therefore give the same bytes.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from domain.licence.detector.packing import (
    STRETCH,
    Kept,
    compressed,
    decompressed,
    parts_of,
    records_of,
    since,
    state_of,
    stream_of,
    stretches_in,
    waiting_of,
)
from domain.licence.detector.sightings import (
    DAY,
    Numbers,
    Sightings,
    Stream,
    instant_of,
)
from domain.licence.detector.stretches import Stretches, not_repeated, stretches_of

WINDOW: Final = timedelta(days=90)
"""What a judgement looks back on, in whole days of UTC before the day that runs."""

_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """What absorbing left to keep."""

    states: dict[Hashable, bytes]
    """The new states of the accounts in the batch, late ones left out."""
    late: set[Hashable]
    """Accounts with a sighting of a day that had ended: to be replayed from the table."""


def absorb(
    states: Mapping[Hashable, bytes], sightings: Sightings, *, until: datetime
) -> Absorbed:
    """Take sightings before ``until`` into the states of their accounts.

    The order of sightings does not matter, and what comes twice counts once. Those at or
    after ``until`` are left for the next time, those older than ``WINDOW`` are forgotten.

    Raises:
        ValueError: A state is none, or one of another form.
    """
    names, today = sightings.accounts, instant_of(until) // DAY
    stream = sightings.stream.only(sightings.at < instant_of(until))
    numbers = np.unique(stream.account).tolist()
    kept = {number: parts_of(states.get(names[number], b"")) for number in numbers}
    opened = np.zeros(len(names), np.int64)
    opened[numbers] = [each.open_day for each in kept.values()]
    late = set(stream.account[stream.at // DAY < opened[stream.account]].tolist())
    stream = stream.only(~np.isin(stream.account, list(late)))
    kept = {number: each for number, each in kept.items() if number not in late}
    stream = _joined(kept, stream)
    has_ended = stream.at // DAY < np.maximum(today, opened[stream.account])
    waiting = _in_order(stream.only(~has_ended))
    fresh = stretches_of(stream.only(has_ended & (stream.at // DAY >= _oldest(today))))
    added = _by_account(list(kept), fresh.account, records_of(fresh))
    left = _by_account(list(kept), waiting.account, waiting_of(waiting))
    return Absorbed(
        states={
            names[number]: state_of(_with(each, today, added[number], left[number]))
            for number, each in kept.items()
        },
        late={names[number] for number in late},
    )


def stretches_kept(states: Mapping[Hashable, bytes], *, until: datetime) -> Stretches:
    """Return the stretches of many states, numbered in their order; the day that runs too."""
    kept = dict(enumerate(parts_of(state) for state in states.values()))
    ended = [decompressed(each.past) + each.running for each in kept.values()]
    today = stretches_of(_joined(kept, stream_of([])))
    sizes = [len(each) // STRETCH.itemsize for each in ended]
    account = np.concatenate((np.repeat(np.arange(len(sizes)), sizes), today.account))
    records = np.concatenate((np.frombuffer(b"".join(ended), STRETCH), records_of(today)))
    order = np.argsort(account, kind="stable")
    first_day = instant_of(until) // DAY - WINDOW.days
    order = order[records["day"][order] >= max(first_day, 0)]
    return stretches_in(records[order], account[order])


def _with(kept: Kept, today: int, added: bytes, waiting: bytes) -> Kept:
    """Return the parts of a state after a night; on the first of a week the past is packed."""
    open_day, week = max(today, kept.open_day), _week_of(max(today, kept.open_day))
    past, running = kept.past, kept.running + added
    if week != kept.week:
        every = since(decompressed(past) + running, _oldest(open_day))
        days = np.frombuffer(every, STRETCH)["day"]
        cut = int(np.searchsorted(days, week)) * STRETCH.itemsize
        past, running = compressed(every[:cut]) if cut else b"", every[cut:]
    return Kept(open_day=open_day, week=week, past=past, running=running, waiting=waiting)


def _week_of(day: int) -> int:
    return day // _WEEK * _WEEK


def _oldest(day: int) -> int:
    """Return the first day that is kept: the window's, as of the beginning of the week."""
    return _week_of(day) - WINDOW.days


def _joined(kept: Mapping[int, Kept], stream: Stream) -> Stream:
    """Put the sightings of days that have not ended to those that came since."""
    waiting = stream_of([(number, each.waiting) for number, each in kept.items()])
    return Stream(*(np.concatenate(columns) for columns in zip(waiting, stream, strict=True)))


def _in_order(stream: Stream) -> Stream:
    """Put sightings in order, and leave out what comes twice."""
    account, session, network, at = stream
    stream = stream.only(np.lexsort((network, session, at, account)))
    return stream.only(not_repeated(stream))


def _by_account(
    numbers: Sequence[int], account: Numbers, records: np.ndarray
) -> dict[int, bytes]:
    """Return the records of each account, which are in its order, as bytes."""
    begins, ends = (np.searchsorted(account, numbers, side) for side in ("left", "right"))
    body, size = records.tobytes(), records.itemsize
    return {
        number: body[begin * size : end * size]
        for number, begin, end in zip(numbers, begins.tolist(), ends.tolist(), strict=True)
    }
