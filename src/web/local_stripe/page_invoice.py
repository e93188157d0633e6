"""An invoice's page: read, pay, authenticate, take along as PDF."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from web.local_stripe import collecting
from web.local_stripe.engine import Engine
from web.local_stripe.errors import Refused, missing
from web.local_stripe.page_checkout import CHOICES
from web.local_stripe.pages import AnyRequest, form_of, money, page, see_other, served, words_of
from web.local_stripe.payment_methods import AUTHENTICATION, WORKS, make_card
from web.local_stripe.pdf import as_pdf
from web.local_stripe.store import Object


@get("/invoice/{invoice_id:str}")
async def show(request: AnyRequest, invoice_id: FromPath[str]) -> Response[str]:
    """Show an invoice that has its number."""
    return _page(request, _finalized(served(request).engine, invoice_id), None)


@post("/invoice/{invoice_id:str}")
async def pay(request: AnyRequest, invoice_id: FromPath[str]) -> Response[Any]:
    """Pay an open invoice with a test card."""
    sent, engine = await form_of(request), served(request).engine
    invoice = _finalized(engine, invoice_id)
    if invoice["status"] != "open":
        return see_other(request, f"/invoice/{invoice_id}")
    card = sent.get("card", "")
    if card not in dict(CHOICES):
        raise missing("payment_method", card, "card")
    method = make_card(engine, card, engine.clock_of(invoice))
    return _try(request, engine, invoice, method["id"], proven=False)


@get("/invoice/{invoice_id:str}/authentication")
async def ask_bank(request: AnyRequest, invoice_id: FromPath[str]) -> Response[str]:
    """Show what stands in for the bank's own page."""
    invoice = _finalized(served(request).engine, invoice_id)
    return page(
        request,
        "local/stripe_authentication.html",
        action=f"/invoice/{invoice_id}/authentication",
        amount=invoice["amount_remaining"],
        currency=invoice["currency"],
    )


@post("/invoice/{invoice_id:str}/authentication")
async def authenticate(request: AnyRequest, invoice_id: FromPath[str]) -> Response[Any]:
    """Pay where the holder confirmed."""
    sent, engine = await form_of(request), served(request).engine
    invoice = _finalized(engine, invoice_id)
    link = engine.store.find("_paid_by", invoice_id) or {"payment_intent": ""}
    intent = engine.store.find("payment_intent", link["payment_intent"]) or {}
    confirmed = sent.get("answer") == "confirm"
    if invoice["status"] != "open" or not intent.get("payment_method") or not confirmed:
        return see_other(request, f"/invoice/{invoice_id}")
    return _try(request, engine, invoice, intent["payment_method"], proven=True)


@get("/invoice/{invoice_id:str}/pdf")
async def download(request: AnyRequest, invoice_id: FromPath[str]) -> Response[bytes]:
    """Give an invoice as PDF."""
    invoice = _finalized(served(request).engine, invoice_id)
    headers = {"Content-Disposition": f'inline; filename="{invoice["number"]}.pdf"'}
    return Response(as_pdf(_lines(invoice)), media_type="application/pdf", headers=headers)


def _try(
    request: AnyRequest, engine: Engine, invoice: Object, method: str, *, proven: bool
) -> Response[Any]:
    came = collecting.attempt(engine, invoice, method=method, present=True, proven=proven)
    engine.keep()
    if came == AUTHENTICATION:
        return see_other(request, f"/invoice/{invoice['id']}/authentication")
    if came != WORKS:
        return _page(request, invoice, collecting.refusal_of(came, invoice))
    return see_other(request, f"/invoice/{invoice['id']}")


def _page(request: AnyRequest, invoice: Object, refused: Refused | None) -> Response[str]:
    return page(
        request,
        "local/stripe_invoice.html",
        http_status=refused.status if refused else 200,
        invoice=invoice,
        error=words_of(refused) if refused else None,
        cards=CHOICES,
    )


def _finalized(engine: Engine, invoice_id: str) -> Object:
    invoice = engine.get("invoice", invoice_id)
    if invoice["number"] is None:
        raise missing("invoice", invoice_id)
    return invoice


def _lines(invoice: Object) -> list[str]:
    """Return what the PDF says, in French and in English."""
    euros = [
        f"{line['description']}: {money('fr', line['amount'], invoice['currency'])}"
        for line in invoice["lines"]["data"]
    ]
    tax = invoice["total"] - invoice["total_excluding_tax"]
    reverse = any(e["taxability_reason"] == "reverse_charge" for e in invoice["total_taxes"])
    return [
        "Stripe local / local Stripe: sans valeur, not an invoice",
        f"Facture / Invoice {invoice['number']}",
        f"{invoice['customer_name'] or ''} {invoice['customer_email'] or ''}",
        *(each["value"] for each in invoice["customer_tax_ids"] or []),
        *euros,
        f"TVA / VAT: {money('fr', tax, invoice['currency'])}",
        *(["Autoliquidation / Reverse charge"] if reverse else []),
        f"Total: {money('fr', invoice['total'], invoice['currency'])}",
    ]


HANDLERS = [show, pay, ask_bank, authenticate, download]
