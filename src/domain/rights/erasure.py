"""Erasing a person: carried out as planned, in one transaction, and written down (P-RIG-4)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain import (
    accounts,
    database,
    directives,
    erasure_ledger,
    evidence,
    forgetting,
    suppression,
)
from domain.accounts.tables import Account
from domain.errors import DomainError, NotFound
from domain.evidence import Cause, Erasure, ErasureStep
from domain.prospects import Prospect
from domain.requests import RightsRequest
from domain.rights.people import (
    DataSubject,
    subject_of_account,
    subject_of_request,
)
from domain.rights.plan import ErasurePlan, PlanItem, draw_plan
from domain.rights.remains import count_remains

_AFTER_THE_CONFIRMATION = timedelta(days=1)
"""Who carries our mail must not forget the address before the mail that confirms has left: it
would only learn it anew."""
_WANTED = frozenset({Cause.REQUEST, Cause.HOLDER})
"""Erasures that their person asked for."""


class RemainsFound(DomainError):
    """Something of the person was found where nothing may be left: the erasure goes on."""

    def __init__(self, erasure_id: UUID, count: int) -> None:
        """Keep which erasure it is, and how many rows were found."""
        super().__init__(f"{count} rows left")
        self.erasure_id = erasure_id
        self.count = count


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure did, while its person can still be told."""

    erasure_id: UUID
    plan: ErasurePlan
    cause: Cause
    reasons: str | None = None
    """What the DPO wrote in granting the request that led to it."""


Tell = Callable[[Erased], Awaitable[None]]
"""Tells the person, by a mail written in the erasure's own transaction."""


async def erase_account(
    account_id: UUID, *, cause: str, now: datetime, tell: Tell | None = None
) -> Erased | None:
    """Order the erasure of a holder's account and carry it out at once.

    For a request, for the holder's own deletion and for inactivity alike: the sweep and the
    right use the same code (CNIL, guide 14). Returns None when the account is gone.
    """
    if not await Account.exists().where(Account.id == account_id):
        return None
    await evidence.order_erasure(subject=account_id, cause=Cause(cause), now=now)
    return await carry_out(account_id, now=now, tell=tell)


async def carry_out(subject: UUID, *, now: datetime, tell: Tell | None = None) -> Erased | None:
    """Carry out the erasure that was ordered for ``subject``; None when none is under way.

    All in one transaction: killed half-way it did nothing, and is done again whole. Done
    already, it does nothing. The person's rows go in the order of the plan, the account's
    last; requests stay as proof, without their account. What is under a legal hold stays, and
    with it the account, closed: once the hold has ended, the sweep erases again.

    Raises:
        RemainsFound: Rows of the person would have been left (one was written meanwhile).
            Nothing was erased; the count is noted, and the duty that called tries again.
    """
    try:
        async with database.transaction():
            return await _carry_out(subject, now=now, tell=tell)
    except RemainsFound as found:
        await evidence.note_remains(found.erasure_id, values_left=found.count)
        raise


async def _carry_out(subject: UUID, *, now: datetime, tell: Tell | None) -> Erased | None:
    erasure = await evidence.ordered(subject)
    if erasure is None:
        return None
    if erasure.cause == Cause.DEATH:
        tell = None  # nobody reads it any more
    person = await _person_of(erasure)
    if person is None:
        await evidence.finish(erasure.id, now=now)
        await _mark(erasure, None, now=now)
        return None
    return await _erase(erasure, person, now=now, tell=tell)


async def erase_again(person: DataSubject, subject: UUID, *, now: datetime) -> None:
    """Erase a person who was erased before, and whom a restored backup brought back.

    The same code as the first time. Nobody is told: they were.

    Args:
        person: Who came back, by an account or by an address alone.
        subject: What the erasure is noted under: the account's id, or of a person without
            account any id that was not used before.
        now: The present instant.
    """
    async with database.transaction():
        await evidence.order_erasure(subject=subject, cause=Cause.RESTORATION, now=now)
        erasure = await evidence.ordered(subject)
        if erasure is not None:
            await _erase(erasure, person, now=now, tell=None)


async def _erase(
    erasure: Erasure, person: DataSubject, *, now: datetime, tell: Tell | None
) -> Erased:
    await _close_requests(erasure, person, now=now)
    if person.account_id is not None:
        await directives.end_consent(person.account_id, now=now)
    # Before the plan, which says until when this very proof is kept; remains undo it all.
    await evidence.finish(erasure.id, now=now)
    await _mark(erasure, person, now=now)
    plan = await draw_plan(person, now=now)
    await _tell_processors(erasure.id, plan, now=now)
    await _keep_off_lists(Cause(erasure.cause), plan, now=now)
    for item in plan.items:
        await _delete(item)
    if plan.untouched.holds:
        await _shut(person, now=now)
    left = await count_remains(person, plan.untouched)
    if left:
        raise RemainsFound(erasure.id, left)
    done = Erased(
        erasure_id=erasure.id,
        plan=plan,
        cause=Cause(erasure.cause),
        reasons=await _reasons_of(erasure),
    )
    await evidence.record_steps(erasure.id, _steps(erasure.id, plan, is_told=tell is not None))
    if tell is not None:
        await tell(done)
    return done


