"""``/account/second-factor``: app, passkeys and recovery codes of the person (P-SEC-2)."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts
from domain.accounts import CHANGES, Change, LastFactor, PasskeyAnswer, SecurityEvent
from domain.errors import NotFound
from domain.text import Text
from web import account_fields as fields
from web.access import SIGNED_IN
from web.dependencies import Now, SignedIn
from web.enrolment import ENROLMENT_FORM, offer_of
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Form, FormDefinition
from web.pages import AnyRequest, language_of, page, see_other
from web.rendering import path_in
from web.session_cookie import enter

HOME = "/account/second-factor"
CODES = f"{HOME}/recovery-codes"
PASSKEY_FORM = FormDefinition(
    name=fields.passkey_name(),
    offer=fields.passkey_offer(),
    credential=fields.passkey_credential(),
)
NAME_FORM = FormDefinition(name=fields.passkey_name())

DOMAIN_ERRORS[LastFactor] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Votre rôle exige un second facteur, et c’est votre dernier : ajoutez-en d’abord un"
        " autre.",
        "Your role requires a second factor, and this is your last one: add another one first.",
    ),
)
_TOO_MANY = Text(
    "Vous avez déjà autant de clés que nous en gardons. Retirez-en une d’abord.",
    "You have as many keys as we keep already. Remove one first.",
)


@get(HOME, access=SIGNED_IN, as_itself=True)
async def show_factors(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show with what the person signs in, and what lately changed in it."""
    factors = await accounts.factors_of(person.id)
    return page(
        request,
        "accounts/security.html",
        factors=factors,
        changes=[(_name_of(change), change.at) for change in factors.changes],
        must_have=person.must_have_second_factor,
    )


