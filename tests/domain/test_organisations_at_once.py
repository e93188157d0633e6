"""Two people at the same time: the last seat is one person's, the last administrator stays."""

import asyncio
from uuid import uuid4

import pytest

from domain import database, organisations
from domain.accounts import Account
from domain.organisations import Invitation
from domain.register import INVITATIONS
from tests.domain.accounts_cast import NOON, an_account, an_administrator, an_organisation

FORTNIGHT = INVITATIONS.holdings[0].retention.period


@pytest.fixture
async def chambers(pool):
    """An organisation whose rows are really written, and taken away again."""
    made = await an_organisation("At once")
    yield made
    for sql in (
        "delete from duty where subject in (select id from invitation where organisation = $1)",
        "delete from invitation where organisation = $1",
        "delete from account where organisation = $1 or email like '%@at-once.example'",
        "delete from organisation where id = $1",
    ):
        await database.execute(sql, *([made.id] if "$1" in sql else []))


async def outcomes(*deeds) -> list:
    return await asyncio.gather(*deeds, return_exceptions=True)


@pytest.mark.asvs("2.3.4")
async def test_the_last_seat_is_offered_once(chambers):
    await organisations.set_seats(organisation_id=chambers.id, seats=1)
    found = await outcomes(
        *(
            organisations.invite(
                organisation_id=chambers.id,
                email=f"guest{number}@at-once.example",
                as_administrator=False,
                by=uuid4(),
                form_id=uuid4(),
                language="fr",
                valid_for=FORTNIGHT,
                now=NOON,
            )
            for number in range(6)
        )
    )
    refused = [one for one in found if isinstance(one, organisations.NoSeatLeft)]
    assert len(refused) == 5
    assert await Invitation.count().where(Invitation.organisation == chambers.id) == 1


@pytest.mark.asvs("2.3.4")
async def test_an_invitation_is_accepted_once(chambers):
    alice = await an_account("alice@at-once.example")
    made = Invitation(
        form_id=uuid4(),
        organisation=chambers.id,
        email=alice.email,
        invited_by=uuid4(),
        invited_at=NOON,
    )
    await made.save()
    found = await outcomes(
        *(
            organisations.join(
                made.id, account_id=alice.id, enrolment=None, valid_for=FORTNIGHT, now=NOON
            )
            for _ in range(4)
        )
    )
    assert found.count(None) == 1
    assert sum(isinstance(one, organisations.InvitationSpent) for one in found) == 3


async def test_two_administrators_who_leave_at_once_leave_one_behind(chambers):
    both = [
        await an_administrator(f"admin{number}@at-once.example", chambers.id)
        for number in range(2)
    ]
    found = await outcomes(
        *(organisations.leave_organisation(account_id=one.id) for one in both)
    )
    assert sum(isinstance(one, organisations.LastAdministrator) for one in found) == 1
    left = await Account.count().where(
        Account.organisation == chambers.id, Account.administers_organisation.eq(value=True)
    )
    assert left == 1
