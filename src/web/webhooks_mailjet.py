"""``/webhooks/mailjet``: what came back of our mail, as Mailjet tells it.

Mailjet signs nothing: who knows the password of the address is believed. Of an event we take
its kind, the mail, the address and the time; the reader's network and browser are left unread.
"""

import hmac
import json
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import post
from litestar.exceptions import ClientException, NotAuthorizedException, NotFoundException

from domain import mail, prospects, suppression
from domain.mail import Trouble
from domain.settings import current_settings
from web.access import PUBLIC
from web.dependencies import Now
from web.pages import AnyRequest
from web.submission import sent_by_machine

BODY_LIMIT = 1024 * 1024
"""Some two thousand events in one call."""
_USER = "mailjet"


@post(
    "/webhooks/mailjet",
    access=PUBLIC,
    as_itself=True,
    machine=True,
    body_limit=BODY_LIMIT,
    request_max_body_size=BODY_LIMIT,
    status_code=200,
)
async def take_events(request: AnyRequest, now: Now) -> None:
    """Take events in; told twice, each counts once, and one that nobody knows counts nothing.

    Raises:
        NotFoundException: No password is set: there is no such address.
        NotAuthorizedException: Another password.
        ClientException: The body is no list of events; nothing of it was taken.
    """
    secret = current_settings().mail.mailjet_events_secret
    if not secret:
        raise NotFoundException
    if not _knows(request.headers.get("authorization", ""), secret):
        raise NotAuthorizedException
    for event in _events_in(sent_by_machine(request)):
        await _take(event, now)


def _knows(header: str, secret: str) -> bool:
    scheme, _, given = header.partition(" ")
    try:
        said = b64decode(given, validate=True)
    except (NotBase64, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(said, f"{_USER}:{secret}".encode())


def _events_in(body: bytes) -> list[dict[str, Any]]:
    """Return the events: one, or a list of them; all are well formed before any is taken."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise ClientException("no JSON") from None
    events = sent if isinstance(sent, list) else [sent]
    if not all(isinstance(each, dict) for each in events):
        raise ClientException("no list of events")
    return events


async def _take(event: dict[str, Any], now: datetime) -> None:
    address = event.get("email")
    if not isinstance(address, str) or not 0 < len(address) <= _LONGEST:
        return
    if event.get("event") in _SAYS_NO:
        await _let_go(address, now)
    kind = _trouble_of(event)
    mail_id = _mail_of(event)
    if kind is not None and mail_id is not None:
        await mail.note_trouble(
            mail_id, address=address, kind=kind, at=_moment_of(event, now), now=now
        )


_LONGEST = 254
_SAYS_NO = ("spam", "unsub")


async def _let_go(address: str, now: datetime) -> None:
    """Prospect nobody who said no at Mailjet, whether or not we know them."""
    prospect = await prospects.find_by_address(address)
    if prospect is not None:
        await prospects.object_to_prospecting(
            prospect.id, now=now, reason=suppression.Reason.COMPLAINT
        )
    await suppression.suppress(address, reason=suppression.Reason.COMPLAINT, now=now)


def _trouble_of(event: dict[str, Any]) -> Trouble | None:
    """Return what an event says of its address; None for what says nothing of it."""
    match event.get("event"):
        case "bounce":
            return (
                Trouble.NO_SUCH_ADDRESS if event.get("hard_bounce") else Trouble.REFUSED_FOR_NOW
            )
        case "blocked":
            return Trouble.REFUSED_FOR_NOW
        case "spam":
            return Trouble.COMPLAINT
        case _:
            return None


def _mail_of(event: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(event.get("CustomID")))
    except ValueError:
        return None


def _moment_of(event: dict[str, Any], now: datetime) -> datetime:
    """Return when it happened, in Unix seconds; now, where that is no time."""
    try:
        return datetime.fromtimestamp(int(event["time"]), tz=UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now


HANDLERS = [take_events]
