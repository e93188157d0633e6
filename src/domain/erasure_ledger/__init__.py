"""The erasure ledger: who was erased, kept apart from the database under keyed hashes.

A backup that is restored brings back whoever was erased since. The ledger is not taken back
with it, so that they are erased again before anything serves (P-OPS-11).
"""

from domain.erasure_ledger.files import Damaged, identity, open_ledger, read, remove_days
from domain.erasure_ledger.operations import mark, note_replayed, write, write_all
from domain.erasure_ledger.queries import missing, unknown_here
from domain.erasure_ledger.rules import WRITE_LEDGER, Kind, Line, account_hash, key_mark
from domain.erasure_ledger.tables import ErasureMark

__all__ = [
    "WRITE_LEDGER",
    "Damaged",
    "ErasureMark",
    "Kind",
    "Line",
    "account_hash",
    "identity",
    "key_mark",
    "mark",
    "missing",
    "note_replayed",
    "open_ledger",
    "read",
    "remove_days",
    "unknown_here",
    "write",
    "write_all",
]
