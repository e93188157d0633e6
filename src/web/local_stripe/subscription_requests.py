"""What can be asked of subscriptions."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import collecting, listing, subscription_life
from web.local_stripe.errors import Refused, missing
from web.local_stripe.parameters import (
    Values,
    boolean,
    count,
    fields,
    many,
    metadata,
    moment,
    one_of,
    operation,
    or_unset,
    text,
    whole,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import default_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object
from web.local_stripe.subscription_changing import (
    change,
    collect_change,
    credit_rest,
    invoice_rest,
)
from web.local_stripe.subscription_making import make, start_period

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

FEEDBACK = one_of(
    *("customer_service", "low_quality", "missing_features", "other", "switched_service"),
    *("too_complex", "too_expensive", "unused"),
)
PRORATION = one_of("always_invoice", "create_prorations", "none")
TRIAL_SETTINGS = fields(
    "end_behavior",
    end_behavior=fields(missing_payment_method=one_of("cancel", "create_invoice", "pause")),
)
_BEHAVIOUR = one_of("allow_incomplete", "default_incomplete", "error_if_incomplete")
_CANCELLATION = fields(comment=or_unset(text), feedback=or_unset(FEEDBACK))
_STATUSES = (
    *("active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused"),
    *("trialing", "unpaid"),
)


def now_or_moment(value: Any, name: str) -> Any:
    """Read a moment, or ``now``."""
    return "now" if value == "now" else moment(value, name)


_TERMS: dict[str, Any] = {
    "automatic_tax": fields("enabled", enabled=boolean),
    "collection_method": one_of("charge_automatically", "send_invoice"),
    "days_until_due": whole(0, 365),
    "default_payment_method": text,
    "description": or_unset(text),
    "metadata": metadata,
    "off_session": boolean,
    "payment_behavior": _BEHAVIOUR,
    "payment_settings": fields(
        payment_method_types=many(one_of("card")),
        save_default_payment_method=one_of("off", "on_subscription"),
    ),
    "proration_behavior": PRORATION,
    "trial_end": now_or_moment,
    "trial_settings": TRIAL_SETTINGS,
}
_ITEM = fields("price", price=text, quantity=count, metadata=metadata)
CHANGED_ITEM = fields(id=text, price=text, quantity=count, deleted=boolean, metadata=metadata)
_CREATE = operation(
    *("customer", "items"),
    billing_cycle_anchor=moment,
    cancel_at=moment,
    cancel_at_period_end=boolean,
    customer=text,
    items=many(_ITEM),
    trial_period_days=whole(0, 730),
    **_TERMS,
)
_UPDATE = operation(
    billing_cycle_anchor=one_of("now", "unchanged"),
    cancel_at=or_unset(moment),
    cancel_at_period_end=boolean,
    cancellation_details=_CANCELLATION,
    items=many(CHANGED_ITEM),
    pause_collection=or_unset(
        fields(
            "behavior",
            behavior=one_of("keep_as_draft", "mark_uncollectible", "void"),
            resumes_at=moment,
        )
    ),
    proration_date=moment,
    **_TERMS,
)


def create(engine: "Engine", given: Values) -> Object:
    """Make a subscription."""
    customer = engine.get("customer", given["customer"], "customer")
    if given.get("trial_period_days") == 0:
        given.pop("trial_period_days")
    subscription = make(engine, customer, given)
    if "cancel_at" in given or "cancel_at_period_end" in given:
        names = ("cancel_at", "cancel_at_period_end")
        change(engine, subscription, {n: given[n] for n in names if n in given})
        engine.tell("customer.subscription.updated", subscription)
    return subscription


def update(engine: "Engine", given: Values, subscription_id: str) -> Object:
    """Change a subscription, and collect what the change costs where that is wanted."""
    subscription = engine.get("subscription", subscription_id)
    invoice = change(engine, subscription, given)
    engine.tell("customer.subscription.updated", subscription)
    if invoice is not None:
        behaviour = given.get("payment_behavior", "allow_incomplete")
        collect_change(engine, subscription, invoice, behaviour)
    return subscription


def cancel(engine: "Engine", given: Values, subscription_id: str) -> Object:
    """End a subscription at once."""
    subscription = engine.get("subscription", subscription_id)
    if subscription["status"] in subscription_life.ENDED:
        raise missing("subscription", subscription_id)
    now = engine.now(engine.clock_of(subscription))
    details = subscription["cancellation_details"]
    changed(details, given.get("cancellation_details", {}), "comment", "feedback")
    if given.get("prorate") and subscription["status"] == "active":
        credit_rest(engine, subscription, now)
    if given.get("invoice_now"):
        invoice_rest(engine, subscription)
    subscription_life.end(engine, subscription, reason="cancellation_requested")
    return subscription


def resume(engine: "Engine", given: Values, subscription_id: str) -> Object:
    """Resume a subscription that is paused: with a new period, paid at once."""
    subscription = engine.get("subscription", subscription_id)
    if subscription["status"] != "paused":
        raise Refused("This subscription is not paused.", param="id")
    if given.get("billing_cycle_anchor") == "unchanged":
        raise Refused("The local Stripe resumes with a new period only.")
    now = engine.now(engine.clock_of(subscription))
    subscription["billing_cycle_anchor"] = now
    invoice = _first_after_pause(engine, subscription, now)
    collect_change(engine, subscription, invoice, "allow_incomplete")
    return subscription


def _first_after_pause(engine: "Engine", subscription: Object, now: int) -> Object:
    customer = engine.get("customer", subscription["customer"])
    if default_of(customer, subscription) is None:
        raise collecting.no_method()
    start_period(engine, subscription, now)
    return subscription_life.draft_period(engine, subscription, "subscription_update")


def _retrieve(engine: "Engine", _given: Values, subscription_id: str) -> Object:
    return engine.get("subscription", subscription_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    """List subscriptions: without a status, those that have not ended by cancellation."""
    exact = [name for name in ("customer", "collection_method", "test_clock") if name in given]
    status = given.get("status")

    def fits(each: Object) -> bool:
        if status == "ended":
            right = each["status"] in subscription_life.ENDED
        elif status in (None, "all"):
            right = status == "all" or each["status"] != "canceled"
        else:
            right = each["status"] == status
        if "price" in given:
            prices = [item["price"]["id"] for item in each["items"]["data"]]
            right = right and given["price"] in prices
        return right and all(each[name] == given[name] for name in exact)

    return listing.page(engine.store, "subscription", given, "/v1/subscriptions", fits=fits)


_PATH = "/v1/subscriptions"
_LIST = list_of(
    customer=text,
    collection_method=one_of("charge_automatically", "send_invoice"),
    price=text,
    status=one_of(*_STATUSES, "all", "ended"),
    test_clock=text,
)
_CANCEL = operation(cancellation_details=_CANCELLATION, invoice_now=boolean, prorate=boolean)
ROUTES = [
    Route("POST", _PATH, _CREATE, create),
    Route("GET", _PATH, _LIST, _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}", _UPDATE, update),
    Route("DELETE", f"{_PATH}/{{id}}", _CANCEL, cancel),
    Route(
        "POST",
        f"{_PATH}/{{id}}/resume",
        operation(billing_cycle_anchor=one_of("now", "unchanged")),
        resume,
    ),
]
