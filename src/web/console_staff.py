"""``/console/staff``: who works here, in which role, and noting that somebody left."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT

from domain import accounts, database
from domain.audit import Reason
from domain.errors import DomainError
from domain.register import STAFF_ACCOUNTS
from domain.roles import ROLE_NAMES, Role
from domain.text import Text
from web.access import seen_by
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

_LIST = "/console/staff"


class OwnDeparture(DomainError):
    """Nobody records their own departure: another officer does."""


DOMAIN_ERRORS[OwnDeparture] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Votre propre départ est enregistré par un autre délégué, pour que la console ne reste"
        " pas sans personne.",
        "Your own departure is recorded by another officer, so that the console is never left"
        " without anybody.",
    ),
)


@get(_LIST, access=seen_by(STAFF_ACCOUNTS))
async def show_staff(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """List the members of staff, those who work here first; one entry notes the list."""
    await note_look(person, None, "staff.listed", reason=Reason.SECURITY, now=now)
    return page(
        request,
        "console/staff.html",
        staff=[(one, ROLE_NAMES[Role(one.role)]) for one in await accounts.all_staff()],
        period=STAFF_ACCOUNTS.holdings[0].retention.period,
    )


@post(
    _LIST + "/{account_id:uuid}/departure",
    access=seen_by(STAFF_ACCOUNTS),
    step_up=True,
    page=_LIST,
    status_code=200,
)
async def note_departure(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note that a member of staff left: no way in from now on (P-OPS-9)."""
    if account_id == person.id:
        raise OwnDeparture
    await accounts.find_staff(account_id)
    async with database.transaction():
        await accounts.leave(account_id=account_id, now=now)
        await note_look(person, account_id, "staff.left", reason=Reason.SECURITY, now=now)
    return see_other(request, _LIST, notice="departure-noted")


HANDLERS = [show_staff, note_departure]
