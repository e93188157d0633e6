"""The trail of looks: which role saw or changed what, when and why (P-SEC-3, P-OPS-7)."""

from domain.audit.chain import read_chain
from domain.audit.operations import note_look
from domain.audit.queries import TrailFilter, begun_at, entries_in_order, find_entries, looks_at
from domain.audit.rules import REASONS, Fault, Flaw, Reason, sealed_time
from domain.audit.tables import AuditEntry, AuditPseudonym, AuditVerification
from domain.audit.verifying import (
    VERIFY_TRAIL,
    ask_verification,
    last_verification,
    verifications,
    verify,
)
from domain.audit.words import fault_in_words, result_in_words

__all__ = [
    "REASONS",
    "VERIFY_TRAIL",
    "AuditEntry",
    "AuditPseudonym",
    "AuditVerification",
    "Fault",
    "Flaw",
    "Reason",
    "TrailFilter",
    "ask_verification",
    "begun_at",
    "entries_in_order",
    "fault_in_words",
    "find_entries",
    "last_verification",
    "looks_at",
    "note_look",
    "read_chain",
    "result_in_words",
    "sealed_time",
    "verifications",
    "verify",
]
