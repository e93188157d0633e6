"""From rows to people: headings in two languages, and what no row may hold."""

import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from domain import accounts
from domain.prospect_imports.cells import (
    Broken,
    CannotBeRead,
    Row,
    first_row,
    numbered,
    rows_from,
)
from domain.text import Text

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
    FEWER_CELLS = "fewer-cells"
    QUOTES = "quotes"


REASON_NAMES: dict[Reason, Text] = {
    Reason.EMAIL: Text("adresse e-mail absente ou inutilisable", "no usable e-mail address"),
    Reason.FIRST_NAME: Text("prénom absent ou inutilisable", "no usable first name"),
    Reason.LAST_NAME: Text("nom absent ou inutilisable", "no usable last name"),
    Reason.TELEPHONE: Text("numéro de téléphone inutilisable", "unusable telephone number"),
    Reason.PROFILE: Text("profil qui n’est pas une adresse https", "profile that is no https"),
    Reason.LANGUAGE: Text("langue autre que fr ou en", "language other than fr or en"),
    Reason.FORMULA: Text("formule de tableur", "formula of a spreadsheet"),
    Reason.CELLS: Text("plus de cellules que de colonnes", "more cells than columns"),
    Reason.FEWER_CELLS: Text("moins de cellules que de colonnes", "fewer cells than columns"),
    Reason.QUOTES: Text(
        "guillemet mal placé : il se double à l’intérieur d’une cellule",
        "misplaced quotation mark: inside a cell it is doubled",
    ),
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
    with_numbers = numbered(lines)
    heading, separator = await first_row(with_numbers)
    headings = _headings_in(heading)
    async for row in rows_from(with_numbers, separator):
        if not any(cell.strip() for cell in row.cells):
            continue
        try:
            yield row.number, _read(_named(headings, row))
        except Refused as refused:
            yield row.number, refused.why


def _headings_in(row: Row) -> list[str | None]:
    """Return what each column holds; those without a name at the end are no columns."""
    cells = row.cells
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    headings = [HEADINGS.get(_plain(cell)) for cell in cells]
    known = [name for name in headings if name]
    if not set(NEEDED) <= set(known) or len(known) != len(set(known)):
        raise CannotBeRead(Broken.NO_HEADINGS, row=row.number)
    return headings


def _plain(cell: str) -> str:
    split = unicodedata.normalize("NFKD", cell.strip().casefold())
    return "".join(each for each in split if not unicodedata.combining(each))


def _named(headings: list[str | None], row: Row) -> dict[str, str]:
    """Return the cells by the names of their columns; blank ones behind the last are none."""
    if not row.is_sound:
        raise Refused(Reason.QUOTES)
    if len(row.cells) < len(headings):
        raise Refused(Reason.FEWER_CELLS)
    if any(cell.strip() for cell in row.cells[len(headings) :]):
        raise Refused(Reason.CELLS)
    pairs = zip(headings, row.cells, strict=False)
    return {name: _tidy(cell) for name, cell in pairs if name}


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
