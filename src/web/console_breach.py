"""``/console/breaches/{id}``: one breach, its steps, its history, its notification form."""

from collections.abc import Callable, Coroutine
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
from domain.breaches import (
    ACT_NAMES,
    EXEMPTION_NAMES,
    NATURE_NAMES,
    RISK_NAMES,
    Act,
    BreachChange,
    Exemption,
    Nature,
    PersonalDataBreach,
    Risk,
    State,
)
from domain.register import REGISTER
from domain.register.controller import CONTROLLER
from domain.roles import ROLE_NAMES, Role
from domain.text import Text
from web import breach_fields as fields
from web.console_breaches import DPO, LIST, note, refused_beside, running_of
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.pages import AnyRequest, page, see_other

_ONE = LIST + "/{breach_id:uuid}"
_SHEETS = {activity.slug: activity for activity in REGISTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a breach's history, in words."""

    at: datetime
    role: Text
    act: Text
    field: Text | None
    before: str | Text | datetime | None
    after: str | Text | datetime | None


def line_of(change: BreachChange) -> Line:
    """Return a line of the history as the page shows it."""
    field = change.field
    return Line(
        at=change.at,
        role=ROLE_NAMES[Role(change.role)],
        act=ACT_NAMES[Act(change.act)],
        field=fields.FIELD_NAMES[field] if field else None,
        before=fields.shown_value(field, change.before) if field else change.before,
        after=fields.shown_value(field, change.after) if field else change.after,
    )


@get(_ONE, access=DPO)
async def show_breach(
    request: AnyRequest, breach_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show a breach: its clock, its facts, what is due, what changed and when."""
    return await _breach_page(request, await breaches.find(breach_id), {}, now)


async def _breach_page(
    request: AnyRequest, breach: PersonalDataBreach, forms: dict[str, Form], now: datetime
) -> Response[str]:
    wrong = any(not form.is_valid for form in forms.values())
    return page(
        request,
        "console/breach.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if wrong else 200,
        forms_sent={name: forms.get(name) for name in _STEPS},
        lines=[line_of(one) for one in await breaches.changes_of(breach.id)],
        notices=await breaches.notices_of(breach.id),
        may_close=breaches.state_of(breach) is State.TO_CLOSE,
        present=fields.wall_time(now),
        risks=list(RISK_NAMES.items()),
        exemptions=list(EXEMPTION_NAMES.items()),
        **_shown(breach, now),
    )


def _shown(breach: PersonalDataBreach, now: datetime) -> dict[str, Any]:
    exemption = breach.exemption
    return {
        "breach": breach,
        "running": running_of(breach, now=now),
        "natures": [NATURE_NAMES[Nature(one)] for one in breach.natures],
        "sheets": [_SHEETS[one] for one in breach.categories if one in _SHEETS],
        "exemption": EXEMPTION_NAMES[Exemption(exemption)] if exemption else None,
        "is_late": breach.notified_at is not None
        and breaches.is_late(breach.aware_at, breach.notified_at),
        "must_notify": breaches.must_notify(breach.risk),
        "must_inform": breaches.must_inform(breach.risk),
    }


@get(_ONE + "/form", access=DPO)
async def show_form(request: AnyRequest, breach_id: FromPath[UUID], now: Now) -> Response[str]:
    """Show what the CNIL's form asks for, to be printed or copied (art. 33(3))."""
    breach = await breaches.find(breach_id)
    return page(
        request, "console/breach_form.html", controller=CONTROLLER, **_shown(breach, now)
    )


Writing = Callable[[UUID, Form, Role, datetime], Coroutine[Any, Any, None]]


def _assess(breach_id: UUID, form: Form, by: Role, now: datetime) -> Any:
    return breaches.assess(
        breach_id, risk=Risk(form["risk"]), reason=form["risk_reason"], by=by, now=now
    )


def _notify(breach_id: UUID, form: Form, by: Role, now: datetime) -> Any:
    return breaches.note_notification(
        breach_id,
        at=form["notified_at"],
        reference=form["reference"],
        delay_reason=form["delay_reason"],
        by=by,
        now=now,
    )


def _inform(breach_id: UUID, form: Form, by: Role, now: datetime) -> Any:
    return breaches.note_information(
        breach_id, at=form["informed_at"], how=form["informed_how"], by=by, now=now
    )


def _exempt(breach_id: UUID, form: Form, by: Role, now: datetime) -> Any:
    ground = Exemption(form["exemption"])
    return breaches.note_exemption(
        breach_id, ground=ground, reason=form["exemption_reason"], by=by, now=now
    )


_STEPS: dict[str, tuple[FormDefinition, Writing, str]] = {
    "risk": (fields.RISK_FORM, _assess, "breach.assessed"),
    "notification": (fields.NOTIFICATION_FORM, _notify, "breach.notified"),
    "information": (fields.INFORMATION_FORM, _inform, "breach.informed"),
    "exemption": (fields.EXEMPTION_FORM, _exempt, "breach.exempted"),
}
"""By the last part of its path: the form of a step, what it writes, what the trail calls it."""


@post(_ONE + "/risk", access=DPO, page=LIST, status_code=200)
async def assess(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Say which risk the breach is to people, with the reasons."""
    return await _step(request, "risk", person, breach_id, now)


@post(_ONE + "/notification", access=DPO, page=LIST, status_code=200)
async def notify(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note that the CNIL was notified."""
    return await _step(request, "notification", person, breach_id, now)


@post(_ONE + "/information", access=DPO, page=LIST, status_code=200)
async def inform(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note that the people were informed."""
    return await _step(request, "information", person, breach_id, now)


@post(_ONE + "/exemption", access=DPO, page=LIST, status_code=200)
async def exempt(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note why the people are not informed (art. 34(3))."""
    return await _step(request, "exemption", person, breach_id, now)


async def _step(
    request: AnyRequest, name: str, person: Person, breach_id: UUID, now: datetime
) -> Response[Any]:
    definition, writing, action = _STEPS[name]
    form = definition.read(request)
    breach = await breaches.find(breach_id)

    async def write() -> None:
        await writing(breach_id, form, Role(person.role), now)
        await note(person, action, now)

    if form.is_valid:
        await refused_beside(form, write(), delay="delay_reason")
    if not form.is_valid:
        return await _breach_page(request, breach, {name: form}, now)
    return see_other(request, f"{LIST}/{breach_id}", notice="breach-changed")


@post(_ONE + "/closing", access=DPO, page=LIST, status_code=200)
async def close(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Close the breach: its five years begin."""
    async with database.transaction():
        await breaches.close(breach_id, by=Role(person.role), now=now)
        await note(person, "breach.closed", now)
    return see_other(request, f"{LIST}/{breach_id}", notice="breach-closed")


@post(_ONE + "/reopening", access=DPO, page=LIST, status_code=200)
async def reopen(
    request: AnyRequest, person: SignedIn, breach_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Open the breach again, to complete it."""
    async with database.transaction():
        await breaches.reopen(breach_id, by=Role(person.role), now=now)
        await note(person, "breach.reopened", now)
    return see_other(request, f"{LIST}/{breach_id}", notice="breach-reopened")


HANDLERS = [show_breach, show_form, assess, notify, inform, exempt, close, reopen]
