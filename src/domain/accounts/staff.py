"""Members of staff: added by the command line, invited by a link, never without a code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.accounts import passwords
from domain.accounts.second_factor import WrongCode, offered_secret, step_of
from domain.accounts.sign_up import LinkSpent
from domain.accounts.tables import Account, Passkey, RecoveryCode
from domain.acting import by_itself
from domain.errors import DomainError
from domain.periods import Period, after
from domain.roles import ROLE_NAMES, STAFF, Role
from domain.text import Language

STAFF_INVITATION = "staff-invitation"
"""Purpose of the one-time link."""

INVITED_FOR = Period(days=14)
"""How long an invitation waits (P-OPS-1)."""


class HoldersAddress(DomainError):
    """The address belongs to the account of a holder, which stays what it is."""


class AlreadyStaff(DomainError):
    """The address belongs to a member of staff who works here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an invited member of staff sends: names, password, and a code of their app."""

    first_name: str
    last_name: str
    password: str
    enrolment: str
    code: str


async def add_staff(*, email: str, role: Role, language: Language, now: datetime) -> UUID:
    """Make an account for a member of staff, without a password; return its id.

    An invitation that still waits is renewed; who left and comes back is invited anew.

    Raises:
        HoldersAddress: The address belongs to the account of a holder.
        AlreadyStaff: The address belongs to a member of staff who works here.
    """
    if role not in STAFF:
        message = f"no role of staff: {role}"
        raise ValueError(message)
    async with database.transaction():
        found = await Account.objects().where(Account.email == email).lock_rows().first()
        if found is None:
            return await _make(email, role, language, now)
        if found.role not in STAFF:
            raise HoldersAddress
        if found.password_hash is not None and found.left_at is None:
            raise AlreadyStaff
        await _invite_again(found, role, now)
        return found.id


async def _make(email: str, role: Role, language: Language, now: datetime) -> UUID:
    made = Account(
        email=email,
        first_name="",
        last_name="",
        occupation=ROLE_NAMES[role][language],
        telephone=None,
        role=role.value,
        opened_by="staff",
        language=language,
        opened_at=now,
        last_visit_at=now,
    )
    await made.save()
    return made.id


async def _invite_again(account: Account, role: Role, now: datetime) -> None:
    """Invite somebody anew, with no means of signing in left of their former time here."""
    await Passkey.delete().where(Passkey.account == account.id)
    await RecoveryCode.delete().where(RecoveryCode.account == account.id)
    account.role = role.value
    account.password_hash = None
    account.totp_secret = None
    account.opened_at = now
    account.left_at = None
    await account.save(
        [
            Account.role,
            Account.password_hash,
            Account.totp_secret,
            Account.opened_at,
            Account.left_at,
        ]
    )


async def invited_staff(account_id: UUID, *, now: datetime) -> Account:
    """Return the account of a member of staff whose invitation still waits.

    Raises:
        LinkSpent: It was accepted before, or waited too long.
    """
    found = await Account.objects().where(Account.id == account_id).first()
    waits = (
        found is not None
        and found.role in STAFF
        and found.password_hash is None
        and found.left_at is None
        and now <= after(found.opened_at, INVITED_FOR)
    )
    if not waits or found is None:
        raise LinkSpent
    return found


async def accept_staff_invitation(
    account_id: UUID, *, enrolment: Enrolment, now: datetime
) -> None:
    """Give an invited member of staff their names, password and second factor, all at once.

    The code proves that the app holds the secret; it is used up by that.

    Raises:
        LinkSpent: The invitation was accepted before, or waited too long.
        WrongCode: The code is not the app's.
        TooBusy: Too many passwords wait to be hashed.
    """
    secret = offered_secret(account_id, enrolment.enrolment)
    step = step_of(secret, enrolment.code, now=now)
    if step is None:
        raise WrongCode
    password_hash = await passwords.hash_password(enrolment.password)
    async with database.transaction():
        await database.execute("select from account where id = $1 for update", account_id)
        account = await invited_staff(account_id, now=now)
        account.first_name = enrolment.first_name
        account.last_name = enrolment.last_name
        account.password_hash = password_hash
        account.totp_secret = secret
        account.totp_last_step = step
        account.last_visit_at = now
        await account.save(
            [
                Account.first_name,
                Account.last_name,
                Account.password_hash,
                Account.totp_secret,
                Account.totp_last_step,
                Account.last_visit_at,
            ]
        )


async def end_unaccepted_invitations(*, now: datetime) -> int:
    """Count members of staff who never accepted their invitation as departed (P-OPS-9)."""
    waiting = await Account.objects().where(
        Account.opened_by == "staff",
        Account.password_hash.is_null(),
        Account.left_at.is_null(),
    )
    over = [account.id for account in waiting if now > after(account.opened_at, INVITED_FOR)]
    if over:
        await Account.update({Account.left_at: now}).where(Account.id.is_in(over))
    return len(over)


@by_itself
async def leave(*, account_id: UUID, now: datetime) -> None:
    """Note that a member of staff left: no way in from now on, erased six months later."""
    async with database.transaction():
        await database.execute(
            "update account set left_at = $2 where id = $1 and role <> 'holder'"
            " and left_at is null",
            account_id,
            now,
        )
        await database.execute(
            "update session set ended_at = $2 where account = $1 and ended_at is null",
            account_id,
            now,
        )
