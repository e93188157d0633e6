"""Making a subscription: its items, its first invoice, or its trial."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import collecting, invoices
from web.local_stripe.catalogue import plan_of
from web.local_stripe.errors import Refused
from web.local_stripe.invoice_lines import line_of_item
from web.local_stripe.listing import whole_list
from web.local_stripe.parameters import Values, merged
from web.local_stripe.payment_methods import WORKS, attach_to, default_of
from web.local_stripe.periods import end_after
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object
from web.local_stripe.times import DAY, HOUR

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

EXPIRES_AFTER = 23 * HOUR
WARNED_BEFORE = 3 * DAY
MOST_ITEMS = 20


def make(
    engine: "Engine",
    customer: Object,
    given: Values,
    *,
    present: bool = False,
    proven: bool = False,
) -> Object:
    """Make a subscription, and collect its first invoice where there is no trial.

    ``present`` and ``proven``: the holder pays on the checkout page, and has authenticated.

    Raises:
        Refused: A price does not fit, nothing can be charged, or the payment failed where
            the request wants nothing made then.
    """
    clock = engine.clock_of(customer)
    now = engine.now(clock)
    trial_end = _trial_end(given, now)
    method = given.get("default_payment_method")
    subscription = engine.make(
        "subscription",
        "sub",
        clock=clock,
        **_terms(given),
        billing_cycle_anchor=trial_end or given.get("billing_cycle_anchor") or now,
        customer=customer["id"],
        default_payment_method=method and attach_to(engine, method, customer)["id"],
        start_date=now,
        status="incomplete",
        test_clock=clock or None,
        trial_end=trial_end,
        trial_start=now if trial_end else None,
    )
    _take_items(engine, subscription, given["items"])
    start_period(engine, subscription, now)
    _refuse_other_currency(customer, subscription)
    _tell_made(engine, subscription)
    if trial_end:
        _begin_trial(engine, subscription, now)
    behaviour = given.get("payment_behavior", "allow_incomplete")
    _first_invoice(
        engine, customer, subscription, behaviour=behaviour, present=present, proven=proven
    )
    return subscription


def new_item(engine: "Engine", subscription: Object, given: Values) -> Object:
    """Return a new item of a subscription, not yet in it.

    Raises:
        Refused: The price is not one of a subscription, is archived, or does not fit.
    """
    price = engine.get("price", given["price"], "items[0][price]")
    if price["type"] != "recurring" or not price["active"]:
        message = f"The price specified is inactive or not recurring: {price['id']}."
        raise Refused(message, param="items[0][price]")
    held = subscription["items"]["data"]
    if any(each["price"]["id"] == price["id"] for each in held):
        raise Refused(
            f"Cannot add multiple subscription items with the same price: {price['id']}"
        )
    if held and _rhythm(held[0]["price"]) != _rhythm(price):
        raise Refused("All prices must have the same currency and the same interval.")
    return {
        "id": engine.store.new_id("si", 14),
        "object": "subscription_item",
        **nulls("subscription_item"),
        "created": engine.now(engine.clock_of(subscription)),
        "current_period_end": 0,
        "current_period_start": 0,
        "discounts": [],
        "metadata": merged({}, given.get("metadata")),
        "plan": plan_of(price),
        "price": price,
        "quantity": given.get("quantity", 1),
        "subscription": subscription["id"],
        "tax_rates": [],
    }


def start_period(engine: "Engine", subscription: Object, start: int) -> None:
    """Begin a period: until the trial ends, or until the next date of the rhythm."""
    items = subscription["items"]["data"]
    trial_end = subscription["trial_end"]
    anchor = subscription["billing_cycle_anchor"]
    if trial_end and trial_end > start:
        end = trial_end
    elif anchor > start:
        end = anchor
    else:
        end = end_after(anchor, items[0]["price"]["recurring"], start)
    for item in items:
        item["current_period_start"], item["current_period_end"] = start, end
    clock = engine.clock_of(subscription)
    engine.times.at(end, "cycle", subscription["id"], clock=clock)


def period_of(subscription: Object) -> tuple[int, int]:
    """Return the period under way: it stands on the items since Basil."""
    item = subscription["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def lines_of_period(engine: "Engine", subscription: Object, *, trial: bool) -> list[Object]:
    """Return the lines for the period under way."""
    start, end = period_of(subscription)
    return [
        line_of_item(engine, subscription, item, start, end, trial=trial)
        for item in subscription["items"]["data"]
    ]


def plan_trial_warning(engine: "Engine", subscription: Object, now: int) -> None:
    """Have ``trial_will_end`` told three days before, or at once where that is past."""
    at = max(subscription["trial_end"] - WARNED_BEFORE, now)
    clock = engine.clock_of(subscription)
    engine.times.at(at, "trial_will_end", subscription["id"], clock=clock)


def _tell_made(engine: "Engine", subscription: Object) -> None:
    if subscription["trial_end"]:
        subscription["status"] = "trialing"
    elif subscription["collection_method"] == "send_invoice":
        subscription["status"] = "active"
    engine.tell("customer.subscription.created", subscription)


def _begin_trial(engine: "Engine", subscription: Object, now: int) -> None:
    plan_trial_warning(engine, subscription, now)


def _first_invoice(
    engine: "Engine",
    customer: Object,
    subscription: Object,
    *,
    behaviour: str,
    present: bool,
    proven: bool,
) -> None:
    invoice = invoices.draft(
        engine,
        customer,
        lines_of_period(engine, subscription, trial=bool(subscription["trial_end"])),
        reason="subscription_create",
        currency=subscription["currency"],
        subscription=subscription,
        period=(subscription["start_date"], subscription["start_date"]),
    )
    invoices.take_pending(engine, invoice, subscription["id"])
    invoices.total(engine, invoice)
    engine.tell("invoice.created", invoice)
    invoices.finalize(engine, invoice)
    subscription["latest_invoice"] = invoice["id"]
    engine.tell("customer.subscription.updated", subscription)
    if invoice["amount_due"] == 0:
        collecting.mark_paid(engine, invoice)
    elif invoice["collection_method"] == "send_invoice":
        collecting.send(engine, invoice)
    else:
        _wait_for_payment(engine, subscription)
        if behaviour != "default_incomplete":
            _collect_first(engine, invoice, behaviour, present=present, proven=proven)


def _collect_first(
    engine: "Engine", invoice: Object, behaviour: str, *, present: bool, proven: bool
) -> None:
    subscription = engine.get("subscription", str(invoices.subscription_of(invoice)))
    customer = engine.get("customer", invoice["customer"])
    if default_of(customer, subscription) is None:
        raise collecting.no_method()
    came = collecting.attempt(engine, invoice, present=present, proven=proven)
    if came != WORKS and behaviour == "error_if_incomplete":
        refusal = collecting.refusal_of(came, invoice)
        refusal.kept = False
        raise refusal


def _wait_for_payment(engine: "Engine", subscription: Object) -> None:
    clock = engine.clock_of(subscription)
    at = engine.now(clock) + EXPIRES_AFTER
    engine.times.at(at, "expire_incomplete", subscription["id"], clock=clock)


def _take_items(engine: "Engine", subscription: Object, items: list[Values]) -> None:
    if not 0 < len(items) <= MOST_ITEMS:
        raise Refused("A subscription has from 1 to 20 items.", param="items")
    for given in items:
        subscription["items"]["data"].append(new_item(engine, subscription, given))
    subscription["items"]["url"] = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["currency"] = subscription["items"]["data"][0]["price"]["currency"]


def _refuse_other_currency(customer: Object, subscription: Object) -> None:
    if customer["currency"] not in (None, subscription["currency"]):
        message = "You cannot combine currencies on a single customer."
        raise Refused(message, code="currency_mismatch", param="currency")


def _rhythm(price: Object) -> tuple[str, str, int]:
    recurring = price["recurring"]
    return price["currency"], recurring["interval"], recurring["interval_count"]


def _trial_end(given: Values, now: int) -> int | None:
    if "trial_period_days" in given:
        return now + DAY * int(given["trial_period_days"])
    end = given.get("trial_end")
    if end in (None, "now"):
        return None
    if int(end) <= now:
        raise Refused("Invalid timestamp: must be in the future.", param="trial_end")
    return int(end)


def _terms(given: Values) -> Values:
    method = given.get("collection_method", "charge_automatically")
    if method == "send_invoice" and "days_until_due" not in given:
        raise Refused("Missing required param: days_until_due.", param="days_until_due")
    automatic = given.get("automatic_tax", {"enabled": False})
    ends = given.get("trial_settings", {"end_behavior": {}})["end_behavior"]
    return {
        "automatic_tax": tax_setting(enabled=automatic["enabled"]),
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": None,
        },
        "billing_schedules": [],
        "cancel_at": given.get("cancel_at"),
        "cancel_at_period_end": False,
        "cancellation_details": dict.fromkeys(
            ("comment", "feedback", "feedback_option", "reason")
        ),
        "collection_method": method,
        "currency": "",
        "days_until_due": given.get("days_until_due"),
        "default_tax_rates": [],
        "description": given.get("description"),
        "discounts": [],
        "invoice_settings": {
            **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer")),
            "issuer": {"account": None, "type": "self"},
        },
        "items": whole_list([], ""),
        "metadata": merged({}, given.get("metadata")),
        "payment_settings": payment_setting(given),
        "trial_settings": {"end_behavior": trial_setting(ends)},
    }


def tax_setting(*, enabled: bool) -> Values:
    """Return how a subscription says whether its tax is calculated."""
    liability: Any = {"account": None, "type": "self"} if enabled else None
    return {"disabled_reason": None, "enabled": enabled, "liability": liability}


def trial_setting(given: Values) -> Values:
    """Return what happens where a trial ends and nothing can be charged."""
    usual = {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice"}
    return {**usual, **given}


def payment_setting(given: Values) -> Values:
    """Return how a subscription is paid."""
    settings = given.get("payment_settings", {})
    return {
        "payment_method_options": None,
        "payment_method_types": settings.get("payment_method_types"),
        "save_default_payment_method": settings.get("save_default_payment_method", "off"),
    }
