"""What an organisation's contract and its people leave: invitations, clauses, counters."""

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account, Organisation


class OrganisationEnd(Table):
    """The day on which an organisation stopped being a client."""

    id = UUID(primary_key=True)
    organisation = ForeignKey(
        Organisation,
        null=False,
        unique=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    ended_at = Timestamptz(default=None, null=True)


class Invitation(Table):
    """A seat offered to an e-mail address, until it is taken, withdrawn or too old."""

    id = UUID(primary_key=True)
    form_id = UUID(help_text="The form as the page gave it: sent twice, it is one invitation.")
    organisation = ForeignKey(
        Organisation, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    email = Varchar(length=254)
    as_administrator = Boolean(default=False)
    language = Varchar(length=2, default="fr")
    invited_by = UUID(help_text="An administrator of the organisation, or a member of staff.")
    invited_at = Timestamptz(default=None, null=True)
    accepted_at = Timestamptz(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)


class StatisticsClause(Table):
    """The clause of a contract that gives the organisation statistics on use (P-ACC-9)."""

    id = UUID(primary_key=True)
    organisation = ForeignKey(
        Organisation, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    since_on = Date(default=None, null=True)
    until_on = Date(
        default=None, null=True, help_text="The first day on which it holds no more."
    )
    recorded_at = Timestamptz(default=None, null=True)


class DailyUse(Table):
    """How much one member used the site on one day: numbers, never words or titles."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    day = Date(default=None, null=True)
    searches = Integer()
    documents = Integer()


class Objection(Table):
    """A person's objection to one activity, in force until its person takes it back.

    Where it is weighed (art. 21(1)), it is in force meanwhile, and ends when it is overridden.
    """

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    activity = Varchar(length=60)
    objected_at = Timestamptz(default=None, null=True)
    reasons = Text(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    decision = Varchar(length=20, default=None, null=True, help_text="accepted or overridden")
    grounds = Text(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)
