"""``/staff/sharing``, ``/account/licence``: the program tells facts, and people decide."""

from datetime import timedelta

import pytest

from domain import database, licence
from domain.licence import cases
from domain.licence.cases import State
from domain.organisations import Objection
from tests.cast import make_account, signed_in
from tests.domain.rows import make_row
from tests.web.world import make_world

pytestmark = [pytest.mark.promise("P-ACC-6"), pytest.mark.promise("P-ACC-7")]
GROUNDS = {"decision": "confirm", "grounds": "Deux bureaux."}


@pytest.fixture
async def world(app, undone):
    made = await make_world(app)
    yield made
    await made.close()


def staff_page(world, what, rest=""):
    return f"/staff/sharing/{world.ids[what]}{rest}"


async def state(world, what):
    return cases.state_of(await cases.find(world.ids[what]))


class TestSupport:
    async def test_reads_facts_for_and_against_and_neither_score_nor_verdict(self, world):
        page = (await world.browsers["support"].get(staff_page(world, "untold case"))).text
        for words in ("moins de trois secondes", "Ce qui a été vu est limité", "La journée du"):
            assert words in page
        finding = (await cases.find(world.ids["untold case"])).finding
        assert '"score"' in finding
        assert "score" not in page.lower()
        assert "203.0.113.7" not in page
        assert "203.0.113.…" in page

    async def test_reads_them_in_english(self, world):
        path = "/en" + staff_page(world, "untold case")
        page = (await world.browsers["support"].get(path)).text
        assert "within three seconds" in page
        assert "What was seen is limited" in page

    async def test_is_noted_for_each_look(self, world):
        await world.browsers["support"].get(staff_page(world, "untold case"))
        await world.browsers["support"].post(staff_page(world, "untold case", "/notice"))
        noted = await database.fetch("select action, reason from audit_entry order by number")
        assert [tuple(each) for each in noted] == [
            ("sharing.read", "licence"),
            ("sharing.holder-told", "licence"),
        ]

    async def test_finds_no_name_in_the_list_and_filters_by_htmx(self, world):
        browser = world.browsers["support"]
        page = (await browser.get("/staff/sharing")).text.partition("<main")[2]
        assert "Last-" not in page
        assert "example.org" not in page
        part = (await browser.get("/staff/sharing?state=contested", htmx=True)).text
        assert part.count("<tr>") == 2
        assert "<html" not in part

    async def test_puts_what_waits_first(self, world):
        found, _ = await cases.cases(cases.CaseFilter())
        waits = [cases.state_of(case) in cases.WAITING for case in found]
        assert waits == sorted(waits, reverse=True)

    async def test_exports_what_the_list_shows(self, world):
        answer = await world.browsers["support"].get("/staff/sharing.csv?state=waiting")
        lines = answer.text.splitlines()
        assert lines[0].startswith("state,id,opened_at")
        assert len(lines) == 1 + 3
        assert "example.org" not in answer.text

    async def test_sees_an_empty_list_as_such(self, app, support):
        async with await signed_in(app, support) as browser:
            assert "Aucun dossier" in (await browser.get("/staff/sharing")).text

    async def test_confirms_nothing_before_the_holder_was_heard(self, world):
        path = staff_page(world, "case of alice", "/decision")
        answer = await world.browsers["support"].post(path, GROUNDS)
        assert answer.status_code == 409
        assert await state(world, "case of alice") is State.ASKED

    async def test_reviews_no_decision_of_their_own(self, world):
        browser = world.browsers["support"]
        await database.execute(
            "update sharing_hand set member = $1 where of_case = $2",
            world.account_id("support"),
            world.ids["contested case"],
        )
        page = (await browser.get(staff_page(world, "contested case"))).text
        assert "/review" not in page
        answer = await browser.post(
            staff_page(world, "contested case", "/review"),
            {"outcome": "uphold", "review_grounds": "Idem."},
        )
        assert answer.status_code == 409
        assert await state(world, "contested case") is State.CONTESTED

    async def test_does_not_agree_to_their_own_measure(self, world):
        browser = world.browsers["support"]
        await browser.post(
            staff_page(world, "confirmed case", "/measure"), {"measure": "Un appel."}
        )
        path = staff_page(world, "confirmed case", "/measure/agreement")
        assert (await browser.post(path)).status_code == 409

    async def test_sees_nothing_of_a_person_whose_objection_is_weighed(self, world):
        await licence.object_to_detection(
            account_id=world.account_id("alice"), reasons="x", now=world.now
        )
        browser = world.browsers["support"]
        assert (await browser.get(staff_page(world, "case of alice"))).status_code == 404
        path = staff_page(world, "case of alice", "/decision")
        answer = await browser.post(path, {"decision": "dismiss", "grounds": "VPN."})
        assert answer.status_code == 404
        listed = (await browser.get("/staff/sharing")).text
        assert str(world.ids["case of alice"]) not in listed


