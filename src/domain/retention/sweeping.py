"""The sweep: what nothing holds any more goes, in batches, with its proof."""

import logging
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from itertools import count
from time import perf_counter
from typing import Protocol
from uuid import UUID, uuid4

from asyncpg import PostgresError

from domain import database
from domain.accounts.tables import Account
from domain.evidence.tables import Sweep
from domain.logs import kind_of
from domain.partitions import Part
from domain.periods import cut_off
from domain.register import REGISTER, ProcessingActivity
from domain.register.completeness import column_name
from domain.retention.claims import (
    Claim,
    bounds,
    claims_of,
    emptied,
    emptied_columns,
    to_empty,
    to_erase,
)
from domain.retention.dropping import drop, may_drop, parts_with_ended_rows
from domain.rights import released

logger = logging.getLogger(__name__)

BATCH = 20_000
"""Rows in one transaction: some 60 ms of locks, and few enough round trips (bench.sweep)."""
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
_BATCHES_BETWEEN_LOOKS = 20
_ALONG_THE_INDEX = """
    select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)
"""
"""For one transaction: else the planner may gather and sort all that is left for each batch."""


class EraseAccount(Protocol):
    """How an account goes with everything that follows it: ``rights.erase_account``."""

    async def __call__(self, account_id: UUID, *, cause: str, now: datetime) -> object:
        """Erase the person, or raise and leave everything as it was."""


async def sweep(
    *,
    now: datetime,
    erase_account: EraseAccount,
    register: Iterable[ProcessingActivity] = REGISTER,
    batch: int = BATCH,
) -> list[Sweep]:
    """Erase what the register allows nobody to hold any more at ``now``.

    A row is held through the last instant of the last of its periods. Each batch is a
    transaction of its own with its count, so that the evidence adds up wherever a sweep is
    killed; two sweeps at once share the rows. A claim that fails holds back no other, and
    its evidence names the kind of failure. A second sweep finds nothing. What is under a legal
    hold stays; once it has ended, the next sweep takes it (art. 17(3)(e)). Keeps P-ACC-3,
    P-ACC-6, P-ACC-8 and each period of P-OPS (GDPR art. 5(1)(e)).

    Returns:
        The evidence, one row for each activity and table that has a clock of its own.
    """
    return [
        await _Pass(claim, now=now, erase_account=erase_account, batch=batch).run()
        for claim in claims_of(register)
        if not claim.holding.follows_account
    ]


