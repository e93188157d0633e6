"""``/console/retention/holds``: legal holds, set and lifted by the officer in writing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, database, holds, rights
from domain.accounts import Person
from domain.audit import Reason
from domain.errors import NotFound
from domain.periods import paris_day
from domain.register import ACCOUNTS, LEGAL_HOLDS, STAFF_ACCOUNTS
from domain.rights.people import held
from domain.text import Text
from web import account_fields as fields
from web.access import seen_by
from web.console_retention import NAMES
from web.csv_export import csv_file
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Form, FormDefinition
from web.looks import note_look
from web.organisation_fields import first_day
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

_LIST = "/console/retention/holds"
_ONE = _LIST + "/{hold_id:uuid}"
_DPO = seen_by(LEGAL_HOLDS, ACCOUNTS, STAFF_ACCOUNTS)
_ROWS = 100

ALL = "all"
SCOPES = {
    ALL: Text("tous les traitements", "every processing"),
    **{
        slug: NAMES[slug]
        for slug in dict.fromkeys(activity.slug for activity, _ in held())
        if slug != LEGAL_HOLDS.slug
    },
}
"""What can be held: every activity whose people can be found."""

DOMAIN_ERRORS[holds.NotInForce] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette conservation a déjà pris fin : sa date de fin ne change plus.",
        "This hold has ended already: its end does not change any more.",
    ),
)

_NO_REASON = Text("Écrivez le motif.", "Write down the reason.")


def _reason() -> Field:
    return Field(max_length=2000, min_length=10, lines=True, missing=_NO_REASON)


def _confirmed() -> Field:
    missing = Text("Confirmez avant d’enregistrer.", "Confirm before it is recorded.")
    return fields.one_of("on", missing=missing)


NEW_FORM = FormDefinition(
    email=fields.email(),
    activity=fields.one_of(*SCOPES),
    reason=_reason(),
    ends_on=first_day(),
    confirmed=_confirmed(),
)
LIFT_FORM = FormDefinition(reason=_reason())

_NOBODY = Text("Aucun compte n’a cette adresse.", "No account has this address.")
_TOO_SOON = Text("Ce jour est déjà passé.", "This day is over already.")
_TOO_LATE = Text(
    "Une conservation prend fin dans les cinq ans. Au-delà, décidez-en une nouvelle le moment"
    " venu, avec ses motifs.",
    "A hold ends within five years. Beyond, set a new one when the time comes, with its"
    " reasons.",
)


@get(_LIST, access=_DPO)
async def show_holds(request: AnyRequest, now: Now) -> Response[str]:
    """List the holds in force, the first to end first, and those that ended."""
    number = page_number(request.query_params.get("page"))
    past = await holds.ended(now=now, limit=_ROWS + 1, offset=(number - 1) * _ROWS)
    return page(
        request,
        "console/holds.html",
        in_force=await holds.in_force(now=now),
        past=past[:_ROWS],
        has_more=len(past) > _ROWS,
        number=number,
        scopes=SCOPES,
    )


@get(f"{_LIST}.csv", access=_DPO)
async def export_holds(now: Now) -> Response[str]:
    """Hand over the list of holds: what, since when, until when; nobody by name."""
    columns = ("id", "activity", "set_at", "ends_at", "lifted_at")
    every = [*await holds.in_force(now=now), *await holds.ended(now=now, limit=100_000)]
    return csv_file(
        "legal-holds", columns, ([getattr(one, name) for name in columns] for one in every)
    )


@get(f"{_LIST}/new", access=_DPO, step_up=True)
async def show_new(request: AnyRequest, now: Now) -> Response[str]:
    """Show the form of a new hold."""
    return _new_page(request, None, now)


@post(f"{_LIST}/new", access=_DPO, step_up=True, status_code=200)
async def set_hold(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Set a hold on a person's data (art. 17(3)(e)); the person can read that it was."""
    form = NEW_FORM.read(request)
    account_id = await _account_in(form)
    if form.is_valid and account_id is not None:
        await _set(form, account_id, person, now)
    if not form.is_valid:
        return _new_page(request, form, now)
    return see_other(request, f"{_LIST}/{form.id}", notice="hold-set")


async def _account_in(form: Form) -> UUID | None:
    if "email" in form.errors:
        return None
    account_id = (await rights.subject_of_address(form["email"])).account_id
    if account_id is None:
        form.reject("email", _NOBODY)
    return account_id


async def _set(form: Form, account_id: UUID, person: Person, now: datetime) -> None:
    try:
        async with database.transaction():
            await holds.set_hold(
                hold_id=form.id,
                account_id=account_id,
                activity=None if form["activity"] == ALL else form["activity"],
                reason=form["reason"],
                ends_on=form["ends_on"],
                set_by=person.id,
                now=now,
            )
            await _note(person, account_id, "hold.set", now)
    except holds.EndsTooSoon:
        form.reject("ends_on", _TOO_SOON)
    except holds.EndsTooLate:
        form.reject("ends_on", _TOO_LATE)


def _new_page(request: AnyRequest, form: Form | None, now: Now) -> Response[str]:
    return page(
        request,
        "console/new_hold.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        scopes=SCOPES,
        today=paris_day(now),
    )


@get(_ONE, access=_DPO)
async def show_hold(
    request: AnyRequest, person: SignedIn, hold_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one hold: whom it concerns, why, until when; the look is noted."""
    hold = await holds.find_hold(hold_id)
    await _note(person, hold.account, "hold.read", now)
    return await _page_of(request, hold, now, None)


async def _page_of(
    request: AnyRequest, hold: holds.LegalHold, now: Now, form: Form | None
) -> Response[str]:
    staff = {one.id: one for one in await accounts.all_staff()}
    return page(
        request,
        "console/hold.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        hold=hold,
        email=await _email_of(hold.account),
        set_by=staff.get(hold.set_by),
        lifted_by=staff.get(hold.lifted_by),
        in_force=hold.ends_at > now,
        scopes=SCOPES,
        form=form,
    )


async def _email_of(account_id: UUID) -> str | None:
    try:
        return (await rights.subject_of_account(account_id)).email
    except NotFound:
        return None


@post(_ONE + "/lifting", access=_DPO, step_up=True, page=_LIST, status_code=200)
async def lift_hold(
    request: AnyRequest, person: SignedIn, hold_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Lift a hold before its end, with a reason."""
    form = LIFT_FORM.read(request)
    hold = await holds.find_hold(hold_id)
    if not form.is_valid:
        return await _page_of(request, hold, now, form)
    async with database.transaction():
        await holds.lift_hold(hold_id, reason=form["reason"], lifted_by=person.id, now=now)
        await _note(person, hold.account, "hold.lifted", now)
    return see_other(request, f"{_LIST}/{hold_id}", notice="hold-lifted")


async def _note(person: Person, account_id: UUID, action: str, now: datetime) -> None:
    """Write down what the officer saw or did; of a person who is gone, not of whom."""
    is_there = await _email_of(account_id) is not None
    await note_look(
        person, account_id if is_there else None, action, reason=Reason.LEGAL_CLAIM, now=now
    )


HANDLERS = [show_holds, export_holds, show_new, set_hold, show_hold, lift_hold]
