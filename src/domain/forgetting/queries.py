"""Reading what processors were asked to erase."""

from datetime import datetime, timedelta
from uuid import UUID

from domain import database
from domain.forgetting.tables import Forgetting

PATIENCE = timedelta(days=7)
"""How long a processor may take before its silence is shown as a failure."""


async def find(forgetting_id: UUID) -> Forgetting | None:
    """Return an order, or None when there is none."""
    return await Forgetting.objects().where(Forgetting.id == forgetting_id).first()


async def of_erasure(erasure_id: UUID) -> list[Forgetting]:
    """Return what processors were asked for in one erasure, by processor."""
    return (
        await Forgetting.objects()
        .where(Forgetting.erasure == erasure_id)
        .order_by(Forgetting.processor)
    )


async def waiting_by_processor() -> dict[str, int]:
    """Return how many orders each processor has not confirmed."""
    rows = await database.fetch(
        "select processor, count(*) as orders from forgetting where confirmed_at is null"
        " group by processor"
    )
    return {row["processor"]: row["orders"] for row in rows}


async def overdue(*, now: datetime) -> int:
    """Return how many orders no processor confirmed in time."""
    return int(
        await database.fetch_value(
            "select count(*) from forgetting where confirmed_at is null and ordered_at < $1",
            now - PATIENCE,
        )
    )
