"""What can be directed, what contradicts itself, and when a death may be acted upon."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.errors import DomainError
from domain.periods import Period, after
from domain.text import Text

NOTICE = Period(days=7)
"""How long whoever is wrongly said to be dead has to answer the notice."""


class Fate(StrEnum):
    """What becomes of data after death (art. 85, I of loi 78-17). Valued as stored."""

    KEEP = "keep"
    ERASE = "erase"
    COMMUNICATE = "communicate"


class Part(StrEnum):
    """What a choice is about. Valued as stored."""

    ALL = "all"
    ACCOUNT = "account"
    RESEARCH = "research"
    REQUESTS = "requests"


EACH = (Part.ACCOUNT, Part.RESEARCH, Part.REQUESTS)
TRUSTED = "trusted"
"""In the place of a part: who is trusted with the directives."""

FATE_NAMES: dict[Fate, Text] = {
    Fate.KEEP: Text("conserver", "keep"),
    Fate.ERASE: Text("effacer", "erase"),
    Fate.COMMUNICATE: Text("communiquer", "communicate"),
}
PART_NAMES: dict[Part, Text] = {
    Part.ALL: Text("toutes mes données", "all of my data"),
    Part.ACCOUNT: Text("compte et profil", "account and profile"),
    Part.RESEARCH: Text("signets et historique", "bookmarks and history"),
    Part.REQUESTS: Text("mes demandes", "my requests"),
}
FATES_OF: dict[Part, tuple[Fate, ...]] = {
    Part.ALL: tuple(Fate),
    Part.ACCOUNT: tuple(Fate),
    Part.RESEARCH: tuple(Fate),
    # The file of a request proves that it was answered, and ends by itself (P-OPS-3).
    Part.REQUESTS: (Fate.KEEP, Fate.COMMUNICATE),
}
_SHEETS: dict[Part, tuple[str, ...]] = {
    Part.ACCOUNT: ("accounts", "guest-telephone"),
    Part.RESEARCH: ("research-features",),
    Part.REQUESTS: ("rights-requests",),
}
CONSENT = Text(
    "Je consens spécifiquement à ce que mes données soient traitées après ma mort selon les"
    " directives ci-dessus (loi n° 78-17 du 6 janvier 1978, art. 85). Je peux les modifier ou"
    " les révoquer à tout moment.",
    "I specifically consent to my data being processed after my death according to the"
    " directives above (French law no. 78-17 of 6 January 1978, art. 85). I may change or"
    " revoke them at any time.",
)
"""The words beside the box: other words are another version, which nobody consented to yet."""


class ReportedBy(StrEnum):
    """Who reports a death. Valued as stored."""

    TRUSTED = "trusted"
    HEIR = "heir"
    OTHER = "other"


REPORTED_BY_NAMES: dict[ReportedBy, Text] = {
    ReportedBy.TRUSTED: Text("personne de confiance", "trusted person"),
    ReportedBy.HEIR: Text("héritier", "heir"),
    ReportedBy.OTHER: Text("autre personne", "somebody else"),
}


class Contradictory(DomainError):
    """Some data cannot be kept or communicated once the account that they hang on is gone."""


class Incomplete(DomainError):
    """A choice is missing, or cannot be made of its part, or nobody is named to receive it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom a holder names."""

    name: str
    email: str
    telephone: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What becomes of one part, and who receives it."""

    fate: Fate
    recipient: Person | None = None


def check(choices: Mapping[Part, Choice]) -> None:
    """Refuse choices that nobody could carry out.

    Raises:
        Incomplete: Neither everything nor each part has a choice that it may have.
        Contradictory: The account is erased, and something that goes with it is not: what is
            kept or communicated needs the account (art. 85 obliges us to what can be done).
    """
    if set(choices) not in ({Part.ALL}, set(EACH)):
        raise Incomplete
    for part, choice in choices.items():
        needs_recipient = choice.fate is Fate.COMMUNICATE
        if choice.fate not in FATES_OF[part] or needs_recipient != bool(choice.recipient):
            raise Incomplete
    if _erases(choices, Part.ACCOUNT) and not _erases(choices, Part.RESEARCH):
        raise Contradictory
    if _erases(choices, Part.ACCOUNT) and _communicates(choices, Part.REQUESTS):
        raise Contradictory


def _erases(choices: Mapping[Part, Choice], part: Part) -> bool:
    return part in choices and choices[part].fate is Fate.ERASE


def _communicates(choices: Mapping[Part, Choice], part: Part) -> bool:
    return part in choices and choices[part].fate is Fate.COMMUNICATE


def sheets_of(parts: Iterable[Part]) -> frozenset[str]:
    """Return the slugs of the register's sheets that ``parts`` cover.

    All data are those of every part. Not what only secures the account or proves what we
    did: no mail, no session, no look by staff is communicated to anybody.
    """
    each = {one for part in parts for one in (EACH if part is Part.ALL else (part,))}
    return frozenset(slug for part in each for slug in _SHEETS[part])


def version_of(wording: str) -> str:
    """Return the version of the words that were consented to: their SHA-256."""
    return sha256(wording.encode()).hexdigest()


def may_execute_from(notified_at: datetime) -> datetime:
    """Return from when on a death may be acted upon without a reason of its own."""
    return after(notified_at, NOTICE)


def needs_reason(
    *, notified_at: datetime | None, last_visit_at: datetime | None, now: datetime
) -> bool:
    """Tell whether the officer must write down why the directives are executed now.

    Because the notice to the account is not a week old, or because the account was visited
    since: its holder may well be alive.
    """
    if notified_at is None or now < may_execute_from(notified_at):
        return True
    return last_visit_at is not None and last_visit_at > notified_at
