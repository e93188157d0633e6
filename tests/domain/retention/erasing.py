"""Erasing an account as ``rights.erase_account`` does, as far as these tests write rows."""

from datetime import datetime
from uuid import UUID

from domain.accounts import Account
from domain.accounts.tables import Session
from domain.audit.tables import AuditPseudonym
from domain.licence.tables import Sighting
from domain.research.tables import Bookmark, HistoryEntry


async def erase_account(account_id: UUID, *, cause: str, now: datetime) -> None:
    for table in (Sighting, HistoryEntry, Bookmark, AuditPseudonym, Session):
        await table.delete().where(table.account == account_id)
    await Account.delete().where(Account.id == account_id)
