"""Training sessions: Zoom knows who registered, no longer than it must (P-ACC-5, P-SEC-4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from domain import database, organisations, processors, rights, training
from domain.duties import TryLater
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.forgetting import Forgetting
from domain.mail.tables import Mail
from domain.outbound.tables import Outbound
from domain.periods import Period, after
from domain.processors import NoAgreement, NotTaken, connections, stand_ins
from domain.processors.stand_ins import Memory, StandIn
from domain.processors.zoom import Zoom
from domain.register import TRAINING_SESSIONS, ZOOM
from domain.training.tables import (
    TrainingProposal,
    TrainingRegistration,
    TrainingSession,
    TrainingTime,
)
from jobs import training as jobs
from tests.cast import NOW, make_account, make_organisation

pytestmark = pytest.mark.usefixtures("undone")

SOON = datetime(2026, 12, 15, 13, 0, tzinfo=UTC)
LATER = SOON + timedelta(days=7)


class Asked(httpx.AsyncBaseTransport):
    """What Zoom is asked, and its stand-in's answers; ``down`` loses the next answers."""

    def __init__(self, stand_in):
        self.stand_in, self.calls, self.down = stand_in, [], set()

    async def handle_async_request(self, request):
        answer = await self.stand_in.handle_async_request(request)
        path = request.url.path
        self.calls.append((request.method, path))
        if (request.method, path.rsplit("/", 1)[-1]) in self.down:
            self.down.clear()
            return httpx.Response(500)
        return answer

    def made(self, method, ending):
        return [p for m, p in self.calls if m == method and p.endswith(ending)]


@pytest.fixture
def zoom(monkeypatch, tmp_path):
    """Zoom's stand-in, in the place of our account there."""
    memory = Memory(tmp_path / "zoom.json")
    asked = Asked(StandIn(memory, stand_ins.ZOOM))
    asked.memory = memory
    ours = Zoom(
        url="https://zoom.example/v2",
        sign_in_url="https://zoom.example",
        account="a",
        client="c",
        secret="s",
        transport=asked,
    )
    monkeypatch.setattr(connections, "zoom", lambda: ours)
    return asked


@pytest.fixture
async def people(undone):
    chambers, others = await make_organisation("Chambers"), await make_organisation("Others")
    return {
        "chambers": chambers,
        "others": others,
        "carol": await make_account(
            "carol", organisation=chambers.id, administers_organisation=True
        ),
        "dave": await make_account("dave", organisation=chambers.id, opened_by="invitation"),
        "ed": await make_account("ed", organisation=others.id, opened_by="invitation"),
    }


def meetings(zoom):
    return zoom.memory.read().get("meetings", {})


async def propose(people, *, times=(SOON, LATER), session_id=None, now=NOW):
    made = session_id or uuid4()
    await training.propose(
        session_id=made,
        organisation_id=people["chambers"].id,
        by=people["carol"].id,
        topic="Bien chercher",
        language="fr",
        minutes=60,
        times=times,
        expected=5,
        message=None,
        now=now,
    )
    return made


async def accept(session_id, *, now=NOW):
    first, *_ = await training.times_of(session_id)
    await training.accept(session_id, time_id=first.id, now=now)


async def opened(people):
    session_id = await propose(people)
    await accept(session_id)
    await jobs.make_meeting(session_id, NOW)
    return session_id


async def registration_of(session_id, account):
    return (
        await TrainingRegistration.objects()
        .where(TrainingRegistration.session == session_id)
        .where(TrainingRegistration.account == account.id)
        .first()
    )


async def registered(people, session_id, *, name="dave"):
    await training.register(session_id, account_id=people[name].id, now=NOW)
    made = await registration_of(session_id, people[name])
    await jobs.register(made.id, NOW)
    return await registration_of(session_id, people[name])


async def mails(template_subject):
    return {m.address for m in await Mail.objects().where(Mail.subject == template_subject)}


async def duties_of(kind):
    return {duty.subject: duty for duty in await Duty.objects().where(Duty.kind == kind)}


