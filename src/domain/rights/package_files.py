"""The files of a package: ``index.html``, ``data.json`` and ``csv/<activity>.csv``.

PostgreSQL writes the JSON objects and the CSV lines itself; here they are put in order,
told apart and explained (docs/adr/packages-in-database-parts.md).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain import audit, database
from domain.database import Row
from domain.register import ProcessingActivity
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.rights.people import DataSubject
from domain.rights.selection import Shelf, as_csv, as_json, first_rows, select_shelves
from domain.rights.words import Look, information_on
from domain.text import Language

FORMAT = "assisteu-access-package/1"
ROWS_ON_PAGE = 5_000
"""For each activity; the rest is in its CSV file, and the page says so."""

_BLOCK = 256 * 1024
_LOOKS = 10_000

# What no JSON text holds unescaped: COPY then leaves the objects as they are.
_BARE = {"quote": "\x01", "delimiter": "\x02"}


class Pages(Protocol):
    """Renders one part of the readable page: ``opening``, ``activity`` or ``closing``."""

    def __call__(self, part: str, *, lang: Language, **facts: object) -> str:
        """Return the part in ``lang``."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a package: of the file begun before, or of the one it names."""

    data: bytes
    file: str | None = None
    rows: int = 0
    """How many rows of the person are in it; each is once in the JSON and once in the CSV."""
    expected: int | None = None
    """Said once, with the first piece: how many rows the whole package has."""


