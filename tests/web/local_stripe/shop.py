"""A small shop in the stand-in: plans, a customer with a card, and a clock of its own."""

from dataclasses import dataclass, field
from typing import Any

from stripe import StripeClient

from web.local_stripe import Engine

DAY = 86_400
START = 1_795_000_000


@dataclass
class Shop:
    """What most tests begin with."""

    client: StripeClient
    engine: Engine
    prices: dict[str, str] = field(default_factory=dict)

    @property
    def v1(self) -> Any:
        return self.client.v1

    def offer(self) -> "Shop":
        product = self.v1.products.create({"name": "assistEU", "metadata": {"plan": "seats"}})
        for key, interval, cents in (("month", "month", 1500), ("year", "year", 15_000)):
            price = self.v1.prices.create(
                {
                    "product": product.id,
                    "currency": "eur",
                    "unit_amount": cents,
                    "recurring": {"interval": interval},
                    "lookup_key": key,
                    "tax_behavior": "exclusive",
                }
            )
            self.prices[key] = price.id
        return self

    def customer(self, card: str | None = "pm_card_visa", country: str = "FR", **given: Any):
        made = self.v1.customers.create(
            {
                "email": "alice@example.org",
                "name": "Alice",
                "address": {"country": country, "city": "Paris"},
                **given,
            }
        )
        if card:
            self.give_card(made.id, card)
        return self.v1.customers.retrieve(made.id)

    def give_card(self, customer: str, card: str) -> str:
        method = self.v1.payment_methods.attach(card, {"customer": customer})
        settings = {"default_payment_method": method.id}
        self.v1.customers.update(customer, {"invoice_settings": settings})
        return str(method.id)

    def subscribe(self, customer: str, quantity: int = 1, price: str = "month", **given: Any):
        items = [{"price": self.prices[price], "quantity": quantity}]
        return self.v1.subscriptions.create({"customer": customer, "items": items, **given})

    def set_seats(self, subscription: Any, quantity: int, **given: Any):
        held = self.v1.subscriptions.retrieve(subscription.id)
        item = {"id": held["items"].data[0].id, "quantity": quantity}
        return self.v1.subscriptions.update(subscription.id, {"items": [item], **given})

    def days_pass(self, days: float) -> None:
        self.engine.move_by(int(days * DAY))

    def events(self, **given: Any) -> list[str]:
        found = self.v1.events.list({"limit": 100, **given}).data
        return [each.type for each in reversed(found)]

    def latest_invoice(self, subscription: str):
        held = self.v1.subscriptions.retrieve(subscription)
        return self.v1.invoices.retrieve(held.latest_invoice)


def new_engine(**given: Any) -> Engine:
    return Engine(clock=lambda: START, seed="tests", **given)
