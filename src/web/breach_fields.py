"""The fields of our forms about breaches, how their refusals look, and how values are shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar.status_codes import HTTP_409_CONFLICT

from domain import breaches
from domain.breaches import (
    EXEMPTION_NAMES,
    NATURE_NAMES,
    RISK_NAMES,
    Exemption,
    Facts,
    Nature,
    PersonalDataBreach,
    Risk,
)
from domain.periods import PARIS
from domain.register import REGISTER
from domain.text import Text
from web import account_fields as fields
from web import training_fields
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Form, FormDefinition, Wrong, filled

LONG = 5_000
_MOST = 1_000_000_000
SHEET_NAMES = {activity.slug: activity.name for activity in REGISTER}
NATURE_FIELDS = {f"nature_{nature}": nature for nature in Nature}
SHEET_FIELDS = {f"sheet_{slug.replace('-', '_')}": slug for slug in SHEET_NAMES}
"""By the name of its box: the sheet whose data a breach concerns."""

FIELD_NAMES: dict[str, Text] = {
    "facts": Text("ce qui s’est passé", "what happened"),
    "natures": Text("nature", "nature"),
    "happened_from": Text("a commencé le", "began on"),
    "happened_until": Text("a pris fin le", "ended on"),
    "aware_at": Text("connue le", "aware since"),
    "categories": Text("données concernées", "data concerned"),
    "persons": Text("nombre de personnes", "number of people"),
    "records": Text("nombre d’enregistrements", "number of records"),
    "consequences": Text("conséquences probables", "likely consequences"),
    "measures": Text("mesures prises", "measures taken"),
    "risk": Text("risque", "risk"),
    "risk_reason": Text("motifs de l’évaluation", "reasons of the assessment"),
    "notified_at": Text("CNIL notifiée le", "CNIL notified on"),
    "reference": Text("référence", "reference"),
    "delay_reason": Text("motifs du retard", "reasons of the delay"),
    "informed_at": Text("personnes informées le", "people informed on"),
    "informed_how": Text("moyen", "means"),
    "exemption": Text("personnes non informées car", "people not informed because"),
    "exemption_reason": Text("motifs", "reasons"),
    "closed_at": Text("close le", "closed on"),
}
"""What the columns of a breach are called in its history."""

_OUT_OF_TIME = Text(
    "Cet instant est à venir, ou précède celui où nous avons eu connaissance.",
    "This instant is to come, or lies before the one at which we became aware.",
)
REFUSED: dict[str, Text] = {
    "aware_at": Text("Cet instant est encore à venir.", "This instant is still to come."),
    "happened_from": Text(
        "La violation commence au plus tard quand elle est connue.",
        "A breach begins at the latest when we become aware of it.",
    ),
    "happened_until": Text(
        "La fin suit le début, et n’est pas à venir.",
        "The end follows the beginning, and is not to come.",
    ),
    "notified_at": _OUT_OF_TIME,
    "informed_at": _OUT_OF_TIME,
}
DELAY_NEEDS_REASONS = Text(
    "Après 72 heures, dites pourquoi (RGPD, art. 33(1)).",
    "After 72 hours, say why (GDPR art. 33(1)).",
)
NO_NATURE = Text("Choisissez au moins une nature.", "Choose at least one nature.")

_CLOSED = Text(
    "Cette violation est close : rouvrez-la pour la compléter.",
    "This breach is closed: open it again to complete it.",
)
DOMAIN_ERRORS[breaches.AlreadyClosed] = Refusal(HTTP_409_CONFLICT, _CLOSED)
DOMAIN_ERRORS[breaches.NotClosed] = Refusal(
    HTTP_409_CONFLICT, Text("Cette violation est ouverte.", "This breach is open.")
)
DOMAIN_ERRORS[breaches.NotReadyToClose] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Restent dus : l’évaluation du risque, la notification à la CNIL ou l’information des"
        " personnes.",
        "Still due: the assessment of the risk, the notification to the CNIL or the"
        " information of the people.",
    ),
)
DOMAIN_ERRORS[breaches.AlreadyConfirmed] = Refusal(
    HTTP_409_CONFLICT,
    Text("Cette annonce est déjà partie.", "This notice has left already."),
)
DOMAIN_ERRORS[breaches.NobodyToInform] = Refusal(
    HTTP_409_CONFLICT,
    Text("Cette annonce ne s’adresse à personne.", "This notice addresses nobody."),
)


def text(missing: Text | None = None, *, max_length: int = LONG) -> Field:
    """Return the field of a text; it may stay empty unless ``missing`` says what to say."""
    if missing is None:
        return Field(required=False, max_length=max_length, lines=True)
    return Field(max_length=max_length, lines=True, missing=missing)


def instant(missing: Text | None = None) -> Field:
    """Return the field of a day and time on the wall clock of Paris.

    Of an hour that a change of clocks repeats it is the first: the stricter for a time limit.
    """
    field = training_fields.time(required=missing is not None)
    return field if missing is None else replace(field, missing=missing)


def _about_how_many() -> Field:
    return Field(required=False, max_length=10, read=_read_count)


def _read_count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) <= _MOST):
        raise Wrong(Text("Écrivez un nombre entier.", "Write a whole number."))
    return int(typed)


def _box() -> Field:
    return Field(required=False, max_length=5, read=lambda typed: typed == "on")


FACTS_FORM = FormDefinition(
    facts=text(Text("Écrivez ce qui s’est passé.", "Write what happened.")),
    **{name: _box() for name in NATURE_FIELDS},
    aware_at=instant(
        Text("Indiquez quand nous en avons eu connaissance.", "Give the time we became aware.")
    ),
    happened_from=instant(),
    happened_until=instant(),
    **{name: _box() for name in SHEET_FIELDS},
    persons=_about_how_many(),
    records=_about_how_many(),
    consequences=text(),
    measures=text(),
)
RISK_FORM = FormDefinition(
    risk=fields.one_of(*Risk),
    risk_reason=text(Text("Écrivez les motifs.", "Write the reasons.")),
)
NOTIFICATION_FORM = FormDefinition(
    notified_at=instant(
        Text("Indiquez quand la CNIL a été notifiée.", "Give the time of notification.")
    ),
    reference=Field(required=False, max_length=60),
    delay_reason=text(),
)
INFORMATION_FORM = FormDefinition(
    informed_at=instant(Text("Indiquez quand.", "Give the time.")),
    informed_how=text(Text("Écrivez comment.", "Write how."), max_length=1_000),
)
EXEMPTION_FORM = FormDefinition(
    exemption=fields.one_of(*Exemption),
    exemption_reason=text(Text("Écrivez les motifs.", "Write the reasons.")),
)


def facts_in(form: Form) -> Facts:
    """Return the facts of a form that was read without a mistake."""
    return Facts(
        facts=form["facts"],
        natures=[nature for name, nature in NATURE_FIELDS.items() if form[name]],
        aware_at=form["aware_at"],
        happened_from=form["happened_from"],
        happened_until=form["happened_until"],
        categories=[slug for name, slug in SHEET_FIELDS.items() if form[name]],
        persons=form["persons"],
        records=form["records"],
        consequences=form["consequences"],
        measures=form["measures"],
    )


def form_of(breach: PersonalDataBreach) -> Form:
    """Return the form that shows a breach as it is known now."""
    boxes = {name: "on" for name, one in NATURE_FIELDS.items() if one in breach.natures}
    boxes |= {name: "on" for name, one in SHEET_FIELDS.items() if one in breach.categories}
    times = {
        name: wall_time(getattr(breach, name))
        for name in ("aware_at", "happened_from", "happened_until")
    }
    counts = {
        name: None if getattr(breach, name) is None else str(getattr(breach, name))
        for name in ("persons", "records")
    }
    words = {name: getattr(breach, name) for name in ("facts", "consequences", "measures")}
    return filled(boxes | times | counts | words)


def wall_time(at: datetime | None) -> str | None:
    """Return an instant as a browser's field of day and time holds it: Paris."""
    return None if at is None else f"{at.astimezone(PARIS):%Y-%m-%dT%H:%M}"


def shown_value(field: str, stored: str | None) -> str | Text | datetime | None:
    """Return what a line of the history says of a field, for people."""
    if stored is None:
        return None
    if field.endswith("_at") or field.startswith("happened_"):
        return datetime.fromisoformat(stored)
    names = _NAMES.get(field)
    if names is None:
        return stored
    parts = [names.get(part, Text(part, part)) for part in stored.split(", ")]
    return Text(" ; ".join(one.fr for one in parts), "; ".join(one.en for one in parts))


_NAMES: Mapping[str, Mapping[Any, Text]] = {
    "natures": NATURE_NAMES,
    "categories": SHEET_NAMES,
    "risk": RISK_NAMES,
    "exemption": EXEMPTION_NAMES,
}
