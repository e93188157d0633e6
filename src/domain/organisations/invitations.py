"""Inviting people to an organisation, and taking an invitation back (P-ACC-5, P-OPS-1)."""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.accounts.throttling import HOUR, Limit, Throttled
from domain.acting import by_itself
from domain.errors import NotFound
from domain.organisations.queries import end_of, seats_of
from domain.organisations.rules import (
    AlreadyMember,
    InvitationSpent,
    NoSeatLeft,
    OrganisationEnded,
)
from domain.organisations.tables import Invitation
from domain.periods import Period, after
from domain.text import Language

INVITATION = "invitation"
"""Purpose of the link in the mail."""

MAIL_INVITATION = "mail:invitation"
"""Duty: the mail that carries the link."""

INVITING = Throttled(
    name="invitation",
    everyone=Limit(600, HOUR),
    by_network=Limit(200, HOUR),
    by_address=Limit(5, HOUR),
)
"""Each sends a mail: few for one address, so that nobody's mailbox is filled through us."""


async def hold(organisation_id: UUID) -> None:
    """Hold an organisation until the transaction ends: seats are counted one at a time.

    Raises:
        NotFound: There is none of this id.
        OrganisationEnded: It is a client no more.
    """
    found = await database.fetch_value(
        "select true from organisation where id = $1 for update", organisation_id
    )
    if not found:
        raise NotFound
    if await end_of(organisation_id) is not None:
        raise OrganisationEnded


@by_itself
async def invite(  # noqa: PLR0913 - who is invited, by whom, in which way
    *,
    organisation_id: UUID,
    email: str,
    as_administrator: bool,
    by: UUID,
    form_id: UUID,
    language: Language,
    valid_for: Period,
    now: datetime,
) -> None:
    """Offer a seat to an address, and see to the mail that says so.

    What is stored and answered is the same whether the address has an account or not. A
    second invitation of the same address replaces the first, whose link is spent; the same
    form sent again does nothing. The offered seat is kept for its person while the
    invitation waits.

    Raises:
        NotFound: There is no such organisation.
        OrganisationEnded: It is a client no more.
        AlreadyMember: The address is a member's, who has this role already.
        NoSeatLeft: Every seat is taken or offered.
    """
    async with database.transaction():
        await hold(organisation_id)
        if await Invitation.exists().where(Invitation.form_id == form_id):
            return
        has_seat = await _has_seat(organisation_id, email, as_administrator=as_administrator)
        await _replace(organisation_id, email, now=now)
        seats = await seats_of(organisation_id, valid_for=valid_for, now=now)
        if not has_seat and not seats.left:
            raise NoSeatLeft
        made = Invitation(
            form_id=form_id,
            organisation=organisation_id,
            email=email,
            as_administrator=as_administrator,
            language=language,
            invited_by=by,
            invited_at=now,
        )
        await made.save()
        await duties.assign(kind=MAIL_INVITATION, subject=made.id, now=now)


async def _has_seat(organisation_id: UUID, email: str, *, as_administrator: bool) -> bool:
    """Tell whether the address is a member's, who can only be asked to administer."""
    administers = await database.fetch_value(
        "select administers_organisation from account"
        " where email = $1 and organisation = $2 and closed_at is null",
        email,
        organisation_id,
    )
    if administers or (administers is False and not as_administrator):
        raise AlreadyMember
    return administers is not None


async def _replace(organisation_id: UUID, email: str, *, now: datetime) -> None:
    await database.execute(
        "update invitation set withdrawn_at = $3 where organisation = $1 and email = $2"
        " and accepted_at is null and withdrawn_at is null",
        organisation_id,
        email,
        now,
    )


@by_itself
async def withdraw_invitation(
    invitation_id: UUID, *, organisation_id: UUID, now: datetime
) -> None:
    """Withdraw an invitation of the organisation. Its link is spent; the first date stays.

    Raises:
        NotFound: There is no such invitation, or it is another organisation's.
    """
    async with database.transaction():
        found = await database.fetch_value(
            "select true from invitation where id = $1 and organisation = $2 for update",
            invitation_id,
            organisation_id,
        )
        if not found:
            raise NotFound
        await database.execute(
            "update invitation set withdrawn_at = $2"
            " where id = $1 and accepted_at is null and withdrawn_at is null",
            invitation_id,
            now,
        )


async def waiting_invitation(
    invitation_id: UUID, *, valid_for: Period, now: datetime
) -> Invitation:
    """Return an invitation that can still be accepted.

    Args:
        invitation_id: As its link names it.
        valid_for: How long an invitation waits, as the register says.
        now: The present instant; the last one of the period still counts.

    Raises:
        InvitationSpent: It was accepted or withdrawn before, or waited too long.
    """
    found = await Invitation.objects().where(Invitation.id == invitation_id).first()
    waits = (
        found is not None
        and found.accepted_at is None
        and found.withdrawn_at is None
        and now <= after(found.invited_at, valid_for)
        and await end_of(found.organisation) is None
    )
    if not waits or found is None:
        raise InvitationSpent
    return found
