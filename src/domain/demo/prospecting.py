"""Prospects of the demo: met or found, informed or soon to be, and what was exchanged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from domain.demo.names import DIRECTORIES, FIRST_NAMES, LAST_NAMES, OCCASIONS
from domain.demo.people import new_id, plain, telephone
from domain.periods import after
from domain.prospects import CONTACTS, SOON, Interaction, Kind, Prospect, Source

PROSPECTS = 60
_OLDEST_DAYS = 1_060
"""Under three years: the first night erases nobody."""
_NEW = 5
"""How many were collected this week, and are still to be informed."""
_EXCHANGES = (Kind.CALL, Kind.UNANSWERED_CALL, Kind.MEETING, Kind.CLICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One prospect, and the exchanges with them."""

    prospect: Prospect
    history: list[Interaction]


def leads(chance: Random, now: datetime) -> Iterator[Lead]:
    """Yield prospects, the latest first; one of them has asked to be left alone meanwhile."""
    for number in range(PROSPECTS):
        collected_at = now - _age(number, chance)
        prospect = _prospect(number, chance, collected_at)
        if number < _NEW:
            yield Lead(prospect=prospect, history=[])
            continue
        prospect.informed_at = collected_at + timedelta(days=chance.uniform(1, 6))
        history = list(_history(prospect, chance, now))
        contacts = [each.at for each in history if each.kind in CONTACTS]
        prospect.last_contact_at = max(contacts, default=None)
        prospect.kept_from = max([collected_at, *contacts])
        if number == _NEW:
            prospect.restricted_at = now - timedelta(days=1)
        yield Lead(prospect=prospect, history=history)


def inform_at(prospect: Prospect) -> datetime:
    """Return when somebody who is new will be informed."""
    return after(prospect.collected_at, SOON)


def _age(number: int, chance: Random) -> timedelta:
    """Return how long ago a prospect was collected: some this week, the last one long ago."""
    if number < _NEW:
        return timedelta(days=chance.uniform(0.5, 6))
    if number == PROSPECTS - 1:
        return timedelta(days=_OLDEST_DAYS)
    return timedelta(days=chance.uniform(10, _OLDEST_DAYS))


def _prospect(number: int, chance: Random, collected_at: datetime) -> Prospect:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    source = chance.choice((Source.MET, Source.DIRECTORY))
    return Prospect(
        id=new_id(chance),
        email=f"{plain(first)}.{plain(last)}{number}@prospects.example.org",
        first_name=first,
        last_name=last,
        telephone=chance.choice((None, telephone(chance))),
        language=chance.choices(("fr", "en"), (4, 1))[0],
        source=source.value,
        source_name=chance.choice(OCCASIONS if source is Source.MET else DIRECTORIES),
        collected_at=collected_at,
        kept_from=collected_at,
        changed_at=collected_at,
        is_demo=True,
    )


def _history(prospect: Prospect, chance: Random, now: datetime) -> Iterator[Interaction]:
    """Yield the mail that informed, and a few exchanges after it; of the oldest, none."""
    yield _exchange(prospect, Kind.MAIL, prospect.informed_at, chance)
    if now - prospect.collected_at >= timedelta(days=_OLDEST_DAYS):
        return
    for _ in range(chance.randint(0, 4)):
        at = prospect.informed_at + (now - prospect.informed_at) * chance.random()
        yield _exchange(prospect, chance.choice(_EXCHANGES), at, chance)


def _exchange(prospect: Prospect, kind: Kind, at: datetime, chance: Random) -> Interaction:
    return Interaction(id=new_id(chance), prospect=prospect.id, kind=kind.value, at=at)
