"""How long a worker may hold a duty, and when a failing one is tried again."""

from datetime import timedelta

LEASE = timedelta(minutes=2)
"""A worker that dies gives its duty back after this; long work renews its lease."""

ATTEMPTS_BEFORE_SET_ASIDE = 8
"""About six hours of trying; then a person must look (the console shows it)."""


class TryLater(Exception):
    """What a duty needs is not to be had now."""

    after: timedelta | None = None
    """How long whoever refused asks to be left alone; None: as after any failure."""
    costs_a_try: bool = True
    """False where a person must act first: the duty waits for it, however long, and is never
    set aside."""


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a failure: 10 s, then three times as long each time."""
    return timedelta(seconds=10 * 3 ** min(attempts - 1, 7))
