"""What happens to a subscription by time alone: periods, trials, expiry."""

from typing import TYPE_CHECKING

from web.local_stripe import collecting, invoices
from web.local_stripe.payment_methods import default_of
from web.local_stripe.store import Object
from web.local_stripe.subscription_making import lines_of_period, period_of, start_period
from web.local_stripe.subscription_state import ENDED, end, pause

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

__all__ = ["ENDED", "cancel_due", "cycle", "end", "expire_incomplete", "trial_will_end"]

_WITHOUT_PERIODS = (*ENDED, "incomplete", "paused")


def cycle(engine: "Engine", due: Object) -> None:
    """End a period: cancel, end the trial, or renew."""
    subscription = engine.store.find("subscription", due["subject"])
    if subscription is None or subscription["status"] in _WITHOUT_PERIODS:
        return
    if period_of(subscription)[1] != due["at"]:
        return
    if subscription["cancel_at_period_end"]:
        end(engine, subscription, reason="cancellation_requested")
    elif subscription["status"] == "trialing" and _stops_without_card(engine, subscription):
        return
    else:
        renew(engine, subscription, due["at"])


def renew(engine: "Engine", subscription: Object, start: int) -> Object:
    """Begin the next period, with its draft invoice."""
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    start_period(engine, subscription, start)
    invoice = draft_period(engine, subscription, "subscription_cycle")
    engine.tell("invoice.created", invoice)
    subscription["latest_invoice"] = invoice["id"]
    engine.tell("customer.subscription.updated", subscription)
    _apply_pause_of_collection(engine, subscription, invoice)
    if invoice["auto_advance"]:
        clock = engine.clock_of(subscription)
        at = engine.now(clock) + invoices.FINALIZED_AFTER
        invoice["automatically_finalizes_at"] = at
        engine.tell("invoice.updated", invoice)
        engine.times.at(at, "finalize", invoice["id"], clock=clock)
    return invoice


def draft_period(engine: "Engine", subscription: Object, reason: str) -> Object:
    """Return the draft for the period under way, with what waited for it."""
    start, _ = period_of(subscription)
    invoice = invoices.draft(
        engine,
        engine.get("customer", subscription["customer"]),
        lines_of_period(engine, subscription, trial=False),
        reason=reason,
        currency=subscription["currency"],
        subscription=subscription,
        period=(start, start),
        # What is unpaid is not charged on and on: its drafts wait for a decision.
        auto_advance=subscription["status"] != "unpaid",
    )
    invoices.take_pending(engine, invoice, subscription["id"])
    invoices.total(engine, invoice)
    return invoice


def trial_will_end(engine: "Engine", due: Object) -> None:
    """Say that a trial ends soon."""
    subscription = engine.store.find("subscription", due["subject"])
    if subscription is not None and subscription["status"] == "trialing":
        engine.tell("customer.subscription.trial_will_end", subscription)


def expire_incomplete(engine: "Engine", due: Object) -> None:
    """Expire what was not paid within 23 hours."""
    subscription = engine.store.find("subscription", due["subject"])
    if subscription is not None and subscription["status"] == "incomplete":
        end(engine, subscription, reason="payment_failed")


def cancel_due(engine: "Engine", due: Object) -> None:
    """Cancel at the time that was asked for."""
    subscription = engine.store.find("subscription", due["subject"])
    if subscription is None or subscription["status"] in ENDED:
        return
    if subscription["cancel_at"] == due["at"]:
        end(engine, subscription, reason="cancellation_requested")


def _stops_without_card(engine: "Engine", subscription: Object) -> bool:
    """Tell whether a trial ends the subscription, or pauses it, for want of a card."""
    customer = engine.get("customer", subscription["customer"])
    by_transfer = subscription["collection_method"] == "send_invoice"
    if by_transfer or default_of(customer, subscription) is not None:
        return False
    missing = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if missing == "cancel":
        end(engine, subscription, reason="payment_failed")
    elif missing == "pause":
        pause(engine, subscription, "trial_end_without_payment_method")
    return bool(missing != "create_invoice")


def _apply_pause_of_collection(engine: "Engine", subscription: Object, invoice: Object) -> None:
    paused = subscription["pause_collection"]
    if paused is None:
        return
    now = engine.now(engine.clock_of(subscription))
    if paused["resumes_at"] and paused["resumes_at"] <= now:
        subscription["pause_collection"] = None
        engine.tell("customer.subscription.updated", subscription)
        return
    invoice["auto_advance"] = False
    engine.tell("invoice.updated", invoice)
    if paused["behavior"] == "keep_as_draft":
        return
    invoices.finalize(engine, invoice)
    if invoice["amount_due"] == 0:
        collecting.mark_paid(engine, invoice)
    else:
        how = {"void": "void", "mark_uncollectible": "uncollectible"}[paused["behavior"]]
        invoices.close(engine, invoice, how)
