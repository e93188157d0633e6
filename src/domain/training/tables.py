"""Training sessions of client organisations, and who takes part in them."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from domain.accounts.tables import Account, Organisation


class TrainingSession(Table):
    """A session for the members of one organisation: what it is about, and when. No person."""

    id = UUID(primary_key=True)
    organisation = ForeignKey(
        Organisation, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    topic = Varchar(length=150)
    language = Varchar(length=2, default="fr")
    minutes = Integer()
    proposed_at = Timestamptz(default=None, null=True)
    declined_at = Timestamptz(default=None, null=True)
    accepted_at = Timestamptz(default=None, null=True)
    starts_at = Timestamptz(default=None, null=True)
    ends_at = Timestamptz(default=None, null=True)
    begun_at = Timestamptz(
        default=None,
        null=True,
        help_text="When a meeting was first asked for: from then on there may be one.",
    )
    meeting = Varchar(
        length=40, default=None, null=True, help_text="What Zoom knows the meeting by."
    )
    cancelled_at = Timestamptz(default=None, null=True)


class TrainingTime(Table):
    """One of the times at which the organisation could attend."""

    id = UUID(primary_key=True)
    session = ForeignKey(
        TrainingSession, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    starts_at = Timestamptz(default=None, null=True)


class TrainingProposal(Table):
    """Who proposed a session, in which words, and what was answered."""

    id = UUID(primary_key=True)
    session = ForeignKey(
        TrainingSession,
        null=False,
        unique=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    expected = Integer(help_text="How many people the organisation expects.")
    message = Text(default=None, null=True)
    proposed_at = Timestamptz(default=None, null=True)
    answer = Text(default=None, null=True, help_text="Why it was declined.")


class TrainingRegistration(Table):
    """A member who takes part; gone once withdrawn and off Zoom."""

    id = UUID(primary_key=True)
    session = ForeignKey(
        TrainingSession, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    registered_at = Timestamptz(default=None, null=True)
    ends_at = Timestamptz(
        default=None, null=True, help_text="The end of the session: the clock of this row."
    )
    begun_at = Timestamptz(
        default=None,
        null=True,
        help_text="When Zoom was first asked: from then on it may know the person.",
    )
    registrant = Varchar(
        length=100, default=None, null=True, help_text="What Zoom knows the person by."
    )
    join_url = Varchar(length=2000, default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)
    removed_at = Timestamptz(default=None, null=True, help_text="When Zoom forgot the person.")
