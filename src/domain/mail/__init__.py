"""Mail: written as a row, sent by a duty, kept for its period."""

from domain.mail.operations import (
    SEND_MAIL,
    SENT_MAIL,
    Withdrawn,
    begin,
    discard,
    erase,
    keep_with_account,
    mark_sent,
    write,
)
from domain.mail.queries import find, latest_first
from domain.mail.sending_domain import (
    LOOK_UP_DOMAIN,
    PROTECTION_NAMES,
    Protection,
    ask_look_up,
    latest_look_up,
    note_look_up,
)
from domain.mail.tables import Mail, SendingDomainCheck, Undeliverable
from domain.mail.trouble import (
    TROUBLE_NAMES,
    Trouble,
    note_trouble,
    trouble_with,
    try_address_again,
    withhold,
)

__all__ = [
    "LOOK_UP_DOMAIN",
    "PROTECTION_NAMES",
    "SEND_MAIL",
    "SENT_MAIL",
    "TROUBLE_NAMES",
    "Mail",
    "Protection",
    "SendingDomainCheck",
    "Trouble",
    "Undeliverable",
    "Withdrawn",
    "ask_look_up",
    "begin",
    "discard",
    "erase",
    "find",
    "keep_with_account",
    "latest_first",
    "latest_look_up",
    "mark_sent",
    "note_look_up",
    "note_trouble",
    "trouble_with",
    "try_address_again",
    "withhold",
    "write",
]
