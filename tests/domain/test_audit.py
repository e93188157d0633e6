"""Every look at a person is recorded, chained, and free of personal data (P-SEC-3, P-OPS-7)."""

import asyncio
import hmac
import json
import sys
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from domain import audit, database, retention, rights
from domain.audit import AuditEntry, AuditPseudonym, AuditVerification, Fault, Reason
from domain.audit.anchors import Anchor, Damaged, keep, read_anchors
from domain.audit.rules import seal
from domain.policy.wholeness import tables
from domain.register import AUDIT_TRAIL, TRAIL_KEPT_FOR
from domain.roles import Role
from jobs.schedules import SCHEDULES
from tests.cast import NOW, make_account, make_staff

A_MOMENT = timedelta(microseconds=1)


async def look(actor, person=None, *, now=NOW):
    await audit.note_look(
        actor_id=actor.id,
        actor_role=Role.DPO,
        subject_id=person.id if person else None,
        action="request.read",
        reason=Reason.RIGHTS_REQUEST,
        now=now,
    )


@pytest.fixture
async def dpo(undone):
    return await make_staff("dpo")


@pytest.fixture
async def trail(dpo):
    """Three looks: two at alice, one at bob."""
    alice, bob = await make_account("alice"), await make_account("bob")
    for minutes, person in enumerate((alice, bob, alice)):
        await look(dpo, person, now=NOW + timedelta(minutes=minutes))
    return alice, bob


@pytest.fixture
def file(tmp_path):
    return tmp_path / "outside" / "anchors.jsonl"


@pytest.fixture
def verify(file):
    async def verify(*, now=NOW, anew=False):
        return await audit.verify(file=file, kept_for=TRAIL_KEPT_FOR, now=now, anew=anew)

    return verify


async def flaw_of(verify, **given):
    found = await verify(**given)
    return found.fault, found.fault_number


async def rewrite_from(number, **changed):
    """Rewrite the trail as somebody would who knows how it is sealed and owns the database."""
    rows = await database.fetch("select * from audit_entry order by number")
    previous = None
    for row in rows:
        entry = dict(row)
        if entry["number"] >= number:
            entry |= changed if entry["number"] == number else {}
            entry["previous_hash"] = previous or entry["previous_hash"]
            del entry["hash"]
            entry["hash"] = seal(**entry)
            await database.execute(
                "update audit_entry set reason = $2, previous_hash = $3, hash = $4"
                " where number = $1",
                entry["number"],
                entry["reason"],
                entry["previous_hash"],
                entry["hash"],
            )
        previous = entry["hash"]


async def test_a_person_finds_the_looks_at_them_and_at_nobody_else(trail):
    alice, bob = trail
    assert [entry.number for entry in await audit.looks_at(alice.id)] == [3, 1]
    assert [entry.number for entry in await audit.looks_at(bob.id)] == [2]


async def test_nobody_looked_at_who_was_never_looked_at(undone):
    stranger = await make_account("stranger")
    assert await audit.looks_at(stranger.id) == []


async def test_an_entry_is_later_than_the_one_before_whatever_the_requests_say(dpo):
    for now in (NOW, NOW, NOW - timedelta(hours=1)):
        await look(dpo, now=now)
    times = [entry.at for entry in await AuditEntry.objects().order_by(AuditEntry.number)]
    assert times == [NOW, NOW + A_MOMENT, NOW + 2 * A_MOMENT]


async def test_two_writers_at_once_make_one_chain(pool):
    """Really at once: each in a transaction of its own, on a connection of its own."""
    writers = [uuid4() for _ in range(20)]

    async def write(actor):
        await audit.note_look(
            actor_id=actor,
            actor_role=Role.DPO,
            subject_id=None,
            action="request.read",
            reason=Reason.SECURITY,
            now=NOW,
        )

    try:
        await asyncio.gather(*(write(actor) for actor in writers))
        chain = await audit.read_chain()
        assert (chain.entries, chain.flaw) == (20, None)
        assert {entry.actor for entry in await AuditEntry.objects()} == set(writers)
    finally:
        await database.execute("delete from audit_entry")


