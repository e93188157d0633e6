"""``/password-reset``, ``/new-password/…`` and ``/account/password`` (P-SEC-2)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from domain import clock, links
from domain.accounts import Account, PasswordReset, Session
from domain.mail import Mail
from jobs.handlers import HANDLERS
from tests.domain.accounts_cast import PASSWORD, TOTP_SECRET, an_account

pytestmark = pytest.mark.promise("P-SEC-2")
ANOTHER = {"password": "autre agrafe correct pile"}


@pytest.fixture
async def alice(undone):
    return await an_account("alice@example.org")


async def link_sent(browser, email="alice@example.org", form_id=None):
    """Ask for a reset; return the link's path as the mail holds it."""
    asked = {"email": email, "form_id": (form_id or uuid4()).hex}
    answer = await browser.post("/password-reset", asked)
    assert answer.headers["location"] == "/password-reset/done"
    reset = await PasswordReset.objects().first()
    for _ in range(2):  # after a crash, a duty is performed again
        await HANDLERS["mail:password-reset"](reset.id, clock.now())
    mails = await Mail.objects()
    if not mails:
        return None
    assert len(mails) == 1
    assert mails[0].address == email
    path = f"/new-password/{links.sign('password-reset', reset.id)}"
    assert f"http://testserver{path}" in mails[0].text
    assert f'href="http://testserver{path}"' in mails[0].html
    return path


class TestAForgottenPassword:
    async def test_is_offered_where_one_signs_in(self, anonymous):
        assert 'href="/password-reset"' in (await anonymous.get("/sign-in")).text

    @pytest.mark.asvs("6.2.2", "6.4.3")
    async def test_is_replaced_by_the_link_of_a_mail(self, anonymous, alice):
        path = await link_sent(anonymous)
        assert "alice@example.org" in (await anonymous.get(path)).text
        answer = await anonymous.post(path, ANOTHER)
        assert answer.headers["location"] == "/sign-in?notice=password-reset"
        signed = await anonymous.post("/sign-in", {"email": "alice@example.org", **ANOTHER})
        assert signed.status_code == HTTP_303_SEE_OTHER
        for again in (await anonymous.get(path), await anonymous.post(path, ANOTHER)):
            assert again.status_code == HTTP_410_GONE

    async def test_replaced_where_somebody_else_is_signed_in_leaves_them_signed_in(
        self, as_bob, alice
    ):
        answer = await as_bob.post(await link_sent(as_bob), ANOTHER)
        assert answer.headers["location"] == "/?notice=password-reset"
        assert "bob@example.org" in (await as_bob.get("/account")).text

    async def test_is_not_replaced_by_opening_the_link(self, anonymous, alice):
        path = await link_sent(anonymous)
        for _ in range(3):
            assert (await anonymous.get(path)).status_code == HTTP_200_OK
        await alice.refresh()
        assert await anonymous.post(
            "/sign-in", {"email": "alice@example.org", "password": PASSWORD}
        )

    @pytest.mark.asvs("6.4.3")
    async def test_leaves_the_second_factor_asked_for(self, anonymous, alice):
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == alice.id)
        await anonymous.post(await link_sent(anonymous), ANOTHER)
        assert not await Session.exists()
        signed = await anonymous.post("/sign-in", {"email": "alice@example.org", **ANOTHER})
        assert signed.headers["location"].startswith("/sign-in/second-factor")

    async def test_answers_alike_for_nobody_and_sends_nobody_a_mail(self, anonymous, alice):
        assert await link_sent(anonymous, "nobody@example.org") is None
        await PasswordReset.delete(force=True)
        answers = [
            await anonymous.post("/password-reset", {"email": email, "form_id": uuid4().hex})
            for email in ("alice@example.org", "nobody@example.org")
        ]
        assert {each.status_code for each in answers} == {HTTP_303_SEE_OTHER}
        assert answers[0].headers["location"] == answers[1].headers["location"]
        assert set(answers[0].headers) == set(answers[1].headers)

    @pytest.mark.asvs("6.3.1")
    async def test_fills_nobody_s_mailbox(self, anonymous, alice):
        for _ in range(5):
            await anonymous.post("/password-reset", {"email": "ALICE@example.org"})
        answer = await anonymous.post("/password-reset", {"email": "alice@example.org"})
        assert answer.status_code == HTTP_429_TOO_MANY_REQUESTS
        assert await PasswordReset.count() == 5

    async def test_is_not_replaced_by_a_weak_one(self, anonymous, alice):
        path = await link_sent(anonymous)
        answer = await anonymous.post(path, {"password": "alice@example.org"})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'aria-invalid="true"' in answer.text

    @pytest.mark.asvs("9.2.2")
    async def test_has_no_link_of_another_kind(self, anonymous, alice):
        await link_sent(anonymous)
        reset = await PasswordReset.objects().first()
        for token in ("x", links.sign("prove-address", reset.id)):
            answer = await anonymous.get(f"/new-password/{token}")
            assert answer.status_code == HTTP_404_NOT_FOUND


class TestChangingThePassword:
    async def test_is_where_keepers_of_passwords_look(self, anonymous):
        answer = await anonymous.get("/.well-known/change-password")
        assert answer.headers["location"] == "/account/password"

    @pytest.mark.asvs("7.5.1")
    async def test_wants_the_present_one_first(self, as_alice):
        long_ago = clock.now() - timedelta(minutes=11)
        await Session.update({Session.authenticated_at: long_ago}, force=True)
        answer = await as_alice.post("/account/password", ANOTHER)
        assert answer.headers["location"] == "/sign-in/again?next=/account/password"

    @pytest.mark.asvs("6.2.2")
    async def test_keeps_this_browser_signed_in(self, as_alice, alice):
        answer = await as_alice.post("/account/password", ANOTHER)
        assert answer.headers["location"].endswith("notice=password-changed")
        page = await as_alice.get("/en/account/second-factor")
        assert "Password changed" in page.text
        await alice.refresh()
        assert alice.password_hash

    async def test_refuses_one_made_of_the_person_s_own_words(self, as_alice):
        answer = await as_alice.post("/account/password", {"password": "alice@example.org"})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
