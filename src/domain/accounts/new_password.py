"""A new password: changed by who signed in, or reset through the mailbox (P-SEC-2)."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from domain import database, duties
from domain.accounts import passwords
from domain.accounts.person import Person
from domain.accounts.security_events import Change, note_change
from domain.accounts.sessions import end_other_sessions, hold_session
from domain.accounts.sign_up import LinkSpent
from domain.accounts.tables import Account, AddressChange, PasswordReset
from domain.periods import Period, after

RESET_PASSWORD = "password-reset"  # noqa: S105 - the purpose of the link in the mail
MAIL_RESET = "mail:password-reset"
"""Duty: the link, about a reset; nothing where the address has no account."""


async def change_password(person: Person, *, password: str, now: datetime) -> None:
    """Give the person another password; every other session ends, every reset's link dies.

    Raises:
        TooBusy: Too many passwords wait to be hashed.
        SessionEnded: The session was ended meanwhile, maybe by a reset of this password.
    """
    password_hash = await passwords.hash_password(password)
    async with database.transaction():
        await hold_session(person.session_id, account_id=person.id)
        await _set_password(person.id, password_hash, keep=person.session_id, now=now)


async def ask_for_reset(*, form_id: UUID, email: str, now: datetime) -> None:
    """Take the wish for a new password and see to the mail that answers it.

    One statement for known and unknown addresses: what is stored, what is answered and how
    long it takes are the same. The same form sent again sends no second mail.
    """
    async with database.transaction():
        reset_id = await database.fetch_value(
            """
            insert into password_reset (form_id, email, asked_at, password_sha256)
            values ($1, $2::varchar, $3, (
                select sha256(convert_to(password_hash, 'UTF8')) from account
                where email = $2::varchar and closed_at is null and left_at is null))
            on conflict (form_id, email) do nothing returning id
            """,
            form_id,
            email,
            now,
        )
        if reset_id is not None:
            await duties.assign(kind=MAIL_RESET, subject=reset_id, now=now)


async def waiting_reset(reset_id: UUID, *, valid_for: Period, now: datetime) -> Account:
    """Return the account whose password a link may still change.

    Args:
        reset_id: As the link names it.
        valid_for: How long a reset waits, as the register says.
        now: The present instant; the last one of the period still counts.

    Raises:
        LinkSpent: It waited too long, the password changed since, or there is no account.
    """
    reset = await PasswordReset.objects().where(PasswordReset.id == reset_id).first()
    if reset is None or now > after(reset.asked_at, valid_for):
        raise LinkSpent
    account = await Account.objects().where(Account.email == reset.email).first()
    if account is None or account.closed_at or account.left_at or not account.password_hash:
        raise LinkSpent
    if sha256(account.password_hash.encode()).digest() != reset.password_sha256:
        raise LinkSpent
    return account


async def reset_password(
    reset_id: UUID, *, password: str, valid_for: Period, now: datetime
) -> None:
    """Give the account another password, once; who resets it still signs in as before.

    Every session ends, and a change of address under way is given up: whoever began it may
    be why the password is being reset. The second factor stays what it is.

    Raises:
        LinkSpent: The link served before, or waited too long.
        TooBusy: Too many passwords wait to be hashed.
    """
    account = await waiting_reset(reset_id, valid_for=valid_for, now=now)
    password_hash = await passwords.hash_password(password)
    async with database.transaction():
        await database.execute("select from account where id = $1 for update", account.id)
        await waiting_reset(reset_id, valid_for=valid_for, now=now)
        await AddressChange.delete().where(
            AddressChange.account == account.id, AddressChange.proven_at.is_null()
        )
        await _set_password(account.id, password_hash, keep=None, now=now)


async def _set_password(
    account_id: UUID, password_hash: str, *, keep: UUID | None, now: datetime
) -> None:
    await database.execute(
        "update account set password_hash = $2 where id = $1", account_id, password_hash
    )
    await database.execute(
        "delete from password_reset using account"
        " where account.id = $1 and password_reset.email = account.email",
        account_id,
    )
    await end_other_sessions(account_id=account_id, keep=keep, now=now)
    await note_change(account_id, Change.PASSWORD, now=now)
