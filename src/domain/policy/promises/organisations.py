"""Checks of the promises made to members of client organisations (privacy policy 1.b)."""

from datetime import timedelta

from domain import database
from domain.organisations.rules import CLAUSE_IN_FORCE, OBJECTED
from domain.periods import paris_day
from domain.policy.promises.finding import Finding, Watch, judged

_NIGHT = timedelta(hours=26)
"""What a clause no longer covers goes with the next night."""


async def statistics_need_a_clause(watch: Watch) -> Finding:
    """P-ACC-9: counters stand where a clause was in force alone, none after an objection."""
    row = await database.fetch_row(
        f"""
        select count(*) as counters,
            count(*) filter (where not exists (
                select from statistics_clause
                where statistics_clause.organisation = account.organisation
                  and {CLAUSE_IN_FORCE.format(day="daily_use.day")})) as never_covered,
            count(*) filter (where not exists (
                select from statistics_clause
                where statistics_clause.organisation = account.organisation
                  and coalesce(until_on, 'infinity'::date) >= $1)) as left_over,
            count(*) filter (where {OBJECTED} and daily_use.day > (
                select max((objected_at at time zone 'Europe/Paris')::date) from objection
                where objection.account = account.id and withdrawn_at is null)) as objected
        from daily_use join account on account.id = daily_use.account
        """,
        paris_day(watch.now - _NIGHT),
    )
    counters, wrong = (row["counters"], sum(list(row)[1:])) if row else (0, 0)
    return judged(
        not wrong,
        f"{counters} jours comptés, dont {wrong} sans clause qui les couvre ou après une"
        " opposition.",
        f"{counters} days counted, {wrong} of them without a clause that covers them or after"
        " an objection.",
    )
