"""A mail leaves by the way that is set, once, whatever dies meanwhile (P-SHA-1, P-SHA-2)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, duties, mail, outbound, processors
from domain.duties.tables import Duty
from domain.mail import SEND_MAIL, Mail
from domain.outbound import Outbound
from domain.processors import NotTaken, mailing
from domain.register import MAILJET, SENT_MAIL
from domain.settings import MailSettings
from jobs import duties as alarm
from jobs.mail import send
from tests.cast import NOW, make_account
from tests.mailjet import mailjet

pytestmark = pytest.mark.usefixtures("undone")

FIELDS = ["mail.address", "mail.html", "mail.one_click", "mail.subject", "mail.text"]


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
            dkim_selector="mailjet",
            smtp_url="",
            mailjet_url=remembered.url,
            mailjet_key="key",
            mailjet_secret="secret",
            mailjet_events_secret="",
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

    async def test_bears_the_one_press_that_unsubscribes(self, by_mailjet):
        await send(await a_mail(one_click="https://assisteu.example/unsubscribe/t"), NOW)
        [message] = by_mailjet.messages
        assert message["Headers"]["List-Unsubscribe"] == (
            "<https://assisteu.example/unsubscribe/t>"
        )
        assert message["Headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    async def test_of_the_service_itself_bears_none(self, by_mailjet):
        await send(await a_mail(), NOW)
        [message] = by_mailjet.messages
        assert message["Headers"] == {"Auto-Submitted": "auto-generated"}

    async def test_that_was_sent_is_not_sent_again(self, by_mailjet):
        mail_id = await a_mail()
        for _ in range(2):
            await send(mail_id, NOW)
        assert by_mailjet.ids() == [str(mail_id)]

    async def test_whose_worker_died_before_noting_it_is_sent_once(
        self, by_mailjet, monkeypatch
    ):
        mail_id = await a_mail()

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(mail, "mark_sent", _dies)
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
        sheet = replace(SENT_MAIL, recipients=(ended,))
        monkeypatch.setattr(mailing, "SENT_MAIL", sheet)
        monkeypatch.setattr(mailing, "REGISTER", (sheet,))
        mail_id = await a_mail()
        with pytest.raises(processors.NoAgreement):
            await send(mail_id, NOW)
        assert by_mailjet.messages == []
        assert (await stored(mail_id)).sent_at is None


@pytest.mark.promise("P-SEC-4")
@pytest.mark.promise("P-OPS-8")
class TestTheLedger:
    async def test_says_what_went_to_whom_and_never_its_words(self, by_mailjet):
        mail_id = await a_mail()
        await send(mail_id, NOW)
        [line] = await Outbound.objects()
        assert (line.processor, line.activity) == ("mailjet", "sent-mail")
        assert (line.external_id, line.sent_at) == (str(mail_id), NOW)
        assert (line.account, line.address) == (None, "alice@example.org")
        assert line.fields == FIELDS

    async def test_names_the_account_alone_where_there_is_one(self, by_mailjet):
        alice = await make_account("alice")
        mail_id = uuid4()
        words = {"subject": "Bonjour", "text": "Un lien.", "html": "<p>Un lien.</p>"}
        await mail.write(
            mail_id=mail_id, account_id=alice.id, address=alice.email, now=NOW, **words
        )
        await send(mail_id, NOW)
        [line] = await Outbound.objects()
        assert (line.account, line.address) == (alice.id, None)

    async def test_has_one_line_however_often_it_is_tried(self, by_mailjet, monkeypatch):
        mail_id = await a_mail()
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(mailing, "note_sent", _dies)
            with pytest.raises(ConnectionError):
                await send(mail_id, NOW)
        await send(mail_id, NOW)
        await send(mail_id, NOW)
        assert await Outbound.count() == 1
        assert by_mailjet.ids() == [str(mail_id)]

    async def test_is_empty_where_nothing_leaves_the_house(self):
        await send(await a_mail(), NOW)
        assert await Outbound.count() == 0

    async def test_counts_what_went_where(self, by_mailjet):
        for _ in range(2):
            await send(await a_mail(), NOW)
        [tally] = await outbound.tally_since(NOW - timedelta(days=30))
        assert (tally.processor, tally.sendings, tally.last_at) == ("mailjet", 2, NOW)
        assert tally.fields == tuple(FIELDS)
        assert await outbound.tally_since(NOW + timedelta(seconds=1)) == []


async def _dies(*_words, **_named):
    raise ConnectionError


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
