"""Cases about licences: accounts that two people seem to use, and what became of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from domain.demo.people import DemoPerson, new_id
from domain.licence import SharingCase, SharingHand
from domain.periods import PARIS, paris_day

SIGHTING = ("account", "session", "ip", "seen_at")
Row = tuple[UUID, UUID, str, datetime]

_MORNINGS = 14
_ENDED = timedelta(days=4)
"""The last of these mornings, before the present."""
_PLACES = ("203.0.113.21", "198.51.100.84")
_HALF_HOUR_S = 1_800
_BETWEEN_S = 24.0
"""Between two uses of one person, on average: irregular, as reading is."""
_LIVELY = timedelta(days=30)


def who_has_one(people: Sequence[DemoPerson], now: datetime) -> list[DemoPerson]:
    """Return Bob, who signs in to explain, and three others whom nobody signs in as."""
    bob = next(person for person in people if person.email.startswith("bob@"))
    others = [
        person
        for person in people
        if person.role == "holder"
        and person.email.partition("@")[0][-1].isdigit()
        and person.opened_at < person.last_visit_at - _LIVELY
        and person.last_visit_at > now - 2 * _LIVELY
    ]
    others.sort(key=lambda person: person.last_visit_at, reverse=True)
    return [bob, *others[:3]]


def uses_of_two(person: DemoPerson, chance: Random, now: datetime) -> list[Row]:
    """Return the uses of two people in two places, who do not wait for each other."""
    sessions = [new_id(chance) for _ in _PLACES]
    return [
        (person.id, session, place, at)
        for morning in _mornings(min(person.last_visit_at, now - _ENDED))
        for session, place in zip(sessions, _PLACES, strict=True)
        for at in _turns(morning, chance)
    ]


def _mornings(until: datetime) -> Iterator[datetime]:
    last = paris_day(until)
    for back in range(_MORNINGS, 0, -1):
        day = last - timedelta(days=back)
        yield datetime.combine(day, time(9, 20), tzinfo=PARIS)


def _turns(morning: datetime, chance: Random) -> Iterator[datetime]:
    second = chance.uniform(0, 60)
    while second < _HALF_HOUR_S:
        yield morning + timedelta(seconds=second)
        second += 1 + chance.expovariate(1 / _BETWEEN_S)


def case_of(
    person: DemoPerson, seen: Sequence[Row], chance: Random, now: datetime
) -> SharingCase:
    """Return the case that the detector itself would open about these uses."""
    # Numbers load slowly, and no other part of the demo needs them.
    from domain.licence import detector

    opened_at = now - timedelta(days=3, hours=2)
    states = detector.absorb({}, detector.Sightings.of(seen), until=opened_at).states
    finding = detector.judge(states[person.id], until=opened_at)
    return SharingCase(
        id=new_id(chance),
        account=person.id,
        email=person.email,
        language=person.language,
        opened_at=opened_at,
        seen_from=min(at for *_, at in seen),
        finding=finding.to_json().decode(),
    )


def make_asked(case: SharingCase) -> None:
    """Have the holder told."""
    case.asked_at = case.opened_at + timedelta(hours=6)


def make_explained(case: SharingCase) -> None:
    """Let the holder explain, a day later."""
    make_asked(case)
    case.explained_at = case.asked_at + timedelta(days=1)
    case.explanation = "remote-desktop"
    case.explanation_words = "Je travaille chez un client et sur le poste de mon cabinet."


def make_dismissed(case: SharingCase, *, by: UUID, chance: Random) -> SharingHand:
    """Dismiss the case once its holder explained; return whose hand it was."""
    make_explained(case)
    case.decided_at = case.cleared_at = case.explained_at + timedelta(hours=5)
    case.decision = "dismissed"
    case.grounds = "Le poste à distance explique les deux réseaux."
    return SharingHand(
        id=new_id(chance), of_case=case.id, part="decision", member=by, at=case.decided_at
    )
