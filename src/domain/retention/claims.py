"""Who holds a row, and whether the last of its clocks has ended: rules in SQL, no writes.

Conditions speak of one table's columns and of these parameters: ``$1`` the present
instant, ``$2`` and ``$3`` the bounds that spare most rows the exact calculation
(:func:`bounds`), ``$4`` the clock of the last row already dealt with.

What must not be touched for its person's sake (a legal hold) is as good as held by a clock
that runs: :func:`domain.rights.untouched`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from piccolo.columns import Column, Varchar
from piccolo.table import Table

from domain.periods import end_in_sql, no_later_than, surely_ended_before
from domain.register import Holding, ProcessingActivity
from domain.register.completeness import column_name
from domain.rights import untouched


class Stake(NamedTuple):
    """What one activity, by its slug, holds in one table."""

    activity: str
    holding: Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One activity's hold on one table, beside the other holds on the same table."""

    activity: ProcessingActivity
    holding: Holding
    before: tuple[Stake, ...]
    """Stakes in the same table that come first: they count the rows they share."""
    after: tuple[Stake, ...]

    @property
    def others(self) -> tuple[Stake, ...]:
        """Every other stake in the table."""
        return (*self.before, *self.after)

    @property
    def stake(self) -> Stake:
        """The claim itself, beside the others."""
        return Stake(self.activity.slug, self.holding)

    @property
    def table(self) -> str:
        """The table's name, quoted."""
        return quoted(self.holding.table_name)

    @property
    def clock(self) -> str:
        """The column from which the period counts, quoted."""
        return quoted(self.clock_name)

    @property
    def clock_name(self) -> str:
        """The name of that column."""
        return str(self.holding.retention.starts_at._meta.db_column_name)


def claims_of(register: Iterable[ProcessingActivity]) -> tuple[Claim, ...]:
    """Return every hold on every table; tables that point to others come before those."""
    pairs = [(activity, holding) for activity in register for holding in activity.holdings]
    return tuple(
        Claim(
            activity=activity,
            holding=holding,
            before=_on_the_same_table(holding, pairs[:position]),
            after=_on_the_same_table(holding, pairs[position + 1 :]),
        )
        for table in _pointing_first({holding.table for _, holding in pairs})
        for position, (activity, holding) in enumerate(pairs)
        if holding.table is table
    )


def bounds(claim: Claim, now: datetime) -> tuple[datetime, datetime]:
    """Return the starts after which no period has ended, and before which each has."""
    period = claim.holding.retention.period
    return no_later_than(now, period), surely_ended_before(now, period)


def to_erase(claim: Claim) -> str:
    """Return the condition of the rows that nothing holds any more, the claim included."""
    return " and ".join(
        [_ended_here(claim), *(f"not {_holds(other)}" for other in claim.others)]
    )


def counted_once(claim: Claim) -> str:
    """Return the condition of the rows that no earlier holding of the table counts."""
    return " and ".join(f"not {_concerns(other.holding)}" for other in claim.before) or "true"


def to_empty(claim: Claim) -> str:
    """Return the condition of the rows that others hold, less what the claim alone held."""
    held_by_others = " or ".join(_holds(other) for other in claim.others) or "false"
    something_left = " or ".join(
        f"({_name(column)} is not null and not {_held_elsewhere(column, claim)})"
        for column in emptied_columns(claim)
    )
    return f"{_ended_here(claim)} and ({held_by_others}) and ({something_left})"


def emptied(claim: Claim) -> str:
    """Return the assignments that empty what no other activity holds."""
    return ", ".join(
        f"{_name(column)} = case when {_held_elsewhere(column, claim)} then {_name(column)} end"
        for column in emptied_columns(claim)
    )


def emptied_columns(claim: Claim) -> tuple[Column, ...]:
    """Return the claim's columns that can be empty while another activity keeps the row.

    Nothing is left to do where the others' clocks are the claim's own, nor where the claim
    is the table's only one.
    """
    if all(same_period(other.holding, claim.holding) for other in claim.others):
        return ()
    needed = set().union(*(_needed(other.holding) for other in claim.others))
    return tuple(
        column
        for column in claim.holding.columns
        if column._meta.null and column._meta.db_column_name not in needed
    )


