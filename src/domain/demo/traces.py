"""What people leave behind in a year: sessions, sightings, history, bookmarks."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from domain.demo.names import QUERIES
from domain.demo.people import DemoPerson, new_id

Row = tuple[object, ...]

SESSION = (
    "id", "account", "token_sha256", "created_at", "last_used_at", "authenticated_at",
    "second_factor_at", "ended_at",
)  # fmt: skip
SIGHTING = ("account", "session", "ip", "seen_at")
BOOKMARK = ("id", "account", "work", "created_at")
HISTORY = ("id", "account", "at", "query", "work")

_ENDED_WITHIN = timedelta(days=28)
"""Ended sessions go after 30 days: these are still there for a night or two."""


@dataclass(slots=True)
class Traces:
    """Rows for several tables, by table."""

    session: list[Row] = field(default_factory=list)
    sighting: list[Row] = field(default_factory=list)
    bookmark: list[Row] = field(default_factory=list)
    history_entry: list[Row] = field(default_factory=list)


def traces_of(
    people: Sequence[DemoPerson], works: Sequence[UUID], chance: Random, now: datetime
) -> Traces:
    """Return what ``people`` left behind. Of staff, sessions alone: they hold no licence."""
    traces = Traces()
    for person in people:
        session_id = _sessions(traces, person, chance, now)
        if person.role != "holder":
            continue
        places = [_address(chance) for _ in range(chance.randint(1, 3))]
        for seen_at in _working_times(person, chance, now, most=40):
            traces.sighting.append((person.id, session_id, chance.choice(places), seen_at))
        _history(traces, person, works, chance, now)
        for work in chance.sample(works, min(len(works), chance.randint(0, 9))):
            (at,) = _working_times(person, chance, now, most=1)
            traces.bookmark.append((new_id(chance), person.id, work, at))
    return traces


def _sessions(traces: Traces, person: DemoPerson, chance: Random, now: datetime) -> UUID:
    """Add one ended session and, for who came lately, an open one. Nobody knows the tokens."""
    second_factor = person.totp_secret is not None
    ended_at = min(
        person.last_visit_at, now - chance.random() * _ENDED_WITHIN - timedelta(hours=1)
    )
    begun_at = ended_at - timedelta(hours=chance.randint(1, 400) / 10)
    session_id = new_id(chance)
    if ended_at > now - _ENDED_WITHIN:
        traces.session.append(
            (session_id, person.id, secrets.token_bytes(32), begun_at, ended_at, begun_at,
             begun_at if second_factor else None, ended_at)
        )  # fmt: skip
    if person.role == "holder" and person.last_visit_at > now - timedelta(days=60):
        began = person.last_visit_at - timedelta(days=chance.randint(0, 30))
        traces.session.append(
            (new_id(chance), person.id, secrets.token_bytes(32), began, person.last_visit_at,
             began, began if second_factor else None, None)
        )  # fmt: skip
    return session_id


def _history(
    traces: Traces, person: DemoPerson, works: Sequence[UUID], chance: Random, now: datetime
) -> None:
    for at in _working_times(person, chance, now, most=30):
        searched = not works or chance.random() < 1 / 2
        query = chance.choice(QUERIES) if searched else None
        work = None if searched else chance.choice(works)
        traces.history_entry.append((new_id(chance), person.id, at, query, work))


def _working_times(
    person: DemoPerson, chance: Random, now: datetime, *, most: int
) -> Iterator[datetime]:
    """Yield times between the account's opening and its last visit, within the last year."""
    begin = max(person.opened_at, now - timedelta(days=365))
    span = max(person.last_visit_at - begin, timedelta(0))
    for _ in range(chance.randint(1, most)):
        yield begin + chance.random() * span


def _address(chance: Random) -> str:
    """Return an address of the ranges that exist for documentation (RFC 5737, RFC 3849)."""
    network = chance.choice(("192.0.2", "198.51.100", "203.0.113"))
    if chance.random() < 1 / 5:
        return f"2001:db8:{chance.randrange(65536):x}::{chance.randrange(1, 65536):x}"
    return f"{network}.{chance.randrange(1, 255)}"
