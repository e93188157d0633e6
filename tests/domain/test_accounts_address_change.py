"""Another e-mail address: proven by its mailbox, stopped by the former one (P-SEC-2)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import accounts
from domain.accounts import (
    Account,
    AccountExists,
    AddressChange,
    LinkSpent,
    SecurityEvent,
    Session,
)
from domain.duties import Duty
from domain.mail import Mail
from domain.periods import Period
from tests.domain.accounts_cast import NOON, an_account
from tests.domain.test_accounts_sign_in import ALICE, sign_in, who

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-SEC-2")]
A_WEEK = Period(days=7)
NEW = "alice@new.example.org"


@pytest.fixture
async def alice(undone):
    return await an_account(ALICE)


async def ask(account, email=NEW, *, now=NOON, form_id=None):
    await accounts.ask_for_address(account.id, form_id=form_id or uuid4(), email=email, now=now)
    return (
        await AddressChange.objects().order_by(AddressChange.asked_at, ascending=False).first()
    )


async def prove(change, *, keep=None, now=NOON):
    await accounts.prove_new_address(change.id, valid_for=A_WEEK, keep=keep, now=now)


async def stop(change, *, now=NOON):
    return await accounts.stop_address_change(change.id, valid_for=A_WEEK, now=now)


async def mail_to(address):
    await Mail(address=address, subject="S", text="T", html="H", written_at=NOON).save()


async def address_of(account):
    await account.refresh()
    return account.email


class TestAChangeOfAddress:
    async def test_writes_to_both_addresses_and_changes_nothing_yet(self, alice):
        await ask(alice)
        kinds = await Duty.select(Duty.kind).output(as_list=True)
        assert set(kinds) == {"mail:new-address", "mail:former-address"}
        assert await address_of(alice) == ALICE

    async def test_is_made_once_proven_and_ends_the_other_sessions(self, alice):
        elsewhere, here = await sign_in(), await sign_in()
        change = await ask(alice)
        await prove(change, keep=here.session_id)
        assert await address_of(alice) == NEW
        assert await who(here)
        assert await who(elsewhere) is None
        assert await sign_in(NEW)
        with pytest.raises(accounts.WrongCredentials):
            await sign_in(ALICE)
        with pytest.raises(LinkSpent):
            await prove(change)
        assert await SecurityEvent.exists().where(SecurityEvent.kind == "address-changed")
        assert await Duty.exists().where(Duty.kind == "mail:address-changed")

    @pytest.mark.promise("P-OPS-1")
    async def test_keeps_with_the_account_what_was_mailed_to_the_former_address(self, alice):
        await mail_to(ALICE)
        await prove(await ask(alice))
        assert await Mail.select(Mail.account) == [{"account": alice.id}]

    async def test_taken_back_leaves_the_mails_of_the_other_address_to_its_person(self, alice):
        change = await ask(alice)
        await prove(change)
        await mail_to(NEW)
        await stop(change)
        assert await Mail.select(Mail.account).where(Mail.address == NEW) == [{"account": None}]

    async def test_waits_seven_days(self, alice):
        change = await ask(alice)
        with pytest.raises(LinkSpent):
            await prove(change, now=NOON + timedelta(days=7, seconds=1))
        await prove(change, now=NOON + timedelta(days=7))

    async def test_stopped_before_it_is_made_never_is_and_ends_every_session(self, alice):
        await sign_in()
        change = await ask(alice)
        assert await stop(change) is False
        with pytest.raises(LinkSpent):
            await prove(change)
        with pytest.raises(LinkSpent):
            await stop(change)
        assert await address_of(alice) == ALICE
        assert not await Session.exists().where(Session.ended_at.is_null())

    async def test_stopped_after_it_was_made_is_taken_back(self, alice):
        change = await ask(alice)
        await prove(change)
        await sign_in(NEW)
        assert await stop(change) is True
        assert await address_of(alice) == ALICE
        assert not await Session.exists().where(Session.ended_at.is_null())

    async def test_that_a_thief_changed_again_is_taken_back_as_well(self, alice):
        first = await ask(alice)
        await prove(first)
        second = await ask(alice, "mallory@example.org", now=NOON + timedelta(hours=1))
        await prove(second, now=NOON + timedelta(hours=1))
        await stop(first, now=NOON + timedelta(hours=2))
        assert await address_of(alice) == ALICE
        assert not await AddressChange.exists()

    async def test_to_an_address_with_an_account_is_refused_by_its_owner_alone(self, alice):
        await an_account("bob@example.org")
        change = await ask(alice, "bob@example.org")
        with pytest.raises(AccountExists):
            await prove(change)
        assert await address_of(alice) == ALICE

    async def test_asked_anew_kills_the_link_before(self, alice):
        first = await ask(alice)
        await ask(alice, "other@example.org", now=NOON + timedelta(minutes=1))
        with pytest.raises(LinkSpent):
            await prove(first)

    async def test_sent_twice_by_one_form_is_one(self, alice):
        form_id = uuid4()
        for _ in range(2):
            await ask(alice, form_id=form_id)
        assert await AddressChange.count() == 1
        assert await Duty.count() == 2

    async def test_of_a_closed_account_is_not_made(self, alice):
        change = await ask(alice)
        await Account.update({Account.closed_at: NOON}).where(Account.id == alice.id)
        with pytest.raises(LinkSpent):
            await prove(change)
