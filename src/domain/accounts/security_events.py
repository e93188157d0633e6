"""What changed in a person's means of signing in: written down, and told by mail (P-SEC-2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain import database, duties
from domain.accounts.tables import SecurityEvent
from domain.periods import Period, after
from domain.text import Text

MAIL_SECURITY_EVENT = "mail:security-event"
"""Duty: tell the person, about a change."""

_LATEST = 10

FRESH = Period(days=7)
"""How long a change of address or password is fresh: as long as the former address can
take the change back."""


class Change(StrEnum):
    """What may change."""

    PASSWORD = "password-changed"  # noqa: S105 - a word for it
    ADDRESS = "address-changed"
    ADDRESS_RESTORED = "address-restored"
    APP = "app-added"
    APP_REMOVED = "app-removed"
    PASSKEY = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    RECOVERY_CODES = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"


CHANGES: dict[Change, Text] = {
    Change.PASSWORD: Text("Mot de passe changé", "Password changed"),
    Change.ADDRESS: Text("Adresse e-mail changée", "E-mail address changed"),
    Change.ADDRESS_RESTORED: Text(
        "Ancienne adresse e-mail rétablie", "Former e-mail address restored"
    ),
    Change.APP: Text("Application de codes ajoutée", "App for codes added"),
    Change.APP_REMOVED: Text("Application de codes retirée", "App for codes removed"),
    Change.PASSKEY: Text("Clé d’accès ajoutée", "Passkey added"),
    Change.PASSKEY_REMOVED: Text("Clé d’accès retirée", "Passkey removed"),
    Change.RECOVERY_CODES: Text("Codes de secours créés", "Recovery codes made"),
    Change.RECOVERY_CODE_USED: Text("Code de secours utilisé", "Recovery code used"),
}
"""In the words that the person reads."""


_TAKES_OVER = (Change.PASSWORD, Change.ADDRESS)


async def note_change(account_id: UUID, change: Change, *, now: datetime) -> None:
    """Write a change down and see to the mail about it, in the change's own transaction."""
    event = SecurityEvent(account=account_id, kind=change.value, at=now)
    await event.save()
    await duties.assign(kind=MAIL_SECURITY_EVENT, subject=event.id, now=now)


async def latest_changes(account_id: UUID) -> list[SecurityEvent]:
    """Return the last changes of a person's means of signing in, the newest first."""
    return (
        await SecurityEvent.objects()
        .where(SecurityEvent.account == account_id)
        .order_by(SecurityEvent.at, ascending=False)
        .limit(_LATEST)
    )


async def fresh_change(account_id: UUID, *, now: datetime) -> str | None:
    """Return which change of address or password an account saw within days, if one.

    Whoever took an account over changes these first: what they ask for next is looked at.
    """
    events = await latest_changes(account_id)
    fresh = [one for one in events if one.kind in _TAKES_OVER and after(one.at, FRESH) > now]
    return str(fresh[0].kind) if fresh else None


async def former_address(account_id: UUID) -> str | None:
    """Return the address that the account had before its last change, while that is kept."""
    found: str | None = await database.fetch_value(
        "select former_email from address_change where account = $1 and proven_at is not null"
        " order by proven_at desc limit 1",
        account_id,
    )
    return found
