"""``/staff/people``: helping somebody with their account; every look is noted (P-SEC-3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, database, mail, rights
from domain.accounts import Person
from domain.audit import REASONS, Reason
from domain.errors import NotFound
from domain.register import ACCOUNTS, SESSIONS
from domain.roles import Role
from domain.text import Text
from web import account_fields as fields
from web.access import Access, seen_by
from web.account_fields import one_of
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

_LIST = "/staff/people"
_ONE = _LIST + "/{account_id:uuid}"

OF_SUPPORT = Access(
    public=False, roles=seen_by(ACCOUNTS, SESSIONS).roles & frozenset({Role.SUPPORT})
)
"""Support, as far as the sheets show it accounts. The DPO works from the console."""

_REASONS = (Reason.SUPPORT_REQUEST, Reason.SECURITY)
_NO_REASON = Text(
    "Choisissez d’abord pourquoi vous regardez.", "Choose first why you are looking."
)
_TOO_VAGUE = Text(
    "Ces mots désignent trop de personnes, ou sont trop courts : personne n’est montré."
    " Écrivez l’adresse ou le nom entier.",
    "These words name too many people, or are too short: nobody is shown. Write the whole"
    " address or name.",
)

SEARCH_FORM = FormDefinition(
    reason=one_of(*_REASONS, missing=_NO_REASON),
    who=Field(
        max_length=254,
        missing=Text("Indiquez un nom ou une adresse.", "Give a name or an address."),
    ),
)
PROOF_FORM = FormDefinition(email=fields.email())
REASON_FORM = FormDefinition(reason=one_of(*_REASONS, missing=_NO_REASON))


@get(_LIST, access=OF_SUPPORT)
async def show_search(request: AnyRequest) -> Response[str]:
    """Show the search: a reason first, then somebody's name. Nobody is shown yet."""
    return _search_page(request, None, None)


@post(_LIST, access=OF_SUPPORT, status_code=200)
async def search(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show who is found, and note it for each: a search is never in an address."""
    form = SEARCH_FORM.read(request)
    if not form.is_valid:
        return _search_page(request, form, None)
    try:
        found = await rights.find_people(form["who"], role=person.role)
    except rights.TooVague:
        form.reject("who", _TOO_VAGUE)
        return _search_page(request, form, None)
    async with database.transaction():
        for one in found:
            await _note(person, one.id, "people.found", Reason(form["reason"]), now)
    return _search_page(request, form, found)


def _search_page(
    request: AnyRequest, form: Form | None, found: list[rights.Found] | None
) -> Response[str]:
    return page(
        request,
        "staff/people.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form and not form.is_valid else 200,
        form=form,
        found=found,
        reasons=_REASONS_TO_CHOOSE,
    )


_REASONS_TO_CHOOSE = [(reason.value, REASONS[reason]) for reason in _REASONS]


@get(_ONE, access=OF_SUPPORT)
async def show_person(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show what the sheets let the role see of a person, once a reason is given."""
    reason = _reason_in(request)
    seen = await rights.sight_of(account_id, role=person.role)
    if reason is None:
        return page(request, "staff/reason.html", reasons=_REASONS_TO_CHOOSE)
    await _note(person, account_id, "person.read", reason, now)
    return page(
        request,
        "staff/person.html",
        account_id=account_id,
        seen=[_as_shown(one) for one in seen],
        open_sessions=len(await accounts.sessions_of(account_id, now=now)),
        trouble=await mail.trouble_with(_address_in(seen)),
        trouble_names=mail.TROUBLE_NAMES,
        reason=reason,
        reason_name=REASONS[reason],
    )


def _address_in(seen: list[rights.Seen]) -> str:
    """Return the person's address; none where the sheets do not show it."""
    return next((str(one.value) for one in seen if one.column == "email"), "")


def _reason_in(request: AnyRequest) -> Reason | None:
    asked = request.query_params.get("reason", "")
    return Reason(asked) if asked in _REASONS else None


def _as_shown(seen: rights.Seen) -> tuple[Text, str, object]:
    """Return a datum's label, whether it is an instant, words or nothing, and its value."""
    if isinstance(seen.value, bool):
        return seen.label, "words", _YES if seen.value else _NO
    if isinstance(seen.value, datetime):
        return seen.label, "moment", seen.value
    return seen.label, "words" if seen.value else "nothing", seen.value


_YES, _NO = Text("oui", "yes"), Text("non", "no")


@post(_ONE + "/sessions-end", access=OF_SUPPORT, page=_LIST, status_code=200)
async def end_sessions(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """End every session of a person who asked for it, or whose account is in danger."""
    form = REASON_FORM.read(request)
    if not form.is_valid:
        raise NotFound
    await rights.sight_of(account_id, role=person.role)
    async with database.transaction():
        await accounts.end_other_sessions(account_id=account_id, keep=None, now=now)
        reason = Reason(form["reason"])
        await _note(person, account_id, "person.sessions-ended", reason, now)
    return see_other(
        request, f"{_LIST}/{account_id}?reason={reason}", notice="persons-sessions-ended"
    )


@get("/staff/proof-mail", access=OF_SUPPORT)
async def show_proof_mail(request: AnyRequest) -> Response[str]:
    """Show the form that sends the proof of an address again."""
    return page(request, "staff/proof_mail.html", form=None)


@post("/staff/proof-mail", access=OF_SUPPORT, status_code=200)
async def send_proof_mail(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Send the proof again, if a sign-up waits; whether one does is not shown to support."""
    form = PROOF_FORM.read(request)
    if not form.is_valid:
        return page(
            request,
            "staff/proof_mail.html",
            http_status=HTTP_422_UNPROCESSABLE_ENTITY,
            form=form,
        )
    async with database.transaction():
        await accounts.ask_proof_again(email=form["email"], now=now)
        await _note(person, None, "proof.sent-again", Reason.SUPPORT_REQUEST, now)
    return see_other(request, "/staff/proof-mail", notice="proof-sent-again")


async def _note(
    person: Person, account_id: UUID | None, action: str, reason: Reason, now: datetime
) -> None:
    await note_look(person, account_id, action, reason=reason, now=now)


HANDLERS = [show_search, search, show_person, end_sessions, show_proof_mail, send_proof_mail]