class TestProposing:
    async def test_a_session_at_up_to_three_times(self, people):
        session_id = await propose(people)
        assert [t.starts_at for t in await training.times_of(session_id)] == [SOON, LATER]
        assert (await training.proposal_of(session_id)).account == people["carol"].id

    async def test_sent_twice_is_one_proposal(self, people):
        session_id = await propose(people)
        await propose(people, session_id=session_id)
        assert await TrainingSession.count() == 1
        assert await TrainingTime.count() == len((SOON, LATER))

    @pytest.mark.parametrize(
        "times",
        [
            (),
            (SOON, SOON),
            (SOON, LATER, LATER + timedelta(1), LATER + timedelta(2)),
            (after(NOW, training.NOTICE) - timedelta(seconds=1),),
            (after(NOW, training.AHEAD) + timedelta(seconds=1),),
        ],
        ids=["none", "twice the same", "four", "too soon", "too far"],
    )
    async def test_refuses_times_that_cannot_be(self, people, times):
        with pytest.raises(training.NoTimeLeft):
            await propose(people, times=times)

    async def test_takes_the_first_and_the_last_instant_that_can_be(self, people):
        edges = (after(NOW, training.NOTICE), after(NOW, training.AHEAD))
        await propose(people, times=edges)
        assert await TrainingTime.count() == len(edges)

    async def test_refuses_an_organisation_that_is_a_client_no_more(self, people):
        await organisations.end_organisation(organisation_id=people["chambers"].id, now=NOW)
        with pytest.raises(organisations.OrganisationEnded):
            await propose(people)


class TestAnswering:
    async def test_makes_the_meeting_and_then_invites_each_member(self, people, zoom):
        session_id = await opened(people)
        [meeting] = meetings(zoom).values()
        assert meeting["topic"] == "Bien chercher"
        assert meeting["settings"]["auto_recording"] == "none"
        assert not meeting["settings"]["registrants_confirmation_email"]
        await jobs.invite_members(session_id, NOW)
        await jobs.invite_members(session_id, NOW)
        subject = "Une formation pour votre organisation"
        assert await mails(subject) == {"carol@example.org", "dave@example.org"}
        assert await Mail.count().where(Mail.subject == subject) == len(("carol", "dave"))

    async def test_tells_the_administrator_that_it_was_accepted(self, people, zoom):
        session_id = await opened(people)
        await jobs.tell_answer(session_id, NOW)
        mail = await Mail.objects().first()
        assert mail.address == "carol@example.org"
        assert "15 décembre 2026" in mail.text

    async def test_tells_the_administrator_why_it_was_declined(self, people):
        session_id = await propose(people)
        await training.decline(session_id, reasons="Aucun formateur.", now=NOW)
        await jobs.tell_answer(session_id, NOW)
        assert "Aucun formateur." in (await Mail.objects().first()).text
        assert not await duties_of(training.MAKE_MEETING)

    async def test_counts_once(self, people):
        session_id = await propose(people)
        await accept(session_id)
        await accept(session_id)
        with pytest.raises(training.AlreadyAnswered):
            await training.decline(session_id, reasons="Trop tard.", now=NOW)
        _, second = await training.times_of(session_id)
        with pytest.raises(training.AlreadyAnswered):
            await training.accept(session_id, time_id=second.id, now=NOW)

    async def test_refuses_a_time_that_passed(self, people):
        session_id = await propose(people)
        with pytest.raises(training.TimePassed):
            await accept(session_id, now=SOON)

    async def test_refuses_the_time_of_another_session(self, people):
        session_id, other = await propose(people), await propose(people)
        [time, _] = await training.times_of(other)
        with pytest.raises(NotFound):
            await training.accept(session_id, time_id=time.id, now=NOW)

    async def test_whose_answer_was_lost_finds_the_meeting_that_zoom_made(self, people, zoom):
        session_id = await propose(people)
        await accept(session_id)
        zoom.down = {("POST", "meetings")}
        with pytest.raises(NotTaken):
            await jobs.make_meeting(session_id, NOW)
        await jobs.make_meeting(session_id, NOW)
        assert len(meetings(zoom)) == 1
        assert (await training.find(session_id)).meeting in meetings(zoom)

    async def test_sends_nothing_without_an_agreement(self, people, zoom, monkeypatch):
        lapsed = replace(ZOOM, agreement_until=NOW.date() - timedelta(1))
        sheet = replace(TRAINING_SESSIONS, recipients=(lapsed,))
        monkeypatch.setattr(jobs, "ZOOM", lapsed)
        monkeypatch.setattr(jobs, "TRAINING_SESSIONS", sheet)
        session_id = await propose(people)
        await accept(session_id)
        with pytest.raises(NoAgreement):
            await jobs.make_meeting(session_id, NOW)
        assert zoom.calls == []


