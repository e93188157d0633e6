"""``/console/breaches``: the register of breaches, and the facts of each (art. 33(5))."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import breaches, database
from domain.accounts import Person
from domain.audit import Reason
from domain.breaches import (
    NATURE_NAMES,
    RISK_NAMES,
    STATE_NAMES,
    Clock,
    Facts,
    PersonalDataBreach,
    Risk,
    Search,
    State,
)
from domain.register import BREACHES
from domain.roles import Role
from domain.text import Text
from web import breach_fields as fields
from web.access import seen_by
from web.csv_export import csv_file
from web.dependencies import Now, SignedIn
from web.forms import Form
from web.looks import note_look
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

DPO = seen_by(BREACHES)
LIST = "/console/breaches"
_ONE = LIST + "/{breach_id:uuid}"
_LONGEST_SEARCH = 200
_CLOCKS_SHOWN = 12

STATE_KINDS = {
    State.TO_ASSESS: "info",
    State.TO_NOTIFY: "warning",
    State.TO_INFORM: "warning",
    State.TO_CLOSE: "info",
    State.CLOSED: "success",
}
"""How a state's badge looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A breach with its clock, as lists and the console's front page show it."""

    breach: PersonalDataBreach
    state: Text
    kind: str
    risk: Text | None
    clock: Clock
    due_at: datetime
    hours_left: int


def running_of(breach: PersonalDataBreach, *, now: datetime) -> Running:
    """Return a breach with its clock."""
    state = breaches.state_of(breach)
    return Running(
        breach=breach,
        state=STATE_NAMES[state],
        kind=STATE_KINDS[state],
        risk=RISK_NAMES[Risk(breach.risk)] if breach.risk else None,
        clock=breaches.clock_of(breach, now=now),
        due_at=breaches.due_at(breach.aware_at),
        hours_left=breaches.hours_left(breach.aware_at, now=now),
    )


async def clocks(*, now: datetime) -> list[Running]:
    """Return the clocks that run, the first to end first."""
    return [running_of(one, now=now) for one in await breaches.running(limit=_CLOCKS_SHOWN)]


@get(LIST, access=DPO)
async def show_breaches(request: AnyRequest, now: Now) -> Response[str]:
    """List the breaches, by state and by words."""
    sought, number = _sought(request), page_number(request.query_params.get("page"))
    found, count = await breaches.search(sought, page=number)
    return page(
        request,
        "console/breaches.html",
        partial="console/_breaches.html",
        rows=[running_of(one, now=now) for one in found],
        count=count,
        number=number,
        pages=max(1, -(-count // breaches.PAGE)),
        sought=sought,
        states=STATE_NAMES,
    )


@get(f"{LIST}.csv", access=DPO)
async def export_breaches(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Hand the register over, as the authority may ask for it (art. 33(5))."""
    found, _ = await breaches.search(_sought(request), size=100_000)
    await note(person, "breaches.exported", now)
    columns = (
        *("id", "recorded_at", "aware_at", "happened_from", "happened_until", "natures"),
        *("categories", "persons", "records", "facts", "consequences", "measures", "risk"),
        *("risk_reason", "notified_at", "reference", "delay_reason", "informed_at"),
        *("informed_how", "exemption", "exemption_reason", "closed_at"),
    )
    return csv_file(
        "breaches",
        ("state", *columns),
        (
            [breaches.state_of(one), *(_cell(getattr(one, name)) for name in columns)]
            for one in found
        ),
    )


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def _sought(request: AnyRequest) -> Search:
    state = request.query_params.get("state", "")
    words = request.query_params.get("q", "").replace("\0", "").strip()[:_LONGEST_SEARCH]
    return Search(state=State(state) if state in list(State) else None, words=words or None)


@get(f"{LIST}/new", access=DPO)
async def show_new(request: AnyRequest) -> Response[str]:
    """Show the form of a breach that is to be recorded."""
    return _facts_page(request, None, None)


@post(f"{LIST}/new", access=DPO, status_code=200)
async def record(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Record a breach: from the time we became aware, the 72 hours run."""

    async def write(form: Form, facts: Facts) -> None:
        role = Role(person.role)
        await breaches.record(facts, breach_id=form.id, by=role, now=now)
        await note(person, "breach.recorded", now)

    form = await _take(request, write)
    if not form.is_valid:
        return _facts_page(request, form, None)
    return see_other(request, f"{LIST}/{form.id}", notice="breach-recorded")


@get(_ONE + "/facts", access=DPO)
async def show_facts(request: AnyRequest, breach_id: FromPath[UUID]) -> Response[str]:
    """Show the facts of a breach, to be completed or corrected."""
    breach = await breaches.find(breach_id)
    return _facts_page(request, fields.form_of(breach), breach)


@post(_ONE + "/facts", access=DPO, page=LIST, status_code=200)
async def correct(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Complete the facts; what was written before stays in the history."""
    breach = await breaches.find(breach_id)

    async def write(_form: Form, facts: Facts) -> None:
        await breaches.correct(breach_id, facts, by=Role(person.role), now=now)
        await note(person, "breach.corrected", now)

    form = await _take(request, write)
    if not form.is_valid:
        return _facts_page(request, form, breach)
    return see_other(request, f"{LIST}/{breach_id}", notice="breach-changed")


async def _take(request: AnyRequest, write: Any) -> Form:
    """Read the form of the facts and write them; what cannot be is said beside its field."""
    form = fields.FACTS_FORM.read(request)
    if not any(form.data.get(name) for name in fields.NATURE_FIELDS):
        form.reject(next(iter(fields.NATURE_FIELDS)), fields.NO_NATURE)
    if form.is_valid:
        await refused_beside(form, write(form, fields.facts_in(form)), delay="aware_at")
    return form


async def refused_beside(form: Form, writing: Any, *, delay: str) -> None:
    """Await what writes, in one transaction; a refusal is said beside the field it is about."""
    try:
        async with database.transaction():
            await writing
    except breaches.NotPossible as refused:
        form.reject(refused.field, fields.REFUSED[refused.field])
    except breaches.NoDelayReason:
        form.reject(delay, fields.DELAY_NEEDS_REASONS)


def _facts_page(
    request: AnyRequest, form: Form | None, breach: PersonalDataBreach | None
) -> Response[str]:
    wrong = form is not None and not form.is_valid
    return page(
        request,
        "console/breach_facts.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if wrong else 200,
        form=form,
        breach=breach,
        natures=[(name, NATURE_NAMES[one]) for name, one in fields.NATURE_FIELDS.items()],
        sheets=[(name, fields.SHEET_NAMES[slug]) for name, slug in fields.SHEET_FIELDS.items()],
    )


async def note(person: Person, action: str, now: datetime) -> None:
    """Write down what the officer did; nobody in particular was looked at."""
    await note_look(person, None, action, reason=Reason.BREACH, now=now)


HANDLERS = [show_breaches, export_breaches, show_new, record, show_facts, correct]
