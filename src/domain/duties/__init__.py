"""Duties: what must happen, as rows written in the transaction that made it necessary."""

from domain.duties.operations import (
    assign,
    claim,
    close_slot,
    finish,
    give_back,
    move,
    open_slot,
    renew,
    try_again,
)
from domain.duties.queries import latest_runs, waiting
from domain.duties.rules import ATTEMPTS_BEFORE_SET_ASIDE, LEASE, TryLater
from domain.duties.tables import Duty, ScheduledRun

__all__ = [
    "ATTEMPTS_BEFORE_SET_ASIDE",
    "LEASE",
    "Duty",
    "ScheduledRun",
    "TryLater",
    "assign",
    "claim",
    "close_slot",
    "finish",
    "give_back",
    "latest_runs",
    "move",
    "open_slot",
    "renew",
    "try_again",
    "waiting",
]
