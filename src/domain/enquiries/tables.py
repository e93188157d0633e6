"""Messages sent by our forms, what was written after them, and the consent they rest on."""

from piccolo.columns import UUID, Array, Boolean, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account


class Enquiry(Table):
    """One message, as its author sent it. The id is the form's: sent twice, it is one."""

    id = UUID(primary_key=True)
    kind = Varchar(length=20, help_text="contact, demonstration, appointment or feedback")
    account = ForeignKey(
        Account,
        default=None,
        null=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
        help_text="Of an author who was signed in.",
    )
    email = Varchar(length=254)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    practice_name = Varchar(length=200, default=None, null=True)
    nature = Varchar(
        length=10, default=None, null=True, help_text="Feedback: suggestion or defect."
    )
    times = Array(
        base_column=Timestamptz(),
        default=None,
        null=True,
        help_text="Appointment: the three times that suit its author.",
    )
    message = Text()
    language = Varchar(length=2, default="fr")
    received_at = Timestamptz(default=None, null=True)
    answered_at = Timestamptz(
        default=None, null=True, help_text="Empty while the last word is its author's."
    )
    appointed_at = Timestamptz(default=None, null=True, help_text="The time that was taken.")
    closed_at = Timestamptz(default=None, null=True)
    is_demo = Boolean(default=False)


class EnquiryLine(Table):
    """What was written after a message, by its author or by us. Never changed."""

    id = UUID(primary_key=True)
    enquiry = ForeignKey(
        Enquiry, null=False, on_delete=OnDelete.cascade, on_update=OnUpdate.restrict
    )
    kind = Varchar(length=20, help_text="As the message's: whose sheet the line stands on.")
    by_author = Boolean(default=False)
    words = Text()
    written_at = Timestamptz(default=None, null=True)
    received_at = Timestamptz(
        default=None, null=True, help_text="As the message's: the clock of this row."
    )


class FormConsent(Table):
    """Proof of the consent that a form was sent with; nobody is named in it."""

    id = UUID(primary_key=True)
    enquiry = UUID(unique=True, help_text="Outlived by this row: no foreign key.")
    author_hash = Varchar(length=64, help_text="Keyed hash of the address.")
    kind = Varchar(length=20)
    wording = Text(help_text="What stood beside the button.")
    wording_version = Varchar(length=64)
    language = Varchar(length=2, default="fr")
    given_at = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(
        default=None, null=True, help_text="Withdrawn, or the message gone otherwise."
    )
