"""Mail that leaves the house."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    ForeignKey,
    LazyTableReference,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table


class Mail(Table):
    """One message to one person. The duty that sends it names this row."""

    id = UUID(primary_key=True)
    account: ForeignKey[Table] = ForeignKey(
        # By name: accounts write mails, and import this package.
        LazyTableReference("Account", module_path="domain.accounts.tables"),
        default=None,
        null=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
        help_text="Whose it is, even once the address changes; null: the address alone tells.",
    )
    activity = Varchar(
        length=60, default="sent-mail", help_text="The sheet that it serves, by its name."
    )
    campaign = UUID(
        default=None, null=True, help_text="Which one it belongs to: stopped, it stays here."
    )
    address = Varchar(length=254)
    subject = Varchar(length=200)
    text = Text()
    html = Text()
    one_click = Varchar(
        length=300,
        default=None,
        null=True,
        help_text="Where one press in the mailbox unsubscribes (RFC 8058).",
    )
    written_at = Timestamptz(default=None, null=True)
    begun_at = Timestamptz(
        default=None,
        null=True,
        help_text="When it was first handed over: from then on it may have been taken.",
    )
    sent_at = Timestamptz(default=None, null=True)
    tries_anyway = Boolean(
        default=False, help_text="Asked for just now: sent even to an address in trouble."
    )
    withheld_at = Timestamptz(
        default=None, null=True, help_text="Not sent: nothing reaches its address."
    )


class Undeliverable(Table):
    """An address that mail does not reach, or whose person called it spam."""

    id = UUID(primary_key=True)
    address = Varchar(length=254, unique=True)
    kind = Varchar(length=20)
    mails = Array(
        base_column=UUID(), help_text="Which mails came back: told twice, each counts once."
    )
    noted_at = Timestamptz(default=None, null=True)
    stopped_at = Timestamptz(default=None, null=True, help_text="Since when nothing is sent.")


class SendingDomainCheck(Table):
    """What the DNS was found to say of the domain that our mail comes from."""

    id = UUID(primary_key=True)
    domain = Varchar(length=253)
    spf = Varchar(length=20)
    dkim = Varchar(length=20)
    dmarc = Varchar(length=20)
    looked_at = Timestamptz(default=None, null=True)
