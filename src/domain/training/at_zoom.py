"""What Zoom is to be asked, and what it answered: for the duties that ask it.

What is about to be asked is noted and committed first. A worker that dies before it heard the
answer leaves a mark, so that whatever Zoom may know is asked again, then taken off: never
forgotten.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.training.rules import ZoomIsBeingAsked
from domain.training.tables import TrainingSession

INVITE_MEMBERS = "mail:training-open"
"""Duty: tell the members that they can register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRegister:
    """Whom Zoom is to register for which meeting."""

    meeting: str
    account: UUID
    first_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnZoom:
    """Whom Zoom knows, and by what; without ``registrant`` it never knew the person."""

    id: UUID
    meeting: str
    registrant: str | None


async def begin_meeting(session_id: UUID, *, now: datetime) -> TrainingSession | None:
    """Note that a meeting is asked for; None where none is needed.

    One that is cancelled before anything was asked needs none. Cancelled later, it is asked
    for once more: what it is known by is how it is taken away.
    """
    row = await database.fetch_row(
        """
        update training_session set begun_at = coalesce(begun_at, $2)
        where id = $1 and accepted_at is not null and meeting is null
          and (cancelled_at is null or begun_at is not null)
        returning *
        """,
        session_id,
        now,
    )
    return TrainingSession(**dict(row), _exists_in_db=True) if row else None


async def note_meeting(session_id: UUID, *, meeting: str, now: datetime) -> None:
    """Note what Zoom knows a meeting by, and see to it that the members are invited."""
    async with database.transaction():
        is_on = await database.fetch_value(
            "update training_session set meeting = $2 where id = $1"
            " returning cancelled_at is null",
            session_id,
            meeting,
        )
        if is_on:
            await duties.assign(kind=INVITE_MEMBERS, subject=session_id, now=now)


async def meeting_to_cancel(session_id: UUID) -> str | None:
    """Return the meeting of a session that was cancelled; None where there never was one.

    Raises:
        ZoomIsBeingAsked: There may be one, whose name we do not know yet.
    """
    row = await database.fetch_row(
        "select begun_at, meeting from training_session where id = $1", session_id
    )
    if row is None or row["begun_at"] is None:
        return None
    if row["meeting"] is None:
        raise ZoomIsBeingAsked
    return str(row["meeting"])


async def begin_registration(registration_id: UUID, *, now: datetime) -> ToRegister | None:
    """Note that Zoom is asked to register a person; None where it need not be.

    Withdrawn before anything was asked, it need not; later, it is asked once more, as with a
    meeting. Cancelled, the meeting is gone at Zoom, and who was on it.
    """
    row = await database.fetch_row(
        """
        update training_registration set begun_at = coalesce(training_registration.begun_at, $2)
        from training_session, account
        where training_registration.id = $1 and training_session.id = session
          and account.id = training_registration.account
          and registrant is null and removed_at is null
          and meeting is not null and cancelled_at is null
          and (training_registration.begun_at is not null or withdrawn_at is null)
        returning meeting, account.id as account, account.first_name, account.email
        """,
        registration_id,
        now,
    )
    return ToRegister(**dict(row)) if row else None


async def note_registered(registration_id: UUID, *, registrant: str, join_url: str) -> bool:
    """Note where a person joins. False: the registration is gone, and Zoom must forget it."""
    return bool(
        await database.execute(
            "update training_registration set registrant = $2, join_url = $3 where id = $1",
            registration_id,
            registrant,
            join_url,
        )
    )


async def to_withdraw(registration_id: UUID) -> OnZoom | None:
    """Return a registration that was withdrawn; None when it is gone.

    Raises:
        ZoomIsBeingAsked: Zoom may know the person, by a name that we do not know yet.
    """
    row = await database.fetch_row(
        "select training_registration.id, meeting, registrant,"
        " training_registration.begun_at is not null and removed_at is null"
        " and cancelled_at is null as is_begun"
        " from training_registration"
        " join training_session on training_session.id = session"
        " where training_registration.id = $1 and withdrawn_at is not null",
        registration_id,
    )
    if row is None:
        return None
    if row["is_begun"] and row["registrant"] is None:
        raise ZoomIsBeingAsked
    return OnZoom(id=row["id"], meeting=row["meeting"], registrant=row["registrant"])


async def forget_registration(registration_id: UUID) -> None:
    """Erase a registration that was withdrawn and is off Zoom."""
    await database.execute("delete from training_registration where id = $1", registration_id)


async def still_on_zoom(session_id: UUID) -> list[OnZoom]:
    """Return whom Zoom knows as registrants of a session."""
    rows = await database.fetch(
        "select training_registration.id, meeting, registrant from training_registration"
        " join training_session on training_session.id = session"
        " where session = $1 and registrant is not null order by training_registration.id",
        session_id,
    )
    return [OnZoom(**dict(row)) for row in rows]


async def note_removed(registration_id: UUID, *, now: datetime) -> None:
    """Note that Zoom forgot a person: neither its name for them nor the link is kept."""
    await database.execute(
        "update training_registration set registrant = null, join_url = null, removed_at = $2"
        " where id = $1",
        registration_id,
        now,
    )
