"""Asking whether an address is on the list."""

from collections.abc import Iterable

from domain import database
from domain.acting import by_itself
from domain.suppression.rules import hash_of


async def is_suppressed(address: str) -> bool:
    """Tell whether an address is on the list."""
    return bool(await suppressed([address]))


@by_itself
async def suppressed(addresses: Iterable[str]) -> set[str]:
    """Return which of some addresses are on the list: for many, in one question."""
    by_hash = {hash_of(address): address for address in addresses}
    rows = await database.fetch(
        "select address_hash from suppressed where address_hash = any($1)", list(by_hash)
    )
    return {by_hash[row["address_hash"]] for row in rows}


async def count() -> int:
    """Return how many addresses are on the list."""
    return int(await database.fetch_value("select count(*) from suppressed"))
