"""Asking, proving and withdrawing. What a request leads to is decided in ``domain.rights``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from domain import database, duties
from domain.accounts import fresh_change
from domain.accounts.tables import Account
from domain.acting import by_itself
from domain.errors import NotFound
from domain.periods import paris_day, start_of_day
from domain.requests.deadline import answer_due_on
from domain.requests.rules import (
    Channel,
    Ground,
    NotOpen,
    Right,
    State,
    is_decided_by_the_officer,
    state_of,
)
from domain.requests.tables import Package, RightsRequest
from domain.text import Language

MAKE_PACKAGE = "make-package"
TELL_RECEIVED = "tell-request-received"
"""Mail duty: acknowledges a request; asks for the proof of the address where it lacks."""


TELL_HELD = "tell-request-held"
"""Mail duty: tells who had the account before a fresh change that something was asked."""

TELL_STILL_OPEN = "tell-request-still-open"
"""Mail duty: answers a request that repeats one which is still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the right, and what belongs to it.

    To an erasure its ground (art. 17(1)); to an objection or a restriction the activities
    concerned, by their slugs.
    """

    right: Right
    form_id: UUID
    language: Language
    ground: Ground | None = None
    activities: tuple[str, ...] = ()
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Who asks without signing in, as they name themselves."""

    email: str
    first_name: str
    last_name: str


@by_itself
async def ask_from_account(asked: Asked, *, account_id: UUID, now: datetime) -> RightsRequest:
    """Ask for a right from one's account; return the request, or the one still open.

    One request per person and right is open at a time: a second one would only make two
    answers (GDPR art. 12(5)). The caller has just signed in again, so identity is proven.
    A copy of the data is made at once; an erasure under art. 17 waits for the DPO. So does
    everything asked within days of a new address or password: whoever took an account over
    would begin with a copy. Who had the account before is told.
    """
    async with database.transaction():
        account = await _lock_account(account_id)
        known = await _same_form(asked.form_id, account_id=account_id) or await open_request(
            account_id=account_id, email=account.email, right=asked.right
        )
        if known is not None:
            return known
        by = Correspondent(
            email=account.email, first_name=account.first_name, last_name=account.last_name
        )
        request = _request(asked, by, channel=Channel.ACCOUNT, received_at=now)
        request.account, request.proven_at = account_id, now
        request.is_demo = account.is_demo
        request.held_because = await fresh_change(account_id, now=now)
        if not is_decided_by_the_officer(request):
            request.decided_at, request.decision = now, "granted"
        await request.save()
        if request.held_because is not None:
            await duties.assign(kind=TELL_HELD, subject=request.id, now=now)
        kind = TELL_RECEIVED if request.decided_at is None else MAKE_PACKAGE
        await duties.assign(kind=kind, subject=request.id, now=now)
    return request


async def ask_on_page(asked: Asked, *, by: Correspondent, now: datetime) -> None:
    """Ask for a right without signing in. Tells nothing about who is known to us.

    Received at the moment of sending, although the address is still unproven: the time
    limit runs (décret 2019-536, art. 77), and the DPO sees it. The mail that proves the
    address goes out by a duty; while a proven request is open, it speaks of that one.
    """
    async with database.transaction():
        await _take_turns(by.email)
        if await _same_form(asked.form_id, account_id=None) is not None:
            return
        request = await open_request(
            account_id=await account_of(by.email), email=by.email, right=asked.right
        )
        kind = TELL_STILL_OPEN
        if request is None:
            kind = TELL_RECEIVED
            request = _request(asked, by, channel=Channel.PAGE, received_at=now)
            await request.save()
        await duties.assign(kind=kind, subject=request.id, now=now)


@by_itself
async def enter_from_mail(
    asked: Asked,
    *,
    by: Correspondent,
    received_on: date,
    identity_is_certain: bool,
    now: datetime,
) -> RightsRequest:
    """Enter a request that reached the DPO by mail, post or telephone (P-RIG-10).

    The time limit runs from the day it was received, not from the day it was entered.
    Returns the request, or the one that the person has open for the same right.
    """
    async with database.transaction():
        await _take_turns(by.email)
        account = await account_of(by.email)
        known = await _same_form(asked.form_id, account_id=None) or await open_request(
            account_id=account, email=by.email, right=asked.right
        )
        if known is not None:
            return known
        received_at = min(start_of_day(received_on), now)
        request = _request(asked, by, channel=Channel.MAIL, received_at=received_at)
        if identity_is_certain:
            request.account, request.proven_at = account, now
        await request.save()
        await duties.assign(kind=TELL_RECEIVED, subject=request.id, now=now)
    return request


async def hand_over_after_death(  # noqa: PLR0913 - to whom, of whom, what, by whom, when
    to: Correspondent,
    *,
    deceased: UUID,
    parts: Iterable[str],
    language: Language,
    decided_by: UUID,
    now: datetime,
) -> RightsRequest:
    """Enter, as granted, that data of a person who died are handed to whom they named.

    In the name of who receives them, so that the copy waits behind a link mailed to that
    address alone, as for any request without an account (art. 85, I of loi 78-17).
    """
    asked = Asked(right=Right.AFTER_DEATH, form_id=uuid4(), language=language)
    async with database.transaction():
        request = _request(asked, to, channel=Channel.MAIL, received_at=now)
        request.deceased, request.parts = deceased, ",".join(parts)
        request.proven_at = request.decided_at = now
        request.decision, request.decided_by = "granted", decided_by
        await request.save()
        await duties.assign(kind=MAKE_PACKAGE, subject=request.id, now=now)
    return request


