"""``/staff/organisations``: clients, their seats, the clause on statistics, their end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, organisations
from domain.accounts import Person
from domain.audit import Reason
from domain.periods import paris_day
from domain.register import INVITATIONS
from domain.roles import Role
from domain.text import Text
from web import organisation_fields as about
from web.access import Access, seen_by
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.looks import note_look
from web.organisation import INVITE, VALID_FOR, facts_of, take_invitation
from web.pages import AnyRequest, page, see_other

_LIST = "/staff/organisations"
_ONE = _LIST + "/{organisation_id:uuid}"

OF_CONTRACTS = Access(public=False, roles=frozenset({Role.SUPPORT, Role.FINANCE}))
"""Support and finance: these pages show legal persons and numbers, and no person."""

OF_INVITATIONS = Access(
    public=False, roles=seen_by(INVITATIONS).roles & frozenset({Role.SUPPORT})
)

NEW_FORM = FormDefinition(name=about.name(), seats=about.seats())
SEATS_FORM = FormDefinition(seats=about.seats())
CLAUSE_FORM = FormDefinition(since_on=about.first_day(), until_on=about.last_day())

_OVERLAP = Text(
    "Une autre clause couvre déjà une partie de ces jours.",
    "Another clause covers some of these days already.",
)
_BACKWARDS = Text(
    "La clause doit prendre fin après avoir commencé.",
    "The clause must end after it has begun.",
)


@get(_LIST, access=OF_CONTRACTS)
async def show_organisations(request: AnyRequest, now: Now) -> Response[str]:
    """List the organisations with their seats."""
    clients = await organisations.clients(on=paris_day(now))
    return page(request, "staff/organisations.html", clients=clients)


@get(f"{_LIST}/new", access=OF_CONTRACTS)
async def show_new(request: AnyRequest) -> Response[str]:
    """Show the form of a new organisation."""
    return page(request, "staff/new_organisation.html", form=None)


@post(f"{_LIST}/new", access=OF_CONTRACTS, status_code=200)
async def create(request: AnyRequest, now: Now) -> Response[Any]:
    """Make an organisation."""
    form = NEW_FORM.read(request)
    if not form.is_valid:
        return page(
            request,
            "staff/new_organisation.html",
            http_status=HTTP_422_UNPROCESSABLE_ENTITY,
            form=form,
        )
    await organisations.create_organisation(
        organisation_id=form.id, name=form["name"], seats=form["seats"], now=now
    )
    return see_other(request, f"{_LIST}/{form.id}", notice="organisation-made")


@get(_ONE, access=OF_CONTRACTS)
async def show_organisation(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one contract: seats, clauses, end; how many people, never who."""
    return await _page_of(request, person, organisation_id, now)


async def _page_of(
    request: AnyRequest,
    person: SignedIn,
    organisation_id: UUID,
    now: Now,
    *,
    form: Form | None = None,
    form_of: str = "",
) -> Response[str]:
    return page(
        request,
        "staff/organisation.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        organisation=await organisations.find(organisation_id),
        seats=await organisations.seats_of(organisation_id, valid_for=VALID_FOR, now=now),
        clauses=await organisations.clauses_of(organisation_id),
        end=await organisations.end_of(organisation_id),
        today=paris_day(now),
        can_invite=OF_INVITATIONS.admits(person),
        seats_form=form if form_of == "seats" else None,
        clause_form=form if form_of == "clause" else None,
    )


@post(_ONE + "/seats", access=OF_CONTRACTS, page=_LIST, status_code=200)
async def set_seats(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note how many seats were sold."""
    form = SEATS_FORM.read(request)
    await organisations.find(organisation_id)
    if not form.is_valid:
        return await _page_of(request, person, organisation_id, now, form=form, form_of="seats")
    await organisations.set_seats(organisation_id=organisation_id, seats=form["seats"])
    return see_other(request, f"{_LIST}/{organisation_id}", notice="seats-set")


@post(_ONE + "/clause", access=OF_CONTRACTS, page=_LIST, status_code=200)
async def record_clause(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Record the clause on statistics; members are told by mail (P-ACC-9)."""
    form = CLAUSE_FORM.read(request)
    await organisations.find(organisation_id)
    try:
        if form.is_valid:
            async with database.transaction():
                is_new = await organisations.record_clause(
                    organisation_id=organisation_id,
                    since_on=form["since_on"],
                    until_on=form["until_on"],
                    now=now,
                )
                if is_new:
                    await _note(person, "contract.clause-recorded", now)
    except organisations.ClausesOverlap:
        form.reject("since_on", _OVERLAP)
    except organisations.EndsBeforeItBegins:
        form.reject("until_on", _BACKWARDS)
    if not form.is_valid:
        return await _page_of(
            request, person, organisation_id, now, form=form, form_of="clause"
        )
    return see_other(request, f"{_LIST}/{organisation_id}", notice="clause-recorded")


@post(_ONE + "/clause/end", access=OF_CONTRACTS, page=_LIST, status_code=200)
async def end_clause(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """End the clause today: the statistics and their counters are gone."""
    async with database.transaction():
        await organisations.end_clause(organisation_id=organisation_id, now=now)
        await _note(person, "contract.clause-ended", now)
    return see_other(request, f"{_LIST}/{organisation_id}", notice="clause-ended")


@post(_ONE + "/end", access=OF_CONTRACTS, step_up=True, page=_LIST, status_code=200)
async def end_organisation(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """End an organisation's contract; its members are told by mail."""
    async with database.transaction():
        await organisations.end_organisation(organisation_id=organisation_id, now=now)
        await _note(person, "contract.ended", now)
    return see_other(request, f"{_LIST}/{organisation_id}", notice="organisation-ended")


async def _note(person: Person, action: str, now: datetime) -> None:
    """Write down who recorded what a contract says: nowhere else does it stand."""
    await note_look(person, None, action, reason=Reason.CONTRACT, now=now)


@get(_ONE + "/invitations/new", access=OF_INVITATIONS)
async def show_new_invitation(
    request: AnyRequest, organisation_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show the form that invites somebody on the organisation's behalf."""
    facts = await facts_of(organisation_id, now)
    facts["back_to"] = f"{_LIST}/{organisation_id}"
    return page(request, INVITE, form=None, **facts)


@post(_ONE + "/invitations/new", access=OF_INVITATIONS, status_code=200)
async def send_invitation(
    request: AnyRequest, person: SignedIn, organisation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Invite somebody, the first administrator for example."""
    back_to = f"{_LIST}/{organisation_id}"
    refused = await take_invitation(
        request, organisation_id, by=person, now=now, back_to=back_to
    )
    return refused or see_other(request, back_to, notice="invitation-sent")


HANDLERS = [
    show_organisations,
    show_new,
    create,
    show_organisation,
    set_seats,
    record_clause,
    end_clause,
    end_organisation,
    show_new_invitation,
    send_invitation,
]
