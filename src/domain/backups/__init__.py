"""Backups: sealed at rest, kept for a period, restored only with who was erased left out."""

from domain.backups.names import name_of, past_period
from domain.backups.operations import (
    NotReplayed,
    folders,
    last_backup,
    last_drill,
    mark_as_restored,
    not_replayed,
    note_backup,
    note_drill,
    note_replay,
    refuse_before_replay,
    without_ledger,
)
from domain.backups.rules import Facts, reason_against
from domain.backups.sealing import PIECE_BYTES, Altered, NotOurs, Sealer, pieces, verified
from domain.backups.tables import Backup, Restoration

__all__ = [
    "PIECE_BYTES",
    "Altered",
    "Backup",
    "Facts",
    "NotOurs",
    "NotReplayed",
    "Restoration",
    "Sealer",
    "folders",
    "last_backup",
    "last_drill",
    "mark_as_restored",
    "name_of",
    "not_replayed",
    "note_backup",
    "note_drill",
    "note_replay",
    "past_period",
    "pieces",
    "reason_against",
    "refuse_before_replay",
    "verified",
    "without_ledger",
]
