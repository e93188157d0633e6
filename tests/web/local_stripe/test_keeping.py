"""A restart keeps all of it: objects, time, what is due, what is to be delivered."""

import pytest

from tests.web.local_stripe.shop import START, Shop, new_engine
from tests.web.local_stripe.test_deliveries import SECRET, URL, Receiver
from web.local_stripe.in_process import client_of
from web.local_stripe.keeping import SQLiteKeeper
from web.local_stripe.webhook_endpoints import ensure


@pytest.fixture
def opened(tmp_path):
    keepers = []

    def open_it():
        for each in keepers:
            each.close()
        keepers[:] = [SQLiteKeeper(tmp_path / "stripe.sqlite")]
        engine = new_engine()
        keepers[0].load(engine)
        ensure(engine, URL, SECRET)
        return Shop(client_of(engine), engine)

    yield open_it
    keepers[0].close()


def test_everything_is_there_after_a_restart(opened):
    shop = opened().offer()
    alice = shop.customer()
    held = shop.subscribe(alice.id, 2)
    shop.days_pass(3)
    before = {kind: dict(things) for kind, things in shop.engine.store.live.items()}
    again = opened()
    after = {kind: things for kind, things in again.engine.store.live.items() if things}
    assert after == {kind: things for kind, things in before.items() if things}
    again.engine.catch_up()
    assert again.engine.now() == START + 3 * 86_400
    assert again.v1.subscriptions.list().data[0].id == held.id


def test_what_is_due_happens_after_the_restart(opened):
    shop = opened().offer()
    held = shop.subscribe(shop.customer().id, trial_period_days=14)
    again = opened()
    again.days_pass(14.1)
    assert again.latest_invoice(held.id).amount_paid == 1500


def test_no_id_is_given_twice(opened):
    first = opened().offer().customer().id
    assert opened().v1.customers.create({}).id != first


def test_what_was_to_be_delivered_still_is(opened):
    shop = opened().offer()
    shop.customer()
    again, to = opened(), Receiver()
    again.engine.deliveries.deliver(to)
    again.engine.keep()
    assert to.ids == [each["id"] for each in again.engine.store.each("event")]
    assert opened().engine.deliveries.ready() == []


def test_what_is_deleted_is_deleted_in_the_file(opened, tmp_path):
    shop = opened().offer()
    alice = shop.v1.customers.create({"email": "gone-for-good@example.org"})
    shop.v1.customers.delete(alice.id)
    shop.days_pass(31)
    again = opened()
    assert again.v1.customers.retrieve(alice.id).deleted
    rows = again.engine.keeper.connection.execute("select body from object").fetchall()
    assert not [body for (body,) in rows if "gone-for-good" in body]
