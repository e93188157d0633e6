"""``/organisation``: its members and seats for who administers it, and what it sees of each."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import accounts, organisations
from domain.accounts import Person
from domain.acting import acting_as, administrator
from domain.errors import NotFound
from domain.organisations import INVITING
from domain.register import INVITATIONS
from domain.roles import Role
from web import account_fields as fields
from web import organisation_fields as about
from web.access import Access, SignInAgain
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.history import HOLDERS
from web.network import address_of
from web.pages import AnyRequest, language_of, page, see_other
from web.pauses import ask_for_patience

_HERE = "/organisation"

ADMINISTRATORS = Access(public=False, roles=frozenset({Role.ORG_ADMIN}))
"""Administrators of organisations, each on their own organisation alone."""

VALID_FOR = INVITATIONS.holdings[0].retention.period
"""How long an invitation waits (P-OPS-1), as the register says."""

INVITATION_FORM = FormDefinition(email=fields.email(), role=about.role())
EMPTY_FORM = FormDefinition()


def organisation_of(person: Person) -> UUID:
    """Return the organisation of a person; to who has none, its pages do not exist."""
    if person.organisation is None:
        raise NotFound
    return person.organisation


@get(_HERE, access=HOLDERS)
async def show_organisation(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show who administers and what they see; to an administrator, the members as well."""
    organisation_id = organisation_of(person)
    return page(
        request,
        "organisations/organisation.html",
        organisation=await organisations.find(organisation_id),
        myself=await organisations.member(person.id),
        administrators=await organisations.administrators_of(organisation_id),
        standing=await organisations.standing_of(person.id, now=now),
        valid_for=VALID_FOR,
        **await _what_administrators_see(person, organisation_id, now),
    )


async def _what_administrators_see(
    person: Person, organisation_id: UUID, now: Now
) -> dict[str, Any]:
    """Return the members, the seats and the invitations; nothing to a simple member."""
    if not person.administers_organisation:
        return {"members": [], "seats": None, "pending": []}
    with acting_as(administrator(organisation_id)):
        return {
            "members": await organisations.members_of(organisation_id),
            "seats": await organisations.seats_of(
                organisation_id, valid_for=VALID_FOR, now=now
            ),
            "pending": await organisations.pending_invitations(
                organisation_id, valid_for=VALID_FOR, now=now
            ),
        }


@get(f"{_HERE}/invitations/new", access=ADMINISTRATORS)
async def show_new_invitation(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the form that invites somebody."""
    return page(request, INVITE, form=None, **await facts_of(organisation_of(person), now))


@post(f"{_HERE}/invitations/new", access=ADMINISTRATORS, status_code=200)
async def send_invitation(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Invite somebody; the answer is the same whether the address has an account or not."""
    organisation_id = organisation_of(person)
    refused = await take_invitation(request, organisation_id, by=person, now=now)
    return refused or see_other(request, _HERE, notice="invitation-sent")


INVITE = "organisations/invite.html"


async def facts_of(organisation_id: UUID, now: Now) -> dict[str, Any]:
    """Return what the form of an invitation shows beside its fields."""
    return {
        "organisation": await organisations.find(organisation_id),
        "seats": await organisations.seats_of(organisation_id, valid_for=VALID_FOR, now=now),
        "roles": about.ROLES,
        "valid_for": VALID_FOR,
        "back_to": _HERE,
    }


async def take_invitation(
    request: AnyRequest, organisation_id: UUID, *, by: Person, now: Now, **changed: Any
) -> Response[Any] | None:
    """Take the form of an invitation; return its page again when something is wrong.

    To offer the role of administrator wants a fresh password, as making somebody one does.
    """
    form = INVITATION_FORM.read(request)
    if form.data.get("role") == about.ADMINISTRATOR and not by.is_fresh(now):
        raise SignInAgain
    facts = {**await facts_of(organisation_id, now), **changed}
    try:
        if form.is_valid:
            await _invite(request, organisation_id, form, by, now)
    except organisations.AlreadyMember:
        form.reject("email", about.ALREADY_MEMBER)
    except organisations.NoSeatLeft:
        form.reject("", about.NO_SEAT_LEFT)
    except accounts.TooManyTries as refusal:
        return ask_for_patience(request, INVITE, form, refusal, **facts)
    if form.is_valid:
        return None
    return page(request, INVITE, http_status=HTTP_422_UNPROCESSABLE_ENTITY, form=form, **facts)


async def _invite(
    request: AnyRequest, organisation_id: UUID, form: Form, by: Person, now: Now
) -> None:
    await accounts.count_try(INVITING, email=form["email"], ip=address_of(request), now=now)
    await organisations.invite(
        organisation_id=organisation_id,
        email=form["email"],
        as_administrator=form["role"] == about.ADMINISTRATOR,
        by=by.id,
        form_id=form.id,
        language=language_of(request),
        valid_for=VALID_FOR,
        now=now,
    )


@post(
    _HERE + "/invitations/{invitation_id:uuid}/withdrawal",
    access=ADMINISTRATORS,
    page=_HERE,
    status_code=200,
)
async def withdraw_invitation(
    request: AnyRequest, person: SignedIn, invitation_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Withdraw an invitation of the person's own organisation."""
    await organisations.withdraw_invitation(
        invitation_id, organisation_id=organisation_of(person), now=now
    )
    return see_other(request, _HERE, notice="invitation-withdrawn")


@post(f"{_HERE}/departure", access=HOLDERS, page=_HERE, status_code=200)
async def leave_organisation(request: AnyRequest, person: SignedIn) -> Response[Any]:
    """Let the person leave the organisation; the account stays theirs."""
    organisation_of(person)
    await organisations.leave_organisation(account_id=person.id)
    return see_other(request, "/account", notice="organisation-left")


@post(
    _HERE + "/members/{account_id:uuid}/removal",
    access=ADMINISTRATORS,
    page=_HERE,
    status_code=200,
)
async def remove_member(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Take the seat of a member of the person's own organisation away."""
    await organisations.remove_member(
        organisation_id=organisation_of(person), account_id=account_id, now=now
    )
    return see_other(request, _HERE, notice="member-removed")


@post(
    _HERE + "/members/{account_id:uuid}/administrator",
    access=ADMINISTRATORS,
    step_up=True,
    page=_HERE,
    status_code=200,
)
async def make_administrator(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Make a member an administrator, or ask who has no second factor to become one."""
    is_done = await organisations.make_administrator(
        organisation_id=organisation_of(person),
        account_id=account_id,
        by=person.id,
        form_id=EMPTY_FORM.read(request).id,
        language=language_of(request),
        valid_for=VALID_FOR,
        now=now,
    )
    notice = "administrator-made" if is_done else "administrator-asked"
    return see_other(request, _HERE, notice=notice)


@post(
    _HERE + "/members/{account_id:uuid}/administrator/end",
    access=ADMINISTRATORS,
    step_up=True,
    page=_HERE,
    status_code=200,
)
async def end_administration(
    request: AnyRequest, person: SignedIn, account_id: FromPath[UUID]
) -> Response[Any]:
    """Make an administrator a simple member again."""
    await organisations.end_administration(
        organisation_id=organisation_of(person), account_id=account_id
    )
    return see_other(request, _HERE, notice="administrator-ended")


HANDLERS = [
    show_organisation,
    show_new_invitation,
    send_invitation,
    withdraw_invitation,
    leave_organisation,
    remove_member,
    make_administrator,
    end_administration,
]
