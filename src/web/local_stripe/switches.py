"""The switches for programs: ``/local/api/…``, JSON in and out.

A form of another site cannot send JSON here: the browser would ask first, and is not answered.
"""

from dataclasses import asdict
from typing import Any

from litestar import Request, Router, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from web.local_stripe import tax_ids
from web.local_stripe.pages import AnyRequest, served
from web.local_stripe.payment_methods import set_bank
from web.local_stripe.webhook_endpoints import OURS

Said = dict[str, Any]


def refuse_forms(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse what a form of any site could send.

    Raises:
        PermissionDeniedException: The body is not declared as JSON.
    """
    kind = connection.headers.get("content-type", "").partition(";")[0]
    posted = isinstance(connection, Request) and connection.method == "POST"
    if posted and kind != "application/json":
        raise PermissionDeniedException("send application/json")


@get("/state")
async def state(request: AnyRequest) -> Said:
    """Tell the time, the switches, and how many deliveries wait."""
    here = served(request)
    engine = here.engine
    kinds = ("customer", "subscription", "invoice", "event")
    return {
        "now": engine.now(),
        "moved_by": engine.moved_by,
        "disorder": asdict(engine.deliveries.disorder),
        "waiting": engine.deliveries.waiting(),
        "answers": {"delay_ms": here.interface.delay_ms, "lose": here.interface.lose},
        **{kind: len(engine.store.live.get(kind, {})) for kind in kinds},
    }


@post("/clock", status_code=200)
async def clock(request: AnyRequest, data: JSONBody[dict[str, int]]) -> Said:
    """Move the clock on by ``advance_s`` seconds."""
    engine = served(request).engine
    engine.move_by(int(data["advance_s"]))
    return {"now": engine.now(), "moved_by": engine.moved_by}


@post("/disorder", status_code=200)
async def disorder(request: AnyRequest, data: JSONBody[dict[str, int | bool]]) -> Said:
    """Set how deliveries go astray: the names of :class:`Disorder`."""
    deliveries = served(request).engine.deliveries
    known = asdict(deliveries.disorder)
    deliveries.switch(**{name: value for name, value in data.items() if name in known})
    return asdict(deliveries.disorder)


@post("/release", status_code=200)
async def release(request: AnyRequest) -> Said:
    """Let everything that waits leave now."""
    engine = served(request).engine
    engine.deliveries.release()
    engine.keep()
    return {"waiting": engine.deliveries.waiting()}


@post("/secret", status_code=200)
async def secret(request: AnyRequest, data: JSONBody[dict[str, str]]) -> Said:
    """Give an endpoint another secret; the old one signs beside it for a day."""
    engine = served(request).engine
    endpoint = engine.get("webhook_endpoint", data.get("endpoint", OURS), "endpoint")
    engine.deliveries.set_secret(endpoint["id"], data["secret"])
    engine.keep()
    return {"secrets": len(engine.deliveries.secrets(endpoint["id"]))}


@post("/cards/{method_id:str}", status_code=200)
async def card(
    request: AnyRequest, method_id: FromPath[str], data: JSONBody[dict[str, str]]
) -> Said:
    """Say what a card's bank answers from now on."""
    engine = served(request).engine
    set_bank(engine, method_id, data["answer"])
    engine.keep()
    return {"answer": data["answer"]}


@post("/tax-ids/{tax_id:str}", status_code=200)
async def tax_id_switch(
    request: AnyRequest, tax_id: FromPath[str], data: JSONBody[dict[str, str]]
) -> Said:
    """Say what the verification of a number came to."""
    engine = served(request).engine
    held = tax_ids.set_verification(engine, tax_id, data["status"])
    engine.keep()
    return dict(held["verification"])


@post("/answers", status_code=200)
async def answers(request: AnyRequest, data: JSONBody[dict[str, int]]) -> Said:
    """Have answers wait (``delay_ms``) or be lost after their work (``lose``: how many)."""
    interface = served(request).interface
    interface.delay_ms = int(data.get("delay_ms", interface.delay_ms))
    interface.lose = int(data.get("lose", interface.lose))
    return {"delay_ms": interface.delay_ms, "lose": interface.lose}


HANDLERS = [
    Router(
        path="/local/api",
        guards=[refuse_forms],
        route_handlers=[
            *(state, clock, disorder, release, secret, card, tax_id_switch, answers),
        ],
    )
]
