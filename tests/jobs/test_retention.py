"""Every night, what is past its period goes."""

from datetime import datetime, timedelta

import pytest

from domain import retention
from domain.accounts import Account
from domain.evidence.tables import Erasure, Sweep
from domain.holds import LegalHold
from domain.mail.tables import Mail
from domain.register import REGISTER
from domain.research.tables import HistoryEntry
from jobs.retention import SweepFailed, nightly, tell_of_the_month, warn_of_the_end
from jobs.schedules import SCHEDULES, latest_slot
from tests.cast import NOW, make_account
from tests.domain.rows import make_row


async def test_a_person_who_stayed_away_for_a_year_is_erased_told_and_evidenced(undone):
    sleeper = await make_account("sleeper", last_visit_at=NOW - timedelta(days=400))
    awake = await make_account("awake", last_visit_at=NOW)
    await make_row(HistoryEntry, account=sleeper.id)
    await nightly(NOW)
    assert await Account.select(Account.id).output(as_list=True) == [awake.id]
    assert await HistoryEntry.count() == 0
    [erasure] = await Erasure.select(Erasure.cause, Erasure.values_left)
    assert erasure == {"cause": "inactivity", "values_left": 0}
    assert await Mail.select(Mail.address).output(as_list=True) == ["sleeper@example.org"]
    counts = await Sweep.select(Sweep.rows_erased).where(Sweep.activity == "accounts")
    assert counts == [{"rows_erased": 1}]


async def test_each_activity_with_a_clock_leaves_evidence_each_night(undone):
    await nightly(NOW)
    swept = await Sweep.count()
    clocks = [c for c in retention.claims_of(REGISTER) if not c.holding.follows_account]
    assert swept == len(clocks)


async def test_a_night_with_a_failure_is_told(undone, monkeypatch):
    async def failing(_self):
        raise LookupError

    monkeypatch.setattr("domain.retention.sweeping._Pass._erase_rows", failing)
    with pytest.raises(SweepFailed, match="sign-ups"):
        await nightly(NOW)
    assert await Sweep.count().where(Sweep.failure.is_not_null()) > 0


def test_the_sweep_follows_what_writes_down_ends():
    assert SCHEDULES["end-what-is-over"].at < SCHEDULES["sweep"].at


def last_visit_so_that_the_end_comes_in(days):
    return NOW + timedelta(days=days) - timedelta(days=365)


async def mails_of(person):
    return await Mail.select(Mail.text).where(Mail.address == person.email).output(as_list=True)


@pytest.mark.promise("P-ACC-3")
@pytest.mark.parametrize(("days", "warned"), [(31, 0), (29, 1), (8, 1), (6, 1), (-1, 0)])
async def test_a_holder_is_warned_in_the_last_thirty_days(undone, days, warned):
    idle = await make_account("idle", last_visit_at=last_visit_so_that_the_end_comes_in(days))
    await warn_of_the_end(NOW)
    await warn_of_the_end(NOW + timedelta(hours=1))
    assert len(await mails_of(idle)) == warned


@pytest.mark.promise("P-ACC-3")
async def test_a_holder_who_stays_away_is_warned_twice_in_all(undone):
    idle = await make_account("idle", last_visit_at=last_visit_so_that_the_end_comes_in(31))
    for day in range(32):
        await warn_of_the_end(NOW + timedelta(days=day))
    assert len(await mails_of(idle)) == 2


async def test_the_warning_says_when_and_how_to_keep_the_account(undone):
    idle = await make_account("idle", language="en", last_visit_at=NOW - timedelta(days=350))
    await warn_of_the_end(NOW)
    [text] = await mails_of(idle)
    assert "9 December 2026" in text
    assert "/en/sign-in" in text


async def test_neither_staff_nor_closed_accounts_are_warned(undone):
    late = NOW - timedelta(days=350)
    await make_account("support", role="support", opened_by="staff", last_visit_at=late)
    await make_account("closed", closed_at=NOW, last_visit_at=late)
    await warn_of_the_end(NOW)
    assert await Mail.count() == 0


async def test_who_left_the_staff_is_erased_as_one_who_left(undone):
    await make_account(
        "left",
        role="support",
        opened_by="staff",
        telephone=None,
        left_at=NOW - timedelta(days=200),
    )
    await nightly(NOW)
    assert await Account.count() == 0
    assert await Erasure.select(Erasure.cause).output(as_list=True) == ["departure"]
    [text] = await Mail.select(Mail.text).output(as_list=True)
    assert "vous avez quitté assistEU" in text


def test_the_month_is_told_of_once_on_its_first_day():
    schedule = SCHEDULES["tell-of-the-month"]
    slots = {
        "2026-11-24T09:00+00:00": "2026-11-01",
        "2026-12-01T05:59+00:00": "2026-11-01",
        "2026-12-01T06:00+00:00": "2026-12-01",
        "2027-01-31T09:00+00:00": "2027-01-01",
    }
    for now, slot in slots.items():
        assert latest_slot(schedule, datetime.fromisoformat(now)) == slot


async def test_each_officer_at_work_is_told_of_the_month_once_in_numbers_alone(undone):
    dpo = await make_account("dpo", role="dpo", opened_by="staff", telephone=None)
    gone = {"role": "dpo", "opened_by": "staff", "telephone": None, "left_at": NOW}
    await make_account("former", **gone)
    await make_account("support", role="support", opened_by="staff", telephone=None)
    await make_account("ines")
    await tell_of_the_month(NOW)
    await tell_of_the_month(NOW + timedelta(hours=2))
    [mail] = await Mail.select(Mail.address, Mail.text, Mail.account)
    assert (mail["address"], mail["account"]) == (dpo.email, dpo.id)
    assert "octobre 2026" in mail["text"]
    assert "/console/retention/months?month=2026-10" in mail["text"]
    assert "ines" not in mail["text"].lower()


async def test_a_person_under_a_hold_is_told_what_stays_and_until_when(undone):
    ines = await make_account("ines", language="en", last_visit_at=NOW - timedelta(days=400))
    await make_row(
        LegalHold, account=ines.id, activity="accounts", ends_at=NOW + timedelta(days=30)
    )
    await nightly(NOW)
    [text] = await mails_of(ines)
    assert "legal hold" in text
    assert "24 December 2026" in text
