"""The DPO's decisions on requests: granted, or refused with reasons."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from domain import database, duties, evidence
from domain.acting import by_itself
from domain.errors import DomainError, NotFound
from domain.evidence import Cause
from domain.requests import (
    MAKE_PACKAGE,
    NotOpen,
    Right,
    RightsRequest,
    account_of,
    is_open,
)

TELL_REFUSED = "tell-request-refused"
"""Mail duty: the refusal, its reasons, and where to complain (art. 12(4); P-RIG-9)."""


class NotProven(DomainError):
    """Nobody knows yet whether the request comes from whom it names, or it is in doubt."""


@by_itself
async def grant(
    request_id: UUID, *, decided_by: UUID, now: datetime, reason: str | None = None
) -> None:
    """Grant a request: what it asks for is begun by a duty of the same transaction.

    The request closes when the copy is ready or the erasure done, not before.

    Raises:
        NotOpen: It was decided, withdrawn or closed before.
        NotProven: The identity of who asks was neither proven nor accepted.
    """
    async with database.transaction():
        request = await _undecided(request_id)
        if request.proven_at is None or request.stopped_at is not None:
            raise NotProven
        await _decide(request, "granted", by=decided_by, reason=reason, now=now)
        account = await _account_by_now(request)
        await _BEGIN[Right(request.right)](request, account, now)


async def _make_package(request: RightsRequest, _account: UUID | None, now: datetime) -> None:
    await duties.assign(kind=MAKE_PACKAGE, subject=request.id, now=now)


async def _order_erasure(request: RightsRequest, account: UUID | None, now: datetime) -> None:
    await evidence.order_erasure(
        subject=account or request.id, cause=Cause.REQUEST, request_id=request.id, now=now
    )


_BEGIN: dict[Right, Callable[[RightsRequest, UUID | None, datetime], Awaitable[None]]] = {
    Right.ACCESS: _make_package,
    Right.ERASURE: _order_erasure,
}
"""What a granted request begins: for its person's account, where they have one."""


@by_itself
async def refuse(request_id: UUID, *, decided_by: UUID, reason: str, now: datetime) -> None:
    """Refuse a request with reasons; it is closed, and its person told (art. 12(4)).

    Raises:
        NotOpen: It was decided, withdrawn or closed before.
    """
    async with database.transaction():
        request = await _undecided(request_id)
        await _decide(request, "refused", by=decided_by, reason=reason, now=now)
        request.closed_at, request.stopped_at = now, None
        await request.save([RightsRequest.closed_at, RightsRequest.stopped_at])
        await duties.assign(kind=TELL_REFUSED, subject=request.id, now=now)


async def _account_by_now(request: RightsRequest) -> UUID | None:
    """Return the person's account, one that was opened since the request included.

    What was asked without an account concerns everything that is held of the address: an
    account opened meanwhile is not passed over.
    """
    if request.account is None:
        account = await account_of(request.email)
        theirs = (RightsRequest.account == account) & (RightsRequest.right == request.right)
        asked_again = RightsRequest.exists().where(theirs, RightsRequest.closed_at.is_null())
        if account and not await asked_again:
            request.account = account
            await request.save([RightsRequest.account])
        return account
    account_id: UUID = request.account
    return account_id


async def _decide(
    request: RightsRequest, decision: str, *, by: UUID, reason: str | None, now: datetime
) -> None:
    request.decision, request.decision_reason = decision, reason
    request.decided_at, request.decided_by = now, by
    await request.save(
        [
            RightsRequest.decision,
            RightsRequest.decision_reason,
            RightsRequest.decided_at,
            RightsRequest.decided_by,
        ]
    )


async def _undecided(request_id: UUID) -> RightsRequest:
    request = (
        await RightsRequest.objects()
        .where(RightsRequest.id == request_id)
        .lock_rows("UPDATE")
        .first()
    )
    if request is None:
        raise NotFound
    if not is_open(request) or request.decided_at is not None:
        raise NotOpen
    return request