@by_itself
async def prove(request_id: UUID, *, now: datetime) -> RightsRequest:
    """Note that the request comes from the person it names; return the request that stands.

    By the link mailed to the address, or by the DPO who has no reasonable doubt (art. 12(6)).
    Proven twice, the first time counts. Where the person has another request for the same
    right open, that one stands and this one is withdrawn.

    Raises:
        NotOpen: The request was closed before it was proven.
    """
    async with database.transaction():
        request = await _lock(request_id)
        if request.proven_at is not None:
            return request
        if request.closed_at is not None:
            raise NotOpen
        await _take_turns(request.email)
        account = await account_of(request.email)
        standing = await open_request(
            account_id=account, email=request.email, right=Right(request.right)
        )
        if standing is not None:
            await _close_as_withdrawn(request, now=now)
            return standing
        request.account, request.proven_at = account, now
        await request.save([RightsRequest.account, RightsRequest.proven_at])
        await duties.assign(kind=TELL_RECEIVED, subject=request.id, now=now)
    return request


async def close_never_proven(*, now: datetime) -> int:
    """Close as withdrawn the requests that nobody proved to have sent by their day; count them.

    They stayed in the officer's sight until then. Closed, their period begins (P-OPS-3): a
    request that a stranger typed is not kept for ever.
    """
    return await database.execute(
        "update rights_request set closed_at = $1, withdrawn_at = $1 where closed_at is null"
        " and proven_at is null and decided_at is null and stopped_at is null"
        " and due_on < $2",
        now,
        paris_day(now),
    )


@by_itself
async def withdraw(request_id: UUID, *, now: datetime) -> None:
    """Withdraw an open request. A copy that is being made for it is given up.

    Raises:
        NotOpen: It was closed, or its erasure was granted and is under way.
    """
    async with database.transaction():
        request = await _lock(request_id)
        under_way = state_of(request) is State.UNDER_WAY
        if request.closed_at is not None or (under_way and request.right == Right.ERASURE):
            raise NotOpen
        await Package.delete().where(Package.request == request.id)
        await _close_as_withdrawn(request, now=now)


async def open_request(
    *, account_id: UUID | None, email: str, right: Right
) -> RightsRequest | None:
    """Return the proven request for ``right`` that this person has open, or None."""
    by_address = RightsRequest.account.is_null() & (RightsRequest.email == email)
    by_account = RightsRequest.account == account_id
    return (
        await RightsRequest.objects()
        .where(by_account | by_address if account_id else by_address)
        .where(RightsRequest.right == right)
        .where(RightsRequest.closed_at.is_null(), RightsRequest.proven_at.is_not_null())
        .order_by(RightsRequest.received_at)
        .first()
    )


async def _close_as_withdrawn(request: RightsRequest, *, now: datetime) -> None:
    request.withdrawn_at = request.closed_at = now
    request.stopped_at = None
    await request.save(
        [RightsRequest.withdrawn_at, RightsRequest.closed_at, RightsRequest.stopped_at]
    )


def _request(
    asked: Asked, by: Correspondent, *, channel: Channel, received_at: datetime
) -> RightsRequest:
    return RightsRequest(
        form_id=asked.form_id,
        right=asked.right,
        ground=asked.ground,
        activities=list(asked.activities) or None,
        message=asked.message,
        language=asked.language,
        email=by.email,
        first_name=by.first_name,
        last_name=by.last_name,
        channel=channel,
        received_at=received_at,
        due_on=answer_due_on(received_at),
    )


async def _take_turns(email: str) -> None:
    """Let those who write about one address wait for each other, until they have committed."""
    await database.execute("select pg_advisory_xact_lock(hashtextextended($1, 7))", email)


async def _lock(request_id: UUID) -> RightsRequest:
    request = (
        await RightsRequest.objects()
        .where(RightsRequest.id == request_id)
        .lock_rows("UPDATE")
        .first()
    )
    if request is None:
        raise NotFound
    return request


async def _lock_account(account_id: UUID) -> Account:
    """Hold the account's row: two forms of one person wait for each other."""
    account = (
        await Account.objects()
        .where(Account.id == account_id, Account.closed_at.is_null())
        .lock_rows("NO KEY UPDATE")
        .first()
    )
    if account is None:
        raise NotFound
    return account


async def account_of(email: str) -> UUID | None:
    """Return the account that has this address and is not closed."""
    found: UUID | None = await database.fetch_value(
        "select id from account where email = $1 and closed_at is null", email
    )
    return found


async def _same_form(form_id: UUID, *, account_id: UUID | None) -> RightsRequest | None:
    """Return the request that this very form made before: sent twice, it has one effect."""
    sent_before = await RightsRequest.objects().where(RightsRequest.form_id == form_id).first()
    if sent_before is not None and account_id is not None and sent_before.account != account_id:
        raise NotFound
    return sent_before
