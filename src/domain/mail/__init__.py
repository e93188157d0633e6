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
from domain.mail.tables import Mail, Undeliverable
from domain.mail.trouble import (
    TROUBLE_NAMES,
    Trouble,
    note_trouble,
    trouble_with,
    try_address_again,
    withhold,
)

__all__ = [
    "SEND_MAIL",
    "SENT_MAIL",
    "TROUBLE_NAMES",
    "Mail",
    "Trouble",
    "Undeliverable",
    "begin",
    "discard",
    "find",
    "keep_with_account",
    "latest_first",
    "mark_sent",
    "note_trouble",
    "trouble_with",
    "try_address_again",
    "withhold",
    "write",
]
