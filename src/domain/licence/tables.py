"""Sightings, what is counted from them, and the cases that people decide (P-ACC-6, P-ACC-7)."""

from piccolo.columns import JSONB, UUID, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class Sighting(Table):
    """One use of an account from one address. Nothing else is noted of it."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    session = UUID(default=None, null=True)
    ip = Varchar(length=45)
    seen_at = Timestamptz(default=None, null=True)


class SharingState(Table):
    """What the detector keeps of one account from one night to the next."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account,
        null=False,
        unique=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    state = Bytea()
    read_until = Timestamptz(
        default=None, null=True, help_text="Empty: to be made anew from the sightings."
    )
    last_seen_at = Timestamptz(
        default=None, null=True, help_text="Until when something of the account was read."
    )


class SharingCase(Table):
    """Facts about one account that a person weighs. Its state is its dates."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account,
        default=None,
        null=True,
        on_delete=OnDelete.set_null,
        on_update=OnUpdate.restrict,
    )
    email = Varchar(length=254, help_text="Where the holder is told, once the account is gone.")
    language = Varchar(length=2, default="fr")
    opened_at = Timestamptz(default=None, null=True)
    seen_from = Timestamptz(
        default=None, null=True, help_text="The oldest use that the evidence tells of."
    )
    finding = JSONB(help_text="As the detector said it: what is decided on stays as it was.")
    asked_at = Timestamptz(default=None, null=True)
    explained_at = Timestamptz(default=None, null=True)
    explanation = Varchar(length=20, default=None, null=True)
    explanation_words = Text(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    decision = Varchar(length=20, default=None, null=True, help_text="dismissed or confirmed")
    grounds = Text(default=None, null=True)
    contested_at = Timestamptz(default=None, null=True)
    contest_words = Text(default=None, null=True)
    reviewed_at = Timestamptz(default=None, null=True)
    review = Varchar(length=20, default=None, null=True, help_text="upheld or overturned")
    review_grounds = Text(default=None, null=True)
    cleared_at = Timestamptz(default=None, null=True)
    measure = Text(default=None, null=True)
    measure_proposed_at = Timestamptz(default=None, null=True)
    measure_agreed_at = Timestamptz(default=None, null=True)


class SharingHand(Table):
    """Which member of staff decided, reviewed, proposed or agreed."""

    id = UUID(primary_key=True)
    of_case = ForeignKey(
        SharingCase, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    part = Varchar(length=20, help_text="decision, review, proposal or agreement")
    member = UUID(help_text="A member of staff, who may be gone before the row.")
    at = Timestamptz(default=None, null=True)
