"""The page where one pays, is declined, authenticates, or goes back."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from domain.text import Text
from web.local_stripe import checkout
from web.local_stripe.checkout_terms import COUNTRIES
from web.local_stripe.engine import Engine
from web.local_stripe.errors import Refused
from web.local_stripe.pages import AnyRequest, away, form_of, page, see_other, served, words_of
from web.local_stripe.payment_methods import CARDS
from web.local_stripe.store import Object

CHOICES = (
    ("pm_card_visa", Text("Carte acceptée", "Card that works")),
    ("pm_card_chargeDeclined", Text("Carte refusée", "Card that is declined")),
    (
        "pm_card_threeDSecure2Required",
        Text("Carte qui demande une authentification", "Card that asks for authentication"),
    ),
    (
        "pm_card_chargeCustomerFail",
        Text(
            "Carte acceptée aujourd’hui, refusée aux échéances suivantes",
            "Card that works today and is declined at the next dates",
        ),
    ),
)


@get("/checkout/{session_id:str}")
async def show(request: AnyRequest, session_id: FromPath[str]) -> Response[str]:
    """Show what is to be paid, and with which test card."""
    return _page(request, session_id, {}, None)


@post("/checkout/{session_id:str}")
async def pay(request: AnyRequest, session_id: FromPath[str]) -> Response[Any]:
    """Subscribe with what was chosen."""
    sent, engine = await form_of(request), served(request).engine
    try:
        session = _complete(engine, session_id, sent, proven=False)
    except checkout.AuthenticationNeeded:
        engine.undo()
        engine.store.put("_chosen", session_id, {"id": session_id, **sent})
        engine.keep()
        return see_other(request, f"/checkout/{session_id}/authentication")
    except Refused as refused:
        engine.undo()
        return _page(request, session_id, sent, refused)
    return away(checkout.return_address(session))


@get("/checkout/{session_id:str}/authentication")
async def ask_bank(request: AnyRequest, session_id: FromPath[str]) -> Response[str]:
    """Show what stands in for the bank's own page (3-D Secure)."""
    session = _open(served(request).engine, session_id)
    return page(
        request,
        "local/stripe_authentication.html",
        action=f"/checkout/{session_id}/authentication",
        amount=session["amount_total"],
        currency=session["currency"],
    )


@post("/checkout/{session_id:str}/authentication")
async def authenticate(request: AnyRequest, session_id: FromPath[str]) -> Response[Any]:
    """Pay where the holder confirmed, or tell that the bank did not."""
    sent, engine = await form_of(request), served(request).engine
    chosen = engine.store.find("_chosen", session_id)
    if chosen is None:
        return see_other(request, f"/checkout/{session_id}")
    if sent.get("answer") != "confirm":
        words = "We are unable to authenticate your payment method."
        refused = Refused(words, status=402, kind="card_error", code="card_declined")
        return _page(request, session_id, chosen, refused)
    session = _complete(engine, session_id, chosen, proven=True)
    return away(checkout.return_address(session))


@get("/checkout/{session_id:str}/return")
async def go_back(request: AnyRequest, session_id: FromPath[str]) -> Redirect:
    """Go back without paying; the session stays open until it expires."""
    session = served(request).engine.get(checkout.KIND, session_id)
    return away(session["cancel_url"] or session["success_url"] or "")


def _complete(engine: Engine, session_id: str, sent: dict[str, str], *, proven: bool) -> Object:
    card = sent.get("card")
    details = {
        "name": sent.get("name", "").strip(),
        "email": sent.get("email", "").strip(),
        "tax_id": sent.get("tax_id", "").strip(),
        "address": {"country": sent["country"]} if sent.get("country") else None,
    }
    session = checkout.complete(
        engine,
        session_id,
        card=card if card in CARDS else None,
        details=details,
        proven=proven,
    )
    engine.keep()
    return session


def _page(
    request: AnyRequest, session_id: str, sent: dict[str, str], refused: Refused | None
) -> Response[str]:
    engine = served(request).engine
    session = engine.get(checkout.KIND, session_id)
    customer = engine.store.find("customer", session["customer"] or "") or {}
    return page(
        request,
        "local/stripe_checkout.html",
        http_status=refused.status if refused else 200,
        session=session,
        lines=checkout.line_items(engine, {}, session_id)["data"],
        customer={"name": None, "address": None, **customer},
        sent={**dict.fromkeys(("card", "country", "email", "name", "tax_id")), **sent},
        error=words_of(refused) if refused else None,
        cards=CHOICES if checkout.needs_card(engine, session) else (),
        countries=[(each, each) for each in COUNTRIES],
    )


def _open(engine: Engine, session_id: str) -> Object:
    session = engine.get(checkout.KIND, session_id)
    if session["status"] != "open":
        raise Refused("This session is no longer open.", status=404)
    return session


HANDLERS = [show, pay, ask_bank, authenticate, go_back]
