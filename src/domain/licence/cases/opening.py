"""Opening a case, for a person to look at; and letting go of one whose person is gone."""

from datetime import datetime
from uuid import UUID

from domain import database
from domain.licence.cases.rules import COOLS_FOR
from domain.periods import end_in_sql


async def open_case(
    account_id: UUID, *, finding: bytes, seen_from: datetime, now: datetime
) -> bool:
    """Open a case about an account, unless one waits or the last decision is too fresh.

    Says nothing to anybody and changes nothing for the holder. Tells whether it opened one.

    Args:
        account_id: Whose account.
        finding: What the detector found, as JSON: kept as it is.
        seen_from: The oldest use that it tells of.
        now: The present instant.
    """
    last = end_in_sql("coalesce(known.reviewed_at, known.decided_at)", COOLS_FOR)
    opened = await database.execute(
        f"""
        insert into sharing_case
            (account, email, language, opened_at, seen_from, finding)
        select account.id, account.email, account.language, $2, $3, $4::jsonb
        from account
        where account.id = $1 and not exists (
            select from sharing_case as known where known.account = account.id
              and (known.decided_at is null
                   or (known.contested_at is not null and known.reviewed_at is null)
                   or {last} >= $2))
        on conflict (account) where decided_at is null do nothing
        """,
        account_id,
        now,
        seen_from,
        finding.decode(),
    )
    return bool(opened)


async def forget_if_nothing_is_held(case_id: UUID) -> None:
    """Erase a cleared case whose account was erased: it was kept until it was decided."""
    await database.execute(
        "delete from sharing_case where id = $1 and account is null and cleared_at is not null",
        case_id,
    )
