"""The officers are warned in time; people are told of a breach once, in their language."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import breaches
from domain.breaches import (
    AlreadyClosed,
    AlreadyConfirmed,
    Audience,
    BreachNotice,
    BreachRecipient,
    Facts,
    NobodyToInform,
    PersonalDataBreach,
    Risk,
    UnknownAddresses,
    Words,
    notices,
)
from domain.duties.tables import Duty
from domain.mail import SEND_MAIL, Mail
from domain.roles import Role
from jobs.breaches import send_notice, warn_of_a_day_left, warn_overdue
from jobs.handlers import HANDLERS
from tests.cast import NOW, make_account, make_staff
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)
BY = {"by": Role.DPO}
WORDS = Words(
    **{
        f"{part}_{lang}": f"{part.title()} {lang}."
        for part in ("facts", "consequences", "measures", "advice")
        for lang in ("fr", "en")
    }
)


async def a_breach(**columns):
    made = await make_row(PersonalDataBreach, **{"aware_at": NOW} | columns)
    return made.id


async def subjects():
    return [one.subject for one in await Mail.objects().order_by(Mail.written_at)]


class TestWarnings:
    async def test_come_with_a_day_left_and_once_it_is_over_to_each_officer(self):
        await make_staff("dpo")
        await make_staff("support")
        breach_id = await a_breach()
        for _twice in range(2):
            await warn_of_a_day_left(breach_id, NOW + 48 * HOUR)
            await warn_overdue(breach_id, NOW + 72 * HOUR)
        soon, over = await subjects()
        assert "moins de 24 heures" in soon.replace("\u00a0", " ")
        assert "dépassé" in over
        [first, _] = await Mail.objects().order_by(Mail.written_at)
        assert f"/console/breaches/{breach_id}" in first.text
        assert "trop de monde" not in first.text

    @pytest.mark.parametrize(
        "stopped", [{"notified_at": NOW}, {"risk": "no-risk"}, {"closed_at": NOW}]
    )
    async def test_do_not_come_once_the_clock_stopped(self, stopped):
        await make_staff("dpo")
        breach_id = await a_breach(**stopped)
        await warn_of_a_day_left(breach_id, NOW + 48 * HOUR)
        await warn_overdue(breach_id, NOW + 73 * HOUR)
        assert await Mail.count() == 0

    async def test_say_what_is_true_when_they_come_late(self):
        await make_staff("dpo")
        breach_id = await a_breach()
        await warn_of_a_day_left(breach_id, NOW + 80 * HOUR)
        assert await Mail.count() == 0

    async def test_come_again_where_the_start_was_corrected(self):
        await make_staff("dpo")
        breach_id = uuid4()
        facts = Facts(facts="x", natures=["integrity"], aware_at=NOW, categories=[])
        await breaches.record(facts, breach_id=breach_id, **BY, now=NOW)
        await warn_of_a_day_left(breach_id, NOW + 50 * HOUR)
        await PersonalDataBreach.update({"aware_at": NOW - HOUR}).where(
            PersonalDataBreach.id == breach_id
        )
        await warn_of_a_day_left(breach_id, NOW + 50 * HOUR)
        assert await Mail.count() == 2

    async def test_of_a_breach_that_is_gone_are_forgotten(self):
        await warn_overdue(uuid4(), NOW)
        assert await Mail.count() == 0


async def a_notice(breach_id, *addresses, audience=Audience.LISTED):
    notice_id = uuid4()
    await breaches.write_notice(
        WORDS,
        notice_id=notice_id,
        breach_id=breach_id,
        audience=audience,
        addresses=addresses,
        now=NOW,
    )
    return notice_id


async def sent(notice_id):
    await breaches.confirm_notice(notice_id, **BY, now=NOW)
    for _twice in range(2):
        await send_notice(notice_id, NOW)
    return await breaches.find_notice(notice_id)


async def reached():
    return sorted(one.address for one in await Mail.objects())


class TestANotice:
    async def test_sends_nothing_before_somebody_says_yes(self):
        await make_account("alice")
        notice_id = await a_notice(await a_breach(), "alice@example.org")
        await send_notice(notice_id, NOW)
        assert await Mail.count() == await Duty.count() == 0

    async def test_goes_to_everybody_once_in_their_language(self, monkeypatch):
        monkeypatch.setattr(notices, "BATCH", 2)
        for name in ("alice", "bob", "dave", "erin", "gita"):
            await make_account(name, language="en" if name == "bob" else "fr")
        await make_account("gone", closed_at=NOW)
        await make_staff("support")
        notice = await sent(await a_notice(await a_breach(), audience=Audience.EVERYBODY))
        assert await reached() == [
            f"{name}@example.org" for name in ("alice", "bob", "dave", "erin", "gita")
        ]
        assert (notice.addressed, notice.written) == (5, 5)
        assert notice.finished_at == NOW
        [bob] = await Mail.objects().where(Mail.address == "bob@example.org")
        for said in ("Facts en.", "Consequences en.", "Measures en.", "Advice en."):
            assert said in bob.text
            assert said in bob.html
        assert "dpo@assisteu.eu" in bob.text
        assert " fr." not in bob.text

    async def test_passes_over_who_came_after_the_yes(self):
        await make_account("alice")
        notice_id = await a_notice(await a_breach(), audience=Audience.EVERYBODY)
        await breaches.confirm_notice(notice_id, **BY, now=NOW)
        await make_account("late", opened_at=NOW + HOUR)
        await send_notice(notice_id, NOW + 2 * HOUR)
        assert await reached() == ["alice@example.org"]

    async def test_goes_to_a_list_each_once_and_forgets_the_list(self):
        for name in ("alice", "bob", "carol"):
            await make_account(name)
        listed = ("alice@example.org", "", "BOB@example.org", "alice@example.org")
        notice = await sent(await a_notice(await a_breach(), *listed))
        assert await reached() == ["alice@example.org", "bob@example.org"]
        assert (notice.addressed, notice.written) == (2, 2)
        assert await BreachRecipient.count() == 0

    async def test_lets_letters_that_somebody_waits_for_go_first(self):
        await make_account("alice")
        await sent(await a_notice(await a_breach(), "alice@example.org"))
        [duty] = await Duty.objects().where(Duty.kind == SEND_MAIL)
        assert duty.may_wait

    async def test_passes_over_who_closed_their_account_meanwhile(self):
        alice = await make_account("alice")
        await make_account("bob")
        notice_id = await a_notice(await a_breach(), "alice@example.org", "bob@example.org")
        await breaches.confirm_notice(notice_id, **BY, now=NOW)
        alice.closed_at = NOW
        await alice.save()
        await send_notice(notice_id, NOW)
        notice = await breaches.find_notice(notice_id)
        assert await reached() == ["bob@example.org"]
        assert (notice.addressed, notice.written, notice.finished_at) == (2, 1, NOW)
        assert await BreachRecipient.count() == 0

    async def test_goes_on_where_a_worker_died(self, monkeypatch):
        monkeypatch.setattr(notices, "BATCH", 1)
        for name in ("alice", "bob"):
            await make_account(name)
        notice_id = await a_notice(await a_breach(), "alice@example.org", "bob@example.org")
        await breaches.confirm_notice(notice_id, **BY, now=NOW)
        first = await breaches.next_readers(await breaches.locked_notice(notice_id))
        await breaches.note_written(notice_id, last=first[0].account_id, written=1)
        await send_notice(notice_id, NOW)
        assert await Mail.count() == 1
        assert (await breaches.find_notice(notice_id)).written == 2

    async def test_names_the_lines_that_are_nobody_s_account(self):
        await make_account("alice")
        await make_staff("support")
        listed = ("alice@example.org", "nobody@example.org", "", "support@example.org")
        with pytest.raises(UnknownAddresses) as refused:
            await a_notice(await a_breach(), *listed)
        assert refused.value.lines == [2, 4]
        assert "nobody" not in str(refused.value)
        assert await BreachNotice.count() == await BreachRecipient.count() == 0

    async def test_to_nobody_is_none(self):
        with pytest.raises(NobodyToInform):
            await a_notice(await a_breach(), "", "")
        everybody = await a_notice(await a_breach(), audience=Audience.EVERYBODY)
        with pytest.raises(NobodyToInform):
            await breaches.confirm_notice(everybody, **BY, now=NOW)

    async def test_is_said_yes_to_once_and_stands_in_the_history(self):
        await make_account("alice")
        breach_id = await a_breach()
        notice_id = await a_notice(breach_id, "alice@example.org")
        await breaches.confirm_notice(notice_id, **BY, now=NOW)
        with pytest.raises(AlreadyConfirmed):
            await breaches.confirm_notice(notice_id, **BY, now=NOW)
        [line] = await breaches.changes_of(breach_id)
        assert (line.act, line.after) == ("notice-queued", "1")

    async def test_of_a_closed_breach_is_not_written(self):
        await make_account("alice")
        breach_id = await a_breach(risk=Risk.NO_RISK)
        before = await a_notice(breach_id, "alice@example.org")
        await breaches.close(breach_id, **BY, now=NOW)
        with pytest.raises(AlreadyClosed):
            await a_notice(breach_id, "alice@example.org")
        with pytest.raises(AlreadyClosed):
            await breaches.confirm_notice(before, **BY, now=NOW)


def test_the_worker_performs_each_of_these():
    for kind in (breaches.A_DAY_LEFT, breaches.OVERDUE, breaches.SEND_NOTICE):
        assert kind in HANDLERS
