"""Requests of data subjects, and the packages made for them."""

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class RightsRequest(Table):
    """One request of one person under articles 15 to 22. Its state is its dates."""

    id = UUID(primary_key=True)
    form_id = UUID(unique=True)
    account = ForeignKey(
        Account,
        default=None,
        null=True,
        on_delete=OnDelete.set_null,
        on_update=OnUpdate.restrict,
    )
    deceased = UUID(
        default=None,
        null=True,
        help_text="After a death: the account whose data are handed over.",
    )
    parts = Varchar(
        length=60, default=None, null=True, help_text="Of them: the parts directed."
    )
    right = Varchar(length=20, help_text="access, erasure, …")
    channel = Varchar(length=10, help_text="account, page or mail")
    email = Varchar(length=254)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    ground = Varchar(
        length=40, default=None, null=True, help_text="Erasure: which of art. 17's six."
    )
    activities = Array(
        base_column=Varchar(length=60),
        default=None,
        null=True,
        help_text="Objection, restriction: the sheets concerned, by their slugs.",
    )
    message = Text(default=None, null=True)
    language = Varchar(length=2, default="fr")
    received_at = Timestamptz(default=None, null=True)
    due_on = Date(default=None, null=True, help_text="The last day for the answer, in Paris.")
    held_because = Varchar(
        length=20,
        default=None,
        null=True,
        help_text="Asked right after this change: the officer decides first.",
    )
    stopped_at = Timestamptz(
        default=None, null=True, help_text="The clock stands still: identity is in doubt."
    )
    stopped_days = Integer(default=0, help_text="Days of Paris for which it stood before.")
    extended_at = Timestamptz(default=None, null=True)
    extension_reason = Text(default=None, null=True)
    proven_at = Timestamptz(
        default=None, null=True, help_text="The address was proven, or signed in."
    )
    decided_at = Timestamptz(default=None, null=True)
    decision = Varchar(length=20, default=None, null=True, help_text="granted or refused")
    decision_reason = Text(default=None, null=True)
    decided_by = UUID(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)
    is_demo = Boolean(default=False)


class IdentityDoubt(Table):
    """A doubt about who asks: why, what was asked to lift it, and what was answered."""

    id = UUID(primary_key=True)
    request = ForeignKey(
        RightsRequest, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    reason = Text(help_text="Why there is reasonable doubt (art. 12(6)); told to its person.")
    questions = Text()
    stated_at = Timestamptz(default=None, null=True)
    answer = Text(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(
        default=None, null=True, help_text="As the request's: the clock of this row."
    )


class Package(Table):
    """The copy of a person's data, while it waits to be fetched."""

    id = UUID(primary_key=True)
    request = ForeignKey(
        RightsRequest, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    begun_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)
    expires_at = Timestamptz(default=None, null=True)
    fetched_at = Timestamptz(default=None, null=True)
    rows_expected = BigInt()
    rows_written = BigInt()
    size_bytes = BigInt()


class PackagePart(Table):
    """One piece of a package's file."""

    id = UUID(primary_key=True)
    package = ForeignKey(
        Package, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    number = Integer()
    content = Bytea()
    written_at = Timestamptz(default=None, null=True)
