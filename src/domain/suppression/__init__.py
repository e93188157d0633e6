"""Who is never written to again: keyed hashes of addresses, of no use to anybody else."""

from domain.suppression.operations import suppress
from domain.suppression.queries import count, is_suppressed, suppressed
from domain.suppression.rules import Reason
from domain.suppression.tables import Suppressed

__all__ = ["Reason", "Suppressed", "count", "is_suppressed", "suppress", "suppressed"]
