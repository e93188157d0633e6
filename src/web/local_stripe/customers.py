"""Customers: made, changed, and deleted with whatever runs for them."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import listing, subscription_life
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    cents,
    fields,
    many,
    merged,
    metadata,
    one_of,
    operation,
    or_unset,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import attach_to, detach_all
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object
from web.local_stripe.tax_ids import TAX_ID, add_tax_id
from web.local_stripe.times import MAIN

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

ADDRESS = fields(
    city=or_unset(text),
    country=or_unset(text),
    line1=or_unset(text),
    line2=or_unset(text),
    postal_code=or_unset(text),
    state=or_unset(text),
)
_PARAMETERS: dict[str, Any] = {
    "address": or_unset(ADDRESS),
    "balance": cents,
    "business_name": or_unset(text),
    "description": or_unset(text),
    "email": or_unset(text),
    "individual_name": or_unset(text),
    "invoice_settings": fields(default_payment_method=or_unset(text), footer=or_unset(text)),
    "metadata": metadata,
    "name": or_unset(text),
    "phone": or_unset(text),
    "preferred_locales": many(text),
    "tax_exempt": or_unset(one_of("none", "exempt", "reverse")),
    "tax": fields(validate_location=one_of("auto", "deferred", "immediately")),
}
_CREATE = operation(
    payment_method=text, tax_id_data=many(TAX_ID), test_clock=text, **_PARAMETERS
)
_TAKEN = ("balance", "business_name", "description", "email", "individual_name", "name")
_NO_SETTINGS = dict.fromkeys(
    ("custom_fields", "default_payment_method", "footer", "rendering_options")
)


def create(engine: "Engine", given: Values) -> Object:
    """Make a customer, with VAT numbers and a payment method where they are given."""
    clock = given.get("test_clock", MAIN)
    if clock:
        engine.get("test_helpers.test_clock", clock, "test_clock")
    customer = engine.make(
        "customer",
        "cus",
        clock=clock,
        balance=0,
        delinquent=False,
        invoice_prefix=engine.store.new_id("X", 8)[2:].upper(),
        invoice_settings=dict(_NO_SETTINGS),
        metadata={},
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
        test_clock=clock or None,
    )
    if "payment_method" in given:
        attach_to(engine, given["payment_method"], customer)
    _take(engine, customer, given)
    engine.tell("customer.created", customer)
    for tax_id in given.get("tax_id_data", []):
        add_tax_id(engine, customer, tax_id)
    return customer


def update(engine: "Engine", given: Values, customer_id: str) -> Object:
    """Change a customer."""
    customer = engine.get("customer", customer_id)
    _take(engine, customer, given)
    engine.tell("customer.updated", customer)
    return customer


def retrieve(engine: "Engine", _given: Values, customer_id: str) -> Object:
    """Give a customer; of a deleted one its id, and that it is deleted."""
    deleted = engine.store.find("customer", customer_id)
    if deleted and deleted.get("deleted"):
        return deleted
    return engine.get("customer", customer_id)


def delete(engine: "Engine", _given: Values, customer_id: str) -> Object:
    """Delete a customer: its subscriptions end at once, its cards and VAT numbers go.

    Invoices stay, with the name that they were made out to.
    """
    customer = engine.get("customer", customer_id)
    for subscription in engine.store.of("subscription", customer_id):
        if subscription["status"] not in subscription_life.ENDED:
            subscription_life.end(engine, subscription, reason="cancellation_requested")
    detach_all(engine, customer)
    for tax_id in engine.store.of("tax_id", customer_id):
        engine.store.drop("tax_id", tax_id["id"])
    engine.tell("customer.deleted", customer)
    stub = {"id": customer_id, "object": "customer", "deleted": True}
    return engine.store.put("customer", customer_id, stub)


def set_balance(engine: "Engine", customer: Object, change: int, kind: str, **why: Any) -> None:
    """Change what stands to a customer's credit (below zero) or debit, and note why."""
    if change == 0:
        return
    customer["balance"] += change
    transaction = engine.make(
        "customer_balance_transaction",
        "cbtxn",
        clock=engine.clock_of(customer),
        amount=change,
        currency=customer["currency"] or "eur",
        customer=customer["id"],
        ending_balance=customer["balance"],
        metadata={},
        type=kind,
        **why,
    )
    engine.tell("customer.updated", customer)
    engine.store.touch("customer_balance_transaction", transaction["id"])


def _take(engine: "Engine", customer: Object, given: Values) -> None:
    email = given.get("email")
    if email is not None and "@" not in email:
        raise Refused(f"Invalid email address: {email}", code="email_invalid", param="email")
    changed(customer, given, *_TAKEN, "phone", "preferred_locales")
    if "tax_exempt" in given:
        customer["tax_exempt"] = given["tax_exempt"] or "none"
    customer["metadata"] = merged(customer["metadata"], given.get("metadata"))
    if "address" in given:
        _take_address(customer, given["address"])
    settings = given.get("invoice_settings", {})
    if settings.get("default_payment_method"):
        _must_be_attached(engine, customer, settings["default_payment_method"])
    customer["invoice_settings"].update(settings)


def _take_address(customer: Object, address: Values | None) -> None:
    nothing = dict.fromkeys(ADDRESS.readers)
    customer["address"] = None if address is None else {**nothing, **address}


def _must_be_attached(engine: "Engine", customer: Object, method_id: str) -> None:
    method = engine.store.find("payment_method", method_id)
    if method is None or method["customer"] != customer["id"]:
        raise Refused(
            "The customer does not have a payment method with the ID that is given.",
            code="resource_missing",
            param="invoice_settings[default_payment_method]",
        )


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, "customer", given, "/v1/customers")


def _transactions(engine: "Engine", given: Values, customer_id: str) -> Object:
    url = f"/v1/customers/{customer_id}/balance_transactions"
    wanted = {**given, "customer": customer_id}
    return listing.page(engine.store, "customer_balance_transaction", wanted, url)


ROUTES = [
    Route("POST", "/v1/customers", _CREATE, create),
    Route("GET", "/v1/customers", list_of(email=text, test_clock=text), _all_of),
    Route("GET", "/v1/customers/{id}", operation(), retrieve),
    Route("POST", "/v1/customers/{id}", operation(**_PARAMETERS), update),
    Route("DELETE", "/v1/customers/{id}", operation(), delete),
    Route("GET", "/v1/customers/{id}/balance_transactions", list_of(), _transactions),
]
