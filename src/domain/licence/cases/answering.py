"""What the holder says to a case of their own: an explanation, or a contest."""

from datetime import datetime
from uuid import UUID

from domain import accounts, database
from domain.errors import NotFound
from domain.licence.cases.deciding import hold
from domain.licence.cases.rules import (
    UNDECIDED,
    Explanation,
    GroundsMissing,
    NotNow,
    State,
    state_of,
)
from domain.licence.tables import SharingCase


async def explain(
    case_id: UUID,
    *,
    account_id: UUID,
    explanation: Explanation,
    words: str | None,
    now: datetime,
) -> None:
    """Note the holder's explanation. Until the decision a new one takes its place.

    Raises:
        NotFound: It is no case of theirs.
        NotNow: It is decided: what remains is to contest it.
    """
    async with database.transaction():
        case = await _own(case_id, account_id)
        if state_of(case) not in UNDECIDED:
            raise NotNow
        case.explanation, case.explanation_words = explanation, words
        case.explained_at = now
        await case.save(
            [
                SharingCase.explanation,
                SharingCase.explanation_words,
                SharingCase.explained_at,
            ]
        )


async def contest(case_id: UUID, *, account_id: UUID, words: str, now: datetime) -> None:
    """Contest a confirmed case: another member of staff reviews it (art. 22(3), in spirit).

    Raises:
        NotFound: It is no case of theirs.
        NotNow: It is not confirmed, or was contested before.
        GroundsMissing: Nothing was written.
    """
    async with database.transaction():
        case = await _own(case_id, account_id)
        if state_of(case) is not State.CONFIRMED:
            raise NotNow
        if not words.strip():
            raise GroundsMissing
        case.contested_at, case.contest_words = now, words
        await case.save([SharingCase.contested_at, SharingCase.contest_words])


async def say_it_was_not_me(*, account_id: UUID, session_id: UUID, now: datetime) -> None:
    """End every session of the holder but this one, as they wish (P-ACC-7).

    Where a case waits to be decided, it is their explanation of it.
    """
    async with database.transaction():
        await accounts.end_other_sessions(account_id=account_id, keep=session_id, now=now)
        waiting: UUID | None = await database.fetch_value(
            "select id from sharing_case where account = $1 and decided_at is null", account_id
        )
        if waiting is not None:
            await explain(
                waiting,
                account_id=account_id,
                explanation=Explanation.NOT_ME,
                words=None,
                now=now,
            )


async def _own(case_id: UUID, account_id: UUID) -> SharingCase:
    case = await hold(case_id)
    if case.account != account_id:
        raise NotFound
    return case