class TestRegistering:
    @pytest.mark.promise("P-SEC-4")
    @pytest.mark.promise("P-ACC-5")
    async def test_tells_zoom_the_first_name_and_the_address_and_nothing_else(
        self, people, zoom
    ):
        session_id = await opened(people)
        made = await registered(people, session_id)
        [meeting] = meetings(zoom).values()
        [known] = meeting["registrants"].values()
        assert set(known) - {"id", "join_url"} == {"first_name", "email"}
        assert (known["first_name"], known["email"]) == ("Dave", "dave@example.org")
        assert made.join_url == known["join_url"]

    @pytest.mark.promise("P-OPS-8")
    async def test_is_written_into_the_ledger_by_what_zoom_knows_it(self, people, zoom):
        session_id = await opened(people)
        made = await registered(people, session_id)
        row = await Outbound.objects().where(Outbound.processor == "zoom").first()
        session = await training.find(session_id)
        assert row.external_id == f"{session.meeting}/{made.registrant}"
        assert row.fields == ["account.email", "account.first_name"]
        assert row.account == people["dave"].id

    async def test_mails_the_link_to_its_person_alone(self, people, zoom):
        made = await registered(people, await opened(people))
        mail = await Mail.objects().where(Mail.text.like("%zoom.example%")).first()
        assert mail.address == "dave@example.org"
        assert made.join_url in mail.text

    async def test_done_twice_is_done_once(self, people, zoom):
        session_id = await opened(people)
        made = await registered(people, session_id)
        await registered(people, session_id)
        assert len(zoom.made("POST", "/registrants")) == 1
        assert (await registration_of(session_id, people["dave"])).id == made.id

    async def test_whose_answer_was_lost_is_found_at_zoom(self, people, zoom):
        session_id = await opened(people)
        await training.register(session_id, account_id=people["dave"].id, now=NOW)
        made = await registration_of(session_id, people["dave"])
        zoom.down = {("POST", "registrants")}
        with pytest.raises(NotTaken):
            await jobs.register(made.id, NOW)
        await jobs.register(made.id, NOW)
        [meeting] = meetings(zoom).values()
        assert len(meeting["registrants"]) == 1
        assert (await registration_of(session_id, people["dave"])).registrant is not None

    async def test_is_for_the_members_of_the_organisation_alone(self, people, zoom):
        session_id = await opened(people)
        with pytest.raises(NotFound):
            await training.register(session_id, account_id=people["ed"].id, now=NOW)

    async def test_is_refused_before_the_meeting_is_there(self, people):
        session_id = await propose(people)
        with pytest.raises(training.NotOpen):
            await training.register(session_id, account_id=people["dave"].id, now=NOW)

    async def test_is_refused_once_it_begins(self, people, zoom):
        session_id = await opened(people)
        with pytest.raises(training.NotOpen):
            await training.register(session_id, account_id=people["dave"].id, now=SOON)

    async def test_of_a_person_who_is_erased_meanwhile_leaves_nothing_at_zoom(
        self, people, zoom, monkeypatch
    ):
        session_id = await opened(people)
        await training.register(session_id, account_id=people["dave"].id, now=NOW)
        made = await registration_of(session_id, people["dave"])
        kept = training.note_registered

        async def erased_first(registration_id, **answer):
            await TrainingRegistration.delete().where(
                TrainingRegistration.id == registration_id
            )
            return await kept(registration_id, **answer)

        monkeypatch.setattr(training, "note_registered", erased_first)
        await jobs.register(made.id, NOW)
        for asked in await Forgetting.objects():
            await processors.forget(asked.id, now=NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}
        assert await Outbound.count() == 0