@get(f"{HOME}/app", access=SIGNED_IN, as_itself=True, step_up=True)
async def show_app(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show a secret offered to the person's app; opening the page changes nothing."""
    email = (await accounts.overview(person.id)).account.email
    return page(request, "accounts/add_app.html", form=None, **offer_of(person.id, email))


@post(f"{HOME}/app", access=SIGNED_IN, as_itself=True, step_up=True, status_code=200)
async def add_app(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take the app's first code; other sessions end, this one goes on under a new token."""
    form = ENROLMENT_FORM.read(request)
    if "enrolment" in form.errors:  # written by our page, so nobody's mistake
        raise NotFound
    if form.is_valid:
        try:
            opened = await accounts.add_app(
                person, enrolment=form["enrolment"], code=form["code"], now=now
            )
        except accounts.WrongCode:
            form.reject("code", fields.WRONG_CODE)
        else:
            return await _enter(request, person, opened, now, notice="app-added")
    email = (await accounts.overview(person.id)).account.email
    offer = offer_of(person.id, email, form["enrolment"])
    return _again(request, "accounts/add_app.html", form, **offer)


@post(
    f"{HOME}/app/removal",
    access=SIGNED_IN,
    as_itself=True,
    step_up=True,
    page=HOME,
    status_code=200,
)
async def remove_app(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Give up the app, unless the person's role needs it."""
    await accounts.remove_app(person, now=now)
    return see_other(request, HOME, notice="app-removed")


@get(CODES, access=SIGNED_IN, as_itself=True, step_up=True)
async def show_codes(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Say how many recovery codes are left; show the button that makes others."""
    return page(
        request,
        "accounts/recovery_codes.html",
        left=await accounts.recovery_codes_left(person.id),
        has_factor=person.has_second_factor,
    )


@post(CODES, access=SIGNED_IN, as_itself=True, step_up=True, status_code=200)
async def make_codes(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Make ten codes and show them, for the only time: what is kept are their hashes."""
    if not person.has_second_factor:
        return see_other(request, HOME)
    codes = await accounts.make_recovery_codes(person.id, now=now)
    return page(request, "accounts/new_recovery_codes.html", codes=codes)


@get(f"{HOME}/passkeys", access=SIGNED_IN, as_itself=True, step_up=True)
async def show_new_passkey(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the button with which the device makes a key for our site."""
    return page(request, "accounts/add_passkey.html", form=None, **await _offer(person, now))


@post(f"{HOME}/passkeys", access=SIGNED_IN, as_itself=True, step_up=True, status_code=200)
async def add_passkey(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Keep the public half of the key that the device made."""
    form = PASSKEY_FORM.read(request)
    if "offer" in form.errors or "credential" in form.errors:  # written by our page
        raise NotFound
    if form.is_valid:
        answer = PasskeyAnswer(offer=form["offer"], credential=form["credential"])
        try:
            opened = await accounts.add_passkey(
                person, name=form["name"], answer=answer, now=now
            )
        except accounts.WrongPasskey:
            form.reject("", fields.WRONG_PASSKEY)
        except accounts.TooManyPasskeys:
            form.reject("", _TOO_MANY)
        else:
            return await _enter(request, person, opened, now, notice="passkey-added")
    offer = await _offer(person, now)
    if "name" in form.errors:  # the key is made already: it waits in the page for its name
        offer |= {"offer": form["offer"], "credential": form["credential"]}
    return _again(request, "accounts/add_passkey.html", form, **offer)


@get(f"{HOME}/passkeys/{{passkey_id:uuid}}", access=SIGNED_IN, as_itself=True)
async def show_passkey(
    request: AnyRequest, person: SignedIn, passkey_id: FromPath[UUID]
) -> Response[str]:
    """Show one of the person's keys, to rename or to remove it."""
    passkey = await accounts.own_passkey(person.id, passkey_id)
    return page(request, "accounts/passkey.html", form=None, passkey=passkey)


@post(f"{HOME}/passkeys/{{passkey_id:uuid}}", access=SIGNED_IN, as_itself=True, status_code=200)
async def rename_passkey(
    request: AnyRequest, person: SignedIn, passkey_id: FromPath[UUID]
) -> Response[Any]:
    """Give one of the person's keys another name."""
    passkey = await accounts.own_passkey(person.id, passkey_id)
    form = NAME_FORM.read(request)
    if not form.is_valid:
        return _again(request, "accounts/passkey.html", form, passkey=passkey)
    await accounts.rename_passkey(person.id, passkey_id, name=form["name"])
    return see_other(request, HOME, notice="passkey-renamed")


@post(
    f"{HOME}/passkeys/{{passkey_id:uuid}}/removal",
    access=SIGNED_IN,
    as_itself=True,
    step_up=True,
    page=HOME,
    status_code=200,
)
async def remove_passkey(
    request: AnyRequest, person: SignedIn, passkey_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Give up one of the person's keys, unless the person's role needs it."""
    await accounts.remove_passkey(person, passkey_id, now=now)
    return see_other(request, HOME, notice="passkey-removed")


async def _enter(
    request: AnyRequest, person: SignedIn, opened: accounts.Opened, now: Now, *, notice: str
) -> Response[Any]:
    """Go on under the new token; first to the recovery codes, where there are none."""
    has_codes = await accounts.recovery_codes_left(person.id)
    path = path_in(language_of(request), HOME if has_codes else CODES)
    return enter(opened, path=f"{path}?notice={notice}", now=now)


async def _offer(person: SignedIn, now: Now) -> dict[str, Any]:
    offer = accounts.new_offer(now)
    email = (await accounts.overview(person.id)).account.email
    options = await accounts.registration_options(person, email=email, offer=offer)
    return {"offer": offer, "options": options, "credential": None}


def _name_of(event: SecurityEvent) -> Text | str:
    return CHANGES[Change(event.kind)] if event.kind in set(Change) else event.kind


def _again(request: AnyRequest, template: str, form: Form, **context: Any) -> Response[str]:
    return page(
        request, template, http_status=HTTP_422_UNPROCESSABLE_ENTITY, form=form, **context
    )


HANDLERS = [
    show_factors,
    show_app,
    add_app,
    remove_app,
    show_codes,
    make_codes,
    show_new_passkey,
    add_passkey,
    show_passkey,
    rename_passkey,
    remove_passkey,
]
