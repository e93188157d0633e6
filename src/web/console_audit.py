"""``/console/audit``: the trail of looks, what the chain proves, and its verifications."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.exceptions import ClientException
from litestar.response import Response, Stream
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, audit, duties
from domain.accounts import Person
from domain.audit import REASONS, Reason, TrailFilter
from domain.periods import start_of_day
from domain.register import AUDIT_TRAIL, STAFF_ACCOUNTS, TRAIL_KEPT_FOR
from domain.rights import ACTIONS, Look
from domain.roles import ROLE_NAMES, STAFF
from domain.text import Text
from web.access import seen_by
from web.account_fields import one_of
from web.csv_export import csv_stream
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition, Wrong
from web.looks import note_look
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number
from web.trail_export import TRAIL_COLUMNS, trail_rows

_TRAIL = "/console/audit"
_VERIFICATION = "/console/audit/verification"
_ROWS = 100
_NIGHTS = 30

_DPO = seen_by(AUDIT_TRAIL, STAFF_ACCOUNTS)
"""Entries carry the names of members of staff: both sheets must show theirs."""

_EARLIEST, _LATEST = date(2018, 5, 25), date(2200, 1, 1)


def _read_day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day < _LATEST:
        raise Wrong(
            Text(
                "Écrivez la date sous la forme 2026-11-24.",
                "Write the date in the form 2026-11-24.",
            )
        )
    return day


FILTER_FORM = FormDefinition(
    role=one_of(*STAFF, required=False),
    action=one_of(*ACTIONS, required=False),
    reason=one_of(*REASONS, required=False),
    since=Field(max_length=10, required=False, read=_read_day),
    until=Field(max_length=10, required=False, read=_read_day),
)


@get(_TRAIL, access=_DPO)
async def show_trail(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the looks that fit the filter, and what the last verifications found.

    The trail names members of staff: reading it is an entry too, which the next reading shows.
    """
    form = FILTER_FORM.read_query(request)
    number = page_number(request.query_params.get("page"))
    entries = (
        await audit.find_entries(_filter(form), limit=_ROWS + 1, offset=(number - 1) * _ROWS)
        if form.is_valid
        else []
    )
    await _note_reading(person, now)
    return page(
        request,
        "console/audit.html",
        partial="console/_trail.html",
        http_status=200 if form.is_valid else HTTP_422_UNPROCESSABLE_ENTITY,
        form=form,
        roles=[(role.value, ROLE_NAMES[role]) for role in STAFF],
        actions=list(ACTIONS.items()),
        reasons=[(reason.value, words) for reason, words in REASONS.items()],
        looks=[Look(entry=entry) for entry in entries[:_ROWS]],
        has_more=len(entries) > _ROWS,
        number=number,
        query=_query(form),
        staff=await accounts.names_of_staff(),
        verification=await audit.last_verification(),
        result_in_words=audit.result_in_words,
    )


@get(_VERIFICATION, access=_DPO)
async def show_verification(request: AnyRequest) -> Response[str]:
    """Show what the verifications of late found, and what the chain proves."""
    waiting = await duties.waiting(set_aside=False)
    return page(
        request,
        "console/verification.html",
        partial="console/_verifications.html",
        verifications=await audit.verifications(limit=_NIGHTS),
        result_in_words=audit.result_in_words,
        is_asked=any(duty.kind == audit.VERIFY_TRAIL for duty in waiting),
        kept_for=TRAIL_KEPT_FOR.in_words(),
    )


@post(_VERIFICATION, access=_DPO, status_code=200)
async def ask_verification(request: AnyRequest, now: Now) -> Response[Any]:
    """Have the trail verified now, by the worker: it reaches the anchors, the site does not."""
    await audit.ask_verification(now=now)
    return see_other(request, _VERIFICATION, notice="verification-asked")


@get(_TRAIL + ".csv", access=_DPO)
async def export_trail(request: AnyRequest, person: SignedIn, now: Now) -> Stream:
    """Hand over the filtered entries, hashes included; the whole trail can be verified."""
    form = FILTER_FORM.read_query(request)
    if not form.is_valid:
        raise ClientException("no such filter")
    await _note_reading(person, now)
    return csv_stream("audit", TRAIL_COLUMNS, trail_rows(_filter(form)))


async def _note_reading(person: Person, now: datetime) -> None:
    await note_look(person, None, "trail.read", reason=Reason.SECURITY, now=now)


def _filter(form: Form) -> TrailFilter:
    since, until = form["since"], form["until"]
    return TrailFilter(
        role=form["role"],
        action=form["action"],
        reason=form["reason"],
        since=start_of_day(since) if since else None,
        until=start_of_day(until + timedelta(days=1)) if until else None,
    )


def _query(form: Form) -> str:
    """Return the filter for the addresses of other pages, and of the file."""
    return urlencode({name: value for name, value in form.values.items() if value})


HANDLERS = [show_trail, show_verification, ask_verification, export_trail]
