"""``/console/requests``: requests as the DPO handles them; each look at a person is noted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, evidence, forgetting, requests, rights
from domain.accounts import CHANGES, Change, Person
from domain.audit import Reason
from domain.periods import paris_day
from domain.register import PROCESSORS, REGISTER, RIGHTS_REQUESTS
from domain.requests import (
    CHANNEL_NAMES,
    RIGHT_NAMES,
    STATE_NAMES,
    Channel,
    Right,
    RightsRequest,
    Search,
    State,
    state_of,
)
from domain.text import Text
from web import account_fields as fields
from web import request_parts as parts
from web.access import seen_by
from web.csv_export import csv_file
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

DPO = seen_by(RIGHTS_REQUESTS)
LIST = "/console/requests"
_ONE = LIST + "/{request_id:uuid}"

_REASON_NEEDED = Text(
    "Un refus se motive (RGPD, art. 12(4)).", "A refusal needs reasons (GDPR art. 12(4))."
)
_DECISIONS = ("grant", "refuse")


DECISION_FORM = FormDefinition(
    decision=fields.one_of(*_DECISIONS), reason=parts.message(max_length=5_000)
)
EXTENSION_FORM = FormDefinition(extension_reason=parts.message(required=True, max_length=2_000))
DOUBT_FORM = FormDefinition(
    doubt_reason=parts.message(required=True, max_length=2_000),
    questions=parts.message(required=True, max_length=2_000),
)
SEARCH_FORM = FormDefinition(
    who=Field(
        max_length=200,
        missing=Text("Indiquez un nom ou une adresse.", "Give a name or an address."),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One line of the timeline: no name, so that a glance is no look at a person."""

    asked: RightsRequest
    right: Text
    channel: Text
    state: State
    state_words: Text
    kind: str
    days_left: int
    days: int


def deadline_of(asked: RightsRequest, *, now: datetime) -> Deadline:
    """Return a request as the timeline and the list show it."""
    state = state_of(asked)
    return Deadline(
        asked=asked,
        right=RIGHT_NAMES[Right(asked.right)],
        channel=CHANNEL_NAMES[Channel(asked.channel)],
        state=state,
        state_words=STATE_NAMES[state],
        kind=parts.STATE_KINDS[state],
        days_left=requests.days_left(asked.due_on, now=now),
        days=(asked.due_on - paris_day(asked.received_at)).days,
    )


