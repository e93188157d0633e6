"""Events on their way: signed, late, twice, never, or in the wrong order."""

import json

import pytest
import stripe

from tests.web.local_stripe.shop import START, Shop, new_engine
from web.local_stripe import Disorder
from web.local_stripe.deliveries import RETRIES_S
from web.local_stripe.in_process import client_of
from web.local_stripe.webhook_endpoints import OURS, ensure

SECRET = "whsec_of_the_tests"
URL = "http://localhost/webhooks/stripe"


class Receiver:
    """Takes what comes, and answers as it is told."""

    def __init__(self):
        self.taken = []
        self.status = 200

    def __call__(self, parcel):
        self.taken.append(parcel)
        return self.status

    @property
    def ids(self):
        return [json.loads(each.body)["id"] for each in self.taken]


@pytest.fixture
def time():
    return [START]


@pytest.fixture
def shop(time):
    engine = new_engine()
    engine.clock = engine.deliveries.clock = lambda: time[0]
    ensure(engine, URL, SECRET)
    return Shop(client_of(engine), engine).offer()


@pytest.fixture
def to():
    return Receiver()


def told(shop):
    return [each["id"] for each in shop.engine.store.each("event")]


def test_each_event_comes_once_in_its_order(shop, to):
    shop.subscribe(shop.customer().id)
    shop.engine.deliveries.deliver(to)
    assert to.ids == told(shop)
    assert shop.engine.deliveries.deliver(to) == 0
    assert shop.v1.events.list().data[0].pending_webhooks == 0


def test_stripe_s_own_library_takes_the_signature(shop, to, time):
    shop.engine.deliveries.deliver(to)
    parcel = to.taken[0]
    header = parcel.headers["Stripe-Signature"]
    mark = header.split(",v1=")
    assert mark[0] == f"t={time[0]}"
    stripe.WebhookSignature.verify_header(parcel.body.decode(), header, SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(parcel.body.decode(), header, "whsec_other")


def test_two_secrets_sign_while_one_takes_the_place_of_the_other(shop, to, time):
    shop.engine.deliveries.set_secret(OURS, "whsec_new")
    shop.engine.deliveries.deliver(to)
    parcel = to.taken[0]
    header = parcel.headers["Stripe-Signature"]
    assert header.count("v1=") == 2
    for secret in (SECRET, "whsec_new"):
        stripe.WebhookSignature.verify_header(parcel.body.decode(), header, secret)
    time[0] += 86_401
    assert shop.engine.deliveries.secrets(OURS) == ["whsec_new"]


def test_an_event_is_a_picture_of_its_moment(shop, to):
    held = shop.subscribe(shop.customer().id)
    shop.engine.deliveries.deliver(to)
    bodies = [json.loads(each.body) for each in to.taken]
    own = [e for e in bodies if e["data"]["object"]["id"] == held.id]
    assert [e["data"]["object"]["status"] for e in own] == [
        "incomplete",
        "incomplete",
        "active",
    ]
    assert own[-1]["data"]["previous_attributes"]["status"] == "incomplete"
    assert {(e["livemode"], e["api_version"]) for e in bodies} == {(False, stripe.api_version)}


def test_what_is_not_taken_comes_again_later_and_not_for_ever(shop, to, time):
    to.status = 500
    shop.engine.deliveries.deliver(to)
    assert shop.engine.deliveries.deliver(to) == 0
    first = len(to.taken)
    for pause in RETRIES_S:
        time[0] += pause
        assert shop.engine.deliveries.deliver(to) == first
    time[0] += 10 * 86_400
    assert shop.engine.deliveries.deliver(to) == 0
    states = {each["state"] for each in shop.engine.store.each("_delivery")}
    assert states == {"failed"}


def test_held_nothing_leaves_until_it_is_released(shop, to):
    shop.engine.deliveries.switch(hold=True)
    shop.customer()
    assert shop.engine.deliveries.deliver(to) == 0
    shop.engine.deliveries.release()
    shop.engine.deliveries.deliver(to)
    assert to.ids == told(shop)


def under(disorder, to, seed="tests"):
    engine = new_engine(disorder=disorder)
    ensure(engine, URL, SECRET)
    shop = Shop(client_of(engine), engine).offer()
    for _ in range(5):
        shop.subscribe(shop.customer().id)
    engine.deliveries.deliver(to)
    return shop


def test_all_are_dropped_or_all_come_twice_where_that_is_set(to):
    shop = under(Disorder(drop_percent=100), to)
    assert to.ids == []
    assert all(each["pending_webhooks"] == 0 for each in shop.engine.store.each("event"))
    twice = Receiver()
    shop = under(Disorder(repeat_percent=100), twice)
    assert sorted(twice.ids) == sorted(told(shop) * 2)


def test_shuffled_all_come_but_not_in_order_and_the_same_way_for_a_seed(to):
    shop = under(Disorder(shuffle=True, seed=7), to)
    assert to.ids != told(shop)
    assert sorted(to.ids) == sorted(told(shop))
    again, other = Receiver(), Receiver()
    under(Disorder(shuffle=True, seed=7), again)
    under(Disorder(shuffle=True, seed=8), other)
    assert again.ids == to.ids != other.ids


def test_late_ones_wait_for_their_time(shop, to, time):
    shop.engine.deliveries.deliver(to)
    shop.engine.deliveries.switch(delay_s=100)
    for _ in range(5):
        shop.customer()
    now = len(to.taken)
    shop.engine.deliveries.deliver(to)
    assert len(to.taken) < len(told(shop))
    time[0] += 100
    shop.engine.deliveries.deliver(to)
    assert len(to.taken) > now
    assert sorted(to.ids) == sorted(told(shop))


def test_one_event_is_delivered_again_when_it_is_asked_for(shop, to):
    shop.engine.deliveries.deliver(to)
    wanted = told(shop)[0]
    shop.engine.deliveries.repeat(wanted)
    shop.engine.deliveries.deliver(to)
    assert to.ids.count(wanted) == 2


def test_an_endpoint_has_the_events_that_it_wants(shop, to):
    made = shop.v1.webhook_endpoints.create(
        {"url": "http://localhost/other", "enabled_events": ["invoice.paid"]}
    )
    assert made.secret.startswith("whsec_")
    shop.subscribe(shop.customer().id)
    shop.engine.deliveries.deliver(to)
    other = [json.loads(e.body)["type"] for e in to.taken if e.url.endswith("/other")]
    assert other == ["invoice.paid"]


def test_what_was_missed_is_caught_up_from_a_cursor(shop):
    shop.customer()
    cursor = shop.v1.events.list({"limit": 1}).data[0].id
    shop.subscribe(shop.customer().id)
    missed = shop.v1.events.list({"ending_before": cursor, "limit": 100})
    assert [each.id for each in missed.data] == told(shop)[::-1][: len(missed.data)]
    assert missed.data[-1].type == "customer.created"


def test_events_are_given_back_for_thirty_days(shop):
    first = told(shop)[0]
    shop.days_pass(31)
    shop.customer()
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.events.retrieve(first)
    assert first not in told(shop)
