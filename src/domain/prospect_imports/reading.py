"""From lines to people: separators, headings in two languages, and what no row may hold."""

import csv
import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from domain import accounts
from domain.text import Text

_SEPARATORS = (";", ",", "\t", "|")
_LONGEST_LINE = 100_000
"""Characters in one row: more is no list of people, or a quotation mark that never ends."""
_FORMULA = ("=", "+", "-", "@")

HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("email", "e-mail", "mail", "courriel"), "email"),
    **dict.fromkeys(("adresse e-mail", "adresse email", "e-mail address"), "email"),
    **dict.fromkeys(("prenom", "first name", "firstname", "first_name"), "first_name"),
    **dict.fromkeys(("nom", "nom de famille", "last name", "lastname"), "last_name"),
    **dict.fromkeys(("last_name", "surname", "family name"), "last_name"),
    **dict.fromkeys(("telephone", "tel", "phone", "telephone number"), "telephone"),
    **dict.fromkeys(("profil", "profile", "linkedin", "social_profile"), "social_profile"),
    **dict.fromkeys(("langue", "language"), "language"),
}
"""What a column is called, without accents and capitals, and what it holds."""
NEEDED = ("email", "first_name", "last_name")


class Broken(StrEnum):
    """Why a file cannot be read as a list. Valued as stored."""

    EMPTY = "empty"
    NO_HEADINGS = "no-headings"
    NOT_TEXT = "not-text"
    ROW_TOO_LONG = "row-too-long"


BROKEN_NAMES: dict[Broken, Text] = {
    Broken.EMPTY: Text("Le fichier est vide.", "The file is empty."),
    Broken.NO_HEADINGS: Text(
        "La première ligne doit nommer les colonnes e-mail, prénom et nom.",
        "The first row must name the columns e-mail, first name and last name.",
    ),
    Broken.NOT_TEXT: Text("Ce fichier n’est pas du texte.", "This file is no text."),
    Broken.ROW_TOO_LONG: Text(
        "Une ligne est bien trop longue : un guillemet n’est sans doute pas refermé.",
        "A row is far too long: a quotation mark is probably never closed.",
    ),
}


class CannotBeRead(Exception):
    """The file is no list of people; says why, and in which row."""

    def __init__(self, why: Broken, *, row: int) -> None:
        """Keep both."""
        super().__init__(why)
        self.why, self.row = why, row


class Reason(StrEnum):
    """Why a row is refused. Valued as stored."""

    EMAIL = "email"
    FIRST_NAME = "first-name"
    LAST_NAME = "last-name"
    TELEPHONE = "telephone"
    PROFILE = "profile"
    LANGUAGE = "language"
    FORMULA = "formula"
    CELLS = "cells"


REASON_NAMES: dict[Reason, Text] = {
    Reason.EMAIL: Text("adresse e-mail absente ou inutilisable", "no usable e-mail address"),
    Reason.FIRST_NAME: Text("prénom absent ou inutilisable", "no usable first name"),
    Reason.LAST_NAME: Text("nom absent ou inutilisable", "no usable last name"),
    Reason.TELEPHONE: Text("numéro de téléphone inutilisable", "unusable telephone number"),
    Reason.PROFILE: Text("profil qui n’est pas une adresse https", "profile that is no https"),
    Reason.LANGUAGE: Text("langue autre que fr ou en", "language other than fr or en"),
    Reason.FORMULA: Text("formule de tableur", "formula of a spreadsheet"),
    Reason.CELLS: Text("plus de cellules que de colonnes", "more cells than columns"),
}


class Refused(Exception):
    """A row cannot be taken."""

    def __init__(self, why: Reason) -> None:
        """Keep why."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person as a row gives them."""

    email: str
    first_name: str
    last_name: str
    telephone: str | None
    social_profile: str | None
    language: str | None


COLUMNS = tuple(each.name for each in fields(Listed))


