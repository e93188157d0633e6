"""Signing in: password, second factor where it is owed, and again before what matters most."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from domain import database
from domain.accounts import passwords, throttling
from domain.accounts.factors import Proof, add_app, check_proof
from domain.accounts.person import Person
from domain.accounts.rules import OWES_SECOND_FACTOR
from domain.accounts.second_factor import WrongCode
from domain.accounts.sessions import (
    Opened,
    end_session,
    go_on_session,
    open_session,
    replace_session,
)
from domain.errors import DomainError


class WrongCredentials(DomainError):
    """No open account has this address and this password; which of the two is never said."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What signing in needs to know of an account."""

    id: UUID
    password_hash: str | None
    owes_second_factor: bool


async def sign_in(
    *, email: str, password: str, ip: str, replacing: UUID | None, now: datetime
) -> Opened:
    """Open a session for the person whose address and password these are.

    An unknown address takes as long as a known one. The browser's former session,
    ``replacing``, is ended. Where a second factor is owed, the session opens nothing yet.

    Raises:
        TooManyTries: Slow down; counted by address, by network and for everyone.
        TooBusy: Too many passwords are being checked.
        WrongCredentials: No open account has this address and this password; or it had, and
            the password was changed while it was being checked.
    """
    email = email.lower()
    known = await _prove("email", email, throttled=email, password=password, ip=ip, now=now)
    async with database.transaction():
        await _still_opens(known)
        if replacing is not None:
            await end_session(replacing, now=now)
        token, session_id = await open_session(account_id=known.id, now=now)
        if not known.owes_second_factor:
            await _note_arrival(known.id, now=now)
    return Opened(
        token=token,
        account_id=known.id,
        session_id=session_id,
        second_factor_due=known.owes_second_factor,
    )


async def give_second_factor(person: Person, *, proof: Proof, ip: str, now: datetime) -> Opened:
    """Open the session that a right password began, under a new token.

    Raises:
        TooManyTries: Slow down.
        WrongCode: The code is wrong, too old, or was used before.
        WrongPasskey: What the passkey signed proves nothing.
        SessionEnded: The session was ended meanwhile.
    """
    await _check_second_factor(person, proof, ip=ip, now=now)
    async with database.transaction():
        token, session_id = await go_on_session(
            person.session_id, account_id=person.id, now=now
        )
        await _note_arrival(person.id, now=now)
    return Opened(token=token, account_id=person.id, session_id=session_id)


async def enrol_at_sign_in(
    person: Person, *, enrolment: str, code: str, now: datetime
) -> Opened:
    """Open the session of who must have a second factor and has none: with its first code.

    Raises:
        WrongCode: The code is not the app's.
        HasFactor: There is one already, and it is owed.
        SessionEnded: The session was ended meanwhile.
    """
    async with database.transaction():
        opened = await add_app(person, enrolment=enrolment, code=code, now=now)
        await _note_arrival(person.id, now=now)
    return opened


async def sign_in_again(
    person: Person, *, password: str, proof: Proof | None, ip: str, now: datetime
) -> Opened:
    """Prove once more who is there, before an export or an erasure (step-up); a new token.

    Raises:
        TooManyTries: Slow down.
        TooBusy: Too many passwords are being checked.
        WrongCredentials: The password is wrong, or was changed meanwhile.
        WrongCode: A second factor is owed, and the code is wrong or was used before.
        WrongPasskey: What the passkey signed proves nothing.
        SessionEnded: The session was ended meanwhile.
    """
    known = await _prove(
        "id", person.id, throttled=str(person.id), password=password, ip=ip, now=now
    )
    if known.owes_second_factor:
        await _check_second_factor(person, proof or "", ip=ip, now=now)
    async with database.transaction():
        await _still_opens(known)
        token, session_id = await replace_session(
            person.session_id,
            account_id=person.id,
            now=now,
            second_factor_at=now if known.owes_second_factor else None,
        )
    return Opened(token=token, account_id=person.id, session_id=session_id)


async def _prove(  # noqa: PLR0913 - who, with what, from where, when
    column: str, value: object, *, throttled: str, password: str, ip: str, now: datetime
) -> _Known:
    """Return the open account that the password opens; only wrong passwords stay counted."""
    give_back = partial(
        throttling.give_back, throttling.SIGN_IN, email=throttled, ip=ip, now=now
    )
    await throttling.count_try(throttling.SIGN_IN, email=throttled, ip=ip, now=now)
    known = await _known(column, value)
    try:
        in_force = await _check_password(known, password)
    except passwords.TooBusy:
        await give_back()
        raise
    if known is None:
        raise WrongCredentials
    await give_back()
    return replace(known, password_hash=in_force)


async def _known(column: str, value: object) -> _Known | None:
    row = await database.fetch_row(
        f"select id, password_hash, {OWES_SECOND_FACTOR} as owes_second_factor"
        f" from account where {column} = $1 and closed_at is null and left_at is null",
        value,
    )
    return _Known(**row) if row else None


async def _check_password(known: _Known | None, password: str) -> str | None:
    """Check the password; return the hash that the account keeps of it from now on."""
    kept = known.password_hash if known else None
    if not await passwords.is_right(password, kept):
        raise WrongCredentials
    if not (known and kept and passwords.is_outdated(kept)):
        return kept
    anew = await passwords.hash_password(password)
    await database.execute(
        "update account set password_hash = $2 where id = $1 and password_hash = $3",
        known.id,
        anew,
        kept,
    )
    return anew


async def _still_opens(known: _Known) -> None:
    """Hold the account still: a password that was checked may have been replaced meanwhile.

    Else a sign-in under way with a stolen password would outlive the reset that ended every
    session. An account that was closed meanwhile opens no session either.
    """
    still_opens = await database.fetch_value(
        "select true from account where id = $1 and password_hash = $2"
        " and closed_at is null and left_at is null for no key update",
        known.id,
        known.password_hash,
    )
    if not still_opens:
        raise WrongCredentials


async def _note_arrival(account_id: UUID, *, now: datetime) -> None:
    """Count signing in as a visit: a page opens with it, maybe the only one (P-ACC-3)."""
    await database.execute(
        "update account set last_visit_at = greatest(last_visit_at, $2) where id = $1",
        account_id,
        now,
    )


async def _check_second_factor(person: Person, proof: Proof, *, ip: str, now: datetime) -> None:
    who = str(person.id)
    await throttling.count_try(throttling.SECOND_FACTOR, email=who, ip=ip, now=now)
    await check_proof(person, proof, now=now)
    await throttling.give_back(throttling.SECOND_FACTOR, email=who, ip=ip, now=now)


__all__ = [
    "WrongCode",
    "WrongCredentials",
    "enrol_at_sign_in",
    "give_second_factor",
    "sign_in",
    "sign_in_again",
]