class _Pass:
    """One claim's part of a sweep, and the evidence that grows with each of its batches."""

    def __init__(
        self, claim: Claim, *, now: datetime, erase_account: EraseAccount, batch: int
    ) -> None:
        self.claim = claim
        self.now = now
        self.bounds = (now, *bounds(claim, now))
        self.erase_account = erase_account
        self.batch = batch
        self.begun = perf_counter()
        self.evidence = Sweep(
            id=uuid4(),
            activity=claim.activity.slug,
            table_name=claim.holding.table_name,
            swept_at=now,
            cut_off=cut_off(claim.holding.retention.period, now),
            rows_erased=0,
            rows_emptied=0,
            duration_ms=0,
        )

    async def run(self) -> Sweep:
        """Erase, empty, and return the evidence; a failure is noted, never raised."""
        await self.evidence.save()
        try:
            if self.claim.holding.table is Account:
                await self._erase_accounts()
            else:
                await self._erase_rows()
            await self._empty_columns()
        except Exception as failure:
            logger.exception(
                "sweep failed", extra={"facts": {"activity": self.claim.activity.slug}}
            )
            await self._note_failure(failure)
        await self._count("rows_erased", 0)
        await self.evidence.refresh()
        return self.evidence

    async def _erase_rows(self) -> None:
        """Drop the months that nothing holds any more; of the others erase the rows."""
        for part in await parts_with_ended_rows(self.claim, self.bounds):
            if not await self._dropped(part):
                await self._erase_batches(part)

    async def _dropped(self, part: Part) -> bool:
        """Drop a month whole, with its count; whatever prevents it, its rows go by batches."""
        try:
            if not await may_drop(self.claim, part, self.bounds):
                return False
            async with database.transaction():
                rows = await drop(self.claim, part, self.bounds)
                if rows is not None:
                    await self._count("rows_erased", rows)
        except PostgresError as failure:
            logger.warning("month not dropped", extra={"facts": {"kind": kind_of(failure)}})
            return False
        return rows is not None

    async def _erase_batches(self, part: Part) -> None:
        """Delete batch by batch, until a batch finds nothing.

        Now and then the next batches are told where the first row left begins: going over
        the dead ones again would make the sweep quadratic while a backup keeps them visible.
        """
        clock, table = self.claim.clock, self.claim.table
        chosen = self._chosen(to_erase(self.claim), part)
        statement = f"delete from {table} where {chosen}"
        first_left = f"select min({clock}) from {table} where {part.rows} and {clock} >= $1"
        reached = _BEFORE_ALL
        for number in count(1):
            async with database.transaction():
                await database.execute(_ALONG_THE_INDEX)
                rows = await database.execute(statement, *self.bounds, reached)
                if not rows:
                    return
                await self._count("rows_erased", rows)
            if number % _BATCHES_BETWEEN_LOOKS == 0:
                reached = await database.fetch_value(first_left, reached) or reached

    async def _empty_columns(self) -> None:
        if emptied_columns(self.claim):
            for part in await parts_with_ended_rows(self.claim, self.bounds):
                await self._empty_batches(part)

    async def _empty_batches(self, part: Part) -> None:
        """Empty batch by batch; each begins at the clock that the last one reached."""
        statement = (
            f"with emptied as (update {self.claim.table} set {emptied(self.claim)}"
            f" where {self._chosen(to_empty(self.claim), part)}"
            f" returning {self.claim.clock} as clock)"
            " select count(*) as rows, max(clock) as reached from emptied"
        )
        reached = _BEFORE_ALL
        while True:
            async with database.transaction():
                done = await database.fetch_row(statement, *self.bounds, reached)
                if done is None or not done["rows"]:
                    return
                await self._count("rows_emptied", done["rows"])
            reached = done["reached"]

    def _chosen(self, condition: str, part: Part) -> str:
        """Return the condition of one batch. A row's place says something in one part alone."""
        return (
            f"{part.rows} and ctid = any(array(select ctid from {self.claim.table}"
            f" where {part.rows} and {condition}"
            f" order by {self.claim.clock} limit {self.batch} for update skip locked))"
        )

    async def _erase_accounts(self) -> None:
        """Erase accounts one by one, each in one transaction with everything that follows it.

        An account that fails holds back no other: the first failure is raised at the end.
        """
        failures: list[Exception] = []
        async for account_id, cause in self._accounts_due():
            try:
                await self._erase_one(account_id, cause)
            except Exception as failure:  # noqa: BLE001 - raised below, when the others are done
                failures.append(failure)
        if failures:
            raise failures[0]

    async def _erase_one(self, account_id: UUID, cause: str) -> None:
        """Erase one account, unless a visit saved it meanwhile: looked at under its lock.

        One that a legal hold keeps is erased around, and is no row that went.
        """
        still_due = (
            f"select true from account where ({to_erase(self.claim)} or {self._released()})"
            " and id = $5 for update skip locked"
        )
        async with database.transaction():
            if await database.fetch_value(still_due, *self.bounds, _BEFORE_ALL, account_id):
                await self.erase_account(account_id, cause=cause, now=self.now)
                gone = not await Account.exists().where(Account.id == account_id)
                await self._count("rows_erased", int(gone))

    def _cause(self) -> str:
        clock = column_name(self.claim.holding.retention.starts_at)
        return "departure" if clock == column_name(Account.left_at) else "inactivity"

    async def _accounts_due(self) -> AsyncIterator[tuple[UUID, str]]:
        """Yield the accounts whose clock has ended, then those that a hold gave back."""
        clock = self.claim.clock
        statement = (
            f"select id, {clock} as clock from account where {to_erase(self.claim)}"
            f" and ({clock}, id) > ($4, $5) order by {clock}, id limit 500"
        )
        reached, last = _BEFORE_ALL, UUID(int=0)
        while due := await database.fetch(statement, *self.bounds, reached, last):
            for row in due:
                reached, last = row["clock"], row["id"]
                yield last, self._cause()
        for row in await database.fetch(
            "select id, (select cause from erasure where subject = account.id"
            " order by finished_at desc nulls last limit 1) as cause"
            f" from account where {self._released()}",
            self.now,
        ):
            yield row["id"], row["cause"]

    def _released(self) -> str:
        """Return the condition of the claim's accounts of which a hold gave something back."""
        return f"({released(at='$1')} and ({self.claim.holding.rows or 'true'}))"

    async def _count(self, counter: str, rows: int) -> None:
        """Add to the evidence, in the transaction that made it true."""
        duration_ms = round((perf_counter() - self.begun) * 1000)
        await database.execute(
            f"update sweep set {counter} = {counter} + $2, duration_ms = $3 where id = $1",
            self.evidence.id,
            rows,
            duration_ms,
        )

    async def _note_failure(self, failure: Exception) -> None:
        await database.execute(
            "update sweep set failure = $2 where id = $1",
            self.evidence.id,
            kind_of(failure)[:200],
        )
