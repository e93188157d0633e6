"""What a checkout session sells, and on which terms."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import taxes
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    boolean,
    count,
    fields,
    many,
    merged,
    metadata,
    moment,
    one_of,
    text,
    whole,
)
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object
from web.local_stripe.subscription_requests import TRIAL_SETTINGS

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

COUNTRIES = (*sorted(taxes.UNION), "CH", "GB", "US")


def priced_line(engine: "Engine", given: Values) -> Object:
    """Return one line of what a session sells.

    Raises:
        Refused: Its price is not one of a running subscription.
    """
    price = engine.get("price", given["price"], "line_items[0][price]")
    if price["type"] != "recurring" or not price["active"]:
        message = "You must provide active recurring prices in `subscription` mode."
        raise Refused(message, param="line_items[0][price]")
    quantity = given.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    adjustable = given.get("adjustable_quantity")
    return {
        "id": engine.store.new_id("li"),
        "object": "item",
        **nulls("item"),
        "adjustable_quantity": adjustable and {"maximum": 99, "minimum": 1, **adjustable},
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": engine.get("product", price["product"])["name"],
        "discounts": [],
        "price": price,
        "quantity": quantity,
    }


def refuse_mixed(lines: list[Object]) -> None:
    """Refuse lines of several currencies.

    Raises:
        Refused: They are.
    """
    if len({line["currency"] for line in lines}) > 1:
        raise Refused("All line items must have the same currency.", code="currency_mismatch")


def settings_of(given: Values) -> Values:
    """Return what a session says of itself."""
    automatic = given.get("automatic_tax", {"enabled": False})["enabled"]
    same = ("cancel_url", "client_reference_id", "customer_email", "locale", "success_url")
    return {
        **{name: given.get(name) for name in (*same, "billing_address_collection")},
        "automatic_tax": {
            "enabled": automatic,
            "liability": {"account": None, "type": "self"} if automatic else None,
            "provider": "stripe" if automatic else None,
            "status": None,
        },
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "metadata": merged({}, given.get("metadata")),
        "mode": "subscription",
        "payment_method_collection": given.get("payment_method_collection", "always"),
        "payment_method_types": ["card"],
        "shipping_options": [],
        "tax_id_collection": {
            "enabled": given.get("tax_id_collection", {}).get("enabled", False),
            "required": "never",
        },
        "total_details": {
            "amount_discount": 0,
            "amount_shipping": 0,
            "amount_tax": 0,
            "breakdown": None,
        },
    }


_AUTO_NEVER = one_of("auto", "never")
_ADJUSTABLE = fields(
    "enabled", enabled=boolean, maximum=whole(1, 999_999), minimum=whole(0, 999_999)
)
_SUBSCRIPTION_DATA = fields(
    description=text,
    metadata=metadata,
    trial_end=moment,
    trial_period_days=whole(1, 730),
    trial_settings=TRIAL_SETTINGS,
)
PARAMETERS: dict[str, Any] = {
    "automatic_tax": fields("enabled", enabled=boolean),
    "billing_address_collection": one_of("auto", "required"),
    "cancel_url": text,
    "client_reference_id": text,
    "customer": text,
    "customer_email": text,
    "customer_update": fields(address=_AUTO_NEVER, name=_AUTO_NEVER),
    "expires_at": moment,
    "line_items": many(
        fields("price", price=text, quantity=count, adjustable_quantity=_ADJUSTABLE)
    ),
    "locale": one_of("auto", "en", "fr"),
    "metadata": metadata,
    "mode": one_of("subscription"),
    "payment_method_collection": one_of("always", "if_required"),
    "payment_method_types": many(one_of("card")),
    "subscription_data": _SUBSCRIPTION_DATA,
    "success_url": text,
    "tax_id_collection": fields("enabled", enabled=boolean),
}
