"""Reading the evidence, for the console and for the checks of promises."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.evidence.tables import Erasure, ErasureStep, Sweep


async def find_erasure(erasure_id: UUID) -> Erasure:
    """Return an erasure.

    Raises:
        NotFound: There is none of that id.
    """
    erasure = await Erasure.objects().where(Erasure.id == erasure_id).first()
    if erasure is None:
        raise NotFound
    return erasure


async def erasure_of_request(request_id: UUID) -> Erasure | None:
    """Return the erasure that a request led to."""
    return await Erasure.objects().where(Erasure.request == request_id).first()


async def unfinished_erasures(*, now: datetime) -> list[Erasure]:
    """Return the erasures that are late: ordered more than a day ago, or with remains."""
    late = Erasure.ordered_at < now - timedelta(days=1)
    return (
        await Erasure.objects()
        .where(Erasure.finished_at.is_null(), late | (Erasure.values_left > 0))
        .order_by(Erasure.ordered_at)
    )


async def steps_of(erasure_id: UUID) -> list[ErasureStep]:
    """Return what an erasure did, in its order."""
    return (
        await ErasureStep.objects()
        .where(ErasureStep.erasure == erasure_id)
        .order_by(ErasureStep.position)
    )


async def latest_erasures(
    *, cause: str | None = None, limit: int = 200, offset: int = 0
) -> list[Erasure]:
    """Return the latest erasures."""
    query = Erasure.objects().order_by(Erasure.ordered_at, ascending=False)
    if cause:
        query = query.where(Erasure.cause == cause)
    return await query.limit(limit).offset(offset)


async def latest_sweeps(
    *, activity: str | None = None, limit: int = 200, offset: int = 0, with_effect: bool = False
) -> list[Sweep]:
    """Return the latest passes of the sweep; ``with_effect``: those that found something."""
    query = Sweep.objects().order_by(Sweep.swept_at, ascending=False)
    if activity:
        query = query.where(Sweep.activity == activity)
    if with_effect:
        something = (Sweep.rows_erased > 0) | (Sweep.rows_emptied > 0)
        query = query.where(something | Sweep.failure.is_not_null())
    return await query.order_by(Sweep.activity).limit(limit).offset(offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night's sweep in numbers."""

    swept_at: datetime
    rows_erased: int
    rows_emptied: int
    passes: int
    failures: int


async def nights(*, limit: int = 30) -> list[Night]:
    """Return the latest nights of the sweep by Paris day, the latest first."""
    rows = await database.fetch(
        """
        select max(swept_at) as swept_at, sum(rows_erased)::bigint as rows_erased,
               sum(rows_emptied)::bigint as rows_emptied, count(*) as passes,
               count(failure) as failures
        from sweep
        group by (swept_at at time zone 'Europe/Paris')::date
        order by max(swept_at) desc limit $1
        """,
        limit,
    )
    return [Night(**row) for row in rows]
