"""The second factor of a person: taken up, checked, given up (P-SEC-2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.accounts.passkeys import (
    PasskeyAnswer,
    keep_passkey,
    own_passkey,
    passkeys_of,
    use_passkey,
)
from domain.accounts.person import Person
from domain.accounts.recovery_codes import (
    forget_recovery_codes,
    recovery_codes_left,
    use_recovery_code,
)
from domain.accounts.second_factor import WrongCode, offered_secret, step_of, use_code
from domain.accounts.security_events import Change, latest_changes, note_change
from domain.accounts.sessions import (
    Opened,
    end_other_sessions,
    go_on_session,
    hold_session,
)
from domain.accounts.tables import Account, Passkey, SecurityEvent
from domain.errors import DomainError

Proof = str | PasskeyAnswer
"""A code of the app, a recovery code, or what a passkey signed."""

_CODE_DIGITS = 6


class LastFactor(DomainError):
    """Staff and administrators keep at least one second factor."""


class HasFactor(DomainError):
    """The account has a second factor already; with it, others are added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What a person signs in with, beside the password."""

    has_app: bool
    passkeys: list[Passkey]
    codes_left: int
    changes: list[SecurityEvent]

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all."""
        return self.has_app or bool(self.passkeys)


async def factors_of(account_id: UUID) -> Factors:
    """Return a person's means beside the password, and what lately changed in them."""
    has_app = await Account.exists().where(
        Account.id == account_id, Account.totp_secret.is_not_null()
    )
    return Factors(
        has_app=has_app,
        passkeys=await passkeys_of(account_id),
        codes_left=await recovery_codes_left(account_id),
        changes=await latest_changes(account_id),
    )


async def check_proof(person: Person, proof: Proof, *, now: datetime) -> None:
    """Use up what was given as second factor: six digits, a recovery code, or a signature.

    Raises:
        WrongCode: The code is wrong, too old, or was used before.
        WrongPasskey: The signature proves nothing.
    """
    if isinstance(proof, PasskeyAnswer):
        await use_passkey(person, proof, now=now)
    elif len(proof) == _CODE_DIGITS and proof.isdigit():
        await use_code(account_id=person.id, code=proof, now=now)
    else:
        await use_recovery_code(person.id, code=proof, now=now)


async def add_app(person: Person, *, enrolment: str, code: str, now: datetime) -> Opened:
    """Take up codes of an app; one that is there already is replaced.

    The code proves that the app holds the secret, and is used up by that. Every other session
    ends; this one goes on under a new token.

    Raises:
        WrongCode: The code is not the app's, or was used for this before.
        HasFactor: The session owes its second factor: with a password alone, only who has
            none takes one up.
        SessionEnded: The session was ended meanwhile.
    """
    secret = offered_secret(person.id, enrolment)
    step = step_of(secret, code, now=now)
    if step is None:
        raise WrongCode
    async with database.transaction():
        await _hold(person)
        if person.second_factor_due and await _has_factor(person.id):
            raise HasFactor
        changed = await database.execute(
            "update account set totp_secret = $2, totp_last_step = $3"
            " where id = $1 and totp_secret is distinct from $2",
            person.id,
            secret,
            step,
        )
        if not changed:
            raise WrongCode
        await note_change(person.id, Change.APP, now=now)
        return await _renew_session(person, now=now)


async def add_passkey(
    person: Person, *, name: str, answer: PasskeyAnswer, now: datetime
) -> Opened:
    """Take up a key of the person's device; every other session ends, this one is renewed.

    Raises:
        WrongPasskey: The answer is not to our offer, comes from another site, or is known.
        TooManyPasskeys: No further key is kept.
        SessionEnded: The session was ended meanwhile.
    """
    async with database.transaction():
        await _hold(person)
        await keep_passkey(person, name=name, answer=answer, now=now)
        await note_change(person.id, Change.PASSKEY, now=now)
        return await _renew_session(person, now=now)


async def _renew_session(person: Person, *, now: datetime) -> Opened:
    """Go on under a new token, second factor given; every other session ends."""
    await end_other_sessions(account_id=person.id, keep=person.session_id, now=now)
    token, session_id = await go_on_session(person.session_id, account_id=person.id, now=now)
    return Opened(token=token, account_id=person.id, session_id=session_id)


async def remove_app(person: Person, *, now: datetime) -> None:
    """Give up codes of an app. Without one, nothing changes.

    Raises:
        LastFactor: The person must have a second factor, and has no other.
        SessionEnded: The session was ended meanwhile.
    """
    async with database.transaction():
        await _hold(person)
        factors = await factors_of(person.id)
        if not factors.has_app:
            return
        await _may_be_left_with(person, other_factors=len(factors.passkeys))
        await database.execute(
            "update account set totp_secret = null, totp_last_step = null where id = $1",
            person.id,
        )
        await note_change(person.id, Change.APP_REMOVED, now=now)


async def remove_passkey(person: Person, passkey_id: UUID, *, now: datetime) -> None:
    """Give up one of the person's keys.

    Raises:
        NotFound: There is none of this id, or it is somebody else's.
        LastFactor: The person must have a second factor, and has no other.
        SessionEnded: The session was ended meanwhile.
    """
    async with database.transaction():
        await _hold(person)
        passkey = await own_passkey(person.id, passkey_id)
        factors = await factors_of(person.id)
        others = len(factors.passkeys) - 1 + factors.has_app
        await _may_be_left_with(person, other_factors=others)
        await passkey.remove()
        await note_change(person.id, Change.PASSKEY_REMOVED, now=now)


async def _may_be_left_with(person: Person, *, other_factors: int) -> None:
    """Refuse the last factor of who must have one; with a holder's last go the codes."""
    if other_factors:
        return
    if person.must_have_second_factor:
        raise LastFactor
    await forget_recovery_codes(person.id)


async def _hold(person: Person) -> None:
    """Let nobody else change the factors meanwhile: two removals would leave none."""
    await hold_session(person.session_id, account_id=person.id)


async def _has_factor(account_id: UUID) -> bool:
    found: bool = await database.fetch_value(
        "select totp_secret is not null"
        " or exists (select from passkey where passkey.account = account.id)"
        " from account where id = $1",
        account_id,
    )
    return found
