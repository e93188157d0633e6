"""What holds for a case: its states, who may do what when, and the words for it. No clock."""

from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.licence.tables import SharingCase
from domain.periods import Period, after
from domain.text import Text

ANSWER_WITHIN = Period(days=14)
"""How long the holder has to explain, from the notice, before a case may be confirmed."""

COOLS_FOR = Period(days=90)
"""After a decision no new case opens for as long as the detector looks back: a new one rests
on nothing that the decided one rested on. No blanket pass: what is new may open one then."""

GROUNDS_LENGTH = 5_000
"""Characters of grounds, of an explanation, of a contest."""


class State(StrEnum):
    """Where a case stands. Valued as in the addresses of lists."""

    OPEN = "open"
    ASKED = "asked"
    EXPLAINED = "explained"
    CONTESTED = "contested"
    CONFIRMED = "confirmed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    OVERTURNED = "overturned"


STATE_NAMES: dict[State, Text] = {
    State.OPEN: Text("à examiner", "to look at"),
    State.ASKED: Text("titulaire averti", "holder told"),
    State.EXPLAINED: Text("titulaire entendu", "holder heard"),
    State.CONTESTED: Text("contesté, à réexaminer", "contested, to review"),
    State.CONFIRMED: Text("confirmé", "confirmed"),
    State.UPHELD: Text("confirmé après réexamen", "upheld after review"),
    State.DISMISSED: Text("classé sans suite", "dismissed"),
    State.OVERTURNED: Text("annulé après réexamen", "overturned after review"),
}

WAITING: tuple[State, ...] = (State.OPEN, State.ASKED, State.EXPLAINED, State.CONTESTED)
"""The states in which a member of staff has something to do, in the order of a case's life."""

UNDECIDED: tuple[State, ...] = (State.OPEN, State.ASKED, State.EXPLAINED)
STANDING: tuple[State, ...] = (State.CONFIRMED, State.UPHELD)
"""The states in which sharing is held to be established."""

STATES_IN_SQL: dict[State, str] = {
    State.OPEN: "decided_at is null and asked_at is null and explained_at is null",
    State.ASKED: "decided_at is null and asked_at is not null and explained_at is null",
    State.EXPLAINED: "decided_at is null and explained_at is not null",
    State.CONTESTED: "contested_at is not null and reviewed_at is null",
    State.CONFIRMED: "decision = 'confirmed' and contested_at is null",
    State.UPHELD: "review = 'upheld'",
    State.DISMISSED: "decision = 'dismissed'",
    State.OVERTURNED: "review = 'overturned'",
}


class Explanation(StrEnum):
    """What a holder may say with one click. Valued as stored."""

    VPN = "vpn"
    REMOTE_DESKTOP = "remote-desktop"
    TELEPHONE = "telephone"
    SEVERAL_PLACES = "several-places"
    ASSISTANT = "assistant"
    OTHER = "other"
    NOT_ME = "not-me"


EXPLANATIONS: dict[Explanation, Text] = {
    Explanation.VPN: Text("J’utilise un VPN ou un relais", "I use a VPN or a relay"),
    Explanation.REMOTE_DESKTOP: Text(
        "Je travaille sur un poste à distance", "I work on a remote desktop"
    ),
    Explanation.TELEPHONE: Text(
        "C’est mon téléphone, à côté de mon ordinateur", "It is my phone, beside my computer"
    ),
    Explanation.SEVERAL_PLACES: Text(
        "Je travaille en plusieurs lieux, ou en déplacement",
        "I work in several places, or travelling",
    ),
    Explanation.ASSISTANT: Text(
        "Mon assistant ou mon secrétariat m’a aidé", "My assistant or secretary helped me"
    ),
    Explanation.OTHER: Text("Autre chose", "Something else"),
    Explanation.NOT_ME: Text("Ce n’était pas moi", "This was not me"),
}


class NotNow(DomainError):
    """The case is in no state for this: it was decided before, or is not yet."""


class NotHeardYet(DomainError):
    """The holder was not told, or still has time to explain: nothing can be confirmed."""


class SamePerson(DomainError):
    """Who decided does not review it; who proposed does not agree to it."""


class GroundsMissing(DomainError):
    """A decision without grounds is none."""


def state_of(case: SharingCase) -> State:
    """Return where a case stands."""
    if case.review is not None:
        return State.UPHELD if case.review == "upheld" else State.OVERTURNED
    if case.contested_at is not None:
        return State.CONTESTED
    if case.decision is not None:
        return State.CONFIRMED if case.decision == "confirmed" else State.DISMISSED
    if case.explained_at is not None:
        return State.EXPLAINED
    return State.ASKED if case.asked_at is not None else State.OPEN


def may_be_confirmed(case: SharingCase, *, now: datetime) -> bool:
    """Tell whether the holder was heard: explained, or let the time since the notice pass.

    The last instant of the fourteen days is still the holder's.
    """
    if case.decided_at is not None:
        return False
    return case.explained_at is not None or (
        case.asked_at is not None and now > after(case.asked_at, ANSWER_WITHIN)
    )


def heard_at(case: SharingCase) -> datetime | None:
    """Return until when the holder may explain before anything is confirmed; None: not told."""
    return after(case.asked_at, ANSWER_WITHIN) if case.asked_at is not None else None
