"""Checks of the periods of the program's own data (P-OPS), where the policy is silent."""

from domain import breaches, database
from domain.periods import Period, after
from domain.policy.promises.finding import Finding, Watch, broken
from domain.policy.promises.periods_kept import past_period
from domain.register import BREACHES, SESSION_COOKIE, SESSIONS, THROTTLING
from domain.retention import GRACE


async def sessions_end(watch: Watch) -> Finding:
    """P-OPS-2: no session stays open longer than its cookie, and ended ones go."""
    oldest = await database.fetch_value(
        "select min(created_at) from session where ended_at is null"
    )
    longest = SESSION_COOKIE.lifetime or Period(months=12)
    if oldest is not None and after(oldest, longest) + GRACE < watch.now:
        return broken(
            f"Une session ouverte le {oldest:%Y-%m-%d} n’a pas pris fin.",
            f"A session opened on {oldest:%Y-%m-%d} has not ended.",
        )
    return await past_period(watch, SESSIONS, THROTTLING)


async def breaches_are_recorded_and_end(watch: Watch) -> Finding:
    """P-OPS-10: each breach has its history, no 72 hours ran out, and closed ones go."""
    bare = await breaches.count_without_history()
    late = await breaches.count_overdue(now=watch.now)
    if bare or late:
        return broken(
            f"Violations sans historique\u00a0: {bare} ; non notifiées au-delà de 72 heures"
            f"\u00a0: {late}.",
            f"Breaches without a history: {bare}; not notified beyond 72 hours: {late}.",
        )
    return await past_period(watch, BREACHES)
