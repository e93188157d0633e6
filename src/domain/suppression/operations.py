"""Putting an address on the list."""

from datetime import datetime
from uuid import uuid4

from domain import database, erasure_ledger
from domain.acting import by_itself
from domain.suppression.rules import Reason, hash_of


@by_itself
async def suppress(address: str, *, reason: Reason, now: datetime) -> None:
    """Never prospect an address again. The first time counts; nothing takes it off.

    Marked for the erasure ledger too: a backup that is restored must not take it off either.
    """
    async with database.transaction():
        if await suppress_hash(hash_of(address), reason=reason, now=now):
            await erasure_ledger.mark(
                uuid4(),
                kind=erasure_ledger.Kind.SUPPRESSION,
                address_hash=hash_of(address),
                reason=reason,
                now=now,
            )


async def suppress_hash(address_hash: str, *, reason: Reason, now: datetime) -> bool:
    """Put an address on the list that is known by its hash alone; tell whether it was not."""
    return bool(
        await database.execute(
            "insert into suppressed (address_hash, reason, suppressed_at) values ($1, $2, $3)"
            " on conflict (address_hash) do nothing",
            address_hash,
            reason,
            now,
        )
    )
