"""What runs by the calendar. Each slot runs once; one that was slept through runs late."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.periods import PARIS
from jobs import (
    accounts,
    audit,
    erasure_ledger,
    licence,
    organisations,
    partitions,
    processors,
    retention,
    rights,
    training,
)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at this time of Paris."""

    at: time
    run: Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Monthly(Daily):
    """On the first of every month at this time of Paris."""


def latest_slot(schedule: Daily, now: datetime) -> str:
    """Return the name of the last slot that began at or before ``now``: a Paris date."""
    local = now.astimezone(PARIS)
    begun_today = local.time() >= schedule.at
    day = local.date() - timedelta(days=0 if begun_today else 1)
    return (day.replace(day=1) if isinstance(schedule, Monthly) else day).isoformat()


SCHEDULES: dict[str, Daily] = {
    "make-months": Daily(at=time(1, 0), run=partitions.make_ahead),
    # Before the sweep, which counts from what this writes down.
    "end-what-is-over": Daily(at=time(1, 30), run=accounts.end_what_is_over),
    "forget-uncovered-counters": Daily(at=time(1, 45), run=organisations.forget_uncovered),
    "let-go-of-training": Daily(at=time(1, 40), run=training.let_go),
    "read-sightings": Daily(at=time(1, 50), run=licence.read_sightings),
    # Neither skipped nor repeated when Paris changes its clocks.
    "sweep": Daily(at=time(4, 0), run=retention.nightly),
    # After the sweep, which takes away the oldest entries.
    "verify-trail": Daily(at=time(5, 0), run=audit.verify_trail),
    "keep-ledger": Daily(at=time(5, 15), run=erasure_ledger.keep),
    "foresee": Daily(at=time(5, 30), run=retention.foresee),
    "watch-agreements": Daily(at=time(6, 0), run=processors.watch_agreements),
    # Before the day’s work; after what the night closed.
    "remind-of-deadlines": Daily(at=time(7, 15), run=rights.remind_of_deadlines),
    "tell-of-the-month": Monthly(at=time(7, 0), run=retention.tell_of_the_month),
    "warn-of-the-end": Daily(at=time(8, 0), run=retention.warn_of_the_end),
}
"""By name. The duty of a slot is called ``schedule:<name>``."""
