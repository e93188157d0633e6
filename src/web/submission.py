"""The body of a form, read with limits before anything else looks at it."""

from collections import deque
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send

from web import csrf

BODY_LIMIT = 64 * 1024
FIELD_LIMIT = 100
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class TooLarge(HTTPException):
    """The form is larger than any form of ours."""

    status_code = 413


class NotAForm(HTTPException):
    """The body is of another kind than our forms send."""

    status_code = 415


Submitted = dict[str, list[str]]


class BodyFirst:
    """ASGI layer: waits for what an unsafe request sends, before it is asked who is calling.

    A body may take minutes to arrive. Recognised at its first line, the request would act in
    a session that was ended meanwhile, with a password given too long ago.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the body in, no more of it than is ever read, and hand it on."""
        if scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE:
            receive = await _taken_in(receive)
        await self.app(scope, receive, send)


async def _taken_in(receive: Receive) -> Receive:
    taken: deque[Any] = deque()
    size, more = 0, True
    while more and size <= BODY_LIMIT:
        message: Any = await receive()
        taken.append(message)
        size += len(message.get("body", b""))
        more = message.get("more_body", False)

    async def again() -> Any:
        return taken.popleft() if taken else await receive()

    return again


async def read_submission(request: Request[Any, Any, Any]) -> None:
    """Before every handler: read the form of an unsafe request, check where it comes from."""
    if request.method in _SAFE or request.route_handler.opt.get("upload"):
        return  # a file is read as it arrives, by its own page (web/upload.py)
    body = await _body(request)
    if request.route_handler.opt.get("machine"):
        request.scope["state"]["sent"] = body
        return
    submitted = _fields(body, request.headers.get("content-type", ""))
    request.scope["state"]["submitted"] = submitted
    csrf.verify(request, submitted.get(csrf.FIELD, [""])[0])


def sent_by_machine(request: Request[Any, Any, Any]) -> bytes:
    """Return the body that a machine sent, as it came: no form of ours, and no token in it."""
    sent: bytes = request.scope["state"].get("sent", b"")
    return sent


def submission_of(request: Request[Any, Any, Any]) -> Submitted:
    """Return what was sent: every value of every field."""
    submitted: Submitted = request.scope["state"].get("submitted", {})
    return submitted


async def _body(request: Request[Any, Any, Any]) -> bytes:
    limit: int = request.route_handler.opt.get("body_limit", BODY_LIMIT)
    declared = request.headers.get("content-length", "0")
    # ``²`` is a digit too, and no number.
    if not (declared.isascii() and declared.isdigit()) or int(declared) > limit:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


def _fields(body: bytes, content_type: str) -> Submitted:
    if not body:
        return {}
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise NotAForm
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELD_LIMIT,
        )
    except ValueError as error:
        raise ClientException("the form could not be read") from error
    fields: Submitted = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
