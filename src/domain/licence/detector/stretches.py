"""Stretches: the stream of one day's sightings, made short without losing what counts.

Sightings of one session in a row, without a pause of half an hour and without another session
between them, are one run; of a run, one stretch is kept for each network: when it was first
and last seen, and how often. What a day's stretches are depends on that day's sightings alone,
in whatever order and however often they came.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from domain.licence.detector.sightings import DAY, Networks, Numbers, Stream, Truths

PAUSE: Final = 1_800_000
"""Milliseconds without a sighting that end a run."""
_POLL_FROM: Final = 8_000
_POLL_JITTER: Final = 8
"""One poll's gap differs from the last one's by no more than this part of it."""
_POLLS: Final = 10
"""A session that comes back so often in a row after the same time is a tab left open, not a
person: its polls should not be recorded at all, and where they were they are no evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """One number a stretch in each column; in order of account, run, beginning."""

    account: Numbers
    session: Numbers
    network: Networks
    begins: Numbers
    ends: Numbers
    sightings: Numbers
    run: Numbers
    """Numbered without gaps over all accounts."""

    def __len__(self) -> int:
        return len(self.begins)

    @property
    def day(self) -> Numbers:
        """The day (of UTC, from 1970) of each stretch: none passes midnight."""
        return self.begins // DAY

    def only(self, these: Truths | Numbers | slice) -> "Stretches":
        """Return some of them, in the order given."""
        return Stretches(
            **{each.name: getattr(self, each.name)[these] for each in fields(self)}
        )


def stretches_of(stream: Stream) -> Stretches:
    """Return the stretches of sightings in any order; duplicates count once."""
    account, session, network, at = stream
    stream = stream.only(np.lexsort((network, at, session, at // DAY, account)))
    stream = stream.only(not_repeated(stream))
    stream = stream.only(~_polls(stream))
    account, session, network, at = stream
    stream = stream.only(np.lexsort((network, session, at, account)))
    return _by_network(stream, np.cumsum(_begins_run(stream)) - 1)


def last_of(first: Numbers, size: int) -> Numbers:
    """Return the last index of each group, of groups in a row that begin at ``first``."""
    return np.append(first[1:], size)[: len(first)] - 1


def not_repeated(stream: Stream) -> Truths:
    """Tell which sightings, in order, are not the same as the one before."""
    account, session, network, at = stream
    keep = np.ones(len(at), np.bool_)
    keep[1:] = (
        (account[1:] != account[:-1])
        | (session[1:] != session[:-1])
        | (network[1:] != network[:-1])
        | (at[1:] != at[:-1])
    )
    return keep


def _polls(stream: Stream) -> Truths:
    """Tell which sightings, in order of account, day and session, come by the clock."""
    account, session, _, at = stream
    size = len(at)
    if size <= _POLLS:
        return np.zeros(size, np.bool_)
    day = at // DAY
    same = np.zeros(size, np.bool_)
    same[1:] = (account[1:] == account[:-1]) & (session[1:] == session[:-1])
    same[1:] &= day[1:] == day[:-1]
    gap, before = np.zeros(size, np.int64), np.zeros(size, np.int64)
    gap[1:] = np.diff(at)
    before[2:] = gap[1:-1]
    regular = same & (gap >= _POLL_FROM)
    regular[1:] &= same[:-1]
    regular &= np.abs(gap - before) <= gap // _POLL_JITTER
    edges = np.diff(np.concatenate(([0], regular.astype(np.int8), [0])))
    begin, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    lasting = end - begin >= _POLLS
    marks = np.zeros(size + 1, np.int64)
    np.add.at(marks, begin[lasting] - 2, 1)
    np.add.at(marks, end[lasting], -1)
    return np.cumsum(marks[:-1]) > 0


def _begins_run(stream: Stream) -> Truths:
    account, session, _, at = stream
    begins = np.ones(len(at), np.bool_)
    begins[1:] = (
        (account[1:] != account[:-1])
        | (session[1:] != session[:-1])
        | (at[1:] // DAY != at[:-1] // DAY)
        | (np.diff(at) > PAUSE)
    )
    return begins


def _by_network(stream: Stream, run: Numbers) -> Stretches:
    account, session, network, at = stream
    order = np.lexsort((at, network, run))
    run_, network_ = run[order], network[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (run_[1:] != run_[:-1]) | (network_[1:] != network_[:-1])
    first = np.flatnonzero(begins)
    last = last_of(first, len(order))
    made = Stretches(
        account=account[order][first],
        session=session[order][first],
        network=network_[first],
        begins=at[order][first],
        ends=at[order][last],
        sightings=last - first + 1,
        run=run_[first],
    )
    return made.only(np.lexsort((made.network, made.begins, made.run)))
