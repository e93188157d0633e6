"""Every cent: VAT, prorations, credit, previews."""

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from tests.web.local_stripe.shop import Shop, new_engine
from web.local_stripe import tax_ids
from web.local_stripe.in_process import client_of
from web.local_stripe.proration import Side, parts_of
from web.local_stripe.taxes import portion, tax_on

TAXED = {"automatic_tax": {"enabled": True}}


@pytest.fixture
def shop():
    engine = new_engine()
    return Shop(client_of(engine), engine).offer()


def with_number(shop, country, value, verification="verified"):
    holder = shop.customer(country=country, tax_id_data=[{"type": "eu_vat", "value": value}])
    number = shop.v1.customers.tax_ids.list(holder.id).data[0]
    tax_ids.set_verification(shop.engine, number.id, verification)
    shop.engine.keep()
    return holder


class TestVat:
    def test_in_france_it_is_20_percent(self, shop):
        invoice = shop.latest_invoice(shop.subscribe(shop.customer().id, **TAXED).id)
        assert (invoice.subtotal, invoice.total) == (1500, 1800)
        assert invoice.total_taxes[0].taxability_reason == "standard_rated"

    def test_a_french_vat_number_changes_nothing(self, shop):
        holder = with_number(shop, "FR", "FR12345678901")
        assert shop.latest_invoice(shop.subscribe(holder.id, **TAXED).id).total == 1800

    def test_a_verified_number_elsewhere_in_the_union_reverses_the_charge(self, shop):
        holder = with_number(shop, "DE", "DE123456789")
        invoice = shop.latest_invoice(shop.subscribe(holder.id, **TAXED).id)
        assert invoice.total == 1500
        assert invoice.total_taxes[0].taxability_reason == "reverse_charge"

    @pytest.mark.parametrize("verification", ["pending", "unverified", "unavailable"])
    def test_a_number_that_is_not_verified_does_not(self, shop, verification):
        holder = with_number(shop, "DE", "DE123456789", verification)
        assert shop.latest_invoice(shop.subscribe(holder.id, **TAXED).id).total == 1800

    def test_outside_the_union_there_is_none(self, shop):
        holder = shop.customer(country="US")
        assert shop.latest_invoice(shop.subscribe(holder.id, **TAXED).id).total == 1500

    def test_without_a_country_nothing_is_guessed(self, shop):
        nobody = shop.v1.customers.create({"email": "a@example.org"})
        shop.give_card(nobody.id, "pm_card_visa")
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.subscribe(nobody.id, **TAXED)
        assert refused.value.code == "customer_tax_location_invalid"

    def test_a_renewal_whose_country_is_gone_waits_as_a_draft(self, shop):
        holder = shop.customer()
        held = shop.subscribe(holder.id, **TAXED)
        shop.v1.customers.update(holder.id, {"address": ""})
        shop.days_pass(31.1)
        assert shop.latest_invoice(held.id).status == "draft"
        assert "invoice.finalization_failed" in shop.events()

    def test_a_number_is_verified_a_little_later(self, shop):
        holder = shop.customer(
            country="DE", tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}]
        )
        numbers = shop.v1.customers.tax_ids
        assert numbers.list(holder.id).data[0].verification.status == "pending"
        shop.engine.move_by(60)
        assert numbers.list(holder.id).data[0].verification.status == "verified"

    @pytest.mark.parametrize("value", ["FR1", "DE12345678", "12345", "FRXX12345678X"])
    def test_a_number_of_another_form_is_refused(self, shop, value):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.v1.customers.tax_ids.create(
                shop.customer().id, {"type": "eu_vat", "value": value}
            )
        assert refused.value.code == "tax_id_invalid"

    @given(st.integers(-10_000_000, 10_000_000))
    def test_inclusive_tax_leaves_the_price_as_it_is(self, cents):
        tax = tax_on(cents, "standard_rated", inclusive=True)
        assert tax["amount"] + tax["taxable_amount"] == cents
        assert abs(tax["taxable_amount"] * 20 - tax["amount"] * 100) <= 60

    def test_halves_are_rounded_away_from_zero(self):
        assert [portion(n, 1, 2) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


class TestProration:
    def test_two_more_seats_half_way_cost_half_of_two(self, shop):
        held = shop.subscribe(shop.customer().id, 1)
        shop.days_pass(15)
        shop.set_seats(held, 3)
        amounts = [each.amount for each in shop.v1.invoice_items.list({"pending": True}).data]
        assert sorted(amounts) == [-750, 2250]

    def test_a_change_and_its_way_back_come_to_nothing(self, shop):
        held = shop.subscribe(shop.customer().id, 2)
        shop.days_pass(7.37)
        shop.set_seats(held, 7)
        shop.set_seats(held, 2)
        assert sum(each.amount for each in shop.v1.invoice_items.list().data) == 0

    @given(
        old=st.integers(0, 500),
        new=st.integers(0, 500),
        cents=st.integers(1, 99_999),
        at=st.integers(0, 2_678_400),
        later=st.integers(0, 86_400),
    )
    def test_to_the_cent_at_one_moment_and_within_the_rounding_later(
        self, old, new, cents, at, later
    ):
        price, period = {"unit_amount": cents}, (0, 2_678_400)
        before, after = Side(price, old), Side(price, new)
        there = parts_of("si", before, after, at=at, period=period)
        back = parts_of("si", after, before, at=at, period=period)
        assert sum(part.amount for part in (*there, *back)) == 0
        then = min(at + later, period[1])
        back = parts_of("si", after, before, at=then, period=period)
        exact = cents * (new - old) * (then - at)
        off = sum(part.amount for part in (*there, *back)) * period[1] - exact
        assert abs(off) <= 2 * period[1]

    def test_with_none_nothing_is_charged_for_the_rest(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.days_pass(3)
        shop.set_seats(held, 9, proration_behavior="none")
        assert shop.v1.invoice_items.list().data == []

    def test_invoiced_always_it_is_paid_at_once(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.days_pass(15)
        shop.set_seats(held, 3, proration_behavior="always_invoice")
        invoice = shop.latest_invoice(held.id)
        assert (invoice.total, invoice.status) == (1500, "paid")
        line = invoice.lines.data[0].parent.subscription_item_details
        assert (line.proration, line.subscription) == (True, held.id)

    def test_fewer_seats_are_credited_to_the_next_invoice(self, shop):
        alice = shop.customer()
        held = shop.subscribe(alice.id, 3)
        shop.days_pass(15)
        shop.set_seats(held, 1, proration_behavior="always_invoice")
        assert shop.v1.customers.retrieve(alice.id).balance == -1500
        shop.days_pass(16)
        invoice = shop.latest_invoice(held.id)
        assert (invoice.total, invoice.amount_due, invoice.status) == (1500, 0, "paid")
        assert shop.v1.customers.retrieve(alice.id).balance == 0


class TestPreviews:
    @pytest.mark.parametrize("how", ["always_invoice", "create_prorations", "none"])
    def test_a_preview_is_what_then_is_invoiced(self, shop, how):
        held = shop.subscribe(shop.customer().id, 2, **TAXED)
        shop.days_pass(11.3)
        item = {"id": held["items"].data[0].id, "quantity": 5}
        given = {"items": [item], "proration_behavior": how}
        before = [each.type for each in shop.v1.events.list({"limit": 100}).data]
        preview = shop.v1.invoices.create_preview(
            {"subscription": held.id, "subscription_details": given}
        )
        assert preview.id.startswith("upcoming_in_")
        assert [each.type for each in shop.v1.events.list({"limit": 100}).data] == before
        shop.v1.subscriptions.update(held.id, given)
        shop.days_pass(20)
        found = shop.v1.invoices.list({"subscription": held.id}).data
        assert found[1 if how == "always_invoice" else 0].total == preview.total

    def test_a_price_can_be_previewed_before_anything_runs(self, shop):
        preview = shop.v1.invoices.create_preview(
            {
                "customer": shop.customer().id,
                "automatic_tax": {"enabled": True},
                "subscription_details": {
                    "items": [{"price": shop.prices["year"], "quantity": 4}]
                },
            }
        )
        assert (preview.subtotal, preview.total) == (60_000, 72_000)
        assert shop.v1.subscriptions.list({"status": "all"}).data == []


class TestCreditNotes:
    def test_of_an_open_invoice_less_is_owed(self, shop):
        held = shop.subscribe(shop.customer("pm_card_chargeCustomerFail").id, **TAXED)
        note = shop.v1.credit_notes.create({"invoice": held.latest_invoice, "amount": 600})
        invoice = shop.latest_invoice(held.id)
        assert (invoice.amount_due, invoice.amount_remaining) == (1200, 1200)
        assert (note.subtotal, note.total) == (500, 600)
        shop.v1.credit_notes.void_credit_note(note.id)
        assert shop.latest_invoice(held.id).amount_remaining == 1800

    def test_credited_whole_it_is_paid(self, shop):
        held = shop.subscribe(shop.customer("pm_card_chargeCustomerFail").id)
        shop.v1.credit_notes.create({"invoice": held.latest_invoice, "amount": 1500})
        assert shop.latest_invoice(held.id).status == "paid"
        assert shop.v1.subscriptions.retrieve(held.id).status == "active"

    def test_of_a_paid_one_it_is_said_how_it_is_given_back(self, shop):
        held = shop.subscribe(shop.customer().id)
        given = {"invoice": held.latest_invoice, "amount": 1000}
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.credit_notes.create(given)
        note = shop.v1.credit_notes.create(
            {**given, "refund_amount": 400, "credit_amount": 500, "out_of_band_amount": 100}
        )
        assert (note.post_payment_amount, note.number) == (1000, "ASSISTEU-0001-CN-01")
        assert note.refunds[0].amount_refunded == 400

    def test_no_more_than_the_invoice_is_credited(self, shop):
        held = shop.subscribe(shop.customer().id)
        given = {"invoice": held.latest_invoice, "amount": 1000, "refund_amount": 1000}
        shop.v1.credit_notes.create(given)
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.credit_notes.create(given)
