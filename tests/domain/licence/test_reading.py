"""Every night what was seen is read once, whatever comes late, jumps or dies (P-ACC-6)."""

from datetime import timedelta

import pytest

from domain import database, licence
from domain.licence import SharingCase, SharingState, reading
from domain.licence.reading import read_sightings, replayed, states_that_differ
from domain.organisations import Objection
from tests.cast import make_account, make_staff
from tests.domain.licence.story import DAYS, MONDAY, NIGHT, seen_by_two, write
from tests.domain.rows import make_row

pytestmark = [pytest.mark.promise("P-ACC-6"), pytest.mark.usefixtures("undone")]


async def state_of(account):
    return await SharingState.objects().where(SharingState.account == account.id).first()


async def cases_of(account):
    return await SharingCase.count().where(SharingCase.account == account.id)


class TestANight:
    async def test_opens_a_case_for_two_people_and_none_for_one(self):
        shared, honest = await make_account("shared"), await make_account("honest")
        await write(seen_by_two(shared.id), seen_by_two(honest.id)[::2])
        night = await read_sightings(now=NIGHT)
        assert (night.accounts, night.cases) == (2, 1)
        assert (await cases_of(shared), await cases_of(honest)) == (1, 0)
        case = await SharingCase.objects().first()
        assert case.seen_from == MONDAY + timedelta(hours=9)
        assert (case.email, case.asked_at, case.decided_at) == (shared.email, None, None)

    async def test_gives_what_a_replay_of_the_table_gives(self):
        shared = await make_account("shared")
        for day in range(DAYS):
            tonight = MONDAY + timedelta(days=day + 1, hours=1)
            await write(seen_by_two(shared.id, range(day, day + 1)), now=tonight)
            await read_sightings(now=tonight)
        kept = await state_of(shared)
        assert kept.state == await replayed(shared.id, until=kept.read_until)
        assert await states_that_differ() == (1, 0)
        assert await cases_of(shared) == 1

    async def test_leaves_the_last_quarter_of_an_hour_for_the_next(self):
        shared = await make_account("shared")
        seen = seen_by_two(shared.id, range(1))
        last = max(each.at for each in seen)
        await write(seen, now=last)
        await read_sightings(now=last + timedelta(minutes=15))
        kept = await state_of(shared)
        assert kept.read_until == last
        before = kept.state
        await read_sightings(now=last + timedelta(minutes=15, seconds=1))
        assert (await state_of(shared)).state != before
        assert await states_that_differ() == (1, 0)

    async def test_read_twice_changes_nothing(self):
        shared = await make_account("shared")
        await write(seen_by_two(shared.id))
        await read_sightings(now=NIGHT)
        kept = (await state_of(shared)).state
        again = await read_sightings(now=NIGHT)
        assert (again.accounts, again.cases) == (0, 0)
        assert (await state_of(shared)).state == kept

    async def test_of_a_clock_that_jumped_back_reads_nothing_twice(self):
        shared = await make_account("shared")
        await write(seen_by_two(shared.id))
        await read_sightings(now=NIGHT)
        kept = await state_of(shared)
        assert (await read_sightings(now=NIGHT - timedelta(days=3))).accounts == 0
        assert (await state_of(shared)).read_until == kept.read_until

    async def test_sees_no_staff_no_closed_account_and_nobody_without_a_use(self):
        support, closed = await make_staff("support"), await make_account("closed")
        await make_account("idle")
        await write(seen_by_two(closed.id))
        for each in seen_by_two(support.id):
            await make_row(
                licence.Sighting, account=support.id, session=each.session_id, ip=each.ip,
                seen_at=each.at, id=each.id,
            )  # fmt: skip
        await database.execute(
            "update account set closed_at = $1 where id = $2", NIGHT, closed.id
        )
        assert (await read_sightings(now=NIGHT)).accounts == 0
        assert await SharingState.count() == 0

    async def test_gives_the_same_after_a_quarter_of_a_year_of_nights(self):
        shared = await make_account("shared")
        for day in range(0, 120, 3):
            tonight = MONDAY + timedelta(days=day + 1, hours=1)
            await write(seen_by_two(shared.id, range(day, day + 1))[:8], now=tonight)
            await read_sightings(now=tonight)
        assert await states_that_differ() == (1, 0)

    async def test_takes_some_accounts_at_a_time(self, monkeypatch):
        monkeypatch.setattr(reading, "AT_ONCE", 2)
        accounts = [await make_account(f"holder-{number}") for number in range(5)]
        await write(*(seen_by_two(each.id, range(1)) for each in accounts))
        assert (await read_sightings(now=NIGHT)).accounts == 5