async def _mark(erasure: Erasure, person: DataSubject | None, *, now: datetime) -> None:
    """Mark the erasure for the ledger that no backup takes back (P-OPS-11)."""
    account_id = person.account_id if person else None
    await erasure_ledger.mark(
        erasure.id,
        kind=erasure_ledger.Kind.ERASURE,
        account_id=account_id or erasure.subject,
        address_hash=suppression.hash_of(person.email) if person else None,
        now=now,
    )


async def _tell_processors(erasure_id: UUID, plan: ErasurePlan, *, now: datetime) -> None:
    """Have those who were given the address forget it (art. 17(1), 19).

    What is known elsewhere by another name, triggers order as its rows go; they read from
    the transaction which erasure it is.
    """
    await database.execute("select set_config('assisteu.erasure', $1, true)", str(erasure_id))
    for processor in plan.told_by_address:
        await forgetting.order(
            processor=processor.slug,
            address=plan.person.email,
            erasure_id=erasure_id,
            now=now,
            due_at=now + _AFTER_THE_CONFIRMATION,
        )


async def _keep_off_lists(cause: Cause, plan: ErasurePlan, *, now: datetime) -> None:
    """Keep a prospect who wanted to be erased from coming back by the next list (P-MKT-4).

    Not who was no prospect: a deleted account asks for no trace of its own. Nor whom the
    sweep erases: they said nothing.
    """
    was_prospect = any(item.table_name == Prospect._meta.tablename for item in plan.goes)
    if was_prospect and cause in _WANTED:
        await suppression.suppress(
            plan.person.email, reason=suppression.Reason.ERASURE, now=now
        )


async def _reasons_of(erasure: Erasure) -> str | None:
    reasons: str | None = await database.fetch_value(
        "select decision_reason from rights_request where id = $1", erasure.request
    )
    return reasons


async def _delete(item: PlanItem) -> None:
    if item.stays or item.which is None:
        return
    await database.execute(
        f'delete from "{item.table_name}" where {item.which.sql}', *item.which.arguments
    )


async def _shut(person: DataSubject, *, now: datetime) -> None:
    """Let nobody sign in to an account that stays for a legal hold alone."""
    if person.account_id is not None:
        await accounts.end_other_sessions(account_id=person.account_id, keep=None, now=now)
        await database.execute(
            "update account set closed_at = coalesce(closed_at, $2) where id = $1",
            person.account_id,
            now,
        )


async def _person_of(erasure: Erasure) -> DataSubject | None:
    """Hold the person's account, so that nothing is written to it meanwhile."""
    await database.execute("select 1 from account where id = $1 for update", erasure.subject)
    for find in (subject_of_account, subject_of_request):
        try:
            return await find(erasure.subject)
        except NotFound:
            continue
    return None


async def _close_requests(erasure: Erasure, person: DataSubject, *, now: datetime) -> None:
    """Close the request that is hereby met, and withdraw what else the person had open.

    A copy that is being made is given up with its request: its data are going. So is what was
    asked in the person's address and never proven: left open, it would be kept without end.
    """
    of_address = RightsRequest.account.is_null() & (RightsRequest.email == person.email)
    whose = (RightsRequest.id == erasure.request) | of_address
    if person.account_id is not None:
        whose = whose | (RightsRequest.account == person.account_id)
    still_open = (
        await RightsRequest.objects()
        .where(whose, RightsRequest.closed_at.is_null())
        .lock_rows("UPDATE")
    )
    for request in still_open:
        request.closed_at, request.stopped_at = now, None
        if request.id != erasure.request:
            request.withdrawn_at = now
        await request.save(
            [RightsRequest.closed_at, RightsRequest.withdrawn_at, RightsRequest.stopped_at]
        )


def _steps(erasure_id: UUID, plan: ErasurePlan, *, is_told: bool) -> list[ErasureStep]:
    told = plan.items if is_told else plan.items[:-1]
    return [
        ErasureStep(
            erasure=erasure_id,
            position=position,
            activity=item.activity.slug,
            table_name=item.table_name,
            outcome="kept" if item.stays else "erased",
            rows=item.rows,
            kept_until=item.until,
        )
        for position, item in enumerate(told, start=1)
        if item.rows
    ]
