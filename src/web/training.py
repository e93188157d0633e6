"""``/training``: the sessions of a member's organisation; each registers, or does not."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import organisations, training
from domain.register import TRAINING_SESSIONS, ZOOM
from web.calendar_file import Event, calendar_file
from web.dependencies import Now, SignedIn
from web.history import HOLDERS
from web.organisation import organisation_of
from web.pages import AnyRequest, page, see_other

_HERE = "/training"
_ONE = _HERE + "/{session_id:uuid}"


@get(_HERE, access=HOLDERS)
async def show_training(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the sessions that are open or still to come, with the person's own registration."""
    organisation_id = organisation_of(person)
    return page(
        request,
        "training/sessions.html",
        organisation=await organisations.find(organisation_id),
        sessions=await training.offered_to(person.id, organisation_id=organisation_id, now=now),
        sheet=TRAINING_SESSIONS,
        zoom=ZOOM,
        removed_after=training.REMOVED_AFTER,
    )


@get(_ONE + "/calendar.ics", access=HOLDERS)
async def show_calendar(
    person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Answer with the session as a file for a calendar, with the person's own link to join."""
    found = await training.offer(
        session_id,
        account_id=person.id,
        organisation_id=organisation_of(person),
        now=now,
    )
    event = Event(
        id=found.id,
        title=f"assistEU – {found.topic}",
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        url=found.join_url,
    )
    return calendar_file(event, now=now)


@post(_ONE + "/registration", access=HOLDERS, page=_HERE, status_code=200)
async def register(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Register the person for a session of their organisation."""
    organisation_of(person)
    await training.register(session_id, account_id=person.id, now=now)
    return see_other(request, _HERE, notice="training-registered")


@post(_ONE + "/withdrawal", access=HOLDERS, page=_HERE, status_code=200)
async def withdraw(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Withdraw the person's registration; Zoom forgets it."""
    organisation_of(person)
    await training.withdraw(session_id, account_id=person.id, now=now)
    return see_other(request, _HERE, notice="training-withdrawn")


HANDLERS = [show_training, show_calendar, register, withdraw]
