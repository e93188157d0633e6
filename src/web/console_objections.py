"""``/console/objections``: objections to the watch over the licence, weighed by the officer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, licence
from domain.accounts import Account, Person
from domain.audit import Reason
from domain.organisations import Objection
from domain.register import OBJECTIONS
from domain.text import Text
from web import sharing_parts as parts
from web.access import seen_by
from web.account_fields import one_of
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

DPO = seen_by(OBJECTIONS)
_LIST = "/console/objections"
_ONE = _LIST + "/{objection_id:uuid}"

_GROUNDS_NEEDED = Text(
    "Écrivez vos motifs : la personne les reçoit.",
    "Write your grounds: the person receives them.",
)
WEIGHING_FORM = FormDefinition(
    decision=one_of("accept", "override"), grounds=parts.written(_GROUNDS_NEEDED)
)


@get(_LIST, access=DPO)
async def show_objections(request: AnyRequest) -> Response[str]:
    """List objections without names: those to weigh first."""
    found = await licence.objections_to_weigh()
    return page(
        request,
        "console/objections.html",
        to_weigh=[each for each in found if _waits(each)],
        weighed=[each for each in found if not _waits(each)],
    )


def _waits(objection: Objection) -> bool:
    return objection.decided_at is None and objection.withdrawn_at is None


@get(_ONE, access=DPO)
async def show_objection(
    request: AnyRequest, person: SignedIn, objection_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show an objection with its reasons; the look is noted."""
    return await _objection_page(request, person, objection_id, now)


@get(_ONE + "/decision", access=DPO, step_up=True)
async def come_back_to_weigh(
    request: AnyRequest, objection_id: FromPath[UUID]
) -> Response[Any]:
    """Lead back to the objection once the password was given again."""
    await licence.find_objection(objection_id)
    return see_other(request, f"{_LIST}/{objection_id}")


@post(_ONE + "/decision", access=DPO, step_up=True, status_code=200)
async def weigh(
    request: AnyRequest, person: SignedIn, objection_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Accept an objection, or override it: both with grounds that the person reads."""
    form = WEIGHING_FORM.read(request)
    if not form.is_valid:
        return await _objection_page(request, person, objection_id, now, form=form)
    accepted = form["decision"] == "accept"
    async with database.transaction():
        await licence.weigh(objection_id, accepted=accepted, grounds=form["grounds"], now=now)
        action = "objection.accepted" if accepted else "objection.overridden"
        await _note(person, await licence.find_objection(objection_id), action, now)
    return see_other(request, f"{_LIST}/{objection_id}", notice="objection-weighed")


async def _objection_page(
    request: AnyRequest,
    person: Person,
    objection_id: UUID,
    now: datetime,
    *,
    form: Form | None = None,
) -> Response[str]:
    objection = await licence.find_objection(objection_id)
    await _note(person, objection, "objection.read", now)
    who = await (
        Account.select(Account.first_name, Account.last_name, Account.email)
        .where(Account.id == objection.account)
        .first()
    )
    return page(
        request,
        "console/objection.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        objection=objection,
        who=who,
        can_weigh=_waits(objection),
        is_fresh=person.is_fresh(now),
        form=form,
    )


async def _note(person: Person, objection: Objection, action: str, now: datetime) -> None:
    await note_look(person, objection.account, action, reason=Reason.OBJECTION, now=now)


HANDLERS = [show_objections, show_objection, come_back_to_weigh, weigh]
