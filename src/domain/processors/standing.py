"""How we stand with each processor: agreement, what it may receive, and what it received."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain import forgetting, outbound
from domain.outbound import Tally
from domain.periods import paris_day
from domain.register import (
    PROCESSORS,
    REGISTER,
    DataProcessor,
    ProcessingActivity,
)

STAGES = (60, 30, 7)
"""Days before an agreement's last day on which the officer is warned."""
LAPSE_IS_TOLD_FOR = timedelta(days=28)
"""A lapse is told once: less than sent mail is kept for, so that what was told is known."""
_A_MONTH = timedelta(days=30)


class Agreement(StrEnum):
    """Whether data may be sent on a day (art. 28(3))."""

    HOLDS = "holds"
    ENDS_SOON = "ends-soon"
    LAPSED = "lapsed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One processor, as the officer sees it."""

    processor: DataProcessor
    agreement: Agreement
    days_left: int | None
    """Until the agreement's last day, that day not counted; None where none is set."""
    activities: tuple[ProcessingActivity, ...]
    """The sheets that name it: what it may receive."""
    tallies: tuple[Tally, ...]
    """What it received in the last 30 days."""
    to_forget: int
    """Erasures that it has not confirmed."""

    @property
    def last_at(self) -> datetime | None:
        """The last sending of the last 30 days."""
        return max((tally.last_at for tally in self.tallies), default=None)

    @property
    def sendings(self) -> int:
        """How many sendings there were in the last 30 days."""
        return sum(tally.sendings for tally in self.tallies)


def agreement_of(processor: DataProcessor, *, on: date) -> Agreement:
    """Return how an agreement stands on a day, its first and last day included."""
    if processor.agreement_since is None or on < processor.agreement_since:
        return Agreement.NONE
    left = days_left(processor, on=on)
    if left is None or left > STAGES[0]:
        return Agreement.HOLDS
    return Agreement.LAPSED if left < 0 else Agreement.ENDS_SOON


def days_left(processor: DataProcessor, *, on: date) -> int | None:
    """Return the days until the last day of an agreement: 0 on it, less than 0 after it."""
    if processor.agreement_until is None:
        return None
    return (processor.agreement_until - on).days


def stage_of(processor: DataProcessor, *, on: date) -> int | None:
    """Return the warning that is due: 60, 30 or 7 days before the end, -1 after it.

    The nearest one alone: who is warned for the first time a week before the end is not
    warned three times. None while none is due, and four weeks after the end: it was told.
    """
    left = days_left(processor, on=on)
    if left is None:
        return None
    if left < 0:
        return -1 if left >= -LAPSE_IS_TOLD_FOR.days else None
    return min((stage for stage in STAGES if left <= stage), default=None)


def naming(
    processor: DataProcessor, register: Iterable[ProcessingActivity] = REGISTER
) -> tuple[ProcessingActivity, ...]:
    """Return the sheets that name a processor."""
    return tuple(
        sheet
        for sheet in register
        if processor.slug in {recipient.slug for recipient in sheet.recipients}
    )


async def standings(
    *, now: datetime, processors: Iterable[DataProcessor] = PROCESSORS
) -> list[Standing]:
    """Return how we stand with each processor, in the order of the policy."""
    today = paris_day(now)
    tallies = await outbound.tally_since(now - _A_MONTH)
    waiting = await forgetting.waiting_by_processor()
    return [
        Standing(
            processor=processor,
            agreement=agreement_of(processor, on=today),
            days_left=days_left(processor, on=today),
            activities=naming(processor),
            tallies=tuple(one for one in tallies if one.processor == processor.slug),
            to_forget=waiting.get(processor.slug, 0),
        )
        for processor in processors
    ]
