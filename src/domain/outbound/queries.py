"""Reading the ledger, for the console: how much went where, and when last."""

from dataclasses import dataclass
from datetime import datetime

from domain import database


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What went to one processor for one activity: how often, what, and when last."""

    processor: str
    activity: str
    fields: tuple[str, ...]
    """Every column of which some was sent."""
    sendings: int
    last_at: datetime


async def tally_since(since: datetime) -> list[Tally]:
    """Return what went where since an instant, by processor and activity."""
    rows = await database.fetch(
        """
        select processor, activity, count(distinct id) as sendings, max(sent_at) as last_at,
               coalesce(array_agg(distinct field) filter (where field is not null), '{}')
                   as fields
        from outbound left join lateral unnest(fields) as field on true
        where sent_at >= $1 group by processor, activity order by processor, activity
        """,
        since,
    )
    return [
        Tally(
            processor=row["processor"],
            activity=row["activity"],
            fields=tuple(row["fields"]),
            sendings=row["sendings"],
            last_at=row["last_at"],
        )
        for row in rows
    ]
