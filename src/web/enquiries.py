"""``/contact``, ``/demonstration``, ``/appointment``: writing to us without an account.

Every field is mandatory, and pressing *Send* is the consent (P-VIS-2).
"""

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, enquiries
from domain.enquiries import Author, Kind, Said
from domain.text import Text
from web import enquiry_fields as about
from web.access import PUBLIC
from web.dependencies import Now
from web.forms import Form
from web.network import address_of
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience

_TEMPLATE = "enquiries/form.html"
_SENT = "/contact/sent"

TITLES: dict[Kind, Text] = {
    Kind.CONTACT: Text("Nous écrire", "Write to us"),
    Kind.DEMONSTRATION: Text("Demander une démonstration", "Ask for a demonstration"),
    Kind.APPOINTMENT: Text("Demander un rendez-vous", "Ask for an appointment"),
}


@get("/contact", access=PUBLIC, as_itself=True)
async def show_contact(request: AnyRequest) -> Response[str]:
    """Show the form for a message."""
    return page(request, _TEMPLATE, form=None, **_facts(Kind.CONTACT))


@post("/contact", access=PUBLIC, as_itself=True, status_code=200)
async def send_message(request: AnyRequest, now: Now) -> Response[Any]:
    """Take a message."""
    return await _take(request, Kind.CONTACT, now)


@get("/demonstration", access=PUBLIC, as_itself=True)
async def show_demonstration(request: AnyRequest) -> Response[str]:
    """Show the form for a demonstration."""
    return page(request, _TEMPLATE, form=None, **_facts(Kind.DEMONSTRATION))


@post("/demonstration", access=PUBLIC, as_itself=True, status_code=200)
async def ask_for_demonstration(request: AnyRequest, now: Now) -> Response[Any]:
    """Take a request for a demonstration."""
    return await _take(request, Kind.DEMONSTRATION, now)


@get("/appointment", access=PUBLIC, as_itself=True)
async def show_appointment(request: AnyRequest) -> Response[str]:
    """Show the form for an appointment, with three proposals of time."""
    return page(request, _TEMPLATE, form=None, **_facts(Kind.APPOINTMENT))


@post("/appointment", access=PUBLIC, as_itself=True, status_code=200)
async def ask_for_appointment(request: AnyRequest, now: Now) -> Response[Any]:
    """Take a request for an appointment."""
    return await _take(request, Kind.APPOINTMENT, now)


@get(_SENT, access=PUBLIC, as_itself=True)
async def show_sent(request: AnyRequest) -> Response[str]:
    """Say what happens next; the same whoever wrote."""
    return page(request, "enquiries/sent.html", kept_for=enquiries.KEPT_FOR)


async def _take(request: AnyRequest, kind: Kind, now: datetime) -> Response[Any]:
    form = about.FORMS[kind].read(request)
    if not form.is_valid:
        return _again(request, kind, form)
    try:
        await accounts.count_try(
            accounts.ENQUIRY, email=form["email"], ip=address_of(request), now=now
        )
        await enquiries.send(form.id, _said(request, kind, form), by=_author(form), now=now)
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, _TEMPLATE, form, refusal, **_facts(kind))
    except enquiries.WordingChanged:
        form.reject("wording", about.WORDING_CHANGED)
    except enquiries.NoSuchTime:
        form.reject("first_time", about.NO_SUCH_TIME)
    return see_other(request, _SENT) if form.is_valid else _again(request, kind, form)


def _said(request: AnyRequest, kind: Kind, form: Form) -> Said:
    return Said(
        kind=kind,
        message=form["message"],
        language=language_of(request),
        wording_version=form["wording"],
        times=tuple(form[name] for name in about.TIMES) if kind is Kind.APPOINTMENT else (),
    )


def _author(form: Form) -> Author:
    """Return who writes. Even signed in, one writes here as anybody does: by an address."""
    return Author(
        email=form["email"],
        first_name=form["first_name"],
        last_name=form["last_name"],
        practice_name=form.data.get("practice_name"),
    )


def _again(request: AnyRequest, kind: Kind, form: Form) -> Response[str]:
    return page(
        request,
        _TEMPLATE,
        http_status=HTTP_422_UNPROCESSABLE_ENTITY,
        form=form,
        **_facts(kind),
    )


def _facts(kind: Kind) -> dict[str, Any]:
    others = [(one, TITLES[one]) for one in TITLES if one is not kind]
    return {**about.facts_of(kind), "title": TITLES[kind], "others": others}


HANDLERS = [
    show_contact,
    send_message,
    show_demonstration,
    ask_for_demonstration,
    show_appointment,
    ask_for_appointment,
    show_sent,
]
