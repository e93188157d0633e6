"""``/account/data/directives`` and ``/console/deaths``: after death (P-RIG-7)."""

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

from domain import clock, directives
from domain.accounts import Account, Session
from domain.audit.tables import AuditEntry
from domain.directives import (
    CONSENT,
    Choice,
    DeathReport,
    DirectiveConsent,
    Fate,
    NamedPerson,
    Part,
    Person,
)
from domain.requests import RightsRequest
from tests.domain.rows import make_row
from tests.web.test_research_pages import queries

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-RIG-7")]

PAGE = "/account/data/directives"
DEATHS = "/console/deaths"
GIVEN = {
    "scope": "each",
    "fate_account": "keep",
    "fate_research": "erase",
    "fate_requests": "communicate",
    "name_requests": "Rosa Reçoit",
    "email_requests": "rosa@example.net",
    "name_trusted": "Théo Tiers",
    "email_trusted": "theo@example.net",
    "consent": "on",
}
ENTERED = {
    "reported_by": "heir",
    "reporter_name": "Henri Héritier",
    "reporter_email": "henri@example.net",
    "language": "fr",
    "seen": "on",
}
ALL_OF_IT = {"scope": "all", "fate_all": "erase", "consent": "on"}


def with_id(fields):
    return {"form_id": uuid4().hex} | fields


async def give(browser, **changed):
    return await browser.post(PAGE, with_id(GIVEN | changed))


async def grow_stale():
    await Session.update(
        {Session.authenticated_at: clock.now() - timedelta(minutes=11)}, force=True
    )


class TestGiving:
    async def test_shows_the_words_of_the_consent_and_that_no_period_is_lengthened(
        self, as_alice
    ):
        french = (await as_alice.get(PAGE)).text
        english = (await as_alice.get(f"/en{PAGE}")).text
        assert CONSENT.en in english
        assert CONSENT.fr.split(" (")[0] in french
        assert "Directives lengthen no period" in english
        assert "Whom you name is not informed before" in english

    async def test_keeps_what_was_chosen_and_who_is_named(self, as_alice):
        answer = await give(as_alice)
        assert answer.status_code == HTTP_303_SEE_OTHER
        standing = await directives.standing_of(as_alice.account.id)
        assert standing.choices[Part.RESEARCH] == Choice(fate=Fate.ERASE)
        rosa = Person(name="Rosa Reçoit", email="rosa@example.net")
        assert standing.choices[Part.REQUESTS].recipient == rosa
        html = (await as_alice.get(f"/en{PAGE}")).text
        assert "theo@example.net" in html
        assert "Revoke my directives" in html

    async def test_for_everything_replaces_what_was_given_for_each_part(self, as_alice):
        await give(as_alice)
        await as_alice.post(PAGE, with_id(ALL_OF_IT))
        standing = await directives.standing_of(as_alice.account.id)
        assert standing.choices == {Part.ALL: Choice(fate=Fate.ERASE)}
        assert standing.trusted is None

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"consent": ""}, "consent"),
            ({"scope": ""}, "scope"),
            ({"scope": "none"}, "scope"),
            ({"fate_account": ""}, "fate_account"),
            ({"fate_requests": "erase"}, "fate_requests"),
            ({"fate_account": "erase"}, "fate_account"),
            ({"email_requests": ""}, "email_requests"),
            ({"name_requests": ""}, "name_requests"),
            ({"email_trusted": "no address"}, "email_trusted"),
            ({"name_trusted": ""}, "name_trusted"),
        ],
    )
    async def test_says_what_is_wrong_beside_its_field_and_keeps_nothing(
        self, as_alice, changed, field
    ):
        answer = await give(as_alice, **changed)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'href="#field-{field}"' in answer.text
        assert await directives.standing_of(as_alice.account.id) is None

    async def test_wants_the_password_again_after_ten_minutes(self, as_alice):
        await grow_stale()
        answer = await give(as_alice)
        assert "/sign-in/again" in answer.headers["location"]
        assert await directives.standing_of(as_alice.account.id) is None

    async def test_is_revoked_in_one_step_and_the_proof_stays(self, as_alice):
        await give(as_alice)
        answer = await as_alice.post(f"{PAGE}/revocation", {})
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert "You have given no directives" in (await as_alice.get(f"/en{PAGE}")).text
        assert await NamedPerson.count() == 0
        (consent,) = await DirectiveConsent.objects()
        assert consent.ended_at is not None

    async def test_says_that_who_was_named_is_no_longer_known(self, as_alice):
        await give(as_alice)
        await NamedPerson.delete().where(NamedPerson.part == "requests")
        html = (await as_alice.get(f"/en{PAGE}")).text
        assert "no longer known to us" in html

    async def test_is_nobody_else_s(self, as_alice, as_bob, as_dpo):
        await give(as_alice)
        assert "rosa@example.net" not in (await as_bob.get(PAGE)).text
        answer = await as_bob.post(f"{PAGE}/revocation", {})
        assert answer.status_code == HTTP_404_NOT_FOUND
        assert (await as_dpo.get(PAGE)).status_code == HTTP_404_NOT_FOUND
        assert await directives.standing_of(as_alice.account.id) is not None