class TestAnErasure:
    @pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
    async def test_reaches_zoom_where_it_never_confirmed_a_registration(
        self, people, zoom, taken
    ):
        session_id = await opened(people)
        await training.register(session_id, account_id=people["dave"].id, now=NOW)
        made = await registration_of(session_id, people["dave"])
        zoom.down.add(("POST" if taken else "GET", "registrants"))
        with pytest.raises(NotTaken):
            await jobs.register(made.id, NOW)
        [meeting] = meetings(zoom).values()
        assert len(meeting["registrants"]) == taken
        await rights.erase_account(people["dave"].id, cause="holder", now=NOW)
        [asked] = await Forgetting.objects().where(Forgetting.processor == "zoom")
        assert asked.address == people["dave"].email
        await processors.forget(asked.id, now=NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}
        assert (await Forgetting.objects().get(Forgetting.id == asked.id)).address is None

    @pytest.mark.promise("P-RIG-4")
    async def test_reaches_zoom_and_says_in_its_plan_what_zoom_never_erases(self, people, zoom):
        session_id = await opened(people)
        await registered(people, session_id)
        await rights.erase_account(people["dave"].id, cause="holder", now=NOW)
        [asked] = await Forgetting.objects().where(Forgetting.processor == "zoom")
        assert asked.erasure is not None
        assert asked.address is None
        await processors.forget(asked.id, now=NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}
        assert (await Forgetting.objects().get(Forgetting.id == asked.id)).external_id is None

    async def test_of_who_never_registered_does_not_tell_of_zoom(self, people, zoom):
        await opened(people)
        plan = await rights.draw_plan(
            await rights.subject_of_account(people["dave"].id), now=NOW
        )
        assert ZOOM not in plan.told

    async def test_of_a_withdrawn_registration_asks_zoom_once(self, people, zoom):
        session_id = await opened(people)
        made = await registered(people, session_id)
        await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)
        await jobs.withdraw(made.id, NOW)
        assert await Forgetting.count() == 0


class TestWithdrawing:
    async def test_takes_the_person_off_at_zoom_and_forgets_the_registration(
        self, people, zoom
    ):
        session_id = await opened(people)
        made = await registered(people, session_id)
        await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)
        await jobs.withdraw(made.id, NOW)
        await jobs.withdraw(made.id, NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}
        assert await registration_of(session_id, people["dave"]) is None

    async def test_before_zoom_was_asked_asks_it_nothing(self, people, zoom):
        session_id = await opened(people)
        await training.register(session_id, account_id=people["dave"].id, now=NOW)
        made = await registration_of(session_id, people["dave"])
        await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)
        await jobs.register(made.id, NOW)
        await jobs.withdraw(made.id, NOW)
        assert zoom.made("POST", "/registrants") == []
        assert await registration_of(session_id, people["dave"]) is None

    async def test_waits_for_a_registration_whose_answer_was_lost(self, people, zoom):
        session_id = await opened(people)
        await training.register(session_id, account_id=people["dave"].id, now=NOW)
        made = await registration_of(session_id, people["dave"])
        zoom.down = {("POST", "registrants")}
        with pytest.raises(NotTaken):
            await jobs.register(made.id, NOW)
        await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)
        with pytest.raises(TryLater):
            await jobs.withdraw(made.id, NOW)
        await jobs.register(made.id, NOW)
        await jobs.withdraw(made.id, NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}

    async def test_is_refused_to_who_is_not_registered(self, people, zoom):
        session_id = await opened(people)
        with pytest.raises(NotFound):
            await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)

    async def test_lets_the_person_come_back_once_it_is_done(self, people, zoom):
        session_id = await opened(people)
        made = await registered(people, session_id)
        await training.withdraw(session_id, account_id=people["dave"].id, now=NOW)
        with pytest.raises(training.StillWithdrawing):
            await training.register(session_id, account_id=people["dave"].id, now=NOW)
        await jobs.withdraw(made.id, NOW)
        again = await registered(people, session_id)
        assert again.registrant is not None


