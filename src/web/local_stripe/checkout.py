"""Checkout: a page where one subscribes with a test card, is declined, or authenticates.

A subscription is made when it is paid, in the order of Stripe's events: made incomplete,
invoiced, paid, active, and the session completed last.
"""

from typing import TYPE_CHECKING

from web.local_stripe import customers, invoices, listing, tax_ids
from web.local_stripe.checkout_terms import PARAMETERS, priced_line, refuse_mixed, settings_of
from web.local_stripe.errors import Refused, card_declined
from web.local_stripe.listing import whole_list
from web.local_stripe.parameters import (
    Values,
    one_of,
    operation,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import (
    AUTHENTICATION,
    DECLINED,
    INSUFFICIENT,
    WORKS,
    attach_to,
    bank_says,
    make_card,
)
from web.local_stripe.routes import Route
from web.local_stripe.store import Object
from web.local_stripe.subscription_making import make
from web.local_stripe.times import DAY, MAIN

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

KIND = "checkout.session"
_PLACEHOLDER = "{CHECKOUT_SESSION_ID}"


class AuthenticationNeeded(Exception):
    """The bank wants to hear from the holder before it pays."""


def create(engine: "Engine", given: Values) -> Object:
    """Open a session for the items that are given.

    Raises:
        Refused: A price or customer does not exist, or the times do not fit.
    """
    customer = _customer_of(engine, given)
    clock = engine.clock_of(customer) if customer else MAIN
    now = engine.now(clock)
    expires_at = given.get("expires_at", now + DAY)
    if not now + 1800 <= expires_at <= now + DAY:
        raise Refused(
            "The session must expire 30 minutes to 24 hours from now.", param="expires_at"
        )
    priced = [priced_line(engine, each) for each in given["line_items"]]
    session = engine.make(
        KIND,
        "cs_test",
        clock=clock,
        **settings_of(given),
        amount_subtotal=sum(each["amount_subtotal"] for each in priced),
        amount_total=sum(each["amount_total"] for each in priced),
        currency=priced[0]["currency"],
        customer=customer and customer["id"],
        expires_at=expires_at,
        status="open",
        payment_status="unpaid",
    )
    refuse_mixed(priced)
    locale = "" if given.get("locale") != "en" else "/en"
    session["url"] = f"{engine.base_url}{locale}/checkout/{session['id']}"
    wanted = {"id": session["id"], "lines": priced, "given": given}
    engine.store.add("_checkout", session["id"], wanted)
    engine.times.at(expires_at, "expire_checkout", session["id"], clock=clock)
    return session


def complete(
    engine: "Engine",
    session_id: str,
    *,
    card: str | None,
    details: Values,
    proven: bool = False,
) -> Object:
    """Subscribe, with what was said on the page.

    Raises:
        AuthenticationNeeded: The bank asks; nothing is made yet.
        Refused: The card is declined, or the session is no longer open; nothing is made.
    """
    session = engine.get(KIND, session_id)
    if session["status"] != "open":
        raise Refused("This session is no longer open.", code="resource_missing")
    wanted = engine.store.find("_checkout", session_id) or {}
    customer = _paying_customer(engine, session, details)
    method = _method(engine, session, customer, card, proven=proven)
    given = _subscription_of(session, wanted, method)
    subscription = make(engine, customer, given, present=True, proven=proven)
    _note_completion(engine, session, customer, subscription)
    return session


def expire(engine: "Engine", _given: Values, session_id: str) -> Object:
    """Close a session that is open."""
    session = engine.get(KIND, session_id)
    if session["status"] != "open":
        raise Refused("Only open sessions can be expired.", param="session")
    session.update(status="expired", url=None)
    engine.tell("checkout.session.expired", session)
    return session


def expire_due(engine: "Engine", due: Object) -> None:
    """Close a session whose time is over."""
    session = engine.store.find(KIND, due["subject"])
    if session is not None and session["status"] == "open":
        expire(engine, {}, session["id"])


def line_items(engine: "Engine", _given: Values, session_id: str) -> Object:
    """List what a session sells."""
    lines = (engine.store.find("_checkout", session_id) or {"lines": []})["lines"]
    return whole_list(lines, f"/v1/checkout/sessions/{session_id}/line_items")


def return_address(session: Object) -> str:
    """Return where the browser goes after success, with the session's id in its place."""
    return str(session["success_url"]).replace(_PLACEHOLDER, session["id"])


def needs_card(engine: "Engine", session: Object) -> bool:
    """Tell whether the page asks for a card: not for a free trial that wants none."""
    wanted = engine.store.find("_checkout", session["id"]) or {"given": {}}
    trial = _trial(wanted["given"])
    return not (trial and session["payment_method_collection"] == "if_required")


def _trial(given: Values) -> Values:
    data = given.get("subscription_data", {})
    return {name: data[name] for name in ("trial_end", "trial_period_days") if data.get(name)}


def _method(
    engine: "Engine", session: Object, customer: Object, card: str | None, *, proven: bool
) -> str | None:
    if card is None:
        if needs_card(engine, session):
            raise Refused("A payment method is needed.", param="payment_method")
        return None
    method = make_card(engine, card, engine.clock_of(customer))
    answer = bank_says(engine, method["id"], present=True)
    if answer in (DECLINED, INSUFFICIENT):
        refusal = card_declined(answer if answer == INSUFFICIENT else "generic_decline")
        refusal.kept = False
        raise refusal
    if answer == AUTHENTICATION and not proven:
        raise AuthenticationNeeded
    if answer == AUTHENTICATION:
        _trust(engine, method["id"])
    identity: str = attach_to(engine, method["id"], customer)["id"]
    return identity


def _trust(engine: "Engine", method_id: str) -> None:
    """Let the first payment through: its holder has just authenticated."""
    bank = engine.store.find("_bank", method_id) or {}
    bank["present"] = WORKS
    engine.store.touch("_bank", method_id)


def _subscription_of(session: Object, wanted: Values, method: str | None) -> Values:
    data = wanted["given"].get("subscription_data", {})
    items = [
        {"price": line["price"]["id"], "quantity": line["quantity"]} for line in wanted["lines"]
    ]
    given = {**data, "items": items, "automatic_tax": session["automatic_tax"]}
    if method is not None:
        given["default_payment_method"] = method
    return given


def _note_completion(
    engine: "Engine", session: Object, customer: Object, subscription: Object
) -> None:
    invoice = engine.get("invoice", subscription["latest_invoice"])
    tax = invoice["total"] - (invoice["total_excluding_tax"] or 0)
    paid = "paid" if invoice["status"] == "paid" else "unpaid"
    nothing = subscription["status"] == "trialing"
    session.update(
        amount_subtotal=invoice["subtotal"],
        amount_total=invoice["total"],
        customer=customer["id"],
        customer_details=_details(engine, customer),
        invoice=invoice["id"],
        payment_status="no_payment_required" if nothing else paid,
        status="complete",
        subscription=subscription["id"],
        total_details={**session["total_details"], "amount_tax": tax},
        url=None,
    )
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    engine.tell("checkout.session.completed", session)


def _details(engine: "Engine", customer: Object) -> Values:
    same = ("address", "business_name", "email", "individual_name", "name", "phone")
    numbers = [{"type": e["type"], "value": e["value"]} for e in tax_ids.of(engine, customer)]
    return {
        **{name: customer[name] for name in (*same, "tax_exempt")},
        "tax_ids": numbers,
    }


def _paying_customer(engine: "Engine", session: Object, details: Values) -> Object:
    """Return the customer, made or brought up to date with what the page asked."""
    given = {name: details[name] for name in ("name", "address") if details.get(name)}
    if session["customer"] is None:
        email = details.get("email") or session["customer_email"]
        customer = customers.create(engine, {**given, "email": email})
    else:
        customer = engine.get("customer", session["customer"])
        wanted = engine.store.find("_checkout", session["id"]) or {"given": {}}
        updates = wanted["given"].get("customer_update", {})
        allowed = {n: v for n, v in given.items() if updates.get(n) == "auto"}
        customers.update(engine, allowed, customer["id"])
    if details.get("tax_id"):
        tax_ids.add_tax_id(engine, customer, {"type": "eu_vat", "value": details["tax_id"]})
    if session["automatic_tax"]["enabled"] and not (customer["address"] or {}).get("country"):
        raise invoices.tax_location_needed()
    return customer


def _customer_of(engine: "Engine", given: Values) -> Object | None:
    if "customer" not in given:
        return None
    return engine.get("customer", given["customer"], "customer")


def _retrieve(engine: "Engine", _given: Values, session_id: str) -> Object:
    return engine.get(KIND, session_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, KIND, given, _PATH)


_PATH = "/v1/checkout/sessions"
_CREATE = operation("line_items", "mode", "success_url", **PARAMETERS)
_LIST = list_of(customer=text, status=one_of("complete", "expired", "open"), subscription=text)
ROUTES = [
    Route("POST", _PATH, _CREATE, create),
    Route("GET", _PATH, _LIST, _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}/expire", operation(), expire),
    Route("GET", f"{_PATH}/{{id}}/line_items", list_of(), line_items),
]
