"""``/staff``: each role its pages; nobody is shown before a reason, and every look is noted."""

from datetime import timedelta

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import audit, rights
from domain.accounts import MAIL_PROOF_AGAIN, Account, Organisation, Session
from domain.accounts.tables import SignUp
from domain.audit import AuditEntry
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.mail.tables import Mail
from domain.roles import Role
from jobs.accounts import tell_proof_again
from tests.cast import make_account, signed_in
from tests.web.world import make_world

SEARCH = {"reason": "support-request", "who": "alice@example.org"}


@pytest.fixture
async def world(app, undone):
    made = await make_world(app)
    yield made
    await made.close()


async def actions() -> list[str]:
    return [entry.action for entry in await AuditEntry.objects().order_by(AuditEntry.number)]


class TestTheFirstPage:
    async def test_leads_marketing_to_the_prospects(self, world):
        page = (await world.browsers["marketing"].get("/staff")).text
        assert 'href="/staff/prospects"' in page

    async def test_leads_the_product_team_to_what_holders_told_us_and_nowhere_else(self, world):
        page = (await world.browsers["product"].get("/staff")).text
        assert 'href="/staff/messages"' in page
        assert "/staff/people" not in page
        assert "/staff/organisations" not in page

    async def test_lists_what_the_register_shows_to_support(self, world):
        page = (await world.browsers["support"].get("/staff")).text
        for sheet in rights.sheets_seen_by(Role.SUPPORT):
            assert sheet.name.fr in page
        assert 'href="/staff/people"' in page

    async def test_is_not_for_holders(self, world):
        for actor in ("alice", "carol"):
            answer = await world.browsers[actor].get("/staff")
            assert answer.status_code == HTTP_404_NOT_FOUND


@pytest.mark.promise("P-SEC-3")
class TestSearching:
    async def test_shows_nobody_without_a_reason(self, world):
        support = world.browsers["support"]
        for reason in ("", "curiosity"):
            answer = await support.post("/staff/people", SEARCH | {"reason": reason})
            assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
            assert "Last-alice" not in answer.text
        assert await actions() == []

    async def test_notes_each_person_shown_and_tells_them(self, world):
        answer = await world.browsers["support"].post("/staff/people", SEARCH)
        assert "Last-alice" in answer.text
        assert "Last-bob" not in answer.text
        assert await actions() == ["people.found"]
        assert len(await audit.looks_at(world.account_id("alice"))) == 1
        page = (await world.browsers["alice"].get("/account/data")).text
        assert "aide que vous avez demandée" in page
        assert "Last-support" not in page

    async def test_too_many_people_are_none(self, world):
        for number in range(11):
            await make_account(f"crowd{number}")
        for who in ("crowd", "a", "%%%"):
            answer = await world.browsers["support"].post(
                "/staff/people", SEARCH | {"who": who}
            )
            assert "crowd1@" not in answer.text
        assert await actions() == []

    async def test_never_shows_staff(self, world):
        answer = await world.browsers["support"].post(
            "/staff/people", SEARCH | {"who": "finance@example.org"}
        )
        assert "Last-finance" not in answer.text

    async def test_is_for_support_alone(self, world):
        for actor in ("finance", "marketing", "product", "dpo", "alice", "carol"):
            answer = await world.browsers[actor].post("/staff/people", SEARCH)
            assert answer.status_code == HTTP_404_NOT_FOUND


@pytest.mark.promise("P-SEC-3")
class TestAPerson:
    @pytest.mark.asvs("8.2.3", "15.3.1")
    async def test_is_shown_with_a_reason_as_the_sheets_allow(self, world):
        path = f"/staff/people/{world.account_id('alice')}"
        before = await world.browsers["support"].get(path)
        assert "Last-alice" not in before.text
        assert await actions() == []
        answer = await world.browsers["support"].get(f"{path}?reason=security")
        for shown in ("Last-alice", "Occupation of alice", "+33155550100"):
            assert shown in answer.text
        for hidden in ("$argon2id$", "transparence"):
            assert hidden not in answer.text
        assert await actions() == ["person.read"]

    async def test_of_staff_or_of_nobody_does_not_exist(self, world):
        for account_id in (world.account_id("dpo"), world.ids["act"]):
            answer = await world.browsers["support"].get(
                f"/staff/people/{account_id}?reason=security"
            )
            assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_is_nothing_to_a_role_that_no_sheet_names(self, world):
        for role in (Role.MARKETING, Role.PRODUCT, Role.FINANCE):
            assert rights.columns_seen_by(role) == {}
            with pytest.raises(NotFound):
                await rights.sight_of(world.account_id("alice"), role=role)

    @pytest.mark.asvs("7.4.5")
    async def test_can_have_every_session_ended(self, world):
        alice = world.account_id("alice")
        answer = await world.browsers["support"].post(
            f"/staff/people/{alice}/sessions-end", {"reason": "security"}
        )
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert (
            await Session.count().where(Session.account == alice, Session.ended_at.is_null())
            == 0
        )
        assert await actions() == ["person.sessions-ended"]