async def enter(browser, account, **changed):
    day = {"email": account.email, "proof_seen_on": clock.now().date().isoformat()}
    return await browser.post(f"{DEATHS}/new", with_id(ENTERED | day | changed))


def executed():
    now = clock.now()
    return {
        "executed_at": now,
        "executed_by": uuid4(),
        "carried_out_at": now,
        "outcome": "kept",
        "closed_at": now,
    }


async def make_report(account, *, ago=timedelta(days=8), **columns):
    at = clock.now() - ago
    await Account.update({Account.last_visit_at: at - ago}).where(Account.id == account.id)
    return await make_row(
        DeathReport, account=account.id, entered_at=at, notified_at=at, **columns
    )


class TestEnteringADeath:
    async def test_records_who_said_so_and_that_the_proof_was_seen(self, as_dpo, as_alice):
        answer = await enter(as_dpo, as_alice.account)
        assert answer.status_code == HTTP_303_SEE_OTHER
        (report,) = await DeathReport.objects()
        assert (report.account, report.reported_by) == (as_alice.account.id, "heir")
        assert report.entered_by == as_dpo.account.id
        assert (await as_alice.get("/account")).status_code == HTTP_200_OK

    async def test_explains_what_heirs_may_obtain_without_directives(self, as_dpo):
        html = (await as_dpo.get(f"/en{DEATHS}/new")).text
        assert "Without directives, heirs may have the account closed" in html

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"email": "nobody@example.net"}, "email"),
            ({"email": "dpo@example.org"}, "email"),
            ({"seen": ""}, "seen"),
            ({"proof_seen_on": "2999-01-01"}, "proof_seen_on"),
            ({"reported_by": "neighbour"}, "reported_by"),
        ],
    )
    async def test_says_what_is_wrong(self, as_dpo, as_alice, changed, field):
        answer = await enter(as_dpo, as_alice.account, **changed)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'href="#field-{field}"' in answer.text
        assert await DeathReport.count() == 0

    async def test_twice_leads_to_the_report_that_is_open(self, as_dpo, as_alice):
        first = await enter(as_dpo, as_alice.account)
        second = await enter(as_dpo, as_alice.account)
        assert (
            second.headers["location"].split("?")[0] == first.headers["location"].split("?")[0]
        )


class TestOneReport:
    async def test_shows_the_directives_and_the_plan_and_notes_the_look(self, as_dpo, as_alice):
        await as_alice.post(PAGE, with_id(ALL_OF_IT))
        report = await make_report(as_alice.account)
        html = (await as_dpo.get(f"/en{DEATHS}/{report.id}")).text
        assert "What the erasure will do" in html
        assert as_alice.account.email in html
        assert await AuditEntry.exists().where(AuditEntry.action == "death.read")

    async def test_executes_after_a_week_and_signs_the_account_out(self, as_dpo, as_alice):
        report = await make_report(as_alice.account)
        answer = await as_dpo.post(f"{DEATHS}/{report.id}/execution", {"confirmed": "on"})
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert (await as_alice.get("/account")).status_code == HTTP_303_SEE_OTHER
        done = await directives.find_report(report.id)
        assert done.executed_by == as_dpo.account.id
        assert await AuditEntry.exists().where(AuditEntry.action == "death.executed")

    @pytest.mark.parametrize(
        ("sent", "field"), [({}, "confirmed"), ({"confirmed": "on"}, "early_reason")]
    )
    async def test_too_soon_or_unconfirmed_does_nothing(self, as_dpo, as_alice, sent, field):
        report = await make_report(as_alice.account, ago=timedelta(days=6))
        answer = await as_dpo.post(f"{DEATHS}/{report.id}/execution", sent)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'href="#field-{field}"' in answer.text
        assert (await directives.find_report(report.id)).executed_at is None

    async def test_too_soon_with_a_reason_is_executed(self, as_dpo, as_alice):
        report = await make_report(as_alice.account, ago=timedelta(days=6))
        sent = {"confirmed": "on", "early_reason": "Demande du notaire."}
        answer = await as_dpo.post(f"{DEATHS}/{report.id}/execution", sent)
        assert answer.status_code == HTTP_303_SEE_OTHER

    async def test_of_who_is_alive_is_called_off_and_changes_no_more(self, as_dpo, as_alice):
        report = await make_report(as_alice.account)
        await as_dpo.post(f"{DEATHS}/{report.id}/calling-off", {})
        assert "Report called off on" in (await as_dpo.get(f"/en{DEATHS}/{report.id}")).text
        answer = await as_dpo.post(f"{DEATHS}/{report.id}/execution", {"confirmed": "on"})
        assert answer.status_code == HTTP_409_CONFLICT
        assert (await as_alice.get("/account")).status_code == HTTP_200_OK

    async def test_a_visit_since_the_notice_is_shown(self, as_dpo, as_alice):
        report = await make_report(as_alice.account)
        await Account.update({Account.last_visit_at: clock.now()}).where(
            Account.id == as_alice.account.id
        )
        html = (await as_dpo.get(f"/en{DEATHS}/{report.id}")).text
        assert "visited since the notice" in html

    async def test_of_an_erased_account_still_reads(self, as_dpo):
        report = await make_row(
            DeathReport,
            executed_at=clock.now(),
            executed_by=uuid4(),
            closed_at=clock.now(),
            carried_out_at=clock.now(),
            outcome="erased",
        )
        html = (await as_dpo.get(f"/en{DEATHS}/{report.id}")).text
        assert "The account is erased, and its directives with it" in html


