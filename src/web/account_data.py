"""``/account/data``: what we hold of the person, in words, and the rights over it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response, Stream
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import audit, organisations, requests, rights
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.requests import (
    GROUNDS,
    RIGHT_NAMES,
    STATE_NAMES,
    Asked,
    Right,
    RightsRequest,
    state_of,
)
from domain.rights import Look, information_on
from web import request_parts as parts
from web.access import SIGNED_IN
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.pages import AnyRequest, language_of, page, see_other

_PAGE = "/account/data"
_LOOKS_SHOWN = 50

ACCESS_FORM = FormDefinition()
ERASURE_FORM = FormDefinition(ground=parts.ground(), message=parts.message())


@get(_PAGE, access=SIGNED_IN)
async def show_data(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show what is held for which purpose, the person's requests, and who looked."""
    subject = await rights.subject_of_account(person.id)
    shelves = await rights.select_shelves(subject)
    looks = await audit.looks_at(person.id, limit=_LOOKS_SHOWN)
    mine = await requests.requests_of(person.id)
    return page(
        request,
        "rights/data.html",
        activities=[
            (information_on(activity), sum(shelf.count for shelf in held))
            for activity, held in shelves.items()
        ],
        requests=[(one, RIGHT_NAMES[Right(one.right)], state_of(one)) for one in mine],
        state_names=STATE_NAMES,
        state_kinds=parts.STATE_KINDS,
        looks=[Look(entry=entry) for entry in looks],
        controller=CONTROLLER,
        authority=AUTHORITY,
        standing=await organisations.standing_of(person.id, now=now),
    )


@post(f"{_PAGE}/access", access=SIGNED_IN, step_up=True, page=_PAGE, status_code=200)
async def ask_for_a_copy(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Ask for a copy of all data: it is made at once, nobody decides on it."""
    return await _ask(request, person, ACCESS_FORM.read(request), Right.ACCESS, now)


@get(f"{_PAGE}/erasure", access=SIGNED_IN, step_up=True)
async def show_erasure(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the six grounds, and what an erasure would do."""
    return await _erasure_page(request, person, None, now)


@post(f"{_PAGE}/erasure", access=SIGNED_IN, step_up=True, status_code=200)
async def ask_for_erasure(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Ask for erasure under art. 17: the DPO decides."""
    form = ERASURE_FORM.read(request)
    if not form.is_valid:
        return await _erasure_page(request, person, form, now)
    return await _ask(request, person, form, Right.ERASURE, now)


async def _ask(
    request: AnyRequest, person: SignedIn, form: Form, right: Right, now: Now
) -> Response[Any]:
    asked = await requests.ask_from_account(
        Asked(
            right=right,
            form_id=form.id,
            language=language_of(request),
            ground=form.data.get("ground"),
            message=form.data.get("message"),
        ),
        account_id=person.id,
        now=now,
    )
    return see_other(request, f"{_PAGE}/requests/{asked.id}")


async def _erasure_page(
    request: AnyRequest, person: SignedIn, form: Form | None, now: Now
) -> Response[str]:
    plan = await rights.draw_plan(await rights.subject_of_account(person.id), now=now)
    return page(
        request,
        "rights/erasure_form.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        grounds=GROUNDS,
        plan=plan,
    )


@get(_PAGE + "/requests/{request_id:uuid}", access=SIGNED_IN)
async def show_request(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show where a request of the person stands; htmx asks for the part that moves."""
    asked = await requests.find_own(request_id, account_id=person.id)
    return await _request_page(request, asked, None, now)


@post(
    _PAGE + "/requests/{request_id:uuid}/answer",
    access=SIGNED_IN,
    page=_PAGE,
    status_code=200,
)
async def answer_questions(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Answer our questions about who asks; our time goes on."""
    asked = await requests.find_own(request_id, account_id=person.id)
    form = parts.ANSWER_FORM.read(request)
    if not form.is_valid:
        return await _request_page(request, asked, form, now)
    await requests.answer_doubt(request_id, answer=form["answer"], now=now)
    return see_other(request, f"{_PAGE}/requests/{request_id}", notice="answer-sent")


async def _request_page(
    request: AnyRequest, asked: RightsRequest, form: Form | None, now: datetime
) -> Response[str]:
    return page(
        request,
        "rights/request.html",
        partial="rights/_request.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        here=f"{_PAGE}/requests/{asked.id}",
        in_account=True,
        form=form,
        doubt=await requests.open_doubt(asked.id),
        **parts.facts_about(asked, await requests.package_of(asked.id), now=now),
    )


@post(
    _PAGE + "/requests/{request_id:uuid}/withdrawal",
    access=SIGNED_IN,
    page=_PAGE,
    status_code=200,
)
async def withdraw_request(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Withdraw a request of the person that is still open."""
    await requests.find_own(request_id, account_id=person.id)
    await requests.withdraw(request_id, now=now)
    return see_other(request, f"{_PAGE}/requests/{request_id}", notice="request-withdrawn")


@get(
    _PAGE + "/requests/{request_id:uuid}/download",
    access=SIGNED_IN,
    as_itself=True,
    step_up=True,
)
async def show_download(
    request: AnyRequest, person: SignedIn, request_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show the button that downloads the copy: opening the link alone takes nothing."""
    await requests.find_own(request_id, account_id=person.id)
    package = await rights.ready_package(request_id, now=now)
    here = f"{_PAGE}/requests/{request_id}"
    return page(
        request, "rights/download.html", package=package, here=here, of_a_deceased=False
    )


@post(
    _PAGE + "/requests/{request_id:uuid}/download",
    access=SIGNED_IN,
    as_itself=True,
    step_up=True,
    status_code=200,
)
async def download(person: SignedIn, request_id: FromPath[UUID], now: Now) -> Stream:
    """Hand the copy over to its person, signed in just now."""
    await requests.find_own(request_id, account_id=person.id)
    return parts.hand_over(await rights.ready_package(request_id, now=now), now=now)


HANDLERS = [
    show_data,
    ask_for_a_copy,
    show_erasure,
    ask_for_erasure,
    show_request,
    answer_questions,
    withdraw_request,
    show_download,
    download,
]
