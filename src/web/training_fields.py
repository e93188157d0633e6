"""The fields of our forms about training sessions, and how their refusals look."""

from datetime import UTC, datetime
from uuid import UUID

from litestar.status_codes import HTTP_409_CONFLICT

from domain import training
from domain.periods import PARIS
from domain.text import Text
from web import account_fields as fields
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Wrong

LENGTHS = {
    str(minutes): Text(f"{minutes} minutes", f"{minutes} minutes")
    for minutes in (30, 45, 60, 90, 120)
}
"""How long a session may last."""

MOST_EXPECTED = 1_000

NO_TIME_LEFT = Text(
    f"Proposez des dates distinctes, au plus tôt dans {training.NOTICE.in_words().fr} et au"
    f" plus tard dans {training.AHEAD.in_words().fr}.",
    f"Propose distinct dates, at the earliest in {training.NOTICE.in_words().en} and at the"
    f" latest in {training.AHEAD.in_words().en}.",
)
ANSWERED = Text(
    "Cette demande a déjà reçu une réponse, ou a été annulée.",
    "This request was answered already, or was cancelled.",
)
TIME_PASSED = Text(
    "Cette date est passée. Choisissez-en une autre, ou refusez la demande.",
    "This date has passed. Choose another, or decline the request.",
)

DOMAIN_ERRORS[training.AlreadyAnswered] = Refusal(HTTP_409_CONFLICT, ANSWERED)
DOMAIN_ERRORS[training.TimePassed] = Refusal(HTTP_409_CONFLICT, TIME_PASSED)
DOMAIN_ERRORS[training.NothingToCancel] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette session est déjà annulée, refusée ou terminée.",
        "This session is cancelled, declined or over already.",
    ),
)
DOMAIN_ERRORS[training.NotOpen] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Les inscriptions à cette session ne sont pas ouvertes, ou ne le sont plus.",
        "Registration for this session is not open, or no longer.",
    ),
)
DOMAIN_ERRORS[training.StillWithdrawing] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Votre désinscription précédente est encore en cours chez Zoom. Recommencez dans"
        " quelques minutes.",
        "Your earlier withdrawal is still under way at Zoom. Try again in a few minutes.",
    ),
)


def topic() -> Field:
    """Return the field of what a session is about."""
    return fields.words(150, missing=Text("Indiquez le sujet.", "Give the topic."))


def minutes() -> Field:
    """Return the field of a session's length."""
    return fields.one_of(*LENGTHS)


def time(*, required: bool) -> Field:
    """Return the field of a day and time in Paris."""
    missing = Text("Indiquez au moins une date.", "Give at least one date.")
    return Field(required=required, max_length=16, missing=missing, read=read_time)


def expected() -> Field:
    """Return the field of how many people are expected."""
    missing = Text("Indiquez un nombre de participants.", "Give a number of people.")
    return Field(max_length=6, missing=missing, read=_read_expected)


def message() -> Field:
    """Return the field of a message to our support."""
    return Field(required=False, max_length=2_000, lines=True)


def reasons() -> Field:
    """Return the field of the reasons of a refusal."""
    missing = Text(
        "Dites pourquoi : l’administrateur le lira.", "Say why: the administrator will read it."
    )
    return Field(max_length=2_000, lines=True, missing=missing)


def chosen_time() -> Field:
    """Return the field of the proposed time that is accepted."""
    return Field(max_length=36, missing=_CHOOSE, read=_read_id)


_CHOOSE = Text("Choisissez une des dates proposées.", "Choose one of the proposed dates.")


def _read_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Wrong(_CHOOSE) from None


def _read_expected(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_EXPECTED):
        raise Wrong(
            Text(
                f"Écrivez un nombre entier, de 1 à {MOST_EXPECTED}.",
                f"Write a whole number, from 1 to {MOST_EXPECTED}.",
            )
        )
    return int(typed)


def read_time(typed: str) -> datetime:
    """Read what browsers send of a day and time: the wall clock of Paris."""
    try:
        return datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=PARIS).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(
            Text(
                "Écrivez la date et l’heure sous la forme 2026-11-24T14:30.",
                "Write the date and time in the form 2026-11-24T14:30.",
            )
        ) from None