class TestAHolder:
    async def test_explains_with_one_click_and_no_script(self, world):
        path = f"/account/licence/cases/{world.ids['case of alice']}/explanation"
        answer = await world.browsers["alice"].post(path, {"explanation": "vpn"})
        assert answer.headers["location"] == "/account/licence?notice=explanation-noted"
        assert await state(world, "case of alice") is State.EXPLAINED
        page = (await world.browsers["alice"].get("/account/licence")).text
        assert "J’utilise un VPN" in page

    async def test_reads_the_facts_and_that_nothing_is_decided(self, world):
        page = (await world.browsers["alice"].get("/en/account/licence")).text
        assert "No decision has been taken" in page
        assert "within three seconds" in page

    async def test_answers_no_case_of_a_stranger(self, world):
        for rest, form in (("explanation", {"explanation": "vpn"}), ("contest", {})):
            path = f"/account/licence/cases/{world.ids['case of alice']}/{rest}"
            answer = await world.browsers["bob"].post(path, form)
            assert answer.status_code == 404

    async def test_who_says_this_was_not_me_is_led_to_a_new_password(self, world):
        elsewhere = await signed_in(world.app, world.browsers["alice"].account, at=world.now)
        answer = await world.browsers["alice"].post("/account/licence/not-me")
        assert answer.headers["location"].startswith("/account/password?")
        assert (await elsewhere.get("/account")).status_code == 303
        case = await cases.find(world.ids["case of alice"])
        assert case.explanation == "not-me"
        await elsewhere.client.aclose()

    async def test_contests_and_another_person_overturns(self, world):
        case_id = world.ids["decided case of alice"]
        answer = await world.browsers["alice"].post(
            f"/account/licence/cases/{case_id}/contest", {"contest": "Mon VPN."}
        )
        assert answer.status_code == 303
        await world.browsers["support"].post(
            f"/staff/sharing/{case_id}/review",
            {"outcome": "overturn", "review_grounds": "C’est un VPN."},
        )
        page = (await world.browsers["alice"].get("/account/licence")).text
        assert "rien ne vous est reproché" in page
        assert "C’est un VPN." in page

    async def test_sees_their_own_uses_shortened(self, app, undone):
        eve = await make_account("eve")
        await make_row(licence.Sighting, account=eve.id, seen_at=eve.opened_at)
        async with await signed_in(app, eve) as browser:
            page = (await browser.get("/account/licence")).text
        assert "203.0.113.…" in page
        assert "203.0.113.7" not in page


@pytest.mark.promise("P-RIG-5")
class TestAnObjection:
    async def test_is_made_with_reasons_and_weighed_by_the_officer(self, world):
        alice, dpo = world.browsers["alice"], world.browsers["dpo"]
        assert (await alice.post("/account/licence/objection")).status_code == 422
        await alice.post("/account/licence/objection", {"reasons": "Ma situation."})
        assert "est à l’examen" in (await alice.get("/account/licence")).text
        objection = await licence.last_objection(world.account_id("alice"))
        path = f"/console/objections/{objection.id}"
        assert "Ma situation." in (await dpo.get(path)).text
        refused = await dpo.post(path + "/decision", {"decision": "override", "grounds": ""})
        assert refused.status_code == 422
        await dpo.post(path + "/decision", {"decision": "override", "grounds": "Un procès."})
        page = (await alice.get("/account/licence")).text
        assert "Un procès." in page
        assert "a été écartée" in page

    async def test_is_weighed_once(self, world):
        path = f"/console/objections/{world.ids['objection']}/decision"
        form = {"decision": "accept", "grounds": "Sa situation."}
        assert (await world.browsers["dpo"].post(path, form)).status_code == 303
        assert (await world.browsers["dpo"].post(path, form)).status_code == 409

    async def test_to_the_statistics_is_not_weighed_here(self, world):
        other = await make_row(
            Objection, account=world.account_id("dave"), activity="organisation-statistics"
        )
        answer = await world.browsers["dpo"].get(f"/console/objections/{other.id}")
        assert answer.status_code == 404

    async def test_taken_back_lets_support_see_again(self, world):
        alice = world.browsers["alice"]
        await alice.post("/account/licence/objection", {"reasons": "Ma situation."})
        await alice.post("/account/licence/objection/withdrawal")
        path = staff_page(world, "case of alice")
        assert (await world.browsers["support"].get(path)).status_code == 200


async def test_deciding_wants_the_password_again(world):
    support = world.browsers["support"].account
    async with await signed_in(
        world.app, support, at=world.now - timedelta(minutes=12)
    ) as stale:
        page = (await stale.get(staff_page(world, "untold case"))).text
        assert "redonnez d’abord votre mot de passe" in page
        answer = await stale.post(staff_page(world, "untold case", "/decision"), GROUNDS)
        assert answer.headers["location"].startswith("/sign-in/again")
