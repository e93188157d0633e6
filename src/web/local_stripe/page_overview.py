"""``/local/stripe``: what the stand-in knows, its clock, its switches."""

import json
from itertools import islice

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from domain.text import Text
from web.local_stripe import tax_ids
from web.local_stripe.engine import Engine
from web.local_stripe.events import whole
from web.local_stripe.pages import AnyRequest, customer_of, form_of, page, see_other, served
from web.local_stripe.payment_methods import ANSWERS, set_bank
from web.local_stripe.store import Object
from web.local_stripe.times import DAY, HOUR

SHOWN = 50
EVENTS_SHOWN = 25
BANK = {
    "works": Text("accepte", "accepts"),
    "declined": Text("refuse", "declines"),
    "insufficient_funds": Text("refuse : provision insuffisante", "declines: too little money"),
    "authentication_required": Text("demande une authentification", "asks for authentication"),
}
STEPS = (
    (HOUR, Text("1 heure", "1 hour")),
    (DAY, Text("1 jour", "1 day")),
    (7 * DAY, Text("7 jours", "7 days")),
    (31 * DAY, Text("31 jours", "31 days")),
    (366 * DAY, Text("366 jours", "366 days")),
)
_NUMBERS = {"drop_percent": 100, "repeat_percent": 100, "delay_s": 86_400, "seed": 1_000_000}


@get("/")
async def front(request: AnyRequest) -> Redirect:
    """Lead to the overview."""
    return see_other(request, "/local/stripe")


@get("/local/stripe")
async def show(request: AnyRequest) -> Response[str]:
    """Show customers, subscriptions, invoices and events, the latest first."""
    engine = served(request).engine
    return page(
        request,
        "local/stripe_overview.html",
        now=engine.now(),
        moved_by=engine.moved_by,
        steps=STEPS,
        disorder=engine.deliveries.disorder,
        customers=[_person(each) for each in _latest(engine, "customer")],
        subscriptions=_latest(engine, "subscription"),
        invoices=_latest(engine, "invoice"),
        events=[
            (each, _deliveries(engine, each["id"]))
            for each in _latest(engine, "event")[:EVENTS_SHOWN]
        ],
        named=lambda thing: customer_of(engine, thing),
    )


@get("/local/stripe/customers/{customer_id:str}")
async def show_customer(request: AnyRequest, customer_id: FromPath[str]) -> Response[str]:
    """Show one customer: cards and what their banks say, VAT numbers, invoices."""
    engine = served(request).engine
    customer = engine.get("customer", customer_id)
    own = engine.store.of
    return page(
        request,
        "local/stripe_customer.html",
        customer=customer,
        cards=[
            (e, engine.store.find("_bank", e["id"])) for e in own("payment_method", customer_id)
        ],
        answers=[(each, BANK[each]) for each in ANSWERS],
        tax_ids=tax_ids.of(engine, customer),
        subscriptions=own("subscription", customer_id),
        invoices=list(reversed(own("invoice", customer_id)))[:SHOWN],
    )


@get("/local/stripe/events/{event_id:str}")
async def show_event(request: AnyRequest, event_id: FromPath[str]) -> Response[str]:
    """Show one event whole, with its deliveries."""
    engine = served(request).engine
    event = engine.get("event", event_id)
    return page(
        request,
        "local/stripe_event.html",
        event=event,
        body=json.dumps(whole(event), ensure_ascii=False, indent=2),
        deliveries=_deliveries(engine, event_id),
    )


@post("/local/stripe/clock")
async def move_clock(request: AnyRequest) -> Redirect:
    """Move the clock on: what is due happens, in order."""
    sent, engine = await form_of(request), served(request).engine
    if sent.get("seconds") in {str(seconds) for seconds, _ in STEPS}:
        engine.move_by(int(sent["seconds"]))
    return see_other(request, "/local/stripe")


@post("/local/stripe/disorder")
async def set_disorder(request: AnyRequest) -> Redirect:
    """Set how deliveries go astray."""
    sent, engine = await form_of(request), served(request).engine
    numbers = {
        name: min(int(sent[name]), most)
        for name, most in _NUMBERS.items()
        if sent.get(name, "").isdecimal()
    }
    engine.deliveries.switch(shuffle="shuffle" in sent, hold="hold" in sent, **numbers)
    return see_other(request, "/local/stripe")


@post("/local/stripe/release")
async def release(request: AnyRequest) -> Redirect:
    """Let everything that waits leave now."""
    await form_of(request)
    engine = served(request).engine
    engine.deliveries.release()
    engine.keep()
    return see_other(request, "/local/stripe")


@post("/local/stripe/events/{event_id:str}/deliveries")
async def deliver_again(request: AnyRequest, event_id: FromPath[str]) -> Redirect:
    """Deliver an event once more."""
    await form_of(request)
    engine = served(request).engine
    engine.deliveries.repeat(event_id)
    engine.keep()
    return see_other(request, f"/local/stripe/events/{event_id}")


@post("/local/stripe/cards/{method_id:str}")
async def set_card(request: AnyRequest, method_id: FromPath[str]) -> Redirect:
    """Say what a card's bank answers from now on."""
    sent, engine = await form_of(request), served(request).engine
    method = set_bank(engine, method_id, sent.get("answer", ""))
    engine.keep()
    return see_other(request, f"/local/stripe/customers/{method['customer']}")


@post("/local/stripe/tax-ids/{tax_id:str}")
async def set_tax_id(request: AnyRequest, tax_id: FromPath[str]) -> Redirect:
    """Say what the verification of a VAT number came to."""
    sent, engine = await form_of(request), served(request).engine
    held = tax_ids.set_verification(engine, tax_id, sent.get("status", ""))
    engine.keep()
    return see_other(request, f"/local/stripe/customers/{held['customer']}")


def _latest(engine: Engine, kind: str) -> list[Object]:
    return list(islice(engine.store.newest(kind), SHOWN))


def _person(customer: Object) -> Object:
    return {"name": None, "email": None, "deleted": False, **customer}


def _deliveries(engine: Engine, event_id: str) -> list[Object]:
    own = (engine.store.find("_delivery", i) for i in engine.deliveries.of(event_id))
    return [each for each in own if each]


HANDLERS = [
    *(front, show, show_customer, show_event, move_clock, set_disorder, release),
    *(deliver_again, set_card, set_tax_id),
]