class TestTheChainByItself:
    async def test_is_whole(self, trail, verify):
        found = await verify()
        assert (found.fault, found.entries, found.first_number, found.last_number) == (
            None,
            3,
            1,
            3,
        )
        assert await audit.last_verification() == found

    async def test_of_nobody_is_whole(self, undone, verify, file):
        found = await verify()
        assert (found.fault, found.entries, found.last_number) == (None, 0, None)
        assert not file.exists()

    @pytest.mark.parametrize(
        ("tampering", "flaw"),
        [
            (
                "update audit_entry set reason = 'security' where number = 2",
                ("changed", 2),
            ),
            (
                "update audit_entry set at = at + interval '1 microsecond' where number = 2",
                ("changed", 2),
            ),
            (
                "update audit_entry set subject_pseudonym = null where number = 2",
                ("changed", 2),
            ),
            (
                "update audit_entry set hash = repeat('0', 64) where number = 2",
                ("changed", 2),
            ),
            (
                "update audit_entry set previous_hash = repeat('1', 64) where number = 1",
                ("changed", 1),
            ),
            ("update audit_entry set number = 5 where number = 3", ("missing", 3)),
            ("delete from audit_entry where number = 2", ("missing", 2)),
        ],
    )
    async def test_shows_what_was_changed_or_removed(self, trail, verify, tampering, flaw):
        await database.execute(tampering)
        assert await flaw_of(verify) == flaw

    async def test_goes_on_being_read_after_a_flaw(self, trail, verify):
        await database.execute("update audit_entry set reason = 'security' where number = 1")
        found = await verify()
        assert (found.fault_number, found.entries, found.last_number) == (1, 3, 3)


class TestAgainstTheAnchors:
    """What the chain alone would not show."""

    async def test_each_whole_verification_keeps_the_head(self, trail, dpo, verify, file):
        await verify()
        await look(dpo, now=NOW + timedelta(hours=1))
        second = await verify(now=NOW + timedelta(days=1))
        assert (second.fault, second.anchors) == (None, 1)
        anchors = read_anchors(file)
        assert [anchor.number for anchor in anchors] == [3, 4]
        assert anchors[1].hash == second.last_hash
        assert anchors[1].kept_at == NOW + timedelta(days=1)

    async def test_an_anchor_holds_nothing_of_a_person(self, trail, verify, file):
        await verify()
        [line] = file.read_text().splitlines()
        assert json.loads(line).keys() == {"number", "at", "hash", "kept_at"}

    async def test_a_chain_rewritten_with_correct_hashes_is_found(self, trail, dpo, verify):
        await verify()
        await look(dpo, now=NOW + timedelta(hours=1))
        await rewrite_from(2, reason="security")
        assert (await audit.read_chain()).flaw is None, "by itself it holds"
        assert await flaw_of(verify) == ("rewritten", 3)

    async def test_the_first_anchor_that_is_contradicted_is_named(self, dpo, verify):
        for day in range(4):
            await look(dpo, now=NOW + timedelta(days=day))
            await verify(now=NOW + timedelta(days=day))
        await rewrite_from(2, reason="security")
        assert await flaw_of(verify) == ("rewritten", 2)

    async def test_a_removed_tail_is_found(self, trail, verify):
        await verify()
        await database.execute("delete from audit_entry where number > 1")
        assert (await audit.read_chain()).flaw is None
        assert await flaw_of(verify) == ("cut", 2)

    async def test_a_removed_tail_that_was_written_over_is_found(self, trail, dpo, verify):
        await verify()
        await database.execute("delete from audit_entry where number > 2")
        await look(dpo, now=NOW + timedelta(days=1))
        assert await flaw_of(verify) == ("rewritten", 3)

    async def test_a_trail_emptied_before_its_period_is_over_is_found(self, trail, verify):
        await verify()
        await database.execute("delete from audit_entry")
        assert await flaw_of(verify) == ("gone-early", 3)

    async def test_a_front_removed_too_early_is_found(self, dpo, verify):
        for day in range(3):
            await look(dpo, now=NOW + timedelta(days=day))
            await verify(now=NOW + timedelta(days=day))
        await database.execute("delete from audit_entry where number = 1")
        assert await flaw_of(verify) == ("gone-early", 1)

    async def test_a_flaw_gets_no_new_anchor_and_stays_loud(self, trail, verify, file):
        await verify()
        await database.execute("delete from audit_entry where number = 3")
        for _ in range(2):
            assert await flaw_of(verify) == ("cut", 3)
        assert len(read_anchors(file)) == 1


