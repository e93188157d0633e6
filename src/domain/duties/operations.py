"""Duties are assigned in a transaction, claimed under a lease, and finished once."""

from datetime import datetime, timedelta
from uuid import UUID

from domain import database
from domain.acting import by_itself
from domain.duties.rules import ATTEMPTS_BEFORE_SET_ASIDE, LEASE, pause_after
from domain.duties.tables import Duty
from domain.errors import NotFound


@by_itself
async def assign(
    *,
    kind: str,
    subject: UUID,
    now: datetime,
    due_at: datetime | None = None,
    may_wait: bool = False,
) -> None:
    """Write down that ``kind`` must happen to ``subject``, at ``due_at`` or at once.

    ``may_wait``: one of many, before which whatever else is due goes.

    A duty of the same kind about the same subject that still waits is not doubled; one that
    was set aside is taken up again, or what it stands for would never happen.
    """
    await database.execute(
        """
        insert into duty (kind, subject, due_at, created_at, may_wait)
        values ($1, $2, $3, $4, $5)
        on conflict (kind, subject) where done_at is null do update
            set set_aside_at = null, attempts = 0, due_at = excluded.due_at
            where duty.set_aside_at is not null
        """,
        kind,
        subject,
        due_at or now,
        now,
        may_wait,
    )


@by_itself
async def move(*, kind: str, subject: UUID, due_at: datetime, now: datetime) -> None:
    """Have ``kind`` happen to ``subject`` at ``due_at``, also where it waited for another time.

    For warnings before an instant that may still be corrected.
    """
    await database.execute(
        """
        insert into duty (kind, subject, due_at, created_at) values ($1, $2, $3, $4)
        on conflict (kind, subject) where done_at is null do update
            set set_aside_at = null, attempts = 0, due_at = excluded.due_at
        """,
        kind,
        subject,
        due_at,
        now,
    )


_NEXT = """
    select id from duty
    where done_at is null and set_aside_at is null and due_at <= $1
      and (leased_until is null or leased_until <= $1) and may_wait = {}
    order by due_at limit 1 for update skip locked
"""
_NEXT_OF_ALL = f"coalesce(({_NEXT.format('false')}), ({_NEXT.format('true')}))"


async def claim(*, now: datetime) -> Duty | None:
    """Take one due duty under a lease, or return None. Two workers never take the same.

    The longest due goes first; those that may wait, after all others.
    """
    row = await database.fetch_row(
        f"""
        update duty set leased_until = $2, attempts = attempts + 1
        where id = {_NEXT_OF_ALL} returning id, kind, subject, attempts
        """,
        now,
        now + LEASE,
    )
    return Duty(**dict(row), _exists_in_db=True) if row else None


async def renew(*, kind: str, subject: UUID, now: datetime) -> None:
    """Hold a duty for another lease: for work that takes longer and reports its progress."""
    await database.execute(
        "update duty set leased_until = $3"
        " where kind = $1 and subject = $2 and done_at is null and leased_until is not null",
        kind,
        subject,
        now + LEASE,
    )


async def finish(duty_id: UUID, *, now: datetime) -> None:
    """Mark a duty as done. Its row stays as evidence until its period ends."""
    await database.execute(
        "update duty set done_at = $2, leased_until = null, failure = null where id = $1",
        duty_id,
        now,
    )


async def give_back(
    duty: Duty,
    *,
    failure: str,
    now: datetime,
    not_within: timedelta | None = None,
    costs_a_try: bool = True,
) -> None:
    """Note that a duty failed: try again later, or set it aside for a person to see.

    Args:
        duty: As claimed.
        failure: The kind of error. Never its words, which may hold personal data.
        now: The present instant.
        not_within: A pause that whoever refused asked for, where it is longer than ours.
        costs_a_try: False where the duty waits for a person, and was not really tried: then
            that pause alone counts, however often the duty failed before.
    """
    ours = pause_after(duty.attempts) if costs_a_try or not_within is None else timedelta()
    pause = max(ours, not_within or timedelta())
    attempts = duty.attempts if costs_a_try else duty.attempts - 1
    last_attempt = costs_a_try and attempts >= ATTEMPTS_BEFORE_SET_ASIDE
    await database.execute(
        "update duty set leased_until = null, failure = $2, due_at = $3, set_aside_at = $4,"
        " attempts = $5 where id = $1",
        duty.id,
        failure[:200],
        now + pause,
        now if last_attempt else None,
        attempts,
    )


@by_itself
async def try_again(duty_id: UUID, *, now: datetime) -> None:
    """Take up a duty that was set aside, from its first attempt; one that waits is left alone.

    Raises:
        NotFound: There is no such duty.
    """
    known = await database.fetch_value(
        """
        with taken_up as (
            update duty set set_aside_at = null, attempts = 0, due_at = $2
            where id = $1 and set_aside_at is not null
        )
        select exists (select from duty where id = $1)
        """,
        duty_id,
        now,
    )
    if not known:
        raise NotFound


async def close_slot(run_id: UUID, *, now: datetime) -> None:
    """Note that a slot's run is done. The first time counts."""
    await database.execute(
        "update scheduled_run set finished_at = $2 where id = $1 and finished_at is null",
        run_id,
        now,
    )


async def open_slot(*, schedule: str, slot: str, now: datetime) -> UUID | None:
    """Return the id of a new run for this slot, or None when the slot was taken before.

    Written with the duty that runs it: a worker that dies here leaves the slot to the next.
    """
    async with database.transaction():
        run = await database.fetch_value(
            "insert into scheduled_run (schedule, slot, begun_at) values ($1, $2, $3)"
            " on conflict (schedule, slot) do nothing returning id",
            schedule,
            slot,
            now,
        )
        if run is None:
            return None
        await assign(kind=f"schedule:{schedule}", subject=run, now=now)
    return UUID(str(run))
