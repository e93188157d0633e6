"""Recording a breach and each step of its handling; every change leaves a dated line.

Nothing is overwritten unseen: what a field held before stands in the history. A breach and
its history go together, five years after the closing (P-OPS-10).
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import database, duties
from domain.acting import by_itself
from domain.breaches.rules import (
    LOUD_BEFORE,
    Act,
    Exemption,
    Facts,
    NotPossible,
    Risk,
    State,
    check_facts,
    due_at,
    is_late,
    is_running,
    state_of,
)
from domain.breaches.tables import PersonalDataBreach
from domain.errors import DomainError, NotFound
from domain.roles import Role

A_DAY_LEFT = "breach:a-day-left"
"""Mail duty: tells the officers that less than a day is left to notify the CNIL."""
OVERDUE = "breach:overdue"
"""Mail duty: tells the officers that the 72 hours are over."""


class AlreadyClosed(DomainError):
    """The breach is closed: it is opened again before it changes."""


class NotClosed(DomainError):
    """The breach is open."""


class NotReadyToClose(DomainError):
    """What the law asks for is still due: the assessment, the CNIL, the people."""


class NoDelayReason(DomainError):
    """A notification after 72 hours says why it was not made within them (art. 33(1))."""


@by_itself
async def record(facts: Facts, *, breach_id: UUID, by: Role, now: datetime) -> None:
    """Write a breach down (art. 33(5)); sent twice under one id, it is one.

    Raises:
        NotPossible: A fact contradicts another, or the present.
    """
    check_facts(facts, now=now)
    async with database.transaction():
        values: dict[str, Any] = {"id": breach_id, "recorded_at": now, **asdict(facts)}
        places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        written = await database.execute(
            f"insert into personal_data_breach ({', '.join(values)}) values ({places})"
            " on conflict (id) do nothing",
            *values.values(),
        )
        if written:
            await note(breach_id, Act.RECORDED, by=by, now=now)
            await _wind(await locked(breach_id), now=now)


@by_itself
async def correct(breach_id: UUID, facts: Facts, *, by: Role, now: datetime) -> None:
    """Complete or correct the facts of a breach (art. 33(4)); the former stay in its history.

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
        NotPossible: A fact contradicts another, or the present.
    """
    check_facts(facts, now=now)
    async with database.transaction():
        breach = await _open(breach_id)
        noted = breach.notified_at
        if noted is not None and is_late(facts.aware_at, noted) and not breach.delay_reason:
            raise NoDelayReason
        await _change(breach, Act.CORRECTED, asdict(facts), by=by, now=now)


@by_itself
async def assess(breach_id: UUID, *, risk: Risk, reason: str, by: Role, now: datetime) -> None:
    """Say which risk the breach is to people, and why; a former answer stays in the history.

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
    """
    async with database.transaction():
        breach = await _open(breach_id)
        values = {"risk": str(risk), "risk_reason": reason}
        await _change(breach, Act.ASSESSED, values, by=by, now=now)


@by_itself
async def note_notification(  # noqa: PLR0913 - what the register says of a notification
    breach_id: UUID,
    *,
    at: datetime,
    reference: str | None,
    delay_reason: str | None,
    by: Role,
    now: datetime,
) -> None:
    """Note that the CNIL was notified, and when (art. 33(1)); the clock stops.

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
        NotPossible: It lies ahead, or before we were aware.
        NoDelayReason: It was made after 72 hours, without the reasons.
    """
    async with database.transaction():
        breach = await _open(breach_id)
        if not breach.aware_at <= at <= now:
            raise NotPossible("notified_at")
        if is_late(breach.aware_at, at) and not delay_reason:
            raise NoDelayReason
        values = {"notified_at": at, "reference": reference, "delay_reason": delay_reason}
        await _change(breach, Act.NOTIFIED, values, by=by, now=now)


@by_itself
async def note_information(
    breach_id: UUID, *, at: datetime, how: str, by: Role, now: datetime
) -> None:
    """Note that the people were informed, when and how (art. 34(1)).

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
        NotPossible: It lies ahead, or before we were aware.
    """
    async with database.transaction():
        breach = await _open(breach_id)
        if not breach.aware_at <= at <= now:
            raise NotPossible("informed_at")
        values: dict[str, Any] = {"informed_at": at, "informed_how": how}
        values |= {"exemption": None, "exemption_reason": None}
        await _change(breach, Act.INFORMED, values, by=by, now=now)


@by_itself
async def note_exemption(
    breach_id: UUID, *, ground: Exemption, reason: str, by: Role, now: datetime
) -> None:
    """Note why the people are not informed although the risk is high (art. 34(3)).

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
    """
    async with database.transaction():
        breach = await _open(breach_id)
        values = {"exemption": str(ground), "exemption_reason": reason}
        await _change(breach, Act.EXEMPTED, values, by=by, now=now)


@by_itself
async def close(breach_id: UUID, *, by: Role, now: datetime) -> None:
    """Close a breach: nothing is due any more, and its five years begin (P-OPS-10).

    Raises:
        NotFound: There is no such breach.
        AlreadyClosed: It is closed.
        NotReadyToClose: The risk, the CNIL or the people are still due.
    """
    async with database.transaction():
        breach = await _open(breach_id)
        if state_of(breach) is not State.TO_CLOSE:
            raise NotReadyToClose
        await _change(breach, Act.CLOSED, {"closed_at": now}, by=by, now=now)
        await _carry_closing(breach)


@by_itself
async def reopen(breach_id: UUID, *, by: Role, now: datetime) -> None:
    """Open a closed breach again, where more comes to light; its period has not begun then.

    Raises:
        NotFound: There is no such breach.
        NotClosed: It is open.
    """
    async with database.transaction():
        breach = await locked(breach_id)
        if breach.closed_at is None:
            raise NotClosed
        await _change(breach, Act.REOPENED, {"closed_at": None}, by=by, now=now)
        await _carry_closing(breach)


async def locked(breach_id: UUID) -> PersonalDataBreach:
    """Return a breach, held until the transaction ends.

    Raises:
        NotFound: There is no such breach.
    """
    found = (
        await PersonalDataBreach.objects()
        .where(PersonalDataBreach.id == breach_id)
        .lock_rows("UPDATE")
        .first()
    )
    if found is None:
        raise NotFound
    return found


async def _open(breach_id: UUID) -> PersonalDataBreach:
    breach = await locked(breach_id)
    if breach.closed_at is not None:
        raise AlreadyClosed
    return breach


async def _change(
    breach: PersonalDataBreach, act: Act, values: dict[str, Any], *, by: Role, now: datetime
) -> None:
    """Write the values that differ, and a line for each; where none does, nothing."""
    changed = {name: value for name, value in values.items() if getattr(breach, name) != value}
    for name, value in changed.items():
        before = _in_words(getattr(breach, name))
        await note(
            breach.id, act, by=by, now=now, field=name, before=before, after=_in_words(value)
        )
        setattr(breach, name, value)
    if changed:
        await breach.save([getattr(PersonalDataBreach, name) for name in changed])
        await _wind(breach, now=now)


async def note(  # noqa: PLR0913 - a line has these parts
    breach_id: UUID,
    act: Act,
    *,
    by: Role,
    now: datetime,
    field: str | None = None,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Add a line to the history of a breach: who by their role, never by name."""
    await database.execute(
        "insert into breach_change (breach, at, role, act, field, before, after)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        breach_id,
        now,
        str(by),
        str(act),
        field,
        before,
        after,
    )


def _in_words(value: Any) -> str | None:
    """Return a value as a line keeps it: instants in ISO form, lists by commas."""
    if value is None or value == []:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, list) else str(value)


async def _wind(breach: PersonalDataBreach, *, now: datetime) -> None:
    """Have the officers told in time; a warning whose instant moved, moves."""
    if not is_running(breach):
        return
    end = due_at(breach.aware_at)
    for kind, at in ((A_DAY_LEFT, end - LOUD_BEFORE), (OVERDUE, end)):
        await duties.move(kind=kind, subject=breach.id, due_at=at, now=now)


async def _carry_closing(breach: PersonalDataBreach) -> None:
    """Let the history and the notices have the clock of their breach."""
    for table in ("breach_change", "breach_notice"):
        await database.execute(
            f"update {table} set closed_at = $2 where breach = $1", breach.id, breach.closed_at
        )
