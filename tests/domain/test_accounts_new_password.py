"""A new password: changed, or reset through the mailbox (P-SEC-2)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import accounts
from domain.accounts import (
    Account,
    AddressChange,
    LinkSpent,
    PasswordReset,
    SecurityEvent,
    Session,
)
from domain.duties import Duty
from domain.periods import Period
from tests.domain.accounts_cast import NOON, TOTP_SECRET, an_account
from tests.domain.test_accounts_sign_in import sign_in, who

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-SEC-2")]
AN_HOUR = Period(hours=1)
ANOTHER = "autre agrafe correct pile"


async def ask(email: str = "alice@example.org", **known):
    await accounts.ask_for_reset(**{"form_id": uuid4(), "email": email, "now": NOON} | known)
    return await PasswordReset.objects().order_by(PasswordReset.asked_at).first()


async def reset(reset_id, *, now=NOON, password=ANOTHER):
    await accounts.reset_password(reset_id, password=password, valid_for=AN_HOUR, now=now)


class TestAForgottenPassword:
    async def test_is_replaced_once_and_ends_every_session(self):
        alice = await an_account("alice@example.org")
        await sign_in()
        asked = await ask()
        await reset(asked.id)
        assert not await Session.exists().where(Session.ended_at.is_null())
        await sign_in(password=ANOTHER)
        with pytest.raises(accounts.WrongCredentials):
            await sign_in()
        with pytest.raises(LinkSpent):
            await reset(asked.id)
        event = await SecurityEvent.objects().first()
        assert (event.account, event.kind) == (alice.id, "password-changed")
        assert await Duty.exists().where(Duty.kind == "mail:security-event")

    @pytest.mark.parametrize(("minutes", "works"), [(60, True), (61, False)])
    async def test_is_replaced_within_an_hour(self, minutes, works):
        await an_account("alice@example.org")
        asked = await ask()
        later = NOON + timedelta(minutes=minutes)
        if works:
            await reset(asked.id, now=later)
        else:
            with pytest.raises(LinkSpent):
                await reset(asked.id, now=later)

    async def test_has_a_link_that_dies_when_the_password_changes(self):
        alice = await an_account("alice@example.org")
        asked = await ask()
        other_hash = await accounts.hash_password(ANOTHER)
        await Account.update({Account.password_hash: other_hash}).where(Account.id == alice.id)
        with pytest.raises(LinkSpent):
            await reset(asked.id)

    async def test_never_opens_a_session_nor_takes_the_second_factor_away(self):
        await an_account("alice@example.org", totp_secret=TOTP_SECRET)
        await reset((await ask()).id)
        opened = await sign_in(password=ANOTHER)
        assert opened.second_factor_due
        assert (await who(opened)).second_factor_due

    async def test_gives_up_a_change_of_address_under_way(self):
        alice = await an_account("alice@example.org")
        await accounts.ask_for_address(
            alice.id, form_id=uuid4(), email="mallory@example.org", now=NOON
        )
        await reset((await ask()).id)
        assert not await AddressChange.exists()

    async def test_of_nobody_or_of_a_closed_account_has_no_link(self):
        await an_account("alice@example.org", closed_at=NOON)
        for email in ("alice@example.org", "nobody@example.org"):
            asked = await ask(email)
            assert asked.password_sha256 is None
            with pytest.raises(LinkSpent):
                await reset(asked.id)
            await PasswordReset.delete(force=True)

    async def test_asked_for_twice_by_one_form_is_one(self):
        form_id = uuid4()
        for _ in range(2):
            await ask(form_id=form_id)
        assert await PasswordReset.count() == 1
        assert await Duty.count().where(Duty.kind == "mail:password-reset") == 1


class TestChangingThePassword:
    async def test_ends_the_other_sessions_and_every_link_to_reset_it(self):
        await an_account("alice@example.org")
        elsewhere, here = await sign_in(), await sign_in()
        asked = await ask()
        person = await who(here)
        await accounts.change_password(person, password=ANOTHER, now=NOON)
        assert await who(here)
        assert await who(elsewhere) is None
        assert not await PasswordReset.exists()
        with pytest.raises(LinkSpent):
            await reset(asked.id)
