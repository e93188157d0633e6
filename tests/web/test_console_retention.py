"""``/console/retention``: what will go, what is held and why, each month in numbers."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import audit, clock, holds, retention
from domain.accounts import Session
from domain.audit import AuditEntry
from domain.backups import Backup, Restoration
from domain.holds import LegalHold
from domain.periods import paris_day
from tests.cast import make_account
from tests.domain.rows import make_row

PAGE = "/console/retention"
HOLDS = f"{PAGE}/holds"


def form(**other):
    in_a_month = paris_day(clock.now()) + timedelta(days=30)
    return {
        "form_id": uuid4().hex,
        "email": "ines@example.org",
        "activity": "sharing-detection",
        "reason": "Litige n° 7 devant le tribunal.",
        "ends_on": in_a_month.isoformat(),
        "confirmed": "on",
    } | other


async def a_hold(**columns):
    now = clock.now()
    words = {"activity": "accounts", "reason": "dispute", "ends_at": now + timedelta(days=9)}
    return await make_row(LegalHold, **words | {"set_at": now} | columns)


async def acts():
    return await AuditEntry.select(AuditEntry.action).output(as_list=True)


class TestSettingAHold:
    async def test_takes_a_person_an_activity_a_reason_and_a_last_day(self, as_dpo):
        ines = await make_account("ines")
        answer = await as_dpo.post(f"{HOLDS}/new", form())
        assert answer.status_code == HTTP_303_SEE_OTHER
        [hold] = await LegalHold.objects()
        assert (hold.account, hold.activity) == (ines.id, "sharing-detection")
        assert hold.set_by == as_dpo.account.id
        assert hold.ends_at == holds.end_of(hold.ends_on)
        assert await acts() == ["hold.set"]
        shown = (await as_dpo.get("/en" + answer.headers["location"])).text
        assert "Litige n° 7" in shown
        assert "ines@example.org" in shown

    async def test_may_hold_every_activity(self, as_dpo):
        await make_account("ines")
        await as_dpo.post(f"{HOLDS}/new", form(activity="all"))
        assert await LegalHold.select(LegalHold.activity).output(as_list=True) == [None]

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("ends_on", ""),
            ("ends_on", "2020-01-01"),
            ("ends_on", "2099-01-01"),
            ("reason", ""),
            ("reason", "bref"),
            ("activity", "host-log"),
            ("email", "nobody@example.org"),
            ("confirmed", ""),
        ],
    )
    async def test_is_refused_beside_the_field(self, as_dpo, field, wrong):
        await make_account("ines")
        answer = await as_dpo.post(f"{HOLDS}/new", form(**{field: wrong}))
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'id="field-{field}-error"' in answer.text
        assert await LegalHold.count() == 0
        assert await acts() == []

    @pytest.mark.parametrize("path", [f"{HOLDS}/new", HOLDS + "/{}/lifting"])
    async def test_wants_a_fresh_proof_of_identity(self, as_dpo, path):
        hold = await a_hold()
        an_hour_ago = clock.now() - timedelta(hours=1)
        await Session.update({Session.authenticated_at: an_hour_ago}, force=True)
        answer = await as_dpo.post(path.format(hold.id), form())
        assert "/sign-in/again" in answer.headers["location"]
        assert await LegalHold.count() == 1


class TestLiftingAHold:
    async def test_ends_it_now_with_a_reason(self, as_dpo):
        hold = await a_hold()
        answer = await as_dpo.post(
            f"{HOLDS}/{hold.id}/lifting", {"reason": "Les parties ont transigé."}
        )
        assert answer.status_code == HTTP_303_SEE_OTHER
        row = await holds.find_hold(hold.id)
        assert row.ends_at <= clock.now()
        assert row.lift_reason == "Les parties ont transigé."
        assert "hold.lifted" in await acts()

    async def test_is_refused_without_a_reason(self, as_dpo):
        hold = await a_hold()
        answer = await as_dpo.post(f"{HOLDS}/{hold.id}/lifting", {"reason": ""})
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert (await holds.find_hold(hold.id)).lifted_at is None

    async def test_is_refused_once_it_has_ended(self, as_dpo):
        hold = await a_hold(ends_at=clock.now() - timedelta(days=1))
        answer = await as_dpo.post(
            f"{HOLDS}/{hold.id}/lifting", {"reason": "Les parties ont transigé."}
        )
        assert answer.status_code == HTTP_409_CONFLICT


class TestTheList:
    async def test_says_what_is_held_and_nobody_by_name(self, as_dpo):
        await make_account("ines")
        await as_dpo.post(f"{HOLDS}/new", form())
        await a_hold(ends_at=clock.now() - timedelta(days=1))
        for path in (HOLDS, f"{HOLDS}.csv"):
            shown = (await as_dpo.get(path)).text
            assert "ines@" not in shown
            assert "Litige" not in shown
        rows = [*csv.DictReader(io.StringIO((await as_dpo.get(f"{HOLDS}.csv")).text))]
        assert {row["activity"] for row in rows} == {"sharing-detection", "accounts"}

    async def test_says_so_when_nothing_is_held(self, as_dpo):
        assert "No hold is in force" in (await as_dpo.get(f"/en{HOLDS}")).text

    async def test_reading_a_hold_is_noted_that_of_a_person_who_is_gone_too(self, as_dpo):
        hold = await a_hold(account=uuid4())
        answer = await as_dpo.get(f"/en{HOLDS}/{hold.id}")
        assert "account erased" in answer.text
        assert await acts() == ["hold.read"]

    async def test_a_hold_that_is_none_does_not_exist(self, as_dpo):
        assert (await as_dpo.get(f"{HOLDS}/{uuid4()}")).status_code == HTTP_404_NOT_FOUND


class TestTheForecast:
    async def test_draws_the_weeks_and_gives_their_numbers(self, as_dpo):
        await make_account("idle", last_visit_at=clock.now() - timedelta(days=350))
        await retention.foresee(now=clock.now())
        shown = (await as_dpo.get(f"/en{PAGE}")).text
        assert '<svg class="columns__plot"' in shown
        assert 'id="retention-course"' in shown

    async def test_says_so_when_nothing_comes_to_its_end(self, as_dpo):
        await retention.foresee(now=clock.now() - timedelta(days=4000))
        assert "Nothing comes to its end" in (await as_dpo.get(f"/en{PAGE}")).text

    async def test_says_so_before_the_first_night(self, as_dpo):
        assert "No forecast yet" in (await as_dpo.get(f"/en{PAGE}")).text
        rows = [*csv.reader(io.StringIO((await as_dpo.get(f"{PAGE}.csv")).text))]
        assert rows == [["activity", "not_started"]]

    async def test_is_exported_with_a_column_for_each_week(self, as_dpo):
        await make_account("idle", last_visit_at=clock.now() - timedelta(days=350))
        await retention.foresee(now=clock.now())
        rows = [*csv.DictReader(io.StringIO((await as_dpo.get(f"{PAGE}.csv")).text))]
        accounts = next(row for row in rows if row["activity"] == "accounts")
        weeks = [int(value) for name, value in accounts.items() if name.startswith("20")]
        assert (len(weeks), sum(weeks)) == (13, 1)


class TestAMonth:
    async def test_of_the_last_twelve_is_shown_and_no_other(self, as_dpo):
        answer = await as_dpo.get(f"/en{PAGE}/months")
        assert answer.status_code == HTTP_200_OK
        assert 'id="retention-month"' in answer.text
        for wrong in ("2019-01", "2999-01", "x"):
            answer = await as_dpo.get(f"{PAGE}/months?month={wrong}")
            assert answer.status_code == HTTP_404_NOT_FOUND


async def test_the_person_reads_of_it_in_the_trail(as_dpo):
    ines = await make_account("ines")
    await as_dpo.post(f"{HOLDS}/new", form())
    [look] = await audit.looks_at(ines.id)
    assert (look.action, look.reason) == ("hold.set", "legal-claim")


async def test_the_page_says_when_the_last_backup_and_the_last_drill_were(as_dpo):
    assert "Last backup: never" in (await as_dpo.get(f"/en{PAGE}")).text
    await make_row(Backup, made_at=clock.now() - timedelta(days=1))
    await make_row(Restoration, replayed_at=clock.now(), without_ledger=True)
    html = (await as_dpo.get(f"/en{PAGE}")).text
    assert "never" not in html
    assert "without the erasure ledger" in html
