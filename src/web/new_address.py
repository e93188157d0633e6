"""``/account/email``: another address, proven by the new one, stopped by the former one."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, links
from domain.accounts import PROVE_NEW_ADDRESS, STOP_ADDRESS_CHANGE
from domain.periods import after
from domain.register import ADDRESS_CHANGES
from domain.text import Text
from web import account_fields as fields
from web.access import PUBLIC, SIGNED_IN
from web.dependencies import Now, SignedIn
from web.forms import FormDefinition
from web.network import address_of
from web.pages import AnyRequest, page, see_other
from web.pauses import ask_for_patience
from web.person import person_of
from web.sign_up import link_spent, to_sign_in

VALID_FOR = ADDRESS_CHANGES.holdings[0].retention.period
"""How long a change waits, and how long it can be taken back, as the register says."""

FORM = FormDefinition(email=fields.email())
TEMPLATE = "accounts/change_email.html"

_YOURS_ALREADY = Text(
    "C’est déjà l’adresse de votre compte.", "This is the address of your account already."
)


@get("/account/email", access=SIGNED_IN, as_itself=True, step_up=True)
async def show_change(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the present address and the form of another one."""
    account = (await accounts.overview(person.id)).account
    return page(request, TEMPLATE, form=None, email=account.email, valid_for=VALID_FOR)


@post("/account/email", access=SIGNED_IN, as_itself=True, step_up=True, status_code=200)
async def ask(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Write to both addresses. The answer is the same whether the new one has an account."""
    form = FORM.read(request)
    present = (await accounts.overview(person.id)).account.email
    context: dict[str, Any] = {"email": present, "valid_for": VALID_FOR}
    if form.is_valid and form["email"] == present:
        form.reject("email", _YOURS_ALREADY)
    if not form.is_valid:
        status = HTTP_422_UNPROCESSABLE_ENTITY
        return page(request, TEMPLATE, http_status=status, form=form, **context)
    try:
        await accounts.count_try(
            accounts.ADDRESS_CHANGE, email=str(person.id), ip=address_of(request), now=now
        )
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, TEMPLATE, form, refusal, **context)
    await accounts.ask_for_address(person.id, form_id=form.id, email=form["email"], now=now)
    return see_other(request, "/account", notice="address-asked")


@get("/new-address/{token:str}", access=PUBLIC, as_itself=True)
async def show_proof(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show the button that proves the new address: opening the link alone does nothing."""
    change_id = links.read(PROVE_NEW_ADDRESS, token)
    try:
        change = await accounts.waiting_address(change_id, valid_for=VALID_FOR, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    ends_at = after(change.asked_at, VALID_FOR)
    return page(request, "accounts/prove_new_address.html", change=change, ends_at=ends_at)


@post("/new-address/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def prove(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Give the account its new address, once; the sessions of other browsers end."""
    change_id = links.read(PROVE_NEW_ADDRESS, token)
    person = person_of(request)
    try:
        account_id = await accounts.prove_new_address(
            change_id,
            valid_for=VALID_FOR,
            keep=person.session_id if person else None,
            now=now,
        )
    except accounts.LinkSpent:
        return link_spent(request)
    except accounts.AccountExists:
        return page(request, "accounts/account_exists.html", http_status=HTTP_409_CONFLICT)
    if person is not None and person.id == account_id:
        return see_other(request, "/account", notice="address-changed")
    return to_sign_in(request, notice="address-changed")


@get("/former-address/{token:str}", access=PUBLIC, as_itself=True)
async def show_stop(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show to the former address the button that stops the change, or takes it back."""
    change_id = links.read(STOP_ADDRESS_CHANGE, token)
    try:
        change = await accounts.stoppable_address(change_id, valid_for=VALID_FOR, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    return page(request, "accounts/stop_address_change.html", was_made=bool(change.proven_at))


@post("/former-address/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def stop(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Stop the change, or take it back; every session of the account ends."""
    change_id = links.read(STOP_ADDRESS_CHANGE, token)
    try:
        await accounts.stop_address_change(change_id, valid_for=VALID_FOR, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    except accounts.AccountExists:
        return page(request, "accounts/account_exists.html", http_status=HTTP_409_CONFLICT)
    return see_other(request, "/password-reset", notice="address-change-stopped")


HANDLERS = [show_change, ask, show_proof, prove, show_stop, stop]
