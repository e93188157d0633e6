"""Closing an account: from the commit on, nothing opens with it (P-ACC-3)."""

from datetime import datetime
from uuid import UUID

from domain import database
from domain.accounts.sessions import end_other_sessions
from domain.errors import NotFound

ERASE_ACCOUNT = "erase-account"
"""Kind of the duty that carries an erasure out."""


async def close_account(account_id: UUID, *, now: datetime) -> None:
    """Close a holder's account: every session ends, and nobody signs in to it any more.

    Its erasure is another matter, ordered in the same transaction by whoever closes it.

    Raises:
        NotFound: No holder's account of this id is open; staff leave otherwise.
    """
    async with database.transaction():
        closed = await database.execute(
            "update account set closed_at = $2"
            " where id = $1 and closed_at is null and role = 'holder'",
            account_id,
            now,
        )
        if not closed:
            raise NotFound
        await end_other_sessions(account_id=account_id, keep=None, now=now)
