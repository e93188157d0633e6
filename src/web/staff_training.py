"""``/staff/training``: support answers requests for sessions and sees who registered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, training
from domain.accounts import Person
from domain.audit import Reason
from domain.register import GUEST_TELEPHONE, TRAINING_REQUESTS, TRAINING_SESSIONS
from domain.roles import Role
from web import training_fields as about
from web.access import Access, seen_by
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

_LIST = "/staff/training"
_ONE = _LIST + "/{session_id:uuid}"

OF_TRAINING = Access(
    public=False,
    roles=seen_by(TRAINING_SESSIONS, TRAINING_REQUESTS, GUEST_TELEPHONE).roles
    & frozenset({Role.SUPPORT}),
)
"""Support, which organises the sessions. The DPO works from the console."""

ACCEPTANCE_FORM = FormDefinition(time=about.chosen_time())
REFUSAL_FORM = FormDefinition(reasons=about.reasons())


@get(_LIST, access=OF_TRAINING)
async def show_agenda(request: AnyRequest, now: Now) -> Response[str]:
    """List the sessions, those that wait for an answer first: no person is named."""
    return page(request, "staff/training.html", sessions=await training.agenda(now=now))


@get(_ONE, access=OF_TRAINING)
async def show_session(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one session with who registered; the look at each is noted."""
    return await _page_of(request, person, session_id, now)


async def _page_of(
    request: AnyRequest,
    person: Person,
    session_id: UUID,
    now: datetime,
    *,
    acceptance: Form | None = None,
    refusal: Form | None = None,
) -> Response[str]:
    session = await training.line(session_id, now=now)
    proposal = await training.proposal_of(session_id)
    attendants = await training.attendants(session_id)
    seen = [one.id for one in attendants] + ([proposal.account] if proposal else [])
    async with database.transaction():
        for account_id in dict.fromkeys(seen):
            await _note(person, account_id, "training.read", now)
    return page(
        request,
        "staff/training_session.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if acceptance or refusal else 200,
        session=session,
        times=await training.times_of(session_id),
        now=now,
        proposal=proposal,
        attendants=attendants,
        acceptance=acceptance,
        refusal=refusal,
    )


@post(_ONE + "/acceptance", access=OF_TRAINING, page=_LIST, status_code=200)
async def accept(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Accept one of the proposed times; the meeting is made, and the members are invited."""
    form = ACCEPTANCE_FORM.read(request)
    await training.line(session_id, now=now)
    if not form.is_valid:
        return await _page_of(request, person, session_id, now, acceptance=form)
    async with database.transaction():
        await training.accept(session_id, time_id=form["time"], now=now)
        await _note(person, None, "training.accepted", now)
    return see_other(request, f"{_LIST}/{session_id}", notice="training-accepted")


@post(_ONE + "/refusal", access=OF_TRAINING, page=_LIST, status_code=200)
async def decline(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Decline a request, with reasons that its author is mailed."""
    form = REFUSAL_FORM.read(request)
    await training.line(session_id, now=now)
    if not form.is_valid:
        return await _page_of(request, person, session_id, now, refusal=form)
    async with database.transaction():
        await training.decline(session_id, reasons=form["reasons"], now=now)
        await _note(person, None, "training.declined", now)
    return see_other(request, f"{_LIST}/{session_id}", notice="training-declined")


@post(_ONE + "/cancellation", access=OF_TRAINING, page=_LIST, status_code=200)
async def cancel(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Cancel a session; who registered is told, and Zoom forgets them."""
    async with database.transaction():
        await training.cancel(session_id, now=now)
        await _note(person, None, "training.cancelled", now)
    return see_other(request, f"{_LIST}/{session_id}", notice="training-cancelled")


async def _note(person: Person, account_id: UUID | None, action: str, now: datetime) -> None:
    await note_look(person, account_id, action, reason=Reason.TRAINING, now=now)


HANDLERS = [show_agenda, show_session, accept, decline, cancel]
