"""The mailbox of the local run: what would have been sent, readable at ``/local/mail``.

From this machine alone: a site that listens to the network shows nobody else's mail to it.
"""

from ipaddress import ip_address
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from domain import mail
from domain.errors import NotFound
from web.access import PUBLIC
from web.pages import page

AnyRequest = Request[Any, Any, Any]


def refuse_the_network(request: AnyRequest) -> None:
    """Answer as if there were no mailbox to whoever does not ask from this machine.

    Raises:
        NotFound: The caller's address is not one of loopback.
    """
    caller = request.client.host if request.client else ""
    if not _is_loopback(caller):
        raise NotFound


def _is_loopback(caller: str) -> bool:
    try:
        address = ip_address(caller)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


@get("/local/mail", access=PUBLIC, as_itself=True)
async def mailbox(request: AnyRequest) -> Response[str]:
    """List the mails, the latest first."""
    refuse_the_network(request)
    return page(request, "local/mail.html", mails=await mail.latest_first())


@get("/local/mail.json", access=PUBLIC, as_itself=True)
async def mailbox_json(request: AnyRequest) -> list[dict[str, Any]]:
    """Give the same list to machines."""
    refuse_the_network(request)
    return [
        {
            "id": str(each.id),
            "to": each.address,
            "subject": each.subject,
            "text": each.text,
            "html": each.html,
            "sent_at": each.sent_at.isoformat(),
        }
        for each in await mail.latest_first()
    ]


@get("/local/mail/{mail_id:uuid}", access=PUBLIC, as_itself=True)
async def message(request: AnyRequest, mail_id: FromPath[UUID]) -> Response[str]:
    """Show one mail."""
    refuse_the_network(request)
    found = await mail.find(mail_id)
    if found is None:
        raise NotFound
    return page(request, "local/message.html", mail=found)


HANDLERS = [mailbox, mailbox_json, message]
"""Registered in the embedded set-up alone."""
