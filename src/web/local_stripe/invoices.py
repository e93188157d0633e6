"""Invoices, from the draft to the number: made, summed, finalised, closed.

``total`` is the sum of the lines and their tax; what a customer has to its credit is used
before anything is charged; ``amount_due`` is ``amount_paid`` and ``amount_remaining``.
"""

from typing import TYPE_CHECKING, Any

from web.local_stripe import payments, tax_ids, taxes
from web.local_stripe.errors import Refused
from web.local_stripe.invoice_lines import line_of_invoice_item
from web.local_stripe.listing import whole_list
from web.local_stripe.parameters import Values
from web.local_stripe.store import Object
from web.local_stripe.times import DAY, HOUR

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

FINALIZED_AFTER = HOUR
_SELF = {"account": None, "type": "self"}


def draft(
    engine: "Engine",
    customer: Object,
    lines: list[Object],
    *,
    reason: str,
    currency: str,
    subscription: Object | None = None,
    period: tuple[int, int] | None = None,
    **given: Any,
) -> Object:
    """Make a draft of these lines, and of what waits to be invoiced."""
    clock = engine.clock_of(customer)
    now = engine.now(clock)
    start, end = period or (now, now)
    automatic = (subscription or given).get("automatic_tax") or {"enabled": False}
    invoice = engine.make(
        "invoice",
        "in",
        clock=clock,
        **_nothing_yet(),
        account_country=taxes.SELLER,
        account_name="assistEU (local)",
        auto_advance=given.get("auto_advance", True),
        automatic_tax=_automatic(enabled=automatic["enabled"]),
        billing_reason=reason,
        collection_method=(subscription or given).get("collection_method")
        or "charge_automatically",
        currency=currency,
        customer=customer["id"],
        description=given.get("description"),
        lines=whole_list([], ""),
        metadata=given.get("metadata", {}),
        parent=_parent(subscription),
        period_end=end,
        period_start=start,
        test_clock=clock or None,
    )
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    for line in lines:
        line["invoice"] = invoice["id"]
        invoice["lines"]["data"].append(line)
    return invoice


def take_pending(engine: "Engine", invoice: Object, subscription: str | None) -> None:
    """Put what waits for this subscription, or for the customer, on a draft."""
    for item in engine.store.of("invoiceitem", invoice["customer"]):
        details = (item["parent"] or {}).get("subscription_details") or {}
        belongs = details.get("subscription") in (None, subscription)
        if item["invoice"] is None and belongs and item["currency"] == invoice["currency"]:
            item["invoice"] = invoice["id"]
            line = line_of_invoice_item(engine, item)
            line["invoice"] = invoice["id"]
            invoice["lines"]["data"].append(line)
            engine.store.touch("invoiceitem", item["id"])


def total(engine: "Engine", invoice: Object) -> None:
    """Sum a draft: its tax by line, then what the customer has to its credit."""
    customer = engine.get("customer", invoice["customer"])
    _address(engine, invoice, customer)
    lines = invoice["lines"]["data"]
    reason = _tax_reason(engine, invoice, customer)
    for line in lines:
        inside = _is_inclusive(engine, line)
        taxed = reason and taxes.tax_on(line["amount"], reason, inclusive=inside)
        line["taxes"] = [taxed] if taxed else []
    found = [tax for line in lines for tax in line["taxes"]]
    added = sum(tax["amount"] for tax in found if tax["tax_behavior"] == "exclusive")
    subtotal = sum(line["amount"] for line in lines)
    inside = sum(tax["amount"] for tax in found) - added
    balance = customer["balance"]
    due = max(subtotal + added + balance, 0)
    invoice.update(
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal - inside,
        total=subtotal + added,
        total_excluding_tax=subtotal - inside,
        total_taxes=taxes.summed(found),
        starting_balance=balance,
        amount_due=due,
        amount_remaining=due,
    )


def finalize(engine: "Engine", invoice: Object) -> None:
    """Give a draft its number: from here on its lines stand.

    Raises:
        Refused: It is none, or its tax cannot be told without the customer's country.
    """
    from web.local_stripe.customers import set_balance

    if invoice["status"] != "draft":
        raise Refused("This invoice is already finalized.", code="invoice_not_editable")
    total(engine, invoice)
    if invoice["automatic_tax"]["status"] == "requires_location_inputs":
        raise tax_location_needed()
    now = engine.now(engine.clock_of(invoice))
    customer = engine.get("customer", invoice["customer"])
    ending = min(invoice["total"] + invoice["starting_balance"], 0)
    customer["currency"] = customer["currency"] or invoice["currency"]
    engine.tell("customer.updated", customer)
    change = ending - invoice["starting_balance"]
    set_balance(engine, customer, change, "applied_to_invoice", invoice=invoice["id"])
    page = f"{engine.base_url}/invoice/{invoice['id']}"
    invoice.update(
        status="open",
        number=_next_number(engine),
        ending_balance=ending,
        effective_at=now,
        hosted_invoice_url=page,
        invoice_pdf=f"{page}/pdf",
        automatically_finalizes_at=None,
    )
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["amount_due"] > 0:
        payments.intend(engine, invoice)
        _set_due_date(engine, invoice, now)
    engine.tell("invoice.finalized", invoice)


