"""The audit trail as rows of a file, from which anybody can verify the chain."""

from collections.abc import AsyncIterator, Sequence

from domain import audit
from domain.audit import TrailFilter
from web.csv_export import Cell

TRAIL_COLUMNS = (
    "number",
    "at",
    "actor",
    "actor_role",
    "action",
    "reason",
    "subject_pseudonym",
    "previous_hash",
    "hash",
)
"""In the order in which an entry is sealed; the last is the seal."""


async def trail_rows(wanted: TrailFilter) -> AsyncIterator[Sequence[Cell]]:
    """Yield the wanted entries in the order of the chain; the time as it was sealed."""
    async for entry in audit.entries_in_order(wanted):
        yield [
            audit.sealed_time(entry.at) if name == "at" else getattr(entry, name)
            for name in TRAIL_COLUMNS
        ]
