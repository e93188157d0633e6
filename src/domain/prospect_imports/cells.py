"""From lines to the cells of rows, by the rules of RFC 4180 and in bounded memory."""

import re
from collections.abc import AsyncIterator
from enum import StrEnum

from domain.prospect_imports.decoding import LONGEST_LINE
from domain.text import Text

_QUOTE = '"'
_SEPARATORS = (";", ",", "\t", "|")
_BLANK = " \r\n" + _QUOTE + "".join(_SEPARATORS)
_QUOTED = re.compile(r'"[^"]*"')

Lines = AsyncIterator[tuple[int, str]]
"""Lines with their numbers; the first is 1."""


class Broken(StrEnum):
    """Why a file cannot be read as a list. Valued as stored."""

    EMPTY = "empty"
    NO_HEADINGS = "no-headings"
    NOT_TEXT = "not-text"
    ROW_TOO_LONG = "row-too-long"
    NEVER_CLOSED = "never-closed"


BROKEN_NAMES: dict[Broken, Text] = {
    Broken.EMPTY: Text("Le fichier est vide.", "The file is empty."),
    Broken.NO_HEADINGS: Text(
        "La première ligne doit nommer les colonnes e-mail, prénom et nom.",
        "The first row must name the columns e-mail, first name and last name.",
    ),
    Broken.NOT_TEXT: Text("Ce fichier n’est pas du texte.", "This file is no text."),
    Broken.ROW_TOO_LONG: Text(
        "Une ligne est bien trop longue pour décrire une personne.",
        "A row is far too long to describe a person.",
    ),
    Broken.NEVER_CLOSED: Text(
        "Un guillemet s’y ouvre et n’est pas refermé à sa place : refermez-le, ou doublez-le"
        " s’il appartient au texte.",
        "A quotation mark opens there and is not closed in its place: close it, or double it if"
        " it belongs to the text.",
    ),
}


class CannotBeRead(Exception):
    """The file is no list of people; says why, and in which row."""

    def __init__(self, why: Broken, *, row: int) -> None:
        """Keep both."""
        super().__init__(why)
        self.why, self.row = why, row


class Row:
    """The cells of one row, gathered over as many lines as its quoted cells have.

    A quotation mark opens a cell at its beginning alone; anywhere else it is a letter like
    another. What stands behind the mark that closes a cell makes the row unsound.
    """

    def __init__(self, number: int, separator: str) -> None:
        """Begin a row in the line of this number."""
        self.number = number
        self.cells: list[str] = []
        self.is_open = False
        self.is_sound = True
        self._separator = separator
        self._pieces: list[str] = []
        self._length = 0
        self._lines = 0

    def add(self, line: str) -> None:
        """Add a line: then the row is open, and the next line goes on with it, or done.

        Raises:
            CannotBeRead: It is too long, no text, or swallowed lines that are not its own.
        """
        if "\0" in line:
            raise CannotBeRead(Broken.NOT_TEXT, row=self.number)
        self._length += len(line)
        self._lines += 1
        place: int | None = self._go_on(line, 0) if self.is_open else 0
        while place is not None:
            place = self._next_cell(line, place)
        if self._length > LONGEST_LINE:
            why = Broken.NEVER_CLOSED if self.is_open else Broken.ROW_TOO_LONG
            raise CannotBeRead(why, row=self.number)
        if self._lines > 1 and not self.is_sound:
            raise CannotBeRead(Broken.NEVER_CLOSED, row=self.number)

    def _next_cell(self, line: str, place: int) -> int | None:
        """Read the cell that begins at ``place``; return where the next one does, if any."""
        if line.startswith(_QUOTE, place):
            return self._go_on(line, place + 1)
        end = line.find(self._separator, place)
        self.cells.append(line[place:] if end < 0 else line[place:end])
        if end < 0:
            self.cells[-1] = self.cells[-1].rstrip("\r\n")
            return None
        return end + 1

    def _go_on(self, line: str, place: int) -> int | None:
        """Read on inside a quoted cell, in which a doubled mark stands for one."""
        while (end := line.find(_QUOTE, place)) >= 0:
            self._pieces.append(line[place:end])
            if not line.startswith(_QUOTE, end + 1):
                return self._close(line, end + 1)
            self._pieces.append(_QUOTE)
            place = end + 2
        self._pieces.append(line[place:])
        self.is_open = True
        return None

    def _close(self, line: str, place: int) -> int | None:
        self.cells.append("".join(self._pieces))
        self._pieces = []
        self.is_open = False
        end = line.find(self._separator, place)
        behind = line[place:] if end < 0 else line[place:end]
        self.is_sound = self.is_sound and not behind.strip()
        return None if end < 0 else end + 1


async def numbered(lines: AsyncIterator[str]) -> Lines:
    """Give each line with its number."""
    number = 0
    async for line in lines:
        number += 1
        yield number, line


async def first_row(lines: Lines) -> tuple[Row, str]:
    """Return the first row that is not blank, and the separator that it shows.

    Raises:
        CannotBeRead: There is none, or it never ends.
    """
    begun, gathered = 1, ""
    async for number, line in lines:
        if not gathered and not line.strip(_BLANK):
            continue
        begun = begun if gathered else number
        gathered += line
        if len(gathered) > LONGEST_LINE or gathered.count(_QUOTE) % 2 == 0:
            break
    if not gathered:
        raise CannotBeRead(Broken.EMPTY, row=1)
    separator = _separator_of(gathered)
    row = Row(begun, separator)
    row.add(gathered)
    if row.is_open:
        raise CannotBeRead(Broken.NEVER_CLOSED, row=begun)
    return row, separator


def _separator_of(heading: str) -> str:
    return max(_SEPARATORS, key=_QUOTED.sub("", heading).count)


async def rows_from(lines: Lines, separator: str) -> AsyncIterator[Row]:
    """Give the rows that follow.

    Raises:
        CannotBeRead: A quotation mark is never closed: says in which row it opened.
    """
    row: Row | None = None
    async for number, line in lines:
        row = row or Row(number, separator)
        row.add(line)
        if not row.is_open:
            yield row
            row = None
    if row is not None:
        raise CannotBeRead(Broken.NEVER_CLOSED, row=row.number)
