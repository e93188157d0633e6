"""A death that is reported: the notice, the execution, and the mails that tell of it (4.g)."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from domain import clock, database, directives, rights
from domain.accounts import Account
from domain.directives import Choice, Fate, NamedPerson, Part, Person
from domain.errors import NotFound
from domain.requests import Package, PackagePart, RightsRequest
from domain.retention import accounts_ending
from jobs.retention import warn_of_the_end
from tests.cast import NOW, make_account
from tests.domain.test_directives import THEO, each, execute, give, report
from tests.jobs.test_rights import committed, mails_to, perform

__all__ = ["committed"]

LATER = NOW + timedelta(days=8)
ROSA = Person(name="Rosa Maria Reçoit", email="rosa@example.net")
TO_ROSA = Choice(fate=Fate.COMMUNICATE, recipient=ROSA)

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.promise("P-RIG-7")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)


def plain(mail):
    return mail.text.replace("\u00a0", " ").replace("\u202f", " ")


class TestTheNotice:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fr", "Si vous êtes le titulaire et lisez ce message"),
            ("en", "If you are the holder and read this message"),
        ],
    )
    async def test_is_written_to_the_account_first(self, language, words):
        alice = await make_account("alice", language=language)
        report_id = await report(alice, notified=False)
        await perform()
        (mail,) = await mails_to(alice.email)
        assert words in plain(mail)
        assert "henri@example.net" not in mail.text
        assert (await directives.find_report(report_id)).notified_at == NOW

    async def test_is_not_written_once_the_report_is_called_off(self):
        alice = await make_account("alice")
        report_id = await report(alice, notified=False)
        await directives.call_off(report_id, now=NOW)
        await perform()
        assert await mails_to(alice.email) == []


class TestTheTrustedPerson:
    @pytest.mark.parametrize(
        ("language", "words", "source"),
        [
            ("fr", "personne de confiance", "Nous les tenons de ce titulaire"),
            ("en", "trusted person", "We have them from this holder"),
        ],
    )
    async def test_is_informed_at_the_execution_and_not_before(self, language, words, source):
        alice = await make_account("alice", language=language)
        await give(alice, {Part.ALL: Choice(fate=Fate.KEEP)})
        report_id = await report(alice, notified=False)
        await perform()
        assert await mails_to(THEO.email) == []
        await execute(report_id)
        await perform(now=LATER)
        (mail,) = await mails_to(THEO.email)
        assert words in plain(mail)
        assert source in plain(mail)
        informed = await NamedPerson.select(NamedPerson.informed_at).output(as_list=True)
        assert informed == [LATER]

    async def test_is_informed_although_everything_is_erased(self):
        alice = await make_account("alice")
        await give(alice, {Part.ALL: Choice(fate=Fate.ERASE)})
        report_id = await report(alice)
        await execute(report_id)
        await perform(now=LATER)
        assert not await Account.exists().where(Account.id == alice.id)
        assert len(await mails_to(THEO.email)) == 1
        told = [mail.subject for mail in await mails_to(alice.email)]
        assert "Vos données sont effacées" not in told


class TestWhatIsCommunicated:
    async def test_waits_for_who_is_named_with_what_was_directed_alone(self):
        alice = await make_account("alice", practice_name="Cabinet Alice")
        await give(alice, each(account=TO_ROSA), trusted=None)
        await execute(await report(alice))
        await perform(now=LATER)
        (mail,) = await mails_to(ROSA.email)
        assert "/rights/requests/" in mail.text
        assert "Des données vous sont communiquées" in mail.subject
        whole = b"".join(
            part.content for part in await PackagePart.objects().order_by(PackagePart.number)
        )
        with ZipFile(BytesIO(whole)) as copy:
            names = set(copy.namelist())
            page = copy.read("index.html").decode()
        assert names == {"index.html", "data.json", "csv/accounts.csv"}
        assert "Cabinet Alice" in page
        assert "article 85" in page.replace("\u00a0", " ")

    async def test_is_made_in_the_language_of_who_died(self):
        alice = await make_account("alice", language="en")
        await give(alice, {Part.ALL: TO_ROSA}, trusted=None)
        await execute(await report(alice))
        await perform(now=LATER)
        (mail,) = await mails_to(ROSA.email)
        assert "Data of a person who died" in plain(mail).replace("data of", "Data of")

    async def test_is_not_made_of_an_account_that_went_meanwhile(self):
        request = RightsRequest(
            id=uuid4(),
            form_id=uuid4(),
            right="after-death",
            channel="mail",
            email=ROSA.email,
            first_name="Rosa",
            last_name="R",
            received_at=NOW,
            due_on=NOW.date(),
            deceased=uuid4(),
            parts="account",
        )
        await request.save()
        with pytest.raises(NotFound):
            await rights.make_package(request.id, pages=lambda *_, **__: "", clock=clock.now)
        assert not await Package.exists().where(Package.finished_at.is_not_null())


@pytest.mark.promise("P-OPS-12")
class TestTheEndForWantOfAVisit:
    @pytest.mark.parametrize(("has", "said"), [(True, 1), (False, 0)])
    async def test_says_what_becomes_of_directives(self, has, said):
        alice = await make_account("alice", last_visit_at=NOW - timedelta(days=340))
        if has:
            await give(alice)
        (ending,) = await accounts_ending(now=NOW)
        assert ending.has_directives is has
        await warn_of_the_end(NOW)
        (mail,) = await mails_to(alice.email)
        assert plain(mail).count("elles ne prolongent aucun délai") == said
        assert mail.html.count("elles ne prolongent aucun délai") == said


async def test_no_mail_about_a_death_is_written_to_a_closed_account_again():
    alice = await make_account("alice", last_visit_at=NOW - timedelta(days=340))
    await execute(await report(alice), early_reason="Acte certain.", now=NOW)
    await warn_of_the_end(NOW)
    told = await database.fetch_value(
        "select count(*) from mail where subject like 'Votre compte sera%'"
    )
    assert told == 0
