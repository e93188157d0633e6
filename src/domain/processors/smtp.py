"""Mail by SMTP: Mailjet's relay, or a server of the house."""

import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.processors.letters import Letter
from domain.processors.not_taken import NotTaken

PATIENCE_S = 30
_SUBMISSION, _SUBMISSION_OVER_TLS = 587, 465
_UNFOLDED = policy.SMTP.clone(max_line_length=998, cte_type="7bit")
"""As long as a line may be: a folded ``List-Unsubscribe`` becomes encoded words, which no
mailbox takes for an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A server that takes our mail, over TLS alone."""

    url: str
    """``smtp://`` begins in the clear and must turn to TLS; ``smtps://`` is TLS at once."""
    sender: str
    tls: ssl.SSLContext | None = None
    """Whom to trust, other than the system does: for tests."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:  # noqa: ARG002
        """Hand a letter over. Begun again it bears the same Message-ID, as one letter does.

        Raises:
            NotTaken: The server did not take it.
        """
        server = urlsplit(self.url)
        over_tls = server.scheme == "smtps"
        try:
            await aiosmtplib.send(
                message_of(letter, sender=self.sender).as_bytes(),
                sender=parseaddr(self.sender)[1],
                recipients=[letter.address],
                mail_options=() if letter.address.isascii() else ("SMTPUTF8",),
                hostname=server.hostname,
                port=server.port or (_SUBMISSION_OVER_TLS if over_tls else _SUBMISSION),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=over_tls,
                start_tls=not over_tls,
                tls_context=self.tls,
                timeout=PATIENCE_S,
            )
        except aiosmtplib.SMTPResponseException as answer:
            raise NotTaken(f"smtp {answer.code}") from None
        except (aiosmtplib.SMTPException, OSError) as failure:
            raise NotTaken(type(failure).__name__) from None


def message_of(letter: Letter, *, sender: str) -> EmailMessage:
    """Return a letter as a message: its plain text first, for who reads no HTML."""
    message = EmailMessage(_UNFOLDED.clone(utf8=not letter.address.isascii()))
    message["From"] = sender
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].partition('@')[2]}>"
    for name, value in letter.headers().items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
