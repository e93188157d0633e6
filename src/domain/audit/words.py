"""What a verification found, in words: for the console, the promises and the command line."""

from domain.audit.rules import Fault
from domain.audit.tables import AuditVerification
from domain.text import Text

_FAULTS: dict[Fault, Text] = {
    Fault.CHANGED: Text(
        "L’entrée {number}, ou celle qui la précède, a été modifiée.",
        "Entry {number}, or the one before it, was changed.",
    ),
    Fault.MISSING: Text("L’entrée {number} manque.", "Entry {number} is missing."),
    Fault.REWRITTEN: Text(
        "La chaîne a été réécrite, au plus tard à l’entrée {number} : elle contredit l’ancre"
        " gardée hors de la base.",
        "The chain was rewritten, at entry {number} at the latest: it contradicts the anchor"
        " kept outside the database.",
    ),
    Fault.CUT: Text(
        "La fin de la chaîne manque, à partir de l’entrée {number} : une ancre en connaît la"
        " suite.",
        "The end of the chain is missing, from entry {number} on: an anchor knows what"
        " followed.",
    ),
    Fault.GONE_EARLY: Text(
        "L’entrée {number} a disparu avant la fin de sa durée de conservation.",
        "Entry {number} is gone before the end of its period.",
    ),
    Fault.ANCHORS_MISSING: Text(
        "L’ancre de la dernière vérification n’est plus dans le fichier des ancres.",
        "The anchor of the last verification is no longer in the file of anchors.",
    ),
    Fault.ANCHORS_DAMAGED: Text(
        "Le fichier des ancres est abîmé à la ligne {number}.",
        "The file of anchors is damaged at line {number}.",
    ),
    Fault.ANCHORS_OUT_OF_REACH: Text(
        "Le fichier des ancres ne peut être ni lu ni complété.",
        "The file of anchors cannot be read or appended to.",
    ),
}


def fault_in_words(fault: str, number: int | None) -> Text:
    """Return what is wrong, and where."""
    words = _FAULTS[Fault(fault)]
    where = str(number)
    return Text(words.fr.replace("{number}", where), words.en.replace("{number}", where))


def result_in_words(verification: AuditVerification) -> Text:
    """Return what a verification found, in a sentence or two."""
    if verification.fault is not None:
        return fault_in_words(verification.fault, verification.fault_number)
    entries, anchors = verification.entries, verification.anchors
    return Text(
        f"La chaîne est intacte : {entries} {'entrées' if entries > 1 else 'entrée'},"
        f" {anchors} {'ancres comparées' if anchors > 1 else 'ancre comparée'}.",
        f"The chain is whole: {entries} {'entry' if entries == 1 else 'entries'},"
        f" {anchors} {'anchor' if anchors == 1 else 'anchors'} compared.",
    )
