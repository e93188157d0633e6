"""The register of breaches: each step leaves a dated line, nothing is overwritten unseen."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import breaches, database, retention
from domain.breaches import (
    A_DAY_LEFT,
    OVERDUE,
    AlreadyClosed,
    BreachChange,
    BreachNotice,
    BreachRecipient,
    Exemption,
    Facts,
    NoDelayReason,
    NotClosed,
    NotPossible,
    NotReadyToClose,
    PersonalDataBreach,
    Risk,
    Search,
    State,
)
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.register import BREACHES
from domain.roles import Role
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)
BY = {"by": Role.DPO}
FACTS = Facts(
    facts="Un export est resté lisible.",
    natures=["confidentiality"],
    aware_at=NOW - HOUR,
    categories=["accounts"],
)


async def no_erasure(_account_id, *, now):
    raise AssertionError(now)


async def recorded(facts=FACTS, *, now=NOW):
    breach_id = uuid4()
    await breaches.record(facts, breach_id=breach_id, **BY, now=now)
    return breach_id


async def assessed(risk=Risk.RISK):
    breach_id = await recorded()
    await breaches.assess(breach_id, risk=risk, reason="Peu de données.", **BY, now=NOW)
    return breach_id


async def notified(breach_id, *, at=NOW, delay_reason=None, now=NOW):
    await breaches.note_notification(
        breach_id, at=at, reference="2026-1", delay_reason=delay_reason, **BY, now=now
    )


async def lines_of(breach_id):
    return [
        (one.act, one.field, one.before, one.after)
        for one in reversed(await breaches.changes_of(breach_id))
    ]


async def warnings_of(breach_id):
    duties = await Duty.objects().where(Duty.subject == breach_id, Duty.done_at.is_null())
    return {duty.kind: duty.due_at for duty in duties}


class TestRecording:
    async def test_starts_the_history_and_the_clock(self):
        breach_id = await recorded()
        assert await lines_of(breach_id) == [("recorded", None, None, None)]
        end = FACTS.aware_at + 72 * HOUR
        assert await warnings_of(breach_id) == {A_DAY_LEFT: end - 24 * HOUR, OVERDUE: end}

    async def test_twice_under_one_id_is_once(self):
        breach_id = await recorded()
        await breaches.record(FACTS, breach_id=breach_id, **BY, now=NOW)
        assert await PersonalDataBreach.count() == await BreachChange.count() == 1

    async def test_refuses_a_clock_that_starts_to_morrow(self):
        with pytest.raises(NotPossible):
            await recorded(replace(FACTS, aware_at=NOW + HOUR))
        assert await PersonalDataBreach.count() == 0


class TestCorrecting:
    async def test_keeps_what_was_written_before_field_by_field(self):
        breach_id = await recorded()
        known = replace(FACTS, facts="Deux exports.", persons=12)
        await breaches.correct(breach_id, known, **BY, now=NOW + HOUR)
        assert sorted((await lines_of(breach_id))[1:]) == [
            ("corrected", "facts", FACTS.facts, "Deux exports."),
            ("corrected", "persons", None, "12"),
        ]
        [line] = [one for one in await breaches.changes_of(breach_id) if one.field == "facts"]
        assert (line.at, line.role) == (NOW + HOUR, "dpo")

    async def test_without_a_change_leaves_no_line(self):
        breach_id = await recorded()
        await breaches.correct(breach_id, FACTS, **BY, now=NOW)
        assert len(await lines_of(breach_id)) == 1

    async def test_of_when_we_became_aware_moves_the_warnings(self):
        breach_id = await recorded()
        earlier = replace(FACTS, aware_at=NOW - 10 * HOUR)
        await breaches.correct(breach_id, earlier, **BY, now=NOW)
        assert (await warnings_of(breach_id))[OVERDUE] == NOW + 62 * HOUR

    async def test_that_makes_a_notification_late_wants_its_reasons(self):
        breach_id = await assessed()
        await notified(breach_id)
        with pytest.raises(NoDelayReason):
            await breaches.correct(
                breach_id, replace(FACTS, aware_at=NOW - 80 * HOUR), **BY, now=NOW
            )

    async def test_of_none_is_not_found(self):
        with pytest.raises(NotFound):
            await breaches.correct(uuid4(), FACTS, **BY, now=NOW)


class TestTheSteps:
    async def test_an_assessment_anew_keeps_the_first(self):
        breach_id = await assessed(Risk.RISK)
        await breaches.assess(breach_id, risk=Risk.HIGH, reason="Mots de passe.", **BY, now=NOW)
        assert ("assessed", "risk", "risk", "high") in await lines_of(breach_id)

    async def test_a_notification_after_72_hours_says_why(self):
        breach_id = await assessed()
        late = FACTS.aware_at + 73 * HOUR
        with pytest.raises(NoDelayReason):
            await notified(breach_id, at=late, now=late)
        await notified(breach_id, at=late, delay_reason="Enquête.", now=late)
        assert (await breaches.find(breach_id)).delay_reason == "Enquête."

    async def test_a_notification_in_time_needs_no_reason(self):
        breach_id = await assessed()
        in_time = FACTS.aware_at + 72 * HOUR
        await notified(breach_id, at=in_time, now=in_time)
        assert breaches.state_of(await breaches.find(breach_id)) is State.TO_CLOSE

    @pytest.mark.parametrize("at", [NOW + HOUR, FACTS.aware_at - HOUR])
    async def test_a_step_lies_between_our_knowing_and_now(self, at):
        breach_id = await assessed(Risk.HIGH)
        with pytest.raises(NotPossible):
            await notified(breach_id, at=at)
        with pytest.raises(NotPossible):
            await breaches.note_information(breach_id, at=at, how="Courriel.", **BY, now=NOW)

    async def test_informing_people_after_all_takes_the_exemption_s_place(self):
        breach_id = await assessed(Risk.HIGH)
        await breaches.note_exemption(
            breach_id, ground=Exemption.AVERTED, reason="Bloqué.", **BY, now=NOW
        )
        await breaches.note_information(breach_id, at=NOW, how="Courriel.", **BY, now=NOW)
        assert (await breaches.find(breach_id)).exemption is None
        assert ("informed", "exemption", "b", None) in await lines_of(breach_id)

    async def test_no_risk_stops_the_clock_and_a_risk_starts_it_again(self):
        breach_id = await assessed(Risk.NO_RISK)
        assert await breaches.running(limit=9) == []
        await breaches.assess(breach_id, risk=Risk.RISK, reason="Si.", **BY, now=NOW)
        assert [one.id for one in await breaches.running(limit=9)] == [breach_id]


class TestClosing:
    @pytest.mark.parametrize("risk", [Risk.RISK, Risk.HIGH])
    async def test_waits_for_the_authority(self, risk):
        breach_id = await assessed(risk)
        with pytest.raises(NotReadyToClose):
            await breaches.close(breach_id, **BY, now=NOW)

    async def test_waits_for_the_people_where_the_risk_is_high(self):
        breach_id = await assessed(Risk.HIGH)
        await notified(breach_id)
        with pytest.raises(NotReadyToClose):
            await breaches.close(breach_id, **BY, now=NOW)
        await breaches.note_exemption(
            breach_id, ground=Exemption.PROTECTED, reason="Chiffré.", **BY, now=NOW
        )
        await breaches.close(breach_id, **BY, now=NOW)
        assert (await breaches.find(breach_id)).closed_at == NOW

    async def test_lets_nothing_change_any_more(self):
        breach_id = await assessed(Risk.NO_RISK)
        await breaches.close(breach_id, **BY, now=NOW)
        with pytest.raises(AlreadyClosed):
            await breaches.correct(breach_id, FACTS, **BY, now=NOW)
        with pytest.raises(AlreadyClosed):
            await notified(breach_id)
        with pytest.raises(AlreadyClosed):
            await breaches.close(breach_id, **BY, now=NOW)

    async def test_starts_the_clock_of_everything_about_the_breach(self):
        breach_id = await assessed(Risk.NO_RISK)
        await make_row(BreachNotice, breach=breach_id)
        await breaches.close(breach_id, **BY, now=NOW)
        for table in (BreachChange, BreachNotice):
            assert {one.closed_at for one in await table.objects()} == {NOW}
        await breaches.reopen(breach_id, **BY, now=NOW)
        for table in (BreachChange, BreachNotice):
            assert {one.closed_at for one in await table.objects()} == {None}
        with pytest.raises(NotClosed):
            await breaches.reopen(breach_id, **BY, now=NOW)


@pytest.mark.promise("P-OPS-10")
class TestRetention:
    async def sweep(self, now):
        await retention.sweep(now=now, erase_account=no_erasure, register=[BREACHES])

    async def test_a_closed_breach_goes_with_its_history_after_five_years(self):
        breach_id = await assessed(Risk.NO_RISK)
        await make_row(BreachNotice, breach=breach_id)
        await breaches.close(breach_id, **BY, now=NOW)
        five_years = NOW.replace(year=NOW.year + 5)
        await self.sweep(five_years)
        assert await PersonalDataBreach.count() == await BreachNotice.count() == 1
        assert await BreachChange.count() > 0
        await self.sweep(five_years + HOUR)
        for table in (PersonalDataBreach, BreachChange, BreachNotice):
            assert await table.count() == 0

    async def test_an_open_breach_stays_whatever_its_age(self):
        await assessed()
        await self.sweep(NOW.replace(year=NOW.year + 50))
        assert await PersonalDataBreach.count() == 1
        assert await BreachChange.count() > 0

    async def test_a_name_on_a_list_that_nobody_sends_goes_after_thirty_days(self):
        alice = await make_account("alice")
        await make_row(BreachRecipient, account=alice.id, chosen_at=NOW)
        await self.sweep(NOW + timedelta(days=31))
        assert await BreachRecipient.count() == 0


class TestSearching:
    async def test_finds_by_state_and_by_words_of_any_case(self):
        open_one = await recorded(replace(FACTS, measures="Serveur éteint."))
        closed = await assessed(Risk.NO_RISK)
        await breaches.close(closed, **BY, now=NOW)
        found, count = await breaches.search(Search(state=State.CLOSED))
        assert ([one.id for one in found], count) == ([closed], 1)
        found, count = await breaches.search(Search(words="serveur É"))
        assert ([one.id for one in found], count) == ([open_one], 1)
        assert await breaches.search(Search(words="100%")) == ([], 0)

    async def test_goes_page_by_page_the_latest_first(self):
        ids = [
            await recorded(replace(FACTS, aware_at=NOW - hours * HOUR)) for hours in range(3)
        ]
        first, count = await breaches.search(Search(), page=1, size=2)
        second, _ = await breaches.search(Search(), page=2, size=2)
        assert ([one.id for one in (*first, *second)], count) == (ids, 3)


async def test_the_history_is_never_rewritten_by_those_who_work_with_it():
    may = await database.fetch(
        "select grantee, column_name from information_schema.column_privileges"
        " where table_name = 'breach_change' and privilege_type = 'UPDATE'"
        " and grantee <> 'assisteu_worker' and grantee like 'assisteu\\_%'"
    )
    assert {row["column_name"] for row in may if row["grantee"] == "assisteu_web"} == {
        "closed_at"
    }
    assert not [row for row in may if row["grantee"] not in ("assisteu_web", "assisteu_owner")]
