"""``/account/sessions`` and ``/account/deletion``: where one is signed in, and the end."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import accounts, licence, rights
from domain.errors import NotFound
from web.access import SIGNED_IN
from web.dependencies import Now, SignedIn
from web.pages import AnyRequest, is_htmx, page, see_other
from web.session_cookie import leave


@get("/account/sessions", access=SIGNED_IN)
async def show_sessions(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """List the browsers in which the person is signed in; this one is marked."""
    return await _sessions_page(request, person, now)


@post(
    "/account/sessions/{session_id:uuid}/end",
    access=SIGNED_IN,
    step_up=True,
    page="/account/sessions",
    status_code=200,
)
async def end_session(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """End one of the person's own sessions; of this one, sign out."""
    await accounts.end_own_session(account_id=person.id, session_id=session_id, now=now)
    if session_id == person.session_id:
        return leave(see_other(request, "/", notice="signed-out"))
    return await _after_ending(request, person, now, notice="session-ended")


@post(
    "/account/sessions/end-others",
    access=SIGNED_IN,
    step_up=True,
    page="/account/sessions",
    status_code=200,
)
async def end_other_sessions(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """End every session of the person but this one."""
    await accounts.end_other_sessions(account_id=person.id, keep=person.session_id, now=now)
    return await _after_ending(request, person, now, notice="sessions-ended")


async def _sessions_page(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    return page(
        request,
        "accounts/sessions.html",
        partial="accounts/_sessions.html",
        sessions=await accounts.sessions_of(person.id, now=now),
        networks=await licence.networks_of(person.id),
        this_session=person.session_id,
    )


async def _after_ending(
    request: AnyRequest, person: SignedIn, now: Now, *, notice: str
) -> Response[Any]:
    if is_htmx(request):
        return await _sessions_page(request, person, now)
    return see_other(request, "/account/sessions", notice=notice)


@get("/account/deletion", access=SIGNED_IN, step_up=True)
async def show_deletion(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Say what a deletion erases and what the law makes us keep, before it is asked for."""
    _holders_only(person)
    subject = await rights.subject_of_account(person.id)
    plan = await rights.draw_plan(subject, now=now)
    return page(request, "accounts/deletion.html", plan=plan)


@post(
    "/account/deletion",
    access=SIGNED_IN,
    as_itself=True,
    step_up=True,
    page="/account/deletion",
    status_code=200,
)
async def delete_account(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Close the account at once and order its erasure; nobody decides on it (P-ACC-3)."""
    await rights.delete_account(person.id, now=now)
    return leave(see_other(request, "/", notice="account-closed"))


def _holders_only(person: SignedIn) -> None:
    """Staff do not delete their accounts: they leave."""
    if person.is_staff:
        raise NotFound


HANDLERS = [
    show_sessions,
    end_session,
    end_other_sessions,
    show_deletion,
    delete_account,
]
