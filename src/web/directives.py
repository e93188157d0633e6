"""``/account/data/directives``: what becomes of the holder's data after death (P-RIG-7)."""

from typing import Any

from litestar import get, post
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import directives
from domain.directives import (
    CONSENT,
    EACH,
    FATE_NAMES,
    FATES_OF,
    PART_NAMES,
    TRUSTED,
    Choice,
    Fate,
    Part,
    Standing,
)
from domain.directives import Person as Named
from domain.errors import NotFound
from domain.register import CONSENT_PROOFS, DIRECTIVES
from domain.register.words import period_in_words
from domain.text import Text
from web import account_fields as fields
from web.access import SIGNED_IN
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition, filled
from web.pages import AnyRequest, language_of, page, see_other

_PAGE = "/account/data/directives"
_FOR_ALL, _FOR_EACH = "all", "each"
_SCOPES = {
    _FOR_ALL: Text("un choix pour toutes mes données", "one choice for all of my data"),
    _FOR_EACH: Text("un choix pour chaque partie", "a choice for each part"),
}
_SCOPE_MISSING = Text(
    "Dites si vous décidez pour tout ou pour chaque partie.",
    "Say whether you decide for everything or for each part.",
)
_CONSENT_MISSING = Text(
    "Sans votre consentement spécifique, vos directives ne valent pas (loi n° 78-17, art. 85).",
    "Without your specific consent your directives do not count (law no. 78-17, art. 85).",
)
_FATE_MISSING = Text("Choisissez ce que devient", "Choose what becomes of")
_NAME_MISSING = Text("Indiquez le nom de la personne.", "Give the person’s name.")
_EMAIL_MISSING = Text(
    "Indiquez l’adresse e-mail de la personne.", "Give the person’s e-mail address."
)
_CONTRADICTORY = Text(
    "Effacer le compte efface tout ce qui s’y rattache : rien ne pourrait plus être conservé ni"
    " communiqué. Choisissez d’effacer aussi la recherche et de conserver simplement les"
    " demandes, ou ne faites pas effacer le compte.",
    "Erasing the account erases all that hangs on it: nothing could be kept or communicated any"
    " more. Choose to erase research as well and simply keep the requests, or do not have the"
    " account erased.",
)


def _optional_email() -> Field:
    reading = fields.email()
    return Field(max_length=reading.max_length, required=False, read=reading.read)


def _of_part(part: Part) -> dict[str, Field]:
    return {
        f"fate_{part}": fields.one_of(*FATES_OF[part], required=False),
        f"name_{part}": fields.words(200),
        f"email_{part}": _optional_email(),
    }


_PARTS_FIELDS = {name: one for part in Part for name, one in _of_part(part).items()}
DIRECTIVES_FORM = FormDefinition(
    scope=fields.one_of(*_SCOPES, missing=_SCOPE_MISSING),
    **_PARTS_FIELDS,
    name_trusted=fields.words(200),
    email_trusted=_optional_email(),
    telephone_trusted=fields.telephone(required=False),
    relation_trusted=fields.words(100),
    consent=fields.one_of("on", missing=_CONSENT_MISSING),
)


@get(_PAGE, access=SIGNED_IN, step_up=True)
async def show_directives(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the directives as they stand, and the form to give or change them."""
    _holders_only(person)
    standing = await directives.standing_of(person.id)
    return _form_page(request, standing, _filled(standing), wrong=False)


@post(_PAGE, access=SIGNED_IN, step_up=True, status_code=200)
async def give_directives(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take directives with the specific consent to them; the former ones are replaced."""
    _holders_only(person)
    form = DIRECTIVES_FORM.read(request)
    choices = _choices_in(form)
    trusted = _named_in(form, TRUSTED, needed=False)
    if form.is_valid:
        try:
            await directives.give_directives(
                choices,
                trusted=trusted,
                account_id=person.id,
                language=language_of(request),
                now=now,
            )
        except directives.Contradictory:
            form.reject(f"fate_{Part.ACCOUNT}", _CONTRADICTORY)
    if not form.is_valid:
        standing = await directives.standing_of(person.id)
        return _form_page(request, standing, form, wrong=True)
    return see_other(request, _PAGE, notice="directives-given")


@post(f"{_PAGE}/revocation", access=SIGNED_IN, step_up=True, page=_PAGE, status_code=200)
async def revoke_directives(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Revoke the directives at once, without a reason."""
    await directives.revoke_directives(person.id, now=now)
    return see_other(request, _PAGE, notice="directives-revoked")


def _form_page(
    request: AnyRequest, standing: Standing | None, form: Form | None, *, wrong: bool
) -> Response[str]:
    return page(
        request,
        "rights/directives.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if wrong else 200,
        standing=standing,
        form=form,
        scopes=_SCOPES,
        each=EACH,
        parts=PART_NAMES,
        fates=FATE_NAMES,
        fates_of=FATES_OF,
        consent=CONSENT,
        kept_for=period_in_words(DIRECTIVES.holdings[0].retention),
        proof_kept_for=CONSENT_PROOFS.holdings[0].retention.period.in_words(),
    )


def _choices_in(form: Form) -> dict[Part, Choice]:
    """Return what a form chooses; what is missing is rejected beside its field."""
    scope = form.data.get("scope")
    parts = {_FOR_ALL: (Part.ALL,), _FOR_EACH: EACH}.get(scope or "", ())
    return {part: choice for part in parts if (choice := _choice_in(form, part)) is not None}


def _choice_in(form: Form, part: Part) -> Choice | None:
    fate = form.data.get(f"fate_{part}")
    if fate is None:
        name = PART_NAMES[part]
        why = Text(f"{_FATE_MISSING.fr} : {name.fr}.", f"{_FATE_MISSING.en}: {name.en}.")
        form.reject(f"fate_{part}", why)
        return None
    if fate != Fate.COMMUNICATE:
        return Choice(fate=Fate(fate))
    return Choice(fate=Fate.COMMUNICATE, recipient=_named_in(form, part, needed=True))


def _named_in(form: Form, what: str, *, needed: bool) -> Named | None:
    """Return the person named for a part; one without a name or an address is rejected."""
    keys = ("name", "email", "telephone", "relation")
    given: dict[str, Any] = {key: form.data.get(f"{key}_{what}") for key in keys}
    if not needed and not any(given.values()):
        return None
    if not given["name"]:
        form.reject(f"name_{what}", _NAME_MISSING)
    if not given["email"]:
        form.reject(f"email_{what}", _EMAIL_MISSING)
    return Named(**given) if given["name"] and given["email"] else None


def _filled(standing: Standing | None) -> Form | None:
    """Return the form that shows what stands; the consent to it is asked anew."""
    if standing is None:
        return None
    values: dict[str, str | None] = {
        "scope": _FOR_ALL if Part.ALL in standing.choices else _FOR_EACH
    }
    named: dict[str, Named | None] = {TRUSTED: standing.trusted}
    for part, choice in standing.choices.items():
        values[f"fate_{part}"] = choice.fate
        named[part] = choice.recipient
    for what, one in named.items():
        for key in ("name", "email", "telephone", "relation") if one is not None else ():
            values[f"{key}_{what}"] = getattr(one, key)
    return filled(values)


def _holders_only(person: SignedIn) -> None:
    """Staff have no data of a holder to direct: theirs end with their departure."""
    if person.is_staff:
        raise NotFound


HANDLERS = [show_directives, give_directives, revoke_directives]
