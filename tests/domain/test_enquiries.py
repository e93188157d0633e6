"""Policy 1.a: what is sent to us by a form rests on the consent that *Send* gave."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, enquiries
from domain.enquiries import (
    STATE_NAMES,
    Author,
    Enquiry,
    EnquiryLine,
    FormConsent,
    Kind,
    Nature,
    Said,
    State,
    version_of,
)
from domain.enquiries.rules import STATES_IN_SQL
from domain.errors import NotFound
from domain.mail.tables import Mail
from domain.periods import after
from jobs.handlers import HANDLERS
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")

MONA = Author(email="mona@example.net", first_name="Mona", last_name="Morel")
TIMES = tuple(NOW + timedelta(days=days) for days in (3, 4, 5))


def said(kind=Kind.CONTACT, **changed):
    return Said(
        **{
            "kind": kind,
            "message": "Une question.",
            "language": "fr",
            "wording_version": version_of(kind),
            "times": TIMES if kind is Kind.APPOINTMENT else (),
        }
        | changed
    )


async def sent(kind=Kind.CONTACT, *, by=MONA, **changed):
    enquiry_id = uuid4()
    await enquiries.send(enquiry_id, said(kind, **changed), by=by, now=NOW)
    return enquiry_id


async def perform_duties():
    for duty in await database.fetch("select kind, subject from duty order by due_at"):
        if duty["kind"] in HANDLERS and duty["kind"].startswith("mail:enquiry"):
            await HANDLERS[duty["kind"]](duty["subject"], NOW)


class TestSending:
    @pytest.mark.promise("P-VIS-2")
    @pytest.mark.parametrize("kind", enquiries.BY_EVERYBODY)
    async def test_is_the_consent_recorded_with_its_wording_version_and_time(self, kind):
        enquiry_id = await sent(kind)
        proof = await FormConsent.objects().where(FormConsent.enquiry == enquiry_id).first()
        assert proof.wording == enquiries.WORDINGS[kind].fr
        assert "Envoyer" in proof.wording
        assert proof.wording_version == version_of(kind)
        assert (proof.given_at, proof.ended_at) == (NOW, None)
        assert MONA.email not in str(proof.to_dict())

    async def test_twice_is_one_message_one_proof_and_one_mail(self):
        enquiry_id = uuid4()
        for _ in range(2):
            await enquiries.send(enquiry_id, said(), by=MONA, now=NOW)
        await perform_duties()
        await perform_duties()
        assert await Enquiry.count() == await FormConsent.count() == await Mail.count() == 1

    async def test_under_an_old_wording_stores_nothing(self):
        with pytest.raises(enquiries.WordingChanged):
            await sent(wording_version="older")
        assert await Enquiry.count() == await FormConsent.count() == 0

    @pytest.mark.parametrize(
        "times",
        [
            TIMES[:2],
            (TIMES[0], TIMES[0], TIMES[1]),
            (NOW + timedelta(hours=2), *TIMES[1:]),
            (*TIMES[:2], NOW + timedelta(days=365)),
        ],
    )
    async def test_an_appointment_needs_three_times_that_can_be_kept(self, times):
        with pytest.raises(enquiries.NoSuchTime):
            await sent(Kind.APPOINTMENT, times=times)
        assert await Enquiry.count() == 0

    async def test_is_acknowledged_without_repeating_a_word_of_it(self):
        await sent(message="Un texte que personne d’autre ne doit lire.")
        await perform_duties()
        mail = await Mail.objects().first()
        assert mail.address == MONA.email
        assert "/messages/" in mail.text
        assert "personne d’autre" not in mail.text + mail.html


class TestAnswering:
    async def test_goes_by_mail_once_and_the_message_waits_no_longer(self):
        enquiry_id, line_id = await sent(), uuid4()
        for _ in range(2):
            await enquiries.answer(enquiry_id, line_id, words="Voici.", now=NOW)
            await perform_duties()
        found = await enquiries.find(enquiry_id)
        assert found.answered_at == NOW
        assert await EnquiryLine.count() == 1
        assert "Voici." in (await Mail.objects().where(Mail.text.like("%Voici%")).first()).html

    async def test_takes_one_of_the_times_that_were_proposed(self):
        enquiry_id = await sent(Kind.APPOINTMENT)
        await enquiries.answer(
            enquiry_id, uuid4(), words="Parfait.", appointed_at=TIMES[1], now=NOW
        )
        assert (await enquiries.find(enquiry_id)).appointed_at == TIMES[1]

    @pytest.mark.parametrize("time", [TIMES[0] + timedelta(minutes=1), NOW])
    async def test_takes_no_other_time(self, time):
        enquiry_id = await sent(Kind.APPOINTMENT)
        with pytest.raises(enquiries.TimeNotOffered):
            await enquiries.answer(
                enquiry_id, uuid4(), words="Non.", appointed_at=time, now=NOW
            )
        assert await EnquiryLine.count() == 0

    async def test_a_reply_opens_a_closed_message_again(self):
        enquiry_id = await sent()
        await enquiries.answer(enquiry_id, uuid4(), words="Voici.", now=NOW)
        await enquiries.close(enquiry_id, now=NOW)
        await enquiries.reply(enquiry_id, uuid4(), words="Encore.", now=NOW)
        found = await enquiries.find(enquiry_id)
        assert (found.answered_at, found.closed_at) == (None, None)

    async def test_what_was_deleted_meanwhile_is_answered_by_no_mail(self):
        enquiry_id = await sent()
        await enquiries.answer(enquiry_id, uuid4(), words="Voici.", now=NOW)
        await enquiries.withdraw(enquiry_id, now=NOW)
        await perform_duties()
        assert await Mail.count() == 0


class TestWithdrawing:
    @pytest.mark.promise("P-VIS-3")
    async def test_erases_message_thread_and_mails_at_once_and_keeps_the_proof(self):
        enquiry_id, kept = (
            await sent(),
            await sent(by=Author(email="other@example.net", first_name="O", last_name="T")),
        )
        await enquiries.answer(enquiry_id, uuid4(), words="Voici.", now=NOW)
        await enquiries.reply(enquiry_id, uuid4(), words="Merci.", now=NOW)
        await perform_duties()
        later = NOW + timedelta(days=1)
        for _ in range(2):
            await enquiries.withdraw(enquiry_id, now=later)
        with pytest.raises(NotFound):
            await enquiries.find(enquiry_id)
        assert await EnquiryLine.count() == 0
        assert await Mail.exists().where(Mail.address == MONA.email) is False
        proof = await FormConsent.objects().where(FormConsent.enquiry == enquiry_id).first()
        assert proof.ended_at == later
        assert await enquiries.find(kept)
        assert await Mail.count() == 1

    @pytest.mark.promise("P-OPS-4")
    async def test_a_proof_ends_too_when_its_message_goes_another_way(self):
        enquiry_id, standing = await sent(), await sent()
        await database.execute("delete from enquiry where id = $1", enquiry_id)
        await enquiries.end_proofs(now=NOW)
        ended = await FormConsent.objects().where(FormConsent.ended_at.is_not_null())
        assert [one.enquiry for one in ended] == [enquiry_id]
        assert await enquiries.find(standing)


class TestTheInbox:
    async def test_shows_what_awaits_an_answer_first_and_the_oldest_of_it(self):
        for hours, dates in ((3, {}), (9, {}), (1, {"answered_at": NOW})):
            await make_row(Enquiry, received_at=NOW - timedelta(hours=hours), **dates)
        found, count = await enquiries.inbox(enquiries.Search())
        ages = [round((NOW - one.received_at).total_seconds() / 3600) for one in found]
        assert (ages, count) == ([9, 3, 1], 3)

    async def test_states_in_sql_and_in_python_are_the_same(self):
        for dates in ({}, {"answered_at": NOW}, {"closed_at": NOW}):
            await make_row(Enquiry, **dates)
        for state, condition in STATES_IN_SQL.items():
            rows = await database.fetch(
                f"select answered_at, closed_at from enquiry where {condition}"
            )
            assert len(rows) == 1
            assert enquiries.state_of(**dict(rows[0])) is state
        assert set(STATES_IN_SQL) == set(STATE_NAMES) == set(State)
        assert await enquiries.count_by_state() == dict.fromkeys(State, 1)

    async def test_finds_a_person_by_name_or_address_and_no_pattern_is_read(self):
        await sent()
        for words, count in (("morel", 1), ("MONA@", 1), ("%", 0), ("_", 0)):
            assert (await enquiries.inbox(enquiries.Search(words=words)))[1] == count


async def test_feedback_is_its_holders_with_name_company_and_nature():
    """P-ACC-10."""
    alice = await make_account("alice", practice_name="Cabinet Alice")
    by = Author(
        email=alice.email,
        first_name=alice.first_name,
        last_name=alice.last_name,
        practice_name=alice.practice_name,
        account_id=alice.id,
    )
    await sent(Kind.FEEDBACK, by=by, nature=Nature.DEFECT)
    mine = await enquiries.written_by(alice.id)
    assert [(one.nature, one.practice_name) for one in mine] == [("defect", "Cabinet Alice")]
    assert mine[0].received_at < after(NOW, enquiries.KEPT_FOR)
