"""Taking the seat that an invitation offers: a new account, or one that stands (P-ACC-5)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.accounts import hash_password, offered_secret
from domain.accounts.second_factor import WrongCode, step_of
from domain.accounts.security_events import Change, note_change
from domain.accounts.sessions import end_other_sessions
from domain.accounts.sign_up import AccountExists
from domain.accounts.tables import Account
from domain.organisations.invitations import waiting_invitation
from domain.organisations.queries import has_second_factor, seats_of
from domain.organisations.rules import (
    BelongsElsewhere,
    InvitationSpent,
    NoSeatLeft,
    NotForYou,
    SecondFactorNeeded,
)
from domain.organisations.tables import Invitation
from domain.periods import Period
from domain.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A second factor offered by our page, and the code that proves the app has it."""

    number: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestParticulars:
    """What a guest gives to open the account; the number only if they wish (P-ACC-5)."""

    first_name: str
    last_name: str
    occupation: str
    telephone: str | None = None


async def open_invited_account(  # noqa: PLR0913 - the fields of one form
    invitation_id: UUID,
    *,
    particulars: GuestParticulars,
    password: str,
    enrolment: Enrolment | None,
    language: Language,
    valid_for: Period,
    now: datetime,
) -> UUID:
    """Open the account of an invited person, as a guest of the organisation; return its id.

    The link proved the address. An administrator gets the second factor with the account:
    none of the two without the other.

    Raises:
        InvitationSpent: It was accepted or withdrawn before, or waited too long.
        AccountExists: The address got an account meanwhile: its holder signs in and joins.
        NoSeatLeft: The organisation has fewer seats by now.
        SecondFactorNeeded: An administrator gave no code.
        WrongCode: The code is not the app's.
        TooBusy: Too many passwords wait to be hashed.
    """
    password_hash = await hash_password(password)
    async with database.transaction():
        invitation = await _taken_up(invitation_id, valid_for=valid_for, now=now)
        await _refuse_without_seat(invitation, valid_for=valid_for, now=now)
        secret, step = _second_factor(invitation, enrolment, now=now)
        account_id = await database.fetch_value(
            """
            insert into account (email, first_name, last_name, occupation, telephone, role,
                opened_by, organisation, administers_organisation, language, password_hash,
                totp_secret, totp_last_step, opened_at, last_visit_at)
            values ($1, $2, $3, $4, $5, 'holder', 'invitation', $6, $7, $8, $9, $10, $11, $12,
                $12)
            on conflict (email) do nothing returning id
            """,
            invitation.email,
            particulars.first_name,
            particulars.last_name,
            particulars.occupation,
            particulars.telephone,
            invitation.organisation,
            invitation.as_administrator,
            language,
            password_hash,
            secret,
            step,
            now,
        )
        if account_id is None:
            raise AccountExists
        await _accept(invitation_id, now=now)
    return UUID(str(account_id))


async def join(  # noqa: PLR0913 - who takes what, with what, when
    invitation_id: UUID,
    *,
    account_id: UUID,
    enrolment: Enrolment | None,
    keep: UUID | None = None,
    valid_for: Period,
    now: datetime,
) -> None:
    """Let the holder of an account take the seat, or the role, that was offered to them.

    What the account held before stays its holder's; the organisation sees what it sees of
    every member. A second factor taken up with the role is told, and ends every session but
    ``keep``, as wherever else one is taken up.

    Raises:
        InvitationSpent: It was accepted or withdrawn before, or waited too long.
        NotForYou: It was sent to another address than the account's.
        BelongsElsewhere: The holder is a member of another organisation.
        NoSeatLeft: The organisation has fewer seats by now.
        SecondFactorNeeded: An administrator has none, and gave no code.
        WrongCode: The code is not the app's.
    """
    async with database.transaction():
        invitation = await _taken_up(invitation_id, valid_for=valid_for, now=now)
        account = await _holder_of(invitation, account_id)
        if account.organisation is None:
            await _refuse_without_seat(invitation, valid_for=valid_for, now=now)
        if invitation.as_administrator and not await has_second_factor(account_id):
            secret, step = _second_factor(invitation, enrolment, now=now)
            account.totp_secret, account.totp_last_step = secret, step
            await note_change(account_id, Change.APP, now=now)
            await end_other_sessions(account_id=account_id, keep=keep, now=now)
        account.organisation = invitation.organisation
        account.administers_organisation = (
            account.administers_organisation or invitation.as_administrator
        )
        await account.save(
            [
                Account.organisation,
                Account.administers_organisation,
                Account.totp_secret,
                Account.totp_last_step,
            ]
        )
        await _accept(invitation_id, now=now)


async def _taken_up(invitation_id: UUID, *, valid_for: Period, now: datetime) -> Invitation:
    """Return an invitation that waits, its organisation held: one of two clicks gets it."""
    organisation_id = await database.fetch_value(
        "select organisation from invitation where id = $1", invitation_id
    )
    if organisation_id is None:
        raise InvitationSpent
    await database.execute("select from organisation where id = $1 for update", organisation_id)
    return await waiting_invitation(invitation_id, valid_for=valid_for, now=now)


async def _holder_of(invitation: Invitation, account_id: UUID) -> Account:
    account = (
        await Account.objects()
        .where(Account.id == account_id, Account.role == "holder", Account.closed_at.is_null())
        .lock_rows("UPDATE")
        .first()
    )
    if account is None or account.email != invitation.email:
        raise NotForYou
    if account.organisation not in (None, invitation.organisation):
        raise BelongsElsewhere
    return account


async def _refuse_without_seat(
    invitation: Invitation, *, valid_for: Period, now: datetime
) -> None:
    seats = await seats_of(invitation.organisation, valid_for=valid_for, now=now)
    if seats.taken >= seats.sold:
        raise NoSeatLeft


def _second_factor(
    invitation: Invitation, enrolment: Enrolment | None, *, now: datetime
) -> tuple[str | None, int | None]:
    """Return the secret and the step to store; nothing for a simple member."""
    if not invitation.as_administrator:
        return None, None
    if enrolment is None:
        raise SecondFactorNeeded
    secret = offered_secret(invitation.id, enrolment.number)
    step = step_of(secret, enrolment.code, now=now)
    if step is None:
        raise WrongCode
    return secret, step


async def _accept(invitation_id: UUID, *, now: datetime) -> None:
    await database.execute(
        "update invitation set accepted_at = $2 where id = $1", invitation_id, now
    )
