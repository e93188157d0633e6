"""``/account/second-factor`` and the second factor at sign-in (P-SEC-2)."""

import json
import re
from datetime import timedelta

import pyotp
import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)
from lxml import html
from webauthn import base64url_to_bytes

from domain import clock
from domain.accounts import Account, Passkey, RecoveryCode, Session
from tests.cast import visitor
from tests.domain.accounts_cast import (
    PASSWORD,
    PASSWORD_HASH,
    TOTP_SECRET,
    an_account,
    an_administrator,
    an_organisation,
)
from tests.soft_key import SoftKey

pytestmark = pytest.mark.promise("P-SEC-2")
HOME = "/account/second-factor"


@pytest.fixture
async def alice(undone):
    return await an_account("alice@example.org")


async def sign_in(browser, email="alice@example.org"):
    return await browser.post("/sign-in", {"email": email, "password": PASSWORD})


def offered(answer):
    """Return the options that the page gives the device, and the offer it names."""
    page = html.fromstring(answer.text)
    (button,) = page.xpath("//*[@data-passkey]")
    return json.loads(button.get("data-options")), page.xpath("//input[@name='offer']/@value")[
        0
    ]


async def add_key(browser, key, name="Ordinateur"):
    options, offer = offered(await browser.get(f"{HOME}/passkeys"))
    credential = key.make(base64url_to_bytes(options["challenge"]))
    return await browser.post(
        f"{HOME}/passkeys", {"name": name, "offer": offer, "credential": credential}
    )


async def add_app(browser, path=f"{HOME}/app"):
    """Take up an app as its page offers it; return the answer and the app's secret."""
    page = html.fromstring((await browser.get(path)).text)
    (enrolment,) = page.xpath("//input[@name='enrolment']/@value")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text_content())[0]
    secret = secret.replace(" ", "")
    code = pyotp.TOTP(secret).at(clock.now())
    return await browser.post(path, {"enrolment": enrolment, "code": code}), secret


class TestTakingUpASecondFactor:
    async def test_as_an_app_leads_to_the_recovery_codes(self, as_alice):
        answer, _ = await add_app(as_alice)
        assert answer.headers["location"] == f"{HOME}/recovery-codes?notice=app-added"
        codes_page = await as_alice.post(f"{HOME}/recovery-codes")
        codes = html.fromstring(codes_page.text).xpath("//*[@id='codes']//code/text()")
        assert len(codes) == 10
        assert codes_page.headers["cache-control"] == "no-store"
        again = (await as_alice.get(f"{HOME}/recovery-codes")).text
        assert not [code for code in codes if code in again]

    async def test_as_a_passkey_is_asked_for_at_the_next_sign_in(self, app, as_alice):
        key = SoftKey()
        answer = await add_key(as_alice, key)
        assert answer.headers["location"] == f"{HOME}/recovery-codes?notice=passkey-added"
        assert "Ordinateur" in (await as_alice.get(HOME)).text
        async with visitor(app) as other:
            asked = await sign_in(other)
            assert asked.headers["location"] == "/sign-in/second-factor"
            options, offer = offered(await other.get("/sign-in/second-factor"))
            credential = key.sign(base64url_to_bytes(options["challenge"]))
            form = {"offer": offer, "credential": credential}
            opened = await other.post("/sign-in/passkey?next=/bookmarks", form)
            assert opened.headers["location"] == "/bookmarks"
            assert (await other.get("/account")).status_code == HTTP_200_OK

    async def test_as_a_passkey_of_another_origin_is_refused(self, as_alice):
        answer = await add_key(as_alice, SoftKey(origin="https://evil.example"))
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert not await Passkey.exists()

    @pytest.mark.asvs("7.5.1")
    async def test_wants_the_password_first(self, as_alice):
        long_ago = clock.now() - timedelta(minutes=11)
        await Session.update({Session.authenticated_at: long_ago}, force=True)
        for path in ("app", "passkeys", "recovery-codes"):
            answer = await as_alice.get(f"{HOME}/{path}")
            assert answer.headers["location"] == f"/sign-in/again?next={HOME}/{path}"

    async def test_shows_the_key_s_form_again_with_the_key_that_lacks_a_name(self, as_alice):
        options, offer = offered(await as_alice.get(f"{HOME}/passkeys"))
        credential = SoftKey().make(base64url_to_bytes(options["challenge"]))
        form = {"name": "", "offer": offer, "credential": credential}
        refused = await as_alice.post(f"{HOME}/passkeys", form)
        assert refused.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        page = html.fromstring(refused.text)
        kept = {
            n: page.xpath(f"//input[@name='{n}']/@value")[0] for n in ("offer", "credential")
        }
        taken = await as_alice.post(f"{HOME}/passkeys", {"name": "Bureau", **kept})
        assert taken.status_code == HTTP_303_SEE_OTHER


