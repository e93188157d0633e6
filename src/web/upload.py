"""A file that comes with a form: read as it arrives, never held whole.

The form's token stands before the file in the page, and is checked before a byte of the file
is kept.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.exceptions import ClientException
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from web import csrf
from web.submission import NotAForm, Submitted, TooLarge

_FIELD_LIMIT = 8 * 1024
_FIELDS = 20

Keep = Callable[[bytes], Awaitable[None]]


async def read_upload(
    request: Request[Any, Any, Any],
    *,
    file: str,
    limit: int,
    before_file: Callable[[Submitted], Awaitable[Keep | None]],
) -> None:
    """Read a form with one file.

    Args:
        request: The form's request, of a route with ``upload=True``.
        file: The name of the file's field, the last of the form.
        limit: How many bytes the file may have.
        before_file: Given the fields, returns who keeps the file's pieces; None where the
            fields are wrong, and the file is read over.

    Raises:
        NotAForm: The body is of another kind.
        PermissionDeniedException: The token is not this browser's.
        TooLarge: The file, or a field, is too large.
        ClientException: The body is broken.
    """
    fields: Submitted = {}
    size, keep, asked = 0, None, False
    try:
        async for name, piece in _pieces(request):
            if name != file:
                _add(fields, name, piece)
                continue
            if not asked:
                csrf.verify(request, fields.get(csrf.FIELD, [""])[0])
                keep, asked = await before_file(fields), True
            size += len(piece)
            if size > limit:
                raise TooLarge
            if keep is not None and piece:
                await keep(piece)
    except MultipartError:
        raise ClientException("the form could not be read") from None
    if not asked:
        csrf.verify(request, fields.get(csrf.FIELD, [""])[0])
        await before_file(fields)


async def _pieces(request: Request[Any, Any, Any]) -> AsyncIterator[tuple[str, bytes]]:
    """Give the pieces of each part in their order, at least one for each."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or "boundary" not in options:
        raise NotAForm
    parser = PushMultipartParser(options["boundary"], max_segment_count=_FIELDS, strict=True)
    name = ""
    async for chunk in request.stream():
        for event in parser.parse(chunk):
            if isinstance(event, MultipartSegment):
                name = event.name
                yield name, b""
            elif event:
                yield name, bytes(event)
    parser.close()


def _add(fields: Submitted, name: str, piece: bytes) -> None:
    if not piece:
        fields.setdefault(name, []).append("")
        return
    values = fields[name]
    values[-1] += piece.decode("utf-8", errors="replace")
    if len(values[-1]) > _FIELD_LIMIT:
        raise TooLarge
