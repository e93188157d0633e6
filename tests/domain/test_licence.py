"""From where an account was used: what is noted of it, and what its person sees (P-ACC-6)."""

import asyncio
import json
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain import database, licence
from domain.accounts import Account
from domain.licence import Networks, Sighting
from tests.cast import make_account, make_staff
from tests.domain.accounts_cast import NOON, an_account
from tests.domain.test_accounts_sign_in import ALICE, sign_in

HOME = "203.0.113.7"


@pytest.mark.parametrize(
    ("ip", "shown"),
    [
        ("203.0.113.77", "203.0.113.…"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::…"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_household(ip, shown):
    assert licence.shortened(ip) == shown


def seen(account, *, session=None, ip=HOME, at=NOON):
    return licence.Seen(uuid4(), account.id, session or uuid4(), ip, at)


async def addresses():
    rows = await Sighting.select(Sighting.ip, Sighting.seen_at).order_by(Sighting.seen_at)
    return [row["ip"] for row in rows]


@pytest.mark.usefixtures("undone")
async def test_a_session_names_its_first_and_its_last_network():
    alice = await an_account(ALICE)
    bob = await an_account("bob@example.org")
    opened = await sign_in()
    batch = [
        seen(alice, session=opened.session_id, ip=ip, at=NOON + timedelta(minutes=minutes))
        for minutes, ip in enumerate(("203.0.113.1", "192.0.2.1", "198.51.100.9"))
    ]
    assert await licence.write_sightings(batch, now=NOON + timedelta(hours=1)) == 3
    found = await licence.networks_of(alice.id)
    assert found == {opened.session_id: Networks("203.0.113.…", "198.51.100.…")}
    assert await licence.networks_of(bob.id) == {}


@pytest.mark.promise("P-ACC-6")
class TestASighting:
    @pytest.mark.parametrize(
        ("ip", "noted"),
        [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
        ],
    )
    async def test_has_its_address_in_one_form(self, undone, ip, noted):
        one = seen(await make_account("alice"), ip=ip)
        batch = licence.unpacked(licence.packed([one]))
        await licence.write_sightings(batch, now=NOON)
        assert await addresses() == [noted]

    @pytest.mark.parametrize("ip", ["unknown", "", "203.0.113.7:80", "999.1.1.1", "<b>"])
    async def test_of_what_is_no_address_is_none(self, undone, ip):
        batch = licence.packed([seen(await make_account("alice"), ip=ip)])
        with pytest.raises(licence.NoSightings):
            licence.unpacked(batch)

    async def test_holds_account_session_address_and_time_and_nothing_else(self, undone):
        one = seen(await make_account("alice"))
        [handed_over] = json.loads(licence.packed([one]))
        assert handed_over == [
            one.id.hex,
            one.account_id.hex,
            one.session_id.hex,
            HOME,
            NOON.isoformat(),
        ]
        assert licence.unpacked(licence.packed([one])) == [one]

    @pytest.mark.parametrize(
        "junk",
        [
            b"",
            b"[",
            b"7",
            b"\xff",
            b"[[1, 2, 3, 4, 5]]",
            b'[["x", "y", "z", "203.0.113.7", "2026-11-24T12:00:00+00:00"]]',
            json.dumps([[*["0" * 32] * 3, "nowhere", NOON.isoformat()]]).encode(),
            json.dumps([[*["0" * 32] * 3, HOME, "2026-11-24T12:00:00"]]).encode(),
        ],
    )
    def test_is_not_made_of_junk(self, junk):
        with pytest.raises(licence.NoSightings):
            licence.unpacked(junk)


@pytest.mark.promise("P-ACC-6")
@pytest.mark.usefixtures("undone")
class TestWriting:
    async def test_the_same_one_twice_counts_once(self):
        one = seen(await make_account("alice"))
        assert await licence.write_sightings([one, one], now=NOON) == 1
        assert await licence.write_sightings([one], now=NOON + timedelta(days=1)) == 0
        assert await addresses() == [HOME]

    async def test_one_that_is_late_keeps_its_own_time(self):
        late = seen(await make_account("alice"), at=NOON - timedelta(days=1))
        assert await licence.write_sightings([late], now=NOON) == 1
        assert await licence.write_sightings([late], now=NOON) == 0
        [row] = await Sighting.select(Sighting.seen_at)
        assert row["seen_at"] == NOON - timedelta(days=1)

    async def test_a_clock_that_jumps_back_loses_nothing(self):
        alice = await make_account("alice")
        times = [NOON, NOON - timedelta(hours=2), NOON - timedelta(hours=2), NOON]
        batch = [seen(alice, at=at) for at in times]
        assert await licence.write_sightings(batch, now=NOON) == len(times)

    async def test_what_claims_to_come_from_the_future_is_evidence_of_nothing(self):
        alice = await make_account("alice")
        batch = [seen(alice, at=NOON + timedelta(minutes=minutes)) for minutes in (5, 6)]
        assert await licence.write_sightings(batch, now=NOON) == 1

    async def test_of_staff_of_closed_and_of_erased_accounts_nothing_is_written(self):
        closed = await make_account("closed", closed_at=NOON)
        gone = await make_account("gone")
        await Account.delete().where(Account.id == gone.id)
        others = [closed, gone, await make_staff("support")]
        alice = await make_account("alice")
        batch = [seen(each) for each in (*others, alice)]
        assert await licence.recording([each.account_id for each in batch]) == {alice.id}
        assert await licence.write_sightings(batch, now=NOON) == 1
        assert (await Sighting.select(Sighting.account))[0]["account"] == alice.id

    async def test_a_month_without_a_partition_fails_nothing(self):
        far = [datetime.fromisoformat(f"{year}-02-28T12:00:00+00:00") for year in (1999, 2019)]
        alice = await make_account("alice")
        batch = [seen(alice, at=at) for at in far]
        assert await licence.write_sightings(batch, now=NOON) == len(far)
        assert await Sighting.count() == len(far)

    async def test_nothing_is_nothing(self):
        assert await licence.write_sightings([], now=NOON) == 0


async def test_an_erasure_under_way_is_waited_for_and_nothing_is_written_after_it(pool):
    gone = await make_account("gone-meanwhile")
    other = await asyncpg.connect(pool)
    try:
        erasing = other.transaction()
        await erasing.start()
        await other.execute("select from account where id = $1 for update", gone.id)
        writing = asyncio.create_task(licence.write_sightings([seen(gone)], now=NOON))
        while not await database.fetch_value(  # noqa: ASYNC110 - a lock tells nobody
            "select exists (select from pg_locks where not granted)"
        ):
            await asyncio.sleep(0.01)
        await other.execute("delete from account where id = $1", gone.id)
        await erasing.commit()
        assert await writing == 0
    finally:
        await other.close()
    assert await Sighting.count() == 0
