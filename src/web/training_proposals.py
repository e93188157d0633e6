"""``/organisation/training``: an administrator asks for a session, and sees who registered."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import organisations, training
from domain.text import LANGUAGE_NAMES
from web import account_fields as fields
from web import training_fields as about
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.organisation import ADMINISTRATORS, organisation_of
from web.pages import AnyRequest, page, see_other

_HERE = "/organisation/training"
_TIMES = ("first_time", "second_time", "third_time")

PROPOSAL_FORM = FormDefinition(
    topic=about.topic(),
    language=fields.language(),
    minutes=about.minutes(),
    first_time=about.time(required=True),
    second_time=about.time(required=False),
    third_time=about.time(required=False),
    expected=about.expected(),
    message=about.message(),
)


@get(_HERE, access=ADMINISTRATORS)
async def show_proposals(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the organisation's sessions, and of each who registered: its own members."""
    organisation_id = organisation_of(person)
    agenda = await training.agenda_of(organisation_id, now=now)
    return page(
        request,
        "training/proposals.html",
        organisation=await organisations.find(organisation_id),
        sessions=[(each, await training.registered_for(each.id)) for each in agenda],
    )


@get(f"{_HERE}/new", access=ADMINISTRATORS)
async def show_new_proposal(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the form that asks for a session."""
    organisation_of(person)
    return _form_page(request, None)


@post(f"{_HERE}/new", access=ADMINISTRATORS, status_code=200)
async def propose(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Ask for a session, at up to three times; our support answers."""
    form = PROPOSAL_FORM.read(request)
    try:
        if form.is_valid:
            await training.propose(
                session_id=form.id,
                organisation_id=organisation_of(person),
                by=person.id,
                topic=form["topic"],
                language=form["language"],
                minutes=int(form["minutes"]),
                times=[form[name] for name in _TIMES if form[name] is not None],
                expected=form["expected"],
                message=form["message"],
                now=now,
            )
    except training.NoTimeLeft:
        form.reject("first_time", about.NO_TIME_LEFT)
    if not form.is_valid:
        return _form_page(request, form)
    return see_other(request, _HERE, notice="training-proposed")


def _form_page(request: AnyRequest, form: Form | None) -> Response[str]:
    return page(
        request,
        "training/propose.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        languages=list(LANGUAGE_NAMES.items()),
        lengths=list(about.LENGTHS.items()),
        notice=training.NOTICE,
        ahead=training.AHEAD,
    )


@post(
    _HERE + "/{session_id:uuid}/cancellation",
    access=ADMINISTRATORS,
    page=_HERE,
    status_code=200,
)
async def cancel(
    request: AnyRequest, person: SignedIn, session_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Cancel a session of the person's own organisation, or take its proposal back."""
    await training.cancel(session_id, organisation_id=organisation_of(person), now=now)
    return see_other(request, _HERE, notice="training-cancelled")


HANDLERS = [show_proposals, show_new_proposal, propose, cancel]