class TestTheEnd:
    @pytest.mark.promise("P-ACC-5")
    async def test_takes_everybody_off_at_zoom_some_days_later(self, people, zoom):
        session_id = await opened(people)
        await registered(people, session_id)
        [due] = (await duties_of(training.END_REGISTRATIONS)).values()
        ended = SOON + timedelta(hours=1)
        assert due.due_at == after(ended, Period(days=7))
        await jobs.end_registrations(session_id, due.due_at)
        await jobs.end_registrations(session_id, due.due_at)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}
        left = await registration_of(session_id, people["dave"])
        assert (left.registrant, left.join_url) == (None, None)
        assert left.removed_at == due.due_at

    async def test_of_a_cancelled_session_is_told_to_who_registered_and_who_asked(
        self, people, zoom
    ):
        session_id = await opened(people)
        await registered(people, session_id)
        await training.cancel(session_id, now=NOW)
        await jobs.cancel_meeting(session_id, NOW)
        await jobs.cancel_meeting(session_id, NOW)
        assert meetings(zoom) == {}
        subject = "La session de formation est annulée"
        assert await mails(subject) == {"carol@example.org", "dave@example.org"}
        assert await Mail.count().where(Mail.subject == subject) == len(("carol", "dave"))
        assert (await registration_of(session_id, people["dave"])).join_url is None

    async def test_of_a_proposal_taken_back_asks_zoom_nothing(self, people, zoom):
        session_id = await propose(people)
        await training.cancel(session_id, organisation_id=people["chambers"].id, now=NOW)
        await jobs.cancel_meeting(session_id, NOW)
        await jobs.make_meeting(session_id, NOW)
        assert zoom.calls == []

    async def test_waits_for_a_meeting_whose_answer_was_lost(self, people, zoom):
        session_id = await propose(people)
        await accept(session_id)
        zoom.down = {("POST", "meetings")}
        with pytest.raises(NotTaken):
            await jobs.make_meeting(session_id, NOW)
        await training.cancel(session_id, now=NOW)
        with pytest.raises(TryLater):
            await jobs.cancel_meeting(session_id, NOW)
        await jobs.make_meeting(session_id, NOW)
        await jobs.cancel_meeting(session_id, NOW)
        assert meetings(zoom) == {}
        assert not await duties_of(training.INVITE_MEMBERS)

    async def test_is_not_for_another_organisation_to_bring_about(self, people):
        session_id = await propose(people)
        with pytest.raises(NotFound):
            await training.cancel(session_id, organisation_id=people["others"].id, now=NOW)

    async def test_comes_once_and_not_after_it(self, people, zoom):
        session_id = await opened(people)
        with pytest.raises(training.NothingToCancel):
            await training.cancel(session_id, now=SOON + timedelta(hours=1))
        await training.cancel(session_id, now=NOW)
        with pytest.raises(training.NothingToCancel):
            await training.cancel(session_id, now=NOW)


class TestWhoLeaves:
    async def test_is_withdrawn_and_zoom_forgets_them(self, people, zoom):
        session_id = await opened(people)
        made = await registered(people, session_id)
        await organisations.leave_organisation(account_id=people["dave"].id)
        await jobs.let_go(NOW)
        await jobs.withdraw(made.id, NOW)
        [meeting] = meetings(zoom).values()
        assert meeting["registrants"] == {}

    async def test_is_not_who_stays(self, people, zoom):
        session_id = await opened(people)
        await registered(people, session_id)
        await jobs.let_go(NOW)
        assert (await registration_of(session_id, people["dave"])).withdrawn_at is None

    async def test_is_the_whole_organisation_when_its_contract_ends(self, people, zoom):
        session_id = await opened(people)
        await organisations.end_organisation(organisation_id=people["chambers"].id, now=NOW)
        await jobs.let_go(NOW)
        assert (await training.find(session_id)).cancelled_at == NOW


class TestWhatSupportSees:
    @pytest.mark.promise("P-ACC-5")
    async def test_is_the_telephone_of_guests_alone(self, people, zoom):
        session_id = await opened(people)
        for name in ("carol", "dave"):
            await registered(people, session_id, name=name)
        seen = {one.email: one.telephone for one in await training.attendants(session_id)}
        assert seen == {"carol@example.org": None, "dave@example.org": "+33155550100"}

    async def test_is_not_the_telephone_of_a_guest_who_objects(self, people, zoom):
        session_id = await opened(people)
        await registered(people, session_id)
        await database.execute(
            "insert into objection (account, activity, objected_at)"
            " values ($1, 'guest-telephone', $2)",
            people["dave"].id,
            NOW,
        )
        [dave] = await training.attendants(session_id)
        assert dave.telephone is None


async def test_the_proposal_goes_and_the_session_stays_with_its_organisation(people):
    session_id = await propose(people)
    await TrainingProposal.delete().where(TrainingProposal.account == people["carol"].id)
    await jobs.tell_answer(session_id, NOW)
    assert await Mail.count() == 0
    assert (await training.line(session_id, now=NOW)).topic == "Bien chercher"