class TestAfterTheSweep:
    async def test_the_chain_verifies_from_the_first_entry_that_is_left(self, dpo, verify):
        looked = [NOW, NOW + timedelta(days=10), NOW + timedelta(days=900)]
        for now in looked:
            await look(dpo, now=now)
            await verify(now=now)
        later = NOW + timedelta(days=3 * 366 + 1)
        await sweep(now=later)
        assert [entry.number for entry in await AuditEntry.objects()] == [2, 3]
        found = await verify(now=later)
        assert (found.fault, found.first_number, found.anchors) == (None, 2, 3)

    async def test_what_the_first_that_is_left_seals_is_known_to_the_anchor(self, dpo, verify):
        for now in (NOW, NOW + timedelta(days=900)):
            await look(dpo, now=now)
            await verify(now=now)
        later = NOW + timedelta(days=3 * 366 + 1)
        await sweep(now=later)
        await rewrite_from(2, previous_hash="f" * 64)
        assert await flaw_of(verify, now=later) == ("changed", 2)

    async def test_nothing_left_is_nothing_wrong(self, trail, dpo, verify):
        await verify()
        later = NOW + timedelta(days=4 * 366)
        await sweep(now=later)
        found = await verify(now=later)
        assert (found.fault, found.entries, found.anchors) == (None, 0, 1)
        await look(dpo, now=later)
        assert (await AuditEntry.objects().first()).number == 4, "no number is given twice"
        assert (await verify(now=later + timedelta(days=1))).fault is None


async def sweep(*, now):
    await retention.sweep(now=now, erase_account=rights.erase_account, register=(AUDIT_TRAIL,))


class TestTheFileOfAnchors:
    async def test_missing_is_said_although_the_chain_holds(self, trail, verify, file):
        await verify()
        file.unlink()
        for _ in range(2):
            assert await flaw_of(verify) == ("anchors-missing", None)
        assert not file.exists(), "no new file hides that the former is gone"

    async def test_rolled_back_is_said(self, trail, dpo, verify, file):
        await verify()
        before = file.read_bytes()
        await look(dpo, now=NOW + timedelta(days=1))
        await verify(now=NOW + timedelta(days=1))
        file.write_bytes(before)
        assert await flaw_of(verify) == ("anchors-missing", None)

    @pytest.mark.parametrize(
        "damage",
        [
            b"no json\n",
            b'{"number": 1}\n',
            b'{"number":1,"at":"2026-11-24T09:00Z","hash":"xyz","kept_at":"2026-11-24T09:00Z"}\n',
            b'{"number":1,"at":"2026-11-24T09:00:00Z"',
            b"\xff\xfe\n",
            b"\n",
        ],
    )
    async def test_damaged_is_said_with_its_line(self, trail, verify, file, damage):
        await verify()
        with file.open("ab") as kept:
            kept.write(damage)
        assert await flaw_of(verify) == ("anchors-damaged", 2)
        with pytest.raises(Damaged):
            read_anchors(file)

    async def test_out_of_reach_is_said(self, trail, verify, file):
        file.mkdir(parents=True)
        assert await flaw_of(verify) == ("anchors-out-of-reach", None)

    async def test_that_cannot_be_written_is_said(self, trail, tmp_path):
        (tmp_path / "a-file").touch()
        found = await audit.verify(
            file=tmp_path / "a-file" / "anchors.jsonl", kept_for=TRAIL_KEPT_FOR, now=NOW
        )
        assert found.fault == "anchors-out-of-reach"

    async def test_a_flaw_of_the_chain_is_said_before_one_of_the_file(
        self, trail, verify, file
    ):
        await verify()
        file.unlink()
        await database.execute("delete from audit_entry where number = 2")
        assert await flaw_of(verify) == ("missing", 2)

    async def test_is_begun_anew_on_purpose_and_the_former_is_set_aside(
        self, trail, dpo, verify, file
    ):
        """After a backup was restored, which did not know the latest entries."""
        await verify()
        await database.execute("delete from audit_entry where number = 3")
        found = await verify(now=NOW + timedelta(hours=1), anew=True)
        assert (found.fault, found.began_anew, found.anchors) == (None, True, 0)
        assert [a.number for a in read_anchors(file)] == [2]
        [aside] = file.parent.glob("anchors.jsonl.until-*")
        assert [a.number for a in read_anchors(aside)] == [3]
        await look(dpo, now=NOW + timedelta(days=1))
        assert (await verify(now=NOW + timedelta(days=1))).fault is None

    async def test_takes_whole_lines_from_many_processes_at_once(self, file):
        code = (
            "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
            "from domain.audit.anchors import Anchor, keep\n"
            "at = datetime(2026, 11, 24, tzinfo=UTC)\n"
            "for each in range(1, 41):\n"
            "    one = Anchor(number=each, at=at, hash='a' * 64, kept_at=at)\n"
            "    keep(Path(sys.argv[1]), one)"
        )
        writers = [
            await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(file))
            for _ in range(3)
        ]
        assert [await writer.wait() for writer in writers] == [0, 0, 0]
        assert len(read_anchors(file)) == 120

    def test_that_is_not_there_holds_no_anchor(self, file):
        assert read_anchors(file) == ()

    def test_gives_back_what_was_kept(self, file):
        anchor = Anchor(number=7, at=NOW, hash="0" * 64, kept_at=NOW.astimezone(UTC))
        keep(file, anchor)
        assert read_anchors(file) == (anchor,)