def same_period(one: Holding, other: Holding) -> bool:
    """Tell whether two holdings end together: one clock, one period."""
    return one.retention.period == other.retention.period and column_name(
        one.retention.starts_at
    ) == column_name(other.retention.starts_at)


def of_accounts(account_ids: str, holding: Holding) -> str:
    """Return the condition of the rows that belong to accounts, by the sheet's way to them.

    None by the way of an address: who is named in another's rows keeps none of them, which go
    with the account that the other way leads to, and are counted there.
    """
    if isinstance(holding.subject[-1], Varchar):
        return "false"
    first, *further = holding.subject
    condition = account_ids
    for column in reversed(further):
        table = quoted(column._meta.table._meta.tablename)
        condition = f'select "id" from {table} where {_name(column)} in ({condition})'
    return f"{_name(first)} in ({condition})"


def quoted(name: str) -> str:
    """Return an identifier as SQL wants it."""
    return f'"{name}"'


def _name(column: Column) -> str:
    return quoted(str(column._meta.db_column_name))


def _names(holding: Holding) -> set[str]:
    # By name: Piccolo's ``==`` between columns makes a condition, which is always true.
    return {_name(column) for column in holding.columns}


def _ended_here(claim: Claim) -> str:
    """Return: the claim concerns the row, its period has ended, and its person may be touched.

    Most ended rows are far past their end: ``$3`` spares them the exact calculation, which
    would cost a third of the sweep (docs/adr/which-clock-wins.md).
    """
    period = claim.holding.retention.period
    clock = claim.clock
    ended = f"({clock} < $3 or {end_in_sql(clock, period)} < $1)"
    begun = f"{clock} >= $4 and {clock} <= $2"
    return f"{begun} and {ended} and {_concerns(claim.holding)} and not {spared(claim.stake)}"


def spared(stake: Stake) -> str:
    """Return: the row must stay for its person's sake, whatever the clocks say."""
    return untouched(stake.activity, stake.holding, at="$1")


def _concerns(holding: Holding) -> str:
    conditions = [f"({holding.rows})"] if holding.rows else []
    if holding.follows_account:
        conditions.append(f"{_name(holding.subject[0])} is not null")
    return f"(({' and '.join(conditions)}) is true)" if conditions else "true"


def _holds(stake: Stake) -> str:
    """Return: the stake concerns the row, and its clock runs, or has not started.

    What is kept for an account's sake is held as long as the account stands.
    """
    holding = stake.holding
    if holding.follows_account:
        return _concerns(holding)
    clock = _name(holding.retention.starts_at)
    runs = f"({end_in_sql(clock, holding.retention.period)} < $1) is not true"
    return f"({_concerns(holding)} and ({runs} or {spared(stake)}))"


def _held_elsewhere(column: Column, claim: Claim) -> str:
    holders = [
        _holds(other) for other in claim.others if _name(column) in _names(other.holding)
    ]
    return f"({' or '.join(holders) or 'false'})"


def _needed(holding: Holding) -> set[str]:
    """Return the columns without which a holding would lose its clock, person or condition."""
    words = set(re.findall(r"[a-z_]+", holding.rows or ""))
    return {
        str(holding.retention.starts_at._meta.db_column_name),
        *(str(column._meta.db_column_name) for column in holding.subject[:1]),
        *words,
    }


def _on_the_same_table(
    holding: Holding, pairs: Sequence[tuple[ProcessingActivity, Holding]]
) -> tuple[Stake, ...]:
    return tuple(
        Stake(activity.slug, other) for activity, other in pairs if other.table is holding.table
    )


def _pointing_first(tables: set[type[Table]]) -> list[type[Table]]:
    """Return the tables so that one comes before those its foreign keys point to."""
    waiting = sorted(tables, key=lambda table: str(table._meta.tablename))
    ordered: list[type[Table]] = []
    while waiting:
        pointed_at = [target for table in waiting for target in _targets(table)]
        free = next((table for table in waiting if table not in pointed_at), waiting[0])
        ordered.append(free)
        waiting.remove(free)
    return ordered


def _targets(table: type[Table]) -> list[type[Table]]:
    keys = table._meta.foreign_key_columns
    targets = [key._foreign_key_meta.resolved_references for key in keys]  # noqa: SLF001
    return [target for target in targets if target is not table]
