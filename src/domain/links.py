"""Links that prove who asks: signed, so that nothing secret needs to be stored.

A link carries the id of a row and our signature. What it opens, until when and how often
is the row's own state; a link alone never acts, it only names its row.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from domain.errors import DomainError
from domain.settings import current_settings


class NotOurLink(DomainError):
    """The link was not made by us, or was damaged on its way."""


def sign(purpose: str, subject: UUID) -> str:
    """Return the token of a link that opens ``subject`` for ``purpose`` alone."""
    return f"{subject.hex}.{_signature(purpose, subject)}"


def read(purpose: str, token: str) -> UUID:
    """Return the id that the token names.

    Raises:
        NotOurLink: The signature is not ours, or was made for another purpose.
    """
    subject_hex, _, signature = token.partition(".")
    try:
        subject = UUID(hex=subject_hex)
    except ValueError:
        raise NotOurLink from None
    if not hmac.compare_digest(signature.encode(), _signature(purpose, subject).encode()):
        raise NotOurLink
    return subject


def keyed_hash(purpose: str, value: bytes) -> str:
    """Return a keyed hash of ``value`` (hex), of no use outside this installation."""
    key = current_settings().secret_key.encode()
    return hmac.new(key, purpose.encode() + b"\0" + value, sha256).hexdigest()


def _signature(purpose: str, subject: UUID) -> str:
    return keyed_hash(f"link:{purpose}", subject.bytes)[:43]
