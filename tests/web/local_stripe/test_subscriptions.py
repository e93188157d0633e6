"""What becomes of a subscription: by the holder, by the bank, and by time alone."""

import pytest
import stripe

from tests.web.local_stripe.shop import DAY, START, Shop, new_engine
from web.local_stripe import Rules
from web.local_stripe.in_process import client_of
from web.local_stripe.payment_methods import set_bank
from web.local_stripe.periods import end_after, step


def a_shop(**rules):
    engine = new_engine(rules=Rules(**rules))
    return Shop(client_of(engine), engine).offer()


@pytest.fixture
def shop():
    return a_shop()


def status(shop, held):
    return shop.v1.subscriptions.retrieve(held.id).status


def declines_from_now_on(shop, customer):
    for method in shop.v1.customers.payment_methods.list(customer.id).data:
        set_bank(shop.engine, method.id, "declined")
    shop.engine.keep()


class TestTheFirstPayment:
    def test_a_card_that_works_makes_it_active(self, shop):
        held = shop.subscribe(shop.customer().id, 3)
        assert held.status == "active"
        assert shop.latest_invoice(held.id).amount_paid == 4500

    def test_a_declined_card_leaves_it_incomplete(self, shop):
        held = shop.subscribe(shop.customer("pm_card_chargeCustomerFail").id)
        assert held.status == "incomplete"
        assert shop.latest_invoice(held.id).status == "open"

    def test_3_d_secure_waits_for_the_holder(self, shop):
        held = shop.subscribe(shop.customer("pm_card_authenticationRequired").id)
        assert held.status == "incomplete"
        assert "invoice.payment_action_required" in shop.events()

    def test_nothing_is_made_where_the_request_wants_nothing_incomplete(self, shop):
        alice = shop.customer("pm_card_chargeCustomerFail")
        with pytest.raises(stripe.CardError):
            shop.subscribe(alice.id, payment_behavior="error_if_incomplete")
        assert shop.v1.subscriptions.list({"status": "all"}).data == []
        assert shop.v1.invoices.list().data == []

    def test_it_expires_after_23_hours_and_its_invoice_is_void(self, shop):
        held = shop.subscribe(shop.customer("pm_card_chargeCustomerFail").id)
        shop.engine.move_by(23 * 3600 - 1)
        assert status(shop, held) == "incomplete"
        shop.engine.move_by(1)
        assert status(shop, held) == "incomplete_expired"
        assert shop.latest_invoice(held.id).status == "void"

    def test_paying_the_invoice_makes_it_active(self, shop):
        alice = shop.customer("pm_card_chargeCustomerFail")
        held = shop.subscribe(alice.id)
        shop.v1.invoices.pay(held.latest_invoice, {"payment_method": "pm_card_visa"})
        assert status(shop, held) == "active"

    def test_currencies_are_not_mixed_on_one_customer(self, shop):
        alice = shop.customer()
        shop.subscribe(alice.id)
        product = shop.v1.products.list().data[0].id
        dollars = shop.v1.prices.create(
            {
                "product": product,
                "currency": "usd",
                "unit_amount": 100,
                "recurring": {"interval": "month"},
            }
        )
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.v1.subscriptions.create(
                {"customer": alice.id, "items": [{"price": dollars.id}]}
            )
        assert refused.value.code == "currency_mismatch"


