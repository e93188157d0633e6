"""Privacy policy, 1.b: opening an account (P-ACC-1, P-ACC-2, P-OPS-1)."""

import asyncio
import inspect
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import accounts, database, links
from domain.accounts import Account, Particulars, SignUp
from domain.duties import Duty
from domain.periods import Period
from tests.domain.accounts_cast import NOON, NUMBER, PASSWORD, an_account

WEEK = Period(days=7)
ALICE = Particulars(
    first_name="Alice",
    last_name="Martin",
    occupation="avocate",
    telephone=NUMBER,
    practice_name="Cabinet Martin",
    position="associée",
    practice_areas="concurrence, données personnelles",
)


HERE = "a" * 64
"""The mark of the browser that signed up."""


async def sign_up(email="alice@example.org", *, form_id=None, now=NOON, particulars=ALICE):
    await accounts.sign_up(
        form_id=form_id or uuid4(),
        email=email,
        password=PASSWORD,
        particulars=particulars,
        form_secret_hash=HERE,
        language="en",
        now=now,
    )


async def only_sign_up() -> SignUp:
    (found,) = await SignUp.objects()
    return found


async def prove(sign_up_id, *, form_secret_hash=HERE, password=None, now=NOON):
    return await accounts.prove_address(
        sign_up_id,
        form_secret_hash=form_secret_hash,
        password=password,
        ip="192.0.2.1",
        valid_for=WEEK,
        now=now,
    )


async def duties_waiting() -> list[tuple[str, object]]:
    return [(duty.kind, duty.subject) for duty in await Duty.objects().order_by(Duty.kind)]


@pytest.mark.usefixtures("undone")
@pytest.mark.promise("P-ACC-1")
class TestSigningUp:
    def test_asks_for_what_the_policy_names_and_nothing_else(self):
        asked = {*inspect.signature(accounts.sign_up).parameters, *Particulars.__annotations__}
        ours = {"form_id", "form_secret_hash", "language", "now", "particulars"}
        assert asked - ours == {
            "email",
            "password",
            "first_name",
            "last_name",
            "occupation",
            "telephone",
            "practice_name",
            "position",
            "practice_areas",
        }

    async def test_opens_no_account_before_the_address_is_proven(self):
        await sign_up()
        assert not await Account.exists()
        assert await duties_waiting() == [(accounts.MAIL_PROOF, (await only_sign_up()).id)]

    async def test_keeps_the_password_as_a_hash_alone(self):
        await sign_up()
        stored = await SignUp.select().first()
        assert PASSWORD not in str(stored)
        assert stored["password_hash"].startswith("$argon2id$")

    async def test_sent_twice_has_one_effect(self):
        form_id = uuid4()
        await sign_up(form_id=form_id)
        await sign_up(form_id=form_id)
        assert await SignUp.count() == 1
        assert await Duty.count() == 1

    async def test_sent_again_with_a_correction_corrects_it(self):
        form_id = uuid4()
        await sign_up(form_id=form_id)
        await sign_up(
            form_id=form_id,
            particulars=Particulars(
                first_name="Alix", last_name="Martin", occupation="juge", telephone=NUMBER
            ),
        )
        found = await only_sign_up()
        assert (found.first_name, found.occupation, found.position) == ("Alix", "juge", None)

    async def test_sent_again_with_another_address_reaches_that_address(self):
        form_id = uuid4()
        await sign_up("alise@example.org", form_id=form_id)
        await sign_up("alice@example.org", form_id=form_id)
        assert await Duty.count() == 2

    async def test_of_a_known_address_stores_the_same_and_only_the_mail_differs(self):
        await an_account("alice@example.org")
        await sign_up()
        assert await duties_waiting() == [(accounts.MAIL_KNOWN, (await only_sign_up()).id)]

    async def test_of_a_known_address_sent_twice_sends_one_mail(self):
        await an_account("alice@example.org")
        form_id = uuid4()
        await sign_up(form_id=form_id)
        await Duty.update({Duty.done_at: NOON}, force=True)
        await sign_up(form_id=form_id)
        assert await Duty.count() == 1


