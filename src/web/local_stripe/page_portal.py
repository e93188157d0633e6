"""The portal's page: invoices, card, seats, cancellation and its way back."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from web.local_stripe import portal
from web.local_stripe.engine import Engine
from web.local_stripe.page_checkout import CHOICES
from web.local_stripe.pages import AnyRequest, form_of, page, see_other, served
from web.local_stripe.payment_methods import default_of
from web.local_stripe.store import Object
from web.local_stripe.subscription_state import ENDED

_CARDS = [each for each in CHOICES if each[0] != "pm_card_chargeDeclined"]


@get("/portal/{session_id:str}")
async def show(request: AnyRequest, session_id: FromPath[str]) -> Response[str]:
    """Show what the customer has, and may do."""
    engine = served(request).engine
    session = portal.open_session(engine, session_id)
    customer = engine.get("customer", session["customer"])
    default = default_of(customer, None)
    return page(
        request,
        "local/stripe_portal.html",
        session=session,
        features=portal.features_of(engine, session),
        customer=customer,
        subscriptions=[
            each
            for each in engine.store.of("subscription", customer["id"])
            if each["status"] not in ENDED
        ],
        invoices=list(reversed(engine.store.of("invoice", customer["id"])))[:50],
        card=engine.store.find("payment_method", default) if default else None,
        cards=_CARDS,
    )


@post("/portal/{session_id:str}/subscriptions/{subscription_id:str}/cancellation")
async def cancel(
    request: AnyRequest, session_id: FromPath[str], subscription_id: FromPath[str]
) -> Redirect:
    """Cancel a subscription, or take the cancellation back."""
    sent = await form_of(request)
    engine, session = _session(request, session_id)
    portal.cancel(engine, session, subscription_id, at_end=sent.get("answer") == "cancel")
    return _back(request, engine, session)


@post("/portal/{session_id:str}/subscriptions/{subscription_id:str}/quantity")
async def set_quantity(
    request: AnyRequest, session_id: FromPath[str], subscription_id: FromPath[str]
) -> Redirect:
    """Change the seats of a subscription."""
    sent = await form_of(request)
    engine, session = _session(request, session_id)
    quantity = int(sent["quantity"]) if sent.get("quantity", "").isdecimal() else 0
    portal.set_quantity(engine, session, subscription_id, sent.get("item", ""), quantity)
    return _back(request, engine, session)


@post("/portal/{session_id:str}/card")
async def set_card(request: AnyRequest, session_id: FromPath[str]) -> Redirect:
    """Give another test card."""
    sent = await form_of(request)
    engine, session = _session(request, session_id)
    portal.set_card(engine, session, sent.get("card", ""))
    return _back(request, engine, session)


def _session(request: AnyRequest, session_id: str) -> tuple[Engine, Object]:
    engine = served(request).engine
    return engine, portal.open_session(engine, session_id)


def _back(request: AnyRequest, engine: Engine, session: Object) -> Redirect:
    engine.keep()
    return see_other(request, f"/portal/{session['id']}")


HANDLERS = [show, cancel, set_quantity, set_card]
