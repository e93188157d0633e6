"""``/staff-invitation/{token}``: a new member of staff sets what signing in needs."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, links
from domain.accounts import STAFF_INVITATION, Account, Enrolment
from domain.errors import NotFound
from domain.roles import ROLE_NAMES, Role
from web import account_fields as fields
from web.access import PUBLIC
from web.dependencies import Now
from web.enrolment import offer_of
from web.forms import Field, Form, FormDefinition
from web.pages import AnyRequest, page, see_other
from web.pauses import ask_for_patience
from web.sign_up import link_spent, refuse_weak_password

TEMPLATE = "accounts/staff_invitation.html"
FORM = FormDefinition(
    first_name=fields.first_name(),
    last_name=fields.last_name(),
    password=fields.password(),
    enrolment=Field(max_length=32, min_length=32),
    code=fields.code(),
)


@get("/staff-invitation/{token:str}", access=PUBLIC, as_itself=True)
async def show_invitation(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Show the form with a secret offered to the person's app; opening it changes nothing."""
    account_id = links.read(STAFF_INVITATION, token)
    try:
        invited = await accounts.invited_staff(account_id, now=now)
    except accounts.LinkSpent:
        return link_spent(request)
    return page(request, TEMPLATE, form=None, **_offer(invited, accounts.new_enrolment()))


@post("/staff-invitation/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def accept_invitation(
    request: AnyRequest, token: FromPath[str], now: Now
) -> Response[Any]:
    """Take names, password and the first code at once, or none of them."""
    account_id = links.read(STAFF_INVITATION, token)
    form = FORM.read(request)
    if "enrolment" in form.errors:  # written by our page, so nobody's mistake
        raise NotFound
    try:
        invited = await accounts.invited_staff(account_id, now=now)
        offer = _offer(invited, form["enrolment"])
        await refuse_weak_password(form, "first_name", "last_name")
        if form.is_valid:
            await _accept(account_id, form, now)
    except accounts.LinkSpent:
        return link_spent(request)
    except accounts.WrongCode:
        form.reject("code", fields.WRONG_CODE)
    except (accounts.TooBusy, accounts.TooManyTries) as refusal:
        return ask_for_patience(request, TEMPLATE, form, refusal, **offer)
    if not form.is_valid:
        return page(
            request, TEMPLATE, http_status=HTTP_422_UNPROCESSABLE_ENTITY, form=form, **offer
        )
    return see_other(request, "/sign-in", notice="staff-ready")


async def _accept(account_id: UUID, form: Form, now: Now) -> None:
    enrolment = Enrolment(**{name: form[name] for name in Enrolment.__annotations__})
    await accounts.accept_staff_invitation(account_id, enrolment=enrolment, now=now)


def _offer(invited: Account, enrolment: str) -> dict[str, Any]:
    """Return what the page shows: whom it is for, and the secret, to scan or to type."""
    return {
        "email": invited.email,
        "role_name": ROLE_NAMES[Role(invited.role)],
        **offer_of(invited.id, invited.email, enrolment),
    }


HANDLERS = [show_invitation, accept_invitation]
