"""Mail: written as a row, sent by a duty, kept for its period."""

from domain.mail.operations import (
    SEND_MAIL,
    SENT_MAIL,
    begin,
    discard,
    keep_with_account,
    mark_sent,
    write,
)
from domain.mail.queries import find, latest_first
from domain.mail.tables import Mail

__all__ = [
    "SEND_MAIL",
    "SENT_MAIL",
    "Mail",
    "begin",
    "discard",
    "find",
    "keep_with_account",
    "latest_first",
    "mark_sent",
    "write",
]
