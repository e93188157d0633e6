"""The clock of a request: stopped while identity is in doubt, extended once (art. 12(3), (6)).

``due_on`` is what is stored and read everywhere; it follows from the receipt, the days for
which the clock stood still, and whether the time was extended.
"""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.errors import DomainError, NotFound
from domain.periods import Period, after, paris_day
from domain.requests.deadline import answer_due_on
from domain.requests.rules import NotOpen, State, state_of
from domain.requests.tables import IdentityDoubt, RightsRequest

TELL_DOUBT = "tell-request-doubt"
"""Mail duty, of a doubt: why there is one, and the questions that would lift it."""
TELL_EXTENDED = "tell-request-extended"
"""Mail duty: the new day, and the reasons (art. 12(3))."""
TELL_NEVER_ANSWERED = "tell-request-refused"
"""As any refusal is told: with its reasons and the ways to contest it."""

ANSWERED_WITHIN = Period(months=2)
"""How long a question waits for its answer; our default, which no text fixes."""

REMINDED_AT = (15, 7, 2)
"""Days left at which the officers are reminded; and on the first day that is late."""

NEVER_ANSWERED = {
    "fr": (
        "Nous avions un doute raisonnable sur votre identité et vous avons posé des questions,"
        f" restées sans réponse depuis {ANSWERED_WITHIN.in_words().fr} (RGPD, art. 12(6))."
        " Vous pouvez faire une nouvelle demande à tout moment."
    ),
    "en": (
        "We had a reasonable doubt about your identity and asked questions that have stayed"
        f" without an answer for {ANSWERED_WITHIN.in_words().en} (GDPR art. 12(6))."
        " You may make another request at any time."
    ),
}


class NotExtendable(DomainError):
    """It was extended before, or its first month is over (art. 12(3))."""


class NoDoubt(DomainError):
    """Nothing is asked about who makes the request, or it was answered before."""


@by_itself
async def extend(request_id: UUID, *, reason: str, now: datetime) -> None:
    """Add two months, once, and tell the person why; only within the first month.

    Raises:
        NotFound: There is no such request.
        NotExtendable: It is decided, extended before, or the first month is over.
    """
    async with database.transaction():
        request = await _hold(request_id)
        too_late = request.stopped_at is None and paris_day(now) > request.due_on
        is_undecided = request.closed_at is None and request.decided_at is None
        if not is_undecided or request.extended_at is not None or too_late:
            raise NotExtendable
        request.extended_at, request.extension_reason = now, reason
        await _reckon(request)
        await duties.assign(kind=TELL_EXTENDED, subject=request_id, now=now)


@by_itself
async def state_doubt(
    doubt_id: UUID, request_id: UUID, *, reason: str, questions: str, now: datetime
) -> None:
    """State a reasonable doubt about who asks, with questions; the clock stands still.

    ``doubt_id`` is the form's own: sent twice, it is one doubt.

    Raises:
        NotFound: There is no such request.
        NotOpen: It is decided or closed, or a doubt is open already.
    """
    async with database.transaction():
        request = await _hold(request_id)
        if await IdentityDoubt.exists().where(IdentityDoubt.id == doubt_id):
            return
        if state_of(request) not in (State.UNPROVEN, State.TO_DECIDE):
            raise NotOpen
        await IdentityDoubt(
            id=doubt_id,
            request=request_id,
            reason=reason,
            questions=questions,
            stated_at=now,
        ).save()
        request.stopped_at = now
        await request.save([RightsRequest.stopped_at])
        await duties.assign(kind=TELL_DOUBT, subject=doubt_id, now=now)


@by_itself
async def answer_doubt(request_id: UUID, *, answer: str, now: datetime) -> None:
    """Take the answer that the person gives, or that the officer notes; the clock goes on.

    The last day moves by the days of Paris between our questions and their answer. Whether
    the answer is enough, the officer decides.

    Raises:
        NotFound: There is no such request.
        NoDoubt: None is open.
    """
    async with database.transaction():
        request = await _hold(request_id)
        doubt = await open_doubt(request_id)
        if doubt is None or request.stopped_at is None:
            raise NoDoubt
        doubt.answer, doubt.answered_at = answer, now
        await doubt.save([IdentityDoubt.answer, IdentityDoubt.answered_at])
        request.stopped_days += (paris_day(now) - paris_day(request.stopped_at)).days
        request.stopped_at = None
        await request.save([RightsRequest.stopped_at, RightsRequest.stopped_days])
        await _reckon(request)


async def close_never_answered(*, now: datetime) -> int:
    """Refuse the requests whose questions nobody answered in time; count them.

    Their persons are told, with the ways to contest it.
    """
    waiting = await database.fetch(
        "select request, stated_at from identity_doubt where answered_at is null"
        " and request in (select id from rights_request where closed_at is null)"
    )
    over = [row for row in waiting if after(row["stated_at"], ANSWERED_WITHIN) < now]
    for row in over:
        await _refuse(row["request"], now)
    return len(over)


async def _refuse(request_id: UUID, now: datetime) -> None:
    async with database.transaction():
        request = await _hold(request_id)
        if request.closed_at is not None or request.stopped_at is None:
            return
        request.stopped_at, request.closed_at = None, now
        request.decided_at, request.decision = now, "refused"
        request.decision_reason = NEVER_ANSWERED[request.language]
        await request.save()
        await duties.assign(kind=TELL_NEVER_ANSWERED, subject=request_id, now=now)


async def end_files(*, now: datetime) -> None:
    """Let each doubt end with its request: its five years run from the same closing."""
    await database.execute(
        "update identity_doubt set closed_at = rights_request.closed_at from rights_request"
        " where rights_request.id = identity_doubt.request and identity_doubt.closed_at is null"
        " and rights_request.closed_at <= $1",
        now,
    )


async def open_doubt(request_id: UUID) -> IdentityDoubt | None:
    """Return the doubt that waits for its answer, if one does: what its person may read."""
    row = await database.fetch_row(
        "select id, request, reason, questions, stated_at from identity_doubt"
        " where request = $1 and answered_at is null",
        request_id,
    )
    return IdentityDoubt(**dict(row), _exists_in_db=True) if row else None


async def doubt(doubt_id: UUID) -> IdentityDoubt | None:
    """Return one doubt; None once its request's file ended."""
    return await IdentityDoubt.objects().where(IdentityDoubt.id == doubt_id).first()


async def doubts_of(request_id: UUID) -> list[IdentityDoubt]:
    """Return the doubts there were about a request, in their order."""
    return (
        await IdentityDoubt.objects()
        .where(IdentityDoubt.request == request_id)
        .order_by(IdentityDoubt.stated_at)
    )


def stage_of(request: RightsRequest, *, days_left: int) -> int | None:
    """Return at which reminder a request stands: 15, 7 or 2 days, -1 once late, or None.

    None while the clock stands still, and for what is closed.
    """
    if request.closed_at is not None or request.stopped_at is not None:
        return None
    if days_left < 0:
        return -1
    return min((stage for stage in REMINDED_AT if days_left <= stage), default=None)


async def _reckon(request: RightsRequest) -> None:
    request.due_on = answer_due_on(
        request.received_at,
        stopped_days=request.stopped_days,
        is_extended=request.extended_at is not None,
    )
    await request.save(
        [
            RightsRequest.due_on,
            RightsRequest.extended_at,
            RightsRequest.extension_reason,
        ]
    )


async def _hold(request_id: UUID) -> RightsRequest:
    request = (
        await RightsRequest.objects()
        .where(RightsRequest.id == request_id)
        .lock_rows("UPDATE")
        .first()
    )
    if request is None:
        raise NotFound
    return request
