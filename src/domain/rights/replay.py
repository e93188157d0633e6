"""Erasing again, in a database that a backup brought back, whoever was erased since.

By the same code as the first time. Repeated after a kill it goes on where it stopped: who is
gone is not found, and what is on the list stays on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from piccolo.columns import Column, Varchar

from domain import database, erasure_ledger, prospects, suppression
from domain.erasure_ledger import Kind, Line
from domain.rights.erasure import erase_again
from domain.rights.people import DataSubject, held, subject_of_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay did."""

    people: int
    addresses: int
    """Addresses that are on the list of the suppressed again."""


async def replay(lines: list[Line], *, now: datetime) -> Replayed:
    """Erase and suppress again what ``lines`` of the ledger tell of."""
    erasures = [line for line in lines if line.kind is Kind.ERASURE]
    suppressions = [line for line in lines if line.kind is Kind.SUPPRESSION]
    people = await _erase_accounts({line.account for line in erasures}, now=now)
    # After the accounts, whose own rows have gone by now.
    people += await _erase_addresses({line.address for line in erasures}, now=now)
    addresses = await _suppress(suppressions, now=now)
    await erasure_ledger.note_replayed(lines, now=now)
    return Replayed(people=people, addresses=addresses)


async def _erase_accounts(hashes: set[str | None], *, now: datetime) -> int:
    rows = await database.fetch("select id from account") if hashes else []
    back: list[UUID] = [
        row["id"] for row in rows if erasure_ledger.account_hash(row["id"]) in hashes
    ]
    for account_id in back:
        await erase_again(await subject_of_account(account_id), account_id, now=now)
    return len(back)


async def _erase_addresses(hashes: set[str | None], *, now: datetime) -> int:
    """Erase whom an address alone tells of: prospects, and who asked without an account."""
    back = {
        address
        for column in (_columns_of_addresses() if hashes else ())
        for address in await _addresses(column)
        if suppression.hash_of(address) in hashes
    }
    for address in sorted(back):
        person = DataSubject(account_id=None, email=address, language="fr")
        await erase_again(person, uuid5(_AGAIN, f"{address} {now.isoformat()}"), now=now)
    return len(back)


_AGAIN = UUID("b7a0f3a2-9a55-4c0e-8a2c-6d1d0f2a7c11")


def _columns_of_addresses() -> dict[Column, None]:
    """Return each column at the end of a way from rows that go with their person."""
    return {
        way[-1]: None
        for _, holding in held()
        if holding.on_erasure is None
        for way in (holding.subject, holding.without_account)
        if way and isinstance(way[-1], Varchar)
    }


async def _addresses(column: Column) -> Iterable[str]:
    name, table = column._meta.db_column_name, column._meta.table._meta.tablename
    rows = await database.fetch(
        f'select distinct "{name}" as address from "{table}" where "{name}" is not null'
    )
    return [row["address"] for row in rows]


async def _suppress(lines: list[Line], *, now: datetime) -> int:
    """Put addresses back on the list, and let their prospects go (art. 21(3), P-MKT-4)."""
    reasons = {
        line.address: suppression.Reason(line.reason or "") for line in lines if line.address
    }
    put = 0
    for line in lines:
        if line.address:
            put += await suppression.suppress_hash(
                line.address, reason=reasons[line.address], now=line.at
            )
    rows = await database.fetch("select id, email from prospect") if reasons else []
    for row in rows:
        reason = reasons.get(suppression.hash_of(row["email"]))
        if reason is not None:
            await prospects.object_to_prospecting(row["id"], now=now, reason=reason)
    return put
