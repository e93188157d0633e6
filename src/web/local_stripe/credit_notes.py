"""Credit notes: less to pay of an open invoice; refund, credit or transfer of a paid one."""

from typing import TYPE_CHECKING, Any

from web.local_stripe import collecting, listing, payments, taxes
from web.local_stripe.errors import Refused
from web.local_stripe.listing import whole_list
from web.local_stripe.parameters import (
    Values,
    fields,
    many,
    merged,
    metadata,
    one_of,
    operation,
    positive_cents,
    text,
)
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.routes import Route, changed
from web.local_stripe.shapes import nulls
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

_REASON = one_of("duplicate", "fraudulent", "order_change", "product_unsatisfactory")
_WAYS = ("credit_amount", "out_of_band_amount", "refund_amount")


def create(engine: "Engine", given: Values) -> Object:
    """Credit all or a part of an invoice.

    Raises:
        Refused: It is a draft or void, or more would be credited than there is.
    """
    invoice = engine.get("invoice", given["invoice"], "invoice")
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise Refused("You can only credit finalized invoices.", code="invoice_not_open")
    note = _make(engine, invoice, given)
    if invoice["status"] == "paid":
        _give_back(engine, invoice, note, given)
    else:
        _owe_less(engine, invoice, note)
    engine.tell("credit_note.created", note)
    return note


def _make(engine: "Engine", invoice: Object, given: Values) -> Object:
    lines = _lines(engine, invoice, given)
    found = [tax for line in lines for tax in line["taxes"]]
    tax = sum(t["amount"] for t in found if t["tax_behavior"] == "exclusive")
    inside = sum(t["amount"] for t in found) - tax
    amount = sum(line["amount"] for line in lines)
    before = [e for e in of(engine, invoice) if e["status"] == "issued"]
    _refuse_too_much(invoice, amount + tax, before)
    return engine.make(
        "credit_note",
        "cn",
        clock=engine.clock_of(invoice),
        amount=amount + tax,
        amount_shipping=0,
        currency=invoice["currency"],
        customer=invoice["customer"],
        discount_amount=0,
        discount_amounts=[],
        invoice=invoice["id"],
        lines=whole_list(lines, f"/v1/credit_notes/{invoice['id']}/lines"),
        memo=given.get("memo"),
        metadata=merged({}, given.get("metadata")),
        number=f"{invoice['number']}-CN-{len(of(engine, invoice)) + 1:02}",
        pdf=f"{invoice['hosted_invoice_url']}/pdf",
        post_payment_amount=0,
        pre_payment_amount=0,
        pretax_credit_amounts=[],
        reason=given.get("reason"),
        refunds=[],
        status="issued",
        subtotal=amount,
        subtotal_excluding_tax=amount - inside,
        total=amount + tax,
        total_excluding_tax=amount - inside,
        total_taxes=taxes.summed(found),
        type="pre_payment",
    )


def of(engine: "Engine", invoice: Object) -> list[Object]:
    """Return the credit notes of an invoice."""
    own = engine.store.of("credit_note", invoice["customer"])
    return [each for each in own if each["invoice"] == invoice["id"]]


def _lines(engine: "Engine", invoice: Object, given: Values) -> list[Object]:
    """Return what is credited: named lines, or an amount with tax spread over all of them."""
    if "lines" in given:
        return [_line_of(engine, invoice, each) for each in given["lines"]]
    gross = given["amount"] if "amount" in given else _by_ways(given)
    if gross is None:
        raise Refused("Pass amount, lines, or how it is given back.", param="amount")
    return [_custom_line(engine, invoice, gross)]


def _custom_line(engine: "Engine", invoice: Object, gross: int) -> Object:
    """Return one line of a gross amount: its tax in the invoice's own proportion."""
    tax_held = invoice["total"] - (invoice["total_excluding_tax"] or 0)
    tax = taxes.portion(gross, tax_held, invoice["total"]) if invoice["total"] else 0
    held = invoice["total_taxes"][0] if invoice["total_taxes"] else None
    return _line(engine, gross - tax, "Credit", held and _tax(held, tax, gross - tax), None)


def _line_of(engine: "Engine", invoice: Object, given: Values) -> Object:
    lines = {each["id"]: each for each in invoice["lines"]["data"]}
    line = lines.get(given["invoice_line_item"])
    if line is None:
        message = f"No such invoice line item: '{given['invoice_line_item']}'"
        raise Refused(message, code="resource_missing", param="lines[0][invoice_line_item]")
    amount = given.get("amount", line["amount"])
    held = line["taxes"][0] if line["taxes"] else None
    tax = (
        taxes.portion(held["amount"], amount, line["amount"]) if held and line["amount"] else 0
    )
    taxed = held and _tax(held, tax, amount)
    return _line(engine, amount, line["description"], taxed, line["id"])


def _tax(held: Object, amount: int, base: int) -> Object:
    inside = amount if held["tax_behavior"] == "inclusive" else 0
    return {**held, "amount": amount, "taxable_amount": base - inside}


