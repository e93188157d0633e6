"""Making the copy that a request asked for, keeping it for its hours, handing it over."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain import database, directives, duties
from domain.errors import DomainError, NotFound
from domain.periods import after
from domain.register import ACCESS_PACKAGES
from domain.requests import Package, RightsRequest, find
from domain.rights.package import write_package
from domain.rights.package_files import Pages, Piece
from domain.rights.people import DataSubject, subject_of_account, subject_of_request
from domain.rights.sinks import Zip

TELL_READY = "tell-package-ready"
"""Mail duty: the copy waits; a link to the page, never the file."""

KEPT_FOR = ACCESS_PACKAGES.holdings[0].retention.period


class GivenUp(DomainError):
    """The request was withdrawn, or its person erased, while the copy was being made."""


class Incomplete(DomainError):
    """Rows that had to be in the copy are not: it is not handed over."""


async def make_package(
    request_id: UUID, *, pages: Pages, clock: Callable[[], datetime]
) -> None:
    """Make the copy that a granted request asked for, and close the request (P-RIG-1).

    Parts and progress are committed as they come; nothing is served before the last. A
    former attempt's parts go first. Done already, withdrawn or erased: does nothing.

    Args:
        request_id: Of a request for access that was granted.
        pages: Renders the readable page.
        clock: Reads the time: the work may take minutes.
    """
    now = clock()
    package = await _begin(request_id, now=now)
    if package is None:
        return
    person, only = await _content_of(request_id)
    storing = Storing(package, clock)
    try:
        await write_package(person, storing, pages=pages, now=now, only=only)
        await _finish(storing, now=clock())
    except GivenUp:
        return
    finally:
        storing.zip.release()


async def _content_of(request_id: UUID) -> tuple[DataSubject, frozenset[str] | None]:
    """Return whose data a request hands over, and of which sheets alone; None: of all.

    Its person's own, all of them; after a death the parts that the person who died directed.

    Raises:
        NotFound: Their account was erased before the copy was made.
    """
    request = await find(request_id)
    if request.deceased is None:
        return await subject_of_request(request_id), None
    deceased = await subject_of_account(request.deceased)
    parts = directives.sheets_of(directives.Part(one) for one in request.parts.split(","))
    return replace(deceased, language="fr" if request.language == "fr" else "en"), parts


class Storing:
    """Stores one package as a zip in parts, and how far it has come."""

    def __init__(self, package: Package, clock: Callable[[], datetime]) -> None:
        """Store into ``package``; ``clock`` reads the time of each part."""
        self.package = package
        self.clock = clock
        self.zip = Zip(self.store, made_at=package.begun_at)
        self.parts = 0
        self.expected = 0
        self.seen = 0

    @property
    def rows(self) -> int:
        """How many rows were written so far: each stands in the JSON and in the CSV."""
        return self.seen // 2

    async def write(self, piece: Piece) -> None:
        """Take one more piece."""
        self.expected = self.expected if piece.expected is None else piece.expected
        self.seen += piece.rows
        await self.zip.write(piece)

    async def close(self) -> None:
        """End the zip."""
        await self.zip.close()

    async def store(self, content: bytes) -> None:
        """Store one part, in a transaction of its own.

        Raises:
            GivenUp: The package is gone: its person withdrew the request, or was erased.
        """
        now = self.clock()
        async with database.transaction():
            touched = await database.execute(
                "update package set size_bytes = size_bytes + $2, rows_written = $3,"
                " rows_expected = $4 where id = $1",
                self.package.id,
                len(content),
                self.rows,
                self.expected,
            )
            if not touched:
                raise GivenUp
            if content:
                self.parts += 1
                await database.execute(
                    "insert into package_part (package, number, content, written_at)"
                    " values ($1, $2, $3, $4)",
                    self.package.id,
                    self.parts,
                    content,
                    now,
                )


async def _begin(request_id: UUID, *, now: datetime) -> Package | None:
    async with database.transaction():
        request = (
            await RightsRequest.objects()
            .where(RightsRequest.id == request_id, RightsRequest.closed_at.is_null())
            .lock_rows("UPDATE")
            .first()
        )
        if request is None:
            return None
        await Package.delete().where(Package.request == request_id)
        package = Package(request=request_id, begun_at=now, expires_at=after(now, KEPT_FOR))
        await package.save()
    return package


async def _finish(storing: Storing, *, now: datetime) -> None:
    """Close the request: its answer waits to be fetched.

    Raises:
        GivenUp: The package is gone.
        Incomplete: Not every row was written.
    """
    if storing.seen != 2 * storing.expected:
        raise Incomplete
    package = storing.package
    async with database.transaction():
        # The request before its package, as whoever withdraws it does.
        await database.execute(
            "select 1 from rights_request where id = $1 for update", package.request
        )
        finished = await database.execute(
            "update package set finished_at = $2 where id = $1", package.id, now
        )
        if not finished:
            raise GivenUp
        await RightsRequest.update({RightsRequest.closed_at: now}).where(
            RightsRequest.id == package.request
        )
        await duties.assign(kind=TELL_READY, subject=package.request, now=now)


async def ready_package(request_id: UUID, *, now: datetime) -> Package:
    """Return the finished copy of a request, while its hours last.

    Raises:
        NotFound: It is not finished, or its hours are over, or there is none.
    """
    package = (
        await Package.objects()
        .where(Package.request == request_id, Package.finished_at.is_not_null())
        .where(Package.expires_at >= now)
        .first()
    )
    if package is None:
        raise NotFound
    return package


async def fetch(package: Package, *, now: datetime) -> AsyncIterator[bytes]:
    """Yield the file of a finished copy part by part, and note that it was fetched.

    Raises:
        NotFound: The copy, or the rest of it, is gone meanwhile: what was sent is not whole.
    """
    numbers = await database.fetch_value(
        "select coalesce(max(number), 0) from package_part where package = $1", package.id
    )
    if not numbers:
        raise NotFound
    for number in range(1, numbers + 1):
        content = await database.fetch_value(
            "select content from package_part where package = $1 and number = $2",
            package.id,
            number,
        )
        if content is None:
            raise NotFound
        yield content
    await Package.update({Package.fetched_at: now}).where(
        Package.id == package.id, Package.fetched_at.is_null()
    )
