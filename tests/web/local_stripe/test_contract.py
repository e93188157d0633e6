"""Every request, answer and event of a long scenario is in Stripe's interface."""

import copy
import json

import pytest
import stripe

from tests.specs import NotInTheInterface
from tests.web.local_stripe import contract
from tests.web.local_stripe.shop import DAY, START, Shop, new_engine
from web.local_stripe import checkout, portal, tax_ids
from web.local_stripe.events import whole

pytestmark = contract.needed


@pytest.fixture
def shop():
    engine = new_engine()
    client, _ = contract.checked_client(engine)
    return Shop(client, engine).offer()


def test_a_long_life_is_in_the_interface():
    engine = new_engine()
    client, checked = contract.checked_client(engine)
    shop = Shop(client, engine).offer()
    _catalogue(shop)
    _customers(shop)
    _subscriptions(shop)
    _arrears(shop)
    _invoices(shop)
    _checkout(shop)
    _portal(shop)
    _lists(shop)
    _clocks(shop)
    _refusals(shop)
    checked.check_new_events()
    assert checked.said > 120
    assert {"invoice.overdue", "customer.subscription.paused"} <= checked.told


def _catalogue(shop):
    product = shop.v1.products.list({"active": True}).data[0]
    shop.v1.products.update(product.id, {"description": "Research", "metadata": {"plan": ""}})
    shop.v1.prices.update(shop.prices["year"], {"nickname": "Yearly"})
    shop.v1.prices.list({"lookup_keys": ["month"], "expand": ["data.product"]})


def _customers(shop):
    holder = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "FR12345678901"}])
    shop.v1.customers.update(holder.id, {"phone": "+33100000000", "metadata": {"a": "b"}})
    shop.v1.customers.retrieve(holder.id, {"expand": ["tax_ids", "subscriptions"]})
    number = shop.v1.customers.tax_ids.create(
        holder.id, {"type": "eu_vat", "value": "DE123456789"}
    )
    shop.engine.move_by(120)
    shop.v1.customers.tax_ids.retrieve(holder.id, number.id)
    tax_ids.set_verification(shop.engine, number.id, "unverified")
    shop.engine.keep()
    shop.v1.customers.tax_ids.list(holder.id)
    shop.v1.customers.tax_ids.delete(holder.id, number.id)
    method = shop.v1.customers.payment_methods.list(holder.id).data[0]
    shop.v1.payment_methods.update(method.id, {"billing_details": {"name": "Alice"}})
    shop.v1.payment_methods.detach(method.id)
    shop.v1.customers.delete(holder.id)
    assert shop.v1.customers.retrieve(holder.id).deleted


def _subscriptions(shop):
    alice = shop.customer(country="DE")
    trial = shop.subscribe(
        alice.id,
        trial_period_days=14,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
        automatic_tax={"enabled": True},
    )
    shop.v1.subscriptions.update(trial.id, {"trial_end": START + 40 * DAY})
    shop.days_pass(45)
    shop.set_seats(trial, 5, proration_behavior="always_invoice")
    shop.set_seats(trial, 2)
    item = shop.v1.subscriptions.retrieve(trial.id)["items"].data[0]
    yearly = [{"id": item.id, "price": shop.prices["year"]}]
    shop.v1.invoices.create_preview(
        {"subscription": trial.id, "subscription_details": {"items": yearly}}
    )
    shop.v1.subscriptions.update(trial.id, {"items": yearly})
    shop.v1.subscriptions.update(trial.id, {"cancel_at_period_end": True})
    shop.v1.subscriptions.update(trial.id, {"cancel_at_period_end": False})
    shop.v1.subscriptions.update(
        trial.id, {"pause_collection": {"behavior": "void"}, "description": "x"}
    )
    shop.days_pass(370)
    shop.v1.subscriptions.update(trial.id, {"pause_collection": ""})
    shop.v1.subscriptions.cancel(
        trial.id,
        {"prorate": True, "invoice_now": True, "cancellation_details": {"feedback": "other"}},
    )
    bob = shop.customer(card=None)
    paused = shop.subscribe(
        bob.id,
        trial_period_days=1,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )
    shop.days_pass(2)
    shop.give_card(bob.id, "pm_card_visa")
    assert shop.v1.subscriptions.resume(paused.id).status == "active"


