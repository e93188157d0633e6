"""The fields of our forms about accounts, named as they are everywhere."""

from collections.abc import Callable

from domain import accounts
from domain.accounts import PASSWORD_MAX_LENGTH
from domain.text import LANGUAGES, Text
from web.forms import Field, Wrong


def reading(read: Callable[[str], str]) -> Callable[[str], str]:
    """Return a reader of forms that asks a rule of the domain."""

    def checked(typed: str) -> str:
        try:
            return read(typed)
        except accounts.Unusable as unusable:
            raise Wrong(unusable.why) from None

    return checked


def email() -> Field:
    """Return the field of a new e-mail address."""
    return Field(
        max_length=accounts.EMAIL_LENGTH,
        missing=_NO_ADDRESS,
        read=reading(accounts.read_email),
    )


def known_email() -> Field:
    """Return the field of an address to sign in with: whatever its form, it is looked up."""
    return Field(max_length=accounts.EMAIL_LENGTH, missing=_NO_ADDRESS)


def words(max_length: int, *, missing: Text | None = None) -> Field:
    """Return the field of a name or of a few words, in any alphabet.

    It may stay empty, unless ``missing`` says what to say then.
    """
    read = reading(accounts.read_words)
    if missing is None:
        return Field(max_length=max_length, required=False, read=read)
    return Field(max_length=max_length, missing=missing, read=read)


def first_name() -> Field:
    """Return the field of a first name."""
    return words(100, missing=Text("Indiquez votre prénom.", "Give your first name."))


def last_name() -> Field:
    """Return the field of a last name."""
    return words(100, missing=Text("Indiquez votre nom.", "Give your last name."))


def occupation() -> Field:
    """Return the field of an occupation."""
    return words(100, missing=Text("Indiquez votre profession.", "Give your occupation."))


def telephone(*, required: bool = True) -> Field:
    """Return the field of a telephone number."""
    return Field(
        required=required,
        max_length=40,
        missing=Text("Indiquez votre numéro de téléphone.", "Give your telephone number."),
        read=reading(accounts.read_telephone),
    )


def password() -> Field:
    """Return the field of a password, never shown again."""
    return Field(
        secret=True,
        max_length=PASSWORD_MAX_LENGTH,
        missing=Text("Indiquez un mot de passe.", "Give a password."),
    )


def code(*, required: bool = True) -> Field:
    """Return the field of a second factor's code; spaces in it are how apps show it."""
    return Field(
        required=required,
        secret=True,
        max_length=20,
        missing=NO_CODE,
        read=lambda typed: "".join(typed.split()),
    )


def passkey_offer(*, required: bool = True) -> Field:
    """Return the hidden field that names what the page offered to the person's device."""
    length = accounts.PASSKEY_OFFER_LENGTH
    return Field(required=required, max_length=length, min_length=length)


def passkey_credential(*, required: bool = True) -> Field:
    """Return the hidden field in which our script writes what the device answered (JSON)."""
    return Field(required=required, max_length=8_000)


def passkey_name() -> Field:
    """Return the field of the name that a person gives to a key."""
    return words(
        accounts.PASSKEY_NAME_LENGTH,
        missing=Text(
            "Donnez un nom à cette clé, par exemple celui de l’appareil.",
            "Give this key a name, for example that of the device.",
        ),
    )


def language() -> Field:
    """Return the field of the language in which we write to the person."""
    return one_of(*LANGUAGES, missing=_NO_LANGUAGE)


NO_CODE = Text("Indiquez le code de votre application.", "Give the code of your app.")
_NO_LANGUAGE = Text("Choisissez une langue de la liste.", "Choose a language of the list.")
_NO_ADDRESS = Text("Indiquez votre adresse e-mail.", "Give your e-mail address.")


WRONG_CODE = Text(
    "Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant dans votre application.",
    "This code is not the right one, or was used before. Wait for the next one in your app.",
)
WRONG_PASSKEY = Text(
    "Cette clé d’accès n’a rien prouvé : elle est d’un autre compte ou d’un autre site, ou la"
    " page est restée ouverte trop longtemps. Recommencez.",
    "This passkey proved nothing: it belongs to another account or another site, or the page"
    " was open for too long. Start again.",
)
WRONG_PASSWORD = Text(
    "Ce mot de passe n’est pas le bon.", "This password is not the right one."
)


_CHOOSE = Text("Choisissez dans la liste.", "Choose from the list.")


def one_of(*known: str, missing: Text = _CHOOSE, required: bool = True) -> Field:
    """Return a field whose value is one of a list."""

    def read(typed: str) -> str:
        if typed not in known:
            raise Wrong(missing)
        return typed

    return Field(max_length=40, required=required, missing=missing, read=read)
