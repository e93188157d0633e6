"""What every page of the stand-in needs: its frame, its forms' token, money in words."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import MediaType, Request
from litestar.response import Redirect, Response
from markupsafe import Markup

from domain.text import Language, Text
from web.local_stripe.engine import Engine
from web.local_stripe.errors import Refused
from web.local_stripe.interface import Interface
from web.local_stripe.store import Object
from web.pages import language_of
from web.rendering import path_in, render

AnyRequest = Request[Any, Any, Any]
TOKEN = "csrf_token"  # noqa: S105 - the name of a field

REFUSALS = {
    "card_declined": Text("Votre carte est refusée.", "Your card was declined."),
    "customer_tax_location_invalid": Text(
        "Choisissez un pays : la TVA en dépend.", "Choose a country: VAT depends on it."
    ),
    "tax_id_invalid": Text(
        "Ce numéro de TVA n’a pas la forme attendue.", "This VAT number has not the right form."
    ),
}


@dataclass(frozen=True, slots=True)
class Served:
    """What the pages show, and the token that their forms carry."""

    engine: Engine
    interface: Interface
    token: str
    site_url: str


def served(request: AnyRequest) -> Served:
    """Return what this program serves, brought to the present."""
    found: Served = request.app.state.served
    found.engine.catch_up()
    return found


def page(
    request: AnyRequest, template: str, *, http_status: int = 200, **context: object
) -> Response[str]:
    """Return one page."""
    lang, path = language_of(request), request.scope["path"]
    here: Served = request.app.state.served
    body = render(
        template,
        lang=lang,
        current_path=path_in(lang, path),
        other_language_path=path_in("en" if lang == "fr" else "fr", path),
        csrf_field=lambda: _hidden(here.token),
        site_url=here.site_url,
        money=lambda cents, currency: money(lang, cents, currency),
        at=lambda seconds: datetime.fromtimestamp(seconds, UTC),
        state=lambda word: STATES.get(word, Text(word, word)),
        kind_of_state=lambda word: KINDS.get(word, "neutral"),
        **context,
    )
    headers = {"Content-Security-Policy": _policy(here), "Cache-Control": "no-store"}
    return Response(body, media_type=MediaType.HTML, status_code=http_status, headers=headers)


async def form_of(request: AnyRequest) -> dict[str, str]:
    """Return what a form of ours sent.

    Raises:
        Refused: It is not a form of ours.
    """
    sent = {name: str(value) for name, value in (await request.form()).items()}
    token = request.app.state.served.token
    if not hmac.compare_digest(sent.pop(TOKEN, "").encode(), token.encode()):
        raise Refused("This form is not one of this page.", status=403)
    return sent


def see_other(request: AnyRequest, path: str) -> Redirect:
    """Send the browser to a page of the stand-in after a form."""
    return Redirect(path_in(language_of(request), path), status_code=303)


def away(address: str) -> Redirect:
    """Send the browser back to whoever opened the page.

    Raises:
        Refused: That is no address of a page.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise Refused("No address to go back to.", status=404)
    return Redirect(address, status_code=303)


def words_of(refused: Refused) -> Text:
    """Return what a person reads of a refusal."""
    message = refused.error["message"]
    return REFUSALS.get(refused.error.get("code", ""), Text(message, message))


def show_refusal(request: AnyRequest, refused: Refused) -> Response[str]:
    """Show what went wrong on a page of its own; nothing of it was done."""
    request.app.state.served.engine.undo()
    return page(
        request,
        "local/stripe_refusal.html",
        http_status=refused.status,
        words=words_of(refused),
    )


def show_missing(request: AnyRequest, _error: Exception) -> Response[str]:
    """Show that there is no such page."""
    words = Text("Cette page n’existe pas.", "There is no such page.")
    return page(request, "local/stripe_refusal.html", http_status=404, words=words)


def money(lang: Language, cents: int, currency: str) -> str:
    """Return an amount in words: ``1 234,50 €`` or ``€1,234.50``. No float is made."""
    sign, whole, rest = "−" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    symbol = {"eur": "€"}.get(currency, currency.upper())
    if lang == "fr":
        return f"{sign}{whole:,}".replace(",", "\u202f") + f",{rest:02}\u00a0{symbol}"
    return f"{sign}{symbol}{whole:,}.{rest:02}"


def customer_of(engine: Engine, thing: Object) -> str:
    """Return how a customer is called on a page."""
    customer = engine.store.find("customer", thing.get("customer") or thing["id"]) or {}
    return str(customer.get("name") or customer.get("email") or thing.get("customer") or "—")


def _hidden(token: str) -> Markup:
    return Markup('<input type="hidden" name="%s" value="%s">') % (TOKEN, token)


def _policy(here: Served) -> str:
    """Return the rules of the browser: forms may lead back to whoever opened the page."""
    rules = ["default-src 'none'", "style-src 'self'", "img-src 'self'", "font-src 'self'"]
    more = ["base-uri 'none'", "frame-ancestors 'none'"]
    forms = f"form-action 'self' {here.site_url} http://localhost:* http://127.0.0.1:*"
    return "; ".join([*rules, forms, *more])


STATES = {
    "active": Text("active", "active"),
    "canceled": Text("résiliée", "cancelled"),
    "complete": Text("terminée", "complete"),
    "delivered": Text("livré", "delivered"),
    "draft": Text("brouillon", "draft"),
    "dropped": Text("perdu", "dropped"),
    "expired": Text("expirée", "expired"),
    "failed": Text("échoué", "failed"),
    "incomplete": Text("incomplète", "incomplete"),
    "incomplete_expired": Text("jamais payée", "never paid"),
    "open": Text("ouverte", "open"),
    "paid": Text("payée", "paid"),
    "past_due": Text("en retard", "past due"),
    "paused": Text("en pause", "paused"),
    "pending": Text("en attente", "pending"),
    "trialing": Text("à l’essai", "on trial"),
    "unavailable": Text("indisponible", "unavailable"),
    "uncollectible": Text("irrécouvrable", "uncollectible"),
    "unpaid": Text("impayée", "unpaid"),
    "unverified": Text("non vérifié", "unverified"),
    "verified": Text("vérifié", "verified"),
    "void": Text("annulée", "void"),
    "waiting": Text("en attente", "waiting"),
}
KINDS = {
    **dict.fromkeys(("active", "complete", "delivered", "paid", "verified"), "success"),
    **dict.fromkeys(("incomplete", "open", "paused", "pending", "trialing", "waiting"), "info"),
    **dict.fromkeys(("past_due", "dropped", "unverified"), "warning"),
    **dict.fromkeys(("failed", "uncollectible", "unpaid"), "danger"),
}
