"""``/local/processors``: what the stand-ins of the local run were given, and remember."""

import json
from typing import Any

from litestar import get
from litestar.response import Response

from domain.processors import STOOD_IN_FOR, memory_of
from domain.register.recipients import PROCESSORS
from domain.settings import current_settings
from domain.text import Text
from web.access import PUBLIC
from web.local_mail import refuse_the_network
from web.pages import AnyRequest, page

_NAMES = {one.slug: one.name for one in PROCESSORS} | {"matomo": "Matomo"}
_KINDS = {
    "contacts": Text("contacts", "contacts"),
    "unsubscribed": Text("désinscrits", "unsubscribed"),
    "meetings": Text("réunions", "meetings"),
    "events": Text("événements", "events"),
    "choices": Text("choix", "choices"),
}


@get("/local/processors", access=PUBLIC)
async def show_stand_ins(request: AnyRequest) -> Response[str]:
    """Show, for each stand-in, what the processor would know."""
    refuse_the_network(request)
    return page(
        request,
        "local/processors.html",
        stand_ins=[(_NAMES[each], _known_to(each)) for each in STOOD_IN_FOR],
        local_stripe=_local_stripe(),
    )


def _local_stripe() -> str | None:
    """Return where the local Stripe shows what it knows; None where it does not run."""
    billing = current_settings().billing
    runs = billing.stand_in_port is not None
    return f"{billing.stripe_url}/local/stripe" if runs else None


def _known_to(processor: str) -> list[tuple[Text, list[str]]]:
    state = memory_of(processor).read()
    return [
        (words, [_line(each) for each in _items(state[kind])])
        for kind, words in _KINDS.items()
        if state.get(kind)
    ]


def _items(held: Any) -> list[Any]:
    return list(held.values()) if isinstance(held, dict) else list(held)


def _line(item: Any) -> str:
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)


HANDLERS = [show_stand_ins]
"""Registered in the embedded set-up alone."""
