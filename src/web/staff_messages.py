"""``/staff/messages``: the inbox of our forms; each role sees what its sheets show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, enquiries
from domain.accounts import Person
from domain.audit import Reason
from domain.enquiries import (
    KIND_NAMES,
    NATURE_NAMES,
    STATE_NAMES,
    Enquiry,
    Kind,
    Nature,
    Search,
    State,
)
from domain.periods import after, paris_day
from domain.register import FEEDBACK, FORM_MESSAGES
from domain.roles import Role
from domain.text import Text
from web import enquiry_fields as about
from web.access import Access, seen_by
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition, Wrong
from web.looks import note_look
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

_LIST = "/staff/messages"
_ONE = _LIST + "/{enquiry_id:uuid}"

OF_MESSAGES = Access(
    public=False,
    roles=(seen_by(FORM_MESSAGES).roles | seen_by(FEEDBACK).roles) - {Role.DPO},
)
"""Who answers; the database shows each role the messages of its own sheets alone."""


def _read_instant(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise Wrong(about.TIME_NOT_OFFERED) from None


ANSWER_FORM = FormDefinition(
    message=about.message(),
    appointed_at=Field(required=False, max_length=40, read=_read_instant),
)
SEARCH_FORM = FormDefinition(
    who=Field(
        max_length=200,
        missing=Text("Indiquez un nom ou une adresse.", "Give a name or an address."),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message as the inbox lists it: of no person, so that a glance is no look."""

    enquiry: Enquiry
    kind: Text
    state: State
    days_left: int


def line_of(enquiry: Enquiry, *, now: datetime) -> Line:
    """Return how a message is listed, with the days until its period ends."""
    ends = paris_day(after(enquiry.received_at, enquiries.KEPT_FOR))
    return Line(
        enquiry=enquiry,
        kind=KIND_NAMES[Kind(enquiry.kind)],
        state=enquiries.state_of(answered_at=enquiry.answered_at, closed_at=enquiry.closed_at),
        days_left=(ends - paris_day(now)).days,
    )


@get(_LIST, access=OF_MESSAGES)
async def show_messages(request: AnyRequest, now: Now) -> Response[str]:
    """List messages, those that await an answer first."""
    sought, number = _sought(request), page_number(request.query_params.get("page"))
    return await _list_page(request, sought, now, number=number)


@post(_LIST, access=OF_MESSAGES, status_code=200)
async def search_messages(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """List the messages of somebody who is named: a form, so that no name is in an address."""
    form = SEARCH_FORM.read(request)
    if not form.is_valid:
        return await _list_page(request, Search(), now, form=form)
    async with database.transaction():
        await _note(person, None, "message.found", now)
    return await _list_page(request, Search(words=form["who"]), now, form=form)


async def _list_page(
    request: AnyRequest,
    sought: Search,
    now: datetime,
    *,
    number: int = 1,
    form: Form | None = None,
) -> Response[str]:
    found, count = await enquiries.inbox(sought, page=number)
    return page(
        request,
        "staff/messages.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form and not form.is_valid else 200,
        form=form,
        rows=[line_of(one, now=now) for one in found],
        count=count,
        number=number,
        pages=max(1, -(-count // enquiries.PAGE_SIZE)),
        sought=sought,
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        counts=await enquiries.count_by_state(),
    )


def _sought(request: AnyRequest) -> Search:
    asked = request.query_params
    kind, state = asked.get("kind", ""), asked.get("state", "")
    return Search(
        kind=Kind(kind) if kind in list(Kind) else None,
        state=State(state) if state in list(State) else None,
    )


@get(_ONE, access=OF_MESSAGES)
async def show_message(
    request: AnyRequest, person: SignedIn, enquiry_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one message with its author and its thread; the look is noted."""
    return await _page_of(request, person, enquiry_id, None, now)


@post(_ONE + "/answer", access=OF_MESSAGES, page=_LIST, status_code=200)
async def answer(
    request: AnyRequest, person: SignedIn, enquiry_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Answer by mail; for an appointment, perhaps take one of its times."""
    found = await enquiries.find(enquiry_id)
    form = ANSWER_FORM.read(request)
    try:
        if form.is_valid:
            async with database.transaction():
                await enquiries.answer(
                    enquiry_id,
                    form.id,
                    words=form["message"],
                    appointed_at=form["appointed_at"],
                    now=now,
                )
                await _note_about(person, found, "message.answered", now)
            return see_other(request, f"{_LIST}/{enquiry_id}", notice="message-answered")
    except enquiries.TimeNotOffered:
        form.reject("appointed_at", about.TIME_NOT_OFFERED)
    return await _page_of(request, person, enquiry_id, form, now)


@post(_ONE + "/closing", access=OF_MESSAGES, page=_LIST, status_code=200)
async def close(
    request: AnyRequest, person: SignedIn, enquiry_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note that nothing more is to be said."""
    found = await enquiries.find(enquiry_id)
    async with database.transaction():
        await enquiries.close(enquiry_id, now=now)
        await _note_about(person, found, "message.closed", now)
    return see_other(request, f"{_LIST}/{enquiry_id}", notice="message-closed")


@post(_ONE + "/deletion", access=OF_MESSAGES, page=_LIST, status_code=200)
async def delete(
    request: AnyRequest, person: SignedIn, enquiry_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Delete a message whose author asked for it another way, or that is an advertisement."""
    found = await enquiries.find(enquiry_id)
    async with database.transaction():
        await enquiries.withdraw(enquiry_id, now=now)
        await _note_about(person, found, "message.deleted", now)
    return see_other(request, _LIST, notice="message-deleted")


async def _page_of(
    request: AnyRequest, person: Person, enquiry_id: UUID, form: Form | None, now: datetime
) -> Response[str]:
    found = await enquiries.find(enquiry_id)
    lines = await enquiries.lines_of(enquiry_id)
    async with database.transaction():
        await _note_about(person, found, "message.read", now)
    return page(
        request,
        "staff/message.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        line=line_of(found, now=now),
        enquiry=found,
        nature=NATURE_NAMES[Nature(found.nature)] if found.nature else None,
        state_name=STATE_NAMES[
            enquiries.state_of(answered_at=found.answered_at, closed_at=found.closed_at)
        ],
        lines=lines,
        times=[one for one in found.times or () if one > now],
        does_not_arrive=not await enquiries.is_reached(found),
        kept_until=after(found.received_at, enquiries.KEPT_FOR),
    )


async def _note_about(person: Person, found: Enquiry, action: str, now: datetime) -> None:
    await _note(person, await enquiries.account_of(found), action, now)


async def _note(person: Person, account_id: UUID | None, action: str, now: datetime) -> None:
    await note_look(person, account_id, action, reason=Reason.MESSAGE, now=now)


HANDLERS = [show_messages, search_messages, show_message, answer, close, delete]