class TestWhatComesLate:
    @pytest.mark.parametrize("late_by", [1, 5])
    async def test_by_days_is_read_as_if_it_had_come_in_time(self, late_by):
        shared = await make_account("shared")
        seen = seen_by_two(shared.id)
        await write([each for each in seen if each.at.day % 2])
        await read_sightings(now=NIGHT)
        await write([each for each in seen if not each.at.day % 2], now=NIGHT)
        assert (await state_of(shared)).read_until is None
        later = NIGHT + timedelta(days=late_by)
        night = await read_sightings(now=later)
        assert night.made_anew == 1
        assert await states_that_differ() == (1, 0)
        assert await cases_of(shared) == 1

    async def test_twice_counts_once(self):
        shared = await make_account("shared")
        seen = seen_by_two(shared.id)
        await write(seen, seen)
        await read_sightings(now=NIGHT)
        kept = (await state_of(shared)).state
        await write(seen)
        await read_sightings(now=NIGHT)
        assert (await state_of(shared)).state == kept


async def test_states_of_a_former_version_are_made_anew():
    shared = await make_account("shared")
    seen = seen_by_two(shared.id)
    await write(seen[:-1])
    await read_sightings(now=NIGHT - timedelta(days=1))
    await database.execute("update sharing_state set state = set_byte(state, 0, 255)")
    await write(seen[-1:])
    assert (await read_sightings(now=NIGHT)).made_anew == 1
    assert await states_that_differ() == (1, 0)


class TestKilled:
    async def test_between_two_batches_the_next_reading_goes_on(self, monkeypatch):
        monkeypatch.setattr(reading, "AT_ONCE", 1)
        accounts = [await make_account(f"holder-{number}") for number in range(3)]
        await write(*(seen_by_two(each.id) for each in accounts))
        opened = reading.open_case
        calls = []

        async def killed_at_the_second(account_id, **facts):
            calls.append(account_id)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return await opened(account_id, **facts)

        monkeypatch.setattr(reading, "open_case", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            await read_sightings(now=NIGHT)
        monkeypatch.setattr(reading, "open_case", opened)
        await read_sightings(now=NIGHT + timedelta(minutes=1))
        assert await states_that_differ() == (3, 0)


class TestAnObjection:
    @pytest.mark.promise("P-RIG-5")
    async def test_that_is_weighed_pauses_scoring_and_not_recording(self):
        shared = await make_account("shared")
        await licence.object_to_detection(account_id=shared.id, reasons="x", now=MONDAY)
        await write(seen_by_two(shared.id))
        assert (await read_sightings(now=NIGHT)).accounts == 0
        assert await licence.Sighting.count() == len(seen_by_two(shared.id))

    @pytest.mark.promise("P-RIG-5")
    async def test_that_is_overridden_lets_scoring_go_on_with_all_that_was_stored(self):
        shared = await make_account("shared")
        await licence.object_to_detection(account_id=shared.id, reasons="x", now=MONDAY)
        await write(seen_by_two(shared.id))
        await read_sightings(now=NIGHT)
        [objection] = await licence.objections_to_weigh()
        await licence.weigh(objection.id, accepted=False, grounds="Motifs.", now=NIGHT)
        assert (await read_sightings(now=NIGHT)).cases == 1

    @pytest.mark.promise("P-RIG-5")
    async def test_that_is_accepted_stops_recording_and_takes_away_what_was_noted(self):
        shared = await make_account("shared")
        await write(seen_by_two(shared.id))
        await read_sightings(now=NIGHT)
        await licence.object_to_detection(account_id=shared.id, reasons="x", now=NIGHT)
        [objection] = await licence.objections_to_weigh()
        await licence.weigh(objection.id, accepted=True, grounds=None, now=NIGHT)
        await licence.forget_sightings(shared.id)
        await write(seen_by_two(shared.id))
        counts = [
            await table.count() for table in (licence.Sighting, SharingState, SharingCase)
        ]
        assert counts == [0, 0, 0]

    async def test_that_is_taken_back_erases_nothing_any_more(self):
        shared = await make_account("shared")
        await licence.object_to_detection(account_id=shared.id, reasons="x", now=MONDAY)
        [objection] = await licence.objections_to_weigh()
        await licence.weigh(objection.id, accepted=True, grounds=None, now=MONDAY)
        await licence.take_back(account_id=shared.id, now=MONDAY)
        await write(seen_by_two(shared.id))
        await licence.forget_sightings(shared.id)
        assert await licence.Sighting.count() > 0
        assert await Objection.count() == 1
