"""Requests of people in each of their states, one of them overdue, and past erasures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from domain.accounts import Account
from domain.demo.people import DemoPerson, new_id
from domain.evidence import Cause, Erasure, ErasureStep
from domain.periods import after
from domain.register import REGISTER, STAFF_ACCOUNTS
from domain.requests import (
    Channel,
    Ground,
    IdentityDoubt,
    Right,
    RightsRequest,
    answer_due_on,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One request as it went: days are counted back from now."""

    right: Right
    channel: Channel
    received: float
    proven: float | None = None
    decided: float | None = None
    decision: str | None = None
    reason: str | None = None
    closed: float | None = None
    withdrawn: float | None = None
    doubted: float | None = None
    ground: Ground | None = None
    message: str | None = None
    person_is_gone: bool = False


STORIES = (
    Story(
        right=Right.ERASURE,
        channel=Channel.PAGE,
        received=1.2,
        ground=Ground.NO_LONGER_NEEDED,
        message="J’ai quitté la profession et n’utilise plus le site.",
    ),
    Story(
        right=Right.ERASURE,
        channel=Channel.ACCOUNT,
        received=3.4,
        proven=3.4,
        ground=Ground.OBJECTION,
    ),
    Story(
        right=Right.ACCESS,
        channel=Channel.MAIL,
        received=24.1,
        proven=22.8,
        message="Reçue par courriel ; identité vérifiée par rappel téléphonique.",
    ),
    Story(
        right=Right.ACCESS,
        channel=Channel.PAGE,
        received=9.4,
        proven=9.1,
        doubted=6.2,
    ),
    Story(
        right=Right.ERASURE,
        channel=Channel.PAGE,
        received=45.3,
        proven=45.1,
        ground=Ground.UNLAWFUL,
        message="I was signed up by a former colleague without being asked.",
    ),
    Story(
        right=Right.ERASURE,
        channel=Channel.ACCOUNT,
        received=2.6,
        proven=2.6,
        decided=0.1,
        decision="granted",
        ground=Ground.NO_LONGER_NEEDED,
    ),
    Story(
        right=Right.ACCESS,
        channel=Channel.ACCOUNT,
        received=60.2,
        proven=60.2,
        decided=60.2,
        decision="granted",
        closed=60.1,
    ),
    Story(
        right=Right.ERASURE,
        channel=Channel.PAGE,
        received=95.7,
        proven=95.5,
        decided=92.3,
        decision="granted",
        closed=92.2,
        ground=Ground.CONSENT_WITHDRAWN,
        person_is_gone=True,
    ),
    Story(
        right=Right.ERASURE,
        channel=Channel.MAIL,
        received=130.5,
        proven=128.0,
        decided=110.2,
        decision="refused",
        reason="La demande porte sur les données d’une autre personne, sans mandat ni autorité"
        " parentale.",
        closed=110.2,
        ground=Ground.MINOR,
    ),
    Story(
        right=Right.ACCESS,
        channel=Channel.PAGE,
        received=200.9,
        proven=200.6,
        closed=199.8,
        withdrawn=199.8,
    ),
)
"""Unproven; to decide; in doubt; overdue; under way, granted, refused, withdrawn."""

TONIGHT = timedelta(hours=20)
"""When the erasure that is under way will be carried out: within its 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The requests and erasures, and the one erasure that is still to come."""

    requests: list[RightsRequest]
    doubts: list[IdentityDoubt]
    erasures: list[Erasure]
    steps: list[ErasureStep]
    under_way: UUID


