"""``/feedback``: a holder's suggestions and the defects they report (P-ACC-10)."""

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, enquiries, links
from domain.accounts import Person
from domain.enquiries import AUTHOR, NATURE_NAMES, STATE_NAMES, Author, Kind, Nature, Said
from domain.enquiries.tables import Enquiry
from domain.roles import Role
from web import enquiry_fields as about
from web.access import Access
from web.dependencies import Now, SignedIn
from web.forms import Form
from web.network import address_of
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience

_HERE = "/feedback"
_TEMPLATE = "enquiries/feedback.html"

HOLDERS = Access(public=False, roles=frozenset({Role.HOLDER}))


@get(_HERE, access=HOLDERS)
async def show_feedback(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the form, and what the person told us before."""
    return page(request, _TEMPLATE, form=None, **await _facts(person))


@post(_HERE, access=HOLDERS, status_code=200)
async def give_feedback(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take a suggestion or a defect; names and company are the account's."""
    form = about.FORMS[Kind.FEEDBACK].read(request)
    try:
        if form.is_valid:
            await _send(request, person, form, now)
            return see_other(request, _HERE, notice="feedback-sent")
    except accounts.TooManyTries as refusal:
        facts = await _facts(person)
        return ask_for_patience(request, _TEMPLATE, form, refusal, **facts)
    except enquiries.WordingChanged:
        form.reject("wording", about.WORDING_CHANGED)
    return page(
        request,
        _TEMPLATE,
        http_status=HTTP_422_UNPROCESSABLE_ENTITY,
        form=form,
        **await _facts(person),
    )


async def _send(request: AnyRequest, person: Person, form: Form, now: datetime) -> None:
    account = (await accounts.overview(person.id)).account
    await accounts.count_try(
        accounts.ENQUIRY, email=account.email, ip=address_of(request), now=now
    )
    said = Said(
        kind=Kind.FEEDBACK,
        message=form["message"],
        language=language_of(request),
        wording_version=form["wording"],
        nature=form["nature"],
    )
    by = Author(
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        practice_name=account.practice_name,
        account_id=person.id,
    )
    await enquiries.send(form.id, said, by=by, now=now)


async def _facts(person: Person) -> dict[str, Any]:
    mine = await enquiries.written_by(person.id)
    return {**about.facts_of(Kind.FEEDBACK), "mine": [_line(one) for one in mine]}


def _line(one: Enquiry) -> dict[str, Any]:
    state = enquiries.state_of(answered_at=one.answered_at, closed_at=one.closed_at)
    return {
        "enquiry": one,
        "nature": NATURE_NAMES[Nature(one.nature)],
        "state": STATE_NAMES[state],
        "path": f"/messages/{links.sign(AUTHOR, one.id)}",
    }


HANDLERS = [show_feedback, give_feedback]
