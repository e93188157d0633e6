"""Mail by SMTP, to a real server on this machine: over TLS, or not at all."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller

from domain.processors import Letter, NotTaken
from domain.processors.smtp import Smtp
from tests.browser.site import free_port
from tests.transport.certificates import Made, make_certificate

LETTER = Letter(
    id=UUID(int=9),
    address="zoe@example.org",
    subject="Votre délai court jusqu’au 3 décembre",
    text="Une ligne — et une autre.\n" + "x" * 2000 + "\n",
    html="<p>Une ligne.</p>",
)
SENDER = "assistEU <no-reply@assisteu.example>"


@dataclass
class Mailbox:
    """What the server took."""

    refuses: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.written.append(envelope.content)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make_certificate(tmp_path)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    port = free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def turning_to_tls(mailbox: Mailbox, made: Made) -> Iterator[int]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(made.certificate, made.key)
    yield from serving(mailbox, tls_context=tls)


@pytest.fixture
def in_the_clear(mailbox: Mailbox) -> Iterator[int]:
    yield from serving(mailbox)


async def test_a_letter_arrives_as_it_was_written(mailbox, made, turning_to_tls):
    out = Smtp(url=f"smtp://localhost:{turning_to_tls}", sender=SENDER, tls=made.trusting())
    for again in (False, True):
        await out.hand_over(LETTER, again=again)
    first, second = mailbox.taken
    assert first["subject"] == LETTER.subject
    assert first["from"] == SENDER
    assert first["message-id"] == second["message-id"] == f"<{LETTER.id}@assisteu.example>"
    plain, formatted = first.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert formatted.get_content().strip() == LETTER.html


async def test_the_one_press_that_unsubscribes_stands_in_one_line_as_it_is(
    mailbox, made, turning_to_tls
):
    press = "https://assisteu.example/unsubscribe/" + "a_B-9" * 40
    out = Smtp(url=f"smtp://localhost:{turning_to_tls}", sender=SENDER, tls=made.trusting())
    await out.hand_over(replace(LETTER, one_click=press), again=False)
    assert f"\r\nList-Unsubscribe: <{press}>\r\n".encode() in mailbox.written[0]


async def test_an_address_in_another_alphabet_is_written_to(mailbox, made):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(made.certificate, made.key)
    for port in serving(mailbox, tls_context=tls, enable_SMTPUTF8=True):
        out = Smtp(url=f"smtp://localhost:{port}", sender=SENDER, tls=made.trusting())
        await out.hand_over(replace(LETTER, address="δοκιμή@example.org"), again=False)
    assert mailbox.taken[0]["to"] == "δοκιμή@example.org"


async def test_a_server_without_tls_is_told_nothing(mailbox, made, in_the_clear):
    out = Smtp(url=f"smtp://localhost:{in_the_clear}", sender=SENDER, tls=made.trusting())
    with pytest.raises(NotTaken):
        await out.hand_over(LETTER, again=False)
    assert mailbox.taken == []


async def test_a_server_that_nobody_vouches_for_is_told_nothing(mailbox, turning_to_tls):
    out = Smtp(url=f"smtp://localhost:{turning_to_tls}", sender=SENDER)
    with pytest.raises(NotTaken):
        await out.hand_over(LETTER, again=False)
    assert mailbox.taken == []


@pytest.mark.parametrize("refuses", ["550 alice@example.org is unknown", "451 later"])
async def test_a_refusal_is_said_without_a_word_of_the_person(
    mailbox, made, turning_to_tls, refuses
):
    mailbox.refuses = refuses
    out = Smtp(url=f"smtp://localhost:{turning_to_tls}", sender=SENDER, tls=made.trusting())
    with pytest.raises(NotTaken) as refused:
        await out.hand_over(LETTER, again=False)
    assert "@" not in str(refused.value)


async def test_nobody_there_is_not_taken():
    with pytest.raises(NotTaken):
        await Smtp(url="smtp://localhost:1", sender=SENDER).hand_over(LETTER, again=False)
