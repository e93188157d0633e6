"""People who sign in, the organisations they belong to, and their sessions."""

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


class Organisation(Table):
    """A client organisation: the seats it bought are held by guests it invited."""

    id = UUID(primary_key=True)
    name = Varchar(length=200)
    seats = Integer()
    created_at = Timestamptz(default=None, null=True)
    is_demo = Boolean(default=False)


class Account(Table):
    """A data subject who signs in: a holder, a guest of an organisation, or staff."""

    id = UUID(primary_key=True)
    email = Varchar(length=254, unique=True)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    occupation = Varchar(length=100)
    telephone = Varchar(length=30, default=None, null=True)
    practice_name = Varchar(length=200, default=None, null=True)
    position = Varchar(length=100, default=None, null=True)
    practice_areas = Varchar(length=300, default=None, null=True)
    role = Varchar(length=20, default="holder")
    opened_by = Varchar(length=20, default="sign_up", help_text="sign_up, invitation or staff")
    organisation = ForeignKey(
        Organisation,
        default=None,
        null=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    administers_organisation = Boolean(default=False)
    language = Varchar(length=2, default="fr")
    password_hash = Varchar(length=200, default=None, null=True, secret=True)
    totp_secret = Varchar(length=64, default=None, null=True, secret=True)
    totp_last_step = BigInt(
        default=None,
        null=True,
        secret=True,
        help_text="The last code's time step: a code counts once.",
    )
    keeps_history = Boolean(default=True)
    opened_at = Timestamptz(default=None, null=True)
    last_visit_at = Timestamptz(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    left_at = Timestamptz(default=None, null=True, help_text="Staff: the day of departure.")
    is_demo = Boolean(default=False)


class SignUp(Table):
    """An account asked for, whose e-mail address is not proven yet."""

    id = UUID(primary_key=True)
    form_id = UUID(help_text="The form as the page gave it: sent twice, it is one sign-up.")
    email = Varchar(length=254)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    occupation = Varchar(length=100)
    telephone = Varchar(length=30)
    practice_name = Varchar(length=200, default=None, null=True)
    position = Varchar(length=100, default=None, null=True)
    practice_areas = Varchar(length=300, default=None, null=True)
    language = Varchar(length=2, default="fr")
    password_hash = Varchar(length=200)
    form_secret_hash = Varchar(
        length=64,
        default=None,
        null=True,
        help_text="Of the browser that signed up: there, the proof needs no password.",
    )
    created_at = Timestamptz(default=None, null=True)


class Session(Table):
    """One browser in which a person signed in. The token itself is never stored."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    token_sha256 = Bytea(unique=True)
    created_at = Timestamptz(default=None, null=True)
    last_used_at = Timestamptz(default=None, null=True)
    authenticated_at = Timestamptz(
        default=None, null=True, help_text="The last time the password was given."
    )
    second_factor_at = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)


class Throttle(Table):
    """How often something was tried, under a keyed hash of who tried."""

    id = UUID(primary_key=True)
    key_hash = Varchar(length=64)
    window_starts_at = Timestamptz(default=None, null=True)
    tries = Integer()


class AddressChange(Table):
    """Another e-mail address asked for: proven by its mailbox, stopped by the former one."""

    id = UUID(primary_key=True)
    form_id = UUID(help_text="The form as the page gave it: sent twice, it is one change.")
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    email = Varchar(length=254)
    former_email = Varchar(length=254)
    asked_at = Timestamptz(default=None, null=True)
    proven_at = Timestamptz(default=None, null=True)


class PasswordReset(Table):
    """A new password asked for, whether the address has an account or not."""

    id = UUID(primary_key=True)
    form_id = UUID(help_text="The form as the page gave it: sent twice, it is one reset.")
    email = Varchar(length=254)
    password_sha256 = Bytea(
        default=None, null=True, help_text="Of the hash then kept: the link dies with it."
    )
    asked_at = Timestamptz(default=None, null=True)


class RecoveryCode(Table):
    """A code that replaces the second factor once. Used, its row is gone."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    code_hash = Varchar(length=64)
    made_at = Timestamptz(default=None, null=True)


class Passkey(Table):
    """A key of a person's device, for the second factor: we hold its public half alone."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    credential_id = Bytea(unique=True)
    public_key = Bytea()
    sign_count = BigInt(help_text="The device's own count: one that runs back is a copy.")
    name = Varchar(length=60)
    added_at = Timestamptz(default=None, null=True)
    last_used_at = Timestamptz(default=None, null=True)


class SecurityEvent(Table):
    """A change of what signing in needs, told to its person."""

    id = UUID(primary_key=True)
    account = ForeignKey(
        Account, null=False, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict
    )
    kind = Varchar(length=30)
    at = Timestamptz(default=None, null=True)
