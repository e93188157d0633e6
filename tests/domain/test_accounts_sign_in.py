"""Privacy policy, section 5: signing in, second factor, signing in again (P-SEC-2)."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pyotp
import pytest

from domain import accounts, database
from domain.accounts import Account, Session
from domain.roles import Role
from tests.domain.accounts_cast import (
    NOON,
    PASSWORD,
    TOTP_SECRET,
    a_member_of_staff,
    an_account,
    an_administrator,
    an_organisation,
)
from tests.domain.test_accounts_passwords import OLD_HASH

ALICE = "alice@example.org"
HOME = "192.0.2.1"


def code_at(now, secret=TOTP_SECRET):
    return pyotp.TOTP(secret).at(now)


async def sign_in(email=ALICE, password=PASSWORD, *, now=NOON, replacing=None):
    return await accounts.sign_in(
        email=email, password=password, ip=HOME, replacing=replacing, now=now
    )


async def who(opened_or_token, *, now=NOON):
    token = getattr(opened_or_token, "token", opened_or_token)
    return await accounts.who_is(token_sha256=sha256(token.encode()).digest(), now=now)


@pytest.mark.usefixtures("undone")
class TestSigningIn:
    async def test_opens_a_session_that_says_who_it_is(self):
        alice = await an_account(ALICE)
        person = await who(await sign_in())
        assert person.id == alice.id
        assert person.name == "Alice Martin"
        assert person.roles == {Role.HOLDER}
        assert not person.second_factor_due

    async def test_takes_the_address_in_any_case(self):
        await an_account(ALICE)
        assert await sign_in("Alice@Example.ORG")

    @pytest.mark.asvs("7.2.2", "7.2.3", "11.5.1")
    async def test_stores_the_token_as_a_hash_alone(self):
        await an_account(ALICE)
        opened = await sign_in()
        assert len(opened.token) >= 43
        stored = await Session.select().first()
        assert stored["token_sha256"] == sha256(opened.token.encode()).digest()
        assert opened.token not in str(stored)

    @pytest.mark.asvs("7.2.2", "7.2.4")
    async def test_gives_a_new_token_each_time_and_ends_the_browser_s_former_session(self):
        await an_account(ALICE)
        first = await sign_in()
        second = await sign_in(replacing=first.session_id)
        assert first.token != second.token
        assert await who(first) is None
        assert await who(second)

    @pytest.mark.asvs("6.2.8")
    @pytest.mark.parametrize(
        "password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "\x00"]
    )
    async def test_with_a_wrong_password_opens_nothing(self, password):
        await an_account(ALICE)
        with pytest.raises(accounts.WrongCredentials):
            await sign_in(password=password)
        assert not await Session.exists()

    async def test_of_nobody_of_a_closed_account_and_of_who_left_fail_alike(self):
        await an_account("closed@example.org", closed_at=NOON)
        await a_member_of_staff("support", left_at=NOON)
        await a_member_of_staff("finance", password_hash=None)
        for email in (
            "nobody@example.org",
            "closed@example.org",
            "support@example.org",
            "finance@example.org",
            "no address at all",
            "",
        ):
            with pytest.raises(accounts.WrongCredentials):
                await sign_in(email)

    async def test_hashes_anew_what_was_hashed_with_older_parameters(self):
        alice = await an_account(ALICE, password_hash=OLD_HASH)
        await sign_in()
        await alice.refresh()
        assert alice.password_hash != OLD_HASH
        assert await sign_in()

    @pytest.mark.asvs("6.2.10")
    async def test_with_a_password_of_long_ago_is_as_good_as_ever(self):
        await an_account(ALICE)
        later = NOON + timedelta(days=5 * 365)
        opened = await sign_in(now=later)
        assert await who(opened, now=later)

    async def test_with_the_right_password_is_never_counted_against_anyone(self):
        await an_account(ALICE)
        for _ in range(12):
            await sign_in()

    @pytest.mark.asvs("6.3.1")
    async def test_pauses_after_ten_wrong_passwords_even_for_the_right_one(self):
        await an_account(ALICE)
        for _ in range(10):
            with pytest.raises(accounts.WrongCredentials):
                await sign_in(password="wrong")
        with pytest.raises(accounts.TooManyTries):
            await sign_in()
        assert await sign_in(now=NOON + timedelta(minutes=15))

    async def test_turned_away_because_too_many_wait_is_not_counted(self, monkeypatch):
        async def busy(*_):
            raise accounts.TooBusy

        await an_account(ALICE)
        with monkeypatch.context() as patched:
            patched.setattr(accounts.passwords, "is_right", busy)
            for _ in range(12):
                with pytest.raises(accounts.TooBusy):
                    await sign_in()
        assert await sign_in()

    async def test_pauses_alike_for_an_address_that_nobody_has(self):
        for _ in range(10):
            with pytest.raises(accounts.WrongCredentials):
                await sign_in("nobody@example.org")
        with pytest.raises(accounts.TooManyTries):
            await sign_in("nobody@example.org")


@pytest.mark.usefixtures("undone")
class TestTheSecondFactor:
    async def test_is_owed_by_staff_and_by_administrators_and_by_nobody_else(self):
        firm = await an_organisation()
        await a_member_of_staff("dpo")
        await an_administrator("carol@example.org", firm.id)
        await an_account("dave@example.org", organisation=firm.id)
        for email, owed in [
            ("dpo@example.org", True),
            ("carol@example.org", True),
            ("dave@example.org", False),
        ]:
            opened = await sign_in(email)
            assert opened.second_factor_due is owed
            assert (await who(opened)).second_factor_due is owed

    @pytest.mark.asvs("7.2.4")
    async def test_opens_the_session_under_a_new_token(self):
        await a_member_of_staff("dpo")
        half = await sign_in("dpo@example.org")
        person = await who(half)
        whole = await accounts.give_second_factor(
            person, proof=code_at(NOON), ip=HOME, now=NOON
        )
        assert not (await who(whole)).second_factor_due
        assert await who(half) is None

    async def given(self, code, *, now=NOON):
        person = await who(await sign_in("dpo@example.org", now=now), now=now)
        return await accounts.give_second_factor(person, proof=code, ip=HOME, now=now)

    @pytest.mark.parametrize("seconds", [-30, 0, 30])
    async def test_is_good_one_step_either_way(self, seconds):
        await a_member_of_staff("dpo")
        assert await self.given(code_at(NOON + timedelta(seconds=seconds)))

    @pytest.mark.parametrize("seconds", [-90, 60])
    async def test_of_another_time_is_refused(self, seconds):
        await a_member_of_staff("dpo")
        with pytest.raises(accounts.WrongCode):
            await self.given(code_at(NOON + timedelta(seconds=seconds)))

    @pytest.mark.parametrize("code", ["", "0", "abcdef", "123456789", "\x00", "١٢٣٤٥٦"])
    async def test_that_is_no_code_is_refused(self, code):
        await a_member_of_staff("dpo")
        with pytest.raises(accounts.WrongCode):
            await self.given(code)

    @pytest.mark.asvs("6.5.1")
    async def test_replayed_is_refused_and_so_is_an_older_one(self):
        await a_member_of_staff("dpo")
        await self.given(code_at(NOON))
        with pytest.raises(accounts.WrongCode):
            await self.given(code_at(NOON))
        with pytest.raises(accounts.WrongCode):
            await self.given(code_at(NOON - timedelta(seconds=30)))
        assert await self.given(code_at(NOON + timedelta(seconds=30)))

    async def test_of_somebody_else_is_refused(self):
        await a_member_of_staff("dpo")
        with pytest.raises(accounts.WrongCode):
            await self.given(code_at(NOON, pyotp.random_base32()))

    @pytest.mark.asvs("6.3.1")
    async def test_pauses_after_ten_wrong_codes(self):
        await a_member_of_staff("dpo")
        for _ in range(10):
            with pytest.raises(accounts.WrongCode):
                await self.given("000000")
        with pytest.raises(accounts.TooManyTries):
            await self.given(code_at(NOON))

    @pytest.mark.asvs("7.3.2")
    async def test_not_given_within_ten_minutes_ends_what_the_password_began(self):
        await a_member_of_staff("dpo")
        half = await sign_in("dpo@example.org")
        assert await who(half, now=NOON + timedelta(minutes=9))
        assert await who(half, now=NOON + timedelta(minutes=10)) is None


@pytest.mark.usefixtures("undone")
class TestSigningInAgain:
    LATER = NOON + timedelta(hours=1)

    @pytest.mark.asvs("7.2.4", "7.5.1")
    async def test_is_fresh_for_ten_minutes_under_a_new_token(self):
        await an_account(ALICE)
        first = await sign_in()
        person = await who(first, now=self.LATER)
        assert not person.is_fresh(self.LATER)
        again = await accounts.sign_in_again(
            person, password=PASSWORD, proof=None, ip=HOME, now=self.LATER
        )
        fresh = await who(again, now=self.LATER)
        assert fresh.is_fresh(self.LATER + timedelta(minutes=10))
        assert not fresh.is_fresh(self.LATER + timedelta(minutes=10, seconds=1))
        assert await who(first, now=self.LATER) is None

    async def test_with_a_wrong_password_changes_nothing(self):
        await an_account(ALICE)
        first = await sign_in()
        person = await who(first, now=self.LATER)
        with pytest.raises(accounts.WrongCredentials):
            await accounts.sign_in_again(
                person, password="wrong", proof=None, ip=HOME, now=self.LATER
            )
        assert not (await who(first, now=self.LATER)).is_fresh(self.LATER)

    @pytest.mark.asvs("6.3.4")
    async def test_needs_the_code_as_well_where_one_is_owed(self):
        firm = await an_organisation()
        await an_administrator("carol@example.org", firm.id)
        half = await sign_in("carol@example.org")
        whole = await accounts.give_second_factor(
            await who(half), proof=code_at(NOON), ip=HOME, now=NOON
        )
        person = await who(whole, now=self.LATER)
        for code in (None, "", "000000"):
            with pytest.raises(accounts.WrongCode):
                await accounts.sign_in_again(
                    person, password=PASSWORD, proof=code, ip=HOME, now=self.LATER
                )
        again = await accounts.sign_in_again(
            person, password=PASSWORD, proof=code_at(self.LATER), ip=HOME, now=self.LATER
        )
        assert not (await who(again, now=self.LATER)).second_factor_due

    @pytest.mark.asvs("7.4.1")
    async def test_brings_no_ended_session_back(self):
        await an_account(ALICE)
        first = await sign_in()
        person = await who(first)
        await accounts.end_session(first.session_id, now=NOON)
        with pytest.raises(accounts.SessionEnded):
            await accounts.sign_in_again(
                person, password=PASSWORD, proof=None, ip=HOME, now=NOON
            )
        assert await Session.count() == 1


@pytest.mark.asvs("6.5.1")
async def test_of_two_requests_with_the_same_code_one_gets_through(pool):
    try:
        await a_member_of_staff("dpo")
        people = [await who(await sign_in("dpo@example.org")) for _ in range(4)]
        code = code_at(NOON)
        done = await asyncio.gather(
            *(
                accounts.give_second_factor(person, proof=code, ip=HOME, now=NOON)
                for person in people
            ),
            return_exceptions=True,
        )
        assert sum(not isinstance(each, Exception) for each in done) == 1
        assert sum(isinstance(each, accounts.WrongCode) for each in done) == 3
    finally:
        await database.execute("truncate account, throttle cascade")


async def test_of_an_account_closed_while_the_password_is_checked_opens_nothing(pool):
    try:
        alice = await an_account(ALICE)
        signing_in = asyncio.ensure_future(sign_in())
        await asyncio.sleep(0.005)
        await accounts.close_account(alice.id, now=NOON)
        opened = (await asyncio.gather(signing_in, return_exceptions=True))[0]
        if not isinstance(opened, Exception):
            assert await who(opened) is None
        else:
            assert isinstance(opened, accounts.WrongCredentials)
        assert not await Session.exists().where(
            Session.ended_at.is_null(), Session.account == alice.id
        )
        assert await Account.count() == 1
    finally:
        await database.execute(
            "truncate account, throttle, duty, erasure, erasure_mark cascade"
        )
