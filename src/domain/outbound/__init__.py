"""The ledger of what left the house: to whom, for what, which columns. Never their contents."""

from domain.outbound.operations import note
from domain.outbound.queries import Tally, tally_since
from domain.outbound.tables import Outbound

__all__ = ["Outbound", "Tally", "note", "tally_since"]