def _arrears(shop):
    carol = shop.customer("pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError):
        shop.subscribe(carol.id, payment_behavior="error_if_incomplete")
    waits = shop.subscribe(carol.id, payment_behavior="default_incomplete")
    shop.v1.invoices.retrieve(
        waits.latest_invoice, {"expand": ["payments", "confirmation_secret"]}
    )
    with pytest.raises(stripe.CardError):
        shop.v1.invoices.pay(waits.latest_invoice)
    shop.days_pass(1)
    dan = shop.customer("pm_card_authenticationRequired")
    assert shop.subscribe(dan.id).status == "incomplete"
    erin = shop.customer(card=None)
    transfer = shop.subscribe(erin.id, collection_method="send_invoice", days_until_due=30)
    shop.days_pass(31)
    assert shop.v1.subscriptions.retrieve(transfer.id).status == "past_due"
    shop.v1.invoices.pay(transfer.latest_invoice, {"paid_out_of_band": True})


def _invoices(shop):
    alice = shop.customer()
    item = shop.v1.invoice_items.create(
        {"customer": alice.id, "amount": 4000, "currency": "eur", "description": "Advice"}
    )
    shop.v1.invoice_items.update(item.id, {"amount": 5000})
    invoice = shop.v1.invoices.create(
        {
            "customer": alice.id,
            "pending_invoice_items_behavior": "include",
            "automatic_tax": {"enabled": True},
            "auto_advance": False,
        }
    )
    shop.v1.invoices.update(invoice.id, {"description": "For advice"})
    shop.v1.invoices.finalize_invoice(invoice.id)
    shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 600, "reason": "duplicate"})
    shop.v1.invoices.pay(invoice.id)
    lines = shop.v1.invoices.line_items.list(invoice.id).data
    note = shop.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [
                {"type": "invoice_line_item", "invoice_line_item": lines[0].id, "amount": 1000}
            ],
            "refund_amount": 700,
            "credit_amount": 500,
        }
    )
    shop.v1.credit_notes.retrieve(note.id, {"expand": ["refunds", "customer"]})
    shop.v1.customers.balance_transactions.list(alice.id)
    for way in ("void_invoice", "mark_uncollectible"):
        shop.v1.invoice_items.create(
            {
                "customer": alice.id,
                "currency": "eur",
                "pricing": {"price": shop.prices["month"]},
            }
        )
        other = shop.v1.invoices.create(
            {"customer": alice.id, "pending_invoice_items_behavior": "include"}
        )
        shop.v1.invoices.send_invoice(other.id)
        getattr(shop.v1.invoices, way)(other.id)
    empty = shop.v1.invoices.create({"customer": alice.id})
    shop.v1.invoices.delete(empty.id)
    intent = shop.v1.payment_intents.list({"customer": alice.id}).data[0]
    shop.v1.payment_intents.retrieve(intent.id)


def _checkout(shop):
    given = {
        "mode": "subscription",
        "line_items": [{"price": shop.prices["month"], "quantity": 2}],
        "success_url": "https://example.org/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://example.org/no",
        "customer_email": "fay@example.org",
        "automatic_tax": {"enabled": True},
        "tax_id_collection": {"enabled": True},
        "subscription_data": {"metadata": {"account": "1"}},
        "locale": "fr",
    }
    session = shop.v1.checkout.sessions.create(given)
    details = {"name": "Fay", "address": {"country": "FR"}, "tax_id": "FR12345678901"}
    checkout.complete(shop.engine, session.id, card="pm_card_visa", details=details)
    shop.engine.keep()
    done = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["line_items", "subscription", "invoice"]}
    )
    assert done.subscription.status == "active"
    shop.v1.checkout.sessions.line_items.list(session.id)
    shop.v1.checkout.sessions.expire(shop.v1.checkout.sessions.create(given).id)
    shop.v1.checkout.sessions.list({"status": "expired"})


def _portal(shop):
    alice = shop.customer()
    subscription = shop.subscribe(alice.id, 2)
    features = {
        "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["quantity"],
            "proration_behavior": "always_invoice",
        },
        "payment_method_update": {"enabled": True},
        "invoice_history": {"enabled": True},
    }
    offered = shop.v1.billing_portal.configurations.create({"features": features})
    shop.v1.billing_portal.configurations.update(offered.id, {"name": "Seats"})
    session = shop.v1.billing_portal.sessions.create(
        {
            "customer": alice.id,
            "configuration": offered.id,
            "return_url": "https://example.org/account",
            "flow_data": {
                "type": "subscription_cancel",
                "subscription_cancel": {"subscription": subscription.id},
            },
        }
    )
    held = shop.engine.get("billing_portal.session", session.id)
    item = subscription["items"].data[0].id
    portal.set_quantity(shop.engine, held, subscription.id, item, 4)
    portal.set_card(shop.engine, held, "pm_card_mastercard")
    portal.cancel(shop.engine, held, subscription.id, at_end=True)
    portal.cancel(shop.engine, held, subscription.id, at_end=False)
    shop.engine.keep()
    shop.v1.billing_portal.configurations.list({"active": True})


