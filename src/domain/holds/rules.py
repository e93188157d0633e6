"""Whose data must not be touched, as SQL; and how long a hold may be."""

from datetime import date, datetime, timedelta

from domain.periods import Period, start_of_day

LONGEST = Period(years=5)
"""A hold's end is at most this far away: after as long, most claims of civil law are lost
(art. 2224 of the French Civil Code). A longer dispute needs a new hold with its reasons."""


def untouchable(activity: str | None, *, at: str) -> str:
    """Return the query of the accounts whose data must not be touched at an instant.

    The one place where it is asked; whoever erases asks it for each person *and activity*.
    Legal holds answer it (GDPR art. 17(3)(e)). A restriction (art. 18) is another answer to
    the same question, and joins this query.

    Args:
        activity: The slug of one activity of the register; None: any activity at all.
        at: The instant, in SQL. A hold counts until its end, exclusive.
    """
    of_it = f" and coalesce(activity, '{activity}') = '{activity}'" if activity else ""
    return f"select account from legal_hold where ends_at > {at}{of_it}"


def end_of(day: date) -> datetime:
    """Return the instant at which a hold that ends on ``day`` counts no more."""
    return start_of_day(day + timedelta(days=1))
