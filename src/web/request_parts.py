"""What the pages about requests share: their fields, their course in steps, the download."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.exceptions import ClientException
from litestar.response import Stream
from litestar.status_codes import HTTP_409_CONFLICT

from domain import requests, rights
from domain.periods import paris_day
from domain.requests import (
    GROUNDS,
    RIGHT_NAMES,
    Channel,
    Ground,
    Package,
    Right,
    RightsRequest,
    State,
    state_of,
)
from domain.text import Text
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, FormDefinition, Wrong

MESSAGE_LENGTH = 5_000
_PAGE_DIGITS = 4
"""No list of ours is longer; and what is no offset never reaches the database."""

DOMAIN_ERRORS[requests.NotOpen] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette demande a déjà reçu une réponse, ou a été retirée : elle ne peut plus changer.",
        "This request was answered or withdrawn before: it can no longer change.",
    ),
)
DOMAIN_ERRORS[requests.NotExtendable] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Le délai ne se prolonge qu’une fois, avant la fin du premier mois et avant toute"
        " décision (RGPD, art. 12(3)).",
        "The time is extended once only, before the first month ends and before any decision"
        " (GDPR art. 12(3)).",
    ),
)
DOMAIN_ERRORS[requests.NoDoubt] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Aucune question n’attend de réponse, ou elle en a déjà reçu une.",
        "No question waits for an answer, or it has one already.",
    ),
)
DOMAIN_ERRORS[rights.NotProven] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "L’identité de l’auteur de la demande n’est pas encore prouvée.",
        "The identity of who makes the request is not proven yet.",
    ),
)


def right() -> Field:
    """Return the field that names the right."""
    missing = Text("Choisissez ce que vous demandez.", "Choose what you ask for.")
    return Field(max_length=20, missing=missing, read=_read_right)


def ground() -> Field:
    """Return the field of an erasure's ground; who is unsure leaves it to the DPO."""
    return Field(max_length=40, required=False, read=_read_ground)


def message(*, required: bool = False, max_length: int = MESSAGE_LENGTH) -> Field:
    """Return the field of a text in the person's own words."""
    return Field(max_length=max_length, required=required, lines=True)


ANSWER_FORM = FormDefinition(answer=message(required=True))
"""What the person answers to our questions about who they are."""


def _read_right(typed: str) -> Right:
    try:
        asked = Right(typed)
    except ValueError:
        raise Wrong(_FROM_THE_LIST) from None
    if asked not in requests.ASKED_FOR:
        raise Wrong(_FROM_THE_LIST)
    return asked


def _read_ground(typed: str) -> Ground:
    try:
        return Ground(typed)
    except ValueError:
        raise Wrong(_FROM_THE_LIST) from None


_FROM_THE_LIST = Text("Choisissez dans la liste.", "Choose from the list.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the course of a request: done, now or next."""

    words: Text
    state: str
    at: datetime | None = None


def steps_of(request: RightsRequest, package: Package | None = None) -> list[Step]:
    """Return the course of a request from receipt to answer."""
    steps = [_reached(_RECEIVED, request.received_at)]
    if request.withdrawn_at is not None:
        return [*steps, _reached(_WITHDRAWN, request.withdrawn_at)]
    if request.channel != Channel.ACCOUNT:
        steps.append(_reached(_PROVEN, request.proven_at))
    if requests.is_decided_by_the_officer(request):
        refused = request.decision == "refused"
        steps.append(_reached(_REFUSED if refused else _DECIDED, request.decided_at))
        if refused:
            return steps
    finished = package.finished_at if package else request.closed_at
    steps.append(_reached(_MADE[Right(request.right)], finished or request.closed_at))
    return _with_the_present(steps)


def _reached(words: Text, at: datetime | None) -> Step:
    return Step(words, "done" if at is not None else "next", at)


def _with_the_present(steps: list[Step]) -> list[Step]:
    """Return the steps, the first that is not done marked as the present one."""
    for place, step in enumerate(steps):
        if step.state == "next":
            return [*steps[:place], Step(step.words, "now"), *steps[place + 1 :]]
    return steps


_RECEIVED = Text("Demande reçue", "Request received")
_PROVEN = Text("Identité prouvée", "Identity proven")
_DECIDED = Text("Décision du délégué", "Decision of the officer")
_REFUSED = Text("Demande refusée", "Request refused")
_WITHDRAWN = Text("Demande retirée", "Request withdrawn")
_MADE = {
    Right.ACCESS: Text("Copie préparée", "Copy made"),
    Right.ERASURE: Text("Données effacées", "Data erased"),
    Right.AFTER_DEATH: Text("Copie préparée", "Copy made"),
}


STATE_KINDS: dict[State, str] = {
    State.IN_DOUBT: "warning",
    State.UNPROVEN: "neutral",
    State.TO_DECIDE: "info",
    State.UNDER_WAY: "info",
    State.GRANTED: "success",
    State.REFUSED: "warning",
    State.WITHDRAWN: "neutral",
}
"""How a state's badge looks."""


def facts_about(
    request: RightsRequest, package: Package | None, *, now: datetime
) -> dict[str, Any]:
    """Return what a page or a partial shows of a request."""
    state = state_of(request)
    ready = package is not None and package.finished_at and package.expires_at >= now
    return {
        "asked": request,
        "right": RIGHT_NAMES[Right(request.right)],
        "ground": GROUNDS[Ground(request.ground)] if request.ground else None,
        "state": state,
        "state_words": requests.STATE_NAMES[state],
        "steps": steps_of(request, package),
        "package": package,
        "is_ready": bool(ready),
        "is_moving": state is State.UNDER_WAY,
        "can_withdraw": requests.is_open(request)
        and not (state is State.UNDER_WAY and request.right == Right.ERASURE),
        "days_left": requests.days_left(request.due_on, now=now),
        "days": (request.due_on - paris_day(request.received_at)).days,
    }


def hand_over(package: Package, *, now: datetime) -> Stream:
    """Answer with the file of a finished copy, part by part."""
    day = paris_day(package.begun_at).isoformat()
    return Stream(
        rights.fetch(package, now=now),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="assisteu-{day}.zip"',
            "Content-Length": str(package.size_bytes),
            "Cache-Control": "no-store",
        },
    )


def page_number(asked: str | None) -> int:
    """Return the page of a list that the address names."""
    if asked is None:
        return 1
    number = int(asked[:_PAGE_DIGITS]) if asked.isascii() and asked.isdigit() else 0
    if len(asked) > _PAGE_DIGITS or number < 1:
        raise ClientException("no such page")
    return number
