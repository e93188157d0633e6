"""The trail of looks at people, chained and free of personal data; and its verifications."""

from piccolo.columns import (
    UUID,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class AuditEntry(Table):
    """One look or act of a member of staff. Each entry seals the one before."""

    number = BigInt(primary_key=True)
    at = Timestamptz(default=None, null=True)
    actor = UUID(help_text="Account id of the member of staff.")
    actor_role = Varchar(length=20)
    action = Varchar(length=60)
    reason = Varchar(length=60)
    subject_pseudonym = Varchar(length=64, default=None, null=True)
    previous_hash = Varchar(length=64)
    hash = Varchar(length=64)


class AuditPseudonym(Table):
    """The key that ties a person to entries; erased with the person, the entries stay."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account,
        null=False,
        unique=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    key = Bytea()


class AuditVerification(Table):
    """One verification of the trail: what was read, and what was found wrong, if anything."""

    id = UUID(primary_key=True)
    verified_at = Timestamptz(default=None, null=True)
    entries = BigInt()
    first_number = BigInt(default=None, null=True)
    last_number = BigInt(default=None, null=True)
    last_hash = Varchar(length=64, default=None, null=True)
    anchors = Integer(help_text="Heads kept outside the database that were compared.")
    fault = Varchar(length=30, default=None, null=True)
    fault_number = BigInt(
        default=None, null=True, help_text="Of the first entry, or line, that is wrong."
    )
    began_anew = Boolean(help_text="The former anchors were set aside on purpose.")