class TestOfAPerson:
    async def test_nothing_stands_in_an_entry(self, trail):
        alice, _ = trail
        rows = await database.fetch("select * from audit_entry")
        said = " ".join(str(value) for row in rows for value in row.values())
        for secret in (str(alice.id), alice.email, alice.last_name):
            assert secret not in said

    async def test_erased_nothing_ties_entries_to_them_and_the_chain_holds(self, trail, verify):
        alice, _ = trail
        await verify()
        [link] = await AuditPseudonym.objects().where(AuditPseudonym.account == alice.id)
        pseudonyms = {entry.subject_pseudonym for entry in await audit.looks_at(alice.id)}
        await rights.erase_account(alice.id, cause="holder", now=NOW)
        assert await AuditEntry.count() == 3
        assert await audit.looks_at(alice.id) == []
        assert (await verify()).fault is None
        for table in tables():
            rows = await database.fetch(f'select * from "{table._meta.tablename}"')
            held = {value for row in rows for value in row.values()}
            assert link.key not in held, "the key is gone, and with it the only way"
            if table is not AuditEntry:
                assert not held & pseudonyms
        without_key = {
            sha256(alice.id.bytes).hexdigest(),
            sha256(str(alice.id).encode()).hexdigest(),
            hmac.new(b"", alice.id.bytes, sha256).hexdigest(),
        }
        assert not without_key & pseudonyms

    async def test_each_has_a_key_of_their_own(self, trail):
        keys = {row.key for row in await AuditPseudonym.objects()}
        assert len(keys) == 2
        assert all(len(key) == 32 for key in keys)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_its_words(fault):
    words = audit.fault_in_words(fault, 7)
    assert "{" not in words.fr + words.en
    assert words.fr != words.en


async def test_the_words_of_a_whole_trail_count(trail, verify):
    found = await verify()
    words = audit.result_in_words(found)
    assert words.en == "The chain is whole: 3 entries, 0 anchors compared."
    assert words.fr == "La chaîne est intacte : 3 entrées, 0 ancre comparée."


class TestByNight:
    async def test_the_schedule_verifies_and_leaves_evidence(self, trail, monkeypatch, file):
        settings = type("Settings", (), {"audit_anchors": file})()
        monkeypatch.setattr("jobs.audit.current_settings", lambda: settings)
        await SCHEDULES["verify-trail"].run(NOW)
        [found] = await AuditVerification.objects()
        assert (found.fault, found.entries) == (None, 3)
        assert len(read_anchors(Path(file))) == 1

    async def test_a_flaw_is_an_error_in_the_log(self, trail, monkeypatch, file, caplog):
        settings = type("Settings", (), {"audit_anchors": file})()
        monkeypatch.setattr("jobs.audit.current_settings", lambda: settings)
        await database.execute("delete from audit_entry where number = 2")
        await SCHEDULES["verify-trail"].run(NOW)
        [line] = [record for record in caplog.records if record.levelname == "ERROR"]
        assert line.facts == {"fault": "missing", "number": 2}
