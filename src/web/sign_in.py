"""``/sign-in``, its second factor, signing in again, and ``/sign-out`` (P-SEC-2)."""

from typing import Any

from litestar import get, post
from litestar.response import Redirect, Response
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts
from domain.accounts import FRESH_FOR, Opened, PasskeyAnswer, Person, Proof
from domain.errors import NotFound
from domain.roles import Role
from domain.text import Text
from web import account_fields as fields
from web.access import PUBLIC, SIGNED_IN, SignInFirst
from web.attempts import proving
from web.dependencies import Now, SignedIn
from web.enrolment import ENROLMENT_FORM, offer_of
from web.forms import Form, FormDefinition
from web.network import address_of
from web.own_paths import next_path, next_query
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience
from web.person import person_of, session_of
from web.rendering import path_in
from web.session_cookie import enter, leave

SIGN_IN_FORM = FormDefinition(email=fields.known_email(), password=fields.password())
CODE_FORM = FormDefinition(code=fields.code())
PASSWORD_FORM = FormDefinition(password=fields.password())
PASSKEY_FORM = FormDefinition(
    offer=fields.passkey_offer(), credential=fields.passkey_credential()
)
PASSWORD_AND_FACTOR_FORM = FormDefinition(
    password=fields.password(),
    code=fields.code(required=False),
    offer=fields.passkey_offer(required=False),
    credential=fields.passkey_credential(required=False),
)
ENROLMENT = "/sign-in/enrolment"

_WRONG = Text(
    "L’adresse et le mot de passe ne correspondent à aucun compte ouvert. Vérifiez les deux.",
    "The address and the password match no open account. Check both.",
)


@get("/sign-in", access=PUBLIC, as_itself=True)
async def show_sign_in(request: AnyRequest) -> Response[Any]:
    """Show the form; who signed in already is sent on."""
    person = person_of(request)
    if person is not None:
        return _on(next_path(request, otherwise=_home_of(person)))
    return page(request, "accounts/sign_in.html", form=None)


@post("/sign-in", access=PUBLIC, as_itself=True, status_code=200)
async def send_sign_in(request: AnyRequest, now: Now) -> Response[Any]:
    """Open a session, or say that address and password do not match, never which."""
    form = SIGN_IN_FORM.read(request)
    if not form.is_valid:
        return _again(request, "accounts/sign_in.html", form)
    former = session_of(request)
    try:
        with proving("password"):
            opened = await accounts.sign_in(
                email=form["email"],
                password=form["password"],
                ip=address_of(request),
                replacing=former.session_id if former else None,
                now=now,
            )
    except (accounts.TooManyTries, accounts.TooBusy) as refusal:
        return ask_for_patience(request, "accounts/sign_in.html", form, refusal)
    except accounts.WrongCredentials:
        form.reject("", _WRONG)
        return _again(request, "accounts/sign_in.html", form)
    return _enter(request, opened, now)


def _enter(request: AnyRequest, opened: Opened, now: Now) -> Response[Any]:
    """Give the browser its session; ask for the second factor where it is owed."""
    if opened.second_factor_due:
        path = path_in(language_of(request), "/sign-in/second-factor") + next_query(request)
    else:
        path = next_path(request)
    return enter(opened, path=path, now=now)


@get("/sign-in/second-factor", access=PUBLIC, as_itself=True)
async def show_second_factor(request: AnyRequest, now: Now) -> Response[Any]:
    """Ask for the second factor that the session owes; nothing else is open until then."""
    person = _half_signed_in(request)
    if not person.second_factor_due:
        return _on(next_path(request, otherwise=_home_of(person)))
    if not person.has_second_factor:
        return _on(path_in(language_of(request), ENROLMENT) + next_query(request))
    return page(
        request, "accounts/second_factor.html", form=None, **await _asked(request, person, now)
    )


@post("/sign-in/second-factor", access=PUBLIC, as_itself=True, status_code=200)
async def send_second_factor(request: AnyRequest, now: Now) -> Response[Any]:
    """Open the session under a new token, once the code is right."""
    person = _half_signed_in(request)
    form = CODE_FORM.read(request)
    return await _prove(request, person, form, form.data.get("code"), now)


@post("/sign-in/passkey", access=PUBLIC, as_itself=True, status_code=200)
async def send_passkey(request: AnyRequest, now: Now) -> Response[Any]:
    """Open the session under a new token, once a passkey of the person signed for it."""
    person = _half_signed_in(request)
    form = PASSKEY_FORM.read(request)
    if not form.is_valid:  # written by our page and its script, so nobody's mistake
        raise NotFound
    return await _prove(request, person, form, PasskeyAnswer(**form.data), now)


async def _prove(
    request: AnyRequest, person: Person, form: Form, proof: Proof | None, now: Now
) -> Response[Any]:
    template = "accounts/second_factor.html"
    if proof is not None and form.is_valid:
        try:
            with proving("code" if isinstance(proof, str) else "passkey"):
                opened = await accounts.give_second_factor(
                    person, proof=proof, ip=address_of(request), now=now
                )
        except accounts.TooManyTries as refusal:
            return ask_for_patience(
                request, template, form, refusal, **await _asked(request, person, now)
            )
        except accounts.WrongCode:
            form.reject("code", fields.WRONG_CODE)
        except accounts.WrongPasskey:
            form.reject("", fields.WRONG_PASSKEY)
        else:
            path = next_path(request, otherwise=_home_of(person))
            return enter(opened, path=path, now=now)
    return _again(request, template, form, **await _asked(request, person, now))


