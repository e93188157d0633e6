"""What the pages about a case share: its course, the picture of its day, the refusals."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from litestar.status_codes import HTTP_409_CONFLICT

from domain import licence
from domain.licence import SharingCase, cases
from domain.licence.cases import State
from domain.text import Text
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field
from web.request_parts import Step

if TYPE_CHECKING:
    from domain.licence.detector import Day, Place

DOMAIN_ERRORS[cases.NotNow] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Ce dossier a changé entre-temps : cet acte n’y est pas possible, ou plus.",
        "This case has changed meanwhile: this cannot be done in it, or no longer.",
    ),
)
DOMAIN_ERRORS[cases.NotHeardYet] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Le titulaire n’a pas encore été entendu, et son délai court : rien ne peut être"
        " confirmé.",
        "The holder was not heard yet, and their time still runs: nothing can be confirmed.",
    ),
)
DOMAIN_ERRORS[cases.SamePerson] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "C’est à un autre membre du personnel de le faire : vous avez pris l’autre décision de"
        " ce dossier.",
        "Another member of staff has to do this: you took the other decision in this case.",
    ),
)
DOMAIN_ERRORS[licence.NotWeighedNow] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette opposition a déjà été examinée, ou retirée.",
        "This objection was weighed before, or taken back.",
    ),
)

STATE_KINDS: dict[State, str] = {
    State.OPEN: "info",
    State.ASKED: "neutral",
    State.EXPLAINED: "info",
    State.CONTESTED: "warning",
    State.CONFIRMED: "neutral",
    State.UPHELD: "neutral",
    State.DISMISSED: "success",
    State.OVERTURNED: "success",
}
"""How a state's badge looks: loud where somebody waits for us, never as a verdict."""


def written(missing: Text, *, required: bool = True) -> Field:
    """Return the field of grounds, of an explanation, of a contest."""
    return Field(
        max_length=cases.GROUNDS_LENGTH, required=required, lines=True, missing=missing
    )


def steps_of(case: SharingCase) -> list[Step]:
    """Return the course of a case, from its opening to what was decided."""
    steps = [
        Step(_OPENED, "done", case.opened_at),
        _step(_TOLD, case.asked_at),
        _step(_HEARD, case.explained_at),
        _step(_DECIDED, case.decided_at),
    ]
    if case.decided_at is not None:
        steps = [step for step in steps if step.state == "done"]
    if case.contested_at is not None:
        steps += [_step(_CONTESTED, case.contested_at), _step(_REVIEWED, case.reviewed_at)]
    for place, step in enumerate(steps):
        if step.state == "next":
            return [*steps[:place], Step(step.words, "now"), *steps[place + 1 :]]
    return steps


def _step(words: Text, at: datetime | None) -> Step:
    return Step(words, "done" if at is not None else "next", at)


_OPENED = Text("Dossier ouvert", "Case opened")
_TOLD = Text("Titulaire averti", "Holder told")
_HEARD = Text("Explication du titulaire", "Holder’s explanation")
_DECIDED = Text("Décision d’une personne", "Decision of a person")
_CONTESTED = Text("Contestation", "Contest")
_REVIEWED = Text("Réexamen par une autre personne", "Review by another person")


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of use, or a moment, on its lane; lengths in per cent of the picture."""

    left: float
    width: float
    begins_at: datetime
    ends_at: datetime
    sightings: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One place: its number and its stretches."""

    place: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A day in lanes, drawn as far as it was used."""

    day: datetime
    lanes: tuple[Lane, ...]
    hours: tuple[tuple[float, datetime], ...]
    """Where lines stand, and for which time."""

    switches: tuple[float, ...]
    """Where quick changes between the lanes stand."""


_STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 30, 60, 120, 180))
"""What may lie between two lines: the shortest that draws eight at most."""
_DAYS_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_LINES = 8
_NARROWEST = 0.4
_NETWORKS_SHOWN = 3


def picture_of(day: "Day | None") -> Picture | None:
    """Return the picture of the most telling day; None when there is none."""
    if day is None:
        return None
    spans = [span for lane in day.lanes for span in lane.spans]
    first, last = min(span.begins_at for span in spans), max(span.ends_at for span in spans)
    step = next((each for each in _STEPS if last - first <= (_LINES - 2) * each), _STEPS[-1])
    begin = _DAYS_BEGIN + (first - _DAYS_BEGIN) // step * step
    lines = (last - begin) // step + 1
    whole = lines * step

    def place(moment: datetime) -> float:
        return round(100 * ((moment - begin) / whole), 2)

    lanes = tuple(
        Lane(
            lane.place,
            tuple(
                Bar(
                    place(span.begins_at),
                    max(_NARROWEST, round(place(span.ends_at) - place(span.begins_at), 2)),
                    span.begins_at,
                    span.ends_at,
                    span.sightings,
                )
                for span in lane.spans
            ),
        )
        for lane in day.lanes
    )
    marks = tuple(
        (place(begin + step * number), begin + step * number) for number in range(lines)
    )
    return Picture(
        day=datetime(day.on.year, day.on.month, day.on.day, 12, tzinfo=UTC),
        lanes=lanes,
        hours=marks,
        switches=tuple(place(switch.reached_at) for switch in day.switches),
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case tells, as its pages put it into sentences: no score, no verdict."""

    since: datetime
    until: datetime
    speaking_for: tuple[tuple[str, Any], ...]
    """The kind of each fact, and the fact."""
    against: tuple[tuple[str, Any], ...]
    places: tuple[tuple["Place", tuple[str, ...]], ...]
    """Each place with its first networks, shortened."""
    picture: Picture | None


def facts_of(case: SharingCase) -> Facts:
    """Return what the detector found, as the case keeps it."""
    # Numbers load slowly, and no other page needs them.
    from domain.licence.detector import Finding

    finding = Finding.from_json(case.finding)
    return Facts(
        since=finding.since,
        until=finding.until,
        speaking_for=tuple(map(_with_kind, finding.evidence)),
        against=tuple(map(_with_kind, finding.counter_evidence)),
        places=tuple(
            (place, tuple(map(_shortened, place.networks[:_NETWORKS_SHOWN])))
            for place in finding.places
        ),
        picture=picture_of(finding.day),
    )


def _with_kind(fact: Any) -> tuple[str, Any]:
    return fact.__struct_config__.tag, fact


def _shortened(network: str) -> str:
    return licence.shortened(network.partition("/")[0])
