"""``/organisation`` and ``/invitation``: each sees and changes their own organisation alone."""

import re
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import clock, links, organisations
from domain.accounts import Account, Session
from domain.accounts.tables import Passkey
from domain.mail.tables import Mail
from domain.organisations import INVITATION, DailyUse, Invitation, Objection
from domain.organisations.rules import STATISTICS
from jobs.organisations import tell_clause, tell_ended, tell_invited, tell_removed
from tests.cast import make_account, signed_in, visitor
from tests.domain.accounts_cast import PASSWORD, PASSWORD_HASH, TOTP_SECRET
from tests.web.world import World, make_world

GUEST = {"first_name": "Gaël", "last_name": "Invité", "occupation": "Juriste"}


@pytest.fixture
async def world(app, undone):
    made = await make_world(app)
    yield made
    await made.close()


def link_of(world: World) -> str:
    return f"/invitation/{links.sign(INVITATION, world.ids['offered seat'])}"


async def account_of(world: World, name: str) -> Account:
    return await Account.objects().get(Account.id == world.account_id(name))


class TestWhatAMemberSees:
    async def test_is_who_administers_and_what_they_see_of_the_member(self, world):
        page = (await world.browsers["dave"].get("/organisation")).text
        assert "Last-carol" in page
        assert "dave@example.org" in page
        assert "guest@example.net" not in page
        assert 'action="/organisation/departure"' in page
        assert "/organisation/members/" not in page

    async def test_is_members_seats_and_invitations_for_an_administrator(self, world):
        page = (await world.browsers["carol"].get("/organisation")).text
        assert "dave@example.org" in page
        assert "guest@example.net" in page
        assert "/organisation/statistics" in page

    @pytest.mark.asvs("8.4.1")
    async def test_is_nothing_of_another_organisation(self, world):
        for path in ("/organisation", "/en/organisation"):
            page = (await world.browsers["erin"].get(path)).text
            for name in ("carol", "dave", "guest@example.net"):
                assert name not in page.lower()

    @pytest.mark.asvs("8.2.3")
    async def test_never_holds_a_telephone_or_an_occupation(self, world):
        page = (await world.browsers["carol"].get("/organisation")).text
        assert "Occupation of dave" not in page
        assert "+33155550100" not in page


@pytest.mark.asvs("8.2.2", "8.4.1")
class TestTwinOrganisations:
    @pytest.mark.parametrize("rest", ["removal", "administrator", "administrator/end"])
    async def test_a_member_of_the_other_does_not_exist(self, world, rest):
        dave = world.account_id("dave")
        for actor in ("erin", "dave", "bob", "support"):
            answer = await world.browsers[actor].post(f"/organisation/members/{dave}/{rest}")
            assert answer.status_code == HTTP_404_NOT_FOUND
            assert "dave@example.org" not in answer.text
        after = await account_of(world, "dave")
        assert after.organisation == world.ids["chambers"]
        assert not after.administers_organisation

    async def test_an_invitation_of_the_other_does_not_exist(self, world):
        path = f"/organisation/invitations/{world.ids['offered seat']}/withdrawal"
        for actor in ("erin", "dave", "alice"):
            answer = await world.browsers[actor].post(path)
            assert answer.status_code == HTTP_404_NOT_FOUND
        assert (await Invitation.objects().first()).withdrawn_at is None


class TestInviting:
    async def test_answers_alike_for_a_known_and_an_unknown_address(self, world):
        answers = []
        for email in ("alice@example.org", "nobody@example.org"):
            sent = {"email": email, "role": "member", "form_id": uuid4().hex}
            answer = await world.browsers["carol"].post("/organisation/invitations/new", sent)
            answers.append((answer.status_code, answer.headers["location"], answer.text))
        assert answers[0] == answers[1]
        assert answers[0][0] == HTTP_303_SEE_OTHER

    async def test_a_member_is_told_beside_the_field(self, world):
        sent = {"email": "dave@example.org", "role": "member"}
        answer = await world.browsers["carol"].post("/organisation/invitations/new", sent)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "déjà membre" in answer.text

    @pytest.mark.asvs("2.3.2")
    async def test_without_a_seat_left_is_told(self, world):
        await organisations.set_seats(organisation_id=world.ids["chambers"], seats=2)
        sent = {"email": "more@example.org", "role": "member"}
        answer = await world.browsers["carol"].post("/organisation/invitations/new", sent)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("lang", ["fr", "en"])
    async def test_the_mail_says_who_invites_and_what_becomes_of_the_data(self, world, lang):
        invitation_id = world.ids["offered seat"]
        await Invitation.update({Invitation.language: lang}).where(
            Invitation.id == invitation_id
        )
        await tell_invited(invitation_id, world.now)
        mail = await Mail.objects().get(Mail.address == "guest@example.net")
        for text in (mail.text, mail.html):
            assert "Carol Last-carol" in text
            assert "Cabinet Carol" in text
            assert link_of(world) in text
        assert ("statistiques" if lang == "fr" else "statistics") in mail.text

    async def test_what_was_withdrawn_is_not_sent(self, world):
        await world.browsers["carol"].post(
            f"/organisation/invitations/{world.ids['offered seat']}/withdrawal"
        )
        await tell_invited(world.ids["offered seat"], world.now)
        assert not await Mail.exists().where(Mail.address == "guest@example.net")


