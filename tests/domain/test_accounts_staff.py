"""Members of staff: invited by a one-time link, never without a second factor (P-SEC-2)."""

from datetime import timedelta

import pyotp
import pytest

from domain import accounts
from domain.accounts import Account
from domain.accounts.tables import Passkey, RecoveryCode
from domain.roles import Role
from tests.domain.accounts_cast import NOON, PASSWORD, an_account
from tests.domain.rows import make_row
from tests.domain.test_accounts_sign_in import HOME, sign_in, who

pytestmark = pytest.mark.usefixtures("undone")
EMAIL = "nour@example.org"
FORTNIGHT = timedelta(days=14)


async def invite(role=Role.SUPPORT, *, now=NOON):
    return await accounts.add_staff(email=EMAIL, role=role, language="fr", now=now)


async def accept(account_id, *, now=NOON, code=None, offer=None):
    offer = offer or accounts.new_enrolment()
    secret = accounts.offered_secret(account_id, offer)
    await accounts.accept_staff_invitation(
        account_id,
        enrolment=accounts.Enrolment(
            first_name="Nour",
            last_name="Haddad",
            password=PASSWORD,
            enrolment=offer,
            code=code or pyotp.TOTP(secret).at(now),
        ),
        now=now,
    )
    return secret


class TestAddingAMemberOfStaff:
    async def test_makes_an_account_that_nobody_can_sign_in_to_yet(self):
        account_id = await invite()
        account = await Account.objects().get(Account.id == account_id)
        assert (account.role, account.opened_by) == ("support", "staff")
        assert account.password_hash is None
        assert account.telephone is None
        with pytest.raises(accounts.WrongCredentials):
            await sign_in(EMAIL)

    async def test_again_renews_the_invitation_and_may_change_the_role(self):
        first = await invite()
        assert await invite(Role.DPO, now=NOON + timedelta(days=20)) == first
        found = await accounts.invited_staff(first, now=NOON + timedelta(days=30))
        assert found.role == "dpo"

    async def test_who_works_here_is_refused(self):
        await accept(await invite())
        with pytest.raises(accounts.AlreadyStaff):
            await invite(Role.DPO)

    async def test_who_comes_back_has_no_key_nor_code_of_their_former_time(self):
        account_id = await invite()
        await accept(account_id)
        await make_row(Passkey, account=account_id, credential_id=b"former")
        await make_row(RecoveryCode, account=account_id, code_hash="former")
        await accounts.leave(account_id=account_id, now=NOON)
        await invite(Role.DPO)
        for former in (Passkey, RecoveryCode):
            assert not await former.exists()

    async def test_who_left_and_comes_back_starts_anew(self):
        account_id = await invite()
        await accept(account_id)
        await accounts.leave(account_id=account_id, now=NOON)
        assert await invite(now=NOON) == account_id
        with pytest.raises(accounts.WrongCredentials):
            await sign_in(EMAIL)
        await accept(account_id, now=NOON + timedelta(minutes=5))

    async def test_with_the_address_of_a_holder_is_refused(self):
        await an_account(EMAIL)
        with pytest.raises(accounts.HoldersAddress):
            await invite()

    async def test_in_the_role_of_a_holder_is_refused(self):
        with pytest.raises(ValueError, match="no role of staff"):
            await invite(Role.HOLDER)


class TestAcceptingTheInvitation:
    async def test_sets_names_password_and_second_factor_at_once(self):
        account_id = await invite()
        secret = await accept(account_id)
        opened = await sign_in(EMAIL)
        assert opened.second_factor_due
        later = NOON + timedelta(seconds=30)
        whole = await accounts.give_second_factor(
            await who(opened), proof=pyotp.TOTP(secret).at(later), ip=HOME, now=later
        )
        person = await who(whole, now=later)
        assert person.name == "Nour Haddad"
        assert person.roles == {Role.SUPPORT}

    async def test_uses_its_code_up(self):
        secret = await accept(await invite())
        person = await who(await sign_in(EMAIL))
        with pytest.raises(accounts.WrongCode):
            await accounts.give_second_factor(
                person, proof=pyotp.TOTP(secret).at(NOON), ip=HOME, now=NOON
            )

    async def test_works_once(self):
        account_id = await invite()
        await accept(account_id)
        with pytest.raises(accounts.LinkSpent):
            await accept(account_id)

    @pytest.mark.promise("P-OPS-1")
    async def test_works_through_fourteen_days_and_not_after(self):
        account_id = await invite()
        with pytest.raises(accounts.LinkSpent):
            await accept(account_id, now=NOON + FORTNIGHT + timedelta(seconds=1))
        await accept(account_id, now=NOON + FORTNIGHT)

    async def test_with_a_wrong_code_changes_nothing(self):
        account_id = await invite()
        with pytest.raises(accounts.WrongCode):
            await accept(account_id, code="000000")
        assert (await accounts.invited_staff(account_id, now=NOON)).first_name == ""

    async def test_offers_another_secret_each_time_the_page_is_opened(self):
        account_id = await invite()
        offers = {
            accounts.offered_secret(account_id, accounts.new_enrolment()) for _ in range(5)
        }
        assert len(offers) == 5

    async def test_of_a_holder_s_account_is_no_invitation(self):
        alice = await an_account("alice@example.org", password_hash=None)
        with pytest.raises(accounts.LinkSpent):
            await accounts.invited_staff(alice.id, now=NOON)

    async def test_never_accepted_ends_as_a_departure(self):
        account_id = await invite()
        assert await accounts.end_unaccepted_invitations(now=NOON + FORTNIGHT) == 0
        over = NOON + FORTNIGHT + timedelta(minutes=1)
        assert await accounts.end_unaccepted_invitations(now=over) == 1
        account = await Account.objects().get(Account.id == account_id)
        assert account.left_at == over


class TestLeaving:
    @pytest.mark.asvs("7.4.2")
    @pytest.mark.promise("P-OPS-9")
    async def test_closes_every_way_in_at_once(self):
        account_id = await invite()
        await accept(account_id)
        half = await sign_in(EMAIL)
        await accounts.leave(account_id=account_id, now=NOON)
        assert await who(half) is None
        with pytest.raises(accounts.WrongCredentials):
            await sign_in(EMAIL)
