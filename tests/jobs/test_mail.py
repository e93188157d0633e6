"""A mail leaves by the way that is set, once, whatever dies meanwhile (P-SHA-1, P-SHA-2)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, duties, mail, processors
from domain.duties.tables import Duty
from domain.mail import SEND_MAIL, Mail
from domain.processors import NotTaken, mailing
from domain.register import MAILJET, SENT_MAIL
from domain.settings import MailSettings
from jobs import duties as alarm
from jobs.mail import send
from tests.cast import NOW
from tests.mailjet import mailjet

pytestmark = pytest.mark.usefixtures("undone")


async def a_mail(**columns):
    mail_id = uuid4()
    written = {
        "address": "alice@example.org",
        "subject": "Bonjour",
        "text": "Un lien.",
        "html": "<p>Un lien.</p>",
    }
    await mail.write(mail_id=mail_id, account_id=None, now=NOW, **written | columns)
    return mail_id


@pytest.fixture
def by_mailjet(monkeypatch):
    """Mail leaves for a Mailjet of our own; give what it took."""
    with mailjet() as remembered:
        settings = MailSettings(
            by="mailjet",
            sender="assistEU <no-reply@assisteu.example>",
            smtp_url="",
            mailjet_url=remembered.url,
            mailjet_key="key",
            mailjet_secret="secret",
        )
        monkeypatch.setattr(mailing, "current_settings", lambda: _Settings(settings))
        yield remembered


class _Settings:
    def __init__(self, mail):
        self.mail = mail


async def stored(mail_id):
    found = await mail.find(mail_id)
    assert found is not None
    return found


class TestAMail:
    async def test_stays_in_the_mailbox_of_the_local_run(self):
        mail_id = await a_mail()
        await send(mail_id, NOW)
        assert (await stored(mail_id)).sent_at == NOW
        assert [each.id for each in await mail.latest_first()] == [mail_id]

    async def test_leaves_by_mailjet_where_that_is_set(self, by_mailjet):
        mail_id = await a_mail()
        await send(mail_id, NOW)
        [message] = by_mailjet.messages
        assert message["To"] == [{"Email": "alice@example.org"}]
        assert (await stored(mail_id)).sent_at == NOW

    async def test_that_was_sent_is_not_sent_again(self, by_mailjet):
        mail_id = await a_mail()
        for _ in range(2):
            await send(mail_id, NOW)
        assert by_mailjet.ids() == [str(mail_id)]

    async def test_whose_worker_died_before_noting_it_is_sent_once(
        self, by_mailjet, monkeypatch
    ):
        mail_id = await a_mail()

        async def dies(*_words, **_named):
            raise ConnectionError

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(mail, "mark_sent", dies)
            with pytest.raises(ConnectionError):
                await send(mail_id, NOW)
        assert (await stored(mail_id)).sent_at is None
        await send(mail_id, NOW)
        assert by_mailjet.ids() == [str(mail_id)]
        assert (await stored(mail_id)).sent_at == NOW

    async def test_whose_person_is_erased_meanwhile_is_not_sent(self, by_mailjet):
        mail_id = await a_mail()
        await database.execute("delete from mail")
        await send(mail_id, NOW)
        assert by_mailjet.messages == []


@pytest.mark.promise("P-SHA-2")
class TestWithoutAnAgreement:
    async def test_nothing_leaves_and_the_duty_says_why(self, by_mailjet, monkeypatch):
        ended = replace(MAILJET, agreement_until=NOW.date() - timedelta(days=1))
        monkeypatch.setattr(mailing, "MAILJET", ended)
        monkeypatch.setattr(mailing, "SENT_MAIL", replace(SENT_MAIL, recipients=(ended,)))
        mail_id = await a_mail()
        with pytest.raises(processors.NoAgreement):
            await send(mail_id, NOW)
        assert by_mailjet.messages == []
        assert (await stored(mail_id)).sent_at is None


class TestAProcessorThatAsksForAPause:
    @pytest.mark.parametrize(
        ("asked_for", "waits"),
        [(None, timedelta(seconds=10)), (timedelta(hours=1), timedelta(hours=1))],
        ids=["none", "an hour"],
    )
    async def test_is_left_alone_for_as_long(self, monkeypatch, asked_for, waits):
        async def not_taken(*_words):
            raise NotTaken("mailjet 429", after=asked_for)

        class Clock:
            def now(self):
                return NOW

        monkeypatch.setattr(alarm, "HANDLERS", {SEND_MAIL: not_taken})
        monkeypatch.setattr(alarm, "clock", Clock())
        await a_mail()
        assert await alarm.perform_due_duties({}) == 0
        [duty] = await Duty.objects()
        assert duty.due_at == NOW + waits
        assert duty.failure is not None
        assert duties.ATTEMPTS_BEFORE_SET_ASIDE > duty.attempts == 1


async def test_a_mail_that_was_begun_is_known_as_such():
    mail_id = await a_mail()
    assert not await mail.begin(mail_id, now=NOW)
    assert await mail.begin(mail_id, now=NOW)
    assert await Mail.count() == 1
