"""What the law asks of a personal data breach, and until when (GDPR art. 33 and 34)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.breaches.tables import PersonalDataBreach
from domain.errors import DomainError
from domain.text import Text

NOTIFY_WITHIN = timedelta(hours=72)
"""Hours that pass, through nights, weekends and changes of clocks (art. 33(1))."""
LOUD_BEFORE = timedelta(hours=24)
"""With less than this left the clock is loud, and the officer gets a mail."""
_HOUR = timedelta(hours=1)


class Nature(StrEnum):
    """What was lost. Valued as stored; a breach may be several at once."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


NATURE_NAMES: dict[Nature, Text] = {
    Nature.CONFIDENTIALITY: Text(
        "confidentialité (des données ont été divulguées ou consultées)",
        "confidentiality (data were disclosed or looked at)",
    ),
    Nature.INTEGRITY: Text(
        "intégrité (des données ont été modifiées)", "integrity (data were altered)"
    ),
    Nature.AVAILABILITY: Text(
        "disponibilité (des données sont perdues ou inaccessibles)",
        "availability (data are lost or out of reach)",
    ),
}


class Risk(StrEnum):
    """The risk to the rights and freedoms of people. Valued as stored."""

    NO_RISK = "no-risk"
    RISK = "risk"
    HIGH = "high"


RISK_NAMES: dict[Risk, Text] = {
    Risk.NO_RISK: Text("pas de risque", "no risk"),
    Risk.RISK: Text("risque", "risk"),
    Risk.HIGH: Text("risque élevé", "high risk"),
}


class Exemption(StrEnum):
    """Why the people are not informed although the risk is high: letters of art. 34(3)."""

    PROTECTED = "a"
    AVERTED = "b"
    DISPROPORTIONATE = "c"


EXEMPTION_NAMES: dict[Exemption, Text] = {
    Exemption.PROTECTED: Text(
        "les données étaient incompréhensibles pour qui n’y a pas accès, par exemple chiffrées"
        " (art. 34(3)(a))",
        "the data were unintelligible to whoever has no right to them, for example encrypted"
        " (art. 34(3)(a))",
    ),
    Exemption.AVERTED: Text(
        "des mesures ultérieures ont écarté le risque élevé (art. 34(3)(b))",
        "later measures removed the high risk (art. 34(3)(b))",
    ),
    Exemption.DISPROPORTIONATE: Text(
        "effort disproportionné : une communication publique a eu lieu (art. 34(3)(c))",
        "disproportionate effort: a public communication was made (art. 34(3)(c))",
    ),
}


class State(StrEnum):
    """Where a breach stands."""

    TO_ASSESS = "to-assess"
    TO_NOTIFY = "to-notify"
    TO_INFORM = "to-inform"
    TO_CLOSE = "to-close"
    CLOSED = "closed"


STATE_NAMES: dict[State, Text] = {
    State.TO_ASSESS: Text("risque à évaluer", "risk to be assessed"),
    State.TO_NOTIFY: Text("CNIL à notifier", "CNIL to be notified"),
    State.TO_INFORM: Text("personnes à informer", "people to be informed"),
    State.TO_CLOSE: Text("à clore", "to be closed"),
    State.CLOSED: Text("close", "closed"),
}


class Clock(StrEnum):
    """How the 72 hours stand."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"


class Act(StrEnum):
    """What a line of the history tells. Valued as stored."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    ASSESSED = "assessed"
    NOTIFIED = "notified"
    INFORMED = "informed"
    EXEMPTED = "exempted"
    NOTICE_QUEUED = "notice-queued"
    CLOSED = "closed"
    REOPENED = "reopened"


ACT_NAMES: dict[Act, Text] = {
    Act.RECORDED: Text("violation inscrite", "breach recorded"),
    Act.CORRECTED: Text("faits complétés", "facts completed"),
    Act.ASSESSED: Text("risque évalué", "risk assessed"),
    Act.NOTIFIED: Text("notification à la CNIL", "notification to the CNIL"),
    Act.INFORMED: Text("information des personnes", "information of the people"),
    Act.EXEMPTED: Text("personnes non informées", "people not informed"),
    Act.NOTICE_QUEUED: Text("courriel aux titulaires mis en route", "e-mail to holders queued"),
    Act.CLOSED: Text("violation close", "breach closed"),
    Act.REOPENED: Text("violation rouverte", "breach reopened"),
}