class TestAnInvitation:
    async def test_opened_does_nothing(self, world):
        for _ in range(2):
            answer = await world.browsers["visitor"].get(link_of(world))
            assert answer.status_code == HTTP_200_OK
        assert not await Account.exists().where(Account.email == "guest@example.net")

    @pytest.mark.promise("P-ACC-5")
    async def test_opens_an_account_without_a_telephone_number(self, world):
        filled = {**GUEST, "password": PASSWORD}
        answer = await world.browsers["visitor"].post(link_of(world), filled)
        assert answer.status_code == HTTP_303_SEE_OTHER
        guest = await Account.objects().get(Account.email == "guest@example.net")
        assert guest.telephone is None
        assert guest.organisation == world.ids["chambers"]
        again = await world.browsers["visitor"].post(link_of(world), filled)
        assert again.status_code == HTTP_410_GONE

    async def test_says_that_the_number_is_optional_and_on_which_basis(self, world):
        page = (await world.browsers["visitor"].get(link_of(world))).text
        assert "Vous pouvez le laisser vide" in page
        assert "intérêt légitime" in page

    async def test_withdrawn_is_gone(self, world):
        await world.browsers["carol"].post(
            f"/organisation/invitations/{world.ids['offered seat']}/withdrawal"
        )
        for answer in (
            await world.browsers["visitor"].get(link_of(world)),
            await world.browsers["visitor"].post(
                link_of(world), {**GUEST, "password": PASSWORD}
            ),
        ):
            assert answer.status_code == HTTP_410_GONE

    async def test_of_somebody_else_shows_nothing_of_it(self, world):
        answer = await world.browsers["bob"].get(link_of(world))
        assert answer.status_code == HTTP_409_CONFLICT
        assert "guest@example.net" not in answer.text
        assert "Cabinet Carol" not in answer.text

    async def test_for_an_address_with_an_account_asks_to_sign_in_and_joins(self, world):
        guest = await make_account(
            "guest", email="guest@example.net", password_hash=PASSWORD_HASH
        )
        page = (await world.browsers["visitor"].get(link_of(world))).text
        assert f'href="/sign-in?next={link_of(world)}"' in page
        refused = await world.browsers["visitor"].post(
            link_of(world), {**GUEST, "password": PASSWORD}
        )
        assert refused.status_code == HTTP_409_CONFLICT
        async with await signed_in(world.app, guest) as browser:
            assert (await browser.get(link_of(world))).status_code == HTTP_200_OK
            answer = await browser.post(link_of(world))
            assert answer.headers["location"].startswith("/organisation?notice=")
            assert (await browser.get("/organisation")).status_code == HTTP_200_OK
            assert (await browser.post(link_of(world))).status_code == HTTP_410_GONE

    async def test_to_administer_sets_a_second_factor(self, world):
        await Invitation.update({Invitation.as_administrator: True}).where(
            Invitation.id == world.ids["offered seat"]
        )
        page = (await world.browsers["visitor"].get(link_of(world))).text
        enrolment = re.search(r'name="enrolment" value="([0-9a-f]+)"', page)[1]
        secret = re.search(r'<code class="secret__value"[^>]*>([A-Z2-7 ]+)<', page)[1]
        code = pyotp.TOTP(secret.replace(" ", "")).at(clock.now())
        filled = {**GUEST, "password": PASSWORD, "enrolment": enrolment}
        wrong = await world.browsers["visitor"].post(link_of(world), {**filled, "code": "1"})
        assert wrong.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        answer = await world.browsers["visitor"].post(link_of(world), {**filled, "code": code})
        assert answer.status_code == HTTP_303_SEE_OTHER
        guest = await Account.objects().get(Account.email == "guest@example.net")
        assert guest.administers_organisation
        assert guest.totp_secret == secret.replace(" ", "")

    async def test_works_in_a_browser_that_nobody_signed_in_to(self, world):
        async with visitor(world.app) as browser:
            assert (await browser.get(f"/en{link_of(world)}")).status_code == HTTP_200_OK


