"""Prospects: from where, informed in time, and let go of at the first no (P-MKT-1 to 4)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import forgetting, prospects, retention, rights, suppression
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.forgetting import FORGET, Forgetting
from domain.periods import Period, after
from domain.prospects import (
    INFORM,
    Details,
    Filter,
    Interaction,
    Kind,
    Prospect,
    Source,
    inform_before,
)
from domain.suppression import Reason, Suppressed
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")

PAULA = Details(
    email="paula@example.net",
    first_name="Paula",
    last_name="Prospect",
    source=Source.DIRECTORY,
    source_name="Annuaire du barreau",
)
A_DAY = timedelta(days=1)


async def paula(**changed):
    prospect_id = uuid4()
    await prospects.add(replace(PAULA, **changed), prospect_id=prospect_id, now=NOW)
    return prospect_id


async def exchange(prospect_id, kind, at, *, now=None):
    await prospects.note_interaction(
        interaction_id=uuid4(), prospect_id=prospect_id, kind=kind, at=at, now=now or at
    )


@pytest.mark.promise("P-MKT-1")
class TestAProspect:
    async def test_bears_its_source_and_is_to_be_informed_within_the_month(self):
        found = await prospects.find(await paula())
        assert (found.source, found.source_name) == ("directory", "Annuaire du barreau")
        [duty] = await Duty.objects().where(Duty.kind == INFORM)
        assert duty.subject == found.id
        assert duty.due_at < inform_before(NOW) == after(NOW, Period(months=1))

    async def test_from_a_provider_is_refused_while_the_policy_names_none(self):
        with pytest.raises(prospects.NoSuchProvider):
            await paula(source=Source.PROVIDER)
        assert await Prospect.count() == 0

    async def test_is_one_however_often_the_form_is_sent(self):
        prospect_id = await paula()
        await prospects.add(PAULA, prospect_id=prospect_id, now=NOW)
        assert await Prospect.count() == 1
        with pytest.raises(prospects.AlreadyKnown):
            await paula(first_name="Another")

    async def test_is_rectified_and_hubspot_forgets_the_former_address(self):
        prospect_id = await paula()
        new = replace(PAULA, email="pp@example.net", last_name="Nouveau")
        await prospects.change(new, prospect_id=prospect_id, now=NOW + A_DAY)
        found = await prospects.find(prospect_id)
        assert (found.email, found.last_name) == ("pp@example.net", "Nouveau")
        assert (found.source, found.changed_at) == ("directory", NOW + A_DAY)
        [asked] = await Forgetting.objects()
        assert (asked.processor, asked.address) == ("hubspot", PAULA.email)

    async def test_never_takes_the_address_of_another(self):
        await paula()
        other = await paula(email="other@example.net")
        with pytest.raises(prospects.AlreadyKnown):
            await prospects.change(PAULA, prospect_id=other, now=NOW)


@pytest.mark.promise("P-MKT-2")
@pytest.mark.promise("P-MKT-3")
class TestTheThreeYears:
    @pytest.mark.parametrize("kind", Kind)
    async def test_begin_again_with_a_contact_alone(self, kind):
        prospect_id = await paula()
        await exchange(prospect_id, kind, NOW + A_DAY)
        found = await prospects.find(prospect_id)
        counts = kind in {Kind.CALL, Kind.MEETING, Kind.CLICK}
        assert found.kept_from == (NOW + A_DAY if counts else NOW)
        assert found.last_contact_at == (NOW + A_DAY if counts else None)
        [noted] = await prospects.history_of(prospect_id)
        assert (noted.kind, noted.at) == (kind, NOW + A_DAY)

    async def test_are_not_moved_back_by_what_is_noted_late(self):
        prospect_id = await paula()
        await exchange(prospect_id, Kind.CALL, NOW + 9 * A_DAY)
        await exchange(prospect_id, Kind.MEETING, NOW + A_DAY, now=NOW + 10 * A_DAY)
        assert (await prospects.find(prospect_id)).kept_from == NOW + 9 * A_DAY

    @pytest.mark.parametrize("at", [NOW - A_DAY, NOW + A_DAY])
    async def test_do_not_count_from_a_day_that_cannot_be(self, at):
        prospect_id = await paula()
        with pytest.raises(prospects.NotBefore):
            await exchange(prospect_id, Kind.CALL, at, now=NOW)

    async def test_end_with_everything_known_and_the_processors_are_told(self):
        prospect_id = await paula()
        await exchange(prospect_id, Kind.MEETING, NOW + A_DAY)
        end = after(NOW + A_DAY, Period(years=3))
        await retention.sweep(now=end, erase_account=_nobody)
        assert await Prospect.exists().where(Prospect.id == prospect_id)
        await retention.sweep(now=end + timedelta(microseconds=1), erase_account=_nobody)
        assert await Prospect.count() == await Interaction.count() == 0
        asked = await Forgetting.objects().order_by(Forgetting.processor)
        assert [one.processor for one in asked] == ["hubspot", "mailjet"]

    async def test_are_moved_by_a_press_once_a_day(self):
        prospect_id = await paula()
        for hours in (1, 2, 3):
            await prospects.press(prospect_id, now=NOW + timedelta(hours=hours))
        assert await Interaction.count() == 1


async def _nobody(*_given, **_named):
    raise AssertionError


@pytest.mark.promise("P-MKT-4")
class TestANo:
    async def test_takes_effect_at_once_and_leaves_a_hash_alone(self):
        prospect_id = await paula()
        await exchange(prospect_id, Kind.CALL, NOW)
        await prospects.object_to_prospecting(prospect_id, now=NOW)
        assert await Prospect.count() == await Interaction.count() == 0
        [line] = await Suppressed.objects()
        assert "paula" not in line.address_hash
        assert (line.reason, line.suppressed_at) == ("objection", NOW)

    async def test_is_passed_on_to_those_who_were_given_the_address(self):
        await prospects.object_to_prospecting(await paula(), now=NOW)
        asked = await Forgetting.objects().order_by(Forgetting.processor)
        assert [(one.processor, one.address) for one in asked] == [
            ("hubspot", PAULA.email),
            ("mailjet", PAULA.email),
        ]
        duties = await Duty.objects().where(Duty.kind == FORGET)
        assert {duty.subject for duty in duties} == {one.id for one in asked}

    async def test_counts_however_the_address_is_written_later(self):
        await prospects.object_to_prospecting(await paula(), now=NOW)
        with pytest.raises(prospects.IsSuppressed):
            await paula()
        assert await suppression.is_suppressed("  PAULA@Example.NET ")
        assert not await suppression.is_suppressed("pauline@example.net")

    async def test_may_be_said_twice(self):
        prospect_id = await paula()
        for _ in range(2):
            await prospects.object_to_prospecting(prospect_id, now=NOW)
        assert await Suppressed.count() == 1

    async def test_keeps_a_prospect_from_taking_a_suppressed_address(self):
        await suppression.suppress("no@example.net", reason=Reason.COMPLAINT, now=NOW)
        prospect_id = await paula()
        with pytest.raises(prospects.IsSuppressed):
            await prospects.change(
                replace(PAULA, email="no@example.net"), prospect_id=prospect_id, now=NOW
            )

    async def test_is_found_among_many_in_one_question(self):
        for name in ("a", "b"):
            await suppression.suppress(f"{name}@x.example", reason=Reason.OBJECTION, now=NOW)
        asked = [f"{name}@x.example" for name in "abcd"]
        assert await suppression.suppressed(asked) == {"a@x.example", "b@x.example"}
        assert await suppression.count() == 2


class TestARestriction:
    async def test_keeps_a_prospect_from_every_use(self):
        prospect_id = await paula()
        await prospects.restrict(prospect_id, now=NOW)
        await prospects.restrict(prospect_id, now=NOW + A_DAY)
        assert (await prospects.find(prospect_id)).restricted_at == NOW
        assert not await prospects.is_open(PAULA.email)
        assert await prospects.not_synchronised(limit=9) == []
        await prospects.lift_restriction(prospect_id, now=NOW)
        assert await prospects.is_open(PAULA.email)
        assert len(await prospects.not_synchronised(limit=9)) == 1

    @pytest.mark.promise("P-MKT-1")
    async def test_that_ends_leaves_who_was_not_informed_to_be_informed(self):
        prospect_id = await paula()
        await Duty.update({Duty.done_at: NOW}).where(Duty.kind == INFORM)
        await prospects.restrict(prospect_id, now=NOW)
        await prospects.lift_restriction(prospect_id, now=NOW + 20 * A_DAY)
        waits = Duty.done_at.is_null() & (Duty.kind == INFORM)
        [duty] = await Duty.objects().where(waits)
        assert (duty.subject, duty.due_at) == (prospect_id, NOW + 7 * A_DAY)

    async def test_that_ends_informs_nobody_twice(self):
        informed = await make_row(Prospect, informed_at=NOW, restricted_at=NOW)
        await prospects.lift_restriction(informed.id, now=NOW)
        assert not await Duty.exists().where(Duty.kind == INFORM)

    async def test_of_nobody_is_not_found(self):
        for change in (prospects.restrict, prospects.lift_restriction):
            with pytest.raises(NotFound):
                await change(uuid4(), now=NOW)


class TestFinding:
    async def test_goes_page_by_page_the_latest_first(self):
        made = [
            await make_row(Prospect, collected_at=NOW + number * A_DAY, kept_from=NOW)
            for number in range(5)
        ]
        first = await prospects.find_page(Filter(), limit=3)
        last = (first[-1].collected_at, first[-1].id)
        second = await prospects.find_page(Filter(), limit=3, before=last)
        assert [one.id for one in (*first, *second)] == [one.id for one in made[::-1]]

    async def test_keeps_to_the_filter(self):
        met = await make_row(Prospect, source="met", informed_at=NOW)
        await make_row(Prospect, source="directory", language="en")
        for asked in (
            Filter(source="met"),
            Filter(language="fr"),
            Filter(informed=True),
            Filter(source="met", informed=True),
        ):
            assert [one.id for one in await prospects.find_page(asked, limit=9)] == [met.id]
            assert await prospects.count(asked) == 1
        assert await prospects.count(Filter(contact_before=NOW)) == 2

    @pytest.mark.parametrize("who", ["paula@", "PROSP", "Paula", " paula "])
    async def test_is_by_the_beginning_of_a_name_or_an_address(self, who):
        await paula()
        assert [one.email for one in await prospects.search(who)] == [PAULA.email]

    @pytest.mark.parametrize("who", ["aula", "%", "_aula", "paula%", "\\"])
    async def test_takes_no_sign_for_another(self, who):
        await paula()
        assert await prospects.search(who) == []


class TestTheRightsOfAProspect:
    async def test_the_copy_holds_what_is_known_of_them(self):
        prospect_id = await paula()
        await exchange(prospect_id, Kind.CALL, NOW)
        person = await rights.subject_of_address(PAULA.email)
        plan = await rights.draw_plan(person, now=NOW)
        goes = {item.table_name: item.rows for item in plan.goes}
        assert (goes["prospect"], goes["interaction"]) == (1, 1)
        assert [one.slug for one in plan.told] == ["mailjet", "hubspot"]

    async def test_a_holder_s_plan_names_it_too(self):
        alice = await make_account("alice")
        await make_row(Prospect, email=alice.email, kept_from=NOW)
        plan = await rights.draw_plan(await rights.subject_of_account(alice.id), now=NOW)
        assert "prospect" in {item.table_name for item in plan.goes}


class TestForgetting:
    async def test_empties_the_address_once_it_is_confirmed(self):
        asked = await forgetting.order(processor="mailjet", address="a@x.example", now=NOW)
        await forgetting.confirm(asked, now=NOW + A_DAY)
        await forgetting.confirm(asked, now=NOW + 2 * A_DAY)
        found = await forgetting.find(asked)
        assert (found.address, found.external_id) == (None, None)
        assert found.confirmed_at == NOW + A_DAY

    async def test_is_overdue_after_a_week_of_silence(self):
        asked = await forgetting.order(processor="mailjet", address="a@x.example", now=NOW)
        assert await forgetting.overdue(now=NOW + 7 * A_DAY) == 0
        late = NOW + 7 * A_DAY + timedelta(seconds=1)
        assert await forgetting.overdue(now=late) == 1
        await forgetting.confirm(asked, now=late)
        assert await forgetting.overdue(now=late) == 0