@pytest.mark.usefixtures("undone")
@pytest.mark.promise("P-ACC-2")
class TestProvingAnAddress:
    async def test_opens_the_account_with_what_was_given(self):
        await sign_up()
        account_id = await prove((await only_sign_up()).id)
        account = await Account.objects().get(Account.id == account_id)
        assert account.email == "alice@example.org"
        assert account.practice_areas == "concurrence, données personnelles"
        assert (account.role, account.opened_by, account.language) == (
            "holder",
            "sign_up",
            "en",
        )
        assert account.opened_at == account.last_visit_at == NOON
        assert account.is_demo is False

    async def test_removes_every_sign_up_of_the_address_and_no_other(self):
        await sign_up()
        asked = await only_sign_up()
        await sign_up()
        await sign_up("bob@example.org")
        await prove(asked.id)
        assert (await only_sign_up()).email == "bob@example.org"

    async def test_works_once(self):
        await sign_up()
        asked = await only_sign_up()
        await prove(asked.id)
        with pytest.raises(accounts.LinkSpent):
            await prove(asked.id)
        assert await Account.count() == 1

    @pytest.mark.promise("P-OPS-1")
    async def test_works_through_the_last_instant_of_seven_days_and_not_after(self):
        await sign_up()
        asked = await only_sign_up()
        with pytest.raises(accounts.LinkSpent):
            await prove(asked.id, now=NOON + timedelta(days=7, microseconds=1))
        await prove(asked.id, now=NOON + timedelta(days=7))

    @pytest.mark.parametrize("elsewhere", [None, "", "b" * 64])
    async def test_in_another_browser_needs_the_password_given_at_sign_up(self, elsewhere):
        await sign_up()
        asked = await only_sign_up()
        for password in (None, "", "un autre mot de passe"):
            with pytest.raises(accounts.NotWhoAsked):
                await prove(asked.id, form_secret_hash=elsewhere, password=password)
        assert not await Account.exists()
        await prove(asked.id, form_secret_hash=elsewhere, password=PASSWORD)

    async def test_of_who_signed_up_without_a_mark_needs_the_password_everywhere(self):
        await sign_up()
        await SignUp.update({SignUp.form_secret_hash: None}, force=True)
        for form_secret_hash in (None, "", HERE):
            with pytest.raises(accounts.NotWhoAsked):
                await prove((await only_sign_up()).id, form_secret_hash=form_secret_hash)

    async def test_pauses_who_guesses_the_password(self):
        await sign_up()
        asked = await only_sign_up()
        for _ in range(10):
            with pytest.raises(accounts.NotWhoAsked):
                await prove(asked.id, form_secret_hash=None, password="wrong")
        with pytest.raises(accounts.TooManyTries):
            await prove(asked.id, form_secret_hash=None, password=PASSWORD)

    async def test_of_nobody_s_sign_up_is_refused(self):
        with pytest.raises(accounts.LinkSpent):
            await prove(uuid4())

    async def test_of_an_address_that_got_an_account_meanwhile_says_so(self):
        await sign_up()
        await an_account("alice@example.org")
        with pytest.raises(accounts.AccountExists):
            await prove((await only_sign_up()).id)

    async def test_of_an_address_whose_account_was_closed_waits_for_its_erasure(self):
        closed = await an_account("alice@example.org", closed_at=NOON)
        await sign_up()
        asked = await only_sign_up()
        assert (accounts.MAIL_PROOF, asked.id) in await duties_waiting()
        with pytest.raises(accounts.AccountExists):
            await prove(asked.id)
        await closed.remove()
        await prove(asked.id)


class TestTheLink:
    def test_names_its_sign_up(self):
        sign_up_id = uuid4()
        assert (
            links.read("prove-address", links.sign("prove-address", sign_up_id)) == sign_up_id
        )

    @pytest.mark.parametrize("damage", ["", "x", "x.y", "\x00", "é" * 50])
    def test_that_is_junk_is_not_ours(self, damage):
        with pytest.raises(links.NotOurLink):
            links.read("prove-address", damage)

    def test_of_another_purpose_or_row_is_not_ours(self):
        token = links.sign("staff-invitation", uuid4())
        with pytest.raises(links.NotOurLink):
            links.read("prove-address", token)
        other = links.sign("prove-address", uuid4())
        with pytest.raises(links.NotOurLink):
            links.read("prove-address", f"{uuid4().hex}.{other.partition('.')[2]}")


async def test_two_clicks_at_the_same_time_open_one_account(pool):
    try:
        await sign_up()
        asked = await only_sign_up()
        done = await asyncio.gather(
            *(prove(asked.id) for _ in range(5)), return_exceptions=True
        )
        assert sum(not isinstance(each, Exception) for each in done) == 1
        assert {type(each) for each in done if isinstance(each, Exception)} == {
            accounts.LinkSpent
        }
        assert await Account.count() == 1
    finally:
        await database.execute("truncate account, sign_up, duty cascade")
