"""What a member of staff does with a case. The program itself decides nothing (art. 22).

Each act is one transaction, asked of the database as the member's own role, which sees no
case of a person whose objection is being weighed. No act changes what the holder has access to.
"""

from datetime import datetime
from uuid import UUID

from piccolo.columns import Column

from domain import database, duties
from domain.errors import NotFound
from domain.licence.cases.rules import (
    STANDING,
    UNDECIDED,
    GroundsMissing,
    NotHeardYet,
    NotNow,
    SamePerson,
    State,
    may_be_confirmed,
    state_of,
)
from domain.licence.tables import SharingCase, SharingHand

TELL_ASKED = "tell-sharing-asked"
"""Mail duty: facts, purpose, the sentence of the policy; no decision has been taken."""
TELL_DECIDED = "tell-sharing-decided"
"""Mail duty: the outcome, its grounds, how to contest it."""
TELL_REVIEWED = "tell-sharing-reviewed"
"""Mail duty: the outcome of the review, and its grounds."""


async def ask_holder(case_id: UUID, *, now: datetime) -> None:
    """Have the holder told of the case, and asked to explain; once.

    Raises:
        NotNow: The holder was told before, or the case is decided.
    """
    async with database.transaction():
        case = await hold(case_id)
        if case.asked_at is not None or case.decided_at is not None:
            raise NotNow
        case.asked_at = now
        await _save(case, SharingCase.asked_at)
        await duties.assign(kind=TELL_ASKED, subject=case.id, now=now)


async def dismiss(case_id: UUID, *, by: UUID, grounds: str, now: datetime) -> None:
    """Dismiss a case, with the reason; the holder is told if they knew of it.

    Raises:
        NotNow: It was decided before.
        GroundsMissing: No reason was given.
    """
    async with database.transaction():
        case = await _undecided(case_id, grounds)
        await _decide(case, "dismissed", by=by, grounds=grounds, now=now)
        await duties.assign(kind=TELL_DECIDED, subject=case.id, now=now)


async def confirm(case_id: UUID, *, by: UUID, grounds: str, now: datetime) -> None:
    """Hold sharing to be established, with written grounds; the holder is told.

    Nothing follows from it by itself: access stays as it is.

    Raises:
        NotNow: It was decided before.
        NotHeardYet: The holder was not told, or still has time to explain.
        GroundsMissing: No grounds were given.
    """
    async with database.transaction():
        case = await _undecided(case_id, grounds)
        if not may_be_confirmed(case, now=now):
            raise NotHeardYet
        await _decide(case, "confirmed", by=by, grounds=grounds, now=now)
        await duties.assign(kind=TELL_DECIDED, subject=case.id, now=now)


async def review(case_id: UUID, *, upheld: bool, by: UUID, grounds: str, now: datetime) -> None:
    """Decide on a contest: by another member of staff than the one who confirmed.

    Raises:
        NotNow: Nothing is contested, or it was reviewed before.
        SamePerson: ``by`` took the decision that is contested.
        GroundsMissing: No grounds were given.
    """
    async with database.transaction():
        case = await hold(case_id)
        if state_of(case) is not State.CONTESTED:
            raise NotNow
        _want(grounds)
        await _sign(case, "review", by=by, other="decision", now=now)
        case.review, case.review_grounds = "upheld" if upheld else "overturned", grounds
        case.reviewed_at = now
        case.cleared_at = None if upheld else now
        await _save(
            case,
            SharingCase.review,
            SharingCase.review_grounds,
            SharingCase.reviewed_at,
            SharingCase.cleared_at,
        )
        await duties.assign(kind=TELL_REVIEWED, subject=case.id, now=now)


async def propose_measure(case_id: UUID, *, by: UUID, measure: str, now: datetime) -> None:
    """Write down what should follow from a confirmed case. The program carries out none of it.

    Raises:
        NotNow: Nothing is established, a contest is under review, or one was proposed before.
        GroundsMissing: Nothing was written.
    """
    async with database.transaction():
        case = await hold(case_id)
        if state_of(case) not in STANDING or case.measure is not None:
            raise NotNow
        _want(measure)
        await _sign(case, "proposal", by=by, other="agreement", now=now)
        case.measure, case.measure_proposed_at = measure, now
        await _save(case, SharingCase.measure, SharingCase.measure_proposed_at)


async def agree_to_measure(case_id: UUID, *, by: UUID, now: datetime) -> None:
    """Agree to a proposed measure, as a second member of staff: the four eyes are on record.

    Raises:
        NotNow: None is proposed, it was agreed to before, or the case stands no more.
        SamePerson: ``by`` proposed it.
    """
    async with database.transaction():
        case = await hold(case_id)
        is_proposed = case.measure is not None and case.measure_agreed_at is None
        if state_of(case) not in STANDING or not is_proposed:
            raise NotNow
        await _sign(case, "agreement", by=by, other="proposal", now=now)
        case.measure_agreed_at = now
        await _save(case, SharingCase.measure_agreed_at)


async def hold(case_id: UUID) -> SharingCase:
    """Hold a case's row until the transaction ends.

    Raises:
        NotFound: There is none, or whom the database is asked as may not see it.
    """
    case = (
        await SharingCase.objects()
        .where(SharingCase.id == case_id)
        .lock_rows("NO KEY UPDATE")
        .first()
    )
    if case is None:
        raise NotFound
    return case


async def _undecided(case_id: UUID, grounds: str) -> SharingCase:
    case = await hold(case_id)
    if state_of(case) not in UNDECIDED:
        raise NotNow
    _want(grounds)
    return case


async def _decide(
    case: SharingCase, decision: str, *, by: UUID, grounds: str, now: datetime
) -> None:
    await _sign(case, "decision", by=by, other="review", now=now)
    case.decision, case.grounds, case.decided_at = decision, grounds, now
    case.cleared_at = now if decision == "dismissed" else None
    await _save(
        case,
        SharingCase.decision,
        SharingCase.grounds,
        SharingCase.decided_at,
        SharingCase.cleared_at,
    )


async def _sign(case: SharingCase, part: str, *, by: UUID, other: str, now: datetime) -> None:
    """Write down whose hand a part of the case is; never twice the same in a pair of parts."""
    if await SharingHand.exists().where(
        SharingHand.of_case == case.id, SharingHand.part == other, SharingHand.member == by
    ):
        raise SamePerson
    await database.execute(
        "insert into sharing_hand (of_case, part, member, at) values ($1, $2, $3, $4)",
        case.id,
        part,
        by,
        now,
    )


def _want(grounds: str) -> None:
    if not grounds.strip():
        raise GroundsMissing


async def _save(case: SharingCase, *columns: Column) -> None:
    await case.save(list(columns))
