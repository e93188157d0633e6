"""The holder deletes the account: closed at once, erased by a duty (P-ACC-3)."""

from datetime import datetime
from uuid import UUID

from domain import accounts, database, evidence
from domain.evidence import Cause


async def delete_account(account_id: UUID, *, now: datetime) -> None:
    """Close a holder's account by their own will, and order its erasure.

    Nobody decides on it (that is for requests under art. 17): the erasure is due at once,
    and has its evidence from this moment. One that is under way already is not doubled.

    Raises:
        NotFound: No holder's account of this id is open; staff leave otherwise.
    """
    async with database.transaction():
        await accounts.close_account(account_id, now=now)
        await evidence.order_erasure(subject=account_id, cause=Cause.HOLDER, now=now)
