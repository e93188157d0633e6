"""How an entry is sealed, what can be wrong with the chain, and why staff may look."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from domain.text import Text

FIRST_HASH = "0" * 64
"""What the first entry seals: nothing came before it."""


class Reason(StrEnum):
    """Why a member of staff looked at a person: from a list, so that the person can be told."""

    RIGHTS_REQUEST = "rights-request"
    SUPPORT_REQUEST = "support-request"
    SECURITY = "security"
    CONTRACT = "contract"
    LEGAL_CLAIM = "legal-claim"
    LICENCE = "licence"
    OBJECTION = "objection"
    PROSPECTING = "prospecting"
    TRAINING = "training"
    BREACH = "breach"
    DEATH = "death"
    MESSAGE = "message"


REASONS: dict[Reason, Text] = {
    Reason.RIGHTS_REQUEST: Text("traitement de votre demande", "handling of your request"),
    Reason.SUPPORT_REQUEST: Text("aide que vous avez demandée", "help that you asked for"),
    Reason.SECURITY: Text("sécurité du service", "security of the service"),
    Reason.CONTRACT: Text("contrat d’une organisation", "contract of an organisation"),
    Reason.LEGAL_CLAIM: Text("droits en justice", "legal claims"),
    Reason.LICENCE: Text("usage personnel de la licence", "personal use of the licence"),
    Reason.PROSPECTING: Text("prospection", "prospecting"),
    Reason.DEATH: Text("décès signalé", "a death that was reported"),
    Reason.OBJECTION: Text("examen de votre opposition", "weighing of your objection"),
    Reason.TRAINING: Text(
        "organisation d’une session de formation", "organising of a training session"
    ),
    Reason.MESSAGE: Text("message que vous avez envoyé", "message that you sent"),
    Reason.BREACH: Text("violation de données", "personal data breach"),
}


class Fault(StrEnum):
    """What a verification can find wrong. Valued as stored."""

    CHANGED = "changed"
    """An entry does not fit its hash, or the hash of the one before."""
    MISSING = "missing"
    """An entry between two others is gone."""
    REWRITTEN = "rewritten"
    """The chain holds by itself, and contradicts an anchor."""
    CUT = "cut"
    """An anchor knows entries after the last."""
    GONE_EARLY = "gone-early"
    """Entries at the front went before their period was over."""
    ANCHORS_MISSING = "anchors-missing"
    """The anchor of the last verification is not in the file."""
    ANCHORS_DAMAGED = "anchors-damaged"
    """A line of the file is no anchor."""
    ANCHORS_OUT_OF_REACH = "anchors-out-of-reach"
    """The file could not be read or written."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and where: the number of the first entry (or line of the file), if any."""

    fault: Fault
    number: int | None = None


def seal(  # noqa: PLR0913 - everything that an entry says is sealed
    *,
    number: int,
    at: datetime,
    actor: UUID,
    actor_role: str,
    action: str,
    reason: str,
    subject_pseudonym: str | None,
    previous_hash: str,
) -> str:
    """Return the hash of an entry: changing any part of it, or its order, shows."""
    parts = (
        str(number),
        sealed_time(at),
        str(actor),
        actor_role,
        action,
        reason,
        subject_pseudonym or "",
        previous_hash,
    )
    return sha256("\0".join(parts).encode()).hexdigest()


def sealed_time(at: datetime) -> str:
    """Return an instant as it is sealed, and as an export says it: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
