"""Calendar arithmetic for the periods of the law and of the policy, in Paris.

A period ends at the same wall time in Paris, clamped to the last day of a shorter month.
PostgreSQL counts the same way (:func:`end_in_sql`); a property test holds the two together.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.text import Text

PARIS = ZoneInfo("Europe/Paris")
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time as the law writes it: years, months, days or hours, never mixed up."""

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0

    def __post_init__(self) -> None:
        """Refuse a period that is none."""
        if min(self.years, self.months, self.days, self.hours) < 0 or not self.as_interval():
            message = f"not a period: {self!r}"
            raise ValueError(message)

    def as_interval(self) -> str:
        """Return the period in PostgreSQL's words, for example ``3 years``."""
        parts = {
            "years": self.years,
            "months": self.months,
            "days": self.days,
            "hours": self.hours,
        }
        return " ".join(f"{count} {unit}" for unit, count in parts.items() if count)

    def in_words(self) -> Text:
        """Return the period as a person reads it."""
        parts = [
            (self.years, ("an", "ans"), ("year", "years")),
            (self.months, ("mois", "mois"), ("month", "months")),
            (self.days, ("jour", "jours"), ("day", "days")),
            (self.hours, ("heure", "heures"), ("hour", "hours")),
        ]
        said = [part for part in parts if part[0]]
        return Text(
            " et ".join(f"{count} {fr[count > 1]}" for count, fr, _ in said),
            " and ".join(f"{count} {en[count > 1]}" for count, _, en in said),
        )


def after(moment: datetime, period: Period) -> datetime:
    """Return the instant at which ``period``, begun at ``moment``, ends (in UTC).

    Months and days are counted on the Paris calendar and keep the wall time; a wall time
    that a change of clocks skips or repeats is read as standard time, as PostgreSQL does.
    A period of hours alone knows no calendar.
    """
    if not (period.years or period.months or period.days):
        return (moment + timedelta(hours=period.hours)).astimezone(UTC)
    wall = moment.astimezone(PARIS).replace(tzinfo=None)
    wall = _add_months(wall, period.years * 12 + period.months) + timedelta(days=period.days)
    ended = _in_standard_time(wall)
    return ended + timedelta(hours=period.hours)


def end_in_sql(column: str, period: Period) -> str:
    """Return the SQL expression of :func:`after` for the timestamptz ``column``."""
    calendar = (
        Period(years=period.years, months=period.months, days=period.days)
        if (period.years or period.months or period.days)
        else None
    )
    ended = column
    if calendar:
        ended = (
            f"(({column} AT TIME ZONE 'Europe/Paris') + interval '{calendar.as_interval()}')"
            " AT TIME ZONE 'Europe/Paris'"
        )
    return f"({ended}) + interval '{period.hours} hours'" if period.hours else f"({ended})"


def no_later_than(now: datetime, period: Period) -> datetime:
    """Return an instant after which no period that ended by ``now`` can have begun.

    For pre-filtering on an index only: up to four days generous, so never a decision.
    """
    wall = now.astimezone(PARIS).replace(tzinfo=None)
    begun = _add_months(wall, -(period.years * 12 + period.months))
    generous = timedelta(days=4 - period.days, hours=-period.hours)
    return (begun + generous).replace(tzinfo=PARIS).astimezone(UTC)


def surely_ended_before(now: datetime, period: Period) -> datetime:
    """Return an instant such that every period begun before it has ended by ``now``.

    The counterpart of :func:`no_later_than`: what was begun between the two needs the exact
    calculation, everything else is spared it.
    """
    wall = now.astimezone(PARIS).replace(tzinfo=None)
    begun = _add_months(wall, -(period.years * 12 + period.months))
    strict = timedelta(days=-4 - period.days, hours=-period.hours)
    return (begun + strict).replace(tzinfo=PARIS).astimezone(UTC)


def cut_off(period: Period, now: datetime) -> datetime:
    """Return the start of the first ``period`` that has not ended before ``now``.

    What began earlier is past its period; what began then or later is held. Where Paris
    skips an hour the order of ends is not that of starts: there it is exact to that hour.
    """
    held = no_later_than(now, period)
    past = surely_ended_before(now, period)
    while held - past > _AN_INSTANT:
        middle = past + (held - past) // 2
        past, held = (middle, held) if after(middle, period) < now else (past, middle)
    return held


def paris_day(moment: datetime) -> date:
    """Return the date that people in Paris read at ``moment``."""
    return moment.astimezone(PARIS).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of ``day`` in Paris, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def _add_months(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    day = min(wall.day, monthrange(year, month + 1)[1])
    return wall.replace(year=year, month=month + 1, day=day)


def _in_standard_time(wall: datetime) -> datetime:
    """Read a wall time of Paris; where a change of clocks makes two readings, take winter's."""
    readings = [wall.replace(tzinfo=PARIS, fold=fold) for fold in (0, 1)]
    winter = min(readings, key=lambda reading: reading.utcoffset() or timedelta(0))
    return winter.astimezone(UTC)
