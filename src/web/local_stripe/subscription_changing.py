"""Changing a subscription: seats, plan, trial, cancellation; what is left is prorated."""

from typing import TYPE_CHECKING

from web.local_stripe import collecting, invoices, subscription_life
from web.local_stripe.catalogue import plan_of
from web.local_stripe.errors import Refused
from web.local_stripe.invoice_items import add_proration
from web.local_stripe.parameters import Values, merged
from web.local_stripe.payment_methods import WORKS, attach_to
from web.local_stripe.proration import Part, Side, parts_of
from web.local_stripe.routes import changed
from web.local_stripe.store import Object
from web.local_stripe.subscription_making import (
    new_item,
    payment_setting,
    period_of,
    plan_trial_warning,
    start_period,
    tax_setting,
    trial_setting,
)

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_CHANGEABLE = ("active", "past_due", "trialing", "unpaid", "paused", "incomplete")


def change(engine: "Engine", subscription: Object, given: Values) -> Object | None:
    """Change a subscription; return the invoice that follows at once, as a draft, or None.

    Raises:
        Refused: It has ended, or cannot be changed so.
    """
    if subscription["status"] not in _CHANGEABLE:
        message = f"A subscription that is {subscription['status']} cannot be updated."
        raise Refused(message, code="resource_missing", param="id")
    clock = engine.clock_of(subscription)
    now = engine.now(clock)
    _take_terms(engine, subscription, given)
    _take_cancellation(engine, subscription, given, now)
    at = given.get("proration_date", now)
    running = subscription["status"] not in ("trialing", "paused", "incomplete")
    rest = _rest_of(subscription, at) if running else []
    parts, new_rhythm = _take_items(engine, subscription, given, at)
    ends_trial = _take_trial(engine, subscription, given, now)
    if not running:
        parts = []
    behaviour = given.get("proration_behavior", "create_prorations")
    anew = new_rhythm or ends_trial or given.get("billing_cycle_anchor") == "now"
    if anew and subscription["status"] != "trialing":
        if behaviour != "none":
            _prorate(engine, subscription, rest)
        return _restart(engine, subscription, now)
    if behaviour != "none":
        _prorate(engine, subscription, parts)
    if behaviour == "always_invoice" and parts:
        return _invoice_now(engine, subscription)
    return None


def collect_change(
    engine: "Engine", subscription: Object, invoice: Object, behaviour: str
) -> None:
    """Finalise and collect the invoice that follows a change at once.

    Raises:
        Refused: It could not be paid, and the request wants no change then.
    """
    engine.tell("invoice.created", invoice)
    subscription["latest_invoice"] = invoice["id"]
    engine.tell("customer.subscription.updated", subscription)
    if behaviour == "default_incomplete":
        invoices.finalize(engine, invoice)
        if invoice["amount_due"] == 0:
            collecting.mark_paid(engine, invoice)
        return
    came = collecting.finalize_and_collect(engine, invoice)
    if came != WORKS and behaviour == "error_if_incomplete":
        refusal = collecting.refusal_of(came, invoice)
        refusal.kept = False
        raise refusal


def credit_rest(engine: "Engine", subscription: Object, at: int) -> None:
    """Credit what is left of the period, of a subscription that ends at once."""
    _prorate(engine, subscription, _rest_of(subscription, at))


def invoice_rest(engine: "Engine", subscription: Object) -> None:
    """Invoice at once what waits, of a subscription that ends."""
    invoice = _invoice_now(engine, subscription)
    if invoice["lines"]["data"]:
        collect_change(engine, subscription, invoice, "allow_incomplete")
    else:
        engine.store.drop("invoice", invoice["id"])


def _take_items(
    engine: "Engine", subscription: Object, given: Values, at: int
) -> tuple[list[Part], bool]:
    """Change the items; return what is left of them and whether the rhythm changed."""
    held: list[Object] = subscription["items"]["data"]
    before = {each["id"]: Side(each["price"], each["quantity"]) for each in held}
    rhythm = _rhythm(held[0])
    start, end = period_of(subscription)
    for wanted in given.get("items", []):
        _change_item(engine, subscription, wanted)
    if not held:
        raise Refused("A subscription must have at least one active price.", param="items")
    if any(_rhythm(each) != _rhythm(held[0]) for each in held):
        raise Refused("All prices must have the same currency and interval.", param="items")
    for item in held:
        item["current_period_start"], item["current_period_end"] = start, end
    after = {each["id"]: Side(each["price"], each["quantity"]) for each in held}
    parts: list[Part] = []
    for item_id in dict.fromkeys((*before, *after)):
        old, new = before.get(item_id), after.get(item_id)
        if old != new:
            parts += parts_of(item_id, old, new, at=at, period=(start, end))
    return parts, rhythm != _rhythm(held[0])


