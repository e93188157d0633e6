"""``/account/password``, ``/password-reset`` and the link that follows it (P-SEC-2)."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, links
from domain.accounts import RESET_PASSWORD
from domain.register import PASSWORD_RESETS
from web import account_fields as fields
from web.access import PUBLIC, SIGNED_IN
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.network import address_of
from web.pages import AnyRequest, page, see_other
from web.pauses import ask_for_patience
from web.person import session_of
from web.session_cookie import leave
from web.sign_up import link_spent, refuse_weak_password, to_sign_in

VALID_FOR = PASSWORD_RESETS.holdings[0].retention.period
"""How long a reset waits, as the register says."""

ASK_FORM = FormDefinition(email=fields.known_email())
PASSWORD_FORM = FormDefinition(password=fields.password())


@get("/account/password", access=SIGNED_IN, as_itself=True, step_up=True)
async def show_change(request: AnyRequest) -> Response[str]:
    """Show the form of a new password to who has just given the present one."""
    return page(request, "accounts/change_password.html", form=None)


@post("/account/password", access=SIGNED_IN, as_itself=True, step_up=True, status_code=200)
async def change(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take a new password; every other session ends and the person is told by mail."""
    form = PASSWORD_FORM.read(request)
    template = "accounts/change_password.html"
    email = (await accounts.overview(person.id)).account.email
    try:
        await _judge(form, email, person.first_name, person.last_name)
        if form.is_valid:
            await accounts.change_password(person, password=form["password"], now=now)
    except accounts.TooBusy as refusal:
        return ask_for_patience(request, template, form, refusal)
    if not form.is_valid:
        return _again(request, template, form)
    return see_other(request, "/account/second-factor", notice="password-changed")


@get("/.well-known/change-password", access=PUBLIC, as_itself=True)
async def send_to_change() -> Redirect:
    """Send keepers of passwords to our page (W3C, a well-known URL for changing passwords)."""
    return Redirect("/account/password", status_code=HTTP_303_SEE_OTHER)


@get("/password-reset", access=PUBLIC, as_itself=True)
async def show_ask(request: AnyRequest) -> Response[str]:
    """Show the form for who forgot the password."""
    return page(request, "accounts/password_reset.html", form=None, valid_for=VALID_FOR)


@post("/password-reset", access=PUBLIC, as_itself=True, status_code=200)
async def ask(request: AnyRequest, now: Now) -> Response[Any]:
    """Take the address. The answer is the same whether it has an account or not."""
    form = ASK_FORM.read(request)
    template, context = "accounts/password_reset.html", {"valid_for": VALID_FOR}
    if not form.is_valid:
        return _again(request, template, form, **context)
    email = form["email"].lower()
    try:
        await accounts.count_try(
            accounts.PASSWORD_RESET, email=email, ip=address_of(request), now=now
        )
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, template, form, refusal, **context)
    await accounts.ask_for_reset(form_id=form.id, email=email, now=now)
    return see_other(request, "/password-reset/done")


@get("/password-reset/done", access=PUBLIC, as_itself=True)
async def show_asked(request: AnyRequest) -> Response[str]:
    """Say that a mail is on its way, if there is an account to which it could lead."""
    return page(request, "accounts/password_reset_done.html", valid_for=VALID_FOR)


@get("/new-password/{token:str}", access=PUBLIC, as_itself=True)
async def show_reset(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show the form of a new password: opening the link alone changes nothing."""
    reset_id = links.read(RESET_PASSWORD, token)
    try:
        account = await accounts.waiting_reset(reset_id, valid_for=VALID_FOR, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    return page(request, "accounts/new_password.html", form=None, email=account.email)


@post("/new-password/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def reset(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Take a new password, once; then sign in with it, and with the second factor as before."""
    reset_id = links.read(RESET_PASSWORD, token)
    form = PASSWORD_FORM.read(request)
    template = "accounts/new_password.html"
    try:
        account = await accounts.waiting_reset(reset_id, valid_for=VALID_FOR, now=now)
        await _judge(form, account.email, account.first_name, account.last_name)
        if form.is_valid:
            await accounts.reset_password(
                reset_id, password=form["password"], valid_for=VALID_FOR, now=now
            )
    except accounts.LinkSpent:
        return link_spent(request)
    except accounts.TooBusy as refusal:
        return ask_for_patience(request, template, form, refusal, email=account.email)
    if not form.is_valid:
        return _again(request, template, form, email=account.email)
    session = session_of(request)
    if session is not None and session.id == account.id:
        return leave(see_other(request, "/sign-in", notice="password-reset"))
    return to_sign_in(request, notice="password-reset")


async def _judge(form: Form, *personal: str) -> None:
    """Say beside the field why the password will not do, if it will not."""
    form.values.update({f"known_{place}": word for place, word in enumerate(personal)})
    await refuse_weak_password(form, *(f"known_{place}" for place in range(len(personal))))


def _again(request: AnyRequest, template: str, form: Form, **context: Any) -> Response[str]:
    return page(
        request, template, http_status=HTTP_422_UNPROCESSABLE_ENTITY, form=form, **context
    )


HANDLERS = [
    show_change,
    change,
    send_to_change,
    show_ask,
    ask,
    show_asked,
    show_reset,
    reset,
]