def finalization_failed(engine: "Engine", invoice: Object) -> None:
    """Note that a draft cannot be finalised by itself: someone must look at it."""
    invoice["last_finalization_error"] = {
        **tax_location_needed().error,
        "param": "customer",
    }
    engine.tell("invoice.finalization_failed", invoice)


def close(engine: "Engine", invoice: Object, status: str) -> None:
    """Make an open invoice void or uncollectible.

    Raises:
        Refused: It is not open, nor uncollectible and to be void.
    """
    from web.local_stripe.customers import set_balance

    may = ("open", "uncollectible") if status == "void" else ("open",)
    if invoice["status"] not in may:
        message = f"You can only pass in open invoices. This invoice isn't open: {status}."
        raise Refused(message, code="invoice_not_open")
    now = engine.now(engine.clock_of(invoice))
    invoice.update(status=status, next_payment_attempt=None, auto_advance=False)
    key = {"void": "voided_at", "uncollectible": "marked_uncollectible_at"}[status]
    invoice["status_transitions"][key] = now
    customer = engine.store.find("customer", invoice["customer"]) or {"deleted": True}
    if status == "void":
        payments.cancel(engine, invoice, "void_invoice")
        used = invoice["starting_balance"] - (invoice["ending_balance"] or 0)
        if not customer.get("deleted"):
            set_balance(engine, customer, used, "unapplied_from_invoice", invoice=invoice["id"])
    words = {"void": "voided", "uncollectible": "marked_uncollectible"}[status]
    engine.tell("invoice.updated", invoice)
    engine.tell(f"invoice.{words}", invoice)


def subscription_of(invoice: Object) -> str | None:
    """Return the subscription of an invoice, where the API has it since Basil."""
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found


def of_subscription(engine: "Engine", subscription: Object) -> list[Object]:
    """Return a subscription's invoices, the oldest first."""
    own = engine.store.of("invoice", subscription["customer"])
    return [each for each in own if subscription_of(each) == subscription["id"]]


def tax_location_needed() -> Refused:
    """Return the refusal where automatic tax knows no country."""
    return Refused(
        "The customer's location isn't recognized: automatic tax needs their country.",
        code="customer_tax_location_invalid",
    )


def _is_inclusive(engine: "Engine", line: Object) -> bool:
    priced = line["pricing"]["price_details"]
    price = priced and engine.store.find("price", priced["price"])
    return bool(price and price["tax_behavior"] == "inclusive")


def _tax_reason(engine: "Engine", invoice: Object, customer: Object) -> str | None:
    automatic = invoice["automatic_tax"]
    if not automatic["enabled"]:
        return None
    known = (customer["address"] or {}).get("country")
    automatic["status"] = "complete" if known else "requires_location_inputs"
    return taxes.reason_for(customer, tax_ids.of(engine, customer)) if known else None


def _next_number(engine: "Engine") -> str:
    held = engine.store.find("_meta", "numbering") or {"last": 0}
    engine.store.put("_meta", "numbering", {"last": held["last"] + 1})
    return f"{engine.rules.invoice_prefix}-{held['last'] + 1:04}"


def _set_due_date(engine: "Engine", invoice: Object, now: int) -> None:
    if invoice["collection_method"] != "send_invoice":
        return
    if invoice["due_date"] is None:
        link = engine.store.find("subscription", subscription_of(invoice) or "") or {}
        invoice["due_date"] = now + DAY * (link.get("days_until_due") or 30)
    clock = engine.clock_of(invoice)
    engine.times.at(invoice["due_date"], "overdue", invoice["id"], clock=clock)


def _address(engine: "Engine", invoice: Object, customer: Object) -> None:
    invoice.update(
        customer_address=customer["address"],
        customer_email=customer["email"],
        customer_name=customer["business_name"] or customer["name"],
        customer_phone=customer["phone"],
        customer_tax_exempt=customer["tax_exempt"],
        customer_tax_ids=[
            {"type": each["type"], "value": each["value"]}
            for each in tax_ids.of(engine, customer)
        ],
    )


def _parent(subscription: Object | None) -> Values | None:
    if subscription is None:
        return None
    details = {
        "metadata": dict(subscription["metadata"]),
        "subscription": subscription["id"],
        "subscription_proration_date": None,
    }
    return {
        "quote_details": None,
        "subscription_details": details,
        "type": "subscription_details",
    }


def _automatic(*, enabled: bool) -> Values:
    return {
        "disabled_reason": None,
        "enabled": enabled,
        "liability": dict(_SELF) if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": None,
    }


def _nothing_yet() -> Values:
    counts = ("amount_due", "amount_overpaid", "amount_paid", "amount_remaining")
    more = ("amount_shipping", "attempt_count", "subtotal", "total", "starting_balance")
    noted = ("post_payment_credit_notes_amount", "pre_payment_credit_notes_amount")
    moments = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        **dict.fromkeys((*counts, *more, *noted), 0),
        "attempted": False,
        "default_tax_rates": [],
        "discounts": [],
        "issuer": dict(_SELF),
        "payment_settings": {
            **dict.fromkeys(("default_mandate", "payment_method_options")),
            "payment_method_types": None,
        },
        "status": "draft",
        "status_transitions": dict.fromkeys(moments),
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }
