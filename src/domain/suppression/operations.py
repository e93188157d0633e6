"""Putting an address on the list."""

from datetime import datetime

from domain import database
from domain.acting import by_itself
from domain.suppression.rules import Reason, hash_of


@by_itself
async def suppress(address: str, *, reason: Reason, now: datetime) -> None:
    """Never prospect an address again. The first time counts; nothing takes it off."""
    await database.execute(
        "insert into suppressed (address_hash, reason, suppressed_at) values ($1, $2, $3)"
        " on conflict (address_hash) do nothing",
        hash_of(address),
        reason,
        now,
    )
