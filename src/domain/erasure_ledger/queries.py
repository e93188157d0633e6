"""Asking whether the ledger has what the database erased."""

import asyncio
from datetime import datetime
from pathlib import Path
from uuid import UUID

from domain import database
from domain.erasure_ledger import files
from domain.erasure_ledger.rules import Line


async def missing(*, folder: Path, since: datetime, until: datetime) -> int:
    """Return how many erasures and suppressions of a while have no line in the ledger.

    Asked of the evidence of erasures as well as of the marks: a mark that was lost is missed.

    Raises:
        Damaged: A line of the ledger is none.
    """
    known = {line.id for line in await asyncio.to_thread(files.read, folder)}
    rows = await database.fetch(
        "select id from erasure_mark where at >= $1 and at < $2"
        " union select id from erasure where finished_at >= $1 and finished_at < $2",
        since,
        until,
    )
    return sum(row["id"] not in known for row in rows)


async def unknown_here(lines: list[Line], *, since: datetime) -> list[Line]:
    """Return the lines from ``since`` on whose erasure this database has not seen."""
    late = [line for line in lines if line.at >= since]
    rows = await database.fetch(
        "select id from erasure_mark where id = any($1)", [line.id for line in late]
    )
    known: set[UUID] = {row["id"] for row in rows}
    return [line for line in late if line.id not in known]