class NotPossible(DomainError):
    """A fact contradicts another, or the present; ``field`` names it."""

    def __init__(self, field: str) -> None:
        """Keep the field's name."""
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a breach, as the officer writes it (art. 33(3) and (5))."""

    facts: str
    natures: list[str]
    aware_at: datetime
    happened_from: datetime | None = None
    happened_until: datetime | None = None
    categories: list[str]
    persons: int | None = None
    records: int | None = None
    consequences: str | None = None
    measures: str | None = None


def check_facts(facts: Facts, *, now: datetime) -> None:
    """Refuse facts that cannot be: a clock that starts to-morrow, an end before its start.

    Raises:
        NotPossible: With the name of the field.
    """
    begun, ended = facts.happened_from, facts.happened_until
    if not facts.natures:
        raise NotPossible("natures")
    if facts.aware_at > now:
        raise NotPossible("aware_at")
    if begun is not None and begun > facts.aware_at:
        raise NotPossible("happened_from")
    if ended is not None and (ended > now or (begun is not None and ended < begun)):
        raise NotPossible("happened_until")


def due_at(aware_at: datetime) -> datetime:
    """Return the instant at which the 72 hours end (art. 33(1)), in UTC.

    Elapsed hours: where Paris changes its clocks the wall time of the end is another. Stricter
    by up to an hour than Regulation 1182/71, which does not count the first hour.
    """
    return aware_at.astimezone(UTC) + NOTIFY_WITHIN


def hours_left(aware_at: datetime, *, now: datetime) -> int:
    """Return the whole hours that are left; below zero the whole hours that it is late.

    In the last hour 0; in the first hour of lateness -1.
    """
    return (due_at(aware_at) - now) // _HOUR


def is_running(breach: PersonalDataBreach) -> bool:
    """Tell whether the 72 hours run: nobody notified, nor found that there is no risk."""
    done = breach.notified_at is not None or breach.closed_at is not None
    return not done and breach.risk != Risk.NO_RISK


def clock_of(breach: PersonalDataBreach, *, now: datetime) -> Clock:
    """Return how the clock stands. At the very end it is not late yet."""
    if not is_running(breach):
        return Clock.STOPPED
    left = due_at(breach.aware_at) - now
    if left < timedelta():
        return Clock.OVERDUE
    return Clock.SOON if left <= LOUD_BEFORE else Clock.CALM


def is_late(aware_at: datetime, notified_at: datetime) -> bool:
    """Tell whether a notification needs the reasons of its delay (art. 33(1))."""
    return notified_at > due_at(aware_at)


def must_notify(risk: str | None) -> bool:
    """Tell whether the CNIL must be notified: wherever there is a risk (art. 33(1))."""
    return risk in (Risk.RISK, Risk.HIGH)


def must_inform(risk: str | None) -> bool:
    """Tell whether the people must be informed: where the risk is high (art. 34(1))."""
    return risk == Risk.HIGH


def state_of(breach: PersonalDataBreach) -> State:
    """Return where a breach stands: what is due next."""
    if breach.closed_at is not None:
        return State.CLOSED
    if breach.risk is None:
        return State.TO_ASSESS
    if must_notify(breach.risk) and breach.notified_at is None:
        return State.TO_NOTIFY
    told = breach.informed_at is not None or breach.exemption is not None
    if must_inform(breach.risk) and not told:
        return State.TO_INFORM
    return State.TO_CLOSE


def in_state(state: State) -> str:
    """Return the SQL condition of :func:`state_of`; a test holds the two together."""
    to_notify = "risk in ('risk', 'high') and notified_at is null"
    to_inform = "risk = 'high' and informed_at is null and exemption is null"
    return {
        State.CLOSED: "closed_at is not null",
        State.TO_ASSESS: "closed_at is null and risk is null",
        State.TO_NOTIFY: f"closed_at is null and {to_notify}",
        State.TO_INFORM: f"closed_at is null and {to_inform} and notified_at is not null",
        State.TO_CLOSE: "closed_at is null and risk is not null"
        f" and not ({to_notify}) and not ({to_inform})",
    }[state]
