"""``/sign-up`` and the proof of the address (P-ACC-1, P-ACC-2)."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import (
    HTTP_409_CONFLICT,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import accounts, links
from domain.accounts import PROVE_ADDRESS, Particulars, SignUp
from domain.periods import after
from domain.register import SIGN_UPS
from domain.text import Text
from web import account_fields as fields
from web import csrf
from web.access import PUBLIC
from web.dependencies import Now
from web.forms import Form, FormDefinition
from web.network import address_of
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience
from web.person import person_of

VALID_FOR = SIGN_UPS.holdings[0].retention.period
"""How long a sign-up waits for its proof (P-OPS-1), as the register says."""

SIGN_UP_FORM = FormDefinition(
    first_name=fields.first_name(),
    last_name=fields.last_name(),
    email=fields.email(),
    telephone=fields.telephone(),
    occupation=fields.occupation(),
    practice_name=fields.words(200),
    position=fields.words(100),
    practice_areas=fields.words(300),
    password=fields.password(),
)
PASSWORD_FORM = FormDefinition(password=fields.password())
EMPTY_FORM = FormDefinition()
_PARTICULARS = tuple(Particulars.__annotations__)

PROOF = "accounts/prove_address.html"
_NOT_THE_PASSWORD = Text(
    "Ce n’est pas le mot de passe de cette demande. Si vous l’avez oublié, inscrivez-vous de"
    " nouveau.",
    "This is not the password of this request. If you forgot it, sign up again.",
)


@get("/sign-up", access=PUBLIC, as_itself=True)
async def show_sign_up(request: AnyRequest) -> Response[str]:
    """Show the form, with the fields of the policy and no other."""
    return page(request, "accounts/sign_up.html", form=None, valid_for=VALID_FOR)


@post("/sign-up", access=PUBLIC, as_itself=True, status_code=200)
async def send_sign_up(request: AnyRequest, now: Now) -> Response[str]:
    """Take a sign-up. The answer is the same whether the address has an account or not."""
    form = SIGN_UP_FORM.read(request)
    try:
        await refuse_weak_password(form, "email", "first_name", "last_name")
        if not form.is_valid:
            return _again(request, form)
        await _take(request, form, now)
    except (accounts.TooManyTries, accounts.TooBusy) as refusal:
        return ask_for_patience(
            request, "accounts/sign_up.html", form, refusal, valid_for=VALID_FOR
        )
    return see_other(request, "/sign-up/done")


async def _take(request: AnyRequest, form: Form, now: Now) -> None:
    await accounts.count_try(
        accounts.SIGN_UP, email=form["email"], ip=address_of(request), now=now
    )
    await accounts.sign_up(
        form_id=form.id,
        email=form["email"],
        password=form["password"],
        particulars=Particulars(**{name: form[name] for name in _PARTICULARS}),
        form_secret_hash=csrf.mark_of(request),
        language=language_of(request),
        now=now,
    )


async def refuse_weak_password(form: Form, *personal: str) -> None:
    """Say beside the field why a new password will not do, with the other mistakes."""
    if "password" in form.errors:
        return
    words = [form.values.get(name, "")[:100] for name in personal]
    try:
        await accounts.refuse_weak(form["password"], personal=words)
    except accounts.Unusable as unusable:
        form.reject("password", unusable.why)


def _again(request: AnyRequest, form: Form) -> Response[str]:
    return page(
        request,
        "accounts/sign_up.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY,
        form=form,
        valid_for=VALID_FOR,
    )


@get("/sign-up/done", access=PUBLIC, as_itself=True)
async def show_done(request: AnyRequest) -> Response[str]:
    """Say that a mail is on its way, to whom is known to its reader alone."""
    return page(request, "accounts/sign_up_done.html", valid_for=VALID_FOR)


@get("/prove-address/{token:str}", access=PUBLIC, as_itself=True)
async def show_proof(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show the button that proves the address: opening the link alone does nothing."""
    sign_up_id = links.read(PROVE_ADDRESS, token)
    try:
        asked = await accounts.waiting_sign_up(sign_up_id, valid_for=VALID_FOR, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    return page(request, PROOF, form=None, **_of_proof(request, asked))


@post("/prove-address/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def prove(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Open the account, once; then send its holder to sign in.

    In another browser than the one that signed up, the password given there is asked for.
    """
    sign_up_id = links.read(PROVE_ADDRESS, token)
    try:
        asked = await accounts.waiting_sign_up(sign_up_id, valid_for=VALID_FOR, now=now)
        return await _prove(request, asked, now)
    except accounts.LinkSpent:
        return link_spent(request)
    except accounts.AccountExists:
        return page(request, "accounts/account_exists.html", http_status=HTTP_409_CONFLICT)


async def _prove(request: AnyRequest, asked: SignUp, now: Now) -> Response[str]:
    context = _of_proof(request, asked)
    form = (PASSWORD_FORM if context["with_password"] else EMPTY_FORM).read(request)
    try:
        if form.is_valid:
            await accounts.prove_address(
                asked.id,
                form_secret_hash=csrf.mark_of(request),
                password=form.data.get("password"),
                ip=address_of(request),
                valid_for=VALID_FOR,
                now=now,
            )
    except accounts.NotWhoAsked:
        form.reject("password", _NOT_THE_PASSWORD)
    except (accounts.TooManyTries, accounts.TooBusy) as refusal:
        return ask_for_patience(request, PROOF, form, refusal, **context)
    if not form.is_valid:
        status = HTTP_422_UNPROCESSABLE_ENTITY
        return page(request, PROOF, http_status=status, form=form, **context)
    return to_sign_in(request, notice="address-proven")


def _of_proof(request: AnyRequest, asked: SignUp) -> dict[str, Any]:
    return {
        "sign_up": asked,
        "ends_at": after(asked.created_at, VALID_FOR),
        "with_password": not accounts.is_where_it_was_asked(asked, csrf.mark_of(request)),
    }


def to_sign_in(request: AnyRequest, *, notice: str) -> Response[Any]:
    """Send to sign in, with a word for what a link did; who is signed in stays who they are.

    The link may be somebody else's: it changes nothing of the session in which it is opened.
    """
    return see_other(request, "/" if person_of(request) else "/sign-in", notice=notice)


def link_spent(request: AnyRequest) -> Response[str]:
    """Say that a link of ours is of no use any more, and what one may do."""
    return page(request, "accounts/link_spent.html", http_status=HTTP_410_GONE)


HANDLERS = [show_sign_up, send_sign_up, show_done, show_proof, prove]
