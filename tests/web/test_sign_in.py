"""``/sign-in``, ``/sign-in/second-factor``, ``/sign-in/again``, ``/sign-out`` (P-SEC-2)."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_403_FORBIDDEN,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from domain import clock
from domain.accounts import Session
from tests.cast import DOMAIN, signed_in, visitor
from tests.domain.accounts_cast import (
    PASSWORD,
    TOTP_SECRET,
    a_member_of_staff,
    an_account,
    an_administrator,
    an_organisation,
)
from web.own_paths import own_path

COOKIE = "assisteu_session"
RIGHT = {"email": "alice@example.org", "password": PASSWORD}


@pytest.fixture
async def alice(undone):
    return await an_account("alice@example.org")


@pytest.fixture
async def dpo(undone):
    return await a_member_of_staff("dpo")


def code(seconds: int = 0) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(clock.now() + timedelta(seconds=seconds))


async def grow_old() -> None:
    """Let the sessions' passwords have been given an hour ago."""
    await Session.update(
        {Session.authenticated_at: clock.now() - timedelta(hours=1)}, force=True
    )


class TestSigningIn:
    @pytest.mark.parametrize("path", ["/sign-in", "/en/sign-in"])
    async def test_shows_its_form_to_everybody(self, anonymous, path):
        answer = await anonymous.get(path)
        assert answer.status_code == HTTP_200_OK
        assert answer.headers["cache-control"] == "no-store"
        assert 'autocomplete="current-password"' in answer.text

    @pytest.mark.asvs("3.3.2", "3.3.4")
    async def test_leads_home_with_a_session(self, anonymous, alice):
        answer = await anonymous.post("/en/sign-in", RIGHT)
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == "/en"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        for part in ("HttpOnly", "Path=/", "SameSite=lax"):
            assert part.lower() in cookie.lower()
        assert "domain" not in cookie.lower()
        assert (await anonymous.get("/account")).status_code == HTTP_200_OK

    async def test_gives_a_cookie_of_less_than_twelve_months(self, anonymous, alice):
        answer = await anonymous.post("/sign-in", RIGHT)
        seconds = int(answer.headers["set-cookie"].lower().split("max-age=")[1].split(";")[0])
        assert timedelta(days=364) < timedelta(seconds=seconds) < timedelta(days=366)

    @pytest.mark.asvs("7.2.4")
    async def test_never_adopts_a_planted_token(self, anonymous, alice):
        anonymous.client.cookies.set(COOKIE, "planted", domain=DOMAIN)
        answer = await anonymous.post("/sign-in", RIGHT)
        assert answer.headers["set-cookie"].startswith(f"{COOKIE}=")
        assert "planted" not in answer.headers["set-cookie"]

    async def test_again_in_the_same_browser_ends_the_former_session(self, anonymous, alice):
        await anonymous.post("/sign-in", RIGHT)
        former = anonymous.client.cookies[COOKIE]
        await anonymous.post("/sign-in", RIGHT)
        assert anonymous.client.cookies[COOKIE] != former
        assert await Session.count().where(Session.ended_at.is_null()) == 1

    @pytest.mark.promise("P-ACC-6")
    async def test_is_noted_by_the_page_that_opens_with_it(self, anonymous, alice, noted):
        answer = await anonymous.post("/sign-in", RIGHT)
        await anonymous.get(answer.headers["location"])
        [seen] = noted
        session = await Session.objects().first()
        assert (seen.account_id, seen.session_id) == (alice.id, session.id)

    async def test_of_a_wrong_password_and_of_nobody_looks_the_same(self, anonymous, alice):
        wrong = {**RIGHT, "password": "wrong password"}
        answers = [
            await anonymous.post("/sign-in", {**wrong, "email": email})
            for email in ("alice@example.org", "alicf@example.org")
        ]
        assert {each.status_code for each in answers} == {HTTP_422_UNPROCESSABLE_ENTITY}
        bodies = [each.text.replace("alicf", "alice") for each in answers]
        assert bodies[0] == bodies[1]
        assert set(answers[0].headers) == set(answers[1].headers)
        assert 'value="alice@example.org"' in answers[0].text
        assert "wrong password" not in answers[0].text

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"email": "alice@example.org"},
            {"email": "", "password": ""},
            {"email": "x" * 300, "password": "x"},
            {"email": "a\x00", "password": "x"},
            {"email": "a", "password": "a\x00"},
            {"email": "a", "password": "x" * 257},
            {"email": ["a", "b"], "password": "x"},
        ],
    )
    async def test_with_a_broken_form_says_so(self, anonymous, form):
        answer = await anonymous.post("/sign-in", form)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'aria-invalid="true"' in answer.text

    @pytest.mark.asvs("6.3.1")
    async def test_pauses_who_tries_too_often_with_the_form_kept(self, anonymous, alice):
        wrong = {**RIGHT, "password": "wrong password"}
        for _ in range(10):
            await anonymous.post("/sign-in", wrong)
        answer = await anonymous.post("/en/sign-in", RIGHT)
        assert answer.status_code == HTTP_429_TOO_MANY_REQUESTS
        assert 0 < int(answer.headers["retry-after"]) <= 901
        assert 'value="alice@example.org"' in answer.text

    async def test_sends_who_signed_in_already_on(self, anonymous, alice):
        await anonymous.post("/sign-in", RIGHT)
        answer = await anonymous.get("/sign-in?next=/bookmarks")
        assert answer.headers["location"] == "/bookmarks"

    @pytest.mark.asvs("7.6.2")
    async def test_without_the_form_s_token_is_refused(self, anonymous, alice):
        answer = await anonymous.client.post("/sign-in", data=RIGHT)
        assert answer.status_code == HTTP_403_FORBIDDEN
        assert not await Session.exists()