class TestHandingOverAgain:
    async def test_makes_the_copy_once_more_for_who_missed_it(self, as_dpo, as_alice):
        whom = {"fate_all": "communicate", "name_all": "Rosa", "email_all": "rosa@example.net"}
        await as_alice.post(PAGE, with_id(ALL_OF_IT | whom))
        report = await make_report(as_alice.account, **executed())
        html = (await as_dpo.get(f"/en{DEATHS}/{report.id}")).text
        assert "Make the copies again" in html
        for _ in range(2):
            answer = await as_dpo.post(f"{DEATHS}/{report.id}/copies", {})
            assert answer.status_code == HTTP_303_SEE_OTHER
        (request,) = await RightsRequest.objects()
        assert (request.email, request.deceased) == ("rosa@example.net", as_alice.account.id)
        assert request.decided_by == as_dpo.account.id
        assert await AuditEntry.exists().where(AuditEntry.action == "death.handed-again")

    async def test_to_nobody_does_not_exist(self, as_dpo, as_alice):
        report = await make_report(as_alice.account, **executed())
        answer = await as_dpo.post(f"{DEATHS}/{report.id}/copies", {})
        assert answer.status_code == HTTP_404_NOT_FOUND


class TestFewQueries:
    async def test_of_the_list_and_of_one_report(self, as_dpo, as_alice):
        await as_alice.post(PAGE, with_id(GIVEN))
        report = await make_report(as_alice.account)
        await as_dpo.get(DEATHS)
        async with queries() as asked:
            await as_dpo.get(DEATHS)
        assert len(asked) <= 2, asked
        async with queries() as asked:
            await as_dpo.get(f"{DEATHS}/{report.id}")
        assert len(asked) <= 20, asked

    async def test_of_the_holder_s_own(self, as_alice):
        await as_alice.post(PAGE, with_id(GIVEN))
        async with queries() as asked:
            await as_alice.get(PAGE)
        assert len(asked) <= 3, asked


class TestWhoMay:
    async def test_for_everybody_else_it_does_not_exist(self, as_alice, as_support, as_carol):
        report = await make_report(as_alice.account)
        for browser in (as_alice, as_support, as_carol):
            for path in (DEATHS, f"{DEATHS}/new", f"{DEATHS}/{report.id}"):
                assert (await browser.get(path)).status_code == HTTP_404_NOT_FOUND

    async def test_the_list_names_nobody_and_has_pages(self, as_dpo, as_alice):
        assert "No death was reported" in (await as_dpo.get(f"/en{DEATHS}")).text
        await make_report(as_alice.account)
        for _ in range(100):
            await make_row(DeathReport, closed_at=clock.now())
        html = (await as_dpo.get(f"/en{DEATHS}")).text
        assert as_alice.account.email not in html
        assert "Henri" not in html
        assert f"{DEATHS}?page=2" in html
        assert (await as_dpo.get(f"{DEATHS}?page=2")).status_code == HTTP_200_OK
