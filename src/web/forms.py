"""Our forms: every field is checked, every mistake is told at once, what was typed is kept."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from litestar import Request

from domain.text import Text
from web.submission import Submitted, submission_of

FORM_ID = "form_id"

_REQUIRED = Text("Ce champ est obligatoire.", "This field is required.")


class Wrong(Exception):
    """What was typed in a field cannot be; says why in both languages."""

    def __init__(self, why: Text) -> None:
        """Keep the reason."""
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: how long it may be, and how its value is read."""

    required: bool = True
    max_length: int = 200
    min_length: int = 0
    secret: bool = False
    """Never shown again, and never stripped."""
    lines: bool = False
    """Line breaks are allowed."""
    missing: Text = _REQUIRED
    """What to say when it is left empty; the summary of errors shows it without its field."""
    read: Callable[[str], Any] = str
    """Turns the text into its value, or raises :class:`Wrong`."""


@dataclass(slots=True)
class Form:
    """A form as it was sent: what was typed, what is wrong, and the values that were read."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Text] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def __getitem__(self, name: str) -> Any:
        """Return the value of a field; None for an optional field left empty."""
        return self.data[name]

    def reject(self, name: str, why: Text) -> None:
        """Say that a field is wrong; ``""`` is the form as a whole."""
        self.errors.setdefault(name, why)


class FormDefinition:
    """The fields of a form, in the order of the page."""

    def __init__(self, **fields: Field) -> None:
        """Name the fields."""
        self.fields = fields

    def read(self, request: Request[Any, Any, Any]) -> Form:
        """Read what was sent; every mistake is in ``errors``, beside its field's name."""
        return self._read(submission_of(request))

    def read_fields(self, submitted: Submitted) -> Form:
        """Read fields that came another way, beside a file for example."""
        return self._read(submitted)

    def read_query(self, request: Request[Any, Any, Any]) -> Form:
        """Read the query of the address, where a form is sent by GET."""
        return self._read(request.query_params.dict())

    def _read(self, submitted: Submitted) -> Form:
        form = Form(id=_form_id(submitted))
        for name, definition in self.fields.items():
            _read_field(form, name, definition, submitted.get(name, []))
        return form


def filled(values: Mapping[str, str | None]) -> Form:
    """Return a form that shows ``values``, before anything is typed."""
    return Form(values={name: value for name, value in values.items() if value is not None})


def _read_field(form: Form, name: str, definition: Field, sent: list[str]) -> None:
    typed = sent[0] if sent else ""
    if not definition.secret:
        typed = _tidy(typed)
        form.values[name] = typed
    try:
        form.data[name] = _value(definition, typed, times=len(sent))
    except Wrong as wrong:
        form.reject(name, wrong.why)


def _value(definition: Field, typed: str, *, times: int) -> Any:
    if times > 1:
        raise Wrong(Text("Ce champ a été envoyé deux fois.", "This field was sent twice."))
    if not typed:
        if definition.required:
            raise Wrong(definition.missing)
        return None
    if len(typed) > definition.max_length:
        raise Wrong(_too_long(definition.max_length, len(typed)))
    if len(typed) < definition.min_length:
        raise Wrong(_too_short(definition.min_length))
    if any(_is_control(character, lines=definition.lines) for character in typed):
        raise Wrong(
            Text(
                "Ce champ contient un caractère invisible qui ne peut pas être enregistré.",
                "This field contains an invisible character that cannot be stored.",
            )
        )
    return definition.read(typed)


def _tidy(typed: str) -> str:
    """Compose accents (the same name typed on two systems is the same) and trim spaces."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).strip()


def _is_control(character: str, *, lines: bool) -> bool:
    if lines and character in "\n\t":
        return False
    # Cc: control characters. Cs: lone surrogates, which no encoding can store.
    return unicodedata.category(character) in ("Cc", "Cs")


def _too_long(limit: int, length: int) -> Text:
    return Text(
        f"Ce champ compte {length} caractères ; le maximum est de {limit}.",
        f"This field has {length} characters; the most is {limit}.",
    )


def _too_short(limit: int) -> Text:
    return Text(
        f"Ce champ doit compter au moins {limit} caractères.",
        f"This field needs at least {limit} characters.",
    )


def _form_id(submitted: Submitted) -> UUID:
    """Return the id that the page gave its form: sent twice, it is one form."""
    try:
        return UUID(submitted.get(FORM_ID, [""])[0])
    except ValueError:
        return uuid4()