@get(ENROLMENT, access=PUBLIC, as_itself=True)
async def show_enrolment(request: AnyRequest) -> Response[Any]:
    """Offer an app's secret to who must have a second factor and has none yet."""
    person = _half_signed_in(request)
    if not _must_enrol(person):
        return _on(path_in(language_of(request), "/sign-in/second-factor"))
    return page(
        request,
        "accounts/enrol_at_sign_in.html",
        form=None,
        **offer_of(person.id, await _email_of(person)),
    )


@post(ENROLMENT, access=PUBLIC, as_itself=True, status_code=200)
async def send_enrolment(request: AnyRequest, now: Now) -> Response[Any]:
    """Open the session with the app's first code, then lead to the recovery codes."""
    person = _half_signed_in(request)
    form = ENROLMENT_FORM.read(request)
    if "enrolment" in form.errors:  # written by our page, so nobody's mistake
        raise NotFound
    if not _must_enrol(person):
        return _on(path_in(language_of(request), "/sign-in/second-factor"))
    if form.is_valid:
        try:
            with proving("first code"):
                opened = await accounts.enrol_at_sign_in(
                    person, enrolment=form["enrolment"], code=form["code"], now=now
                )
        except accounts.HasFactor:
            return _on(path_in(language_of(request), "/sign-in/second-factor"))
        except accounts.WrongCode:
            form.reject("code", fields.WRONG_CODE)
        else:
            path = path_in(language_of(request), "/account/second-factor/recovery-codes")
            return enter(opened, path=f"{path}?notice=app-added", now=now)
    offer = offer_of(person.id, await _email_of(person), form["enrolment"])
    return _again(request, "accounts/enrol_at_sign_in.html", form, **offer)


@get("/sign-in/again", access=SIGNED_IN, as_itself=True)
async def show_sign_in_again(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Ask once more for the password, before what matters most (step-up)."""
    asked = await _asked_again(request, person, now)
    return page(request, "accounts/sign_in_again.html", form=None, **asked)


@post("/sign-in/again", access=SIGNED_IN, as_itself=True, status_code=200)
async def send_sign_in_again(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Open a fresh session under a new token, good for ten minutes of what matters most."""
    wanted = PASSWORD_AND_FACTOR_FORM if person.owes_second_factor else PASSWORD_FORM
    form = wanted.read(request)
    template, asked = "accounts/sign_in_again.html", await _asked_again(request, person, now)
    proof = _proof_in(form) if person.owes_second_factor else None
    if not form.is_valid:
        return _again(request, template, form, **asked)
    try:
        with proving("password again"):
            opened = await accounts.sign_in_again(
                person, password=form["password"], proof=proof, ip=address_of(request), now=now
            )
    except (accounts.TooManyTries, accounts.TooBusy) as refusal:
        return ask_for_patience(request, template, form, refusal, **asked)
    except accounts.WrongCredentials:
        form.reject("password", fields.WRONG_PASSWORD)
    except accounts.WrongCode:
        form.reject("code", fields.WRONG_CODE)
    except accounts.WrongPasskey:
        form.reject("", fields.WRONG_PASSKEY)
    else:
        return enter(opened, path=next_path(request, otherwise="/account"), now=now)
    return _again(request, template, form, **asked)


@post("/sign-out", access=PUBLIC, as_itself=True, status_code=200)
async def sign_out(request: AnyRequest, now: Now) -> Response[Any]:
    """End the session for good. Signing out without one changes nothing and is no error."""
    person = session_of(request)
    if person is not None:
        await accounts.end_session(person.session_id, now=now)
    return leave(see_other(request, "/", notice="signed-out"))


def _half_signed_in(request: AnyRequest) -> Person:
    person = session_of(request)
    if person is None:
        raise SignInFirst
    return person


def _proof_in(form: Form) -> Proof | None:
    """Return what was given as second factor; none is told beside the code."""
    if "offer" in form.errors or "credential" in form.errors:  # written by our page
        raise NotFound
    if form["offer"] and form["credential"]:
        return PasskeyAnswer(offer=form["offer"], credential=form["credential"])
    code: str | None = form.data.get("code")
    if code is None:
        form.reject("code", fields.NO_CODE)
    return code


def _must_enrol(person: Person) -> bool:
    return person.second_factor_due and not person.has_second_factor


async def _email_of(person: Person) -> str:
    return (await accounts.overview(person.id)).account.email


async def _asked(request: AnyRequest, person: Person, now: Now) -> dict[str, Any]:
    """Return what the page may ask for: what the person has, and no other."""
    offer = accounts.new_offer(now)
    options = (
        await accounts.authentication_options(person, offer=offer)
        if person.has_passkey
        else None
    )
    return {
        "has_app": person.has_app,
        "has_codes": await accounts.recovery_codes_left(person.id) > 0,
        "offer": offer,
        "next_query": next_query(request),
        "options": options,
    }


async def _asked_again(request: AnyRequest, person: Person, now: Now) -> dict[str, Any]:
    return {
        **await _asked(request, person, now),
        "with_factor": person.owes_second_factor,
        "minutes": FRESH_FOR.seconds // 60,
    }


def _home_of(person: Person) -> str:
    """Return where a person's work begins."""
    return "/console" if Role.DPO in person.roles else "/"


def _on(path: str) -> Response[Any]:
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)


def _again(request: AnyRequest, template: str, form: Form, **context: Any) -> Response[str]:
    return page(
        request, template, http_status=HTTP_422_UNPROCESSABLE_ENTITY, form=form, **context
    )


HANDLERS = [
    show_sign_in,
    send_sign_in,
    show_second_factor,
    send_second_factor,
    send_passkey,
    show_enrolment,
    send_enrolment,
    show_sign_in_again,
    send_sign_in_again,
    sign_out,
]
