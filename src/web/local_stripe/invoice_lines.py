"""The lines of an invoice: a period of a subscription's item, or what was put on it by hand."""

from typing import TYPE_CHECKING

from web.local_stripe.parameters import Values
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine


def line_of_item(
    engine: "Engine", subscription: Object, item: Object, start: int, end: int, *, trial: bool
) -> Object:
    """Return the line of one item for one period; a trial costs nothing."""
    price, quantity = item["price"], item["quantity"]
    name = engine.get("product", price["product"])["name"]
    words = f"Trial period for {name}" if trial else f"{quantity} × {name}"
    return _line(
        engine,
        amount=0 if trial else price["unit_amount"] * quantity,
        currency=price["currency"],
        description=words,
        metadata=dict(subscription["metadata"]),
        parent=_by_subscription(subscription["id"], item["id"], None, proration=False),
        period={"start": start, "end": end},
        price=price,
        quantity=quantity,
        subscription=subscription["id"],
    )


def line_of_invoice_item(engine: "Engine", item: Object) -> Object:
    """Return the line of an invoice item: by hand, or a proration."""
    details = (item["parent"] or {}).get("subscription_details")
    if item["proration"] and details:
        parent = _by_subscription(
            details["subscription"], details["subscription_item"], item["id"], proration=True
        )
    else:
        parent = _by_hand(item["id"], details and details["subscription"])
    pricing = item["pricing"]
    price_id = pricing["price_details"]["price"] if pricing["price_details"] else None
    return _line(
        engine,
        amount=item["amount"],
        currency=item["currency"],
        description=item["description"],
        metadata=dict(item["metadata"]),
        parent=parent,
        period=dict(item["period"]),
        price=price_id and engine.get("price", price_id),
        quantity=item["quantity"],
        subscription=details and details["subscription"],
    )


def pricing_of(price: Object | None, unit_amount: int) -> Values:
    """Return how a line says what one unit costs."""
    details = price and {"price": price["id"], "product": price["product"]}
    return {
        "price_details": details,
        "type": "price_details",
        "unit_amount_decimal": str(unit_amount),
    }


def _line(engine: "Engine", *, price: Object | None, quantity: int, **given: object) -> Object:
    amount = given["amount"]
    unit = price["unit_amount"] if price else amount
    return {
        "id": engine.store.new_id("il"),
        "object": "line_item",
        **nulls("line_item"),
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "pretax_credit_amounts": [],
        "pricing": pricing_of(price, unit if isinstance(unit, int) else 0),
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subtotal": amount,
        "taxes": [],
        **given,
    }


def _by_subscription(
    subscription: str, item: str | None, invoice_item: str | None, *, proration: bool
) -> Values:
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": invoice_item,
            "proration": proration,
            "proration_details": {"credited_items": None},
            "subscription": subscription,
            "subscription_item": item,
        },
        "type": "subscription_item_details",
    }


def _by_hand(invoice_item: str, subscription: str | None) -> Values:
    return {
        "invoice_item_details": {
            "invoice_item": invoice_item,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": subscription,
        },
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }
