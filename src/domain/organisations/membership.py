"""Leaving an organisation, being removed from it, and administering it."""

from datetime import datetime
from uuid import UUID

from domain import database, duties
from domain.accounts.tables import Account
from domain.acting import by_itself
from domain.errors import NotFound
from domain.organisations.invitations import hold, invite
from domain.organisations.queries import has_second_factor
from domain.organisations.rules import MEMBER, AlreadyMember, LastAdministrator
from domain.periods import Period
from domain.text import Language

MAIL_REMOVED = "mail:organisation-left"
"""Duty: tells a person that an administrator removed them."""


@by_itself
async def leave_organisation(*, account_id: UUID) -> None:
    """Let a member leave: from now on a holder without organisation.

    Bookmarks and history stay the person's. The counters made for the organisation go with
    the membership: nothing else needs them.

    Raises:
        NotFound: The person is a member of none.
        LastAdministrator: Nobody else administers the organisation.
    """
    async with database.transaction():
        member = await _held(account_id)
        if member.administers_organisation:
            await _refuse_last_administrator(member)
        await detach(account_id)


@by_itself
async def remove_member(*, organisation_id: UUID, account_id: UUID, now: datetime) -> None:
    """Take a member's seat away; the person is told by mail and keeps the account.

    Raises:
        NotFound: There is no such person, or not in this organisation.
        LastAdministrator: Nobody else administers the organisation.
    """
    async with database.transaction():
        member = await _held(account_id, organisation_id=organisation_id)
        if member.administers_organisation:
            await _refuse_last_administrator(member)
        await detach(account_id)
        await duties.assign(kind=MAIL_REMOVED, subject=account_id, now=now)


@by_itself
async def make_administrator(  # noqa: PLR0913 - who, by whom, and the form that asked
    *,
    organisation_id: UUID,
    account_id: UUID,
    by: UUID,
    form_id: UUID,
    language: Language,
    valid_for: Period,
    now: datetime,
) -> bool:
    """Make a member an administrator; tell whether it is done.

    Administrators sign in with a second factor (P-SEC-2). Who has one administers from now
    on, and every session that did not give it opens nothing until it does. Who has none is
    invited instead, and sets one on accepting.

    Raises:
        NotFound: There is no such person, or not in this organisation.
        AlreadyMember: The person administers it already.
    """
    async with database.transaction():
        member = await _held(account_id, organisation_id=organisation_id)
        if member.administers_organisation:
            raise AlreadyMember
        if await has_second_factor(account_id):
            await _set_administrator(account_id, administers=True)
            return True
        await invite(
            organisation_id=organisation_id,
            email=member.email,
            as_administrator=True,
            by=by,
            form_id=form_id,
            language=language,
            valid_for=valid_for,
            now=now,
        )
    return False


@by_itself
async def end_administration(*, organisation_id: UUID, account_id: UUID) -> None:
    """Make an administrator a simple member again.

    Raises:
        NotFound: There is no such person, or not in this organisation.
        LastAdministrator: Nobody else administers the organisation.
    """
    async with database.transaction():
        member = await _held(account_id, organisation_id=organisation_id)
        if member.administers_organisation:
            await _refuse_last_administrator(member)
        await _set_administrator(account_id, administers=False)


async def detach(account_id: UUID) -> None:
    """Take a person out of their organisation, with the counters made for it."""
    await database.execute("delete from daily_use where account = $1", account_id)
    await database.execute(
        "update account set organisation = null, administers_organisation = false"
        " where id = $1",
        account_id,
    )


async def _set_administrator(account_id: UUID, *, administers: bool) -> None:
    await database.execute(
        "update account set administers_organisation = $2 where id = $1",
        account_id,
        administers,
    )


async def _held(account_id: UUID, *, organisation_id: UUID | None = None) -> Account:
    """Return a member, held after their organisation: the order of every operation here."""
    belongs_to = await database.fetch_value(
        "select organisation from account where id = $1 and organisation is not null",
        account_id,
    )
    if belongs_to is None or organisation_id not in (None, belongs_to):
        raise NotFound
    await hold(belongs_to)
    member = (
        await Account.objects()
        .where(
            Account.id == account_id,
            Account.organisation == belongs_to,
            Account.closed_at.is_null(),
        )
        .lock_rows("UPDATE")
        .first()
    )
    if member is None:
        raise NotFound
    return member


async def _refuse_last_administrator(member: Account) -> None:
    others = await database.fetch_value(
        f"select count(*) from account where organisation = $1 and {MEMBER}"
        " and administers_organisation and id <> $2",
        member.organisation,
        member.id,
    )
    if not others:
        raise LastAdministrator
