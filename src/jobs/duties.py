"""The alarm clock: takes due duties one by one and calls who is responsible for them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from domain import clock, duties
from domain.logs import kind_of
from jobs.handlers import HANDLERS
from jobs.schedules import SCHEDULES, latest_slot

log = logging.getLogger("jobs.duties")

TURN = timedelta(seconds=20)
"""After which other jobs have their turn, however much is due: the next begins within 5 s."""


async def perform_due_duties(_ctx: dict[str, Any]) -> int:
    """Perform what is due, for one turn; return how many duties were done."""
    done = 0
    until = clock.now() + TURN
    while clock.now() < until and (duty := await duties.claim(now=clock.now())) is not None:
        done += await _perform(duty)
    return done


async def run_due_schedules(_ctx: dict[str, Any]) -> None:
    """Open the present slot of each schedule, once, whoever else is awake.

    A slot that nobody was awake for is opened late, at the next look.
    """
    now = clock.now()
    for name, schedule in SCHEDULES.items():
        if await duties.open_slot(schedule=name, slot=latest_slot(schedule, now), now=now):
            await perform_due_duties(_ctx)


async def _perform(duty: duties.Duty) -> bool:
    try:
        async with _held(duty):
            await HANDLERS[duty.kind](duty.subject, clock.now())
    except Exception as error:
        later = error if isinstance(error, duties.TryLater) else duties.TryLater()
        facts = {"facts": {"kind": duty.kind, "try": duty.attempts}}
        if later.costs_a_try:
            log.exception("duty failed", extra=facts)
        else:  # known, and told: thousands may wait, and a trace each hour would say no more
            log.info("duty waits for somebody", extra=facts)
        await duties.give_back(
            duty,
            failure=kind_of(error),
            now=clock.now(),
            not_within=later.after,
            costs_a_try=later.costs_a_try,
        )
        return False
    await duties.finish(duty.id, now=clock.now())
    return True


@asynccontextmanager
async def _held(duty: duties.Duty) -> AsyncIterator[None]:
    """Renew the lease while the work lasts: only a worker that dies gives its duty back."""
    heart = asyncio.create_task(_renew_now_and_then(duty))
    try:
        yield
    finally:
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart


async def _renew_now_and_then(duty: duties.Duty) -> None:
    while True:
        await asyncio.sleep(duties.LEASE.total_seconds() / 4)
        try:
            await duties.renew(kind=duty.kind, subject=duty.subject, now=clock.now())
        except Exception as error:
            # Once missed is not yet lost: three more come before the lease ends.
            log.warning("lease not renewed", exc_info=error)
