"""Accounts whose year is about to end: their holders are warned before (P-ACC-3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.periods import Period, after, no_later_than
from domain.register import ACCOUNTS
from domain.text import Language

WARNED_BEFORE = (Period(days=7), Period(days=30))
"""The shortest first: who is in the last seven days hears of that alone."""
_KEPT = ACCOUNTS.holdings[0].retention.period


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One account that is about to end, and which warning is due."""

    account_id: UUID
    email: str
    language: Language
    last_visit_at: datetime
    ends_at: datetime
    warning: Period
    has_directives: bool


async def accounts_ending(*, now: datetime) -> list[Ending]:
    """Return the accounts to be warned at ``now``: open ones, held still, soon no more.

    The same account is returned each night until it ends or is visited: whoever writes the
    warning makes sure that it is written once.
    """
    soonest, latest = now, max(after(now, warned) for warned in WARNED_BEFORE)
    rows = await database.fetch(
        "select id, email, language, last_visit_at, exists (select from directive"
        " where directive.account = account.id) as has_directives from account"
        " where role = 'holder' and closed_at is null and last_visit_at <= $1"
        " order by last_visit_at",
        no_later_than(latest, _KEPT),
    )
    endings = [_ending(row, now) for row in rows]
    return [one for one in endings if one is not None and soonest <= one.ends_at <= latest]


def _ending(row: database.Row, now: datetime) -> Ending | None:
    ends_at = after(row["last_visit_at"], _KEPT)
    due = next((one for one in WARNED_BEFORE if ends_at <= after(now, one)), None)
    if due is None:
        return None
    return Ending(
        account_id=row["id"],
        email=row["email"],
        language="fr" if row["language"] == "fr" else "en",
        last_visit_at=row["last_visit_at"],
        ends_at=ends_at,
        warning=due,
        has_directives=row["has_directives"],
    )
