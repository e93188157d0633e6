"""Sessions: opened with a fresh token, replaced when more is proven, ended for good."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from domain import database
from domain.accounts.rules import SESSION_ENDS_AT
from domain.accounts.tables import Session
from domain.acting import by_itself
from domain.errors import DomainError, NotFound


class SessionEnded(DomainError):
    """The session was ended while something was asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session just opened. Its token goes to the browser and is kept nowhere."""

    token: str
    account_id: UUID
    session_id: UUID
    second_factor_due: bool = False


async def open_session(
    *,
    account_id: UUID,
    now: datetime,
    second_factor_at: datetime | None = None,
    former: Session | None = None,
) -> tuple[str, UUID]:
    """Open a session; return its token (256 bits) and its id.

    One that goes on from a ``former`` keeps its clocks: when it began, and when the password
    was given.
    """
    token = secrets.token_urlsafe(32)
    session = Session(
        account=account_id,
        token_sha256=sha256(token.encode()).digest(),
        created_at=former.created_at if former else now,
        last_used_at=now,
        authenticated_at=former.authenticated_at if former else now,
        second_factor_at=second_factor_at,
        ended_at=None,
    )
    await session.save()
    return token, session.id


async def end_session(session_id: UUID, *, now: datetime) -> bool:
    """End a session for good; tell whether it was open. The first end is never moved."""
    ended = await database.execute(
        "update session set ended_at = $2 where id = $1 and ended_at is null", session_id, now
    )
    return ended == 1


async def hold_session(session_id: UUID, *, account_id: UUID) -> Session:
    """Hold the person's account and this session still, until the transaction ends.

    The account first, as everywhere: whoever ends sessions meanwhile comes before or after,
    never in between, where a session just opened would escape.

    Raises:
        SessionEnded: It was ended meanwhile; a request in flight does nothing any more.
    """
    await _hold_account(account_id)
    row = await database.fetch_row(
        "select * from session where id = $1 and account = $2 and ended_at is null for update",
        session_id,
        account_id,
    )
    if row is None:
        raise SessionEnded
    return Session(**dict(row), _exists_in_db=True)


async def _hold_account(account_id: UUID) -> None:
    await database.execute("select from account where id = $1 for no key update", account_id)


async def replace_session(
    session_id: UUID, *, account_id: UUID, now: datetime, second_factor_at: datetime | None
) -> tuple[str, UUID]:
    """End a session and open another for the same person, who proved everything anew.

    Raises:
        SessionEnded: It was ended meanwhile; a request in flight brings no session back.
    """
    async with database.transaction():
        await hold_session(session_id, account_id=account_id)
        await end_session(session_id, now=now)
        return await open_session(
            account_id=account_id, now=now, second_factor_at=second_factor_at
        )


async def go_on_session(
    session_id: UUID, *, account_id: UUID, now: datetime
) -> tuple[str, UUID]:
    """Go on under a new token, the second factor given; the password is as old as it was.

    Else each factor taken up would open ten more minutes of what matters most.

    Raises:
        SessionEnded: It was ended meanwhile; a request in flight brings no session back.
    """
    async with database.transaction():
        former = await hold_session(session_id, account_id=account_id)
        await end_session(session_id, now=now)
        return await open_session(
            account_id=account_id, now=now, second_factor_at=now, former=former
        )


@by_itself
async def end_own_session(*, account_id: UUID, session_id: UUID, now: datetime) -> None:
    """End one of the person's own sessions (P-SEC-2). Ending it twice is no error.

    Raises:
        NotFound: There is no such session, or it is somebody else's.
    """
    own = (Session.id == session_id) & (Session.account == account_id)
    if not await Session.exists().where(own):
        raise NotFound
    await end_session(session_id, now=now)


@by_itself
async def end_other_sessions(*, account_id: UUID, keep: UUID | None, now: datetime) -> int:
    """End every session of the person but one; return how many.

    One that is being replaced at this moment is waited for, and ended too.
    """
    async with database.transaction():
        await _hold_account(account_id)
        return await database.execute(
            "update session set ended_at = $3"
            " where account = $1 and ended_at is null and id is distinct from $2",
            account_id,
            keep,
            now,
        )


async def end_expired_sessions(*, now: datetime) -> int:
    """Write down the end of the sessions that ended by themselves; return how many.

    They open nothing since that instant; from it, their 30 days are counted (P-OPS-2).
    """
    return await database.execute(
        f"""
        update session set ended_at = over.at
        from (
            select session.id, {SESSION_ENDS_AT} as at
            from session join account on account.id = session.account
            where session.ended_at is null
        ) as over
        where session.id = over.id and session.ended_at is null and over.at <= $1
        """,
        now,
    )


@by_itself
async def sessions_of(account_id: UUID, *, now: datetime) -> list[Session]:
    """Return the person's sessions that are still good, the last used first."""
    rows = await database.fetch(
        f"""
        select session.id, session.account, session.created_at, session.last_used_at,
               session.authenticated_at, session.second_factor_at, session.ended_at
        from session join account on account.id = session.account
        where session.account = $1 and session.ended_at is null and ({SESSION_ENDS_AT}) > $2
        order by session.last_used_at desc
        """,
        account_id,
        now,
    )
    return [Session(**dict(row), _exists_in_db=True) for row in rows]
