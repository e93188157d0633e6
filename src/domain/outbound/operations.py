"""Writing down what left."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain import database


async def note(  # noqa: PLR0913 - a sending has these parts
    *,
    processor: str,
    activity: str,
    external_id: str,
    account_id: UUID | None,
    address: str | None,
    fields: Iterable[str],
    now: datetime,
) -> None:
    """Write down a sending, in the transaction that marks it as done. The first time counts.

    Args:
        processor: Its slug in the register.
        activity: The slug of the sheet that the sending served.
        external_id: What the processor knows it by; noted twice, it is one sending.
        account_id: Whose data they were; None for a person without an account.
        address: The person's address, where there is no account.
        fields: The names of the columns that were sent, never what they held.
        now: The present instant.
    """
    await database.execute(
        """
        insert into outbound
            (processor, activity, external_id, account, address, fields, sent_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (processor, activity, external_id) do nothing
        """,
        processor,
        activity,
        external_id,
        account_id,
        None if account_id else address,
        sorted(fields),
        now,
    )