class TestTheProofOfAnAddress:
    async def test_is_sent_again_and_nobody_learns_whether_one_waits(self, world):
        waiting = await SignUp.objects().get(SignUp.id == world.ids["sign-up"])
        answers = [
            await world.browsers["support"].post("/staff/proof-mail", {"email": email})
            for email in (waiting.email, "nobody@example.net")
        ]
        assert answers[0].headers["location"] == answers[1].headers["location"]
        [duty] = await Duty.objects().where(Duty.kind == MAIL_PROOF_AGAIN)
        assert duty.subject == waiting.id
        for _ in range(2):
            await tell_proof_again(waiting.id, world.now)
        assert await Mail.count().where(Mail.address == waiting.email) == 1


class TestOrganisations:
    async def test_are_shown_without_any_person(self, world):
        for path in ("/staff/organisations", f"/staff/organisations/{world.ids['chambers']}"):
            for actor in ("support", "finance"):
                page = (await world.browsers[actor].get(path)).text
                assert "Cabinet Carol" in page
                for name in ("Last-carol", "dave@", "guest@example.net"):
                    assert name not in page

    async def test_are_made_seated_and_ended(self, world):
        finance = world.browsers["finance"]
        form = {"name": "Étude du Nord", "seats": "3"}
        made = await finance.post("/staff/organisations/new", form)
        path = made.headers["location"].partition("?")[0]
        await finance.post(f"{path}/seats", {"seats": "7"})
        found = await Organisation.objects().get(Organisation.name == "Étude du Nord")
        assert found.seats == 7
        assert (await finance.post(f"{path}/end")).status_code == HTTP_303_SEE_OTHER
        again = await finance.post(f"{path}/end")
        assert again.status_code == HTTP_409_CONFLICT
        assert "n’est plus cliente" in again.text

    @pytest.mark.parametrize(
        ("field", "value"), [("seats", "-1"), ("seats", "many"), ("seats", "999999999")]
    )
    async def test_a_number_that_is_none_is_told(self, world, field, value):
        form = {"name": "Étude", "seats": "1"} | {field: value}
        answer = await world.browsers["finance"].post("/staff/organisations/new", form)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY

    @pytest.mark.promise("P-ACC-9")
    async def test_have_statistics_while_a_clause_is_in_force(self, world):
        erins = f"/staff/organisations/{world.ids['others']}"
        today = world.now.date().isoformat()
        form = {"since_on": "2026-01-01"}
        assert (
            await world.browsers["finance"].post(f"{erins}/clause", form)
        ).status_code == 303
        erin = world.browsers["erin"]
        assert (await erin.get("/organisation/statistics")).status_code == HTTP_200_OK
        again = await world.browsers["finance"].post(f"{erins}/clause", {"since_on": today})
        assert again.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        await world.browsers["finance"].post(f"{erins}/clause/end")
        assert (await erin.get("/organisation/statistics")).status_code == HTTP_404_NOT_FOUND

    async def test_let_support_alone_invite(self, world):
        path = f"/staff/organisations/{world.ids['others']}/invitations/new"
        form = {"email": "first@example.org", "role": "administrator"}
        refused = await world.browsers["finance"].post(path, form)
        assert refused.status_code == HTTP_404_NOT_FOUND
        answer = await world.browsers["support"].post(path, form)
        assert answer.status_code == HTTP_303_SEE_OTHER


@pytest.mark.promise("P-OPS-9")
class TestDepartures:
    @pytest.mark.asvs("7.4.2")
    async def test_end_every_way_in_at_once(self, world):
        support = world.account_id("support")
        path = f"/console/staff/{support}/departure"
        answer = await world.browsers["dpo"].post(path)
        assert answer.status_code == HTTP_303_SEE_OTHER
        gone = await world.browsers["support"].get("/staff")
        assert gone.status_code == HTTP_303_SEE_OTHER
        assert (await Account.objects().get(Account.id == support)).left_at is not None
        assert await actions() == ["staff.left"]

    async def test_of_oneself_are_refused_in_words(self, world):
        dpo = world.account_id("dpo")
        answer = await world.browsers["dpo"].post(f"/console/staff/{dpo}/departure")
        assert answer.status_code == HTTP_409_CONFLICT

    async def test_of_a_holder_do_not_exist(self, world):
        path = f"/console/staff/{world.account_id('alice')}/departure"
        assert (await world.browsers["dpo"].post(path)).status_code == HTTP_404_NOT_FOUND

    @pytest.mark.asvs("7.5.1")
    async def test_want_a_fresh_password(self, world):
        dpo = await Account.objects().get(Account.id == world.account_id("dpo"))
        path = f"/console/staff/{world.account_id('support')}/departure"
        async with await signed_in(
            world.app, dpo, at=world.now - timedelta(minutes=11)
        ) as stale:
            answer = await stale.post(path)
        assert answer.headers["location"].startswith("/sign-in/again?next=/console/staff")