def make_files(
    people: Sequence[DemoPerson], *, decided_by: UUID, chance: Random, now: datetime
) -> Files:
    """Return a request for each story, about ``people`` in their order."""
    requests = [
        _request(story, person, decided_by, chance, now)
        for story, person in zip(STORIES, people, strict=False)
    ]
    waiting = next(each for each in requests if each.decided_at and not each.closed_at)
    done = next(
        each for each in requests if each.account is None and each.decision == "granted"
    )
    erasures = [
        _erasure(waiting.account, Cause.REQUEST, waiting.id, waiting.decided_at, None, chance),
        _erasure(done.id, Cause.REQUEST, done.id, done.decided_at, done.closed_at, chance),
        *_earlier_erasures(chance, now),
    ]
    steps = [
        step for erasure in erasures if erasure.finished_at for step in _steps(erasure, chance)
    ]
    doubts = [_doubt(each, chance) for each in requests if each.stopped_at]
    return Files(
        requests=requests,
        doubts=doubts,
        erasures=erasures,
        steps=steps,
        under_way=waiting.account,
    )


def _doubt(request: RightsRequest, chance: Random) -> IdentityDoubt:
    return IdentityDoubt(
        id=new_id(chance),
        request=request.id,
        reason="L’adresse de la demande n’est pas celle du compte.",
        questions="En quel mois avez-vous ouvert votre compte ?",
        stated_at=request.stopped_at,
    )


def _request(
    story: Story, person: DemoPerson, decided_by: UUID, chance: Random, now: datetime
) -> RightsRequest:
    def at(days_ago: float | None) -> datetime | None:
        return None if days_ago is None else now - timedelta(days=days_ago)

    received_at = now - timedelta(days=story.received)
    knows_account = story.channel is not Channel.PAGE or story.proven is not None
    return RightsRequest(
        id=new_id(chance),
        form_id=new_id(chance),
        account=person.id if knows_account and not story.person_is_gone else None,
        right=story.right.value,
        channel=story.channel.value,
        email=f"ancien.{person.email}" if story.person_is_gone else person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        ground=story.ground.value if story.ground else None,
        message=story.message,
        language=person.language,
        received_at=received_at,
        due_on=answer_due_on(received_at),
        stopped_at=at(story.doubted),
        proven_at=at(story.proven),
        decided_at=at(story.decided),
        decision=story.decision,
        decision_reason=story.reason,
        decided_by=decided_by if story.decision else None,
        closed_at=at(story.closed),
        withdrawn_at=at(story.withdrawn),
        is_demo=True,
    )


def _erasure(  # noqa: PLR0913, PLR0917 - the columns of one row
    subject: UUID,
    cause: Cause,
    request: UUID | None,
    ordered_at: datetime,
    finished_at: datetime | None,
    chance: Random,
) -> Erasure:
    return Erasure(
        id=new_id(chance),
        subject=subject,
        request=request,
        cause=cause.value,
        ordered_at=ordered_at,
        finished_at=finished_at,
        values_left=None if finished_at is None else 0,
        is_demo=True,
    )


def _earlier_erasures(chance: Random, now: datetime) -> list[Erasure]:
    """Return a year's deletions by holders and by inactivity."""
    made = []
    for cause in (Cause.HOLDER, Cause.INACTIVITY) * 4:
        ordered_at = now - timedelta(days=chance.uniform(5, 360))
        finished_at = ordered_at + timedelta(seconds=chance.randint(2, 90))
        made.append(_erasure(new_id(chance), cause, None, ordered_at, finished_at, chance))
    return made


def _steps(erasure: Erasure, chance: Random) -> list[ErasureStep]:
    """Return what an erasure would have done, holding by holding of the register."""
    held = [
        (activity.slug, holding)
        for activity in REGISTER
        if activity is not STAFF_ACCOUNTS
        for holding in activity.holdings
        if holding.subject
    ]
    return [
        ErasureStep(
            id=new_id(chance),
            erasure=erasure.id,
            position=position,
            activity=slug,
            table_name=holding.table_name,
            outcome="kept" if holding.on_erasure else "erased",
            rows=1 if holding.table is Account else chance.randint(1, 30),
            kept_until=after(erasure.finished_at, holding.retention.period)
            if holding.on_erasure
            else None,
        )
        for position, (slug, holding) in enumerate(held)
    ]
