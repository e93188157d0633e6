"""What changed in a person's means of signing in: written down, and told by mail (P-SEC-2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain import duties
from domain.accounts.tables import SecurityEvent
from domain.text import Text

MAIL_SECURITY_EVENT = "mail:security-event"
"""Duty: tell the person, about a change."""

_LATEST = 10


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
