"""Writing down what left, in the transaction that marks it as done (P-SEC-4, P-OPS-8)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from piccolo.columns import Column

from domain import outbound
from domain.register import DataProcessor, ProcessingActivity
from domain.register.completeness import column_name


async def note_sent(  # noqa: PLR0913 - a sending has these parts
    processor: DataProcessor,
    *,
    activity: ProcessingActivity,
    columns: Iterable[Column],
    external_id: str,
    account_id: UUID | None,
    address: str | None,
    now: datetime,
) -> None:
    """Write a sending into the ledger; noted twice under one id, it is one.

    Call it in the transaction that marks the sending as done, after
    :func:`domain.processors.allow` let the same columns pass.
    """
    await outbound.note(
        processor=processor.slug,
        activity=activity.slug,
        external_id=external_id,
        account_id=account_id,
        address=address,
        fields=map(column_name, columns),
        now=now,
    )
