"""Reading sessions: what their members, their administrators and our support see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.training.rules import CAN_BE_CANCELLED
from domain.training.tables import TrainingProposal, TrainingSession, TrainingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A session as a member sees it, with their own registration."""

    id: UUID
    topic: str
    language: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    has_begun: bool
    registered_at: datetime | None
    withdrawn_at: datetime | None
    join_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendant:
    """Who registered. ``telephone``: for support, of guests who gave one (P-ACC-5)."""

    id: UUID
    name: str
    email: str
    telephone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """One line of a list of sessions: numbers, and no person."""

    id: UUID
    organisation: str
    topic: str
    language: str
    minutes: int
    proposed_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None
    cancelled_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    is_ready: bool
    can_be_cancelled: bool
    registered: int


_AGENDA = f"""
    select training_session.id, organisation.name as organisation, topic, language, minutes,
           proposed_at, accepted_at, declined_at, cancelled_at, starts_at, ends_at,
           meeting is not null as is_ready, {CAN_BE_CANCELLED.format(now="$1")}
               as can_be_cancelled,
           (select count(*) from training_registration
            where session = training_session.id and withdrawn_at is null) as registered
    from training_session join organisation on organisation.id = training_session.organisation
"""


async def offered_to(
    account_id: UUID, *, organisation_id: UUID, now: datetime
) -> list[Offered]:
    """Return the sessions of an organisation that a member can attend, the next one first."""
    return await _offered(
        "training_session.ends_at > $3 and meeting is not null and cancelled_at is null",
        account_id,
        organisation_id,
        now,
    )


async def offer(
    session_id: UUID, *, account_id: UUID, organisation_id: UUID, now: datetime
) -> Offered:
    """Return one session as a member sees it.

    Raises:
        NotFound: There is no such session, it is another organisation's, or not ready.
    """
    found = await _offered(
        "meeting is not null and cancelled_at is null and training_session.id = $4",
        account_id,
        organisation_id,
        now,
        session_id,
    )
    if not found:
        raise NotFound
    return found[0]


async def _offered(which: str, *arguments: object) -> list[Offered]:
    rows = await database.fetch(
        f"""
        select training_session.id, topic, language, minutes, starts_at,
               training_session.ends_at, starts_at <= $3 as has_begun, registered_at,
               withdrawn_at, join_url
        from training_session left join training_registration
            on session = training_session.id and training_registration.account = $1
        where organisation = $2
          and {which}
        order by starts_at, training_session.id
        """,
        *arguments,
    )
    return [Offered(**dict(row)) for row in rows]


async def agenda_of(organisation_id: UUID, *, now: datetime) -> list[Agenda]:
    """Return every session of an organisation, the latest proposal first."""
    return await _agenda(
        "where training_session.organisation = $2 order by proposed_at desc",
        now,
        organisation_id,
    )


async def agenda(*, now: datetime) -> list[Agenda]:
    """Return the sessions of every organisation: what waits for an answer first."""
    return await _agenda(
        "order by coalesce(accepted_at, declined_at, cancelled_at) is not null,"
        " starts_at desc nulls last, proposed_at limit 500",
        now,
    )


async def line(session_id: UUID, *, now: datetime) -> Agenda:
    """Return one session as in a list.

    Raises:
        NotFound: There is none of this id.
    """
    found = await _agenda("where training_session.id = $2", now, session_id)
    if not found:
        raise NotFound
    return found[0]


async def _agenda(which: str, *arguments: object) -> list[Agenda]:
    rows = await database.fetch(f"{_AGENDA} {which}", *arguments)
    return [Agenda(**dict(row)) for row in rows]


async def find(session_id: UUID) -> TrainingSession | None:
    """Return a session, or None."""
    return await TrainingSession.objects().where(TrainingSession.id == session_id).first()


async def times_of(session_id: UUID) -> list[TrainingTime]:
    """Return the proposed times, the earliest first."""
    return (
        await TrainingTime.objects()
        .where(TrainingTime.session == session_id)
        .order_by(TrainingTime.starts_at)
    )


async def proposal_of(session_id: UUID) -> TrainingProposal | None:
    """Return who proposed a session and in which words; None once its period is over."""
    row = await database.fetch_row(
        "select id, session, account, expected, message, proposed_at, answer"
        " from training_proposal where session = $1",
        session_id,
    )
    return TrainingProposal(**dict(row), _exists_in_db=True) if row else None


async def registered_for(session_id: UUID) -> list[Attendant]:
    """Return who registered, by name: for the organisation's administrators."""
    rows = await database.fetch(f"select {_WHO}, null as telephone {_REGISTERED}", session_id)
    return [Attendant(**dict(row)) for row in rows]


async def attendants(session_id: UUID) -> list[Attendant]:
    """Return who registered, with the telephone of guests who gave one (P-ACC-5).

    That of nobody else: it is given for another purpose. While a guest objects, theirs is
    not shown either (art. 21).
    """
    rows = await database.fetch(
        f"""
        select {_WHO}, case when opened_by = 'invitation'
                            and not objected(account.id, 'guest-telephone')
                       then telephone end as telephone {_REGISTERED}
        """,
        session_id,
    )
    return [Attendant(**dict(row)) for row in rows]


_WHO = "account.id, first_name || ' ' || last_name as name, email"
_REGISTERED = """
    from training_registration join account on account.id = training_registration.account
    where session = $1 and withdrawn_at is null order by last_name, first_name, account.id
"""
