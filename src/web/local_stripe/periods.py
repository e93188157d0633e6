"""Billing periods: calendar months and years from an anchor, in UTC as at Stripe."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def step(anchor: int, recurring: dict[str, Any], steps: int) -> int:
    """Return the moment so many periods after the anchor.

    The day is the anchor's, or the last one of a shorter month: 31 January, 28 February,
    31 March.
    """
    interval, count = recurring["interval"], recurring["interval_count"] * steps
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in _DAYS:
        return int((start + timedelta(days=_DAYS[interval] * count)).timestamp())
    months = start.year * 12 + start.month - 1 + _MONTHS[interval] * count
    year, month = divmod(months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def end_after(anchor: int, recurring: dict[str, Any], start: int) -> int:
    """Return the end of the period that is under way at ``start``: after it, never at it."""
    steps = max(_rough_steps(anchor, recurring, start) - 1, -1)
    while step(anchor, recurring, steps) <= start:
        steps += 1
    return step(anchor, recurring, steps)


def _rough_steps(anchor: int, recurring: dict[str, Any], start: int) -> int:
    """Return about how many periods have passed, never too many."""
    days = {"day": 1, "week": 7, "month": 31, "year": 366}[recurring["interval"]]
    count: int = recurring["interval_count"]
    return (start - anchor) // (days * count * 86_400)
