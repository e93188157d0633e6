"""What can be sent to us by a form, and the words that its author consents to (P-VIS-2)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.errors import DomainError
from domain.periods import Period, after
from domain.text import Text

AUTHOR = "enquiry-author"
"""Purpose of the link by which an author reads, answers and deletes."""

KEPT_FOR = Period(years=3)
"""From receipt, at most (P-VIS-3)."""

NOTICE = Period(days=1)
"""The shortest time before an appointment."""
AHEAD = Period(months=6)
"""The furthest an appointment may lie ahead."""
PROPOSALS = 3
"""How many times an author proposes: each is mandatory, as every field."""


class Kind(StrEnum):
    """Which form. Valued as stored, and as its page is called."""

    CONTACT = "contact"
    DEMONSTRATION = "demonstration"
    APPOINTMENT = "appointment"
    FEEDBACK = "feedback"


KIND_NAMES: dict[Kind, Text] = {
    Kind.CONTACT: Text("Message", "Message"),
    Kind.DEMONSTRATION: Text("Demande de démonstration", "Request for a demonstration"),
    Kind.APPOINTMENT: Text("Demande de rendez-vous", "Request for an appointment"),
    Kind.FEEDBACK: Text("Retour sur le produit", "Feedback on the product"),
}

BY_EVERYBODY = (Kind.CONTACT, Kind.DEMONSTRATION, Kind.APPOINTMENT)
"""Sent without an account; feedback comes from holders alone."""


class Nature(StrEnum):
    """What a feedback is (P-ACC-10). Valued as stored."""

    SUGGESTION = "suggestion"
    DEFECT = "defect"


NATURE_NAMES: dict[Nature, Text] = {
    Nature.SUGGESTION: Text("suggestion", "suggestion"),
    Nature.DEFECT: Text("défaut", "defect"),
}


class State(StrEnum):
    """Where a message stands. Never stored: read off its dates."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


STATE_NAMES: dict[State, Text] = {
    State.WAITING: Text("attend notre réponse", "awaits our answer"),
    State.ANSWERED: Text("répondu", "answered"),
    State.CLOSED: Text("clos", "closed"),
}

STATES_IN_SQL: dict[State, str] = {
    State.WAITING: "closed_at is null and answered_at is null",
    State.ANSWERED: "closed_at is null and answered_at is not null",
    State.CLOSED: "closed_at is not null",
}
"""The same as :func:`state_of`, as conditions on the table; a test holds the two together."""

_FOR = {
    Kind.CONTACT: Text("votre message", "your message"),
    Kind.DEMONSTRATION: Text(
        "votre demande de démonstration", "your request for a demonstration"
    ),
    Kind.APPOINTMENT: Text("votre demande de rendez-vous", "your request for an appointment"),
    Kind.FEEDBACK: Text("votre retour", "your feedback"),
}
_YEARS = KEPT_FOR.in_words()

WORDINGS: dict[Kind, Text] = {
    kind: Text(
        "En appuyant sur « Envoyer », vous consentez à ce que nous utilisions ces informations"
        f" pour recevoir {what.fr} et y répondre, et pour rien d’autre. Nous les gardons"
        f" jusqu’à ce que vous en demandiez la suppression, au plus {_YEARS.fr} à compter de"
        " leur réception. Chacun de nos courriels porte un lien pour retirer ce consentement :"
        " tout est alors effacé.",
        "By pressing “Send” you consent to our using this information to receive"
        f" {what.en} and to answer it, and for nothing else. We keep it until you ask for its"
        f" deletion, at most {_YEARS.en} from its receipt. Each of our e-mails carries a link"
        " to withdraw this consent: everything is then erased.",
    )
    for kind, what in _FOR.items()
}
"""What stands beside each form's button: shown, consented to and kept as proof (art. 7(1))."""


class WordingChanged(DomainError):
    """The form was made before its wording changed: what was read is not what now stands."""


class NoSuchTime(DomainError):
    """The proposed times are not distinct, or too near, or too far."""


class TimeNotOffered(DomainError):
    """An answer takes a time that was not proposed, or that has passed."""


def version_of(kind: Kind) -> str:
    """Return the version of a form's wording: another word, another version."""
    wording = WORDINGS[kind]
    return sha256(f"{kind}\0{wording.fr}\0{wording.en}".encode()).hexdigest()


def check_times(times: Sequence[datetime], *, now: datetime) -> None:
    """Refuse times that nobody could keep.

    Raises:
        NoSuchTime: They are not three, not distinct, or not within notice and horizon.
    """
    earliest, latest = after(now, NOTICE), after(now, AHEAD)
    if len(set(times)) != PROPOSALS or not all(earliest <= one <= latest for one in times):
        raise NoSuchTime


def state_of(*, answered_at: datetime | None, closed_at: datetime | None) -> State:
    """Return where a message stands."""
    if closed_at is not None:
        return State.CLOSED
    return State.WAITING if answered_at is None else State.ANSWERED
