"""The fields of the forms by which one writes to us, and how their refusals look."""

from typing import Any

from litestar.status_codes import HTTP_409_CONFLICT

from domain import enquiries
from domain.enquiries import AHEAD, NATURE_NAMES, NOTICE, WORDINGS, Kind, Nature, version_of
from domain.text import Text
from web import account_fields as fields
from web import training_fields
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, FormDefinition, Wrong

MESSAGE_LENGTH = 5_000
TIMES = ("first_time", "second_time", "third_time")

WORDING_CHANGED = Text(
    "Le texte du consentement a changé depuis que vous avez ouvert cette page. Relisez-le"
    " au-dessus du bouton, puis envoyez de nouveau. Rien n’a été enregistré.",
    "The wording of the consent changed since you opened this page. Read it again above the"
    " button, then send once more. Nothing was stored.",
)
NO_SUCH_TIME = Text(
    f"Proposez trois dates distinctes, au plus tôt dans {NOTICE.in_words().fr} et au plus tard"
    f" dans {AHEAD.in_words().fr}.",
    f"Propose three distinct dates, at the earliest in {NOTICE.in_words().en} and at the latest"
    f" in {AHEAD.in_words().en}.",
)
LIKE_A_ROBOT = Text(
    "Un champ caché, que seuls les robots remplissent, a été rempli. Laissez-le vide et"
    " renvoyez ; rien n’a été enregistré.",
    "A hidden field, which only robots fill in, was filled in. Leave it empty and send again;"
    " nothing was stored.",
)
TIME_NOT_OFFERED = Text(
    "Cette date n’a pas été proposée, ou elle est passée.",
    "This time was not proposed, or has passed.",
)

DOMAIN_ERRORS[enquiries.WordingChanged] = Refusal(HTTP_409_CONFLICT, WORDING_CHANGED)
DOMAIN_ERRORS[enquiries.NoSuchTime] = Refusal(HTTP_409_CONFLICT, NO_SUCH_TIME)
DOMAIN_ERRORS[enquiries.TimeNotOffered] = Refusal(HTTP_409_CONFLICT, TIME_NOT_OFFERED)


_CHOOSE = Text("Choisissez dans la liste.", "Choose from the list.")


def _read_nature(typed: str) -> Nature:
    try:
        return Nature(typed)
    except ValueError:
        raise Wrong(_CHOOSE) from None


def _read_trap(_typed: str) -> str:
    raise Wrong(LIKE_A_ROBOT)


def message() -> Field:
    """Return the field of what its author wants to tell us."""
    missing = Text("Écrivez votre message.", "Write your message.")
    return Field(max_length=MESSAGE_LENGTH, lines=True, missing=missing)


def practice_name() -> Field:
    """Return the field of the practice or company that the author writes for."""
    missing = Text("Indiquez votre structure.", "Give your practice or company.")
    return fields.words(200, missing=missing)


def nature() -> Field:
    """Return the field of what a feedback is."""
    return Field(max_length=10, missing=_CHOOSE, read=_read_nature)


def time() -> Field:
    """Return the field of one of the three times, by the wall clock of Paris."""
    missing = Text("Indiquez trois dates.", "Give three dates.")
    return Field(max_length=16, missing=missing, read=training_fields.read_time)


def wording() -> Field:
    """Return the hidden field that says which wording stood on the page."""
    return Field(max_length=64, missing=WORDING_CHANGED)


def trap() -> Field:
    """Return the field that nobody sees: what fills it in is no person."""
    return Field(required=False, max_length=200, read=_read_trap)


_WHO = {
    "first_name": fields.first_name(),
    "last_name": fields.last_name(),
    "email": fields.email(),
}
_LAST = {"message": message(), "wording": wording(), "website": trap()}

FORMS: dict[Kind, FormDefinition] = {
    Kind.CONTACT: FormDefinition(**_WHO, **_LAST),
    Kind.DEMONSTRATION: FormDefinition(**_WHO, practice_name=practice_name(), **_LAST),
    Kind.APPOINTMENT: FormDefinition(
        **_WHO, practice_name=practice_name(), **{name: time() for name in TIMES}, **_LAST
    ),
    Kind.FEEDBACK: FormDefinition(nature=nature(), message=message(), wording=wording()),
}
"""Every field is mandatory (P-VIS-2), but the one that must stay empty."""


def facts_of(kind: Kind) -> dict[str, Any]:
    """Return what the page of a form shows, beside the form itself."""
    return {
        "kind": kind,
        "wording": WORDINGS[kind],
        "wording_version": version_of(kind),
        "natures": list(NATURE_NAMES.items()),
        "notice": NOTICE,
        "ahead": AHEAD,
    }