async def rows_in(lines: AsyncIterator[str]) -> AsyncIterator[tuple[int, Listed | Reason]]:
    """Give each row that is not blank: its number, and its person or why there is none.

    Raises:
        CannotBeRead: The file is no list; rows before may have been given.
    """
    records = _records(lines)
    headings: list[str | None] | None = None
    async for number, record in records:
        if not any(cell.strip() for cell in record):
            continue
        if headings is None:
            headings = _headings_in(record, number)
            continue
        try:
            yield number, _read(dict(_named(headings, record)))
        except Refused as refused:
            yield number, refused.why
    if headings is None:
        raise CannotBeRead(Broken.EMPTY, row=1)


async def _records(lines: AsyncIterator[str]) -> AsyncIterator[tuple[int, list[str]]]:
    """Give the cells of each row, and the number of the row's first line."""
    separator: str | None = None
    gathered, begun, number = "", 1, 0
    async for line in lines:
        number += 1
        begun = begun if gathered else number
        gathered += line
        if len(gathered) > _LONGEST_LINE:
            raise CannotBeRead(Broken.ROW_TOO_LONG, row=begun)
        if gathered.count('"') % 2:
            continue  # inside a quoted cell: the row goes on
        if "\0" in gathered:
            raise CannotBeRead(Broken.NOT_TEXT, row=begun)
        if gathered.strip():
            separator = separator or _separator_of(gathered)
            yield begun, _cells(gathered, separator, row=begun)
        gathered = ""
    if gathered:
        yield begun, _cells(gathered, separator or ",", row=begun)


def _separator_of(heading: str) -> str:
    return max(_SEPARATORS, key=heading.count)


def _cells(text: str, separator: str, *, row: int) -> list[str]:
    try:
        return next(csv.reader([text.rstrip("\r\n")], delimiter=separator), [])
    except csv.Error:
        raise CannotBeRead(Broken.NOT_TEXT, row=row) from None


def _headings_in(record: list[str], number: int) -> list[str | None]:
    headings = [HEADINGS.get(_plain(cell)) for cell in record]
    known = [name for name in headings if name]
    if not set(NEEDED) <= set(known) or len(known) != len(set(known)):
        raise CannotBeRead(Broken.NO_HEADINGS, row=number)
    return headings


def _plain(cell: str) -> str:
    split = unicodedata.normalize("NFKD", cell.strip().casefold())
    return "".join(each for each in split if not unicodedata.combining(each))


def _named(headings: list[str | None], record: list[str]) -> list[tuple[str, str]]:
    if any(cell.strip() for cell in record[len(headings) :]):
        raise Refused(Reason.CELLS)
    pairs = zip(headings, record, strict=False)
    return [(name, _tidy(cell)) for name, cell in pairs if name]


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _read(cells: dict[str, str]) -> Listed:
    for name in ("first_name", "last_name"):
        if cells.get(name, "").startswith(_FORMULA):
            raise Refused(Reason.FORMULA)
    return Listed(
        email=_email(cells.get("email", "")),
        first_name=_name(cells.get("first_name", ""), Reason.FIRST_NAME),
        last_name=_name(cells.get("last_name", ""), Reason.LAST_NAME),
        telephone=_telephone(cells.get("telephone", "")),
        social_profile=_profile(cells.get("social_profile", "")),
        language=_language(cells.get("language", "")),
    )


def _email(cell: str) -> str:
    try:
        return accounts.read_email(cell)
    except accounts.Unusable:
        raise Refused(Reason.EMAIL) from None


_NAME_LENGTH = 100


def _name(cell: str, why: Reason) -> str:
    if not cell or len(cell) > _NAME_LENGTH:
        raise Refused(why)
    try:
        return accounts.read_words(cell)
    except accounts.Unusable:
        raise Refused(why) from None


def _telephone(cell: str) -> str | None:
    if not cell:
        return None
    try:
        return accounts.read_telephone(cell)
    except accounts.Unusable:
        raise Refused(Reason.TELEPHONE) from None


_PROFILE_LENGTH = 200


def _profile(cell: str) -> str | None:
    if not cell:
        return None
    if not cell.startswith("https://") or " " in cell or len(cell) > _PROFILE_LENGTH:
        raise Refused(Reason.PROFILE)
    return cell


def _language(cell: str) -> str | None:
    if not cell:
        return None
    if cell.lower() not in {"fr", "en"}:
        raise Refused(Reason.LANGUAGE)
    return cell.lower()