class TestLeaving:
    async def test_makes_a_holder_without_organisation(self, world):
        answer = await world.browsers["dave"].post("/organisation/departure")
        assert answer.headers["location"].startswith("/account?notice=")
        gone = await world.browsers["dave"].get("/organisation")
        assert gone.status_code == HTTP_404_NOT_FOUND
        assert not await DailyUse.exists().where(DailyUse.account == world.account_id("dave"))

    async def test_as_the_last_administrator_is_refused_in_words(self, world):
        answer = await world.browsers["erin"].post("/organisation/departure")
        assert answer.status_code == HTTP_409_CONFLICT
        assert "Nommez-en d’abord un autre" in answer.text

    async def test_removed_and_ended_people_are_told_by_mail(self, world):
        dave = world.account_id("dave")
        await tell_clause(dave, world.now)
        await world.browsers["carol"].post(f"/organisation/members/{dave}/removal")
        for tell in (tell_removed, tell_ended):
            await tell(dave, world.now)
            await tell(dave, world.now)
        assert await Mail.count().where(Mail.address == "dave@example.org") == 3


class TestMakingAnAdministrator:
    async def test_who_has_a_second_factor_owes_it_from_now_on(self, world):
        dave = world.account_id("dave")
        await Account.update({Account.totp_secret: TOTP_SECRET}).where(Account.id == dave)
        answer = await world.browsers["carol"].post(
            f"/organisation/members/{dave}/administrator"
        )
        assert "administrator-made" in answer.headers["location"]
        assert (await account_of(world, "dave")).administers_organisation

    async def test_by_invitation_wants_the_password_first_and_a_member_does_not(self, world):
        await Session.update(
            {Session.authenticated_at: clock.now() - timedelta(minutes=11)}, force=True
        )
        own = "/organisation/invitations/new"
        ours = f"/staff/organisations/{world.ids['chambers']}/invitations/new"
        for actor, path in (("carol", own), ("support", ours)):
            for role, leads_to in (("administrator", "/sign-in/again?next="), ("member", "/")):
                sent = {"email": f"{actor}-{role}@example.net", "role": role}
                answer = await world.browsers[actor].post(path, sent)
                assert answer.headers["location"].startswith(leads_to)
                known = await Invitation.exists().where(Invitation.email == sent["email"])
                assert known is (role == "member")

    async def test_who_has_none_is_asked_first(self, world):
        dave = world.account_id("dave")
        await Passkey.delete().where(Passkey.account == dave)
        answer = await world.browsers["carol"].post(
            f"/organisation/members/{dave}/administrator"
        )
        assert "administrator-asked" in answer.headers["location"]
        assert not (await account_of(world, "dave")).administers_organisation


@pytest.mark.promise("P-ACC-9")
class TestStatistics:
    async def test_show_numbers_and_never_words(self, world):
        carol = world.browsers["carol"]
        await world.browsers["dave"].get("/search?q=transparence")
        page = (await carol.get("/organisation/statistics")).text
        assert "dave@example.org" in page
        assert "transparence" not in page
        assert (
            await carol.get("/organisation/statistics", htmx=True)
        ).status_code == HTTP_200_OK

    async def test_do_not_exist_without_a_clause_nor_for_a_member(self, world):
        for actor in ("erin", "dave", "alice", "dpo"):
            answer = await world.browsers[actor].get("/organisation/statistics")
            assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_leave_out_who_objects_and_say_so_to_them(self, world):
        answer = await world.browsers["dave"].post("/account/data/statistics-objection")
        assert answer.headers["location"].startswith("/account/data?notice=")
        assert await Objection.count().where(Objection.activity == STATISTICS) == 1
        page = (await world.browsers["carol"].get("/organisation/statistics")).text
        assert "dave@example.org" not in page
        for path in ("/account/data", "/organisation"):
            assert "vous vous y êtes opposé" in (await world.browsers["dave"].get(path)).text
        await world.browsers["dave"].post("/account/data/statistics-objection/withdrawal")
        page = (await world.browsers["carol"].get("/organisation/statistics")).text
        assert "dave@example.org" in page

    async def test_who_belongs_to_none_has_nothing_to_object_to(self, world):
        answer = await world.browsers["alice"].post("/account/data/statistics-objection")
        assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_count_members_where_a_clause_is_in_force_alone(self, world):
        for actor in ("alice", "dave", "erin"):
            await world.browsers[actor].get("/search?q=transparence")
            await world.browsers[actor].get("/documents/32099R0001")
        rows = await DailyUse.objects()
        assert {row.account for row in rows} == {world.account_id("dave")}
        assert sum(row.documents for row in rows) == 2
