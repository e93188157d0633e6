"""Who is never written to again: keyed hashes of addresses, of no use to anybody else."""

from domain.suppression.operations import suppress, suppress_hash
from domain.suppression.queries import count, is_suppressed, suppressed
from domain.suppression.rules import Reason, hash_of
from domain.suppression.tables import Suppressed

__all__ = [
    "Reason",
    "Suppressed",
    "count",
    "hash_of",
    "is_suppressed",
    "suppress",
    "suppress_hash",
    "suppressed",
]
