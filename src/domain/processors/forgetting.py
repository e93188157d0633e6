"""Asking a processor to forget somebody: until it confirmed, the duty is tried again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from domain import forgetting
from domain.forgetting import Forgetting
from domain.processors import connections
from domain.settings import current_settings


async def forget(forgetting_id: UUID, *, now: datetime) -> None:
    """Have a processor erase what it was given of a person, and note that it confirmed.

    Agreements do not matter here: who has no agreement any more must forget all the more.

    Raises:
        NotTaken: It did not confirm; try again later.
        NotConfigured: We have no account with it (any more): the officer is shown it.
    """
    asked = await forgetting.find(forgetting_id)
    if asked is None or asked.confirmed_at is not None:
        return
    await _ASK[asked.processor](asked)
    await forgetting.confirm(forgetting_id, now=now)


async def _mailjet(asked: Forgetting) -> None:
    if current_settings().mail.by != "local":  # there, nobody was ever given the address
        await connections.mailjet().erase(asked.address)


async def _hubspot(asked: Forgetting) -> None:
    hubspot = connections.hubspot()
    await hubspot.unsubscribe(asked.address)
    await hubspot.erase(asked.address)


async def _zoom(asked: Forgetting) -> None:
    meeting, _, registrant = (asked.external_id or "").partition("/")
    zoom = connections.zoom()
    if registrant:
        await zoom.remove(meeting, registrant)
    else:  # it never confirmed the registration: whether it knows the person is asked first
        await zoom.remove_address(meeting, asked.address)


_ASK: dict[str, Callable[[Forgetting], Awaitable[None]]] = {
    "mailjet": _mailjet,
    "hubspot": _hubspot,
    "zoom": _zoom,
}
