"""``/staff/prospects/imports``: a list is read, shown, and taken once somebody said yes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response, Stream
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, prospect_imports
from domain.accounts import Person
from domain.prospect_imports import (
    BROKEN_NAMES,
    OUTCOME_NAMES,
    REASON_NAMES,
    Broken,
    Counts,
    ImportRow,
    Outcome,
    ProspectImport,
)
from domain.prospects import SOURCE_NAMES, Source
from domain.text import LANGUAGE_NAMES, Text
from web import account_fields as fields
from web.csv_export import csv_stream
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Form, FormDefinition
from web.pages import AnyRequest, page, see_other
from web.staff_prospects import OF_PROSPECTING, WHICH, note
from web.submission import Submitted
from web.upload import Keep, read_upload

LIST = "/staff/prospects/imports"
_ONE = LIST + "/{import_id:uuid}"
MOST_BYTES = 256 * 1024 * 1024
"""Some two million people."""
_PART = 1024 * 1024
_SHOWN = 20

DOMAIN_ERRORS[prospect_imports.NotReady] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette liste n’est pas lue, ne peut pas l’être, ou a déjà été décidée.",
        "This list is not read, cannot be, or was decided before.",
    ),
)
_NO_FILE = Text("Choisissez un fichier CSV.", "Choose a CSV file.")

NEW_FORM = FormDefinition(
    source=fields.one_of(Source.MET, Source.DIRECTORY),
    source_name=fields.words(200, missing=WHICH),
    language=fields.language(),
)


@get(LIST, access=OF_PROSPECTING)
async def show_imports(request: AnyRequest) -> Response[str]:
    """Show the form that takes a list, and the lists of late."""
    return await _list_page(request, None)


async def _list_page(request: AnyRequest, form: Form | None) -> Response[str]:
    return page(
        request,
        "staff/imports.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        imports=await prospect_imports.latest(),
        state_of=_state_of,
        sources=[one for one in SOURCE_NAMES.items() if one[0] is not Source.PROVIDER],
        source_names=SOURCE_NAMES,
        languages=list(LANGUAGE_NAMES.items()),
    )


@post(
    LIST,
    access=OF_PROSPECTING,
    upload=True,
    request_max_body_size=MOST_BYTES + _PART,
    status_code=200,
)
async def upload(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Keep a list as it arrives, whole or not at all; a worker reads it then."""
    form = Form()
    pieces = _Pieces(form, now=now)

    async def before_file(sent: Submitted) -> Keep | None:
        nonlocal form
        form = pieces.form = NEW_FORM.read_fields(sent)
        return pieces.add if form.is_valid else None

    async with database.transaction():
        await read_upload(request, file="file", limit=MOST_BYTES, before_file=before_file)
        await pieces.end()
        if form.is_valid and not pieces.count:
            form.reject("file", _NO_FILE)
        if form.is_valid:
            await note(person, "prospects.uploaded", now)
    if not form.is_valid:
        return await _list_page(request, form)
    return see_other(request, f"{LIST}/{form.id}", notice="list-uploaded")


class _Pieces:
    """Gathers what arrives into parts worth a row; the list begins with the first."""

    def __init__(self, form: Form, *, now: datetime) -> None:
        self.form = form
        self.count = 0
        self._now = now
        self._gathered = bytearray()

    async def add(self, piece: bytes) -> None:
        """Take a piece; write a part once there is enough for one."""
        self._gathered += piece
        while len(self._gathered) >= _PART:
            await self._write(_PART)

    async def end(self) -> None:
        """Write what is left."""
        if self._gathered:
            await self._write(len(self._gathered))

    async def _write(self, size: int) -> None:
        if not self.count:
            await prospect_imports.begin(
                self.form.id,
                source=Source(self.form["source"]),
                source_name=self.form["source_name"],
                language=self.form["language"],
                now=self._now,
            )
        self.count += 1
        part = bytes(self._gathered[:size])
        await prospect_imports.keep(self.form.id, self.count, part, now=self._now)
        del self._gathered[:size]


@get(_ONE, access=OF_PROSPECTING)
async def show_import(
    request: AnyRequest, person: SignedIn, import_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show how far a list is, what would become of its rows, and the first of each kind."""
    listed = await prospect_imports.find(import_id)
    state = _state_of(listed)
    counts = await _counts_in(state, import_id)
    await note(person, "prospects.listed", now)
    return page(
        request,
        "staff/import.html",
        partial="staff/_import.html",
        listed=listed,
        state=state,
        counts=counts,
        to_take=counts.by_outcome[Outcome.NEW] + counts.by_outcome[Outcome.CHANGED],
        samples=await _samples(import_id) if state == "to-decide" else [],
        outcomes=OUTCOME_NAMES,
        reasons=REASON_NAMES,
        failure=BROKEN_NAMES[Broken(listed.failure)] if listed.failure else None,
        source=SOURCE_NAMES[Source(listed.source)],
    )


async def _counts_in(state: str, import_id: UUID) -> Counts:
    """Count the rows where they are shown: a page of a list that is read asks all the time."""
    if state in {"to-decide", "taking", "taken"}:
        return await prospect_imports.counts_of(import_id)
    return Counts(dict.fromkeys(Outcome, 0))


_SAMPLED = (Outcome.NEW, Outcome.CHANGED, Outcome.REFUSED, Outcome.REPEATED)


async def _samples(import_id: UUID) -> list[tuple[Outcome, list[ImportRow]]]:
    return [
        (outcome, await prospect_imports.rows_of(import_id, outcome, limit=_SHOWN))
        for outcome in _SAMPLED
    ]


def _state_of(listed: ProspectImport) -> str:
    """Return where a list stands: reading, broken, to-decide, taking, taken or cancelled."""
    if listed.cancelled_at:
        return "cancelled"
    if listed.failure:
        return "broken"
    if not listed.previewed_at:
        return "reading"
    if not listed.confirmed_at:
        return "to-decide"
    return "taken" if listed.finished_at else "taking"


@get(_ONE + "/refusals.csv", access=OF_PROSPECTING)
async def export_refusals(import_id: FromPath[UUID]) -> Stream:
    """Hand over the rows that are not taken, by number and reason: nobody by name."""
    await prospect_imports.find(import_id)
    return csv_stream(
        "refusals",
        ("row", "outcome", "reason", "first row"),
        prospect_imports.refusals(import_id),
    )


@post(_ONE + "/confirmation", access=OF_PROSPECTING, page=LIST, status_code=200)
async def confirm(
    request: AnyRequest, person: SignedIn, import_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Say yes: the rows are taken in the background."""
    await _decide(prospect_imports.confirm, person, import_id, "prospects.taken", now)
    return see_other(request, f"{LIST}/{import_id}", notice="list-confirmed")


@post(_ONE + "/cancellation", access=OF_PROSPECTING, page=LIST, status_code=200)
async def cancel(
    request: AnyRequest, person: SignedIn, import_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Say no: nothing of the list is taken, and it is removed in the background."""
    await _decide(prospect_imports.cancel, person, import_id, "prospects.left", now)
    return see_other(request, LIST, notice="list-cancelled")


async def _decide(
    operation: Any, person: Person, import_id: UUID, action: str, now: Any
) -> None:
    async with database.transaction():
        await operation(import_id, now=now)
        await note(person, action, now)


HANDLERS = [show_imports, upload, show_import, export_refusals, confirm, cancel]
