"""``/invitation/{token}``: taking a seat that was offered, with a new account or one's own."""

from typing import Any

import segno
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, links, organisations
from domain.accounts import Account, Person
from domain.errors import NotFound
from domain.organisations import (
    INVITATION,
    Enrolment,
    GuestParticulars,
    Invitation,
    InvitationSpent,
)
from domain.periods import after, paris_day
from web import account_fields as fields
from web import organisation_fields as about
from web.access import PUBLIC, SignInAgain
from web.dependencies import Now
from web.forms import Field, Form, FormDefinition
from web.organisation import VALID_FOR
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience
from web.person import person_of
from web.sign_up import link_spent, refuse_weak_password

OPEN, JOIN = "organisations/open_account.html", "organisations/join.html"

_CODE = {"enrolment": Field(max_length=32, min_length=32), "code": fields.code()}
_GUEST = {
    "first_name": fields.first_name(),
    "last_name": fields.last_name(),
    "occupation": fields.occupation(),
    "telephone": about.guests_telephone(),
    "password": fields.password(),
}
MEMBER_FORM = FormDefinition(**_GUEST)
ADMINISTRATOR_FORM = FormDefinition(**_GUEST, **_CODE)
JOIN_FORM = FormDefinition()
JOIN_WITH_CODE_FORM = FormDefinition(**_CODE)


