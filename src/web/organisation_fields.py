"""The fields of our forms about organisations, and how their refusals look."""

from datetime import date

from litestar.status_codes import HTTP_409_CONFLICT

from domain import accounts, organisations
from domain.text import Text
from web import account_fields as fields
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Wrong

MOST_SEATS = 100_000
_DAY_LENGTH = 10

MEMBER, ADMINISTRATOR = "member", "administrator"
ROLES = {
    MEMBER: Text("membre", "member"),
    ADMINISTRATOR: Text("administrateur", "administrator"),
}
"""In which role somebody is invited."""


ALREADY_MEMBER = Text(
    "Cette personne est déjà membre de l’organisation, dans ce rôle.",
    "This person is a member of the organisation already, in this role.",
)
NO_SEAT_LEFT = Text(
    "Toutes les places achetées sont prises ou proposées. Retirez une invitation ou une place,"
    " ou demandez-nous des places supplémentaires.",
    "Every seat bought is taken or offered. Withdraw an invitation or take a seat back, or ask"
    " us for more seats.",
)

DOMAIN_ERRORS[organisations.LastAdministrator] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Une organisation garde toujours un administrateur. Nommez-en d’abord un autre, ou"
        " écrivez-nous pour mettre fin au contrat.",
        "An organisation always keeps an administrator. Make somebody else one first, or write"
        " to us to end the contract.",
    ),
)
DOMAIN_ERRORS[organisations.OrganisationEnded] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette organisation n’est plus cliente : rien n’y peut plus changer.",
        "This organisation is no longer a client: nothing of it can change any more.",
    ),
)
DOMAIN_ERRORS[organisations.AlreadyMember] = Refusal(HTTP_409_CONFLICT, ALREADY_MEMBER)
DOMAIN_ERRORS[organisations.NoSeatLeft] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "L’organisation n’a plus de place libre. Adressez-vous à qui vous a invité.",
        "The organisation has no free seat left. Turn to the person who invited you.",
    ),
)
DOMAIN_ERRORS[organisations.NotForYou] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette invitation a été envoyée à une autre adresse que celle de votre compte."
        " Déconnectez-vous, puis ouvrez de nouveau le lien.",
        "This invitation was sent to another address than your account’s. Sign out, then open"
        " the link again.",
    ),
)
DOMAIN_ERRORS[organisations.BelongsElsewhere] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Vous êtes membre d’une autre organisation. Quittez-la d’abord, depuis votre page"
        " « Mon organisation », puis ouvrez de nouveau le lien.",
        "You are a member of another organisation. Leave it first, from your page “My"
        " organisation”, then open the link again.",
    ),
)


def role() -> Field:
    """Return the field of the role that is offered."""
    return fields.one_of(*ROLES)


def name() -> Field:
    """Return the field of an organisation's name."""
    missing = Text("Indiquez le nom de l’organisation.", "Give the organisation’s name.")
    return fields.words(200, missing=missing)


def seats() -> Field:
    """Return the field of a number of seats."""
    missing = Text("Indiquez le nombre de places.", "Give the number of seats.")
    return Field(max_length=9, missing=missing, read=_read_seats)


def first_day() -> Field:
    """Return the field of the day on which something begins."""
    missing = Text("Indiquez le premier jour.", "Give the first day.")
    return Field(max_length=_DAY_LENGTH, missing=missing, read=_read_day)


def last_day() -> Field:
    """Return the field of the day on which something ends, if that is known."""
    return Field(max_length=_DAY_LENGTH, required=False, read=_read_day)


def guests_telephone() -> Field:
    """Return the field of a telephone number that need not be given (P-ACC-5)."""
    read = fields.reading(accounts.read_telephone)
    return Field(max_length=40, required=False, read=read)


def _read_seats(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_SEATS):
        raise Wrong(
            Text(
                f"Écrivez un nombre entier, de 0 à {MOST_SEATS}.",
                f"Write a whole number, from 0 to {MOST_SEATS}.",
            )
        )
    return int(typed)


def _read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Wrong(
            Text(
                "Écrivez la date sous la forme 2026-11-24.",
                "Write the date in the form 2026-11-24.",
            )
        ) from None
