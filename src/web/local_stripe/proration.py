"""What a change within a paid period is worth, in whole cents.

The part of the period that is left is counted in seconds. Each side is rounded on its own,
halves away from zero: a change and its way back at the same moment come to exactly nothing.
"""

from dataclasses import dataclass
from typing import Any

from web.local_stripe.store import Object
from web.local_stripe.taxes import portion


@dataclass(frozen=True, slots=True)
class Side:
    """What an item was or becomes: so many of a price."""

    price: Object
    quantity: int


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a proration."""

    item: str
    side: Side
    amount: int
    unused: bool


def parts_of(
    item: str, before: Side | None, after: Side | None, *, at: int, period: tuple[int, int]
) -> list[Part]:
    """Return the credit for what is left of ``before`` and the charge for ``after``."""
    start, end = period
    left, whole = max(end - max(at, start), 0), end - start
    parts = []
    if before is not None:
        parts.append(Part(item, before, -_worth(before, left, whole), unused=True))
    if after is not None:
        parts.append(Part(item, after, _worth(after, left, whole), unused=False))
    return parts


def _worth(side: Side, left: int, whole: int) -> int:
    amount: Any = side.price["unit_amount"] * side.quantity
    return portion(amount, left, whole) if whole else 0
