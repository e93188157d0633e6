"""What comes back of our mail: believed from Mailjet alone, counted once, of nobody unknown."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain import mail, processors, suppression
from domain.mail import Mail, Trouble, Undeliverable
from domain.prospects import Prospect
from domain.settings import current_settings
from tests.cast import NOW, make_account
from tests.domain.rows import make_row

PATH = "/webhooks/mailjet"
SECRET = "told to Mailjet alone"


@pytest.fixture
def told(monkeypatch):
    """Mailjet knows the password of the address."""
    settings = current_settings()
    knowing = replace(settings, mail=replace(settings.mail, mailjet_events_secret=SECRET))
    monkeypatch.setattr("web.webhooks_mailjet.current_settings", lambda: knowing)


async def tell(browser, *events, secret=SECRET, body=None):
    said = b64encode(f"mailjet:{secret}".encode()).decode()
    return await browser.client.post(
        PATH,
        content=body if body is not None else json.dumps(list(events)),
        headers={"authorization": f"Basic {said}", "content-type": "application/json"},
    )


async def sent_to(address="alice@example.org", **columns):
    made = await make_row(Mail, address=address, written_at=NOW, sent_at=NOW, **columns)
    return made.id


def event(kind, mail_id, address="alice@example.org", **further):
    seconds = int(NOW.timestamp())
    return {
        "event": kind,
        "time": seconds,
        "email": address,
        "CustomID": str(mail_id),
        "ip": "203.0.113.7",
        "agent": "a browser",
    } | further


class TestWhoIsBelieved:
    async def test_without_a_password_there_is_no_such_address(self, anonymous):
        answer = await tell(anonymous, event("bounce", await sent_to(), hard_bounce=True))
        assert answer.status_code == 404
        assert await Undeliverable.count() == 0

    @pytest.mark.parametrize(
        "header", ["", "Basic", "Basic ???", "Basic bWFpbGpldDo=", "Bearer x", "Basic é"]
    )
    async def test_another_password_is_refused(self, anonymous, told, header):
        answer = await anonymous.client.post(
            PATH, content=b"[]", headers=[(b"authorization", header.encode())]
        )
        assert answer.status_code == 401

    async def test_no_cookie_and_no_token_is_needed(self, anonymous, told):
        assert (await tell(anonymous)).status_code == 200


class TestABody:
    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff", b"7", b'"words"', b'[{"event":"bounce"}, 7]', b"[" * 5000]
    )
    async def test_that_is_no_list_of_events_is_refused_whole(self, anonymous, told, body):
        assert (await tell(anonymous, body=body)).status_code == 400
        assert await Undeliverable.count() == 0

    async def test_of_a_thousand_events_is_taken_and_of_ten_megabytes_not(
        self, anonymous, told
    ):
        many = [event("open", uuid4()) for _ in range(1000)]
        assert (await tell(anonymous, *many)).status_code == 200
        assert (await tell(anonymous, body=b" " * 10_000_000)).status_code == 413

    async def test_of_one_event_alone_is_taken(self, anonymous, told):
        one = event("bounce", await sent_to(), hard_bounce=True)
        assert (await tell(anonymous, body=json.dumps(one))).status_code == 200
        assert await Undeliverable.count() == 1

    @pytest.mark.parametrize(
        "strange",
        [
            {},
            {"event": "bounce"},
            {"email": 7},
            {"email": "a" * 300},
            {"time": "soon"},
            {"time": 10**30},
            {"CustomID": None},
            {"event": ["bounce"]},
        ],
    )
    async def test_of_strange_events_harms_nothing(self, anonymous, told, strange):
        good = event("bounce", await sent_to(), hard_bounce=True)
        answer = await tell(anonymous, strange, good | strange, good)
        assert answer.status_code == 200
        assert await Undeliverable.count() == 1


class TestABounce:
    async def test_for_good_stops_at_once(self, anonymous, told):
        mail_id = await sent_to()
        for _ in range(2):
            await tell(anonymous, event("bounce", mail_id, hard_bounce=True))
        [noted] = await Undeliverable.objects()
        assert (noted.address, noted.kind) == ("alice@example.org", "no-such-address")
        assert noted.stopped_at == noted.noted_at == NOW

    async def test_for_now_stops_with_the_third_mail_and_not_with_the_same_told_thrice(
        self, anonymous, told
    ):
        mails = [await sent_to() for _ in range(3)]
        for _ in range(3):
            await tell(anonymous, event("blocked", mails[0]))
        await tell(anonymous, event("bounce", mails[1], hard_bounce=False))
        assert await mail.trouble_with("alice@example.org") is None
        await tell(anonymous, event("blocked", mails[2]))
        assert await mail.trouble_with("alice@example.org") is not None

    async def test_for_now_is_forgotten_after_a_week(self, undone):
        for days in (0, 8, 16):
            then = NOW + timedelta(days=days)
            await mail.note_trouble(
                await sent_to(),
                address="alice@example.org",
                kind=Trouble.REFUSED_FOR_NOW,
                at=then,
                now=then,
            )
        assert await mail.trouble_with("alice@example.org") is None

    async def test_of_a_mail_that_is_gone_or_of_another_address_notes_nobody(
        self, anonymous, told
    ):
        mail_id = await sent_to()
        await tell(
            anonymous,
            event("bounce", uuid4(), hard_bounce=True),
            event("bounce", mail_id, "erased@example.org", hard_bounce=True),
        )
        assert await Undeliverable.count() == 0

    async def test_keeps_nothing_of_the_reader_s_network_or_browser(self, anonymous, told):
        await tell(anonymous, event("bounce", await sent_to(), hard_bounce=True))
        [noted] = await Undeliverable.objects()
        assert "203.0.113.7" not in str(noted.to_dict())
        assert "browser" not in str(noted.to_dict())


@pytest.mark.promise("P-MKT-4")
class TestANo:
    @pytest.mark.parametrize("kind", ["spam", "unsub"])
    async def test_at_mailjet_lets_a_prospect_go(self, anonymous, told, kind):
        await make_row(Prospect, email="paula@example.net")
        await tell(anonymous, event(kind, uuid4(), "Paula@example.net"))
        assert await Prospect.count() == 0
        assert await suppression.is_suppressed("paula@example.net")

    async def test_of_somebody_unknown_leaves_a_hash_alone(self, anonymous, told):
        await tell(anonymous, event("unsub", uuid4(), "nobody@example.net"))
        assert await suppression.is_suppressed("nobody@example.net")
        assert await Undeliverable.count() == 0

    async def test_by_a_holder_is_a_complaint_and_stops(self, anonymous, told):
        await tell(anonymous, event("spam", await sent_to()))
        trouble = await mail.trouble_with("alice@example.org")
        assert trouble is not None
        assert trouble.kind == "complaint"


class TestWhatIsStopped:
    async def test_is_withheld_and_what_is_asked_for_just_now_is_sent(self, undone):
        address = "alice@example.org"
        await make_row(Undeliverable, address=address, stopped_at=NOW)
        plain, asked_for = uuid4(), uuid4()
        for mail_id, tries in ((plain, False), (asked_for, True)):
            await mail.write(
                mail_id=mail_id,
                account_id=None,
                address=address,
                subject="s",
                text="t",
                html="<p>t</p>",
                now=NOW,
                tries_anyway=tries,
            )
            await processors.deliver(mail_id, now=NOW)
        kept, sent = await mail.find(plain), await mail.find(asked_for)
        assert (kept.sent_at, kept.withheld_at) == (None, NOW)
        assert (sent.sent_at, sent.withheld_at) == (NOW, None)

    async def test_is_shown_to_its_owner_who_may_have_it_tried_again(self, as_alice, alice):
        assert "ne vous parviennent plus" not in (await as_alice.get("/account")).text
        await make_row(
            Undeliverable, address=alice.email, stopped_at=NOW, kind="no-such-address"
        )
        shown = (await as_alice.get("/account")).text
        assert "ne vous parviennent plus" in shown
        assert "adresse introuvable" in shown
        answer = await as_alice.post("/account/mail-trouble/end")
        assert answer.headers["location"] == "/account?notice=mail-tried-again"
        assert "ne vous parviennent plus" not in (await as_alice.get("/account")).text

    async def test_of_another_is_not_shown(self, as_alice):
        bob = await make_account("bob")
        await make_row(Undeliverable, address=bob.email, stopped_at=NOW)
        assert "ne vous parviennent plus" not in (await as_alice.get("/account")).text
        await as_alice.post("/account/mail-trouble/end")
        assert await Undeliverable.count() == 1

    async def test_is_shown_to_support(self, as_support):
        bob = await make_account("bob")
        await make_row(Undeliverable, address=bob.email, stopped_at=NOW, kind="complaint")
        shown = await as_support.get(f"/staff/people/{bob.id}?reason=support-request")
        assert "signalé comme indésirable" in shown.text
