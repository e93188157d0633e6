"""``/account/data``: the rights of who signed in (P-RIG-1, P-RIG-4, P-RIG-9)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import clock, requests
from domain.accounts import Session
from domain.audit import Reason, note_look
from domain.duties import Duty
from domain.requests import Package, PackagePart, RightsRequest, State, state_of
from domain.roles import Role
from tests.cast import NOW
from tests.domain.rows import make_row

DATA = "/account/data"


async def ask(browser, right="access", **fields):
    answer = await browser.post(f"{DATA}/{right}", {"form_id": uuid4().hex} | fields)
    assert answer.status_code == HTTP_303_SEE_OTHER
    return answer.headers["location"]


async def one_request():
    return await RightsRequest.objects().first()


async def make_ready(request, content=b"PK made-up"):
    now = clock.now()
    package = await make_row(
        Package,
        request=request.id,
        begun_at=now,
        finished_at=now,
        expires_at=now + timedelta(hours=72),
        size_bytes=2 * len(content),
    )
    for number in (1, 2):
        await make_row(
            PackagePart, package=package.id, number=number, content=content, written_at=now
        )
    await RightsRequest.update({RightsRequest.closed_at: now}).where(
        RightsRequest.id == request.id
    )


async def grow_stale():
    await Session.update(
        {Session.authenticated_at: clock.now() - timedelta(minutes=11)}, force=True
    )


class TestThePage:
    @pytest.mark.parametrize("language", ["", "/en"])
    async def test_tells_what_is_held_why_until_when_and_who_receives_it(
        self, as_alice, language
    ):
        html = (await as_alice.get(language + DATA)).text
        assert ("Comptes" if language == "" else "Accounts") in html
        assert ("Finalité" if language == "" else "Purpose") in html
        assert "OVH" in html
        assert "dpo@assisteu.eu" in html
        assert "cnil.fr" in html

    async def test_sends_a_visitor_to_sign_in(self, anonymous):
        answer = await anonymous.get(DATA)
        assert answer.headers["location"] == f"/sign-in?next={DATA}"

    async def test_tells_who_looked_by_role_time_and_reason_and_not_by_name(
        self, as_alice, alice, dpo
    ):
        await note_look(
            actor_id=dpo.id,
            actor_role=Role.DPO,
            subject_id=alice.id,
            action="request.read",
            reason=Reason.RIGHTS_REQUEST,
            now=NOW,
        )
        html = (await as_alice.get("/en" + DATA)).text
        assert "handling of your request" in html
        assert "data protection officer" in html
        assert "Last-dpo" not in html
        assert str(dpo.id) not in html

    async def test_shows_nothing_of_another_person(self, as_alice, bob):
        assert "bob" not in (await as_alice.get(DATA)).text.lower()


@pytest.mark.promise("P-RIG-1")
class TestACopy:
    async def test_is_asked_for_and_begun_at_once(self, as_alice):
        location = await ask(as_alice)
        asked = await one_request()
        assert location == f"{DATA}/requests/{asked.id}"
        assert await Duty.exists().where(Duty.kind == "make-package")
        html = (await as_alice.get(location)).text
        assert 'hx-trigger="every 2s"' in html
        assert '<noscript><meta http-equiv="refresh"' in html

    async def test_wants_the_password_again_after_ten_minutes(self, as_alice):
        await grow_stale()
        answer = await as_alice.post(f"{DATA}/access", {"form_id": uuid4().hex})
        assert answer.headers["location"] == f"/sign-in/again?next={DATA}"
        assert await RightsRequest.count() == 0

    async def test_asked_for_twice_is_one_request(self, as_alice):
        assert await ask(as_alice) == await ask(as_alice)
        assert await RightsRequest.count() == 1

    async def test_the_part_that_moves_stops_asking_when_the_copy_is_ready(self, as_alice):
        location = await ask(as_alice)
        moving = await as_alice.get(location, htmx=True)
        assert moving.text.lstrip().startswith('<div class="stack" id="request-state" hx-get')
        assert moving.headers["vary"] == "HX-Request"
        await make_ready(await one_request())
        ready = (await as_alice.get(location, htmx=True)).text
        assert "hx-get" not in ready
        assert f"{location}/download" in ready

    @pytest.mark.asvs("3.2.1", "5.4.1", "5.4.2")
    async def test_opening_the_download_takes_nothing_pressing_its_button_does(self, as_alice):
        location = await ask(as_alice)
        await make_ready(await one_request())
        shown = await as_alice.get(f"{location}/download")
        assert shown.status_code == HTTP_200_OK
        assert 'method="post"' in shown.text
        assert (await Package.objects().first()).fetched_at is None
        taken = await as_alice.post(f"{location}/download")
        assert taken.content == b"PK made-upPK made-up"
        assert taken.headers["content-type"] == "application/zip"
        assert re.fullmatch(
            r'attachment; filename="assisteu-\d{4}-\d\d-\d\d\.zip"',
            taken.headers["content-disposition"],
        )
        assert taken.headers["cache-control"] == "no-store"
        assert (await Package.objects().first()).fetched_at is not None

    @pytest.mark.parametrize("method", ["get", "post"])
    async def test_the_download_wants_the_password_again(self, as_alice, method):
        location = await ask(as_alice)
        await make_ready(await one_request())
        await grow_stale()
        answer = await getattr(as_alice, method)(f"{location}/download")
        assert answer.headers["location"] == f"/sign-in/again?next={location}/download"

    async def test_before_it_is_whole_it_is_not_served(self, as_alice):
        location = await ask(as_alice)
        package = await make_row(Package, request=(await one_request()).id, begun_at=NOW)
        await make_row(PackagePart, package=package.id, written_at=NOW)
        for method in (as_alice.get, as_alice.post):
            assert (await method(f"{location}/download")).status_code == HTTP_404_NOT_FOUND

    async def test_after_its_hours_the_page_says_so(self, as_alice):
        location = await ask(as_alice)
        await make_ready(await one_request())
        await Package.update(
            {Package.expires_at: clock.now() - timedelta(seconds=1)}, force=True
        )
        assert (await as_alice.post(f"{location}/download")).status_code == HTTP_404_NOT_FOUND
        assert "erased at the end of its hours" in (await as_alice.get("/en" + location)).text


@pytest.mark.promise("P-RIG-4")
class TestAnErasure:
    async def test_shows_the_six_grounds_and_the_plan(self, as_alice):
        html = (await as_alice.get(f"/en{DATA}/erasure")).text
        assert html.count('name="ground"') == 7
        assert "What would stay" in html

    async def test_is_asked_for_with_its_ground_and_waits_for_the_dpo(self, as_alice):
        location = await ask(as_alice, "erasure", ground="unlawful", message="Parce que.")
        asked = await one_request()
        assert (asked.ground, asked.message) == ("unlawful", "Parce que.")
        assert state_of(asked) is State.TO_DECIDE
        assert "to be decided" in (await as_alice.get("/en" + location)).text

    async def test_may_leave_the_ground_to_the_dpo(self, as_alice):
        await ask(as_alice, "erasure")
        assert (await one_request()).ground is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ground": "boredom"},
            {"message": "x" * 5001},
            {"message": "nul\x00"},
            {"ground": ["unlawful", "minor"]},
        ],
    )
    async def test_tells_every_mistake_and_keeps_what_was_typed(self, as_alice, wrong):
        typed = {"message": "kept words", "ground": "unlawful"} | wrong
        answer = await as_alice.post(f"{DATA}/erasure", typed)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'aria-invalid="true"' in answer.text or 'class="field__error"' in answer.text
        assert "kept words" in answer.text or "message" in wrong
        assert await RightsRequest.count() == 0

    async def test_is_withdrawn_while_it_is_open(self, as_alice):
        location = await ask(as_alice, "erasure")
        answer = await as_alice.post(f"{location}/withdrawal")
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert state_of(await one_request()) is State.WITHDRAWN
        again = await as_alice.post(f"{location}/withdrawal")
        assert again.status_code == HTTP_409_CONFLICT


class TestAStranger:
    @pytest.mark.asvs("8.2.2")
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("rest", ["", "/download", "/withdrawal"])
    async def test_finds_nothing_where_another_s_request_is(
        self, as_alice, as_bob, method, rest
    ):
        location = await ask(as_alice)
        await make_ready(await one_request())
        answer = await getattr(as_bob, method)(location + rest)
        unknown = await getattr(as_bob, method)(f"{DATA}/requests/{uuid4()}{rest}")
        assert answer.status_code == unknown.status_code == HTTP_404_NOT_FOUND
        assert not (await one_request()).withdrawn_at

    async def test_finds_nothing_where_no_id_is(self, as_alice):
        answer = await as_alice.get(f"{DATA}/requests/not-an-id")
        assert answer.status_code == HTTP_404_NOT_FOUND


async def test_the_mailed_request_page_of_a_holder_hands_nothing_over(as_alice, anonymous):
    await ask(as_alice)
    asked = await one_request()
    await make_ready(asked)
    follow = requests.addresses.follow_page_of(asked)
    assert (await anonymous.get(follow)).status_code == HTTP_200_OK
    for method in (anonymous.get, anonymous.post):
        assert (await method(f"{follow}/download")).status_code == HTTP_404_NOT_FOUND
