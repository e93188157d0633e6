"""P-RIG-10: the month stands still while identity is in doubt, and is extended once."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import database, requests, rights
from domain.duties.tables import Duty
from domain.mail.tables import Mail
from domain.periods import PARIS, after
from domain.requests import (
    IdentityDoubt,
    NotOpen,
    RightsRequest,
    State,
    answer_due_on,
    state_of,
)
from domain.requests.deadline import months_after, next_working_day
from jobs.handlers import HANDLERS
from jobs.schedules import SCHEDULES
from tests.cast import NOW, make_account, make_staff
from tests.domain.rows import make_row

pytestmark = [pytest.mark.usefixtures("undone"), pytest.mark.promise("P-RIG-10")]

DUE = date(2026, 12, 24)
LONGER = date(2027, 2, 24)


async def asked(**columns):
    return await make_row(
        RightsRequest,
        **{
            "right": "erasure",
            "email": "nadia@example.net",
            "received_at": NOW,
            "proven_at": NOW,
            "due_on": answer_due_on(NOW),
        }
        | columns,
    )


async def again(request):
    return await requests.find(request.id)


async def doubt(request, *, now=NOW):
    await requests.state_doubt(
        uuid4(), request.id, reason="Autre adresse.", questions="Depuis quand ?", now=now
    )


async def answer(request, *, now):
    await requests.answer_doubt(request.id, answer="Depuis mai.", now=now)


async def told():
    return [row["kind"] for row in await database.fetch("select kind from duty order by kind")]


class TestExtending:
    async def test_adds_two_months_from_receipt_and_tells_the_reasons(self):
        request = await asked()
        await requests.extend(request.id, reason="Beaucoup de données.", now=NOW)
        assert (await again(request)).due_on == LONGER
        assert await told() == [requests.TELL_EXTENDED]
        await HANDLERS[requests.TELL_EXTENDED](request.id, NOW)
        mail = await Mail.objects().first()
        assert "24 février 2027" in mail.text
        assert "Beaucoup de données." in mail.text

    async def test_is_possible_until_the_last_hour_of_the_first_month(self):
        request = await asked()
        last_hour = datetime(2026, 12, 24, 23, 59, tzinfo=PARIS)
        await requests.extend(request.id, reason="Nombreuses.", now=last_hour)
        assert (await again(request)).due_on == LONGER

    @pytest.mark.parametrize(
        ("columns", "now"),
        [
            ({}, datetime(2026, 12, 25, 0, 0, tzinfo=PARIS)),
            ({"extended_at": NOW, "extension_reason": "r"}, NOW),
            ({"decided_at": NOW, "decision": "granted"}, NOW),
            ({"closed_at": NOW}, NOW),
        ],
        ids=["too late", "twice", "decided", "closed"],
    )
    async def test_is_refused_and_nothing_is_stored(self, columns, now):
        request = await asked(**columns)
        with pytest.raises(requests.NotExtendable):
            await requests.extend(request.id, reason="Encore.", now=now)
        assert (await again(request)).due_on == DUE
        assert await told() == []


class TestADoubt:
    async def test_stops_the_clock_for_the_days_between_question_and_answer(self):
        request = await asked()
        await doubt(request, now=NOW + timedelta(days=3))
        assert state_of(await again(request)) is State.IN_DOUBT
        await answer(request, now=NOW + timedelta(days=13))
        running = await again(request)
        assert (running.stopped_days, running.stopped_at) == (10, None)
        assert running.due_on == next_working_day(DUE + timedelta(days=10))
        assert state_of(running) is State.TO_DECIDE

    async def test_may_follow_another_and_both_count(self):
        request = await asked()
        for begun, days in ((1, 4), (10, 6)):
            await doubt(request, now=NOW + timedelta(days=begun))
            await answer(request, now=NOW + timedelta(days=begun + days))
        running = await again(request)
        assert running.stopped_days == 10
        assert running.due_on == answer_due_on(NOW, stopped_days=10)

    async def test_keeps_a_request_from_being_late_and_from_being_granted(self):
        request = await asked()
        await doubt(request)
        in_spring = NOW + timedelta(days=50)
        assert await requests.overdue(now=in_spring) == []
        assert not requests.is_overdue(await again(request), now=in_spring)
        with pytest.raises(rights.NotProven):
            await rights.grant(request.id, decided_by=uuid4(), now=in_spring)

    async def test_is_stated_once_at_a_time_and_of_what_is_undecided(self):
        request = await asked()
        await doubt(request)
        with pytest.raises(NotOpen):
            await doubt(request)
        decided = await asked(email="b@x.example", decided_at=NOW, decision="granted")
        with pytest.raises(NotOpen):
            await doubt(decided)
        assert await IdentityDoubt.count() == 1

    async def test_sent_twice_is_one(self):
        request, doubt_id = await asked(), uuid4()
        for _ in range(2):
            await requests.state_doubt(doubt_id, request.id, reason="r", questions="q", now=NOW)
        assert await IdentityDoubt.count() == 1
        assert await told() == [requests.TELL_DOUBT]

    async def test_tells_why_and_asks_for_no_document(self):
        request = await asked()
        await doubt(request)
        (duty,) = await Duty.objects()
        for _ in range(2):
            await HANDLERS[duty.kind](duty.subject, NOW)
        (mail,) = await Mail.objects()
        assert "Autre adresse." in mail.text
        assert "Depuis quand ?" in mail.text
        assert "CNIL" in mail.text

    async def test_answered_twice_the_first_counts(self):
        request = await asked()
        await doubt(request)
        await answer(request, now=NOW + timedelta(days=1))
        with pytest.raises(requests.NoDoubt):
            await answer(request, now=NOW + timedelta(days=2))
        assert (await again(request)).stopped_days == 1

    async def test_never_answered_refuses_with_reasons_and_remedies(self):
        request = await asked()
        await doubt(request)
        ends = after(NOW, requests.ANSWERED_WITHIN)
        assert await requests.close_never_answered(now=ends) == 0
        assert await requests.close_never_answered(now=ends + timedelta(seconds=1)) == 1
        assert await requests.close_never_answered(now=ends + timedelta(days=1)) == 0
        closed = await again(request)
        assert state_of(closed) is State.REFUSED
        assert "art. 12(6)" in closed.decision_reason
        assert rights.TELL_REFUSED in await told()

    async def test_withdrawn_meanwhile_the_request_closes_and_the_file_ends_with_it(self):
        request = await asked()
        await doubt(request)
        await requests.withdraw(request.id, now=NOW + timedelta(days=1))
        assert state_of(await again(request)) is State.WITHDRAWN
        await requests.end_files(now=NOW + timedelta(days=2))
        (left,) = await requests.doubts_of(request.id)
        assert left.closed_at == NOW + timedelta(days=1)

    async def test_an_extension_after_a_doubt_counts_both(self):
        request = await asked()
        await doubt(request)
        await answer(request, now=NOW + timedelta(days=40))
        await requests.extend(request.id, reason="Nombreuses.", now=NOW + timedelta(days=41))
        running = await again(request)
        assert running.due_on == answer_due_on(NOW, stopped_days=40, is_extended=True)


class TestReminders:
    async def remind(self, *, now):
        await SCHEDULES["remind-of-deadlines"].run(now)
        return await Mail.count()

    async def test_reach_each_officer_at_15_7_and_2_days_and_once_late(self):
        await make_staff("dpo")
        await make_account("former", role="dpo", opened_by="staff", telephone=None, left_at=NOW)
        request = await asked()
        counts = []
        for days_left in range(20, -3, -1):
            day = datetime(2026, 12, 24, 8, tzinfo=PARIS) - timedelta(days=days_left)
            for _ in range(2):  # a run that is doubled tells nothing twice
                count = await self.remind(now=day.astimezone(UTC))
            counts.append((days_left, count))
        reached = {days: count for days, count in counts if days in (16, 15, 8, 7, 3, 2, 0, -1)}
        assert reached == {16: 0, 15: 1, 8: 1, 7: 2, 3: 2, 2: 3, 0: 3, -1: 4}
        assert all(mail.address == "dpo@example.org" for mail in await Mail.objects())
        assert request.email not in "".join(mail.text for mail in await Mail.objects())

    async def test_of_runs_that_were_slept_through_tell_where_it_stands(self):
        await make_staff("dpo")
        await asked()
        assert await self.remind(now=datetime(2026, 12, 23, 8, tzinfo=PARIS)) == 1

    async def test_are_silent_while_the_clock_stands_still(self):
        await make_staff("dpo")
        request = await asked()
        await doubt(request)
        assert await self.remind(now=NOW + timedelta(days=60)) == 0


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2190, 1, 1)),
    stopped=st.integers(min_value=0, max_value=400),
)
def test_the_end_is_never_before_the_months_and_the_days_that_stood_still(day, stopped):
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)
    for months, is_extended in ((1, False), (3, True)):
        ends = answer_due_on(moment, stopped_days=stopped, is_extended=is_extended)
        least = months_after(day, months) + timedelta(days=stopped)
        assert least <= ends <= least + timedelta(days=4)