class TestTrials:
    def test_a_trial_costs_nothing_and_then_the_full_price(self, shop):
        held = shop.subscribe(shop.customer().id, 2, trial_period_days=14)
        assert (held.status, shop.latest_invoice(held.id).total) == ("trialing", 0)
        shop.days_pass(14.1)
        assert status(shop, held) == "active"
        assert shop.latest_invoice(held.id).total == 3000

    def test_its_end_is_told_three_days_before(self, shop):
        shop.subscribe(shop.customer().id, trial_period_days=14)
        told = "customer.subscription.trial_will_end"
        shop.days_pass(10.9)
        assert told not in shop.events()
        shop.days_pass(0.2)
        assert shop.events().count(told) == 1

    def test_the_end_of_a_short_trial_is_told_at_once(self, shop):
        shop.subscribe(shop.customer().id, trial_period_days=2)
        assert "customer.subscription.trial_will_end" in shop.events()

    @pytest.mark.parametrize(
        ("missing", "then"),
        [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")],
    )
    def test_without_a_card_it_ends_as_was_asked(self, shop, missing, then):
        held = shop.subscribe(
            shop.customer(card=None).id,
            trial_period_days=7,
            trial_settings={"end_behavior": {"missing_payment_method": missing}},
        )
        shop.days_pass(7.1)
        assert status(shop, held) == then

    def test_it_can_be_ended_now(self, shop):
        held = shop.subscribe(shop.customer().id, trial_period_days=14)
        ended = shop.v1.subscriptions.update(held.id, {"trial_end": "now"})
        assert ended.status == "active"
        assert shop.latest_invoice(held.id).amount_paid == 1500

    def test_seats_are_free_while_it_lasts(self, shop):
        held = shop.subscribe(shop.customer().id, trial_period_days=14)
        shop.set_seats(held, 5, proration_behavior="always_invoice")
        assert shop.v1.invoice_items.list().data == []


class TestArrears:
    def test_a_failed_renewal_is_tried_again_on_the_schedule_and_then_given_up(self):
        shop = a_shop(retry_days=(3, 5), after_retries="unpaid")
        alice = shop.customer("pm_card_chargeCustomerFail")
        held = shop.subscribe(alice.id, trial_period_days=1)
        shop.days_pass(1.1)
        invoice = shop.latest_invoice(held.id)
        assert (status(shop, held), invoice.attempt_count) == ("past_due", 1)
        shop.days_pass(3)
        assert shop.latest_invoice(held.id).attempt_count == 2
        assert status(shop, held) == "past_due"
        shop.days_pass(5)
        invoice = shop.latest_invoice(held.id)
        assert (invoice.attempt_count, invoice.next_payment_attempt) == (3, None)
        assert (status(shop, held), invoice.status) == ("unpaid", "open")
        assert shop.v1.customers.retrieve(alice.id).delinquent

    @pytest.mark.parametrize(
        ("rule", "then"), [("canceled", "canceled"), ("past_due", "past_due")]
    )
    def test_the_rules_say_what_follows_the_last_try(self, rule, then):
        shop = a_shop(retry_days=(1,), after_retries=rule)
        held = shop.subscribe(
            shop.customer("pm_card_chargeCustomerFail").id, trial_period_days=1
        )
        shop.days_pass(2.5)
        assert status(shop, held) == then

    def test_a_better_card_settles_it_at_the_next_try(self, shop):
        alice = shop.customer()
        held = shop.subscribe(alice.id)
        declines_from_now_on(shop, alice)
        shop.days_pass(31.1)
        assert status(shop, held) == "past_due"
        shop.give_card(alice.id, "pm_card_visa")
        shop.days_pass(3)
        assert status(shop, held) == "active"
        assert not shop.v1.customers.retrieve(alice.id).delinquent

    def test_what_is_unpaid_is_drafted_and_not_charged(self):
        shop = a_shop(retry_days=(1,))
        alice = shop.customer("pm_card_chargeCustomerFail")
        held = shop.subscribe(alice.id, trial_period_days=1)
        shop.days_pass(2.5)
        assert status(shop, held) == "unpaid"
        shop.days_pass(31)
        invoice = shop.latest_invoice(held.id)
        assert (invoice.status, invoice.auto_advance) == ("draft", False)

    def test_a_transfer_that_does_not_come_is_overdue(self, shop):
        held = shop.subscribe(
            shop.customer(card=None).id, collection_method="send_invoice", days_until_due=10
        )
        assert held.status == "active"
        shop.days_pass(9.9)
        assert status(shop, held) == "active"
        shop.days_pass(0.2)
        assert status(shop, held) == "past_due"
        assert "invoice.overdue" in shop.events()
        shop.v1.invoices.pay(held.latest_invoice, {"paid_out_of_band": True})
        assert status(shop, held) == "active"


class TestCancelling:
    def test_at_the_period_s_end_it_runs_until_then(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.v1.subscriptions.update(held.id, {"cancel_at_period_end": True})
        shop.days_pass(29)
        assert status(shop, held) == "active"
        shop.days_pass(3)
        assert status(shop, held) == "canceled"
        assert len(shop.v1.invoices.list().data) == 1

    def test_it_can_be_taken_back(self, shop):
        held = shop.subscribe(shop.customer().id)
        for wanted in (True, False):
            shop.v1.subscriptions.update(held.id, {"cancel_at_period_end": wanted})
        shop.days_pass(32)
        assert status(shop, held) == "active"

    def test_at_once_the_rest_can_be_credited(self, shop):
        alice = shop.customer()
        held = shop.subscribe(alice.id)
        shop.v1.subscriptions.cancel(held.id, {"prorate": True, "invoice_now": True})
        assert status(shop, held) == "canceled"
        assert shop.v1.customers.retrieve(alice.id).balance == -1500

    def test_what_is_cancelled_cannot_be_changed(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.v1.subscriptions.cancel(held.id)
        with pytest.raises(stripe.InvalidRequestError):
            shop.set_seats(held, 2)

    def test_deleting_a_customer_ends_all_and_leaves_the_id_and_the_invoices(self, shop):
        alice = shop.customer()
        held = shop.subscribe(alice.id)
        shop.v1.customers.delete(alice.id)
        gone = shop.engine.store.find("customer", alice.id)
        assert gone == {"id": alice.id, "object": "customer", "deleted": True}
        assert status(shop, held) == "canceled"
        assert shop.v1.invoices.list().data[0].status == "paid"


class TestPausing:
    def test_a_paused_trial_is_resumed_with_a_new_period_paid_at_once(self, shop):
        alice = shop.customer(card=None)
        held = shop.subscribe(
            alice.id,
            trial_period_days=1,
            trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
        )
        shop.days_pass(10)
        shop.give_card(alice.id, "pm_card_visa")
        resumed = shop.v1.subscriptions.resume(held.id)
        assert resumed.status == "active"
        assert resumed["items"].data[0].current_period_start == START + 10 * DAY

    @pytest.mark.parametrize(
        ("how", "then"),
        [("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft")],
    )
    def test_while_collection_is_paused_invoices_are_not_charged(self, shop, how, then):
        held = shop.subscribe(shop.customer().id)
        paused = {"pause_collection": {"behavior": how}}
        shop.v1.subscriptions.update(held.id, paused)
        shop.days_pass(32)
        assert shop.latest_invoice(held.id).status == then
        assert status(shop, held) == "active"


class TestTime:
    def test_a_test_clock_moves_its_customers_alone(self, shop):
        clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": START})
        on_it = shop.subscribe(shop.customer(test_clock=clock.id).id)
        beside = shop.subscribe(shop.customer().id)
        later = {"frozen_time": START + 32 * DAY}
        assert shop.v1.test_helpers.test_clocks.advance(clock.id, later).status == "ready"
        assert len(shop.v1.invoices.list({"subscription": on_it.id}).data) == 2
        assert len(shop.v1.invoices.list({"subscription": beside.id}).data) == 1

    def test_a_clock_never_goes_back(self, shop):
        clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": START})
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": START - 1})

    def test_a_year_at_once_is_twelve_renewals_in_order(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.days_pass(366)
        invoices = shop.v1.invoices.list({"subscription": held.id, "limit": 100}).data[::-1]
        assert len(invoices) == 13
        starts = [each.lines.data[0].period.start for each in invoices]
        assert starts == sorted(set(starts))
        assert all(each.status == "paid" for each in invoices)

    def test_the_31st_is_the_last_day_of_a_shorter_month(self):
        jan_31, monthly = 1_801_353_600, {"interval": "month", "interval_count": 1}
        feb_28 = step(jan_31, monthly, 1)
        assert feb_28 == jan_31 + 28 * DAY
        assert end_after(jan_31, monthly, feb_28) == jan_31 + 59 * DAY

    def test_a_change_of_rhythm_begins_a_new_period_at_once(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.days_pass(10)
        item = {"id": held["items"].data[0].id, "price": shop.prices["year"]}
        shop.v1.subscriptions.update(held.id, {"items": [item]})
        invoice = shop.latest_invoice(held.id)
        credit = sum(each.amount for each in invoice.lines.data if each.amount < 0)
        assert -1500 < credit < 0
        assert (invoice.total, invoice.status) == (15_000 + credit, "paid")
