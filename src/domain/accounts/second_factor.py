"""The second factor: codes from an app (TOTP, RFC 6238), each good once (P-SEC-2)."""

import base64
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp

from domain import database
from domain.errors import DomainError
from domain.links import keyed_hash

_STEP_S = 30
_TOLERATED_STEPS = (-1, 0, 1)
"""One step either way, for clocks that differ and people who type."""

ISSUER = "assistEU"


class WrongCode(DomainError):
    """The code is not the one of now, or was used before."""


class _Codes(pyotp.TOTP):
    """The codes of one secret, whatever its length.

    Secrets that we make have 160 bits. The local run may be given an older app's of 80,
    which the library refuses; nowhere else does a secret come from outside.
    """

    def byte_secret(self) -> bytes:
        """Return the secret's bytes."""
        padding = "=" * (-len(self.secret) % 8)
        return base64.b32decode(self.secret + padding, casefold=True)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the time step whose code was given, or None."""
    totp = _Codes(secret)
    current = int(now.timestamp()) // _STEP_S
    for offset in _TOLERATED_STEPS:
        if hmac.compare_digest(totp.generate_otp(current + offset).encode(), code.encode()):
            return current + offset
    return None


async def use_code(*, account_id: UUID, code: str, now: datetime) -> None:
    """Use up one code of the account's app.

    The step of the last code is moved on in one statement: of two requests with the same
    code one alone gets through, and no older code is good any more.

    Raises:
        WrongCode: It is wrong, too old, or was used before.
    """
    secret = await database.fetch_value(
        "select totp_secret from account where id = $1", account_id
    )
    step = step_of(secret, code, now=now) if secret else None
    if step is None:
        raise WrongCode
    used = await database.execute(
        "update account set totp_last_step = $2"
        " where id = $1 and totp_secret = $3"
        " and (totp_last_step is null or totp_last_step < $2)",
        account_id,
        step,
        secret,
    )
    if not used:
        raise WrongCode


def new_enrolment() -> str:
    """Return a number, used once, that names a secret offered to a person for their app."""
    return secrets.token_hex(16)


def offered_secret(account_id: UUID, enrolment: str) -> str:
    """Return the secret that was offered under ``enrolment``.

    Derived, not stored: the page that shows it changes nothing, and who opens the page
    another time is offered another one.
    """
    digest = keyed_hash(f"totp:{account_id}", enrolment.encode())
    return base64.b32encode(bytes.fromhex(digest)[:20]).decode()


def enrolment_address(secret: str, email: str) -> str:
    """Return the ``otpauth:`` address that an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
