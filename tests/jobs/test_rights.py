"""Copies made, erasures done, and the mails that tell of it (policy 4 and 6)."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from domain import clock, database, duties, evidence, requests, rights
from domain.accounts import Account
from domain.mail import Mail
from domain.periods import Period, after
from domain.requests import Asked, Correspondent, Ground, Right, RightsRequest, addresses
from jobs.handlers import HANDLERS
from jobs.rights import erase_account
from tests.cast import NOW, make_account
from tests.domain.rights.people import make_person, where_found

ZOE = Correspondent(email="zoe@example.net", first_name="WIN", last_name="A PRIZE")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The work that reads the clock itself reads what the tests say."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
async def committed(pool: str) -> AsyncIterator[str]:
    """Really written. Emptied afterwards."""
    yield pool
    await database.execute(
        "truncate account, organisation, work, rights_request, erasure, duty, mail, sign_up,"
        " password_reset, legal_hold, prospect, suppressed, forgetting, undeliverable,"
        " prospect_import, personal_data_breach, directive_consent, death_report,"
        " erasure_mark, enquiry, form_consent cascade"
    )


async def perform(*, now=NOW):
    """Do what the worker does until nothing is due, each duty twice, as after a crash."""
    while (duty := await duties.claim(now=now)) is not None:
        for _ in range(2):
            await HANDLERS[duty.kind](duty.subject, now)
        await duties.finish(duty.id, now=now)


def asked(right=Right.ERASURE, language="fr"):
    return Asked(
        right=right,
        form_id=uuid4(),
        language=language,
        ground=Ground.UNLAWFUL,
        message="http://evil.example",
    )


async def mails_to(address):
    return [
        mail
        for mail in await Mail.objects().order_by(Mail.written_at)
        if mail.address == address and not mail.text.startswith("Text ")
    ]


async def ask_on_page(**options):
    await requests.ask_on_page(asked(**options), by=ZOE, now=NOW)
    return await RightsRequest.objects().first()


async def ask_on_page_of(account, right):
    by = Correspondent(email=account.email, first_name="I", last_name="I")
    await requests.ask_on_page(asked(right), by=by, now=NOW)
    request = await RightsRequest.objects().get(
        (RightsRequest.right == right) & RightsRequest.closed_at.is_null()
    )
    await requests.prove(request.id, now=NOW)
    return request


@pytest.mark.usefixtures("undone")
class TestTheMails:
    @pytest.mark.parametrize(("language", "prefix"), [("fr", ""), ("en", "/en")])
    async def test_ask_for_the_proof_of_the_address(self, language, prefix):
        request = await ask_on_page(language=language)
        await perform()
        (mail,) = await mails_to("zoe@example.net")
        assert f"http://testserver{prefix}{addresses.proof_of(request)}" in mail.text
        assert addresses.proof_of(request) in mail.html

    async def test_say_nothing_that_a_stranger_typed(self):
        await ask_on_page()
        await perform()
        (mail,) = await mails_to("zoe@example.net")
        for typed in ("WIN", "PRIZE", "evil.example"):
            assert typed not in mail.text + mail.html + mail.subject

    @pytest.mark.promise("P-RIG-10")
    async def test_acknowledge_with_the_last_day_for_the_answer(self):
        request = await ask_on_page()
        await requests.prove(request.id, now=NOW)
        await perform()
        mails = await mails_to("zoe@example.net")
        assert "24 décembre 2026" in mails[-1].text
        assert addresses.follow_page_of(request) in mails[-1].text

    async def test_answer_a_repetition_once_a_day(self):
        request = await ask_on_page()
        await requests.prove(request.id, now=NOW)
        await perform()
        for _ in range(2):
            await requests.ask_on_page(asked(), by=ZOE, now=NOW)
            await perform()
        reminders = [
            mail for mail in await mails_to("zoe@example.net") if "déjà ouverte" in mail.subject
        ]
        assert len(reminders) == 1

    async def test_that_wait_are_not_written_once_the_person_is_erased(self):
        ines = await make_person("ines")
        by = Correspondent(email=ines.email, first_name="Ines", last_name="I")
        await requests.ask_on_page(asked(Right.ACCESS), by=by, now=NOW)
        await erase_account(ines.id, cause="holder", now=NOW)
        await perform()
        assert [mail.subject for mail in await mails_to(ines.email)] == [
            "Vos données sont effacées"
        ]

    @pytest.mark.promise("P-RIG-9")
    async def test_refuse_with_reasons_and_the_ways_to_contest(self):
        request = await ask_on_page(language="en")
        await rights.refuse(
            request.id, decided_by=uuid4(), reason="A legal hold stands.", now=NOW
        )
        await perform()
        mail = (await mails_to("zoe@example.net"))[-1]
        for part in (mail.text, mail.html):
            assert "A legal hold stands." in part
            assert "CNIL" in part
            assert "court" in part


@pytest.mark.usefixtures("committed")
class TestTheWork:
    @pytest.mark.promise("P-RIG-1")
    async def test_a_copy_asked_for_from_the_account_is_made_and_told_without_the_file(self):
        ines = await make_person("ines")
        request = await requests.ask_from_account(
            asked(Right.ACCESS), account_id=ines.id, now=NOW
        )
        await perform()
        (mail,) = await mails_to(ines.email)
        assert f"http://testserver/account/data/requests/{request.id}" in mail.text
        assert "Occupation" not in mail.text
        package = await requests.package_of(request.id)
        assert package.finished_at is not None

    @pytest.mark.promise("P-RIG-4")
    async def test_a_granted_erasure_is_done_and_confirmed_with_what_stays(self):
        ines = await make_person("ines")
        request = await requests.ask_from_account(asked(), account_id=ines.id, now=NOW)
        await rights.grant(request.id, decided_by=uuid4(), now=NOW)
        await perform()
        assert not await Account.exists().where(Account.id == ines.id)
        (mail,) = await mails_to("ines@example.org")
        text = mail.text.replace("\u00a0", " ")
        assert "comme vous l’avez demandé" in text
        assert "Demandes d’exercice des droits : preuve que votre demande" in text
        assert "conservé 30 jours" in text
        # A hold that ended keeps its proof; the plan named it (P-RIG-4).
        assert await where_found("ines") <= {
            *("mail", "rights_request", "legal_hold", "forgetting"),
            *("directive_consent", "death_report", "identity_doubt"),
        }

    @pytest.mark.promise("P-RIG-4")
    async def test_what_the_officer_wrote_in_granting_reaches_the_person(self):
        ines = await make_person("ines")
        for right, told in (
            (Right.ACCESS, "La copie de vos données est prête"),
            (Right.ERASURE, "Vos données sont effacées"),
        ):
            request = await ask_on_page_of(ines, right)
            await rights.grant(
                request.id, decided_by=uuid4(), reason="Words of the officer.", now=NOW
            )
            await perform()
            mails = await mails_to("ines@example.org")
            (mail,) = [each for each in mails if each.subject == told]
            assert "Words of the officer." in mail.text
            assert "Words of the officer." in mail.html

    @pytest.mark.promise("P-OPS-3")
    async def test_the_evidence_says_until_when_it_is_kept_itself(self):
        ines = await make_person("ines")
        done = await rights.erase_account(ines.id, cause="holder", now=NOW)
        (step,) = [
            step
            for step in await evidence.steps_of(done.erasure_id)
            if step.table_name == "erasure"
        ]
        assert (step.outcome, step.kept_until) == ("kept", after(NOW, Period(years=5)))

    async def test_an_inactive_account_is_erased_and_told_why(self):
        ines = await make_account("ines", language="en")
        await erase_account(ines.id, cause="inactivity", now=NOW)
        await perform()
        (mail,) = await mails_to("ines@example.org")
        assert "you have not visited assistEU for a year" in mail.text

    async def test_a_duty_about_somebody_who_is_gone_is_done(self):
        for kind in (
            "make-package",
            "erase-account",
            "tell-request-received",
            "tell-request-still-open",
            "tell-request-refused",
            "tell-package-ready",
        ):
            await HANDLERS[kind](uuid4(), NOW)
        assert await Mail.count() == 0
