"""Products and prices; prices are found again by their lookup key."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import listing
from web.local_stripe.errors import Refused
from web.local_stripe.parameters import (
    Values,
    boolean,
    currency,
    fields,
    many,
    merged,
    metadata,
    one_of,
    operation,
    or_unset,
    positive_cents,
    text,
    whole,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_PRODUCT = {
    "active": boolean,
    "description": or_unset(text),
    "metadata": metadata,
    "name": text,
    "statement_descriptor": text,
    "tax_code": or_unset(text),
    "unit_label": or_unset(text),
    "url": or_unset(text),
}
_PRICE = {
    "active": boolean,
    "lookup_key": text,
    "metadata": metadata,
    "nickname": text,
    "tax_behavior": one_of("exclusive", "inclusive", "unspecified"),
    "transfer_lookup_key": boolean,
}
_RECURRING = fields(
    "interval",
    interval=one_of("day", "week", "month", "year"),
    interval_count=whole(1, 36),
    trial_period_days=whole(1, 730),
    usage_type=one_of("licensed"),
)


def create_product(engine: "Engine", given: Values) -> Object:
    """Make a product; the caller may name its id."""
    identity = given.get("id")
    if identity and engine.store.find("product", identity):
        raise Refused("Product already exists.", code="resource_already_exists", param="id")
    product: Object = {
        "id": identity or engine.store.new_id("prod", 14),
        "object": "product",
        **nulls("product"),
        "active": True,
        "created": engine.now(),
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "type": "service",
        "updated": engine.now(),
    }
    _take_product(product, given)
    engine.store.add("product", product["id"], product)
    engine.tell("product.created", product)
    return product


def update_product(engine: "Engine", given: Values, product_id: str) -> Object:
    """Change a product."""
    product = engine.get("product", product_id)
    _take_product(product, given)
    changed(product, given, "default_price")
    product["updated"] = engine.now()
    engine.tell("product.updated", product)
    return product


def _take_product(product: Object, given: Values) -> None:
    simple = ("active", "description", "name", "statement_descriptor", "tax_code")
    changed(product, given, *simple, "unit_label", "url")
    product["metadata"] = merged(product["metadata"], given.get("metadata"))


def create_price(engine: "Engine", given: Values) -> Object:
    """Make a price of a product, for each period or once."""
    engine.get("product", given["product"], "product")
    if "unit_amount" not in given:
        raise Refused("Missing required param: unit_amount.", param="unit_amount")
    recurring = given.get("recurring")
    price = engine.make(
        "price",
        "price",
        active=given.get("active", True),
        billing_scheme="per_unit",
        currency=given["currency"],
        metadata=merged({}, given.get("metadata")),
        nickname=given.get("nickname"),
        product=given["product"],
        recurring=recurring and _recurring(recurring),
        tax_behavior=given.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=given["unit_amount"],
        unit_amount_decimal=str(given["unit_amount"]),
    )
    _take_lookup_key(engine, price, given)
    engine.tell("price.created", price)
    return price


def update_price(engine: "Engine", given: Values, price_id: str) -> Object:
    """Change a price: never its amount, as at Stripe."""
    price = engine.get("price", price_id)
    changed(price, given, "active", "nickname", "tax_behavior")
    price["metadata"] = merged(price["metadata"], given.get("metadata"))
    _take_lookup_key(engine, price, given)
    engine.tell("price.updated", price)
    return price


def plan_of(price: Object) -> Object:
    """Return a recurring price in the older shape that items still carry."""
    recurring: dict[str, Any] = price["recurring"]
    same = ("active", "billing_scheme", "created", "currency", "id", "livemode", "metadata")
    return {
        **nulls("plan"),
        **{name: price[name] for name in (*same, "nickname", "product")},
        "object": "plan",
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "usage_type": recurring["usage_type"],
    }


def _recurring(given: Values) -> Values:
    usual = {"interval_count": 1, "meter": None, "trial_period_days": None}
    return {**usual, "usage_type": "licensed", **given}


def _take_lookup_key(engine: "Engine", price: Object, given: Values) -> None:
    key = given.get("lookup_key")
    if key is None:
        return
    for other in engine.store.each("price"):
        if other["lookup_key"] != key or other["id"] == price["id"]:
            continue
        if not given.get("transfer_lookup_key"):
            message = f"A price (`{other['id']}`) already uses that lookup key."
            raise Refused(message, code="resource_already_exists", param="lookup_key")
        other["lookup_key"] = None
        engine.tell("price.updated", other)
    price["lookup_key"] = key


def _products(engine: "Engine", given: Values) -> Object:
    if "ids" not in given:
        return listing.page(engine.store, "product", given, "/v1/products")
    ids = given["ids"]
    wanted = {name: value for name, value in given.items() if name != "ids"}
    return listing.page(
        engine.store, "product", wanted, "/v1/products", fits=lambda each: each["id"] in ids
    )


def _prices(engine: "Engine", given: Values) -> Object:
    keys = given.get("lookup_keys")
    exact = [name for name in ("active", "currency", "product", "type") if name in given]

    def fits(price: Object) -> bool:
        known = keys is None or price["lookup_key"] in keys
        return known and all(price[name] == given[name] for name in exact)

    return listing.page(engine.store, "price", given, "/v1/prices", fits=fits)


def _product(engine: "Engine", _given: Values, product_id: str) -> Object:
    return engine.get("product", product_id)


def _price(engine: "Engine", _given: Values, price_id: str) -> Object:
    return engine.get("price", price_id)


ROUTES = [
    Route("POST", "/v1/products", operation("name", id=text, **_PRODUCT), create_product),
    Route("GET", "/v1/products", list_of(active=boolean, ids=many(text)), _products),
    Route("GET", "/v1/products/{id}", operation(), _product),
    Route(
        "POST", "/v1/products/{id}", operation(default_price=text, **_PRODUCT), update_product
    ),
    Route(
        "POST",
        "/v1/prices",
        operation(
            *("currency", "product"),
            currency=currency,
            product=text,
            recurring=_RECURRING,
            unit_amount=positive_cents,
            **_PRICE,
        ),
        create_price,
    ),
    Route(
        "GET",
        "/v1/prices",
        list_of(
            active=boolean,
            currency=currency,
            lookup_keys=many(text),
            product=text,
            type=one_of("one_time", "recurring"),
        ),
        _prices,
    ),
    Route("GET", "/v1/prices/{id}", operation(), _price),
    Route("POST", "/v1/prices/{id}", operation(**_PRICE), update_price),
]
