"""Months of the large tables are made before they begin."""

from datetime import datetime

from domain import partitions


class MonthsLeft(Exception):
    """Some months could not be made: nothing fails for it, and the duty is tried again."""


async def make_ahead(now: datetime) -> None:
    """Make the partitions of this month and the next six, and empty the default ones."""
    left = await partitions.make_ahead(now=now)
    if left:
        raise MonthsLeft(", ".join(left))
