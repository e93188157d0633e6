"""Ordering that a processor forget somebody, and noting that it did."""

from datetime import datetime
from uuid import UUID, uuid4

from domain import database, duties
from domain.acting import by_itself

FORGET = "forget-at-processor"


@by_itself
async def order(  # noqa: PLR0913 - an order has these parts
    *,
    processor: str,
    address: str | None,
    now: datetime,
    external_id: str | None = None,
    erasure_id: UUID | None = None,
    due_at: datetime | None = None,
) -> UUID:
    """Order that a processor erase a person (art. 17, 19); return the order's id.

    Written in the transaction that erases the person here, with the duty that asks: what is
    asked for is known after the person's own rows are gone. ``due_at``: when to ask, where
    it is not at once.
    """
    forgetting_id = uuid4()
    async with database.transaction():
        await database.execute(
            "insert into forgetting (id, processor, erasure, address, external_id, ordered_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            forgetting_id,
            processor,
            erasure_id,
            address,
            external_id,
            now,
        )
        await duties.assign(kind=FORGET, subject=forgetting_id, now=now, due_at=due_at)
    return forgetting_id


async def confirm(forgetting_id: UUID, *, now: datetime) -> None:
    """Note that the processor confirmed, and forget the address too. The first time counts."""
    await database.execute(
        "update forgetting set confirmed_at = $2, address = null, external_id = null"
        " where id = $1 and confirmed_at is null",
        forgetting_id,
        now,
    )
