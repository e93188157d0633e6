"""The copy of a person's data: readable pages, JSON, and a CSV file an activity (P-RIG-1).

Written as it is read, from one snapshot of the database, in constant memory: PostgreSQL
writes the JSON and the CSV itself (docs/adr/packages-in-database-parts.md).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from domain import database
from domain.rights.package_files import Pages, Piece, Send, write_files
from domain.rights.people import DataSubject

_PIECES_AHEAD = 4


class Sink(Protocol):
    """Where a package's files go, one after the other."""

    async def write(self, piece: Piece) -> None:
        """Begin the file that the piece names, if it does, and add to it."""
        ...

    async def close(self) -> None:
        """End the last file, and the package."""
        ...


async def write_package(
    person: DataSubject,
    sink: Sink,
    *,
    pages: Pages,
    now: datetime,
    only: frozenset[str] | None = None,
) -> None:
    """Write the copy of all data that we hold of ``person`` into ``sink``.

    ``only``: the slugs of the sheets that are handed to somebody else, after a death.
    One snapshot of the database is read in a task and a transaction of its own, so that the
    sink may write meanwhile; hence not to be called inside a transaction.
    """
    if database.engine().current_transaction.get() is not None:
        raise RuntimeError("a package reads a snapshot of its own: end the transaction first")

    async def read(send: Send) -> None:
        async with database.transaction(isolation="repeatable_read"):
            # Long copies are one statement each, paced by whoever writes them.
            await database.execute("set local statement_timeout = 0")
            await database.execute("set local timezone = 'UTC'")
            await write_files(person, send, pages=pages, now=now, only=only)

    await _hand_over(read, sink.write)
    await sink.close()


async def _hand_over(
    produce: Callable[[Send], Awaitable[None]], consume: Callable[[Piece], Awaitable[None]]
) -> None:
    """Let one task produce, a few pieces ahead, while this one consumes; either may fail."""
    queue: asyncio.Queue[Piece | Exception | None] = asyncio.Queue(_PIECES_AHEAD)

    async def run() -> None:
        try:
            await produce(queue.put)
        except Exception as error:  # noqa: BLE001 - raised again where the pieces are consumed
            await queue.put(error)
        else:
            await queue.put(None)

    task = asyncio.create_task(run())
    try:
        while (piece := await queue.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            await consume(piece)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
