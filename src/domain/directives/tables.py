"""Directives for after death, who is named in them, their consents, and deaths reported."""

from piccolo.columns import UUID, BigInt, Boolean, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class Directive(Table):
    """What a holder wants done with their data after death: for all, or for each part."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    for_all = Varchar(length=20, default=None, null=True, help_text="keep, erase, communicate")
    for_account = Varchar(length=20, default=None, null=True)
    for_research = Varchar(length=20, default=None, null=True)
    for_requests = Varchar(length=20, default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)


class NamedPerson(Table):
    """Somebody whom a directive names: trusted with it, or to whom a part is communicated."""

    id = UUID(primary_key=True)
    directive = ForeignKey(
        Directive, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    part = Varchar(length=20, help_text="trusted, or the part that this person receives")
    name = Varchar(length=200)
    email = Varchar(length=254)
    telephone = Varchar(length=30, default=None, null=True)
    relation = Varchar(length=100, default=None, null=True)
    named_at = Timestamptz(default=None, null=True)
    informed_at = Timestamptz(default=None, null=True)


class DirectiveConsent(Table):
    """The specific consent to directives (art. 85, I): proof of it, also once it has ended."""

    id = UUID(primary_key=True)
    account = UUID(help_text="The account's id, meaningless once the account is gone.")
    wording = Text(help_text="The words that were shown.")
    wording_version = Varchar(length=64, help_text="Their SHA-256.")
    language = Varchar(length=2, default="fr")
    given_at = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(
        default=None, null=True, help_text="Withdrawn, replaced, or the account erased."
    )


class DeathReport(Table):
    """A death that was reported: by whom, what was seen of it, and what followed."""

    id = UUID(primary_key=True)
    account = UUID(help_text="The account's id, meaningless once the account is gone.")
    reported_by = Varchar(length=10, help_text="trusted, heir or other")
    reporter_name = Varchar(length=200)
    reporter_email = Varchar(length=254)
    language = Varchar(length=2, default="fr")
    proof_seen_on = Date(default=None, null=True, help_text="The document itself is not kept.")
    entered_by = UUID(help_text="A member of staff, who may be gone before the row.")
    entered_at = Timestamptz(default=None, null=True)
    notified_at = Timestamptz(
        default=None, null=True, help_text="When the notice to the account was written."
    )
    executed_at = Timestamptz(default=None, null=True)
    executed_by = UUID(default=None, null=True)
    early_reason = Text(
        default=None, null=True, help_text="Why the days after the notice were not waited for."
    )
    hands_copy = Boolean(default=False, help_text="Heirs receive what settles the estate.")
    carried_out_at = Timestamptz(default=None, null=True)
    outcome = Varchar(length=10, default=None, null=True, help_text="kept or erased")
    rows_erased = BigInt(default=None, null=True)
    called_off_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True, help_text="Executed or called off.")
