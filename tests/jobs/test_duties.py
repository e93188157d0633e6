"""What must happen is a row, and happens: once in effect, whatever dies meanwhile."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from domain import database, duties
from domain.duties import ATTEMPTS_BEFORE_SET_ASIDE, LEASE, Duty, operations
from domain.processors import NoAgreement
from jobs import duties as alarm
from jobs.handlers import scheduled
from jobs.schedules import Daily, latest_slot
from tests.cast import NOW

AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture
def handled(monkeypatch):
    """Kinds of duty of the tests, and what they were called with."""
    calls = []

    async def note(subject, now):
        calls.append(subject)

    async def fail(subject, now):
        calls.append(subject)
        raise ValueError("alice@example.org must not be written anywhere")

    async def wait(subject, now):
        calls.append(subject)
        raise NoAgreement

    monkeypatch.setattr(alarm, "HANDLERS", {"note": note, "fail": fail, "wait": wait})
    return calls


@pytest.fixture
def at_noon(monkeypatch):
    class Clock:
        now_ = NOW

        def now(self):
            return self.now_

    clock = Clock()
    monkeypatch.setattr(alarm, "clock", clock)
    return clock


async def the_duty() -> Duty:
    found = await Duty.objects().first()
    assert found is not None
    return found


class TestADueDuty:
    async def test_is_performed_once_and_kept_as_evidence(self, undone, handled, at_noon):
        subject = uuid4()
        await duties.assign(kind="note", subject=subject, now=NOW)
        assert await alarm.perform_due_duties({}) == 1
        assert await alarm.perform_due_duties({}) == 0
        assert handled == [subject]
        assert (await the_duty()).done_at == NOW

    async def test_that_no_agreement_covers_waits_for_one_however_long(
        self, undone, handled, at_noon
    ):
        await duties.assign(kind="wait", subject=uuid4(), now=NOW)
        for hours in range(2 * ATTEMPTS_BEFORE_SET_ASIDE):
            at_noon.now_ = NOW + timedelta(hours=hours)
            assert await alarm.perform_due_duties({}) == 0
            duty = await the_duty()
            assert (duty.set_aside_at, duty.attempts) == (None, 0)
            assert duty.due_at == at_noon.now_ + timedelta(hours=1)
            assert duty.failure.endswith("NoAgreement")
        assert len(handled) == 2 * ATTEMPTS_BEFORE_SET_ASIDE

    async def test_that_waits_for_an_agreement_is_tried_each_hour_whatever_failed_before(
        self, undone, handled, at_noon, caplog
    ):
        await duties.assign(kind="wait", subject=uuid4(), now=NOW)
        await database.execute("update duty set attempts = $1", ATTEMPTS_BEFORE_SET_ASIDE - 1)
        await alarm.perform_due_duties({})
        duty = await the_duty()
        assert duty.due_at == NOW + timedelta(hours=1)
        assert (duty.set_aside_at, duty.attempts) == (None, ATTEMPTS_BEFORE_SET_ASIDE - 1)
        assert [record.exc_info for record in caplog.records if record.exc_info] == []

    async def test_waits_for_its_hour(self, undone, handled, at_noon):
        await duties.assign(kind="note", subject=uuid4(), now=NOW, due_at=NOW + AN_INSTANT)
        assert await alarm.perform_due_duties({}) == 0
        at_noon.now_ = NOW + AN_INSTANT
        assert await alarm.perform_due_duties({}) == 1

    async def test_assigned_twice_is_one(self, undone, handled, at_noon):
        subject = uuid4()
        for _ in range(2):
            await duties.assign(kind="note", subject=subject, now=NOW)
        assert await alarm.perform_due_duties({}) == 1

    async def test_that_moves_is_performed_at_its_new_hour_alone(
        self, undone, handled, at_noon
    ):
        subject = uuid4()
        for due_at in (NOW, NOW + AN_INSTANT):
            await duties.move(kind="note", subject=subject, due_at=due_at, now=NOW)
        assert await alarm.perform_due_duties({}) == 0
        at_noon.now_ = NOW + AN_INSTANT
        assert await alarm.perform_due_duties({}) == 1
        assert handled == [subject]

    async def test_can_be_assigned_again_once_done(self, undone, handled, at_noon):
        subject = uuid4()
        for _ in range(2):
            await duties.assign(kind="note", subject=subject, now=NOW)
            await alarm.perform_due_duties({})
        assert handled == [subject, subject]


class TestManyDuties:
    async def test_of_a_campaign_let_whatever_else_is_due_go_first(
        self, undone, handled, at_noon
    ):
        campaign = [uuid4() for _ in range(3)]
        for subject in campaign:
            await duties.assign(kind="note", subject=subject, now=NOW, may_wait=True)
        at_noon.now_ = NOW + AN_INSTANT
        letter = uuid4()
        await duties.assign(kind="note", subject=letter, now=at_noon.now_)
        assert await alarm.perform_due_duties({}) == 4
        assert handled[0] == letter
        assert set(handled[1:]) == set(campaign)

    async def test_let_other_jobs_have_their_turn(self, undone, at_noon, monkeypatch):
        async def take_long(_subject, _now):
            at_noon.now_ += alarm.TURN / 2

        monkeypatch.setattr(alarm, "HANDLERS", {"long": take_long})
        for _ in range(3):
            await duties.assign(kind="long", subject=uuid4(), now=NOW)
        assert await alarm.perform_due_duties({}) == 2
        assert await alarm.perform_due_duties({}) == 1


class TestAWorkerThatDies:
    async def test_gives_its_duty_back_when_the_lease_ends(self, undone):
        await duties.assign(kind="note", subject=uuid4(), now=NOW)
        taken = await duties.claim(now=NOW)
        assert taken is not None
        assert await duties.claim(now=NOW + LEASE - AN_INSTANT) is None
        again = await duties.claim(now=NOW + LEASE)
        assert again is not None
        assert again.id == taken.id

    async def test_holds_on_while_it_renews(self, undone):
        await duties.assign(kind="note", subject=uuid4(), now=NOW)
        taken = await duties.claim(now=NOW)
        await duties.renew(kind=taken.kind, subject=taken.subject, now=NOW + LEASE / 2)
        assert await duties.claim(now=NOW + LEASE) is None

    async def test_is_not_who_once_misses_a_renewal(
        self, undone, handled, at_noon, monkeypatch
    ):
        missed = asyncio.Semaphore(0)

        async def away(**_):
            missed.release()
            raise ConnectionError

        async def work(_subject, _now):
            for _ in range(2):
                await missed.acquire()

        monkeypatch.setattr(duties, "LEASE", timedelta(milliseconds=4))
        monkeypatch.setattr(duties, "renew", away)
        monkeypatch.setattr(alarm, "HANDLERS", {"note": work})
        await duties.assign(kind="note", subject=uuid4(), now=NOW)
        async with asyncio.timeout(5):
            assert await alarm.perform_due_duties({}) == 1


class TestADutyThatFails:
    async def test_is_tried_again_later_and_says_no_personal_data(
        self, undone, handled, at_noon, caplog
    ):
        await duties.assign(kind="fail", subject=uuid4(), now=NOW)
        assert await alarm.perform_due_duties({}) == 0
        duty = await the_duty()
        assert duty.failure == "builtins.ValueError"
        assert duty.due_at == NOW + timedelta(seconds=10)
        assert duty.set_aside_at is None

    async def test_is_set_aside_for_a_person_in_the_end(self, undone, handled, at_noon):
        await duties.assign(kind="fail", subject=uuid4(), now=NOW)
        for _ in range(ATTEMPTS_BEFORE_SET_ASIDE + 2):
            await alarm.perform_due_duties({})
            at_noon.now_ += timedelta(days=1)
        assert len(handled) == ATTEMPTS_BEFORE_SET_ASIDE
        assert [duty.kind for duty in await duties.waiting(set_aside=True)] == ["fail"]

    async def test_can_be_taken_up_again(self, undone, handled, at_noon):
        await duties.assign(kind="fail", subject=uuid4(), now=NOW)
        duty = await the_duty()
        await Duty.update({Duty.set_aside_at: NOW, Duty.attempts: 8}).where(Duty.id == duty.id)
        await duties.try_again(duty.id, now=NOW)
        await alarm.perform_due_duties({})
        assert len(handled) == 1

    async def test_is_taken_up_again_when_it_is_assigned_anew(self, undone, handled, at_noon):
        subject = uuid4()
        await duties.assign(kind="note", subject=subject, now=NOW)
        await Duty.update({Duty.set_aside_at: NOW, Duty.attempts: 8}, force=True)
        await duties.assign(kind="note", subject=subject, now=NOW)
        assert await alarm.perform_due_duties({}) == 1

    async def test_holds_back_no_other(self, undone, handled, at_noon):
        await duties.assign(kind="fail", subject=uuid4(), now=NOW - timedelta(hours=1))
        await duties.assign(kind="note", subject=uuid4(), now=NOW)
        assert await alarm.perform_due_duties({}) == 1

    async def test_of_an_unknown_kind_is_a_failure_like_any_other(
        self, undone, handled, at_noon
    ):
        await duties.assign(kind="unheard-of", subject=uuid4(), now=NOW)
        assert await alarm.perform_due_duties({}) == 0
        assert (await the_duty()).failure == "builtins.KeyError"


class TestASlotOfASchedule:
    async def test_is_opened_once_whoever_else_is_awake(self, undone):
        first = await duties.open_slot(schedule="nightly", slot="2026-11-24", now=NOW)
        second = await duties.open_slot(schedule="nightly", slot="2026-11-24", now=NOW)
        assert first is not None
        assert second is None

    @pytest.mark.asvs("2.3.3")
    @pytest.mark.parametrize("dies", [False, True])
    async def test_is_opened_with_its_duty_or_not_at_all(self, pool, monkeypatch, dies):
        async def die(**_):
            raise RuntimeError

        if dies:
            monkeypatch.setattr(operations, "assign", die)
        try:
            with suppress(RuntimeError):
                await duties.open_slot(schedule="nightly", slot="2026-11-24", now=NOW)
            slots = await database.fetch_value("select count(*) from scheduled_run")
            due = await database.fetch_value("select count(*) from duty")
            assert (slots, due) == ((0, 0) if dies else (1, 1))
        finally:
            await database.execute("truncate scheduled_run, duty")

    async def test_runs_late_rather_than_never(self, undone, monkeypatch, at_noon):
        ran = []

        async def run(now):
            ran.append(now)

        nightly = Daily(time(3, 0), run)
        monkeypatch.setattr(alarm, "SCHEDULES", {"nightly": nightly})
        monkeypatch.setattr(
            alarm, "HANDLERS", {"schedule:nightly": lambda _run_id, now: run(now)}
        )
        for _ in range(3):
            await alarm.run_due_schedules({})
        assert ran == [NOW]

    async def test_says_when_its_run_ended(self, undone):
        async def run(_now):
            (before,) = await duties.latest_runs()
            assert before.finished_at is None

        run_id = await duties.open_slot(schedule="nightly", slot="2026-11-24", now=NOW)
        await scheduled(Daily(time(3, 0), run))(run_id, NOW)
        (done,) = await duties.latest_runs()
        assert done.finished_at is not None
        await duties.close_slot(run_id, now=NOW + timedelta(days=365))
        assert await duties.latest_runs() == [done]

    @pytest.mark.parametrize(
        ("moment", "slot"),
        [
            # 03:00 in Paris is 02:00 UTC in winter, 01:00 UTC in summer.
            (datetime(2026, 1, 10, 1, 59, 59, tzinfo=UTC), "2026-01-09"),
            (datetime(2026, 1, 10, 2, 0, tzinfo=UTC), "2026-01-10"),
            (datetime(2026, 7, 10, 0, 59, 59, tzinfo=UTC), "2026-07-09"),
            (datetime(2026, 7, 10, 1, 0, tzinfo=UTC), "2026-07-10"),
            # The night of the change of clocks has one slot, as any other.
            (datetime(2026, 10, 25, 1, 59, tzinfo=UTC), "2026-10-24"),
            (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "2026-10-25"),
            (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29"),
        ],
    )
    def test_is_named_by_the_day_in_paris(self, moment, slot):
        async def run(now):
            pass

        assert latest_slot(Daily(time(3, 0), run), moment) == slot
