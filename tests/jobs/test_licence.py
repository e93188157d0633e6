"""The night's reading as a duty, killed for real; and the mails about a case (P-ACC-6)."""

from datetime import timedelta

import pytest

from domain import database, duties, licence, rights
from domain.licence import SharingCase, SharingState, cases, reading
from domain.licence.reading import states_that_differ
from domain.mail import Mail
from jobs import licence as jobs_licence
from jobs.handlers import HANDLERS
from jobs.schedules import SCHEDULES
from tests.cast import NOW, make_account
from tests.domain.licence.story import NIGHT, confirmed, make_case, seen_by_two, write

pytestmark = pytest.mark.promise("P-ACC-6")


class Killed(BaseException):
    """What no ``except Exception`` holds back."""


@pytest.fixture
async def committed(pool):
    """Really written. Emptied afterwards."""
    yield pool
    await database.execute("truncate account, organisation, duty, mail cascade")


async def perform(*, now=NOW):
    """Do what the worker does until nothing is due, each duty twice, as after a crash."""
    while (duty := await duties.claim(now=now)) is not None:
        for _ in range(2):
            await HANDLERS[duty.kind](duty.subject, now)
        await duties.finish(duty.id, now=now)


async def mail_to(account):
    [mail] = await Mail.objects().where(Mail.address == account.email)
    return mail


class TestANightThatIsKilled:
    @pytest.mark.parametrize("at", [1, 2, 3])
    async def test_is_gone_on_with_and_opens_each_case_once(self, committed, monkeypatch, at):
        accounts = [await make_account(f"holder-{number}") for number in range(3)]
        await write(*(seen_by_two(each.id) for each in accounts))
        monkeypatch.setattr(reading, "AT_ONCE", 1)
        opened, calls = reading.open_case, []

        async def killed(account_id, **facts):
            made = await opened(account_id, **facts)
            calls.append(account_id)
            if len(calls) == at:
                raise Killed
            return made

        monkeypatch.setattr(reading, "open_case", killed)
        with pytest.raises(Killed):
            await jobs_licence.read_sightings(NIGHT)
        assert await SharingCase.count() == await SharingState.count() == at - 1
        monkeypatch.setattr(reading, "open_case", opened)
        await jobs_licence.read_sightings(NIGHT + timedelta(minutes=5))
        assert await SharingCase.count() == 3
        assert await states_that_differ() == (3, 0)

    async def test_runs_before_the_sweep(self):
        assert SCHEDULES["read-sightings"].at < SCHEDULES["sweep"].at

    async def test_tells_the_log_numbers_and_nobody(self, undone, caplog):
        shared = await make_account("shared")
        await write(seen_by_two(shared.id))
        with caplog.at_level("INFO"):
            await jobs_licence.read_sightings(NIGHT)
        [record] = [each for each in caplog.records if each.name == "jobs.licence"]
        assert record.facts == {"accounts": 1, "made_anew": 1, "cases": 1}
        assert str(shared.id) not in caplog.text


@pytest.mark.promise("P-ACC-7")
@pytest.mark.usefixtures("undone")
class TestMails:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fr", ["Aucune décision", "1.b", "explique", "/account/licence", "partagé avec"]),
            ("en", ["No decision", "1.b", "explain", "/en/account/licence", "shared with"]),
        ],
    )
    async def test_the_notice_is_neutral_and_says_that_nothing_is_decided(
        self, language, words
    ):
        alice = await make_account("alice", language=language)
        case = await make_case(alice, NOW)
        await cases.ask_holder(case.id, now=NOW)
        await perform()
        mail = await mail_to(alice)
        for each in words:
            assert each.lower() in mail.text.lower()
        for accusing in ("fraud", "violation", "suspect", "203.0.113", "score"):
            assert accusing not in mail.text.lower()

    async def test_the_outcome_comes_with_its_grounds_and_how_to_contest_it(self):
        alice = await make_account("alice", language="en")
        case = await make_case(alice, NOW, asked_at=NOW - timedelta(days=15))
        await cases.confirm(case.id, by=case.id, grounds="Two offices.", now=NOW)
        await perform()
        mail = await mail_to(alice)
        for words in ("Two offices.", "contest", "/en/account/licence", "CNIL", "access stays"):
            assert words in mail.text

    async def test_a_case_dismissed_before_its_holder_knew_alarms_nobody(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await cases.dismiss(case.id, by=case.id, grounds="VPN.", now=NOW)
        await perform()
        assert not await Mail.exists().where(Mail.address == alice.email)

    async def test_the_review_is_told_with_its_grounds(self):
        alice = await make_account("alice", language="en")
        contested = {"contested_at": NOW, "contest_words": "No."}
        case = await make_case(alice, NOW, **confirmed(NOW), **contested)
        await cases.review(case.id, upheld=False, by=case.id, grounds="A VPN.", now=NOW)
        await perform()
        mail = await mail_to(alice)
        assert "A VPN." in mail.text
        assert "overturned" in mail.text

    async def test_of_an_erased_person_a_dismissed_case_goes_once_they_are_told(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, asked_at=NOW)
        await rights.erase_account(alice.id, cause="holder", now=NOW)
        await cases.dismiss(case.id, by=case.id, grounds="VPN.", now=NOW)
        await perform()
        assert await SharingCase.count() == 0
        mail = await mail_to(alice)
        assert mail.account is None
        assert "VPN." in mail.text

    @pytest.mark.promise("P-RIG-5")
    @pytest.mark.parametrize(("accepted", "said"), [(True, "we accept"), (False, "override")])
    async def test_an_objection_is_answered_with_grounds(self, accepted, said):
        alice = await make_account("alice", language="en")
        await licence.object_to_detection(account_id=alice.id, reasons="x", now=NOW)
        [objection] = await licence.objections_to_weigh()
        await licence.weigh(objection.id, accepted=accepted, grounds="Because.", now=NOW)
        await perform()
        mail = await mail_to(alice)
        assert said in mail.text
        assert "Because." in mail.text
