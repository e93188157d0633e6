"""What the register allows to leave, to whom: no I/O."""

from collections.abc import Iterable
from datetime import date, timedelta

from piccolo.columns import Column

from domain.duties import TryLater
from domain.errors import DomainError
from domain.register import DataProcessor, ProcessingActivity
from domain.register.completeness import column_name


class NotARecipient(DomainError):
    """The activity's sheet does not name the processor."""


class NoAgreement(DomainError, TryLater):
    """No agreement with the processor holds on that day: nothing is sent (art. 28(3)).

    What was to be sent waits until one is entered, and is tried again each hour, as long as
    the period of its sheet lasts. The officer was told (``jobs.processors``).
    """

    after = timedelta(hours=1)
    costs_a_try = False


class NotOnTheSheet(DomainError):
    """A column is not on the activity's sheet."""


def allow(
    processor: DataProcessor,
    activity: ProcessingActivity,
    columns: Iterable[Column],
    *,
    on: date,
) -> None:
    """Refuse what ``processor`` may not receive for ``activity`` on a day; else return.

    Raises:
        NotARecipient: The sheet does not name the processor (P-SHA-1).
        NoAgreement: None holds that day, its first and last day included (P-SHA-2).
        NotOnTheSheet: A column is not among what the sheet holds (P-SEC-4).
    """
    if processor not in activity.recipients:
        raise NotARecipient
    if not processor.has_agreement(on=on):
        raise NoAgreement
    held = {column_name(each) for holding in activity.holdings for each in holding.columns}
    if not {column_name(column) for column in columns} <= held:
        raise NotOnTheSheet
