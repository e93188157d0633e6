"""States as bytes: small, since one lies beside each account, and quick to add a night to.

A state has three parts: stretches of past weeks, compressed; those of the week that runs, a
record each, to which a night's are appended as they are; and the sightings of days that have
not ended. Only the first night of a week unpacks the past, adds the week before and
forgets what is too old.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from domain.licence.detector.sightings import DAY, Numbers, Stream
from domain.licence.detector.stretches import Stretches

_FORM: Final = 1
_HEAD: Final = struct.Struct("<BiiII")
_MOST: Final = 0xFFFF

Records = npt.NDArray[np.void]

STRETCH: Final = np.dtype(
    [
        ("session", "<u4"),
        ("network", "<u8"),
        ("day", "<u4"),
        ("begins", "<u4"),
        ("lasts", "<u4"),
        ("sightings", "<u2"),
        ("begins_run", "<u1"),
    ]
)
"""``begins`` counts from the day's midnight."""

_OPEN: Final = np.dtype([("session", "<u4"), ("network", "<u8"), ("at", "<i8")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The state of one account, its parts still packed."""

    open_day: int = 0
    """Days before it have ended: what is seen of them later needs a replay."""
    week: int = 0
    """The first day of the week that ran when sightings were last absorbed."""
    past: bytes = b""
    running: bytes = b""
    waiting: bytes = b""


def parts_of(state: bytes) -> Kept:
    """Read a state; no bytes are one in which nothing was seen.

    Raises:
        ValueError: These bytes are no state, or one of another form: replay the account.
    """
    if not state:
        return Kept()
    if len(state) < _HEAD.size:
        raise ValueError("too short for a state")
    form, open_day, week, past, running = _HEAD.unpack_from(state)
    if form != _FORM:
        message = f"a state of form {form}, not {_FORM}"
        raise ValueError(message)
    past_end = _HEAD.size + past
    return Kept(
        open_day=open_day,
        week=week,
        past=state[_HEAD.size : past_end],
        running=state[past_end : past_end + running],
        waiting=state[past_end + running :],
    )


def state_of(kept: Kept) -> bytes:
    """Return the state that these parts make."""
    head = _HEAD.pack(_FORM, kept.open_day, kept.week, len(kept.past), len(kept.running))
    return head + kept.past + kept.running + kept.waiting


def compressed(records: bytes) -> bytes:
    """Return records of stretches column by column, compressed."""
    table = np.frombuffer(records, STRETCH)
    return zlib.compress(b"".join(table[name].tobytes() for name in STRETCH.fields or ()), 1)


def decompressed(past: bytes) -> bytes:
    """Return the records that were compressed."""
    if not past:
        return b""
    body = zlib.decompress(past)
    table = np.empty(len(body) // STRETCH.itemsize, STRETCH)
    read = 0
    for name, (form, *_) in (STRETCH.fields or {}).items():
        table[name] = np.frombuffer(body, form, len(table), read)
        read += form.itemsize * len(table)
    return table.tobytes()


def records_of(stretches: Stretches) -> Records:
    """Return stretches as records."""
    table = np.empty(len(stretches), STRETCH)
    table["session"] = stretches.session
    table["network"] = stretches.network
    table["day"] = stretches.day
    table["begins"] = stretches.begins % DAY
    table["lasts"] = stretches.ends - stretches.begins
    table["sightings"] = np.minimum(stretches.sightings, _MOST)
    table["begins_run"] = np.diff(stretches.run, prepend=-1) > 0
    return table


def stretches_in(records: Records, account: Numbers) -> Stretches:
    """Return records, in order, as the stretches of these accounts."""
    begins = _int64(records["day"]) * DAY + records["begins"]
    return Stretches(
        account=account,
        session=_int64(records["session"]),
        network=records["network"].astype(np.uint64),
        begins=begins,
        ends=begins + records["lasts"],
        sightings=_int64(records["sightings"]),
        run=np.cumsum(_int64(records["begins_run"])) - 1,
    )


def since(records: bytes, day: int) -> bytes:
    """Return the records of a day and of those after it."""
    table = np.frombuffer(records, STRETCH)
    return table[table["day"] >= max(day, 0)].tobytes()


def waiting_of(stream: Stream) -> Records:
    """Return sightings as records."""
    table = np.empty(len(stream.at), _OPEN)
    table["session"], table["network"], table["at"] = stream[1:]
    return table


def stream_of(waiting: list[tuple[int, bytes]]) -> Stream:
    """Return the sightings of records, each with the number of its account."""
    table = np.frombuffer(b"".join(records for _, records in waiting), _OPEN)
    sizes = [len(records) // _OPEN.itemsize for _, records in waiting]
    return Stream(
        np.repeat(np.array([number for number, _ in waiting], np.int64), sizes),
        _int64(table["session"]),
        table["network"].astype(np.uint64),
        _int64(table["at"]),
    )


def _int64(column: npt.NDArray[Any]) -> Numbers:
    return column.astype(np.int64)