Send = Callable[[Piece], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The rows of one table as the readable page shows them: the latest, at most so many."""

    shelf: Shelf
    rows: list[Row]


async def write_files(
    person: DataSubject,
    send: Send,
    *,
    pages: Pages,
    now: datetime,
    only: frozenset[str] | None = None,
) -> None:
    """Send a package piece by piece. Must run inside a transaction: its snapshot."""
    every = await select_shelves(person)
    shelves = {one: every[one] for one in every if only is None or one.slug in only}
    looks = [] if only is not None else await _looks_at(person)
    await send(Piece(b"", file="index.html", expected=_rows_in(shelves)))
    await _write_page(
        person, shelves, looks, send, pages=pages, now=now, is_of_a_deceased=only is not None
    )
    await _write_json(person, shelves, looks, send, now=now)
    for activity, held in shelves.items():
        await _write_csv(activity, held, send)


def _rows_in(shelves: dict[ProcessingActivity, list[Shelf]]) -> int:
    return sum(shelf.count for held in shelves.values() for shelf in held if shelf.shown)


async def _looks_at(person: DataSubject) -> list[Look]:
    if person.account_id is None:
        return []
    entries = await audit.looks_at(person.account_id, limit=_LOOKS)
    return [Look(entry=entry) for entry in entries]


async def _write_page(  # noqa: PLR0913 - all that the page shows
    person: DataSubject,
    shelves: dict[ProcessingActivity, list[Shelf]],
    looks: list[Look],
    send: Send,
    *,
    pages: Pages,
    now: datetime,
    is_of_a_deceased: bool,
) -> None:
    """Write the readable page, one activity at a time."""

    async def render(part: str, **facts: object) -> None:
        # In a thread: a page of thousands of rows must not hold up other work.
        words = await asyncio.to_thread(pages, part, lang=person.language, **facts)
        await send(Piece(words.encode()))

    contents = [(information_on(activity), held) for activity, held in shelves.items()]
    await render(
        "opening",
        person=person,
        contents=[information for information, _ in contents],
        controller=CONTROLLER,
        made_at=now,
        is_of_a_deceased=is_of_a_deceased,
    )
    for information, held in contents:
        samples = await _samples(held)
        await render(
            "activity",
            information=information,
            samples=samples,
            count=sum(shelf.count for shelf in held),
            shown=sum(len(sample.rows) for sample in samples),
        )
    await render("closing", looks=looks, controller=CONTROLLER, authority=AUTHORITY)


async def _samples(held: list[Shelf]) -> list[Sample]:
    samples, left = [], ROWS_ON_PAGE
    for shelf in held:
        rows = await first_rows(shelf, limit=left)
        left -= len(rows)
        samples.append(Sample(shelf=shelf, rows=rows))
    return samples


async def _write_json(
    person: DataSubject,
    shelves: dict[ProcessingActivity, list[Shelf]],
    looks: list[Look],
    send: Send,
    *,
    now: datetime,
) -> None:
    lang = person.language
    head = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "language": lang,
        "controller": {"name": CONTROLLER.name, "contact": CONTROLLER.officer_email},
        "complaints": {"authority": AUTHORITY.full_name[lang], "url": AUTHORITY.url[lang]},
        "looks_by_staff": [look.as_plain(lang) for look in looks],
    }
    await send(Piece(_open_end(head, "activities").encode(), file="data.json"))
    for place, (activity, held) in enumerate(shelves.items()):
        opening = _open_end(information_on(activity).as_plain(lang), "tables")
        await send(Piece(f"{',' if place else ''}\n{opening}".encode()))
        for number, shelf in enumerate(held):
            await _write_json_table(shelf, send, lang=lang, is_first=number == 0)
        await send(Piece(b"]}"))
    await send(Piece(b"\n]}\n"))


async def _write_json_table(
    shelf: Shelf, send: Send, *, lang: Language, is_first: bool
) -> None:
    described = {
        "table": shelf.table_name,
        "columns": {
            str(datum.column._meta.db_column_name): datum.label[lang] for datum in shelf.shown
        },
        "held_but_unreadable": [datum.label[lang] for datum in shelf.not_shown],
        "count": shelf.count,
    }
    opening = _open_end(described, "rows")
    await send(Piece(f"{'' if is_first else ','}\n{opening}\n".encode()))
    if shelf.shown and shelf.count:
        block = _Block(send, count=shelf.count, between=b",\n")
        written = await database.copy_out(
            as_json(shelf), *shelf.condition.arguments, send=block.add, **_BARE
        )
        await block.end(written)
    await send(Piece(b"]}"))


async def _write_csv(activity: ProcessingActivity, held: list[Shelf], send: Send) -> None:
    """Write one file for an activity: the columns of all its tables, and which table."""
    columns = list(
        dict.fromkeys(
            str(datum.column._meta.db_column_name) for shelf in held for datum in shelf.shown
        )
    )
    header = ",".join(["table", *columns]) + "\n"
    await send(Piece(header.encode(), file=f"csv/{activity.slug}.csv"))
    for shelf in held:
        if shelf.shown and shelf.count:
            block = _Block(send, count=shelf.count)
            written = await database.copy_out(
                as_csv(shelf, columns), *shelf.condition.arguments, send=block.add
            )
            await block.end(written)


def _open_end(facts: Mapping[str, object], last: str) -> str:
    """Return ``facts`` as a JSON object left open in an array called ``last``."""
    return json.dumps(dict(facts), ensure_ascii=False)[:-1] + f', "{last}": ['


class _Block:
    """Gathers what COPY sends, row by row or so, into pieces worth sending."""

    def __init__(self, send: Send, *, count: int, between: bytes | None = None) -> None:
        """Send to ``send``.

        Args:
            send: Where to.
            count: How many rows there will be.
            between: Takes the place of line ends, the last one apart.
        """
        self._send = send
        self._count = count
        self._between = between
        self._gathered = bytearray()
        self._owed = b""
        self._counted = 0

    async def add(self, data: bytes) -> None:
        """Take some more bytes."""
        self._gathered += data
        if len(self._gathered) >= _BLOCK:
            # A line end may stand inside a cell of CSV: counted at most as many as there
            # are rows; what was counted too soon is made up for later.
            ends = self._gathered.count(b"\n")
            await self._flush(rows=min(ends, self._count - self._counted))

    async def end(self, written: int) -> None:
        """Send the rest; PostgreSQL has counted the rows."""
        await self._flush(rows=written - self._counted)

    async def _flush(self, *, rows: int) -> None:
        data = bytes(self._gathered)
        self._gathered.clear()
        self._counted += rows
        if self._between is not None and data:
            ended = data.endswith(b"\n")
            body = data[:-1] if ended else data
            data = self._owed + body.replace(b"\n", self._between)
            self._owed = self._between if ended else b""
        await self._send(Piece(data, rows=rows))
