"""Evidence: what was erased, by sweeps and by erasures of one person."""

from domain.evidence.operations import (
    Cause,
    finish,
    note_remains,
    order_erasure,
    ordered,
    record_steps,
)
from domain.evidence.queries import (
    Night,
    erasure_of_request,
    find_erasure,
    latest_erasures,
    latest_sweeps,
    nights,
    steps_of,
    unfinished_erasures,
)
from domain.evidence.tables import Erasure, ErasureStep, Sweep

__all__ = [
    "Cause",
    "Erasure",
    "ErasureStep",
    "Night",
    "Sweep",
    "erasure_of_request",
    "find_erasure",
    "finish",
    "latest_erasures",
    "latest_sweeps",
    "nights",
    "note_remains",
    "order_erasure",
    "ordered",
    "record_steps",
    "steps_of",
    "unfinished_erasures",
]
