"""Legal holds: what must not be erased yet, for whom, why, until when (art. 17(3)(e))."""

from domain.holds.operations import (
    EndsTooLate,
    EndsTooSoon,
    NoReason,
    NotInForce,
    lift_hold,
    set_hold,
)
from domain.holds.queries import Scope, ended, find_hold, holds_of, in_force
from domain.holds.rules import LONGEST, end_of, untouchable
from domain.holds.tables import LegalHold

__all__ = [
    "LONGEST",
    "EndsTooLate",
    "EndsTooSoon",
    "LegalHold",
    "NoReason",
    "NotInForce",
    "Scope",
    "end_of",
    "ended",
    "find_hold",
    "holds_of",
    "in_force",
    "lift_hold",
    "set_hold",
    "untouchable",
]
