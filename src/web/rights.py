"""``/rights``: requests without an account, proven by a link to the address (P-RIG-10)."""

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response, Stream
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, requests, rights
from domain.errors import NotFound
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.requests import (
    ASKED_FOR,
    GROUNDS,
    RIGHT_ARTICLES,
    RIGHT_NAMES,
    Asked,
    Correspondent,
    Right,
    RightsRequest,
    addresses,
)
from web import account_fields as fields
from web import request_parts as parts
from web.access import PUBLIC
from web.dependencies import Now
from web.forms import Form, FormDefinition
from web.network import address_of
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience

RIGHTS_FORM = FormDefinition(
    right=parts.right(),
    first_name=fields.first_name(),
    last_name=fields.last_name(),
    email=fields.email(),
    ground=parts.ground(),
    message=parts.message(),
)
_CHOICES: dict[str, Any] = {
    "rights": [(right, RIGHT_NAMES[right], RIGHT_ARTICLES[right]) for right in ASKED_FOR],
    "grounds": GROUNDS,
    "controller": CONTROLLER,
    "authority": AUTHORITY,
}


@get("/rights", access=PUBLIC, as_itself=True)
async def show_rights(request: AnyRequest) -> Response[str]:
    """Tell the rights and how to use them; the form serves people without an account."""
    return page(request, "rights/index.html", form=None, **_CHOICES)


@post("/rights", access=PUBLIC, as_itself=True, status_code=200)
async def send_request(request: AnyRequest, now: Now) -> Response[Any]:
    """Take a request. The answer is the same whoever is known to us."""
    form = RIGHTS_FORM.read(request)
    if not form.is_valid:
        return page(
            request,
            "rights/index.html",
            http_status=HTTP_422_UNPROCESSABLE_ENTITY,
            form=form,
            **_CHOICES,
        )
    try:
        await accounts.count_try(
            accounts.RIGHTS_REQUEST, email=form["email"], ip=address_of(request), now=now
        )
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, "rights/index.html", form, refusal, **_CHOICES)
    await requests.ask_on_page(asked_in(form, request), by=author_in(form), now=now)
    return see_other(request, "/rights/sent")


def asked_in(form: Form, request: AnyRequest) -> Asked:
    """Return what a valid form asks for; a ground counts for an erasure alone."""
    return Asked(
        right=form["right"],
        form_id=form.id,
        language=language_of(request),
        ground=form["ground"] if form["right"] is Right.ERASURE else None,
        message=form["message"],
    )


def author_in(form: Form) -> Correspondent:
    """Return who a valid form says is asking."""
    return Correspondent(
        email=form["email"], first_name=form["first_name"], last_name=form["last_name"]
    )


@get("/rights/sent", access=PUBLIC, as_itself=True)
async def show_sent(request: AnyRequest) -> Response[str]:
    """Say what happens next; to whom, only the mail tells."""
    return page(request, "rights/sent.html", controller=CONTROLLER)


@get("/rights/prove/{token:str}", access=PUBLIC, as_itself=True)
async def show_proof(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show the button that proves the address: opening the link alone does nothing."""
    asked = await requests.find(addresses.read_proof(token))
    if asked.proven_at is not None or not requests.is_open(asked):
        return see_other(request, addresses.follow_page_of(asked))
    right = RIGHT_NAMES[Right(asked.right)]
    return page(request, "rights/prove.html", asked=asked, right=right)


@post("/rights/prove/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def prove(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Prove the address, and go on to where the request stands."""
    asked = await requests.prove(addresses.read_proof(token), now=now)
    return see_other(request, addresses.follow_page_of(asked), notice="request-proven")


@get("/rights/requests/{token:str}", access=PUBLIC, as_itself=True)
async def show_request(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show where a request stands to whoever holds its link; no data of its person."""
    return await _request_page(request, token, None, now)


@post("/rights/requests/{token:str}/answer", access=PUBLIC, as_itself=True, status_code=200)
async def answer_questions(
    request: AnyRequest, token: FromPath[str], now: Now
) -> Response[Any]:
    """Answer our questions about who asks; our time goes on."""
    form = parts.ANSWER_FORM.read(request)
    if not form.is_valid:
        return await _request_page(request, token, form, now)
    await requests.answer_doubt(addresses.read_follow(token), answer=form["answer"], now=now)
    return see_other(request, f"/rights/requests/{token}", notice="answer-sent")


async def _request_page(
    request: AnyRequest, token: str, form: Form | None, now: datetime
) -> Response[str]:
    asked = await requests.find(addresses.read_follow(token))
    return page(
        request,
        "rights/request.html",
        partial="rights/_request.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        here=f"/rights/requests/{token}",
        in_account=False,
        form=form,
        doubt=await requests.open_doubt(asked.id),
        **parts.facts_about(asked, await requests.package_of(asked.id), now=now),
    )


@post("/rights/requests/{token:str}/withdrawal", access=PUBLIC, as_itself=True, status_code=200)
async def withdraw_request(
    request: AnyRequest, token: FromPath[str], now: Now
) -> Response[Any]:
    """Withdraw a request that is still open."""
    await requests.withdraw(addresses.read_follow(token), now=now)
    return see_other(request, f"/rights/requests/{token}", notice="request-withdrawn")


@get("/rights/requests/{token:str}/download", access=PUBLIC, as_itself=True)
async def show_download(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show the button that downloads the copy: opening the link alone takes nothing."""
    asked = await _without_account(token)
    package = await rights.ready_package(asked.id, now=now)
    here = f"/rights/requests/{token}"
    return page(
        request,
        "rights/download.html",
        package=package,
        here=here,
        of_a_deceased=asked.deceased is not None,
    )


@post("/rights/requests/{token:str}/download", access=PUBLIC, as_itself=True, status_code=200)
async def download(token: FromPath[str], now: Now) -> Stream:
    """Hand the copy over to a person without account, by the link mailed to them."""
    asked = await _without_account(token)
    return parts.hand_over(await rights.ready_package(asked.id, now=now), now=now)


async def _without_account(token: str) -> RightsRequest:
    """Return a request that no account owns: a holder's copy waits in the account alone."""
    asked = await requests.find(addresses.read_follow(token))
    if asked.account is not None:
        raise NotFound
    return asked


HANDLERS = [
    show_rights,
    send_request,
    show_sent,
    show_proof,
    prove,
    show_request,
    answer_questions,
    withdraw_request,
    show_download,
    download,
]
