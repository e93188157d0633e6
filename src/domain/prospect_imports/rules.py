"""What can become of a row."""

from enum import StrEnum

from domain.text import Text


class Outcome(StrEnum):
    """What becomes of a row once the list is taken. Valued as stored."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SUPPRESSED = "suppressed"
    REPEATED = "repeated"
    REFUSED = "refused"


OUTCOME_NAMES: dict[Outcome, Text] = {
    Outcome.NEW: Text("nouveaux", "new"),
    Outcome.CHANGED: Text("modifiés", "changed"),
    Outcome.SAME: Text("déjà connus tels quels", "known as they are"),
    Outcome.SUPPRESSED: Text("opposés à la prospection", "objected to prospecting"),
    Outcome.REPEATED: Text("répétés dans la liste", "repeated in the list"),
    Outcome.REFUSED: Text("refusés", "refused"),
}

TO_TAKE = (Outcome.NEW, Outcome.CHANGED)
