"""Two people with one account, as sightings in the table; and cases in each state."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain import licence
from domain.licence import Seen, SharingCase
from tests.domain.rows import make_row

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
OFFICE, HOME = "203.0.113.7", "198.51.100.20"
DAYS = 12
NIGHT = MONDAY + timedelta(days=DAYS, hours=1)
"""When the night after the last of these days is read."""

ONE, TWO = UUID(int=1), UUID(int=2)


def seen_by_two(account_id: UUID, days: range = range(DAYS)) -> list[Seen]:
    """Return the uses of two people who share one account, every morning."""
    return [
        Seen(uuid4(), account_id, session, ip, _at(day, turn, second))
        for day in days
        for turn in range(20)
        for session, ip, second in (
            (ONE, OFFICE, 7.0 * (turn % 4)),
            (TWO, HOME, 1.2 + 17 * (turn % 3)),
        )
    ]


def _at(day: int, minute: int, second: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=9, minutes=minute, seconds=second)


async def write(*batches: list[Seen], now: datetime = NIGHT) -> None:
    for batch in batches:
        await licence.write_sightings(batch, now=now)


async def make_case(account: Any, at: datetime, **columns: Any) -> SharingCase:
    """Write a case that is open, or as ``columns`` say."""
    open_case = dict.fromkeys(("decided_at", "decision", "grounds", "cleared_at"))
    facts = {
        "account": account.id,
        "email": account.email,
        "opened_at": at,
        "seen_from": at - timedelta(days=30),
        "finding": finding().decode(),
    }
    made = await make_row(SharingCase, **(open_case | facts | columns))
    assert isinstance(made, SharingCase)
    return made


def confirmed(at: datetime) -> dict[str, Any]:
    """Return the columns of a case that was confirmed at an instant."""
    return {
        "asked_at": at - timedelta(days=20),
        "decided_at": at,
        "decision": "confirmed",
        "grounds": "Deux bureaux, chaque matin.",
    }


def finding() -> bytes:
    """Return what the detector says of these two people."""
    from domain.licence import detector

    rows = [tuple(each[1:]) for each in seen_by_two(UUID(int=7))]
    states = detector.absorb({}, detector.Sightings.of(rows), until=NIGHT).states
    return detector.judge(states[UUID(int=7)], until=NIGHT).to_json()
