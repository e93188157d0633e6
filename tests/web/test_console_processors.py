"""``/console/processors``: agreements, what may be sent, and what was; the officer alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import mail
from domain.duties.tables import Duty
from domain.mail import Mail, Protection
from domain.outbound import Outbound
from domain.periods import paris_day
from domain.register import PROCESSORS
from jobs import processors as job
from tests.cast import NOW, make_staff
from tests.domain.rows import make_row


async def test_each_processor_is_shown_with_what_went(as_dpo):
    await make_row(Outbound, fields=["mail.address"], sent_at=datetime.now(UTC))
    shown = (await as_dpo.get("/console/processors")).text
    for processor in PROCESSORS:
        assert processor.name in shown
    assert "Courriels envoyés" in shown
    assert "Zoom ne permet pas d’effacer" in shown
    assert "en vigueur" in shown


async def test_the_list_is_handed_over(as_dpo):
    lines = (await as_dpo.get("/console/processors.csv")).text.splitlines()
    assert lines[0].startswith("processor,country,agreement,")
    assert len(lines) == len(PROCESSORS) + 1


async def test_nobody_else_has_such_a_page(as_alice, as_support):
    for browser in (as_alice, as_support):
        for path in ("/console/processors", "/console/processors.csv"):
            assert (await browser.get(path)).status_code == 404


@pytest.mark.promise("P-SHA-2")
class TestAnAgreementThatEnds:
    def ending(self, monkeypatch, *, before):
        until = paris_day(NOW) + timedelta(days=before)
        changed = tuple(
            replace(one, agreement_until=until) if one.slug == "mailjet" else one
            for one in PROCESSORS
        )
        for place in ("jobs.processors", "web.console", "domain.processors.standing"):
            monkeypatch.setattr(f"{place}.PROCESSORS", changed)

    async def test_is_told_to_each_officer_once_a_warning(self, undone, monkeypatch):
        await make_staff("dpo")
        self.ending(monkeypatch, before=30)
        for days in (0, 1, 2):
            await job.watch_agreements(NOW + timedelta(days=days))
        [written] = await Mail.objects()
        assert "Mailjet" in written.text
        assert "/console/processors" in written.text
        for days in (23, 24, 31, 32):
            await job.watch_agreements(NOW + timedelta(days=days))
        assert await Mail.count() == 3

    async def test_that_nobody_ends_is_told_to_nobody(self, undone):
        await make_staff("dpo")
        await job.watch_agreements(NOW)
        assert await Mail.count() == 0

    async def test_is_loud_on_the_officer_s_day_once_it_has_ended(self, as_dpo, monkeypatch):
        assert "Accord terminé" not in (await as_dpo.get("/console")).text
        self.ending(monkeypatch, before=-400)
        assert "Accord terminé" in (await as_dpo.get("/console")).text


class TestTheSendingDomain:
    async def test_is_looked_up_when_the_officer_asks(self, as_dpo):
        assert "Pas encore consulté" in (await as_dpo.get("/console/processors")).text
        answer = await as_dpo.post("/console/processors/sending-domain")
        assert answer.headers["location"] == "/console/processors?notice=domain-asked"
        [duty] = await Duty.objects().where(Duty.kind == "look-up-sending-domain")
        assert duty.done_at is None

    async def test_is_shown_as_it_was_found(self, as_dpo):
        await mail.note_look_up(
            domain="assisteu.eu",
            spf=Protection.SOUND,
            dkim=Protection.MISSING,
            dmarc=Protection.WEAK,
            now=NOW,
        )
        shown = (await as_dpo.get("/console/processors")).text
        for said in ("en place", "absent", "trop faible", "assisteu.eu"):
            assert said in shown
