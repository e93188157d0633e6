"""What the contracts of organisations leave: a clause, its counters, an invitation."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from piccolo.table import Table

from domain.demo.people import CAROLS, DemoPerson, Scene, new_id
from domain.organisations import STATISTICS, Invitation, Objection, StatisticsClause
from domain.periods import paris_day, start_of_day
from domain.training.tables import TrainingProposal, TrainingSession, TrainingTime

USE = ("account", "day", "searches", "documents")
CLAUSE_SINCE = timedelta(days=200)
INVITED = timedelta(days=3, hours=2)
OBJECTED = timedelta(days=40)
ASKED = timedelta(days=1, hours=5)

_INVITED_ADDRESS = "lea.sorel@example.org"


def clause(scene: Scene) -> StatisticsClause:
    """Return the one clause in force: Carol's organisation receives statistics."""
    return StatisticsClause(
        id=new_id(scene.chance),
        organisation=scene.firms[CAROLS],
        since_on=paris_day(scene.now - CLAUSE_SINCE),
        until_on=None,
        recorded_at=scene.now - CLAUSE_SINCE - timedelta(days=9),
    )


def invitation(scene: Scene, *, invited_by: UUID) -> Invitation:
    """Return an invitation of Carol's that waits for its answer."""
    return Invitation(
        id=new_id(scene.chance),
        form_id=new_id(scene.chance),
        organisation=scene.firms[CAROLS],
        email=_INVITED_ADDRESS,
        as_administrator=False,
        language="fr",
        invited_by=invited_by,
        invited_at=scene.now - INVITED,
    )


def training(scene: Scene, *, asked_by: UUID) -> list[Table]:
    """Return a training session that Carol asks for, at two times: support can answer it."""
    session = TrainingSession(
        id=new_id(scene.chance),
        organisation=scene.firms[CAROLS],
        topic="Bien chercher dans le droit dérivé",
        language="fr",
        minutes=60,
        proposed_at=scene.now - ASKED,
    )
    proposal = TrainingProposal(
        id=new_id(scene.chance),
        session=session.id,
        account=asked_by,
        expected=12,
        message="Surtout la recherche par numéro, et les versions consolidées.",
        proposed_at=scene.now - ASKED,
    )
    times = [
        TrainingTime(
            id=new_id(scene.chance),
            session=session.id,
            starts_at=start_of_day(paris_day(scene.now)) + days,
        )
        for days in (timedelta(days=15, hours=10), timedelta(days=17, hours=14))
    ]
    return [session, proposal, *times]


def objection(scene: Scene, person: DemoPerson) -> Objection:
    """Return the objection of a member who wants to be in no statistics."""
    return Objection(
        id=new_id(scene.chance),
        account=person.id,
        activity=STATISTICS,
        objected_at=max(person.opened_at, scene.now - OBJECTED),
    )


def use_of(
    people: Sequence[DemoPerson], firms: Sequence[UUID], chance: Random, now: datetime
) -> Iterator[tuple[object, ...]]:
    """Yield the counters of Carol's members since the clause began, some days of the week."""
    for person in people:
        if person.organisation != firms[CAROLS]:
            continue
        day = paris_day(max(person.opened_at, now - CLAUSE_SINCE))
        while day <= paris_day(person.last_visit_at):
            if chance.random() < 1 / 3:
                yield person.id, day, chance.randint(0, 12), chance.randint(1, 9)
            day += timedelta(days=1)
