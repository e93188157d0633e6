"""The fields that an object of Stripe always has, read off stripe-python itself.

A client reads ``subscription.trial_end`` whether there is a trial or not: what we do not fill
is null, as at Stripe, and an update of the SDK brings its new fields along.
"""

from functools import cache
from typing import Any, get_args

import stripe

_CLASSES: dict[str, Any] = {
    "billing_portal.configuration": stripe.billing_portal.Configuration,
    "billing_portal.session": stripe.billing_portal.Session,
    "checkout.session": stripe.checkout.Session,
    "credit_note": stripe.CreditNote,
    "credit_note_line_item": stripe.CreditNoteLineItem,
    "customer": stripe.Customer,
    "customer_balance_transaction": stripe.CustomerBalanceTransaction,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
    "item": stripe.LineItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "refund": stripe.Refund,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "tax_id": stripe.TaxId,
    "tax_rate": stripe.TaxRate,
    "test_helpers.test_clock": stripe.test_helpers.TestClock,
    "webhook_endpoint": stripe.WebhookEndpoint,
}

_ABSENT = {
    "": {"deleted"},
    "customer": {"cash_balance", "invoice_credit_balance", "sources", "subscriptions"}
    | {"tax", "tax_ids"},
    "invoice": {"confirmation_secret", "payments"},
    "checkout.session": {"line_items"},
    "price": {"currency_options", "tiers"},
    "plan": {"tiers"},
    "webhook_endpoint": {"secret"},
}
"""What stands only on a deleted object, or where a request expands it."""


@cache
def nulls(kind: str) -> dict[str, None]:
    """Return the fields of a kind of object that may be null, each null."""
    absent = _ABSENT[""] | _ABSENT.get(kind, set())
    annotations = _CLASSES[kind].__annotations__ if kind in _CLASSES else {}
    return {
        name: None
        for name, annotation in annotations.items()
        if type(None) in get_args(annotation) and name not in absent
    }
