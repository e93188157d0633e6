"""Another e-mail address: proven by its mailbox, and stopped by the former one (P-SEC-2)."""

from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from domain import database, duties, mail
from domain.accounts.security_events import Change, note_change
from domain.accounts.sessions import end_other_sessions
from domain.accounts.sign_up import AccountExists, LinkSpent
from domain.accounts.tables import Account, AddressChange
from domain.periods import Period, after

PROVE_NEW_ADDRESS = "prove-new-address"
STOP_ADDRESS_CHANGE = "stop-address-change"
"""Purposes of the links to the new address and to the former one."""

MAIL_NEW_ADDRESS = "mail:new-address"
MAIL_FORMER_ADDRESS = "mail:former-address"
MAIL_ADDRESS_CHANGED = "mail:address-changed"
"""Duties about a change: to the new address; to the former one, when asked and when done."""


async def ask_for_address(
    account_id: UUID, *, form_id: UUID, email: str, now: datetime
) -> None:
    """Take the wish for another address, and see to the mails to both.

    Whether the new address has an account changes one mail alone. An earlier wish that
    still waits is given up: one link at a time. The same form sent again changes nothing.
    """
    async with database.transaction():
        change_id = await database.fetch_value(
            """
            insert into address_change (form_id, account, email, former_email, asked_at)
            select $2, id, $3, email, $4 from account where id = $1
            on conflict (account, form_id) do nothing returning id
            """,
            account_id,
            form_id,
            email,
            now,
        )
        if change_id is None:
            return
        await AddressChange.delete().where(
            AddressChange.account == account_id,
            AddressChange.proven_at.is_null(),
            AddressChange.id != change_id,
        )
        for kind in (MAIL_NEW_ADDRESS, MAIL_FORMER_ADDRESS):
            await duties.assign(kind=kind, subject=change_id, now=now)


async def waiting_address(
    change_id: UUID, *, valid_for: Period, now: datetime
) -> AddressChange:
    """Return a change whose new address can still be proven.

    Raises:
        LinkSpent: It was proven or stopped before, or waited too long.
    """
    found = await stoppable_address(change_id, valid_for=valid_for, now=now)
    if found.proven_at is not None:
        raise LinkSpent
    return found


async def stoppable_address(
    change_id: UUID, *, valid_for: Period, now: datetime
) -> AddressChange:
    """Return a change that its former address can still stop, or take back once proven.

    Raises:
        LinkSpent: It was stopped before, or is too long ago.
    """
    found = await AddressChange.objects().where(AddressChange.id == change_id).first()
    if found is None or now > after(found.asked_at, valid_for):
        raise LinkSpent
    return found


async def prove_new_address(
    change_id: UUID, *, valid_for: Period, keep: UUID | None, now: datetime
) -> UUID:
    """Give the account the address that its mailbox proved; every session but ``keep`` ends.

    Returns:
        The account's id; the link may be opened where somebody else is signed in.

    Raises:
        LinkSpent: It was proven or stopped before, or waited too long.
        AccountExists: The address has an account, or got one meanwhile.
    """
    async with database.transaction():
        await _hold(change_id)
        change = await waiting_address(change_id, valid_for=valid_for, now=now)
        await _move(change.account, change.email)
        # Not when it is taken back: the address that is given up then was never the person's.
        await mail.keep_with_account(change.account, address=change.former_email)
        change.proven_at = now
        await change.save([AddressChange.proven_at])
        await end_other_sessions(account_id=change.account, keep=keep, now=now)
        await note_change(change.account, Change.ADDRESS, now=now)
        await duties.assign(kind=MAIL_ADDRESS_CHANGED, subject=change.id, now=now)
    return UUID(str(change.account))


async def stop_address_change(change_id: UUID, *, valid_for: Period, now: datetime) -> bool:
    """Give a change up; where it was made already, return to the former address.

    Whoever made it knows the password: every session ends. The person signs in as before, or
    resets the password through the address that is theirs again.

    Returns:
        Whether the account returned to its former address.

    Raises:
        LinkSpent: It was stopped before, or is too long ago.
        AccountExists: The former address has another account by now.
    """
    async with database.transaction():
        await _hold(change_id)
        change = await stoppable_address(change_id, valid_for=valid_for, now=now)
        was_made = change.proven_at is not None
        if was_made:
            await _move(change.account, change.former_email)
            await note_change(change.account, Change.ADDRESS_RESTORED, now=now)
        await end_other_sessions(account_id=change.account, keep=None, now=now)
        await AddressChange.delete().where(
            AddressChange.account == change.account, AddressChange.asked_at >= change.asked_at
        )
    return was_made


async def _hold(change_id: UUID) -> None:
    """Hold the account of a change: of two links clicked at once, one alone acts."""
    await database.execute(
        "select from account where id ="
        " (select account from address_change where address_change.id = $1) for update",
        change_id,
    )


async def _move(account_id: UUID, email: str) -> None:
    if await Account.exists().where(Account.email == email, Account.id != account_id):
        raise AccountExists
    try:
        moved = await database.execute(
            "update account set email = $2"
            " where id = $1 and closed_at is null and left_at is null",
            account_id,
            email,
        )
    except UniqueViolationError:  # opened between the two statements
        raise AccountExists from None
    if not moved:
        raise LinkSpent
    await database.execute("delete from sign_up where email = $1", email)
