"""What can be asked of invoices."""

from typing import TYPE_CHECKING

from web.local_stripe import collecting, invoices, listing
from web.local_stripe.errors import Refused
from web.local_stripe.invoice_items import must_be_draft
from web.local_stripe.parameters import (
    Values,
    boolean,
    currency,
    fields,
    merged,
    metadata,
    moment,
    one_of,
    operation,
    or_unset,
    text,
    whole,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import WORKS, attach_to
from web.local_stripe.routes import Route, changed
from web.local_stripe.store import Object
from web.local_stripe.times import DAY

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine


def create(engine: "Engine", given: Values) -> Object:
    """Make a draft by hand, with what waits where that is asked for."""
    customer = engine.get("customer", given["customer"], "customer")
    subscription = None
    if "subscription" in given:
        subscription = engine.get("subscription", given["subscription"], "subscription")
    invoice = invoices.draft(
        engine,
        customer,
        [],
        reason="manual",
        currency=given.get("currency") or customer["currency"] or "eur",
        subscription=subscription,
        auto_advance=given.get("auto_advance", False),
        automatic_tax=given.get("automatic_tax"),
        collection_method=given.get("collection_method"),
        description=given.get("description"),
        metadata=merged({}, given.get("metadata")),
    )
    _take_due_date(engine, invoice, given)
    if given.get("pending_invoice_items_behavior") == "include":
        invoices.take_pending(engine, invoice, given.get("subscription"))
    invoices.total(engine, invoice)
    engine.tell("invoice.created", invoice)
    _advance_by_itself(engine, invoice)
    return invoice


def update(engine: "Engine", given: Values, invoice_id: str) -> Object:
    """Change an invoice: its notes at any time, its terms while it is a draft."""
    invoice = engine.get("invoice", invoice_id)
    if set(given) - {"metadata", "auto_advance", "expand"}:
        must_be_draft(invoice)
    changed(invoice, given, "auto_advance", "collection_method", "description")
    invoice["metadata"] = merged(invoice["metadata"], given.get("metadata"))
    _take_due_date(engine, invoice, given)
    engine.tell("invoice.updated", invoice)
    return invoice


def delete(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    """Delete a draft: it had no number, so that none is missing."""
    invoice = engine.get("invoice", invoice_id)
    if invoice["status"] != "draft" or invoices.subscription_of(invoice):
        message = "You can only delete draft invoices that are not of a subscription."
        raise Refused(message, code="invoice_not_editable")
    for item in engine.store.of("invoiceitem", invoice["customer"]):
        if item["invoice"] == invoice_id:
            engine.tell("invoiceitem.deleted", item)
            engine.store.drop("invoiceitem", item["id"])
    engine.tell("invoice.deleted", invoice)
    engine.store.drop("invoice", invoice_id)
    return {"id": invoice_id, "object": "invoice", "deleted": True}


def finalize(engine: "Engine", given: Values, invoice_id: str) -> Object:
    """Finalise a draft; nothing to pay is paid."""
    invoice = engine.get("invoice", invoice_id)
    changed(invoice, given, "auto_advance")
    invoices.finalize(engine, invoice)
    if invoice["amount_due"] == 0:
        collecting.mark_paid(engine, invoice)
    return invoice


def pay(engine: "Engine", given: Values, invoice_id: str) -> Object:
    """Collect an invoice now, or note that it was paid elsewhere.

    Raises:
        Refused: It is not to be paid, or the payment failed: what was tried stays noted.
    """
    invoice = engine.get("invoice", invoice_id)
    if invoice["status"] == "draft":
        finalize(engine, {}, invoice_id)
    elif invoice["status"] not in ("open", "uncollectible"):
        words = "already paid" if invoice["status"] == "paid" else "no longer to be paid"
        raise Refused(f"Invoice is {words}", code="invoice_already_paid")
    if invoice["status"] == "paid":
        return invoice
    if given.get("paid_out_of_band"):
        collecting.mark_paid(engine, invoice, elsewhere=True)
        return invoice
    method = given.get("payment_method")
    if method is not None:
        method = attach_to(engine, method, engine.get("customer", invoice["customer"]))["id"]
    present = not given.get("off_session", True)
    came = collecting.attempt(engine, invoice, method=method, present=present)
    if came != WORKS:
        raise collecting.refusal_of(came, invoice)
    return invoice


def void(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    """Make an invoice void; its number stays used."""
    return _close(engine, invoice_id, "void")


def mark_uncollectible(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    """Give an invoice up."""
    return _close(engine, invoice_id, "uncollectible")


def send(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    """Send an invoice, finalised where it is a draft."""
    invoice = engine.get("invoice", invoice_id)
    if invoice["status"] == "draft":
        finalize(engine, {}, invoice_id)
    elif invoice["status"] != "open":
        raise Refused("You can only send an open invoice.", code="invoice_not_open")
    collecting.send(engine, invoice)
    return invoice


def _close(engine: "Engine", invoice_id: str, status: str) -> Object:
    from web.local_stripe.subscription_state import settled

    invoice = engine.get("invoice", invoice_id)
    invoices.close(engine, invoice, status)
    settled(engine, invoice)
    return invoice


def _take_due_date(engine: "Engine", invoice: Object, given: Values) -> None:
    if "days_until_due" in given:
        now = engine.now(engine.clock_of(invoice))
        invoice["due_date"] = now + DAY * given["days_until_due"]
    changed(invoice, given, "due_date")


def _advance_by_itself(engine: "Engine", invoice: Object) -> None:
    if invoice["auto_advance"]:
        clock = engine.clock_of(invoice)
        at = engine.now(clock) + invoices.FINALIZED_AFTER
        engine.times.at(at, "finalize", invoice["id"], clock=clock)


def _retrieve(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    return engine.get("invoice", invoice_id)


def _lines(engine: "Engine", _given: Values, invoice_id: str) -> Object:
    lines: Object = engine.get("invoice", invoice_id)["lines"]
    return lines


def _all_of(engine: "Engine", given: Values) -> Object:
    names = ("customer", "collection_method", "status")
    exact = {name: given[name] for name in names if name in given}
    of = given.get("subscription")

    def fits(invoice: Object) -> bool:
        right = of is None or invoices.subscription_of(invoice) == of
        return right and all(invoice[name] == value for name, value in exact.items())

    return listing.page(engine.store, "invoice", given, "/v1/invoices", fits=fits)


_PATH = "/v1/invoices"
_TERMS = {
    "auto_advance": boolean,
    "collection_method": one_of("charge_automatically", "send_invoice"),
    "days_until_due": whole(0, 365),
    "description": or_unset(text),
    "due_date": moment,
    "metadata": metadata,
}
_CREATE = operation(
    "customer",
    automatic_tax=fields("enabled", enabled=boolean),
    currency=currency,
    customer=text,
    pending_invoice_items_behavior=one_of("exclude", "include"),
    subscription=text,
    **_TERMS,
)
_PAY = operation(off_session=boolean, paid_out_of_band=boolean, payment_method=text)
_LIST = list_of(
    collection_method=one_of("charge_automatically", "send_invoice"),
    customer=text,
    status=one_of("draft", "open", "paid", "uncollectible", "void"),
    subscription=text,
)
ROUTES = [
    Route("POST", _PATH, _CREATE, create),
    Route("GET", _PATH, _LIST, _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("GET", f"{_PATH}/{{id}}/lines", list_of(), _lines),
    Route("POST", f"{_PATH}/{{id}}", operation(**_TERMS), update),
    Route("DELETE", f"{_PATH}/{{id}}", operation(), delete),
    Route("POST", f"{_PATH}/{{id}}/finalize", operation(auto_advance=boolean), finalize),
    Route("POST", f"{_PATH}/{{id}}/pay", _PAY, pay),
    Route("POST", f"{_PATH}/{{id}}/void", operation(), void),
    Route("POST", f"{_PATH}/{{id}}/mark_uncollectible", operation(), mark_uncollectible),
    Route("POST", f"{_PATH}/{{id}}/send", operation(), send),
]
