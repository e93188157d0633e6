"""``/account``: who the person is to us, corrected in place where it harms nobody (P-RIG-3)."""

from typing import Any

from litestar import get, post
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, mail
from domain.accounts import Account, Identity, Names, Practice, Speech
from domain.errors import NotFound
from domain.text import LANGUAGE_NAMES
from web import account_fields as fields
from web.access import SIGNED_IN
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition, filled
from web.pages import AnyRequest, is_htmx, page, see_other

PRACTICE_FORM = FormDefinition(
    practice_name=fields.words(200),
    position=fields.words(100),
    practice_areas=fields.words(300),
)
LANGUAGE_FORM = FormDefinition(language=fields.language())
LANGUAGES = tuple(LANGUAGE_NAMES.items())


@get("/account", access=SIGNED_IN)
async def show_account(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show what the account says of its person, each part to be corrected in its place."""
    return await _account_page(request, person, now)


@post("/account/identity", access=SIGNED_IN, page="/account", status_code=200)
async def correct_identity(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Correct names, occupation and telephone; of staff, whose role says the rest, names."""
    account = (await accounts.overview(person.id)).account
    form = _identity_form(account).read(request)
    if not form.is_valid:
        return await _account_page(request, person, now, part="identity", form=form)
    facts = Names(**form.data) if person.is_staff else Identity(**form.data)
    await accounts.correct(person.id, facts)
    return await _corrected(request, person, now, part="identity")


@post("/account/practice", access=SIGNED_IN, page="/account", status_code=200)
async def correct_practice(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Correct practice, position and areas; each may be emptied. Staff have none."""
    if person.is_staff:
        raise NotFound
    form = PRACTICE_FORM.read(request)
    if not form.is_valid:
        return await _account_page(request, person, now, part="practice", form=form)
    await accounts.correct(person.id, Practice(**form.data))
    return await _corrected(request, person, now, part="practice")


@post("/account/language", access=SIGNED_IN, page="/account", status_code=200)
async def choose_language(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Choose the language of our mails; pages follow their address."""
    form = LANGUAGE_FORM.read(request)
    if not form.is_valid:
        return await _account_page(request, person, now, part="language", form=form)
    await accounts.correct(person.id, Speech(**form.data))
    return await _corrected(request, person, now, part="language")


@post("/account/mail-trouble/end", access=SIGNED_IN, page="/account", status_code=200)
async def try_address_again(request: AnyRequest, person: SignedIn) -> Response[Any]:
    """Write to the person's address again, whatever came back from it before."""
    account = (await accounts.overview(person.id)).account
    await mail.try_address_again(account.email)
    return see_other(request, "/account", notice="mail-tried-again")


def _identity_form(account: Account) -> FormDefinition:
    names = {"first_name": fields.first_name(), "last_name": fields.last_name()}
    if account.role != "holder":
        return FormDefinition(**names)
    number = fields.telephone(required=account.opened_by != "invitation")
    return FormDefinition(**names, occupation=fields.occupation(), telephone=number)


async def _corrected(
    request: AnyRequest, person: SignedIn, now: Now, *, part: str
) -> Response[Any]:
    if is_htmx(request):
        return await _account_page(request, person, now, part=part)
    return see_other(request, "/account", notice="profile-saved")


async def _account_page(
    request: AnyRequest,
    person: SignedIn,
    now: Now,
    *,
    part: str | None = None,
    form: Form | None = None,
) -> Response[str]:
    """Show the page; ``part`` was sent just now, and ``form`` says what was wrong with it."""
    known = await accounts.overview(person.id)
    shown = _as_stored(known.account) | ({part: form} if part and form else {})
    return page(
        request,
        "accounts/account.html",
        partial=f"accounts/_{part}.html" if part else None,
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        account=known.account,
        organisation_name=known.organisation_name,
        open_sessions=len(await accounts.sessions_of(person.id, now=now)),
        trouble=await mail.trouble_with(known.account.email),
        trouble_names=mail.TROUBLE_NAMES,
        languages=LANGUAGES,
        saved=part if part and not form else None,
        **shown,
    )


def _as_stored(account: Account) -> dict[str, Form]:
    return {
        "identity": filled(
            {
                "first_name": account.first_name,
                "last_name": account.last_name,
                "occupation": account.occupation,
                "telephone": accounts.show_telephone(account.telephone),
            }
        ),
        "practice": filled(
            {
                "practice_name": account.practice_name,
                "position": account.position,
                "practice_areas": account.practice_areas,
            }
        ),
        "language": filled({"language": account.language}),
    }


HANDLERS = [
    show_account,
    correct_identity,
    correct_practice,
    choose_language,
    try_address_again,
]
