"""Payment methods: Stripe's test cards by name. No number is ever typed.

Each says what its bank answers the first time, when the holder is there, and later, when we
charge without them; the stand-in's page changes it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.local_stripe import listing
from web.local_stripe.errors import Refused, card_declined, missing
from web.local_stripe.parameters import (
    Values,
    fields,
    merged,
    metadata,
    one_of,
    operation,
    or_unset,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

WORKS, DECLINED, AUTHENTICATION = "works", "declined", "authentication_required"
INSUFFICIENT = "insufficient_funds"


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: what is printed on it, and what its bank says."""

    brand: str
    last4: str
    country: str
    present: str
    later: str


CARDS = {
    "pm_card_visa": Card("visa", "4242", "US", WORKS, WORKS),
    "pm_card_mastercard": Card("mastercard", "4444", "US", WORKS, WORKS),
    "pm_card_fr": Card("visa", "0003", "FR", WORKS, WORKS),
    "pm_card_chargeCustomerFail": Card("visa", "0341", "US", WORKS, DECLINED),
    "pm_card_chargeDeclined": Card("visa", "0002", "US", DECLINED, DECLINED),
    "pm_card_visa_chargeDeclined": Card("visa", "0002", "US", DECLINED, DECLINED),
    "pm_card_chargeDeclinedInsufficientFunds": Card(
        "visa", "9995", "US", INSUFFICIENT, INSUFFICIENT
    ),
    "pm_card_authenticationRequired": Card(
        "visa", "3184", "IE", AUTHENTICATION, AUTHENTICATION
    ),
    "pm_card_threeDSecure2Required": Card("visa", "3220", "IE", AUTHENTICATION, WORKS),
    "pm_card_authenticationRequiredOnSetup": Card("visa", "3155", "IE", AUTHENTICATION, WORKS),
}
ANSWERS = (WORKS, DECLINED, INSUFFICIENT, AUTHENTICATION)
_EXPIRES = {"exp_month": 12, "exp_year": 2034}
_NOWHERE = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def make_card(engine: "Engine", name: str, clock: str) -> Object:
    """Return a new payment method of a test card."""
    card = CARDS[name]
    method = engine.make(
        "payment_method",
        "pm",
        clock=clock,
        allow_redisplay="unspecified",
        billing_details={
            "address": dict(_NOWHERE),
            **dict.fromkeys(("email", "name", "phone", "tax_id")),
        },
        card=_printed(card),
        customer=None,
        customer_account=None,
        metadata={},
        type="card",
    )
    answers = {"id": method["id"], "present": card.present, "later": card.later}
    engine.store.add("_bank", method["id"], answers)
    return method


def attach_to(engine: "Engine", method_id: str, customer: Object) -> Object:
    """Attach a payment method, or one new of a test card.

    Raises:
        Refused: It is another's, was detached, or its bank declines it already.
    """
    if method_id in CARDS:
        if CARDS[method_id].present in (DECLINED, INSUFFICIENT):
            raise card_declined(_decline_code(CARDS[method_id].present))
        method = make_card(engine, method_id, engine.clock_of(customer))
    else:
        method = engine.get("payment_method", method_id, "payment_method")
    if method["customer"] == customer["id"]:
        return method
    if method["customer"] or engine.store.find("_detached", method["id"]):
        message = "The payment method you provided has already been attached or was detached."
        raise Refused(message, code="payment_method_unexpected_state", param="payment_method")
    method["customer"] = customer["id"]
    engine.store.belongs("payment_method", method["id"], customer["id"])
    engine.tell("payment_method.attached", method)
    return method


