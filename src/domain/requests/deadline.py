"""Until when a request must be answered: one month, or three, as the law counts months.

Regulation (EEC, Euratom) 1182/71, art. 3: the day of receipt is not counted; the month ends
with the last hour of the day of the same number, or of the last day of a shorter month; an
end on a Saturday, a Sunday or a public holiday moves to the next working day.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

from domain.periods import paris_day

_SATURDAY = 5
_MONTHS, _MONTHS_EXTENDED = 1, 3


def answer_due_on(
    received_at: datetime, *, stopped_days: int = 0, is_extended: bool = False
) -> date:
    """Return the last day, in Paris, on which a request received then may be answered.

    The day counts to its end: an answer at 23:59 is on time (GDPR art. 12(3); P-RIG-10).

    Args:
        received_at: When the request reached us.
        stopped_days: How many days of Paris the clock stood still, identity being in doubt
            (décret 2019-536, art. 77): the end moves by as many.
        is_extended: Whether two months were added (art. 12(3)): counted from receipt too.
    """
    months = _MONTHS_EXTENDED if is_extended else _MONTHS
    ends = months_after(paris_day(received_at), months) + timedelta(days=stopped_days)
    return next_working_day(ends)


def months_after(day: date, months: int) -> date:
    """Return the day of the same number some months on, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_working_day(day: date) -> date:
    """Return ``day``, or the first working day in France after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is neither Saturday, Sunday nor a public holiday in France."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of metropolitan France (Code du travail, L3133-1)."""
    easter = _easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    # After Easter: Easter Monday, Ascension Day, Whit Monday.
    movable = (easter + timedelta(days=days) for days in (1, 39, 50))
    return frozenset({*(date(year, month, day) for month, day in fixed), *movable})


def days_left(due_on: date, *, now: datetime) -> int:
    """Return how many days remain in Paris: 0 on the last day, less than 0 once overdue."""
    return (due_on - paris_day(now)).days


def _easter(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Butcher's computation)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