class TestWhereToGoNext:
    async def test_is_the_page_that_was_asked_for(self, anonymous, alice):
        sent = await anonymous.get("/en/account/sessions")
        assert sent.status_code == HTTP_303_SEE_OTHER
        assert sent.headers["location"] == "/en/sign-in?next=/en/account/sessions"
        answer = await anonymous.post(sent.headers["location"], RIGHT)
        assert answer.headers["location"] == "/en/account/sessions"

    @pytest.mark.asvs("1.2.2", "3.7.2")
    @pytest.mark.parametrize(
        "asked",
        [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "account",
            "",
            "/x\r\nSet-Cookie: a=b",
            "/" + "x" * 600,
            "/sign-out",
            "/en/sign-in",
        ],
    )
    async def test_is_never_another_site(self, anonymous, alice, asked):
        assert own_path(asked) is None
        request = anonymous.client.build_request("GET", "/sign-in", params={"next": asked})
        answer = await anonymous.post(str(request.url.raw_path, "ascii"), RIGHT)
        assert answer.headers["location"] == "/"

    @pytest.mark.parametrize(
        "asked", ["/", "/account", "/search?q=a%20b", "/documents/1#art-5"]
    )
    def test_may_be_any_page_of_ours(self, asked):
        assert own_path(asked) == asked


class TestTheSecondFactor:
    async def begin(self, browser, email="dpo@example.org", path="/sign-in"):
        return await browser.post(path, {"email": email, "password": PASSWORD})

    @pytest.mark.asvs("2.3.1")
    async def test_is_asked_for_before_anything_opens(self, anonymous, dpo, noted):
        answer = await self.begin(anonymous, path="/sign-in?next=/account")
        assert answer.headers["location"] == "/sign-in/second-factor?next=/account"
        refused = await anonymous.get("/account")
        assert refused.status_code == HTTP_303_SEE_OTHER
        assert refused.headers["location"].startswith("/sign-in/second-factor")
        assert list(noted) == []

    async def test_opens_the_session_under_a_new_token(self, anonymous, dpo):
        await self.begin(anonymous)
        half = anonymous.client.cookies[COOKIE]
        answer = await anonymous.post("/sign-in/second-factor", {"code": code()})
        assert answer.headers["location"] == "/console"
        assert anonymous.client.cookies[COOKIE] != half
        assert (await anonymous.get("/account")).status_code == HTTP_200_OK

    async def test_is_owed_by_administrators_of_organisations(self, anonymous):
        firm = await an_organisation()
        await an_administrator("carol@example.org", firm.id)
        await self.begin(anonymous, "carol@example.org")
        spaced = f"{code()[:3]} {code()[3:]}"
        answer = await anonymous.post("/sign-in/second-factor?next=/account", {"code": spaced})
        assert answer.headers["location"] == "/account"

    @pytest.mark.parametrize("wrong", ["000000", "x", "", "1" * 21, "a\x00"])
    async def test_that_is_wrong_is_asked_for_again(self, anonymous, dpo, wrong):
        await self.begin(anonymous)
        answer = await anonymous.post("/en/sign-in/second-factor", {"code": wrong})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'id="field-code-error"' in answer.text

    async def test_replayed_is_refused(self, app, anonymous, dpo):
        used = code()
        await self.begin(anonymous)
        await anonymous.post("/sign-in/second-factor", {"code": used})
        async with visitor(app) as thief:
            await self.begin(thief)
            answer = await thief.post("/sign-in/second-factor", {"code": used})
            assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY

    @pytest.mark.asvs("2.3.1")
    async def test_without_a_password_first_leads_to_the_start(self, anonymous):
        for answer in (
            await anonymous.get("/sign-in/second-factor"),
            await anonymous.post("/sign-in/second-factor", {"code": "123456"}),
        ):
            assert answer.status_code == HTTP_303_SEE_OTHER
            assert answer.headers["location"].startswith("/sign-in?")

    async def test_pauses_who_tries_too_many(self, anonymous, dpo):
        await self.begin(anonymous)
        for _ in range(10):
            await anonymous.post("/sign-in/second-factor", {"code": "000000"})
        answer = await anonymous.post("/sign-in/second-factor", {"code": code()})
        assert answer.status_code == HTTP_429_TOO_MANY_REQUESTS


