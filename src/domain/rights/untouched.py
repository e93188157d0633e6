"""What must stay of a person, by the sheets' ways to them: as SQL, and for one person.

Whose data it is, :func:`domain.holds.untouchable` says, for each person and activity. An
account stays as long as anything of its person must: what is held refers to it, and would
prove nothing without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from piccolo.columns import Column, Varchar

from domain import holds
from domain.accounts.tables import Account
from domain.holds import Scope
from domain.register import Holding, Kept
from domain.rights.people import DataSubject, condition_of_way
from domain.roles import Role
from domain.text import Text

LEGAL_HOLD = Kept(
    because=Text(
        "conservation pour la constatation, l’exercice ou la défense de droits en justice"
        " (RGPD, art. 17(3)(e))",
        "legal hold: the establishment, exercise or defence of legal claims"
        " (GDPR art. 17(3)(e))",
    ),
    access=(Role.DPO,),
)
BESIDE_A_HOLD = Kept(
    because=Text(
        "compte auquel se rattachent les données conservées pour des droits en justice ; plus"
        " personne ne s’y connecte (RGPD, art. 17(3)(e))",
        "account to which the data under legal hold refer; nobody signs in to it any more"
        " (GDPR art. 17(3)(e))",
    ),
    access=(Role.DPO,),
)

_ERASED_AROUND = "select subject from erasure where finished_at is not null"


def untouched(activity: str, holding: Holding, *, at: str) -> str:
    """Return the condition of the rows of ``holding`` that must not be touched at ``at``.

    Of the account itself only once everything else of its person was erased around it: until
    then it is due like any other. Never null. Where nobody is held, nothing is looked up: the
    first condition spares PostgreSQL the others.
    """
    accounts = holds.untouchable(activity, at=at)
    if holding.table is Account:
        anything = holds.untouchable(None, at=at)
        accounts = f"{anything} and account in ({_ERASED_AROUND})"
    ways = [
        condition_of_way(way, argument=f"any ({_keys(way[-1], accounts)})")
        for way in (holding.subject, holding.without_account)
        if way
    ]
    if not ways:
        return "false"
    return f"((exists ({accounts}) and ({' or '.join(ways)})) is true)"


def released(*, at: str) -> str:
    """Return the condition of the accounts that more must go of than when they were erased.

    They were erased around a hold, and since then one has ended.
    """
    ended_since = (
        f"select from legal_hold where legal_hold.account = account.id and ends_at <= {at}"
        " and ends_at > all (select finished_at from erasure"
        " where subject = account.id and finished_at is not null)"
    )
    anything = holds.untouchable(None, at=at)
    return (
        f"account.id in ({_ERASED_AROUND})"
        f" and (account.id not in ({anything}) or exists ({ended_since}))"
    )


def _keys(column: Column, accounts: str) -> str:
    if isinstance(column, Varchar):
        return f"select email from account where id in ({accounts})"
    return accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """What must stay of one person, and until when."""

    holds: Sequence[Scope] = ()

    def until(self, activity: str) -> datetime | None:
        """Return until when the data of an activity must stay; None: they need not."""
        ends = [hold.ends_at for hold in self.holds if hold.activity in (None, activity)]
        return max(ends, default=None)

    def until_of(self, activity: str, holding: Holding) -> datetime | None:
        """Return until when rows of a holding must stay; the account itself, for any row."""
        until = self.until(activity)
        if holding.table is Account:
            return max((hold.ends_at for hold in self.holds), default=until)
        return until

    def why(self, activity: str, holding: Holding) -> Kept | None:
        """Return why rows of a holding must stay; None: they need not."""
        if self.until(activity):
            return LEGAL_HOLD
        return BESIDE_A_HOLD if self.holds and holding.table is Account else None


NOTHING_HELD = Untouched()


async def untouched_of(person: DataSubject, *, now: datetime) -> Untouched:
    """Return what must stay of a person. Only accounts are held: who has none has no hold."""
    if person.account_id is None:
        return NOTHING_HELD
    return Untouched(holds=await holds.holds_of(person.account_id, now=now))
