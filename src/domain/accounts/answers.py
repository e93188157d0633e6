"""What people answer in forms, read into what is stored: names, addresses, numbers."""

import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from domain.errors import DomainError
from domain.text import Text

EMAIL_LENGTH = 254
TELEPHONE_LENGTH = 30

_SEEN = ("L", "N", "P", "S")
"""Letters, numbers, punctuation, symbols: a name is more than spaces and joiners."""
_NEVER_IN_A_NAME = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Cf: what is not seen, or turns other text around; a name would look like somebody else's."""
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, and nothing to the eye."""
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width non-joiner and joiner: seen in the letters beside them, and part of the spelling
of Persian and of the scripts of India (RFC 5892, appendix A)."""
_WRITTEN_WITH_JOINERS = (
    *("ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI"),
    *("ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA"),
    *("KHMER", "MYANMAR", "TIBETAN"),
)
"""First words of the Unicode names of their letters."""


class Unusable(DomainError):
    """What was typed cannot be used; says why, in both languages."""

    def __init__(self, why: Text) -> None:
        """Keep the reason."""
        super().__init__(why.en)
        self.why = why


def read_email(typed: str) -> str:
    """Return the address as it is stored: lower case, an international domain in ASCII.

    Its form is checked, not its existence: the proof by mail does that.

    Raises:
        Unusable: No mail can be sent to it.
    """
    try:
        read = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Unusable(_NOT_AN_ADDRESS) from None
    address = (read.ascii_email or "").lower()
    if not address or len(address) > EMAIL_LENGTH:
        raise Unusable(_NOT_AN_ADDRESS)
    return address


def read_telephone(typed: str) -> str:
    """Return a telephone number of any country in international form (``+33612345678``).

    Without a country code it is a French one. A number that the country could assign is
    enough: lists of the numbers in use are always behind. An extension is kept behind it
    (``+3221234567;ext=12``, RFC 3966); marks that a copied number carries along are not.

    Raises:
        Unusable: No country has such a number.
    """
    seen = "".join(one for one in typed if unicodedata.category(one) != "Cf")
    try:
        number = phonenumbers.parse(seen, "FR")
    except phonenumbers.NumberParseException:
        raise Unusable(_NOT_A_NUMBER) from None
    read = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.extension:
        read += f";ext={number.extension}"
    if not phonenumbers.is_possible_number(number) or len(read) > TELEPHONE_LENGTH:
        raise Unusable(_NOT_A_NUMBER)
    return read


def show_telephone(stored: str | None) -> str:
    """Return a stored number as people write it; empty when there is none."""
    if not stored:
        return ""
    try:
        number = phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return stored
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def read_words(typed: str) -> str:
    """Return a name in any alphabet, its spaces tidied: the one rule for all that is named.

    Raises:
        Unusable: It holds characters that no name has, that are not seen, or that turn other
            text around. Joiners pass after the letters that are written with them.
    """
    tidy = " ".join(unicodedata.normalize("NFC", typed).split(" "))
    if any(map(_is_no_part_of_a_name, tidy, " " + tidy)):
        raise Unusable(_NOT_A_NAME)
    if not any(unicodedata.category(character)[0] in _SEEN for character in tidy):
        raise Unusable(_NOT_A_NAME)
    return " ".join(tidy.split())


def _is_no_part_of_a_name(character: str, before: str) -> bool:
    if character in _JOINERS:
        script = unicodedata.name(before, "").partition(" ")[0]
        return (
            unicodedata.category(before)[0] not in "LM" or script not in _WRITTEN_WITH_JOINERS
        )
    return character in _BLANK_LETTERS or unicodedata.category(character) in _NEVER_IN_A_NAME


_NOT_AN_ADDRESS = Text(
    "Cette adresse e-mail ne peut pas recevoir de courrier. Écrivez-la sous la forme"
    " prenom.nom@cabinet.fr.",
    "No mail can be sent to this e-mail address. Write it like first.last@firm.eu.",
)
_NOT_A_NUMBER = Text(
    "Aucun pays n’a de numéro de téléphone de cette forme. Hors de France, commencez par"
    " l’indicatif du pays, par exemple +32.",
    "No country has a telephone number of this form. Outside France, begin with the country"
    " code, for example +32.",
)
_NOT_A_NAME = Text(
    "Ce champ contient un caractère invisible qui ne peut pas être enregistré.",
    "This field contains an invisible character that cannot be stored.",
)