def _line(
    engine: "Engine", amount: int, words: Any, tax: Object | None, invoice_line: str | None
) -> Object:
    return {
        "id": engine.store.new_id("cnli"),
        "object": "credit_note_line_item",
        **nulls("credit_note_line_item"),
        "amount": amount,
        "description": words,
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice_line_item": invoice_line,
        "livemode": False,
        "pretax_credit_amounts": [],
        "quantity": 1,
        "tax_rates": [],
        "taxes": [tax] if tax else [],
        "type": "invoice_line_item" if invoice_line else "custom_line_item",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def _refuse_too_much(invoice: Object, total: int, before: list[Object]) -> None:
    left = (
        invoice["amount_remaining"]
        if invoice["status"] != "paid"
        else invoice["total"] - sum(each["total"] for each in before)
    )
    if not 0 < total <= left:
        message = f"The credit note's total must be from 1 to {left}."
        raise Refused(message, code="amount_too_large", param="amount")


def _owe_less(engine: "Engine", invoice: Object, note: Object) -> None:
    note["pre_payment_amount"] = note["total"]
    invoice["pre_payment_credit_notes_amount"] += note["total"]
    invoice["amount_due"] -= note["total"]
    invoice["amount_remaining"] -= note["total"]
    payments.set_amount(engine, invoice)
    engine.tell("invoice.updated", invoice)
    if invoice["amount_remaining"] == 0:
        payments.cancel(engine, invoice, "automatic")
        collecting.mark_paid(engine, invoice)


def _give_back(engine: "Engine", invoice: Object, note: Object, given: Values) -> None:
    from web.local_stripe.customers import set_balance

    if _by_ways(given) != note["total"]:
        message = f"The sum of refund, credit and out of band must equal {note['total']}."
        raise Refused(message, param="refund_amount")
    note.update(type="post_payment", post_payment_amount=note["total"])
    changed(note, given, "out_of_band_amount")
    invoice["post_payment_credit_notes_amount"] += note["total"]
    engine.tell("invoice.updated", invoice)
    customer = engine.get("customer", invoice["customer"])
    if credit := given.get("credit_amount", 0):
        set_balance(engine, customer, -credit, "credit_note", credit_note=note["id"])
    if refunded := given.get("refund_amount", 0):
        _refund(engine, invoice, note, refunded)


def _refund(engine: "Engine", invoice: Object, note: Object, amount: int) -> None:
    link = engine.store.find("_paid_by", invoice["id"])
    if link is None or invoice["amount_paid_off_stripe"]:
        raise Refused("Nothing was paid that could be refunded.", param="refund_amount")
    refund = engine.make(
        "refund",
        "re",
        clock=engine.clock_of(invoice),
        amount=amount,
        currency=invoice["currency"],
        customer=invoice["customer"],
        metadata={},
        payment_intent=link["payment_intent"],
        status="succeeded",
    )
    del refund["livemode"]  # a refund has none
    engine.tell("refund.created", refund)
    note["refunds"].append(
        {
            "amount_refunded": amount,
            "payment_record_refund": None,
            "refund": refund["id"],
            "type": "refund",
        }
    )


def _by_ways(given: Values) -> int | None:
    ways = [int(given[name]) for name in _WAYS if name in given]
    return sum(ways) if ways else None


def _void(engine: "Engine", _given: Values, note_id: str) -> Object:
    """Void a credit note of an open invoice: the whole is owed again."""
    note = engine.get("credit_note", note_id)
    invoice = engine.get("invoice", note["invoice"])
    if note["status"] != "issued" or invoice["status"] != "open":
        raise Refused("Only credit notes of open invoices can be voided.")
    note.update(status="void", voided_at=engine.now(engine.clock_of(note)))
    invoice["pre_payment_credit_notes_amount"] -= note["total"]
    invoice["amount_due"] += note["total"]
    invoice["amount_remaining"] += note["total"]
    payments.set_amount(engine, invoice)
    engine.tell("invoice.updated", invoice)
    engine.tell("credit_note.voided", note)
    return note


def _retrieve(engine: "Engine", _given: Values, note_id: str) -> Object:
    return engine.get("credit_note", note_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, "credit_note", given, "/v1/credit_notes")


_PATH = "/v1/credit_notes"
_LINE = fields(
    *("invoice_line_item", "type"),
    amount=positive_cents,
    invoice_line_item=text,
    type=one_of("invoice_line_item"),
)
_CREATE = operation(
    "invoice",
    amount=positive_cents,
    **dict.fromkeys(_WAYS, positive_cents),
    email_type=one_of("credit_note", "none"),
    invoice=text,
    lines=many(_LINE),
    memo=text,
    metadata=metadata,
    reason=_REASON,
)
ROUTES = [
    Route("POST", _PATH, _CREATE, create),
    Route("GET", _PATH, list_of(customer=text, invoice=text), _all_of),
    Route("GET", f"{_PATH}/{{id}}", operation(), _retrieve),
    Route("POST", f"{_PATH}/{{id}}/void", operation(), _void),
]
