"""``expand``: an id becomes the object, at the path that was asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from web.local_stripe.errors import Refused
from web.local_stripe.listing import page, whole_list
from web.local_stripe.store import Object, copied

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_KINDS = {
    "cus": "customer",
    "in": "invoice",
    "sub": "subscription",
    "pm": "payment_method",
    "pi": "payment_intent",
    "price": "price",
    "prod": "product",
    "txi": "tax_id",
    "clock": "test_helpers.test_clock",
    "cn": "credit_note",
    "re": "refund",
}
_DEEPEST = 4


def expanded(engine: "Engine", answer: Object, paths: list[str]) -> Object:
    """Return the answer with what was asked for in the place of ids."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise Refused("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(engine, answer, steps, path)
    return answer


def _expand(engine: "Engine", within: Any, steps: list[str], path: str) -> None:
    if isinstance(within, list):
        for each in within:
            _expand(engine, each, steps, path)
        return
    if not steps or within is None:
        return
    field, *rest = steps
    if field not in within:
        provider = _PROVIDED.get((within.get("object", ""), field))
        if provider is None:
            message = f"This property cannot be expanded ({path})."
            raise Refused(message, code="property_not_expandable", param="expand")
        within[field] = provider(engine, within)
    elif isinstance(within[field], str):
        within[field] = _object_of(engine, within[field])
    elif isinstance(within[field], list):
        within[field] = [_object_of(engine, each) for each in within[field]]
    _expand(engine, within[field], rest, path)


def _object_of(engine: "Engine", identity: Any) -> Any:
    kind = _KINDS.get(identity.split("_")[0]) if isinstance(identity, str) else None
    found = engine.store.find(kind, identity) if kind else None
    return identity if found is None else copied(found)


def _subscriptions(engine: "Engine", customer: Object) -> Object:
    url = f"/v1/customers/{customer['id']}/subscriptions"
    return page(
        engine.store,
        "subscription",
        {},
        url,
        fits=lambda each: each["customer"] == customer["id"] and each["status"] != "canceled",
    )


def _tax_ids(engine: "Engine", customer: Object) -> Object:
    url = f"/v1/customers/{customer['id']}/tax_ids"
    return page(engine.store, "tax_id", {"customer": customer["id"]}, url)


def _tax(_engine: "Engine", customer: Object) -> Object:
    country = (customer["address"] or {}).get("country")
    return {
        "automatic_tax": "supported" if country else "unrecognized_location",
        "ip_address": None,
        "location": country
        and {"country": country, "source": "billing_address", "state": None},
        "provider": "stripe",
    }


def _payments(engine: "Engine", invoice: Object) -> Object:
    link = engine.store.find("_paid_by", invoice["id"])
    data = [engine.get("invoice_payment", link["invoice_payment"])] if link else []
    return whole_list(data, "/v1/invoice_payments")


def _secret(engine: "Engine", invoice: Object) -> Object | None:
    link = engine.store.find("_paid_by", invoice["id"])
    if link is None:
        return None
    held = engine.get("payment_intent", link["payment_intent"])
    return {"client_secret": held["client_secret"], "type": "payment_intent"}


def _line_items(engine: "Engine", session: Object) -> Object:
    from web.local_stripe.checkout import line_items

    return line_items(engine, {}, session["id"])


_PROVIDED: "dict[tuple[str, str], Callable[[Engine, Object], Object | None]]" = {
    ("customer", "subscriptions"): _subscriptions,
    ("customer", "tax_ids"): _tax_ids,
    ("customer", "tax"): _tax,
    ("invoice", "payments"): _payments,
    ("invoice", "confirmation_secret"): _secret,
    ("checkout.session", "line_items"): _line_items,
}
