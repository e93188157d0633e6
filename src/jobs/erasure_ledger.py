"""Writing erasures into the ledger outside the database, and keeping it (P-OPS-11)."""

import asyncio
from datetime import datetime
from uuid import UUID

from domain import erasure_ledger
from domain.erasure_ledger import WRITE_LEDGER
from domain.register import BACKUPS_KEPT_FOR
from domain.settings import current_settings


async def write(mark_id: UUID, now: datetime) -> None:
    """Write one erasure into the ledger."""
    await erasure_ledger.write(mark_id, folder=current_settings().erasure_ledger, now=now)


async def keep(now: datetime) -> None:
    """Write what the ledger lacks, and remove the days that no backup can precede."""
    folder = current_settings().erasure_ledger
    await erasure_ledger.write_all(folder=folder, kept_for=BACKUPS_KEPT_FOR, now=now)
    await asyncio.to_thread(
        erasure_ledger.remove_days, folder, kept_for=BACKUPS_KEPT_FOR, now=now
    )


HANDLERS = {WRITE_LEDGER: write}
