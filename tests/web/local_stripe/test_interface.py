"""How Stripe answers: errors, keys, lists, expansion, versions."""

import pytest
import stripe

from tests.web.local_stripe.shop import START, Shop, new_engine
from web.local_stripe.in_process import client_of
from web.local_stripe.interface import Interface


@pytest.fixture
def shop():
    engine = new_engine()
    return Shop(client_of(engine), engine).offer()


KEY = {"Authorization": "Bearer sk_test_x"}


def ask(shop, method, path, form="", **headers):
    answer = shop.engine.request(method, path, form, {**KEY, **headers})
    return answer.status, answer.body


class TestErrors:
    def test_what_is_not_there_is_resource_missing(self, shop):
        with pytest.raises(stripe.InvalidRequestError) as missing:
            shop.v1.customers.retrieve("cus_nobody")
        assert (missing.value.code, missing.value.http_status) == ("resource_missing", 404)

    def test_a_parameter_that_names_nobody_is_400(self, shop):
        with pytest.raises(stripe.InvalidRequestError) as missing:
            shop.subscribe("cus_nobody")
        assert (missing.value.http_status, missing.value.param) == (400, "customer")

    def test_an_unknown_parameter_is_refused_and_not_passed_over(self, shop):
        status, body = ask(shop, "POST", "/v1/customers", "email=a@example.org&colour=blue")
        assert (status, body["error"]["code"]) == (400, "parameter_unknown")
        assert body["error"]["param"] == "colour"

    def test_a_missing_parameter_is_named(self, shop):
        status, body = ask(shop, "POST", "/v1/products", "active=true")
        assert (status, body["error"]["param"]) == (400, "name")

    def test_without_a_key_nothing_is_answered(self, shop):
        assert shop.engine.request("GET", "/v1/customers", "", {}).status == 401
        live = {"Authorization": "Bearer sk_live_x"}
        assert shop.engine.request("GET", "/v1/customers", "", live).status == 401

    def test_another_version_of_the_interface_is_refused(self, shop):
        status, body = ask(shop, "GET", "/v1/customers", **{"Stripe-Version": "2020-08-27"})
        assert status == 400
        assert "version" in body["error"]["message"]
        status, _ = ask(shop, "GET", "/v1/customers", **{"Stripe-Version": stripe.api_version})
        assert status == 200

    def test_what_is_refused_leaves_nothing_behind(self, shop):
        alice = shop.customer()
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.customers.update(
                alice.id,
                {"name": "Bob", "invoice_settings": {"default_payment_method": "pm_none"}},
            )
        assert shop.v1.customers.retrieve(alice.id).name == "Alice"

    def test_a_declined_payment_leaves_its_trace(self, shop):
        alice = shop.customer("pm_card_chargeCustomerFail")
        held = shop.subscribe(alice.id, payment_behavior="default_incomplete")
        with pytest.raises(stripe.CardError) as declined:
            shop.v1.invoices.pay(held.latest_invoice)
        assert declined.value.code == "card_declined"
        assert shop.latest_invoice(held.id).attempt_count == 1


class TestIdempotencyKeys:
    def test_the_same_key_gives_the_same_answer(self, shop):
        given = {"email": "a@example.org"}
        first, second = (
            shop.v1.customers.create(given, {"idempotency_key": "once"}) for _ in range(2)
        )
        assert first.id == second.id
        assert second.last_response.headers["idempotent-replayed"] == "true"

    def test_other_parameters_under_the_same_key_are_refused(self, shop):
        shop.v1.customers.create({"name": "a"}, {"idempotency_key": "once"})
        with pytest.raises(stripe.IdempotencyError) as refused:
            shop.v1.customers.create({"name": "b"}, {"idempotency_key": "once"})
        assert refused.value.http_status == 400

    def test_an_error_is_repeated_too_though_it_would_succeed_now(self, shop):
        options = {"idempotency_key": "once"}
        alice = shop.customer(card=None)
        items = [{"price": shop.prices["month"]}]
        given = {"customer": alice.id, "items": items}
        for _ in range(2):
            with pytest.raises(stripe.InvalidRequestError, match="no attached payment"):
                shop.v1.subscriptions.create(given, options)
            if not shop.v1.customers.payment_methods.list(alice.id).data:
                shop.give_card(alice.id, "pm_card_visa")
        assert shop.v1.subscriptions.create(given).status == "active"

    def test_what_could_not_be_read_keeps_no_answer(self, shop):
        key = {"Idempotency-Key": "once"}
        assert ask(shop, "POST", "/v1/products", "", **key)[0] == 400
        assert ask(shop, "POST", "/v1/products", "name=a", **key)[0] == 200

    def test_a_key_is_forgotten_after_a_day(self, shop):
        options = {"idempotency_key": "once"}
        first = shop.v1.customers.create({"name": "a"}, options)
        shop.days_pass(1.1)
        assert shop.v1.customers.create({"name": "b"}, options).id != first.id

    async def test_a_key_in_use_is_a_conflict(self, shop):
        interface = Interface(shop.engine, delay_ms=1)
        interface.under_way.add("busy")
        headers = {"authorization": "Bearer sk_test_x", "idempotency-key": "busy"}
        answer = await interface.answer("POST", "/v1/products", "name=a", headers)
        assert (answer.status, answer.body["error"]["code"]) == (409, "idempotency_key_in_use")

    async def test_an_answer_that_is_lost_is_found_again_by_its_key(self, shop):
        interface = Interface(shop.engine, lose=1)
        headers = {"authorization": "Bearer sk_test_x", "idempotency-key": "lost"}
        lost, found = [
            await interface.answer("POST", "/v1/products", "name=a", headers) for _ in "12"
        ]
        assert (lost.status, found.status) == (500, 200)
        assert found.headers["idempotent-replayed"] == "true"