class TestSigningInAgain:
    async def test_is_asked_for_before_a_deletion(self, app, alice):
        async with await signed_in(app, alice) as browser:
            assert (await browser.get("/account/deletion")).status_code == HTTP_200_OK
            await grow_old()
            sent = await browser.get("/account/deletion")
            assert sent.headers["location"] == "/sign-in/again?next=/account/deletion"
            assert (await browser.get("/sign-in/again")).status_code == HTTP_200_OK
            before = browser.client.cookies[COOKIE]
            answer = await browser.post(sent.headers["location"], {"password": PASSWORD})
            assert answer.headers["location"] == "/account/deletion"
            assert browser.client.cookies[COOKIE] != before
            assert (await browser.get("/account/deletion")).status_code == HTTP_200_OK

    async def test_of_a_deletion_leads_back_to_its_page_and_deletes_nothing(self, app, alice):
        async with await signed_in(app, alice) as browser:
            await grow_old()
            sent = await browser.post("/account/deletion")
            assert sent.headers["location"] == "/sign-in/again?next=/account/deletion"
        await alice.refresh()
        assert alice.closed_at is None

    async def test_with_a_wrong_password_is_refused(self, app, alice):
        async with await signed_in(app, alice) as browser:
            for password in ("wrong", ""):
                answer = await browser.post("/sign-in/again", {"password": password})
                assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
                assert 'id="field-password-error"' in answer.text

    @pytest.mark.asvs("6.3.4", "7.5.1")
    async def test_of_staff_needs_the_code_too(self, app, dpo):
        async with await signed_in(app, dpo) as browser:
            assert 'name="code"' in (await browser.get("/sign-in/again")).text
            answer = await browser.post("/sign-in/again", {"password": PASSWORD})
            assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
            answer = await browser.post(
                "/sign-in/again", {"password": PASSWORD, "code": "000000"}
            )
            assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
            answer = await browser.post(
                "/sign-in/again", {"password": PASSWORD, "code": code()}
            )
            assert answer.headers["location"] == "/account"

    async def test_of_a_visitor_leads_to_the_start(self, anonymous):
        answer = await anonymous.get("/sign-in/again?next=/account")
        assert answer.headers["location"].startswith("/sign-in?")


class TestSigningOut:
    @pytest.mark.asvs("7.4.1", "14.3.1")
    async def test_ends_the_session_and_makes_the_browser_forget(self, app, alice):
        async with await signed_in(app, alice) as browser:
            token = browser.client.cookies[COOKIE]
            answer = await browser.post("/en/sign-out")
            assert answer.status_code == HTTP_303_SEE_OTHER
            assert answer.headers["location"] == "/en?notice=signed-out"
            assert answer.headers["clear-site-data"] == '"cache"'
            assert f"{COOKIE}=" in answer.headers["set-cookie"]
            assert "max-age=0" in answer.headers["set-cookie"].lower()
            browser.client.cookies.set(COOKIE, token, domain=DOMAIN)
            assert (await browser.get("/account")).status_code == HTTP_303_SEE_OTHER

    async def test_of_nobody_is_no_error(self, anonymous):
        answer = await anonymous.post("/sign-out")
        assert answer.status_code == HTTP_303_SEE_OTHER

    @pytest.mark.asvs("3.5.3")
    async def test_is_never_done_by_opening_a_link(self, app, alice):
        async with await signed_in(app, alice) as browser:
            await browser.get("/sign-out")
            assert (await browser.get("/account")).status_code == HTTP_200_OK


@pytest.mark.asvs("3.3.1", "3.3.3")
class TestOverHttps:
    async def test_the_cookie_is_secure_and_bound_to_the_host(self, monkeypatch, undone):
        from dataclasses import replace

        from litestar.response import Response

        from domain.settings import current_settings
        from web import cookies

        https = replace(current_settings(), public_url="https://assisteu.example")
        monkeypatch.setattr(cookies, "current_settings", lambda: https)
        response = Response("")
        cookies.set_cookie(response, cookies.SESSION, "x", now=datetime.now(UTC))
        (cookie,) = response.cookies
        assert cookie.key == "__Host-assisteu_session"
        assert cookie.secure
        assert cookie.path == "/"
        assert cookie.domain is None
