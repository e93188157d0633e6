"""Thirty nights of sweeps: what each activity's pass over its table found."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from domain.demo.people import new_id
from domain.evidence import Sweep
from domain.periods import cut_off, paris_day, start_of_day
from domain.register import REGISTER

NIGHTS = 30
AT_NIGHT = timedelta(hours=3)

_USUAL = {"throttling": 240, "sessions": 18, "sent-mail": 30, "sign-ups": 3, "duties": 60}
"""Rows that go on an ordinary night; of what is not here, seldom one."""


def thirty_nights(chance: Random, now: datetime) -> Iterator[Sweep]:
    """Yield the evidence of the last thirty nights, one row per activity and table."""
    today = paris_day(now)
    for nights_ago in range(NIGHTS, 0, -1):
        day = today - timedelta(days=nights_ago - 1)
        swept_at = start_of_day(day) + AT_NIGHT
        if swept_at > now:
            swept_at = start_of_day(today - timedelta(days=NIGHTS)) + AT_NIGHT
        yield from _night(chance, swept_at)


def _night(chance: Random, swept_at: datetime) -> Iterator[Sweep]:
    for activity in REGISTER:
        usual = _USUAL.get(activity.slug, 0)
        for holding in activity.holdings:
            if holding.follows_account:
                continue
            yield Sweep(
                id=new_id(chance),
                activity=activity.slug,
                table_name=holding.table_name,
                swept_at=swept_at,
                cut_off=cut_off(holding.retention.period, swept_at),
                rows_erased=chance.randint(0, 2 * usual) if usual else chance.random() < 1 / 25,
                rows_emptied=0,
                duration_ms=chance.randint(3, 90),
                is_demo=True,
            )
