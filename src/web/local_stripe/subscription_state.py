"""The state of a subscription, as its invoices leave it."""

from typing import TYPE_CHECKING

from web.local_stripe import invoices
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

ENDED = ("canceled", "incomplete_expired")
_OWING = ("incomplete", "past_due", "unpaid")


def settled(engine: "Engine", invoice: Object) -> None:
    """Bring a subscription back where its latest invoice is settled, whatever way."""
    subscription = _of(engine, invoice)
    if subscription is None or subscription["latest_invoice"] != invoice["id"]:
        return
    if subscription["status"] in _OWING or _resumes(subscription, invoice):
        resumed = subscription["status"] == "paused"
        set_status(engine, subscription, "active")
        if resumed:
            engine.tell("customer.subscription.resumed", subscription)


def failed(engine: "Engine", invoice: Object) -> None:
    """Make a subscription past due whose latest invoice could not be collected."""
    subscription = _of(engine, invoice)
    if subscription is not None and subscription["status"] in ("active", "trialing"):
        set_status(engine, subscription, "past_due")


def given_up(engine: "Engine", invoice: Object) -> None:
    """Do what the account's rules say after the last try."""
    subscription = _of(engine, invoice)
    if subscription is None or subscription["status"] != "past_due":
        return
    if engine.rules.after_retries == "canceled":
        end(engine, subscription, reason="payment_failed")
    elif engine.rules.after_retries == "unpaid":
        set_status(engine, subscription, "unpaid")


def set_status(engine: "Engine", subscription: Object, status: str) -> None:
    """Give a subscription its state, and tell it."""
    subscription["status"] = status
    subscription["status_details"] = None
    engine.tell("customer.subscription.updated", subscription)


def pause(engine: "Engine", subscription: Object, why: str) -> None:
    """Pause a subscription: nothing is invoiced until it is resumed."""
    now = engine.now(engine.clock_of(subscription))
    subscription["status"] = "paused"
    subscription["status_details"] = {
        "paused": {
            "subscription": {"type": why},
            "transitioned_at": now,
            "type": "subscription",
        }
    }
    engine.tell("customer.subscription.updated", subscription)
    engine.tell("customer.subscription.paused", subscription)


def end(engine: "Engine", subscription: Object, *, reason: str) -> None:
    """End a subscription at once; what is owed stays owed, and is tried no more.

    One that never began (``incomplete``) leaves no debt: its invoice is void.
    """
    now = engine.now(engine.clock_of(subscription))
    never_began = subscription["status"] == "incomplete"
    subscription["status"] = "incomplete_expired" if never_began else "canceled"
    subscription["ended_at"] = now
    subscription["canceled_at"] = subscription["canceled_at"] or now
    details = subscription["cancellation_details"]
    details["reason"] = details["reason"] or reason
    for invoice in invoices.of_subscription(engine, subscription):
        if invoice["status"] == "open" and never_began:
            invoices.close(engine, invoice, "void")
        elif invoice["status"] in ("draft", "open"):
            invoice.update(auto_advance=False, next_payment_attempt=None)
            engine.tell("invoice.updated", invoice)
    event = "updated" if never_began else "deleted"
    engine.tell(f"customer.subscription.{event}", subscription)


def _resumes(subscription: Object, invoice: Object) -> bool:
    return subscription["status"] == "paused" and invoice["billing_reason"] in (
        "subscription_update",
        "subscription_cycle",
    )


def _of(engine: "Engine", invoice: Object) -> Object | None:
    return engine.store.find("subscription", invoices.subscription_of(invoice) or "")
