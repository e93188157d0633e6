"""People who can really sign in: their passwords and second factors are known to the tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.accounts import Account, Organisation
from tests.cast import make_account

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
"""Noon in Paris."""

PASSWORD = "cheval agrafe correct pile"
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$xJJat7SpXXXx5bPwSB2oOw"
    "$jERmBlynh4SiO2sDyGRC4rRf9zy+FwEWZjSw/IaGHWM"
)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NUMBER = "+33612345678"


async def an_organisation(name: str = "Cabinet Carol") -> Organisation:
    made = Organisation(name=name, seats=5, created_at=NOON)
    await made.save()
    return made


async def an_account(email: str, **known: Any) -> Account:
    """A holder whose address is proven, unless something else is said."""
    facts: dict[str, Any] = {
        "last_name": "Martin",
        "password_hash": PASSWORD_HASH,
        "opened_at": NOON,
        "last_visit_at": NOON,
        **known,
    }
    return await make_account(email.partition("@")[0], email=email, **facts)


async def a_member_of_staff(role: str, **known: Any) -> Account:
    """A member of staff with a second factor."""
    facts = {"role": role, "opened_by": "staff", "telephone": None, "totp_secret": TOTP_SECRET}
    return await an_account(f"{role}@example.org", **facts | known)


async def an_administrator(email: str, organisation: UUID, **known: Any) -> Account:
    return await an_account(
        email,
        organisation=organisation,
        administers_organisation=True,
        totp_secret=TOTP_SECRET,
        **known,
    )
