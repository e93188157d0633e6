"""What can be proposed and registered for, and what is refused: no I/O, no clock."""

from collections.abc import Sequence
from datetime import datetime

from domain.duties import TryLater
from domain.errors import DomainError
from domain.periods import Period, after

MOST_TIMES = 3
"""How many times an organisation may propose for one session."""

NOTICE = Period(days=2)
"""At least this long before a session, so that its members can be invited."""

AHEAD = Period(months=3)
"""At most this long before: what Zoom is told is kept in our ledger for six months."""

REMOVED_AFTER = Period(days=7)
"""How long after a session its registrants are taken off at Zoom."""

OPEN = (
    "training_session.meeting is not null and training_session.cancelled_at is null"
    " and training_session.starts_at > {now}"
)
"""SQL: members can register."""

CAN_BE_CANCELLED = (
    "declined_at is null and cancelled_at is null and (ends_at is null or ends_at > {now})"
)
"""SQL: waiting for an answer, or still to come."""


class NoTimeLeft(DomainError):
    """A proposed time lies too near, too far, or was named twice."""


class AlreadyAnswered(DomainError):
    """The proposal was accepted, declined or cancelled before."""


class TimePassed(DomainError):
    """The proposed time lies in the past."""


class NotOpen(DomainError):
    """Nobody can register: not ready yet, begun, or cancelled."""


class NothingToCancel(DomainError):
    """The session was declined or cancelled before, or is over."""


class StillWithdrawing(DomainError):
    """The person's former registration is still being taken off at Zoom."""


class ZoomIsBeingAsked(TryLater):
    """Another duty asked Zoom and does not know its answer yet."""


def check_times(times: Sequence[datetime], *, now: datetime) -> None:
    """Refuse times that cannot be: both limits are still allowed.

    Raises:
        NoTimeLeft: None, too many, one named twice, too near or too far.
    """
    is_soon_enough = all(after(now, NOTICE) <= each <= after(now, AHEAD) for each in times)
    is_distinct = len(set(times)) == len(times)
    if not (0 < len(times) <= MOST_TIMES and is_distinct and is_soon_enough):
        raise NoTimeLeft
