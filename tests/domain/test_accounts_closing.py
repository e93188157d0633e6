"""Privacy policy, 1.b: the holder deletes the account; closed at once (P-ACC-3)."""

import pytest

from domain import accounts, rights
from domain.accounts import Account
from domain.duties import Duty
from domain.errors import NotFound
from domain.evidence.tables import Erasure
from tests.domain.accounts_cast import NOON, a_member_of_staff, an_account
from tests.domain.test_accounts_sign_in import ALICE, sign_in, who

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-ACC-3")]


class TestClosingAnAccount:
    @pytest.mark.asvs("7.4.2")
    async def test_ends_every_session_at_once(self):
        alice = await an_account(ALICE)
        here, there = await sign_in(), await sign_in()
        await rights.delete_account(alice.id, now=NOON)
        assert await who(here) is None
        assert await who(there) is None

    @pytest.mark.asvs("7.4.2")
    async def test_lets_nobody_sign_in_any_more(self):
        alice = await an_account(ALICE)
        await rights.delete_account(alice.id, now=NOON)
        with pytest.raises(accounts.WrongCredentials):
            await sign_in()

    async def test_orders_the_erasure_for_now_without_a_decision(self):
        alice = await an_account(ALICE)
        await rights.delete_account(alice.id, now=NOON)
        (erasure,) = await Erasure.objects()
        assert (erasure.subject, erasure.cause, erasure.ordered_at) == (
            alice.id,
            "holder",
            NOON,
        )
        assert erasure.request is None
        (duty,) = await Duty.objects()
        assert (duty.kind, duty.subject, duty.due_at) == ("erase-account", alice.id, NOON)

    async def test_twice_is_refused_and_orders_nothing_more(self):
        alice = await an_account(ALICE)
        await rights.delete_account(alice.id, now=NOON)
        with pytest.raises(NotFound):
            await rights.delete_account(alice.id, now=NOON)
        assert await Erasure.count() == 1

    async def test_leaves_the_accounts_of_others_alone(self):
        alice = await an_account(ALICE)
        await an_account("bob@example.org")
        bobs = await sign_in("bob@example.org")
        await rights.delete_account(alice.id, now=NOON)
        assert await who(bobs)
        assert await Account.count().where(Account.closed_at.is_not_null()) == 1

    async def test_is_not_how_staff_leave(self):
        dpo = await a_member_of_staff("dpo")
        with pytest.raises(NotFound):
            await rights.delete_account(dpo.id, now=NOON)
