"""A request made right after an account changed hands, perhaps: nothing is made at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, requests, rights
from domain.accounts.tables import AddressChange, SecurityEvent
from domain.mail.tables import Mail
from domain.requests import Asked, Right, State, state_of
from jobs.handlers import HANDLERS
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-RIG-10")]


async def change(account, kind, *, ago):
    await make_row(SecurityEvent, account=account.id, kind=kind, at=NOW - ago)


async def ask(account, right=Right.ACCESS):
    asked = Asked(right=right, form_id=uuid4(), language="fr")
    return await requests.ask_from_account(asked, account_id=account.id, now=NOW)


async def kinds():
    return {row["kind"] for row in await database.fetch("select kind from duty")}


@pytest.mark.parametrize("kind", ["password-changed", "address-changed"])
async def test_a_copy_is_not_made_before_the_officer_decides(kind):
    alice = await make_account("alice")
    await change(alice, kind, ago=timedelta(days=6, hours=23))
    request = await ask(alice)
    assert (state_of(request), request.held_because) == (State.TO_DECIDE, kind)
    assert requests.MAKE_PACKAGE not in await kinds()
    await rights.grant(request.id, decided_by=uuid4(), now=NOW)
    assert requests.MAKE_PACKAGE in await kinds()


@pytest.mark.parametrize(
    ("kind", "ago"),
    [
        ("password-changed", timedelta(days=7)),
        ("address-restored", timedelta(hours=1)),
        ("app-added", timedelta(hours=1)),
    ],
)
async def test_other_and_older_changes_hold_nothing(kind, ago):
    alice = await make_account("alice")
    await change(alice, kind, ago=ago)
    request = await ask(alice)
    assert (state_of(request), request.held_because) == (State.UNDER_WAY, None)


async def test_the_change_of_another_account_holds_nothing():
    alice, bob = await make_account("alice"), await make_account("bob")
    await change(bob, "password-changed", ago=timedelta(hours=1))
    assert (await ask(alice)).held_because is None


async def test_the_former_address_is_told_without_a_word_of_data():
    alice = await make_account("alice")
    await change(alice, "address-changed", ago=timedelta(days=1))
    await make_row(
        AddressChange,
        account=alice.id,
        email=alice.email,
        former_email="alice.before@example.org",
        asked_at=NOW - timedelta(days=1),
        proven_at=NOW - timedelta(days=1),
    )
    request = await ask(alice)
    for _ in range(2):
        await HANDLERS[requests.TELL_HELD](request.id, NOW)
    (mail,) = await Mail.objects()
    assert mail.address == "alice.before@example.org"
    assert "Adresse e-mail changée" in mail.text
    assert alice.email not in mail.text
    assert alice.last_name not in mail.text + mail.html


async def test_after_a_new_password_the_account_s_own_mailbox_is_told():
    alice = await make_account("alice")
    await change(alice, "password-changed", ago=timedelta(hours=2))
    request = await ask(alice, Right.ERASURE)
    await HANDLERS[requests.TELL_HELD](request.id, NOW)
    (mail,) = await Mail.objects()
    assert mail.address == alice.email
    assert "/password-reset" in mail.text