class TestTheSecondFactorAtSignIn:
    @pytest.mark.asvs("6.5.1")
    async def test_may_be_a_recovery_code_once(self, app, as_alice):
        await add_app(as_alice)
        page = await as_alice.post(f"{HOME}/recovery-codes")
        code = html.fromstring(page.text).xpath("//*[@id='codes']//code/text()")[0]
        for status in (HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY):
            async with visitor(app) as browser:
                await sign_in(browser)
                answer = await browser.post("/sign-in/second-factor", {"code": code})
                assert answer.status_code == status
        assert await RecoveryCode.count() == 9

    async def test_offers_what_the_person_has(self, anonymous, alice):
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == alice.id)
        await sign_in(anonymous)
        page = await anonymous.get("/sign-in/second-factor")
        assert 'name="code"' in page.text
        assert "data-passkey=" not in page.text

    async def test_replayed_from_another_browser_is_refused(self, app, as_alice):
        key = SoftKey()
        await add_key(as_alice, key)
        async with visitor(app) as first, visitor(app) as second:
            await sign_in(first)
            await sign_in(second)
            options, offer = offered(await first.get("/sign-in/second-factor"))
            form = {
                "offer": offer,
                "credential": key.sign(base64url_to_bytes(options["challenge"])),
            }
            stolen = await second.post("/sign-in/passkey", form)
            assert stolen.status_code == HTTP_422_UNPROCESSABLE_ENTITY
            assert (await second.get("/account")).status_code == HTTP_303_SEE_OTHER
            assert (
                await first.post("/sign-in/passkey", form)
            ).status_code == HTTP_303_SEE_OTHER

    async def test_is_taken_up_there_by_an_administrator_without_one(self, anonymous, undone):
        chambers = await an_organisation()
        carol = await an_administrator("carol@example.org", chambers.id)
        await Account.update({Account.totp_secret: None}).where(Account.id == carol.id)
        await sign_in(anonymous, "carol@example.org")
        asked = await anonymous.get("/sign-in/second-factor")
        assert asked.headers["location"] == "/sign-in/enrolment"
        assert (await anonymous.get("/account")).status_code == HTTP_303_SEE_OTHER
        answer, _ = await add_app(anonymous, "/sign-in/enrolment")
        assert answer.headers["location"] == f"{HOME}/recovery-codes?notice=app-added"
        assert (await anonymous.get("/account")).status_code == HTTP_200_OK

    @pytest.mark.asvs("6.3.4")
    async def test_is_never_taken_up_there_by_who_has_one(self, anonymous, alice):
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == alice.id)
        await sign_in(anonymous)
        form = {"enrolment": "0" * 32, "code": "123456"}
        for answer in (
            await anonymous.get("/sign-in/enrolment"),
            await anonymous.post("/sign-in/enrolment", form),
        ):
            assert answer.headers["location"] == "/sign-in/second-factor"
        await alice.refresh()
        assert alice.totp_secret == TOTP_SECRET

    async def test_is_asked_for_again_before_what_matters_most(self, as_alice, alice):
        assert alice.password_hash == PASSWORD_HASH
        key = SoftKey()
        await add_key(as_alice, key)
        without = await as_alice.post("/sign-in/again", {"password": PASSWORD})
        assert without.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        options, offer = offered(await as_alice.get("/sign-in/again"))
        credential = key.sign(base64url_to_bytes(options["challenge"]))
        form = {"password": PASSWORD, "offer": offer, "credential": credential}
        answer = await as_alice.post(f"/sign-in/again?next={HOME}", form)
        assert answer.headers["location"] == HOME


class TestGivingASecondFactorUp:
    async def test_is_refused_to_who_must_have_one(self, as_dpo, dpo):
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == dpo.id)
        answer = await as_dpo.post(f"{HOME}/app/removal")
        assert answer.status_code == HTTP_409_CONFLICT
        await dpo.refresh()
        assert dpo.totp_secret == TOTP_SECRET

    async def test_is_for_the_key_s_own_person(self, as_alice, as_bob):
        await add_key(as_alice, SoftKey())
        passkey = await Passkey.objects().first()
        path = f"{HOME}/passkeys/{passkey.id}"
        assert (await as_bob.get(path)).status_code == HTTP_404_NOT_FOUND
        assert (await as_bob.post(f"{path}/removal")).status_code == HTTP_404_NOT_FOUND
        await as_alice.post(path, {"name": "Téléphone"})
        assert "Téléphone" in (await as_alice.get(HOME)).text
        assert (await as_alice.post(f"{path}/removal")).status_code == HTTP_303_SEE_OTHER
        assert not await Passkey.exists()