def _lists(shop):
    for name in ("customers", "subscriptions", "invoices", "invoice_items", "credit_notes"):
        getattr(shop.v1, name).list({"limit": 3})
    shop.v1.subscriptions.list({"status": "all", "price": shop.prices["month"]})
    shop.v1.invoices.list({"status": "open", "created": {"gte": START}})
    latest = shop.v1.events.list({"types": ["invoice.paid", "customer.deleted"], "limit": 2})
    shop.v1.events.retrieve(latest.data[0].id)
    shop.v1.events.list({"ending_before": latest.data[1].id, "limit": 50})
    made = shop.v1.webhook_endpoints.create(
        {"url": "https://example.org/hooks", "enabled_events": ["invoice.paid"]}
    )
    shop.v1.webhook_endpoints.update(made.id, {"disabled": True})
    shop.v1.webhook_endpoints.list()
    shop.v1.webhook_endpoints.delete(made.id)


def _clocks(shop):
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": START, "name": "life"})
    lives = shop.customer(test_clock=clock.id)
    subscription = shop.subscribe(lives.id)
    shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": START + 32 * DAY})
    assert shop.latest_invoice(subscription.id).status == "paid"
    shop.v1.test_helpers.test_clocks.list()
    shop.v1.test_helpers.test_clocks.delete(clock.id)


def _refusals(shop):
    alice = shop.customer()
    calls = (
        lambda: shop.v1.customers.retrieve("cus_nobody"),
        lambda: shop.v1.subscriptions.create({"customer": alice.id, "items": []}),
        lambda: shop.v1.payment_methods.attach(
            "pm_card_chargeDeclined", {"customer": alice.id}
        ),
        lambda: shop.v1.customers.tax_ids.create(alice.id, {"type": "eu_vat", "value": "FR1"}),
        lambda: shop.v1.customers.update(alice.id, {"email": "nobody"}),
        lambda: shop.v1.prices.create(
            {"product": "prod_none", "currency": "eur", "unit_amount": 1}
        ),
    )
    for call in calls:
        with pytest.raises(stripe.StripeError):
            call()


class TestTheCheckItselfFails:
    def test_on_a_parameter_that_stripe_has_not(self):
        with pytest.raises(NotInTheInterface):
            contract.check_request("POST", "/v1/customers", "email=a&nickname=b")
        with pytest.raises(NotInTheInterface):
            contract.check_request("GET", "/v1/customers", "sort=name")

    def test_on_a_parameter_of_another_type(self):
        with pytest.raises(NotInTheInterface):
            contract.check_request("POST", "/v1/products", "name=a&active=perhaps")

    def test_on_an_operation_that_stripe_has_not(self):
        with pytest.raises(NotInTheInterface):
            contract.check_request("POST", "/v1/refundings", "")

    @pytest.mark.parametrize("spoil", ["further", "missing", "type", "nested"])
    def test_on_an_answer_with_a_wrong_field(self, shop, spoil):
        subscription = shop.subscribe(shop.customer().id)
        body = json.loads(json.dumps(shop.engine.get("subscription", subscription.id)))
        path = f"/v1/subscriptions/{subscription.id}"
        contract.check_answer("GET", path, 200, body)
        spoiled = copy.deepcopy(body)
        if spoil == "further":
            spoiled["current_period_end"] = 1
        elif spoil == "missing":
            del spoiled["trial_end"]
        elif spoil == "type":
            spoiled["created"] = "today"
        else:
            spoiled["items"]["data"][0]["price"]["colour"] = "blue"
        with pytest.raises(NotInTheInterface):
            contract.check_answer("GET", path, 200, spoiled)

    def test_on_an_event_of_an_unknown_type_or_object(self, shop):
        shop.customer()
        event = whole(next(shop.engine.store.newest("event")))
        contract.check_event(event)
        with pytest.raises(NotInTheInterface):
            contract.check_event({**event, "type": "customer.renamed"})
        thing = {**event["data"]["object"], "colour": "blue"}
        with pytest.raises(NotInTheInterface):
            contract.check_event({**event, "data": {"object": thing}})

    def test_on_an_error_with_a_code_that_stripe_has_not(self):
        error = {"type": "card_error", "message": "No.", "code": "card_shy"}
        with pytest.raises(NotInTheInterface):
            contract.check_error({"error": error})