class TestLists:
    @pytest.fixture
    def five(self, shop):
        return [shop.v1.customers.create({"name": str(n)}).id for n in range(5)]

    def test_the_newest_comes_first(self, shop, five):
        page = shop.v1.customers.list({"limit": 2})
        assert [each.id for each in page.data] == [five[4], five[3]]
        assert page.has_more

    def test_starting_after_goes_on_to_older_ones(self, shop, five):
        page = shop.v1.customers.list({"limit": 3, "starting_after": five[3]})
        assert [each.id for each in page.data] == [five[2], five[1], five[0]]
        assert not page.has_more

    def test_ending_before_goes_back_to_the_next_newer_ones(self, shop, five):
        page = shop.v1.customers.list({"limit": 2, "ending_before": five[1]})
        assert [each.id for each in page.data] == [five[3], five[2]]
        assert page.has_more

    def test_the_sdk_pages_through_all_of_it(self, shop, five):
        page = shop.v1.customers.list({"limit": 2})
        assert [each.id for each in page.auto_paging_iter()] == five[::-1]

    def test_both_cursors_and_unknown_ones_are_refused(self, shop, five):
        both = {"starting_after": five[0], "ending_before": five[1]}
        for given in (both, {"starting_after": "cus_nobody"}, {"limit": 101}):
            with pytest.raises(stripe.InvalidRequestError):
                shop.v1.customers.list(given)

    def test_created_bounds_a_list(self, shop, five):
        shop.days_pass(1)
        late = shop.v1.customers.create({}).id
        page = shop.v1.customers.list({"created": {"gt": START}})
        assert [each.id for each in page.data] == [late]

    def test_prices_are_found_by_lookup_key(self, shop):
        found = shop.v1.prices.list({"lookup_keys": ["year"]}).data
        assert [each.id for each in found] == [shop.prices["year"]]

    def test_a_lookup_key_can_be_transferred_but_not_taken(self, shop):
        product = shop.v1.products.list().data[0].id
        given = {
            "product": product,
            "currency": "eur",
            "unit_amount": 1700,
            "recurring": {"interval": "month"},
            "lookup_key": "month",
        }
        with pytest.raises(stripe.InvalidRequestError, match="already uses"):
            shop.v1.prices.create(given)
        new = shop.v1.prices.create({**given, "transfer_lookup_key": True})
        assert shop.v1.prices.list({"lookup_keys": ["month"]}).data[0].id == new.id
        assert shop.v1.prices.retrieve(shop.prices["month"]).lookup_key is None

    def test_cancelled_subscriptions_are_listed_where_asked_for(self, shop):
        held = shop.subscribe(shop.customer().id)
        shop.v1.subscriptions.cancel(held.id)
        assert shop.v1.subscriptions.list().data == []
        assert len(shop.v1.subscriptions.list({"status": "all"}).data) == 1
        assert len(shop.v1.subscriptions.list({"status": "canceled"}).data) == 1


class TestExpansion:
    def test_an_id_becomes_the_object(self, shop):
        held = shop.subscribe(shop.customer().id)
        path = "latest_invoice.payments"
        found = shop.v1.subscriptions.retrieve(held.id, {"expand": [path, "customer"]})
        assert found.customer.name == "Alice"
        intent = found.latest_invoice.payments.data[0].payment.payment_intent
        assert shop.v1.payment_intents.retrieve(intent).status == "succeeded"

    def test_it_works_in_lists(self, shop):
        shop.subscribe(shop.customer().id)
        found = shop.v1.subscriptions.list({"expand": ["data.customer"]})
        assert found.data[0].customer.name == "Alice"

    def test_what_cannot_be_expanded_is_refused(self, shop):
        with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
            shop.v1.customers.retrieve(shop.customer().id, {"expand": ["friends"]})


def test_ten_thousand_of_a_kind_are_listed_without_reading_them_all(shop):
    """A page is found by its cursor: it looks at no more than it gives, and one beyond."""
    store = shop.engine.store
    ids = [shop.v1.customers.create({}).id for _ in range(3)]
    for number in range(10_000):
        store.add("customer", f"cus_{number}", {**store.find("customer", ids[0])})
        store.live["customer"][f"cus_{number}"]["id"] = f"cus_{number}"
    store.keep()
    page = shop.v1.customers.list({"limit": 100, "starting_after": "cus_5000"})
    assert page.data[0].id == "cus_4999"
    shop.engine.keep()
    shop.engine.do("GET", "/v1/customers", {"limit": "100", "starting_after": "cus_5000"})
    assert len(store.seen) <= 101
