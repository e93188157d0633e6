"""What is under a legal hold stays until its end, whatever else would take it; then it goes."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain import database, evidence, holds, partitions, retention, rights
from domain.accounts import Account
from domain.accounts.tables import Session
from domain.erasure_ledger import ErasureMark
from domain.errors import NotFound
from domain.evidence import Cause
from domain.evidence.tables import Erasure
from domain.holds import LegalHold
from domain.licence import Sighting
from domain.periods import after, paris_day, start_of_day
from domain.register import LEGAL_HOLDS, RESEARCH_FEATURES, SHARING_DETECTION
from domain.research.tables import Bookmark
from domain.rights import subject_of_account
from domain.rights.people import held, rows_of
from tests.cast import NOW, make_account
from tests.domain.rights.people import make_person
from tests.domain.rows import make_row

LONG_AGO = datetime(2023, 5, 3, tzinfo=UTC)
LAST_DAY = paris_day(NOW) + timedelta(days=60)
END = start_of_day(LAST_DAY + timedelta(days=1))
AN_INSTANT = timedelta(microseconds=1)
DPO = uuid4()
SIGHTINGS = SHARING_DETECTION.slug

pytestmark = [pytest.mark.promise("P-RIG-4"), pytest.mark.usefixtures("undone")]


async def hold(account, activity=None, *, ends_on=LAST_DAY, **other):
    words = {"hold_id": uuid4(), "reason": "litige n° 7", "set_by": DPO, "now": NOW} | other
    await holds.set_hold(account_id=account.id, activity=activity, ends_on=ends_on, **words)
    return words["hold_id"]


async def sweep(now=NOW, **options):
    async def erase(account_id, *, cause, now):
        await rights.erase_account(account_id, cause=cause, now=now)

    swept = await retention.sweep(now=now, erase_account=erase, **options)
    assert [row.failure for row in swept if row.failure] == []
    return {(row.activity, row.table_name): row for row in swept}


async def rows_left(person):
    """Return how many rows stand in each holding of a person."""
    found = {}
    for activity, holding in held():
        condition = rows_of(holding, person)
        found[activity.slug, holding] = await database.fetch_value(
            f'select count(*) from "{holding.table_name}" where {condition.sql}',
            *condition.arguments,
        )
    return found


class TestTheSweep:
    async def test_leaves_what_is_held_and_takes_it_once_the_hold_has_ended(self):
        ines, otto = await make_account("ines"), await make_account("otto")
        for account in (ines, otto):
            await make_row(Sighting, account=account.id, seen_at=LONG_AGO)
        await hold(ines, SIGHTINGS)
        await sweep()
        assert await Sighting.select(Sighting.account).output(as_list=True) == [ines.id]
        await sweep(END - AN_INSTANT)
        assert await Sighting.count() == 1
        evidence_of = await sweep(END)
        assert await Sighting.count() == 0
        assert evidence_of[SIGHTINGS, "sighting"].rows_erased == 1

    async def test_takes_it_the_night_after_it_was_lifted(self):
        ines = await make_account("ines")
        await make_row(Sighting, account=ines.id, seen_at=LONG_AGO)
        hold_id = await hold(ines)
        await sweep()
        await holds.lift_hold(hold_id, reason="accord", lifted_by=DPO, now=NOW)
        await sweep(NOW)
        assert await Sighting.count() == 0

    async def test_drops_no_month_in_which_a_held_row_stands(self):
        ines, otto = await make_account("ines"), await make_account("otto")
        await database.fetch_value("select make_partition('sighting', date '2023-05-01')")
        for account in (ines, otto, otto):
            await make_row(Sighting, account=account.id, seen_at=LONG_AGO)
        await hold(ines, SIGHTINGS)
        swept = await sweep()
        assert swept[SIGHTINGS, "sighting"].rows_erased == 2
        assert await _has_may()
        await sweep(END)
        assert not await _has_may()

    async def test_reads_a_hold_on_another_activity_as_none(self):
        ines = await make_account("ines")
        await make_row(Sighting, account=ines.id, seen_at=LONG_AGO)
        await hold(ines, RESEARCH_FEATURES.slug)
        await sweep()
        assert await Sighting.count() == 0

    async def test_foresees_what_it_does(self):
        ines = await make_account("ines")
        await make_row(Sighting, account=ines.id, seen_at=LONG_AGO)
        await hold(ines, SIGHTINGS)

        async def foreseen(on):
            return {
                one.table_name: one.rows
                for one in await retention.preview(on=on)
                if one.activity is SHARING_DETECTION and one.table_name == "sighting"
            }

        assert await foreseen(END - AN_INSTANT) == {"sighting": 0}
        assert await foreseen(END) == {"sighting": 1}


async def _has_may():
    begun = [part.begins_at for part in await partitions.parts_of("sighting")]
    return datetime(2023, 5, 1, tzinfo=UTC) in begun


class TestTheErasureOfAHeldPerson:
    @pytest.mark.parametrize("slug", sorted({activity.slug for activity, _ in held()}), ids=str)
    async def test_leaves_exactly_what_is_held_of_each_activity(self, slug):
        ines = await make_person("ines")
        person = await subject_of_account(ines.id)
        before = await rows_left(person)
        await hold(ines, slug)
        await rights.erase_account(ines.id, cause=Cause.HOLDER, now=NOW)
        after_it = await rows_left(person)
        for (activity, holding), rows in before.items():
            if activity == slug or holding.table is Account:
                assert after_it[activity, holding] >= rows, (activity, holding.table_name)
        plan = await rights.draw_plan(person, now=NOW)
        assert plan.goes == ()
        assert await Erasure.select(Erasure.values_left).output(as_list=True) == [0]

        await sweep(END)
        assert not await Account.exists().where(Account.id == ines.id)

    async def test_is_planned_with_the_reason_the_law_and_the_day(self):
        ines = await make_person("ines")
        await hold(ines, SIGHTINGS)
        plan = await rights.draw_plan(await subject_of_account(ines.id), now=NOW)
        stays = {item.activity.slug: item for item in plan.stays}
        assert stays[SIGHTINGS].until == END
        assert "17(3)(e)" in stays[SIGHTINGS].kept.because.en
        assert stays["accounts"].until == END
        assert "accounts" not in {item.activity.slug for item in plan.goes}
        assert RESEARCH_FEATURES.slug in {item.activity.slug for item in plan.goes}

    async def test_keeps_everything_under_a_hold_on_all_activities(self):
        ines = await make_person("ines")
        await hold(ines)
        await evidence.order_erasure(subject=ines.id, cause=Cause.HOLDER, now=NOW)
        person = await subject_of_account(ines.id)
        before = await rows_left(person)
        await rights.carry_out(ines.id, now=NOW)
        assert await rows_left(person) == before

    async def test_lets_nobody_sign_in_meanwhile(self):
        ines = await make_person("ines")
        await hold(ines)
        await rights.erase_account(ines.id, cause=Cause.INACTIVITY, now=NOW)
        account = await Account.objects().get(Account.id == ines.id)
        assert account.closed_at == NOW
        assert await Session.count().where(Session.ended_at.is_null()) == 0

    async def test_of_two_holds_gives_back_each_when_it_ends(self):
        ines = await make_person("ines")
        await hold(ines, RESEARCH_FEATURES.slug, ends_on=LAST_DAY - timedelta(days=30))
        await hold(ines, SIGHTINGS)
        await rights.erase_account(ines.id, cause=Cause.HOLDER, now=NOW)
        assert await Bookmark.count() > 0
        await sweep(END - timedelta(days=30))
        assert await Bookmark.count() == 0
        assert await Sighting.count() == 1
        await sweep(END - timedelta(days=29))
        assert await Erasure.count() == 2
        await sweep(END)
        assert (await Sighting.count(), await Account.count()) == (0, 0)
        causes = await Erasure.select(Erasure.cause).output(as_list=True)
        assert causes == ["holder"] * 3


class TestInactivity:
    async def test_erases_around_the_hold_once_and_the_rest_when_it_ends(self):
        a_year_ago = NOW - timedelta(days=400)
        ines = await make_account("ines", last_visit_at=a_year_ago)
        await make_row(Bookmark, account=ines.id)
        await make_row(Sighting, account=ines.id, seen_at=NOW)
        await hold(ines, SIGHTINGS)
        first = await sweep()
        assert first["accounts", "account"].rows_erased == 0
        assert (await Bookmark.count(), await Sighting.count()) == (0, 1)
        await sweep(NOW + timedelta(days=1))
        assert await Erasure.count() == 1
        assert await retention.overdue(now=NOW + timedelta(days=3)) == []
        last = await sweep(END)
        assert last["accounts", "account"].rows_erased == 1
        assert await Account.count() == 0

    async def test_shows_an_account_that_nobody_erased_around_its_hold(self):
        ines = await make_account("ines", last_visit_at=NOW - timedelta(days=400))
        await hold(ines, SIGHTINGS)
        assert {o.table_name for o in await retention.overdue(now=NOW)} == {"account"}


class TestTheWatch:
    async def test_excuses_what_is_held_and_nothing_26_hours_after_the_end(self):
        ines = await make_account("ines", last_visit_at=datetime(2200, 1, 1, tzinfo=UTC))
        await make_row(Sighting, account=ines.id, seen_at=LONG_AGO)
        assert [o.table_name for o in await retention.overdue(now=NOW)] == ["sighting"]
        await hold(ines, SIGHTINGS)
        assert await retention.overdue(now=NOW) == []
        limit = END + retention.GRACE
        assert await retention.overdue(now=limit - AN_INSTANT) == []
        assert [o.rows for o in await retention.overdue(now=limit)] == [1]

    async def test_finds_an_account_that_was_not_erased_after_its_hold(self):
        ines = await make_account("ines", last_visit_at=datetime(2200, 1, 1, tzinfo=UTC))
        await make_row(Sighting, account=ines.id, seen_at=NOW)
        await hold(ines, SIGHTINGS)
        await rights.erase_account(ines.id, cause=Cause.HOLDER, now=NOW)
        await ErasureMark.delete(force=True)  # its own period ends before the hold
        limit = END + retention.GRACE
        assert await retention.overdue(now=limit - AN_INSTANT) == []
        [found] = await retention.overdue(now=limit)
        assert found.table_name == "account"
        assert "legal-holds" in found.activities


class TestAHold:
    async def test_never_counts_beyond_its_last_day(self):
        ines = await make_account("ines")
        await hold(ines)
        assert len(await holds.holds_of(ines.id, now=END - AN_INSTANT)) == 1
        assert await holds.holds_of(ines.id, now=END) == []

    @pytest.mark.parametrize(
        ("other", "refusal"),
        [
            ({"reason": " \n"}, holds.NoReason),
            ({"ends_on": paris_day(NOW) - timedelta(days=1)}, holds.EndsTooSoon),
            (
                {"ends_on": paris_day(after(NOW, holds.LONGEST)) + timedelta(days=1)},
                holds.EndsTooLate,
            ),
        ],
        ids=["no reason", "over already", "without a foreseeable end"],
    )
    async def test_is_refused_without_a_reason_or_an_end_in_sight(self, other, refusal):
        with pytest.raises(refusal):
            await hold(await make_account("ines"), **other)
        assert await LegalHold.count() == 0

    async def test_is_not_set_on_nobody(self):
        with pytest.raises(NotFound):
            await hold(Account(id=uuid4()))

    async def test_is_set_once_when_its_form_is_sent_twice(self):
        ines = await make_account("ines")
        hold_id = await hold(ines)
        await hold(ines, hold_id=hold_id, reason="autre")
        assert await LegalHold.select(LegalHold.reason).output(as_list=True) == ["litige n° 7"]

    async def test_keeps_the_day_that_was_set_when_it_is_lifted_and_is_lifted_once(self):
        ines = await make_account("ines")
        hold_id = await hold(ines)
        later = NOW + timedelta(days=1)
        await holds.lift_hold(hold_id, reason="accord", lifted_by=DPO, now=later)
        row = await holds.find_hold(hold_id)
        assert (row.ends_on, row.ends_at, row.lifted_at) == (LAST_DAY, later, later)
        with pytest.raises(holds.NotInForce):
            await holds.lift_hold(hold_id, reason="encore", lifted_by=DPO, now=later)

    async def test_cannot_be_lengthened_even_by_hand(self):
        hold_id = await hold(await make_account("ines"))
        with pytest.raises(asyncpg.CheckViolationError):
            await database.execute(
                "update legal_hold set ends_at = ends_at + interval '1 second' where id = $1",
                hold_id,
            )

    async def test_is_itself_erased_five_years_after_its_end(self):
        await hold(await make_account("ines", last_visit_at=datetime(2200, 1, 1, tzinfo=UTC)))
        gone_at = after(END, LEGAL_HOLDS.holdings[0].retention.period)
        await sweep(gone_at)
        assert await LegalHold.count() == 1
        await sweep(gone_at + AN_INSTANT)
        assert await LegalHold.count() == 0
