"""Writing down from which address an account was used (P-ACC-6)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain import database
from domain.licence.rules import ACCEPTED, AHEAD_OF_US, Seen


async def write_sightings(batch: Sequence[Seen], *, now: datetime) -> int:
    """Write a batch of sightings; return how many were new.

    Handed over twice, a sighting is written once. Late, by a day or by years, it is written
    with its own time. Left out: those of accounts that do not record (:func:`recording`),
    and those that claim to come more than five minutes from now, as a clock that is wrong
    makes them: they would be evidence of nothing, and outlive their period.
    """
    possible = [each for each in batch if each.at <= now + AHEAD_OF_US]
    async with database.transaction():
        theirs = await recording({each.account_id for each in possible})
        written = [each for each in possible if each.account_id in theirs]
        await _mark_what_is_late(written)
        return await database.execute(
            """
            insert into sighting (id, account, session, ip, seen_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[],
                                 $5::timestamptz[])
            on conflict (seen_at, id) do nothing
            """,
            [each.id for each in written],
            [each.account_id for each in written],
            [each.session_id for each in written],
            [each.ip for each in written],
            [each.at for each in written],
        )


async def _mark_what_is_late(written: Sequence[Seen]) -> None:
    """Have the states that were read past a sighting made anew from the table.

    Held until the commit, so that a night's reading comes before, and its state is marked, or
    after, and reads what is written here.
    """
    await database.execute("select pg_advisory_xact_lock_shared(hashtext('sighting'))")
    await database.execute(
        """
        update sharing_state set read_until = null
        from (select account, min(at) as first_at
              from unnest($1::uuid[], $2::timestamptz[]) as seen (account, at)
              group by account) as written
        where sharing_state.account = written.account and read_until > first_at
        """,
        [each.account_id for each in written],
        [each.at for each in written],
    )


async def recording(account_ids: Collection[UUID]) -> set[UUID]:
    """Return which of the accounts record where they are used: open accounts of holders.

    The one place that decides it. Staff hold no licence; of a closed or erased account nothing
    is written any more, nor of who objected once that is accepted. The accounts are held until
    the transaction ends, so that an erasure comes before, and nothing is written, or after,
    and erases what was.
    """
    rows = await database.fetch(
        "select id from account where id = any($1::uuid[]) and role = 'holder'"
        f" and closed_at is null and not {ACCEPTED} order by id for key share",
        list(account_ids),
    )
    return {row["id"] for row in rows}