def detach(engine: "Engine", method: Object) -> Object:
    """Detach a payment method: it can never be used again, and is nobody's default."""
    customer_id = method["customer"]
    if customer_id is None:
        message = "The payment method you provided is not attached to a customer."
        raise Refused(message, code="payment_method_unexpected_state", param="payment_method")
    method["customer"] = None
    engine.store.add("_detached", method["id"], {"id": method["id"]})
    engine.tell("payment_method.detached", method)
    customer = engine.get("customer", customer_id)
    settings = customer["invoice_settings"]
    if settings["default_payment_method"] == method["id"]:
        settings["default_payment_method"] = None
        engine.tell("customer.updated", customer)
    for subscription in engine.store.of("subscription", customer_id):
        if subscription["default_payment_method"] == method["id"]:
            subscription["default_payment_method"] = None
            engine.tell("customer.subscription.updated", subscription)
    return method


def detach_all(engine: "Engine", customer: Object) -> None:
    """Detach whatever a customer has."""
    for method in engine.store.of("payment_method", customer["id"]):
        detach(engine, method)


def default_of(customer: Object, subscription: Object | None) -> str | None:
    """Return what is charged: the subscription's method, or else the customer's."""
    own = subscription["default_payment_method"] if subscription else None
    chosen: str | None = own or (customer.get("invoice_settings") or {}).get(
        "default_payment_method"
    )
    return chosen


def bank_says(engine: "Engine", method_id: str, *, present: bool) -> str:
    """Return what the bank answers to a charge."""
    answers = engine.store.find("_bank", method_id) or {}
    return str(answers.get("present" if present else "later", DECLINED))


def set_bank(engine: "Engine", method_id: str, answer: str) -> Object:
    """Say what the bank answers from now on: a switch of the stand-in."""
    method = engine.get("payment_method", method_id)
    if answer not in ANSWERS:
        raise Refused(f"Invalid answer: {answer}", param="answer")
    held = {"id": method_id, "present": answer, "later": answer}
    engine.store.put("_bank", method_id, held)
    return method


def _decline_code(answer: str) -> str:
    return answer if answer == INSUFFICIENT else "generic_decline"


def _printed(card: Card) -> Values:
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": card.country,
        "display_brand": card.brand,
        **_EXPIRES,
        "fingerprint": f"local{card.last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _attach(engine: "Engine", given: Values, method_id: str) -> Object:
    return attach_to(engine, method_id, engine.get("customer", given["customer"], "customer"))


def _detach(engine: "Engine", _given: Values, method_id: str) -> Object:
    return detach(engine, engine.get("payment_method", method_id, "payment_method"))


def _retrieve(engine: "Engine", _given: Values, method_id: str) -> Object:
    return engine.get("payment_method", method_id)


def _update(engine: "Engine", given: Values, method_id: str) -> Object:
    method = engine.get("payment_method", method_id)
    if method["customer"] is None:
        raise Refused("The payment method must be attached.", param="payment_method")
    details = given.get("billing_details", {})
    changed(method["billing_details"], details, "email", "name", "phone")
    method["metadata"] = merged(method["metadata"], given.get("metadata"))
    engine.tell("payment_method.updated", method)
    return method


def _all_of(engine: "Engine", given: Values, customer_id: str | None = None) -> Object:
    owner = customer_id or given.get("customer")
    if owner is None:
        raise Refused("Missing required param: customer.", param="customer")
    if engine.store.find("customer", owner) is None:
        raise missing("customer", owner, "customer")
    url = f"/v1/customers/{owner}/payment_methods" if customer_id else "/v1/payment_methods"
    return listing.page(engine.store, "payment_method", {**given, "customer": owner}, url)


_DETAILS = fields(email=or_unset(text), name=or_unset(text), phone=or_unset(text))
_PATH = "/v1/payment_methods"
ROUTES = [
    Route("GET", _PATH, list_of(customer=text, type=one_of("card")), _all_of),
    Route(
        "GET",
        "/v1/customers/{customer}/payment_methods",
        list_of(type=one_of("card")),
        _all_of,
    ),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route(
        "POST",
        f"{_PATH}/{{id}}",
        operation(billing_details=_DETAILS, metadata=metadata),
        _update,
    ),
    Route("POST", f"{_PATH}/{{id}}/attach", operation("customer", customer=text), _attach),
    Route("POST", f"{_PATH}/{{id}}/detach", operation(), _detach),
]
