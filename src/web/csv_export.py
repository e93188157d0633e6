"""Lists as CSV files: of what their page shows, and harmless in a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from litestar.response import Response, Stream

_MEDIA_TYPE = "text/csv"
_PIECE = 64 * 1024

Cell = str | int | bool | datetime | UUID | None


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response[str]:
    """Answer with ``rows`` as the file ``name``.csv."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return Response(written.getvalue(), media_type=_MEDIA_TYPE, headers=_headers(name))


def csv_stream(
    name: str, columns: Sequence[str], rows: AsyncIterator[Sequence[Cell]]
) -> Stream:
    """Answer with rows without number as the file ``name``.csv, in constant memory."""
    return Stream(csv_lines(columns, rows), media_type=_MEDIA_TYPE, headers=_headers(name))


async def csv_lines(
    columns: Sequence[str], rows: AsyncIterator[Sequence[Cell]]
) -> AsyncIterator[bytes]:
    """Yield the lines of a CSV file, some at a time; the first holds the names."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    async for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if written.tell() > _PIECE:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    """Return what was written, and begin again."""
    words = written.getvalue()
    written.seek(0)
    written.truncate()
    return words.encode()


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "no-store",
    }


def harmless(cell: Cell) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
