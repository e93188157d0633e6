"""What can become of a row."""

from enum import StrEnum

from domain.text import Text


class Outcome(StrEnum):
    """What becomes of a row once the list is taken. Valued as stored."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    RESTRICTED = "restricted"
    """Known, and restricted (art. 18): stored, not used, and not written over."""
    SUPPRESSED = "suppressed"
    REPEATED = "repeated"
    REFUSED = "refused"


OUTCOME_NAMES: dict[Outcome, Text] = {
    Outcome.NEW: Text("nouveaux", "new"),
    Outcome.CHANGED: Text("modifiés", "changed"),
    Outcome.SAME: Text("déjà connus tels quels", "known as they are"),
    Outcome.RESTRICTED: Text("limités, laissés tels quels", "restricted, left as they are"),
    Outcome.SUPPRESSED: Text("opposés à la prospection", "objected to prospecting"),
    Outcome.REPEATED: Text("répétés dans la liste", "repeated in the list"),
    Outcome.REFUSED: Text("refusés", "refused"),
}

TO_TAKE = (Outcome.NEW, Outcome.CHANGED)

NOT_TAKEN = (Outcome.REFUSED, Outcome.REPEATED, Outcome.SUPPRESSED, Outcome.RESTRICTED)
"""What somebody who made the list would want to look at."""

BATCH = 1_000
"""Rows in one transaction, and in memory."""
