"""Collecting an invoice: each try, what follows from it, and the tries that follow."""

from typing import TYPE_CHECKING

from web.local_stripe import invoices, payments, subscription_state
from web.local_stripe.errors import Refused, card_declined
from web.local_stripe.payment_methods import AUTHENTICATION, INSUFFICIENT, WORKS, default_of
from web.local_stripe.store import Object
from web.local_stripe.times import DAY

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine


def finalize_and_collect(engine: "Engine", invoice: Object) -> str:
    """Finalise a draft and try to collect it; return what came of it."""
    invoices.finalize(engine, invoice)
    if invoice["amount_due"] == 0:
        mark_paid(engine, invoice)
        return WORKS
    if invoice["collection_method"] == "send_invoice":
        return send(engine, invoice)
    return attempt(engine, invoice)


def send(engine: "Engine", invoice: Object) -> str:
    """Send an invoice to whoever pays it by transfer."""
    engine.tell("invoice.sent", invoice)
    return WORKS


def attempt(
    engine: "Engine",
    invoice: Object,
    *,
    method: str | None = None,
    present: bool = False,
    proven: bool = False,
) -> str:
    """Try to collect an open invoice; return ``WORKS``, or why not."""
    subscription = engine.store.find("subscription", invoices.subscription_of(invoice) or "")
    customer = engine.get("customer", invoice["customer"])
    chosen = method or invoice["default_payment_method"]
    chosen = chosen or default_of(customer, subscription)
    came = payments.charge(engine, invoice, chosen, present=present, proven=proven)
    invoice["attempted"] = True
    invoice["attempt_count"] += 1
    if came == WORKS:
        mark_paid(engine, invoice)
    else:
        _failed(engine, invoice, subscription, came)
    return came


def mark_paid(engine: "Engine", invoice: Object, *, elsewhere: bool = False) -> None:
    """Note an invoice as paid; ``elsewhere``: by transfer, not through Stripe."""
    now = engine.now(engine.clock_of(invoice))
    remaining = invoice["amount_remaining"]
    if elsewhere:
        payments.cancel(engine, invoice, "automatic")
        invoice["amount_paid_off_stripe"] = remaining
    invoice.update(
        status="paid",
        amount_paid=invoice["amount_paid"] + remaining,
        amount_remaining=0,
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
    )
    invoice["status_transitions"]["paid_at"] = now
    engine.tell("invoice.updated", invoice)
    engine.tell("invoice.paid", invoice)
    engine.tell("invoice.payment_succeeded", invoice)
    _set_delinquent(engine, invoice)
    subscription_state.settled(engine, invoice)


def retry(engine: "Engine", due: Object) -> None:
    """Try again, as the schedule says."""
    invoice = engine.store.find("invoice", due["subject"])
    if invoice and invoice["status"] == "open" and invoice["next_payment_attempt"] == due["at"]:
        attempt(engine, invoice)


def finalize_due(engine: "Engine", due: Object) -> None:
    """Finalise a draft an hour after it was made."""
    invoice = engine.store.find("invoice", due["subject"])
    if not invoice or invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    try:
        finalize_and_collect(engine, invoice)
    except Refused:
        invoices.finalization_failed(engine, invoice)


def overdue(engine: "Engine", due: Object) -> None:
    """Note that an invoice was not paid by its date."""
    invoice = engine.store.find("invoice", due["subject"])
    if invoice and invoice["status"] == "open" and invoice["due_date"] == due["at"]:
        engine.tell("invoice.overdue", invoice)
        _set_delinquent(engine, invoice)
        subscription_state.failed(engine, invoice)


def refusal_of(came: str, invoice: Object) -> Refused:
    """Return how Stripe refuses a payment that was asked for and failed."""
    if came == AUTHENTICATION:
        return Refused(
            "This payment requires additional user action before it can be completed.",
            status=402,
            kind="card_error",
            code="invoice_payment_intent_requires_action",
            kept=True,
        )
    if came == payments.NO_METHOD:
        return no_method()
    code = came if came == INSUFFICIENT else "generic_decline"
    return card_declined(code, charge=f"ch_local_{invoice['id']}")


def no_method() -> Refused:
    """Return the refusal where nothing could be charged."""
    return Refused(
        "This customer has no attached payment source or default payment method.",
        code="resource_missing",
    )


def _failed(engine: "Engine", invoice: Object, subscription: Object | None, came: str) -> None:
    exhausted = _plan_retry(engine, invoice, subscription)
    engine.tell("invoice.updated", invoice)
    engine.tell("invoice.payment_failed", invoice)
    if came == AUTHENTICATION:
        engine.tell("invoice.payment_action_required", invoice)
    _set_delinquent(engine, invoice)
    subscription_state.failed(engine, invoice)
    if exhausted:
        subscription_state.given_up(engine, invoice)


def _plan_retry(engine: "Engine", invoice: Object, subscription: Object | None) -> bool:
    """Plan the next try; tell whether there is none left.

    The first invoice of a subscription is not tried again: the holder is there, or it
    expires. By hand, nobody waits for a schedule either.
    """
    if subscription is None or subscription["status"] == "incomplete":
        return False
    if not invoice["auto_advance"]:
        return False
    days = engine.rules.retry_days
    if invoice["attempt_count"] > len(days):
        invoice.update(next_payment_attempt=None, auto_advance=False)
        return True
    clock = engine.clock_of(invoice)
    at = engine.now(clock) + DAY * days[invoice["attempt_count"] - 1]
    invoice["next_payment_attempt"] = at
    engine.times.at(at, "retry", invoice["id"], clock=clock)
    return False


def _set_delinquent(engine: "Engine", invoice: Object) -> None:
    customer = engine.store.find("customer", invoice["customer"])
    if customer is None or customer.get("deleted"):
        return
    own = engine.store.of("invoice", customer["id"])
    customer["delinquent"] = any(e["status"] == "open" and e["attempted"] for e in own)
    engine.tell("customer.updated", customer)
