"""``/messages/{token}``: an author reads what was answered, writes back, and deletes it all.

The link stands in each of our mails, and needs no account: who has the mailbox is the author.
"""

from datetime import timedelta
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, enquiries, links
from domain.enquiries import AUTHOR, KIND_NAMES, STATE_NAMES, Enquiry, Kind
from domain.errors import NotFound
from domain.periods import after
from web import enquiry_fields as about
from web.access import PUBLIC
from web.calendar_file import Event, calendar_file
from web.dependencies import Now
from web.forms import Form, FormDefinition
from web.network import address_of
from web.pages import AnyRequest, page, see_other
from web.pauses import ask_for_patience

_PATH = "/messages/{token:str}"
_TEMPLATE = "enquiries/author.html"
_APPOINTMENT_LASTS = timedelta(minutes=30)

REPLY_FORM = FormDefinition(message=about.message())


@get(_PATH, access=PUBLIC, as_itself=True)
async def show_enquiry(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Show the message and what was written after it."""
    return page(request, _TEMPLATE, **await _facts(token), form=None)


@post(_PATH, access=PUBLIC, as_itself=True, status_code=200)
async def write_back(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Take what the author writes back."""
    facts = await _facts(token)
    found: Enquiry = facts["enquiry"]
    form = REPLY_FORM.read(request)
    if not form.is_valid:
        return _again(request, facts, form)
    try:
        await accounts.count_try(
            accounts.ENQUIRY, email=found.email, ip=address_of(request), now=now
        )
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, _TEMPLATE, form, refusal, **facts)
    await enquiries.reply(found.id, form.id, words=form["message"], now=now)
    return see_other(request, f"/messages/{token}", notice="message-sent")


@post(_PATH + "/withdrawal", access=PUBLIC, as_itself=True, status_code=200)
async def withdraw(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Withdraw the consent: everything written is erased at once, without a reason."""
    await enquiries.withdraw(links.read(AUTHOR, token), now=now)
    return see_other(request, "/contact/withdrawn")


@get("/contact/withdrawn", access=PUBLIC, as_itself=True)
async def show_withdrawn(request: AnyRequest) -> Response[str]:
    """Say that nothing is kept of the message any more, and what proof is."""
    return page(request, "enquiries/withdrawn.html")


@get(_PATH + "/calendar.ics", access=PUBLIC, as_itself=True)
async def show_calendar(token: FromPath[str], now: Now) -> Response[str]:
    """Answer with the appointment as a file for a calendar.

    Raises:
        NotFound: No time was taken yet.
    """
    found = await enquiries.find(links.read(AUTHOR, token))
    if found.appointed_at is None:
        raise NotFound
    event = Event(
        id=found.id,
        title="assistEU",
        starts_at=found.appointed_at,
        ends_at=found.appointed_at + _APPOINTMENT_LASTS,
    )
    return calendar_file(event, now=now)


async def _facts(token: str) -> dict[str, Any]:
    found = await enquiries.find(links.read(AUTHOR, token))
    state = enquiries.state_of(answered_at=found.answered_at, closed_at=found.closed_at)
    return {
        "enquiry": found,
        "kind_name": KIND_NAMES[Kind(found.kind)],
        "state_name": STATE_NAMES[state],
        "lines": await enquiries.lines_of(found.id),
        "kept_until": after(found.received_at, enquiries.KEPT_FOR),
        "token": token,
    }


def _again(request: AnyRequest, facts: dict[str, Any], form: Form) -> Response[str]:
    return page(
        request, _TEMPLATE, http_status=HTTP_422_UNPROCESSABLE_ENTITY, **facts, form=form
    )


HANDLERS = [show_enquiry, write_back, withdraw, show_withdrawn, show_calendar]
