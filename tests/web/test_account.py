"""``/account``, its sessions and its end (P-ACC-3, P-SEC-2)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_404_NOT_FOUND

from domain import clock
from domain.accounts import Account, Session
from domain.duties import Duty
from domain.evidence import Erasure
from tests.cast import signed_in

PAGES = ["/account", "/account/sessions", "/account/deletion"]


class TestPagesOfTheAccount:
    @pytest.mark.parametrize("path", PAGES)
    async def test_send_a_visitor_to_sign_in(self, anonymous, path):
        answer = await anonymous.get(path)
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert answer.headers["location"] == f"/sign-in?next={path}"

    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("language", ["", "/en"])
    async def test_open_for_their_holder_in_both_languages(self, as_alice, path, language):
        answer = await as_alice.get(language + path)
        assert answer.status_code == HTTP_200_OK
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.asvs("8.2.2")
    async def test_show_the_person_s_own_data_and_nobody_else_s(self, as_alice, bob):
        html = (await as_alice.get("/account")).text
        assert "alice@example.org" in html
        assert "Occupation of alice" in html
        assert "bob" not in html.lower()

    async def test_name_the_organisation(self, as_carol):
        assert "Cabinet Carol" in (await as_carol.get("/en/account")).text


@pytest.mark.promise("P-ACC-3")
class TestTheLastVisit:
    async def long_ago(self, alice):
        then = clock.now() - timedelta(days=10)
        await Account.update({Account.last_visit_at: then}, force=True)
        await Session.update({Session.last_used_at: then}, force=True)
        return then

    async def test_is_written_when_a_page_is_opened(self, as_alice, alice):
        then = await self.long_ago(alice)
        await as_alice.get("/account")
        await alice.refresh()
        assert alice.last_visit_at > then

    async def test_is_not_written_by_a_poll_a_form_a_prefetch_or_a_check(self, as_alice, alice):
        then = await self.long_ago(alice)
        await as_alice.get("/account/sessions", htmx=True)
        await as_alice.post(f"/account/sessions/{uuid4()}/end")
        await as_alice.client.get("/account", headers={"sec-purpose": "prefetch;prerender"})
        await as_alice.get("/health")
        await alice.refresh()
        assert alice.last_visit_at == then


END_OTHERS = "/account/sessions/end-others"
AGAIN = "/sign-in/again?next=/account/sessions"


@pytest.mark.promise("P-SEC-2")
class TestSessions:
    @pytest.mark.asvs("7.5.2")
    async def test_are_listed_and_this_one_is_marked(self, app, as_alice, alice):
        async with await signed_in(app, alice):
            html = (await as_alice.get("/en/account/sessions")).text
        assert html.count("Signed in on") == 2
        assert html.count("this browser") == 1

    @pytest.mark.asvs("7.5.2")
    async def test_end_one_by_one_with_and_without_htmx(self, app, as_alice, alice):
        for htmx in (False, True):
            async with await signed_in(app, alice) as other:
                path = f"/account/sessions/{other.session_id}/end"
                answer = await as_alice.post(path, htmx=htmx)
                if htmx:
                    assert answer.status_code == HTTP_200_OK
                    assert answer.text.lstrip().startswith('<div id="sessions"')
                    assert "<html" not in answer.text
                else:
                    assert answer.status_code == HTTP_303_SEE_OTHER
                assert (await other.get("/account")).status_code == HTTP_303_SEE_OTHER

    @pytest.mark.asvs("7.5.2")
    async def test_end_for_who_gave_the_password_just_now_alone(self, app, alice):
        an_hour_ago = clock.now() - timedelta(hours=1)
        async with (
            await signed_in(app, alice) as other,
            await signed_in(app, alice, at=an_hour_ago) as stale,
        ):
            for path in (f"/account/sessions/{other.session_id}/end", END_OTHERS):
                answer = await stale.post(path)
                assert answer.headers["location"] == AGAIN
                refused = await stale.post(path, htmx=True)
                assert refused.headers["hx-redirect"] == AGAIN
            assert (await other.get("/account")).status_code == HTTP_200_OK
            assert 'action="/sign-out"' in (await stale.get("/account/sessions")).text

    async def test_of_this_browser_ends_like_signing_out(self, as_alice):
        answer = await as_alice.post(f"/account/sessions/{as_alice.session_id}/end")
        assert answer.headers["clear-site-data"] == '"cache"'
        assert (await as_alice.get("/account")).status_code == HTTP_303_SEE_OTHER

    @pytest.mark.asvs("8.2.2")
    async def test_of_a_stranger_are_as_if_they_did_not_exist(self, as_alice, as_bob):
        strange = await as_alice.post(f"/account/sessions/{as_bob.session_id}/end")
        missing = await as_alice.post(f"/account/sessions/{uuid4()}/end")
        assert strange.status_code == missing.status_code == HTTP_404_NOT_FOUND
        ids = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
        assert ids.sub("", strange.text) == ids.sub("", missing.text)
        assert (await as_bob.get("/account")).status_code == HTTP_200_OK

    @pytest.mark.parametrize("junk", ["x", "1", "%00", "null"])
    async def test_of_no_id_are_not_found(self, as_alice, junk):
        answer = await as_alice.post(f"/account/sessions/{junk}/end")
        assert answer.status_code == HTTP_404_NOT_FOUND

    @pytest.mark.asvs("7.4.3", "7.5.2")
    async def test_end_all_but_this_one(self, app, as_alice, alice, as_bob):
        async with await signed_in(app, alice) as other:
            answer = await as_alice.post("/account/sessions/end-others")
            assert answer.headers["location"] == "/account/sessions?notice=sessions-ended"
            assert (await other.get("/account")).status_code == HTTP_303_SEE_OTHER
        assert (await as_alice.get("/account")).status_code == HTTP_200_OK
        assert (await as_bob.get("/account")).status_code == HTTP_200_OK


@pytest.mark.promise("P-ACC-3")
class TestDeletingTheAccount:
    async def test_first_says_what_goes_and_what_stays(self, as_alice, alice):
        html = (await as_alice.get("/en/account/deletion")).text
        assert "What is erased" in html
        assert "Accounts" in html
        await alice.refresh()
        assert alice.closed_at is None

    async def test_closes_at_once_and_orders_the_erasure(self, app, as_alice, alice):
        async with await signed_in(app, alice) as elsewhere:
            answer = await as_alice.post("/account/deletion")
            assert answer.headers["location"] == "/?notice=account-closed"
            assert answer.headers["clear-site-data"] == '"cache"'
            for browser in (as_alice, elsewhere):
                refused = await browser.get("/account")
                assert refused.headers["location"] == "/sign-in?next=/account"
        assert (await Erasure.objects().first()).subject == alice.id
        assert await Duty.exists().where(Duty.kind == "erase-account")

    async def test_is_not_offered_to_staff(self, as_support, support):
        assert (await as_support.get("/account/deletion")).status_code == HTTP_404_NOT_FOUND
        assert (await as_support.post("/account/deletion")).status_code == HTTP_404_NOT_FOUND
        assert "/account/deletion" not in (await as_support.get("/account")).text
        await support.refresh()
        assert support.closed_at is None

    async def test_leaves_the_stranger_alone(self, as_alice, as_bob):
        await as_alice.post("/account/deletion")
        assert (await as_bob.get("/account")).status_code == HTTP_200_OK
