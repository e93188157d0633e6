"""Where prospects come from, what counts as a contact, and by when they must be informed."""

from datetime import datetime
from enum import StrEnum

from domain.periods import Period, after
from domain.text import Text

UNSUBSCRIBE = "unsubscribe"
"""What the link of every mail to a prospect is signed for (P-MKT-4)."""
ANSWER = "answer"
"""What the link to our page is signed for: opening it counts nothing (P-MKT-3)."""

TRIAL = "trial"
"""What stands in both links of a trial, in place of a token: it names nobody."""


class Source(StrEnum):
    """From where we have a prospect's data (art. 14(2)(f)). Valued as stored."""

    MET = "met"
    DIRECTORY = "directory"
    PROVIDER = "provider"


SOURCE_NAMES: dict[Source, Text] = {
    Source.MET: Text("de la personne elle-même, rencontrée", "the person, whom we met"),
    Source.DIRECTORY: Text("un annuaire public", "a public directory"),
    Source.PROVIDER: Text("un fournisseur de données", "a provider of data"),
}


class Kind(StrEnum):
    """The nature of an exchange. Valued as stored."""

    CALL = "call"
    UNANSWERED_CALL = "unanswered-call"
    MEETING = "meeting"
    CLICK = "click"
    MAIL = "mail"


KIND_NAMES: dict[Kind, Text] = {
    Kind.CALL: Text("appel", "call"),
    Kind.UNANSWERED_CALL: Text("appel sans réponse", "unanswered call"),
    Kind.MEETING: Text("rencontre", "meeting"),
    Kind.CLICK: Text("réponse par un lien d’un courriel", "answer by a link of an e-mail"),
    Kind.MAIL: Text("courriel envoyé", "e-mail sent"),
}

CONTACTS = frozenset({Kind.CALL, Kind.MEETING, Kind.CLICK})
"""What starts the three years again (P-MKT-3): a mail sent or a call nobody took does not."""

BY_HAND = (Kind.CALL, Kind.UNANSWERED_CALL, Kind.MEETING)
"""What staff notes; the program notes the others."""

_ONE_MONTH = Period(months=1)
SOON = Period(days=7)
"""When a prospect is informed if no mail did before: well within the month of art. 14(3)."""


def inform_before(collected_at: datetime) -> datetime:
    """Return by when a prospect must have been informed: one month later (art. 14(3)(a))."""
    return after(collected_at, _ONE_MONTH)