@get(LIST, access=DPO)
async def show_requests(request: AnyRequest, now: Now) -> Response[str]:
    """List requests, by state and by right."""
    sought, number = _sought(request), parts.page_number(request.query_params.get("page"))
    found, count = await requests.search(sought, page=number)
    pages = max(1, -(-count // 50))
    return await _list_page(
        request, sought, found, now, count=count, number=number, pages=pages
    )


@post(LIST, access=DPO, status_code=200)
async def search_requests(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """List the requests of somebody whom the officer names; the look is noted.

    A form, so that no name stands in an address. The latest fifty are shown: who names a
    person has fewer.
    """
    form = SEARCH_FORM.read(request)
    if not form.is_valid:
        return await _list_page(request, Search(), [], now, form=form)
    sought = Search(words=form["who"])
    found, count = await requests.search(sought)
    async with database.transaction():
        for account_id in {one.account for one in found}:
            await _note_look(person, account_id, "request.found", now)
    return await _list_page(request, sought, found, now, form=form, count=count)


async def _list_page(
    request: AnyRequest,
    sought: Search,
    found: list[RightsRequest],
    now: datetime,
    *,
    form: Form | None = None,
    count: int = 0,
    number: int = 1,
    pages: int = 1,
) -> Response[str]:
    return page(
        request,
        "console/requests.html",
        partial="console/_requests.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form and not form.is_valid else 200,
        form=form,
        rows=[deadline_of(one, now=now) for one in found],
        count=count,
        number=number,
        pages=pages,
        sought=sought,
        states=STATE_NAMES,
        rights=RIGHT_NAMES,
        counts=await requests.count_by_state(),
    )


@get(f"{LIST}.csv", access=DPO)
async def export_requests(request: AnyRequest) -> Response[str]:
    """Hand the list over, as bare of names as on its page."""
    found, _ = await requests.search(_sought(request), size=100_000)
    columns = ("id", "right", "channel", "received_at", "due_on", "decision", "closed_at")
    return csv_file(
        "requests",
        ("state", *columns),
        ([state_of(one), *(getattr(one, name) for name in columns)] for one in found),
    )


def _sought(request: AnyRequest) -> Search:
    asked = request.query_params
    state, right = asked.get("state", ""), asked.get("right", "")
    return Search(
        state=State(state) if state in list(State) else None,
        right=Right(right) if right in list(Right) else None,
        open_only=state == "open",
    )


@get(_ONE, access=DPO)
async def show_request(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show a request with its person, its plan and its evidence; the look is noted."""
    asked = await requests.find(request_id)
    await note_act(person, asked, "request.read", now)
    return await _request_page(request, person, asked, None, now)


@post(_ONE + "/identity", access=DPO, page=LIST, status_code=200)
async def accept_identity(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note that there is no reasonable doubt about who asks (art. 12(6))."""
    async with database.transaction():
        standing = await requests.prove(request_id, now=now)
        await note_act(person, standing, "request.identity", now)
    return see_other(request, f"{LIST}/{standing.id}", notice="identity-accepted")


@get(_ONE + "/decision", access=DPO, step_up=True)
async def come_back_to_decide(request: AnyRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """Lead back to the request once the password was given again."""
    standing = await requests.find(request_id)
    return see_other(request, f"{LIST}/{standing.id}")


@post(_ONE + "/decision", access=DPO, step_up=True, status_code=200)
async def decide(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Grant a request, or refuse it with reasons."""
    form = DECISION_FORM.read(request)
    if form.is_valid and form["decision"] == "refuse" and not form["reason"]:
        form.reject("reason", _REASON_NEEDED)
    asked = await requests.find(request_id)
    if not form.is_valid:
        await note_act(person, asked, "request.read", now)
        return await _request_page(request, person, asked, form, now)
    async with database.transaction():
        await _carry_out(asked, form, person, now)
    return see_other(request, f"{LIST}/{request_id}", notice="request-decided")


async def _carry_out(asked: RightsRequest, form: Form, person: Person, now: datetime) -> None:
    if form["decision"] == "grant":
        await rights.grant(asked.id, decided_by=person.id, reason=form["reason"], now=now)
        await note_act(person, asked, "request.granted", now)
    else:
        await rights.refuse(asked.id, decided_by=person.id, reason=form["reason"], now=now)
        await note_act(person, asked, "request.refused", now)


@post(_ONE + "/extension", access=DPO, page=LIST, status_code=200)
async def extend(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Add two months, with reasons that the person is told (art. 12(3))."""
    form = EXTENSION_FORM.read(request)
    asked = await requests.find(request_id)
    if not form.is_valid:
        await note_act(person, asked, "request.read", now)
        return await _request_page(request, person, asked, None, now, extension=form)
    async with database.transaction():
        await requests.extend(request_id, reason=form["extension_reason"], now=now)
        await note_act(person, asked, "request.extended", now)
    return see_other(request, f"{LIST}/{request_id}", notice="request-extended")


@post(_ONE + "/doubt", access=DPO, page=LIST, status_code=200)
async def state_doubt(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """State a reasonable doubt about who asks, with questions (art. 12(6))."""
    form = DOUBT_FORM.read(request)
    asked = await requests.find(request_id)
    if not form.is_valid:
        await note_act(person, asked, "request.read", now)
        return await _request_page(request, person, asked, None, now, doubt=form)
    async with database.transaction():
        await requests.state_doubt(
            form.id,
            request_id,
            reason=form["doubt_reason"],
            questions=form["questions"],
            now=now,
        )
        await note_act(person, asked, "request.doubted", now)
    return see_other(request, f"{LIST}/{request_id}", notice="request-doubted")


@post(_ONE + "/answer", access=DPO, page=LIST, status_code=200)
async def note_answer(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note an answer that reached the officer another way than by the page."""
    form = parts.ANSWER_FORM.read(request)
    asked = await requests.find(request_id)
    if not form.is_valid:
        await note_act(person, asked, "request.read", now)
        return await _request_page(request, person, asked, None, now, answer=form)
    async with database.transaction():
        await requests.answer_doubt(request_id, answer=form["answer"], now=now)
        await note_act(person, asked, "request.answer-noted", now)
    return see_other(request, f"{LIST}/{request_id}", notice="request-answer-noted")


async def _request_page(
    request: AnyRequest,
    person: Person,
    asked: RightsRequest,
    form: Form | None,
    now: datetime,
    **others: Form,
) -> Response[str]:
    """Show a request; ``others``: by name, another form of the page that was refused."""
    erasure = await evidence.erasure_of_request(asked.id)
    facts = parts.facts_about(asked, await requests.package_of(asked.id), now=now)
    wants_plan = asked.right == Right.ERASURE and requests.is_open(asked) and erasure is None
    subject = await rights.subject_of_request(asked.id) if wants_plan else None
    return page(
        request,
        "console/request.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form or others else 200,
        form=form,
        extension=others.get("extension"),
        doubt_form=others.get("doubt"),
        answer_form=others.get("answer"),
        held_because=CHANGES[Change(asked.held_because)] if asked.held_because else None,
        doubts=await requests.doubts_of(asked.id),
        can_extend=_can_extend(asked, facts["days_left"]),
        can_doubt=facts["state"] in (State.UNPROVEN, State.TO_DECIDE),
        plan=await rights.draw_plan(subject, now=now) if subject else None,
        erasure=erasure,
        erasure_steps=await evidence.steps_of(erasure.id) if erasure else [],
        forgettings=await forgetting.of_erasure(erasure.id) if erasure else [],
        processor_names={one.slug: one.name for one in PROCESSORS},
        activity_names={one.slug: one.name for one in REGISTER},
        channel=CHANNEL_NAMES[Channel(asked.channel)],
        can_decide=facts["state"] is State.TO_DECIDE,
        can_refuse=facts["state"] in (State.UNPROVEN, State.IN_DOUBT),
        is_fresh=person.is_fresh(now),
        **facts,
    )


def _can_extend(asked: RightsRequest, days_left: int) -> bool:
    """Tell whether two months can still be added: once, undecided, within the month."""
    in_time = asked.stopped_at is not None or days_left >= 0
    return asked.decided_at is None and asked.extended_at is None and in_time


async def note_act(person: Person, asked: RightsRequest, action: str, now: datetime) -> None:
    """Write down that the officer saw a request, or did something about it."""
    await _note_look(person, asked.account, action, now)


async def _note_look(
    person: Person, account_id: UUID | None, action: str, now: datetime
) -> None:
    await note_look(person, account_id, action, reason=Reason.RIGHTS_REQUEST, now=now)


HANDLERS = [
    show_requests,
    search_requests,
    export_requests,
    show_request,
    accept_identity,
    come_back_to_decide,
    decide,
    extend,
    state_doubt,
    note_answer,
]
