"""Which rights can be asked for, on which grounds, and the states of a request."""

from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.requests.deadline import days_left
from domain.requests.tables import RightsRequest
from domain.text import Text


class Right(StrEnum):
    """A right that can be exercised through a request. Valued as stored."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    AFTER_DEATH = "after-death"
    """Communicated as the person who died directed (art. 85 of loi 78-17)."""


RIGHT_NAMES: dict[Right, Text] = {
    Right.ACCESS: Text("Accès à mes données", "Access to my data"),
    Right.RECTIFICATION: Text("Rectification de mes données", "Rectification of my data"),
    Right.ERASURE: Text("Effacement de mes données", "Erasure of my data"),
    Right.RESTRICTION: Text("Limitation du traitement", "Restriction of processing"),
    Right.PORTABILITY: Text("Portabilité de mes données", "Portability of my data"),
    Right.OBJECTION: Text("Opposition au traitement", "Objection to processing"),
    Right.AFTER_DEATH: Text("Communication après un décès", "Communication after a death"),
}
RIGHT_ARTICLES: dict[Right, Text] = {
    Right.ACCESS: Text("article 15 du RGPD", "article 15 GDPR"),
    Right.RECTIFICATION: Text("article 16 du RGPD", "article 16 GDPR"),
    Right.ERASURE: Text("article 17 du RGPD", "article 17 GDPR"),
    Right.RESTRICTION: Text("article 18 du RGPD", "article 18 GDPR"),
    Right.PORTABILITY: Text("article 20 du RGPD", "article 20 GDPR"),
    Right.OBJECTION: Text("article 21 du RGPD", "article 21 GDPR"),
    Right.AFTER_DEATH: Text("article 85 de la loi 78-17", "article 85 of law 78-17"),
}
ASKED_FOR = (Right.ACCESS, Right.ERASURE)
"""What a person asks for by a form, in the order of the policy (4.a to 4.g)."""


class Ground(StrEnum):
    """The six grounds of erasure, in the order of art. 17(1) and of the policy (4.d)."""

    NO_LONGER_NEEDED = "no-longer-needed"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    LEGAL_OBLIGATION = "legal-obligation"
    MINOR = "minor"


GROUNDS: dict[Ground, Text] = {
    Ground.NO_LONGER_NEEDED: Text(
        "Mes données ne sont plus nécessaires aux finalités pour lesquelles elles ont été"
        " collectées",
        "My data are no longer necessary for the purposes for which they were collected",
    ),
    Ground.CONSENT_WITHDRAWN: Text(
        "J’ai retiré mon consentement et aucune autre base légale ne permet de les utiliser",
        "I withdrew my consent and no other legal basis allows their use",
    ),
    Ground.OBJECTION: Text(
        "Je me suis valablement opposé à leur utilisation",
        "I effectively objected to their use",
    ),
    Ground.UNLAWFUL: Text(
        "L’utilisation de mes données est illicite", "The use of my data is unlawful"
    ),
    Ground.LEGAL_OBLIGATION: Text(
        "Une obligation légale vous impose de les effacer",
        "A legal obligation requires you to erase them",
    ),
    Ground.MINOR: Text(
        "J’étais mineur lorsqu’elles ont été collectées, ou je suis le parent ou tuteur d’une"
        " personne encore mineure",
        "I was a minor when they were collected, or I am the parent or guardian of a person"
        " who is still a minor",
    ),
}


class Channel(StrEnum):
    """The way on which a request reached us."""

    ACCOUNT = "account"
    PAGE = "page"
    MAIL = "mail"


CHANNEL_NAMES: dict[Channel, Text] = {
    Channel.ACCOUNT: Text("depuis le compte", "from the account"),
    Channel.PAGE: Text("page publique", "public page"),
    Channel.MAIL: Text("courriel au DPO", "e-mail to the DPO"),
}


class NotOpen(DomainError):
    """The request was answered, withdrawn or decided before: it can no longer be changed."""


class State(StrEnum):
    """Where a request stands. Never stored: read off its dates."""

    IN_DOUBT = "in-doubt"
    UNPROVEN = "unproven"
    TO_DECIDE = "to-decide"
    UNDER_WAY = "under-way"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[State, Text] = {
    State.IN_DOUBT: Text("identité en doute", "identity in doubt"),
    State.UNPROVEN: Text("identité à prouver", "identity to be proven"),
    State.TO_DECIDE: Text("à décider", "to be decided"),
    State.UNDER_WAY: Text("en cours", "under way"),
    State.GRANTED: Text("satisfaite", "granted"),
    State.REFUSED: Text("refusée", "refused"),
    State.WITHDRAWN: Text("retirée", "withdrawn"),
}

STATES_IN_SQL: dict[State, str] = {
    State.IN_DOUBT: "closed_at is null and stopped_at is not null",
    State.UNPROVEN: (
        "closed_at is null and decided_at is null and proven_at is null and stopped_at is null"
    ),
    State.TO_DECIDE: (
        "closed_at is null and decided_at is null and proven_at is not null"
        " and stopped_at is null"
    ),
    State.UNDER_WAY: "closed_at is null and decided_at is not null",
    State.GRANTED: "closed_at is not null and withdrawn_at is null and decision = 'granted'",
    State.REFUSED: "closed_at is not null and withdrawn_at is null and decision = 'refused'",
    State.WITHDRAWN: "withdrawn_at is not null",
}
"""The same as :func:`state_of`, as conditions on the table; a test holds the two together."""


def state_of(request: RightsRequest) -> State:
    """Return where a request stands."""
    if request.withdrawn_at is not None:
        return State.WITHDRAWN
    if request.closed_at is not None:
        return State.REFUSED if request.decision == "refused" else State.GRANTED
    if request.stopped_at is not None:
        return State.IN_DOUBT
    if request.decided_at is not None:
        return State.UNDER_WAY
    return State.UNPROVEN if request.proven_at is None else State.TO_DECIDE


def is_open(request: RightsRequest) -> bool:
    """Tell whether an answer is still due."""
    return request.closed_at is None


def needs_decision(right: Right, channel: Channel) -> bool:
    """Tell whether the DPO decides before the request is met.

    A copy asked for by a holder who just signed in again is simply made: there is no
    reasonable doubt about who asks (art. 12(6)), and no ground to refuse. Unless address or
    password changed just before: see :func:`is_decided_by_the_officer`.
    """
    return not (right is Right.ACCESS and channel is Channel.ACCOUNT)


def is_decided_by_the_officer(request: RightsRequest) -> bool:
    """Tell whether the DPO decides on this request before it is met."""
    needed = needs_decision(Right(request.right), Channel(request.channel))
    return needed or request.held_because is not None


def is_overdue(request: RightsRequest, *, now: datetime) -> bool:
    """Tell whether the answer is late: its last day in Paris has ended.

    Never while the clock stands still: the day then moves with it.
    """
    return (
        is_open(request)
        and request.stopped_at is None
        and days_left(request.due_on, now=now) < 0
    )
