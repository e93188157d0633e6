"""Payments of invoices: one intent for each invoice, tried until it is paid or void."""

from typing import TYPE_CHECKING

from web.local_stripe import listing
from web.local_stripe.parameters import Values, operation, text
from web.local_stripe.parameters import listing as list_of
from web.local_stripe.payment_methods import AUTHENTICATION, INSUFFICIENT, WORKS, bank_says
from web.local_stripe.routes import Route
from web.local_stripe.store import Object

if TYPE_CHECKING:
    from web.local_stripe.engine import Engine

NO_METHOD = "no_method"


def intend(engine: "Engine", invoice: Object) -> None:
    """Make the intent of an invoice that is to be paid."""
    clock = engine.clock_of(invoice)
    intent = engine.make(
        "payment_intent",
        "pi",
        clock=clock,
        amount=invoice["amount_remaining"],
        amount_capturable=0,
        amount_received=0,
        capture_method="automatic",
        client_secret=engine.store.new_id("secret", 24),
        confirmation_method="automatic",
        currency=invoice["currency"],
        customer=invoice["customer"],
        metadata={},
        payment_method_types=["card"],
        status="requires_payment_method",
    )
    payment = engine.make(
        "invoice_payment",
        "inpay",
        clock=clock,
        amount_requested=invoice["amount_remaining"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={
            **dict.fromkeys(("charge", "payment_record")),
            "payment_intent": intent["id"],
            "type": "payment_intent",
        },
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    link = {"payment_intent": intent["id"], "invoice_payment": payment["id"]}
    engine.store.add("_paid_by", invoice["id"], link)
    engine.tell("payment_intent.created", intent)


def charge(
    engine: "Engine", invoice: Object, method_id: str | None, *, present: bool, proven: bool
) -> str:
    """Try to take an invoice's money; return what came of it: ``WORKS`` or why not.

    ``present``: the holder is there; ``proven``: they have just authenticated.
    """
    link = engine.store.find("_paid_by", invoice["id"])
    if link is None or method_id is None:
        return NO_METHOD
    intent = engine.get("payment_intent", link["payment_intent"])
    answer = bank_says(engine, method_id, present=present)
    if answer == AUTHENTICATION and proven:
        answer = WORKS
    intent["payment_method"] = method_id
    _note(engine, intent, answer)
    if answer == WORKS:
        _settle(engine, link, invoice)
    return answer


def cancel(engine: "Engine", invoice: Object, reason: str) -> None:
    """Give up the intent of an invoice that is void, or paid another way."""
    link = engine.store.find("_paid_by", invoice["id"])
    if link is None:
        return
    intent = engine.get("payment_intent", link["payment_intent"])
    if intent["status"] in ("succeeded", "canceled"):
        return
    now = engine.now(engine.clock_of(invoice))
    intent.update(
        status="canceled", canceled_at=now, cancellation_reason=reason, next_action=None
    )
    engine.tell("payment_intent.canceled", intent)
    payment = engine.get("invoice_payment", link["invoice_payment"])
    payment["status"], payment["status_transitions"]["canceled_at"] = "canceled", now
    engine.store.touch("invoice_payment", payment["id"])


def set_amount(engine: "Engine", invoice: Object) -> None:
    """Have the intent ask for what remains of its invoice, after a credit note."""
    link = engine.store.find("_paid_by", invoice["id"])
    if link is None:
        return
    intent = engine.get("payment_intent", link["payment_intent"])
    payment = engine.get("invoice_payment", link["invoice_payment"])
    intent["amount"] = payment["amount_requested"] = invoice["amount_remaining"]
    engine.store.touch("payment_intent", intent["id"])
    engine.store.touch("invoice_payment", payment["id"])


def _note(engine: "Engine", intent: Object, answer: str) -> None:
    if answer == WORKS:
        intent.update(
            status="succeeded",
            amount_received=intent["amount"],
            next_action=None,
            last_payment_error=None,
        )
        engine.tell("payment_intent.succeeded", intent)
    elif answer == AUTHENTICATION:
        intent.update(
            status="requires_action",
            next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {}},
            last_payment_error=None,
        )
        engine.tell("payment_intent.requires_action", intent)
    else:
        intent.update(
            status="requires_payment_method",
            next_action=None,
            last_payment_error=_declined(answer),
        )
        engine.tell("payment_intent.payment_failed", intent)


def _settle(engine: "Engine", link: Object, invoice: Object) -> None:
    payment = engine.get("invoice_payment", link["invoice_payment"])
    payment["amount_paid"], payment["status"] = invoice["amount_remaining"], "paid"
    payment["status_transitions"]["paid_at"] = engine.now(engine.clock_of(invoice))
    engine.tell("invoice_payment.paid", payment)


def _declined(answer: str) -> Values:
    code = answer if answer == INSUFFICIENT else "generic_decline"
    message = "Your card was declined."
    return {
        "code": "card_declined",
        "decline_code": code,
        "message": message,
        "type": "card_error",
    }


def _retrieve(engine: "Engine", _given: Values, intent_id: str) -> Object:
    return engine.get("payment_intent", intent_id)


def _all_of(engine: "Engine", given: Values) -> Object:
    return listing.page(engine.store, "payment_intent", given, "/v1/payment_intents")


ROUTES = [
    Route("GET", "/v1/payment_intents", list_of(customer=text), _all_of),
    Route("GET", "/v1/payment_intents/{id}", operation(), _retrieve),
]
