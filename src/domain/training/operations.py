"""Proposing a session, answering the proposal, and cancelling what was agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.errors import NotFound
from domain.organisations import OrganisationEnded, end_of
from domain.periods import after
from domain.text import Language
from domain.training.rules import (
    CAN_BE_CANCELLED,
    REMOVED_AFTER,
    AlreadyAnswered,
    NothingToCancel,
    TimePassed,
    check_times,
)
from domain.training.tables import TrainingProposal, TrainingSession, TrainingTime

MAKE_MEETING = "training:meeting"
"""Duty: make the meeting at Zoom, then invite the members."""

MAIL_ANSWER = "mail:training-answer"
"""Duty: tell who proposed what was decided."""

CANCEL_MEETING = "training:cancellation"
"""Duty: cancel at Zoom and tell who registered."""

END_REGISTRATIONS = "training:end"
"""Duty: some days after the session, take its registrants off at Zoom."""


@by_itself
async def propose(  # noqa: PLR0913 - a proposal has these parts
    *,
    session_id: UUID,
    organisation_id: UUID,
    by: UUID,
    topic: str,
    language: Language,
    minutes: int,
    times: Sequence[datetime],
    expected: int,
    message: str | None,
    now: datetime,
) -> None:
    """Propose a session for the members of an organisation.

    ``session_id`` is the form's own id: sent twice, it is one proposal. ``topic`` goes to
    Zoom as the meeting's name, ``message`` stays with us.

    Raises:
        NoTimeLeft: A time cannot be.
        OrganisationEnded: The organisation is a client no more.
    """
    check_times(times, now=now)
    async with database.transaction():
        if await end_of(organisation_id) is not None:
            raise OrganisationEnded
        if await TrainingSession.exists().where(TrainingSession.id == session_id):
            return
        await TrainingSession(
            id=session_id,
            organisation=organisation_id,
            topic=topic,
            language=language,
            minutes=minutes,
            proposed_at=now,
        ).save()
        for starts_at in times:
            await TrainingTime(session=session_id, starts_at=starts_at).save()
        await TrainingProposal(
            session=session_id, account=by, expected=expected, message=message, proposed_at=now
        ).save()


@by_itself
async def accept(session_id: UUID, *, time_id: UUID, now: datetime) -> None:
    """Accept a proposal for one of its times, and see to its meeting and its end.

    Accepted again for the same time, nothing changes.

    Raises:
        NotFound: There is no such session, or the time is another's.
        AlreadyAnswered: It was answered or cancelled before.
        TimePassed: The time lies in the past by now.
    """
    async with database.transaction():
        found = await _hold(session_id)
        time = (
            await TrainingTime.objects()
            .where((TrainingTime.id == time_id) & (TrainingTime.session == session_id))
            .first()
        )
        if time is None:
            raise NotFound
        if found.starts_at == time.starts_at and found.cancelled_at is None:
            return
        _refuse_answered(found)
        if time.starts_at <= now:
            raise TimePassed
        ends_at = time.starts_at + timedelta(minutes=found.minutes)
        await database.execute(
            "update training_session set accepted_at = $2, starts_at = $3, ends_at = $4"
            " where id = $1",
            session_id,
            now,
            time.starts_at,
            ends_at,
        )
        await duties.assign(kind=MAKE_MEETING, subject=session_id, now=now)
        await duties.assign(kind=MAIL_ANSWER, subject=session_id, now=now)
        await duties.assign(
            kind=END_REGISTRATIONS,
            subject=session_id,
            now=now,
            due_at=after(ends_at, REMOVED_AFTER),
        )


@by_itself
async def decline(session_id: UUID, *, reasons: str, now: datetime) -> None:
    """Decline a proposal, with the reasons that its author is told.

    Raises:
        NotFound: There is no such session.
        AlreadyAnswered: It was answered or cancelled before.
    """
    async with database.transaction():
        _refuse_answered(await _hold(session_id))
        await database.execute(
            "update training_session set declined_at = $2 where id = $1", session_id, now
        )
        await database.execute(
            "update training_proposal set answer = $2 where session = $1", session_id, reasons
        )
        await duties.assign(kind=MAIL_ANSWER, subject=session_id, now=now)


@by_itself
async def cancel(
    session_id: UUID, *, now: datetime, organisation_id: UUID | None = None
) -> None:
    """Cancel a session, or take a proposal back; who was to come is told.

    ``organisation_id``: only when it is this organisation's; None for our own staff.

    Raises:
        NotFound: There is no such session, or it is another organisation's.
        NothingToCancel: It was declined or cancelled before, or is over.
    """
    async with database.transaction():
        found = await _hold(session_id)
        if organisation_id not in (None, found.organisation):
            raise NotFound
        cancelled = await database.execute(
            "update training_session set cancelled_at = $2"
            f" where id = $1 and {CAN_BE_CANCELLED.format(now='$2')}",
            session_id,
            now,
        )
        if not cancelled:
            raise NothingToCancel
        await duties.assign(kind=CANCEL_MEETING, subject=session_id, now=now)


async def cancel_for_former_clients(*, now: datetime) -> None:
    """Cancel what was to come for organisations that are clients no more."""
    over = await database.fetch(
        "select id from training_session"
        " where organisation in (select organisation from organisation_end)"
        f" and {CAN_BE_CANCELLED.format(now='$1')}",
        now,
    )
    for row in over:
        await cancel(row["id"], now=now)


async def _hold(session_id: UUID) -> TrainingSession:
    """Hold a session until the transaction ends: it is answered and cancelled once.

    Raises:
        NotFound: There is none of this id.
    """
    row = await database.fetch_row(
        "select * from training_session where id = $1 for update", session_id
    )
    if row is None:
        raise NotFound
    return TrainingSession(**dict(row), _exists_in_db=True)


def _refuse_answered(session: TrainingSession) -> None:
    if session.accepted_at or session.declined_at or session.cancelled_at:
        raise AlreadyAnswered