@get("/invitation/{token:str}", access=PUBLIC, as_itself=True)
async def show_invitation(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Say who invites and what happens with the data; opening the link does nothing."""
    try:
        invitation = await _waiting(token, now)
    except InvitationSpent:
        return link_spent(request)
    person = person_of(request)
    if person is None:
        return await _to_visitor(request, invitation, now)
    needs_code = await _needs_code(invitation, person, now)
    return await _join_page(request, invitation, None, _offer(invitation, needs_code), now)


async def _to_visitor(request: AnyRequest, invitation: Invitation, now: Now) -> Response[str]:
    """Ask a new person for what an account needs; send the holder of one to sign in."""
    if await Account.exists().where(Account.email == invitation.email):
        return page(
            request, "organisations/sign_in_to_join.html", **await _facts(invitation, now)
        )
    offer = _offer(invitation, invitation.as_administrator)
    return await _open_page(request, invitation, None, offer, now)


@post("/invitation/{token:str}", access=PUBLIC, as_itself=True, status_code=200)
async def accept_invitation(
    request: AnyRequest, token: FromPath[str], now: Now
) -> Response[Any]:
    """Take the seat: open an account, or join with the one that is signed in."""
    try:
        invitation = await _waiting(token, now)
        person = person_of(request)
        if person is None:
            return await _open(request, invitation, now)
        return await _join(request, invitation, person, now)
    except InvitationSpent:
        return link_spent(request)
    except accounts.AccountExists:
        return page(
            request,
            "organisations/sign_in_to_join.html",
            http_status=HTTP_409_CONFLICT,
            **await _facts(invitation, now),
        )


async def _open(request: AnyRequest, invitation: Invitation, now: Now) -> Response[Any]:
    form = (ADMINISTRATOR_FORM if invitation.as_administrator else MEMBER_FORM).read(request)
    offer = _offer_in(form, invitation, invitation.as_administrator)
    try:
        await refuse_weak_password(form, "first_name", "last_name")
        if form.is_valid:
            await organisations.open_invited_account(
                invitation.id,
                particulars=GuestParticulars(
                    **{name: form[name] for name in GuestParticulars.__annotations__}
                ),
                password=form["password"],
                enrolment=_enrolment(form),
                language=language_of(request),
                valid_for=VALID_FOR,
                now=now,
            )
    except accounts.WrongCode:
        form.reject("code", fields.WRONG_CODE)
    except (accounts.TooBusy, accounts.TooManyTries) as refusal:
        return ask_for_patience(
            request, OPEN, form, refusal, **offer, **await _facts(invitation, now)
        )
    if not form.is_valid:
        return await _open_page(request, invitation, form, offer, now)
    return see_other(request, "/sign-in", notice="invitation-accepted")


async def _join(
    request: AnyRequest, invitation: Invitation, person: Person, now: Now
) -> Response[Any]:
    needs_code = await _needs_code(invitation, person, now)
    form = (JOIN_WITH_CODE_FORM if needs_code else JOIN_FORM).read(request)
    offer = _offer_in(form, invitation, needs_code)
    try:
        if form.is_valid:
            await organisations.join(
                invitation.id,
                account_id=person.id,
                enrolment=_enrolment(form),
                keep=person.session_id,
                valid_for=VALID_FOR,
                now=now,
            )
    except accounts.WrongCode:
        form.reject("code", fields.WRONG_CODE)
    if not form.is_valid:
        return await _join_page(request, invitation, form, offer, now)
    return see_other(request, "/organisation", notice="organisation-joined")


async def _needs_code(invitation: Invitation, person: Person, now: Now) -> bool:
    """Tell whether joining sets a second factor, which wants a fresh password first.

    Who is not the invited person is told so, and nothing else of the invitation.
    """
    account = (await accounts.overview(person.id)).account
    if account.email != invitation.email or person.is_staff:
        raise organisations.NotForYou
    if account.organisation not in (None, invitation.organisation):
        raise organisations.BelongsElsewhere
    has_code = await organisations.has_second_factor(person.id)
    needs_code = bool(invitation.as_administrator) and not has_code
    if needs_code and not person.is_fresh(now):
        raise SignInAgain
    return needs_code


async def _waiting(token: str, now: Now) -> Invitation:
    invitation_id = links.read(INVITATION, token)
    return await organisations.waiting_invitation(invitation_id, valid_for=VALID_FOR, now=now)


async def _open_page(
    request: AnyRequest,
    invitation: Invitation,
    form: Form | None,
    offer: dict[str, Any],
    now: Now,
) -> Response[str]:
    facts = await _facts(invitation, now)
    return page(request, OPEN, http_status=_status(form), form=form, **offer, **facts)


async def _join_page(
    request: AnyRequest,
    invitation: Invitation,
    form: Form | None,
    offer: dict[str, Any],
    now: Now,
) -> Response[str]:
    facts = await _facts(invitation, now)
    return page(request, JOIN, http_status=_status(form), form=form, **offer, **facts)


def _status(form: Form | None) -> int:
    return HTTP_422_UNPROCESSABLE_ENTITY if form else 200


async def _facts(invitation: Invitation, now: Now) -> dict[str, Any]:
    """Return what every page of an invitation says of it."""
    organisation = await organisations.find(invitation.organisation)
    clause = await organisations.clause_in_force(organisation.id, on=paris_day(now))
    return {
        "organisation": organisation,
        "inviter": await organisations.inviter_of(invitation),
        "email": invitation.email,
        "as_administrator": invitation.as_administrator,
        "has_statistics": clause is not None,
        "ends_at": after(invitation.invited_at, VALID_FOR),
    }


def _offer(invitation: Invitation, needs_code: bool) -> dict[str, Any]:  # noqa: FBT001 - its question
    return _shown(invitation, accounts.new_enrolment() if needs_code else None)


def _offer_in(form: Form, invitation: Invitation, needs_code: bool) -> dict[str, Any]:  # noqa: FBT001 - its question
    """Return the second factor that the sent form was offered."""
    if "enrolment" in form.errors:  # written by our page, so nobody's mistake
        raise NotFound
    return _shown(invitation, form["enrolment"] if needs_code else None)


def _shown(invitation: Invitation, enrolment: str | None) -> dict[str, Any]:
    """Return what the page shows of an offered second factor, to scan or to type."""
    if enrolment is None:
        return {"enrolment": None, "secret": "", "qr_code": ""}
    secret = accounts.offered_secret(invitation.id, enrolment)
    address = accounts.enrolment_address(secret, invitation.email)
    return {
        "enrolment": enrolment,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr_code": segno.make(address, error="m").svg_data_uri(scale=4, light="#fff"),
    }


def _enrolment(form: Form) -> Enrolment | None:
    if "enrolment" not in form.data:
        return None
    return Enrolment(number=form["enrolment"], code=form["code"])


HANDLERS = [show_invitation, accept_invitation]
