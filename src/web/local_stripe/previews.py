"""What an invoice would be: the change is made, its invoice read, and all of it undone."""

from typing import TYPE_CHECKING

from web.local_stripe import invoices, subscription_life
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    boolean,
    currency,
    fields,
    many,
    moment,
    one_of,
    operation,
    or_unset,
    text,
)
from web.local_stripe.routes import Route
from web.local_stripe.store import Object, copied
from web.local_stripe.subscription_changing import change
from web.local_stripe.subscription_making import make, period_of
from web.local_stripe.subscription_requests import CHANGED_ITEM, PRORATION, now_or_moment

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine


def create_preview(engine: "Engine", given: Values) -> Object:
    """Return the invoice that would follow, with an id that nobody can retrieve."""
    with engine.aside():
        invoice = copied(_would_be(engine, given))
    invoice["id"] = "upcoming_" + invoice["id"]
    for name in ("auto_advance", "number", "hosted_invoice_url", "invoice_pdf"):
        invoice[name] = None
    invoice["attempted"], invoice["status"] = False, "draft"
    return dict(invoice)


def _would_be(engine: "Engine", given: Values) -> Object:
    details = given.get("subscription_details", {})
    if "subscription" not in given:
        return _of_a_new_one(engine, given, details)
    subscription = engine.get("subscription", given["subscription"], "subscription")
    if subscription["status"] in subscription_life.ENDED:
        message = "No upcoming invoices for customer"
        raise Refused(message, status=404, code="invoice_upcoming_none")
    if details:
        at_once = change(engine, subscription, details)
        if at_once is not None:
            return at_once
    return _next(engine, subscription)


def _next(engine: "Engine", subscription: Object) -> Object:
    """Return the invoice of the next period, as the customer and prices stand."""
    if subscription["cancel_at_period_end"]:
        message = "No upcoming invoices for customer"
        raise Refused(message, status=404, code="invoice_upcoming_none")
    end = period_of(subscription)[1]
    subscription["status"] = "active"
    engine.times.now[engine.clock_of(subscription)] = end
    return subscription_life.renew(engine, subscription, end)


def _of_a_new_one(engine: "Engine", given: Values, details: Values) -> Object:
    if "customer" not in given or not details.get("items"):
        message = "You must provide a subscription, or a customer and items."
        raise Refused(message, param="subscription_details[items]")
    customer = engine.get("customer", given["customer"], "customer")
    wanted = {**details, "payment_behavior": "default_incomplete"}
    if "automatic_tax" in given:
        wanted["automatic_tax"] = given["automatic_tax"]
    subscription = make(engine, customer, wanted)
    invoice = engine.get("invoice", subscription["latest_invoice"])
    invoice.update(amount_remaining=invoice["amount_due"], amount_paid=0)
    invoices.total(engine, invoice)
    return invoice


_DETAILS = fields(
    billing_cycle_anchor=one_of("now", "unchanged"),
    cancel_at=or_unset(moment),
    cancel_at_period_end=boolean,
    items=many(CHANGED_ITEM),
    proration_behavior=PRORATION,
    proration_date=moment,
    trial_end=now_or_moment,
)
ROUTES = [
    Route(
        "POST",
        "/v1/invoices/create_preview",
        operation(
            automatic_tax=fields("enabled", enabled=boolean),
            currency=currency,
            customer=text,
            subscription=text,
            subscription_details=_DETAILS,
        ),
        create_preview,
    ),
]
