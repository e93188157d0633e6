"""The database: its pools, one way to open a transaction, and the few raw queries.

Piccolo's tables and the raw functions below see the same open transaction. Piccolo's own
``transaction()`` is not used: a failed COMMIT would leave its connection taken and its
context variable set, and ``batch()`` swallows errors (docs/adr/transactions-and-duties.md).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, TypeAlias, cast

import asyncpg
from piccolo.engine import engine_finder
from piccolo.engine.postgres import PostgresTransaction

from domain.acting import ActingConnection, speak_for_the_task
from domain.engine import PooledEngine

Row: TypeAlias = asyncpg.Record

_A_DAY_S = 24 * 3600

os.environ.setdefault("PICCOLO_CONF", "domain.piccolo_conf")


@lru_cache(maxsize=1)
def engine() -> PooledEngine:
    """Return the one engine, named by ``PICCOLO_CONF``."""
    return cast("PooledEngine", engine_finder())


async def open_pool(
    dsn: str,
    *,
    size: int = 8,
    statement_timeout_ms: int = 10_000,
    lock_timeout_ms: int = 0,
    for_people: bool = False,
) -> None:
    """Open the process's connections. A statement that outlasts its timeout fails.

    Args:
        dsn: Where the database is, and as whom to connect.
        size: The most connections at once.
        statement_timeout_ms: For one statement.
        lock_timeout_ms: For a lock; 0 waits as long as the statement may.
        for_people: As many again for whoever the site acts for (:mod:`domain.acting`).
    """
    limits = {
        "application_name": "assisteu",
        "statement_timeout": str(statement_timeout_ms),
        "lock_timeout": str(lock_timeout_ms),
        "idle_in_transaction_session_timeout": "60000",
    }
    engine().programs_pool = await _opened(dsn, size, statement_timeout_ms, limits)
    if for_people:
        engine().peoples_pool = await _opened(dsn, size, statement_timeout_ms, limits)


async def _opened(
    dsn: str, size: int, statement_timeout_ms: int, server_settings: dict[str, str]
) -> "asyncpg.Pool[Any]":
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        connection_class=ActingConnection,
        setup=speak_for_the_task,
        reset=_nothing_to_reset,
        command_timeout=statement_timeout_ms / 1000 + 5,
        server_settings=server_settings,
    )


async def _nothing_to_reset(_connection: object) -> None:
    """Leave out asyncpg's clean-up after each use, a query of its own.

    A session keeps nothing of ours but as whom it speaks, which is said anew before its next
    use; other settings and locks end with their transaction.
    """


async def close_pool() -> None:
    """Close the connections; after three seconds, whatever they are doing."""
    pools = (engine().programs_pool, engine().peoples_pool)
    engine().programs_pool = engine().peoples_pool = None
    for pool in pools:
        if pool is not None:
            await _close(pool)


async def _close(pool: "asyncpg.Pool[Any]") -> None:
    try:
        await asyncio.wait_for(pool.close(), timeout=3)
    except TimeoutError:
        pool.terminate()


@asynccontextmanager
async def connected(dsn: str, **limits: Any) -> AsyncIterator[None]:
    """Use another login for a while (``limits`` as for :func:`open_pool`); then the former."""
    former = engine().programs_pool
    await open_pool(dsn, **limits)
    try:
        yield
    finally:
        await close_pool()
        engine().programs_pool = former


@asynccontextmanager
async def transaction(*, isolation: str = "read_committed") -> AsyncIterator[None]:
    """Open a transaction, or join the one already open.

    Joining sets no savepoint: let a failure leave the outermost block; caught half-way, it
    would leave half of the work written.
    """
    db = engine()
    if db.current_transaction.get() is not None:
        yield
        return
    if db.pool is None:
        message = "the connection pool is not open"
        raise RuntimeError(message)
    async with db.pool.acquire(timeout=10) as connection:
        joined = PostgresTransaction(db)
        joined.connection = connection
        token = db.current_transaction.set(joined)
        try:
            async with connection.transaction(isolation=isolation):
                yield
        except BaseException:
            connection.forget()
            raise
        finally:
            db.current_transaction.reset(token)


@asynccontextmanager
async def _connection() -> AsyncIterator["asyncpg.Connection[Any]"]:
    db = engine()
    current = db.current_transaction.get()
    if current is not None:
        await speak_for_the_task(current.connection)
        yield current.connection
        return
    if db.pool is None:
        message = "the connection pool is not open"
        raise RuntimeError(message)
    async with db.pool.acquire(timeout=10) as connection:
        yield connection


async def fetch(sql: str, *arguments: object) -> list[Row]:
    """Return the rows of a query."""
    async with _connection() as connection:
        return cast("list[Row]", await connection.fetch(sql, *arguments))


async def fetch_row(sql: str, *arguments: object) -> Row | None:
    """Return the first row of a query."""
    async with _connection() as connection:
        return await connection.fetchrow(sql, *arguments)


async def fetch_value(sql: str, *arguments: object) -> Any:
    """Return the first column of the first row of a query."""
    async with _connection() as connection:
        return await connection.fetchval(sql, *arguments)


async def execute(sql: str, *arguments: object) -> int:
    """Run a statement; return how many rows it touched."""
    async with _connection() as connection:
        status = await connection.execute(sql, *arguments)
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


async def copy_rows(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Write many rows at once (COPY): for tables without row security, which forbids it."""
    async with _connection() as connection:
        await connection.copy_records_to_table(table, records=rows, columns=list(columns))


async def add_rows(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Write many rows at once into any table: COPY beside it, then one INSERT."""
    listed = ", ".join(f'"{column}"' for column in columns)
    async with transaction():
        await execute(f'create temp table arrived as select {listed} from "{table}" limit 0')
        await copy_rows("arrived", columns, rows)
        await execute(f'insert into "{table}" ({listed}) select {listed} from arrived')
        await execute("drop table arrived")


async def stream(sql: str, *arguments: object, prefetch: int = 500) -> AsyncIterator[Row]:
    """Yield the rows of a query one by one, in constant memory.

    Must run inside :func:`transaction`, which the cursor needs.
    """
    async with _connection() as connection:
        async for row in connection.cursor(sql, *arguments, prefetch=prefetch):
            yield row


async def copy_out(
    sql: str, *arguments: object, send: Callable[[bytes], Awaitable[None]], **form: Any
) -> int:
    """Hand the rows of a query to ``send`` in PostgreSQL's own CSV; return how many they were.

    PostgreSQL writes the bytes, so that a million rows cost Python next to nothing; ``send``
    sets the pace, and memory stays flat. ``form``: options of COPY, such as ``quote``.
    """
    async with _connection() as connection:
        status = await connection.copy_from_query(
            sql, *arguments, output=send, format="csv", timeout=_A_DAY_S, **form
        )
    return int(status.rpartition(" ")[2])
