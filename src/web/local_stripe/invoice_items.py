"""Invoice items: what waits for the next invoice, by hand or from a change of subscription."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from web.local_stripe import invoices, listing
from web.local_stripe.errors import Refused
from web.local_stripe.invoice_lines import line_of_invoice_item, pricing_of
from web.local_stripe.parameters import (
    Values,
    boolean,
    cents,
    currency,
    fields,
    merged,
    metadata,
    moment,
    operation,
    or_unset,
    text,
    whole,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.proration import Part
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_PERIOD = fields("start", "end", start=moment, end=moment)


def create(engine: "Engine", given: Values) -> Object:
    """Put something on the next invoice of a customer, or on a draft.

    Raises:
        Refused: It has no amount, or the draft is none any more.
    """
    customer = engine.get("customer", given["customer"], "customer")
    price = _price_of(engine, given)
    quantity = given.get("quantity", 1)
    if price is None and "amount" not in given:
        raise Refused("Missing required param: amount.", param="amount")
    unit = price["unit_amount"] if price else given["amount"]
    now = engine.now(engine.clock_of(customer))
    item = _make(
        engine,
        customer,
        amount=unit * quantity,
        currency=given.get("currency") or (price or {}).get("currency") or "eur",
        description=given.get("description"),
        metadata=merged({}, given.get("metadata")),
        parent=given.get("subscription") and _parent(given["subscription"], None),
        period=given.get("period") or {"start": now, "end": now},
        pricing=pricing_of(price, unit),
        proration=False,
        quantity=quantity,
    )
    engine.tell("invoiceitem.created", item)
    if "invoice" in given:
        _put_on(engine, item, engine.get("invoice", given["invoice"], "invoice"))
    return item


def add_proration(
    engine: "Engine", subscription: Object, part: Part, period: tuple[int, int]
) -> None:
    """Have one line of a proration wait for the subscription's next invoice."""
    customer = engine.get("customer", subscription["customer"])
    now = engine.now(engine.clock_of(customer))
    name = engine.get("product", part.side.price["product"])["name"]
    kind = "Unused time" if part.unused else "Remaining time"
    day = datetime.fromtimestamp(now, UTC).strftime("%d %b %Y")
    item = _make(
        engine,
        customer,
        amount=part.amount,
        currency=subscription["currency"],
        description=f"{kind} on {part.side.quantity} × {name} after {day}",
        metadata=dict(subscription["metadata"]),
        parent=_parent(subscription["id"], part.item),
        period={"start": min(now, period[1]), "end": period[1]},
        pricing=pricing_of(part.side.price, part.side.price["unit_amount"]),
        proration=True,
        proration_details={"credited_items": None, "discount_amounts": []},
        quantity=part.side.quantity,
    )
    engine.tell("invoiceitem.created", item)


def _make(engine: "Engine", customer: Object, **given: Any) -> Object:
    clock = engine.clock_of(customer)
    item = engine.make(
        "invoiceitem",
        "ii",
        clock=clock,
        customer=customer["id"],
        date=engine.now(clock),
        discountable=not given["proration"],
        discounts=[],
        net_amount=given["amount"],
        quantity_decimal=str(given["quantity"]),
        tax_rates=[],
        test_clock=clock or None,
        **given,
    )
    del item["created"]  # an invoice item has a date instead
    return item


def _put_on(engine: "Engine", item: Object, invoice: Object) -> None:
    must_be_draft(invoice)
    item["invoice"] = invoice["id"]
    line = line_of_invoice_item(engine, item)
    line["invoice"] = invoice["id"]
    invoice["lines"]["data"].append(line)
    invoices.total(engine, invoice)
    engine.tell("invoice.updated", invoice)


def must_be_draft(invoice: Object) -> None:
    """Refuse to change what has its number.

    Raises:
        Refused: It has.
    """
    if invoice["status"] != "draft":
        message = "Finalized invoices can't be updated in this way."
        raise Refused(message, code="invoice_not_editable")


def _price_of(engine: "Engine", given: Values) -> Object | None:
    price_id = given.get("pricing", {}).get("price")
    return engine.get("price", price_id, "pricing[price]") if price_id else None


def _parent(subscription: str, item: str | None) -> Values:
    details = {"subscription": subscription, "subscription_item": item}
    return {"subscription_details": details, "type": "subscription_details"}


def _retrieve(engine: "Engine", _given: Values, item_id: str) -> Object:
    return engine.get("invoiceitem", item_id)


def _update(engine: "Engine", given: Values, item_id: str) -> Object:
    item = engine.get("invoiceitem", item_id)
    _refuse_invoiced(item)
    changed(item, given, "description")
    if "amount" in given:
        item["amount"] = item["net_amount"] = given["amount"]
        item["pricing"] = pricing_of(None, given["amount"])
    item["metadata"] = merged(item["metadata"], given.get("metadata"))
    engine.store.touch("invoiceitem", item_id)  # Stripe tells no change of these
    return item


def _delete(engine: "Engine", _given: Values, item_id: str) -> Object:
    item = engine.get("invoiceitem", item_id)
    _refuse_invoiced(item)
    engine.tell("invoiceitem.deleted", item)
    engine.store.drop("invoiceitem", item_id)
    return {"id": item_id, "object": "invoiceitem", "deleted": True}


def _refuse_invoiced(item: Object) -> None:
    if item["invoice"] is not None:
        raise Refused("This item is already on an invoice.", code="invoice_not_editable")


def _all_of(engine: "Engine", given: Values) -> Object:
    exact = {name: given[name] for name in ("customer", "invoice") if name in given}
    pending = given.get("pending")

    def fits(item: Object) -> bool:
        right = pending is None or (item["invoice"] is None) is pending
        return right and all(item[name] == value for name, value in exact.items())

    return listing.page(engine.store, "invoiceitem", given, "/v1/invoiceitems", fits=fits)


_PATH = "/v1/invoiceitems"
_CREATE = operation(
    "customer",
    amount=cents,
    currency=currency,
    customer=text,
    description=text,
    invoice=text,
    metadata=metadata,
    period=_PERIOD,
    pricing=fields("price", price=text),
    quantity=whole(0, 1_000_000),
    subscription=text,
)
_UPDATE = operation(amount=cents, description=or_unset(text), metadata=metadata)
ROUTES = [
    Route("POST", _PATH, _CREATE, create),
    Route("GET", _PATH, list_of(customer=text, invoice=text, pending=boolean), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}", _UPDATE, _update),
    Route("DELETE", f"{_PATH}/{{id}}", operation(), _delete),
]
