"""A member registers for a session and withdraws; Zoom is told by duties."""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.errors import NotFound
from domain.training.rules import OPEN, NotOpen, StillWithdrawing

REGISTER = "training:registration"
"""Duty: register the person at Zoom, then mail the link to join."""

WITHDRAW = "training:withdrawal"
"""Duty: take the person off at Zoom, then forget the registration."""


@by_itself
async def register(session_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """Register a member of the session's organisation. Done twice, it is done once.

    Raises:
        NotFound: There is no such session, or it is another organisation's.
        NotOpen: Not ready yet, begun, or cancelled.
        StillWithdrawing: The former registration is not off Zoom yet.
    """
    async with database.transaction():
        session = await database.fetch_row(
            f"""
            select ends_at, {OPEN.format(now="$3")} as is_open from training_session
            where id = $1 and organisation = (select organisation from account
                                              where id = $2 and closed_at is null)
            for update
            """,
            session_id,
            account_id,
            now,
        )
        if session is None:
            raise NotFound
        if not session["is_open"]:
            raise NotOpen
        made = await database.fetch_value(
            """
            insert into training_registration (session, account, registered_at, ends_at)
            values ($1, $2, $3, $4) on conflict (session, account) do nothing returning id
            """,
            session_id,
            account_id,
            now,
            session["ends_at"],
        )
        if made is not None:
            await duties.assign(kind=REGISTER, subject=made, now=now)
        elif await _is_withdrawn(session_id, account_id):
            raise StillWithdrawing


@by_itself
async def withdraw(session_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """Withdraw a person's registration. The first time counts.

    Raises:
        NotFound: The person is not registered for it.
    """
    async with database.transaction():
        registration = await database.fetch_value(
            """
            update training_registration set withdrawn_at = coalesce(withdrawn_at, $3)
            where session = $1 and account = $2 returning id
            """,
            session_id,
            account_id,
            now,
        )
        if registration is None:
            raise NotFound
        await duties.assign(kind=WITHDRAW, subject=registration, now=now)


async def withdraw_who_left(*, now: datetime) -> None:
    """Withdraw who left the session's organisation: none of its pages is theirs any more."""
    async with database.transaction():
        left = await database.fetch(
            """
            update training_registration set withdrawn_at = $1 from training_session, account
            where training_session.id = session
              and account.id = training_registration.account
              and account.organisation is distinct from training_session.organisation
              and withdrawn_at is null and removed_at is null
            returning training_registration.id
            """,
            now,
        )
        for row in left:
            await duties.assign(kind=WITHDRAW, subject=row["id"], now=now)


async def _is_withdrawn(session_id: UUID, account_id: UUID) -> bool:
    return bool(
        await database.fetch_value(
            "select withdrawn_at is not null from training_registration"
            " where session = $1 and account = $2",
            session_id,
            account_id,
        )
    )
