"""Ordering an erasure, and writing down what it did."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain import database, duties
from domain.accounts import ERASE_ACCOUNT
from domain.evidence.tables import Erasure, ErasureStep


class Cause(StrEnum):
    """Why a person is erased. Valued as stored."""

    REQUEST = "request"
    HOLDER = "holder"
    INACTIVITY = "inactivity"
    DEPARTURE = "departure"
    DEATH = "death"
    RESTORATION = "restoration"
    """Erased before, and brought back by a backup that was restored."""


async def order_erasure(
    *, subject: UUID, cause: Cause, now: datetime, request_id: UUID | None = None
) -> UUID:
    """Order that a person be erased; return the erasure's id.

    Written with the duty that carries it out, together. While one is under way for the same
    person, it stands: ordering twice has one effect.

    Args:
        subject: The account's id; for a person without account the id of their request.
        cause: A request that the DPO granted, the holder's own deletion, or inactivity.
        now: The present instant.
        request_id: The request that was granted, if any.
    """
    async with database.transaction():
        erasure_id: UUID = await database.fetch_value(
            """
            insert into erasure (subject, request, cause, ordered_at, is_demo)
            values ($1, $2, $3, $4, coalesce(
                (select is_demo from account where id = $1),
                (select is_demo from rights_request where id = $1), false))
            on conflict (subject) where finished_at is null
                do update set request = coalesce(erasure.request, excluded.request)
            returning id
            """,
            subject,
            request_id,
            cause,
            now,
        )
        await duties.assign(kind=ERASE_ACCOUNT, subject=subject, now=now)
    return erasure_id


async def ordered(subject: UUID) -> Erasure | None:
    """Hold the erasure that is under way for a person; None when there is none (any more)."""
    return (
        await Erasure.objects()
        .where(Erasure.subject == subject, Erasure.finished_at.is_null())
        .lock_rows("UPDATE")
        .first()
    )


async def record_steps(erasure_id: UUID, steps: Sequence[ErasureStep]) -> None:
    """Write down what an erasure did, step by step; a former attempt's steps are replaced."""
    async with database.transaction():
        await ErasureStep.delete().where(ErasureStep.erasure == erasure_id)
        if steps:
            await ErasureStep.insert(*steps)


async def finish(erasure_id: UUID, *, now: datetime) -> None:
    """Note that an erasure is done and that the scan for remains found nothing."""
    await Erasure.update({Erasure.values_left: 0, Erasure.finished_at: now}).where(
        Erasure.id == erasure_id, Erasure.finished_at.is_null()
    )


async def note_remains(erasure_id: UUID, *, values_left: int) -> None:
    """Note what the scan for remains found: the erasure is not finished."""
    await Erasure.update({Erasure.values_left: values_left}).where(
        Erasure.id == erasure_id, Erasure.finished_at.is_null()
    )
