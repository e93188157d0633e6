"""Having processors forget a person: ordered with the erasure, done when each confirmed."""

from domain.forgetting.operations import FORGET, confirm, order
from domain.forgetting.queries import find, of_erasure, overdue, waiting_by_processor
from domain.forgetting.tables import Forgetting

__all__ = [
    "FORGET",
    "Forgetting",
    "confirm",
    "find",
    "of_erasure",
    "order",
    "overdue",
    "waiting_by_processor",
]