def _change_item(engine: "Engine", subscription: Object, wanted: Values) -> None:
    held: list[Object] = subscription["items"]["data"]
    if "id" not in wanted:
        if "price" not in wanted:
            raise Refused("Missing required param: items[0][price].", param="items[0][price]")
        others = [each for each in held if _rhythm(each) == _rhythm(held[0])]
        item = new_item(engine, {**subscription, "items": {"data": others}}, wanted)
        held.append(item)
        return
    item = next((each for each in held if each["id"] == wanted["id"]), {})
    if not item:
        message = f"No such subscription_item: '{wanted['id']}'"
        raise Refused(message, code="resource_missing", param="items[0][id]")
    if wanted.get("deleted"):
        held.remove(item)
        return
    if "price" in wanted:
        alone = {**subscription, "items": {"data": []}}
        item["price"] = new_item(engine, alone, wanted)["price"]
        item["plan"] = plan_of(item["price"])
    changed(item, wanted, "quantity")
    item["metadata"] = merged(item["metadata"], wanted.get("metadata"))


def _restart(engine: "Engine", subscription: Object, now: int) -> Object:
    """Begin a new period now; return its draft."""
    subscription["billing_cycle_anchor"] = now
    start_period(engine, subscription, now)
    return subscription_life.draft_period(engine, subscription, "subscription_update")


def _rest_of(subscription: Object, at: int) -> list[Part]:
    """Return the credit for what is left of the period, of every item."""
    period = period_of(subscription)
    return [
        part
        for item in subscription["items"]["data"]
        for part in parts_of(
            item["id"], Side(item["price"], item["quantity"]), None, at=at, period=period
        )
    ]


def _prorate(engine: "Engine", subscription: Object, parts: list[Part]) -> None:
    period = period_of(subscription)
    for part in parts:
        add_proration(engine, subscription, part, period)


def _invoice_now(engine: "Engine", subscription: Object) -> Object:
    """Return a draft of what waits for this subscription."""
    now = engine.now(engine.clock_of(subscription))
    invoice = invoices.draft(
        engine,
        engine.get("customer", subscription["customer"]),
        [],
        reason="subscription_update",
        currency=subscription["currency"],
        subscription=subscription,
        period=(now, now),
    )
    invoices.take_pending(engine, invoice, subscription["id"])
    invoices.total(engine, invoice)
    return invoice


def _take_trial(engine: "Engine", subscription: Object, given: Values, now: int) -> bool:
    """Move or end the trial; tell whether it ended."""
    wanted = given.get("trial_end")
    if wanted is None:
        return False
    if subscription["status"] != "trialing":
        if wanted == "now":
            return False
        raise Refused("The local Stripe moves only a trial that runs.", param="trial_end")
    if wanted == "now":
        subscription.update(trial_end=now, status="active")
        return True
    if int(wanted) <= now:
        raise Refused("Invalid timestamp: must be in the future.", param="trial_end")
    subscription.update(trial_end=int(wanted), billing_cycle_anchor=int(wanted))
    start_period(engine, subscription, period_of(subscription)[0])
    plan_trial_warning(engine, subscription, now)
    return False


def _take_cancellation(engine: "Engine", subscription: Object, given: Values, now: int) -> None:
    details = subscription["cancellation_details"]
    changed(details, given.get("cancellation_details", {}), "comment", "feedback")
    if "cancel_at_period_end" in given:
        at_end = given["cancel_at_period_end"]
        at = period_of(subscription)[1] if at_end else None
        subscription.update(cancel_at_period_end=at_end, cancel_at=at)
    elif "cancel_at" in given:
        at = given["cancel_at"]
        subscription.update(cancel_at_period_end=False, cancel_at=at)
        if at is not None:
            clock = engine.clock_of(subscription)
            engine.times.at(at, "cancel", subscription["id"], clock=clock)
    else:
        return
    asked = subscription["cancel_at"] is not None
    subscription["canceled_at"] = now if asked else None
    details["reason"] = "cancellation_requested" if asked else None


def _take_terms(engine: "Engine", subscription: Object, given: Values) -> None:
    changed(subscription, given, "collection_method", "days_until_due", "description")
    subscription["metadata"] = merged(subscription["metadata"], given.get("metadata"))
    if "default_payment_method" in given:
        customer = engine.get("customer", subscription["customer"])
        method = attach_to(engine, given["default_payment_method"], customer)
        subscription["default_payment_method"] = method["id"]
    if "automatic_tax" in given:
        enabled = given["automatic_tax"]["enabled"]
        subscription["automatic_tax"] = tax_setting(enabled=enabled)
    if "payment_settings" in given:
        subscription["payment_settings"] = payment_setting(given)
    if "trial_settings" in given:
        ends = trial_setting(given["trial_settings"]["end_behavior"])
        subscription["trial_settings"] = {"end_behavior": ends}
    if "pause_collection" in given:
        paused = given["pause_collection"]
        subscription["pause_collection"] = paused and {"resumes_at": None, **paused}


def _rhythm(item: Object) -> tuple[str, str, int]:
    recurring = item["price"]["recurring"]
    return item["price"]["currency"], recurring["interval"], recurring["interval_count"]
