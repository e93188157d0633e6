"""Any life of the stand-in keeps its books: Hypothesis asks whatever it likes, in any order."""

import json
from collections import Counter
from contextlib import suppress

import stripe
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.web.local_stripe.shop import DAY, Shop, new_engine
from web.local_stripe import Rules
from web.local_stripe.events import whole
from web.local_stripe.in_process import client_of

CARDS = st.sampled_from(
    ["pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"]
)
PRORATIONS = st.sampled_from(["none", "create_prorations", "always_invoice"])
COUNTRIES = st.sampled_from(["FR", "DE", "US"])
TOLD = {"customer", "subscription", "invoice", "credit_note", "payment_method", "tax_id"}
"""No change of these is silent."""


class Books(RuleBasedStateMachine):
    """A shop in which everything happens."""

    @initialize()
    def open(self):
        self.engine = new_engine(rules=Rules(events_kept_days=10_000))
        self.shop = Shop(client_of(self.engine), self.engine).offer()
        self.v1 = self.shop.v1
        self.latest = {}
        self.seen = set()

    def pick(self, kind, data):
        found = [e["id"] for e in self.engine.store.each(kind) if not e.get("deleted")]
        return self.engine.get(kind, data.draw(st.sampled_from(found))) if found else None

    def tried(self, call):
        """What Stripe would refuse may be refused: what it leaves behind must be whole."""
        with suppress(stripe.InvalidRequestError, stripe.CardError):
            call()

    @rule(card=CARDS, country=COUNTRIES, tax_id=st.booleans())
    def comes(self, card, country, tax_id):
        number = {"FR": "FR12345678901", "DE": "DE123456789"}.get(country)
        given = (
            {"tax_id_data": [{"type": "eu_vat", "value": number}]} if tax_id and number else {}
        )
        self.shop.customer(card, country, **given)

    @rule(
        data=st.data(),
        seats=st.integers(1, 9),
        price=st.sampled_from(["month", "year"]),
        trial=st.sampled_from([None, 2, 14]),
        tax=st.booleans(),
        behaviour=st.sampled_from(
            ["allow_incomplete", "default_incomplete", "error_if_incomplete"]
        ),
        transfer=st.booleans(),
    )
    def subscribes(self, *, data, seats, price, trial, tax, behaviour, transfer):
        customer = self.pick("customer", data)
        if customer is None:
            return
        given = {"automatic_tax": {"enabled": tax}, "payment_behavior": behaviour}
        if trial:
            given["trial_period_days"] = trial
        if transfer:
            given |= {"collection_method": "send_invoice", "days_until_due": 10}
        self.tried(lambda: self.shop.subscribe(customer["id"], seats, price, **given))

    @rule(data=st.data(), seats=st.integers(0, 9), how=PRORATIONS, yearly=st.booleans())
    def changes(self, data, seats, how, yearly):
        if (held := self.pick("subscription", data)) is None:
            return
        item = {"id": held["items"]["data"][0]["id"], "quantity": seats}
        if yearly:
            item["price"] = self.shop.prices["year"]
        given = {"items": [item], "proration_behavior": how}
        before = self.snapshot()
        preview = {"subscription": held["id"], "subscription_details": given}
        self.tried(lambda: self.v1.invoices.create_preview(preview))
        after = self.snapshot()
        changed = [key for key in {*before, *after} if before.get(key) != after.get(key)]
        assert not changed, "a preview left something behind"
        self.tried(lambda: self.v1.subscriptions.update(held["id"], given))

    @rule(data=st.data(), at_end=st.booleans())
    def cancels(self, data, at_end):
        if (held := self.pick("subscription", data)) is None:
            return
        given = {"cancel_at_period_end": at_end}
        self.tried(lambda: self.v1.subscriptions.update(held["id"], given))

    @rule(data=st.data(), prorate=st.booleans(), invoice_now=st.booleans())
    def ends(self, data, prorate, invoice_now):
        if (held := self.pick("subscription", data)) is not None:
            given = {"prorate": prorate, "invoice_now": invoice_now}
            self.tried(lambda: self.v1.subscriptions.cancel(held["id"], given))

    @rule(data=st.data(), way=st.sampled_from(["pay", "void_invoice", "mark_uncollectible"]))
    def settles(self, data, way):
        if (invoice := self.pick("invoice", data)) is not None:
            self.tried(lambda: getattr(self.v1.invoices, way)(invoice["id"]))

    @rule(data=st.data(), cents=st.integers(1, 2000), way=st.sampled_from(["refund", "credit"]))
    def credits(self, data, cents, way):
        if (invoice := self.pick("invoice", data)) is None:
            return
        given = {"invoice": invoice["id"], "amount": cents}
        if invoice["status"] == "paid":
            given[f"{way}_amount"] = cents
        self.tried(lambda: self.v1.credit_notes.create(given))

    @rule(data=st.data(), cents=st.integers(-3000, 3000))
    def adds_by_hand(self, data, cents):
        if (customer := self.pick("customer", data)) is not None:
            self.v1.invoice_items.create(
                {"customer": customer["id"], "currency": "eur", "amount": cents}
            )
            given = {"customer": customer["id"], "pending_invoice_items_behavior": "include"}
            self.tried(lambda: self.v1.invoices.create(given))

    @rule(data=st.data(), card=CARDS)
    def changes_card(self, data, card):
        if (customer := self.pick("customer", data)) is not None:
            self.shop.give_card(customer["id"], card)

    @rule(data=st.data())
    def is_erased(self, data):
        if (customer := self.pick("customer", data)) is not None:
            self.v1.customers.delete(customer["id"])

    @rule(days=st.sampled_from([0.01, 0.1, 1, 4, 31]))
    def time_passes(self, days):
        self.shop.days_pass(days)

    def snapshot(self):
        return {
            (kind, identity): json.dumps(thing, sort_keys=True)
            for kind, things in self.engine.store.live.items()
            for identity, thing in things.items()
            if kind != "_answer"
        }

    @invariant()
    def every_invoice_adds_up(self):
        for invoice in self.engine.store.each("invoice"):
            lines = invoice["lines"]["data"]
            tax = sum(t["amount"] for line in lines for t in line["taxes"])
            assert invoice["subtotal"] == sum(line["amount"] for line in lines)
            assert invoice["total"] == invoice["subtotal"] + tax
            assert sum(t["amount"] for t in invoice["total_taxes"]) == tax
            due, paid, left = (
                invoice[f"amount_{name}"] for name in ("due", "paid", "remaining")
            )
            assert paid + left == due >= 0
            assert left >= 0
            if invoice["status"] == "paid":
                assert left == 0

    @invariant()
    def numbers_have_no_hole_and_drafts_none(self):
        invoices = list(self.engine.store.each("invoice"))
        numbers = sorted(e["number"] for e in invoices if e["number"])
        assert numbers == [f"ASSISTEU-{n:04}" for n in range(1, len(numbers) + 1)]
        assert all((e["number"] is None) == (e["status"] == "draft") for e in invoices)

    @invariant()
    def credit_is_never_more_than_the_invoice(self):
        noted = Counter()
        for note in self.engine.store.each("credit_note"):
            if note["status"] == "issued":
                noted[note["invoice"]] += note["total"]
        for invoice, cents in noted.items():
            assert cents <= self.engine.get("invoice", invoice)["total"]

    @invariant()
    def the_last_event_of_a_thing_shows_it_as_it_is(self):
        for event in self.engine.store.each("event"):
            if event["id"] not in self.seen:
                self.seen.add(event["id"])
                thing = whole(event)["data"]["object"]
                self.latest[thing["id"]] = thing
        for kind in TOLD:
            for thing in self.engine.store.each(kind):
                if thing["id"] in self.latest and not thing.get("deleted"):
                    same = self.latest[thing["id"]] == thing
                    assert same, (kind, thing["id"])

    @invariant()
    def events_stand_in_the_order_of_their_time(self):
        moments = [each["created"] for each in self.engine.store.each("event")]
        assert moments == sorted(moments)

    @invariant()
    def what_is_kept_is_what_stands(self):
        store = self.engine.store
        for kind, things in store.live.items():
            for identity, thing in things.items():
                kept = store.saved[kind, identity]
                same = not kept or json.loads(kept) == thing
                assert same, (kind, identity)

    @invariant()
    def a_state_says_what_is_owed(self):
        for held in self.engine.store.each("subscription"):
            if held["status"] == "incomplete":
                assert held["start_date"] + DAY > self.engine.now()
            if held["status"] in ("canceled", "incomplete_expired"):
                assert held["ended_at"] is not None
            elif held["status"] in ("active", "trialing"):
                item = held["items"]["data"][0]
                assert item["current_period_start"] <= self.engine.now()
                assert item["current_period_end"] > self.engine.now()


Books.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestBooks = Books.TestCase
