"""The stand-in's pages: where one pays, fails, authenticates, cancels, and looks."""

import re

import httpx
import pytest

from tests.web.local_stripe.shop import Shop, new_engine
from tests.web.local_stripe.test_deliveries import SECRET, URL, Receiver
from web.local_stripe.app import create_asgi
from web.local_stripe.in_process import client_of
from web.local_stripe.webhook_endpoints import ensure

SITE = "http://localhost:8000"
BACK = f"{SITE}/billing/return?session={{CHECKOUT_SESSION_ID}}"


@pytest.fixture
def shop():
    engine = new_engine()
    ensure(engine, URL, SECRET)
    return Shop(client_of(engine), engine).offer()


class Browser:
    """Reads pages and sends their forms, without JavaScript."""

    def __init__(self, app, address="127.0.0.1"):
        transport = httpx.ASGITransport(app, client=(address, 1))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8001")
        self.token = ""

    async def read(self, path, **given):
        page = await self.http.get(path, **given)
        if found := re.search(r'name="csrf_token" value="(\w+)"', page.text):
            self.token = found[1]
        return page

    async def send(self, path, **fields):
        return await self.http.post(path, data={"csrf_token": self.token, **fields})


@pytest.fixture
async def browser(shop):
    made = Browser(create_asgi(shop.engine, site_url=SITE))
    yield made
    await made.http.aclose()


def session_of(shop, **given):
    return shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": shop.prices["month"], "quantity": 2}],
            "success_url": BACK,
            "cancel_url": f"{SITE}/offers",
            "customer_email": "alice@example.org",
            "automatic_tax": {"enabled": True},
            "tax_id_collection": {"enabled": True},
            **given,
        }
    )


class TestCheckout:
    @pytest.mark.parametrize("lang", ["", "/en"])
    async def test_the_page_says_what_is_bought_and_asks_for_no_number(
        self, shop, browser, lang
    ):
        session = session_of(shop)
        page = await browser.read(f"{lang}/checkout/{session.id}")
        assert page.status_code == 200
        assert ("€30.00" if lang else "30,00\u00a0€") in page.text
        assert not re.search(r'name="(number|cvc|card_number|expiry)"', page.text)
        assert "stand-in" in page.text if lang else "doublure" in page.text
        assert "None" not in re.sub("<[^>]+>", "", page.text)

    async def test_one_pays_and_comes_back(self, shop, browser):
        session = session_of(shop)
        await browser.read(f"/checkout/{session.id}")
        paid = await browser.send(
            f"/checkout/{session.id}", card="pm_card_visa", country="FR", name="Alice"
        )
        assert paid.headers["location"] == BACK.replace("{CHECKOUT_SESSION_ID}", session.id)
        done = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
        assert (done.status, done.payment_status) == ("complete", "paid")
        assert (done.subscription.status, done.amount_total) == ("active", 3600)
        assert shop.v1.customers.retrieve(done.customer).address.country == "FR"

    async def test_the_session_completes_last(self, shop, browser):
        session = session_of(shop)
        await browser.read(f"/checkout/{session.id}")
        await browser.send(f"/checkout/{session.id}", card="pm_card_visa", country="FR")
        told = shop.events()
        assert told[-1] == "checkout.session.completed"
        assert told.index("customer.subscription.created") < told.index("invoice.paid")

    async def test_a_declined_card_makes_nothing_and_may_be_changed(self, shop, browser):
        session = session_of(shop)
        await browser.read(f"/checkout/{session.id}")
        before = shop.events()
        no = await browser.send(
            f"/checkout/{session.id}", card="pm_card_chargeDeclined", country="FR"
        )
        assert no.status_code == 402
        assert "Votre carte est refusée" in no.text
        assert shop.events() == before
        yes = await browser.send(f"/checkout/{session.id}", card="pm_card_visa", country="FR")
        assert yes.status_code == 303

    async def test_the_bank_asks_and_is_refused_and_then_confirmed(self, shop, browser):
        session = session_of(shop)
        path = f"/checkout/{session.id}"
        await browser.read(path)
        fields = {"card": "pm_card_threeDSecure2Required", "country": "FR"}
        asked = await browser.send(path, **fields)
        assert asked.headers["location"] == f"{path}/authentication"
        page = await browser.read(f"/en{path}/authentication")
        assert "Your bank asks" in page.text
        assert (
            await browser.send(f"{path}/authentication", answer="refuse")
        ).status_code == 402
        assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"
        done = await browser.send(f"{path}/authentication", answer="confirm")
        assert done.status_code == 303
        assert shop.v1.subscriptions.list().data[0].status == "active"

    async def test_one_goes_back_and_the_session_stays_open(self, shop, browser):
        session = session_of(shop)
        back = await browser.read(f"/checkout/{session.id}/return")
        assert back.headers["location"] == f"{SITE}/offers"
        assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"

    async def test_after_a_day_it_is_closed(self, shop, browser):
        session = session_of(shop)
        shop.days_pass(1)
        assert shop.v1.checkout.sessions.retrieve(session.id).status == "expired"
        page = await browser.read(f"/en/checkout/{session.id}")
        assert "closed" in page.text
        sent = await browser.send(f"/checkout/{session.id}", card="pm_card_visa")
        assert sent.status_code in (400, 403)
        assert shop.v1.subscriptions.list().data == []

    async def test_paying_twice_subscribes_once(self, shop, browser):
        session = session_of(shop)
        await browser.read(f"/checkout/{session.id}")
        for _ in range(2):
            await browser.send(f"/checkout/{session.id}", card="pm_card_visa", country="FR")
        assert len(shop.v1.subscriptions.list().data) == 1

    async def test_a_trial_that_wants_no_card_asks_for_none(self, shop, browser):
        session = session_of(
            shop,
            payment_method_collection="if_required",
            subscription_data={"trial_period_days": 14},
        )
        page = await browser.read(f"/en/checkout/{session.id}")
        assert "Start the trial" in page.text
        assert 'name="card"' not in page.text
        await browser.send(f"/checkout/{session.id}", country="FR")
        done = shop.v1.checkout.sessions.retrieve(session.id)
        assert done.payment_status == "no_payment_required"
        assert shop.v1.subscriptions.retrieve(done.subscription).status == "trialing"

    async def test_a_wrong_vat_number_is_said(self, shop, browser):
        session = session_of(shop)
        await browser.read(f"/checkout/{session.id}")
        fields = {"card": "pm_card_visa", "country": "DE", "tax_id": "12"}
        no = await browser.send(f"/checkout/{session.id}", **fields)
        assert "numéro de TVA" in no.text
        assert shop.v1.customers.list().data == []


class TestPortal:
    async def test_seats_card_cancellation_and_its_way_back(self, shop, browser):
        alice = shop.customer()
        held = shop.subscribe(alice.id, 2)
        given = {"customer": alice.id, "return_url": f"{SITE}/account"}
        session = shop.v1.billing_portal.sessions.create(given)
        path = f"/portal/{session.id}"
        page = await browser.read(path)
        assert "ASSISTEU-0001" in page.text
        assert f"{SITE}/account" in page.text
        own = f"{path}/subscriptions/{held.id}"
        item = held["items"].data[0].id
        await browser.send(f"{own}/quantity", item=item, quantity="5")
        assert shop.v1.subscriptions.retrieve(held.id)["items"].data[0].quantity == 5
        await browser.send(f"{own}/cancellation", answer="cancel")
        assert shop.v1.subscriptions.retrieve(held.id).cancel_at_period_end
        assert "Keep the subscription" in (await browser.read(f"/en{path}")).text
        await browser.send(f"{own}/cancellation", answer="resume")
        assert not shop.v1.subscriptions.retrieve(held.id).cancel_at_period_end
        await browser.send(f"{path}/card", card="pm_card_chargeCustomerFail")
        assert "0341" in (await browser.read(path)).text

    async def test_it_offers_what_is_configured_alone(self, shop, browser):
        features = {"invoice_history": {"enabled": True}}
        offered = shop.v1.billing_portal.configurations.create({"features": features})
        alice = shop.customer()
        held = shop.subscribe(alice.id)
        session = shop.v1.billing_portal.sessions.create(
            {"customer": alice.id, "configuration": offered.id}
        )
        page = await browser.read(f"/en/portal/{session.id}")
        assert "Cancel at the end" not in page.text
        await browser.read("/local/stripe")
        path = f"/portal/{session.id}/subscriptions/{held.id}/cancellation"
        assert (await browser.send(path, answer="cancel")).status_code == 404

    async def test_another_s_subscription_is_out_of_reach(self, shop, browser):
        bob = shop.subscribe(shop.customer().id)
        session = shop.v1.billing_portal.sessions.create({"customer": shop.customer().id})
        await browser.read(f"/portal/{session.id}")
        path = f"/portal/{session.id}/subscriptions/{bob.id}/cancellation"
        assert (await browser.send(path, answer="cancel")).status_code == 404
        assert not shop.v1.subscriptions.retrieve(bob.id).cancel_at_period_end

    async def test_it_closes_after_an_hour(self, shop, browser):
        session = shop.v1.billing_portal.sessions.create({"customer": shop.customer().id})
        shop.engine.move_by(3601)
        assert (await browser.read(f"/portal/{session.id}")).status_code == 404


class TestInvoices:
    async def test_an_open_invoice_is_paid_on_its_page(self, shop, browser):
        held = shop.subscribe(shop.customer("pm_card_chargeCustomerFail").id)
        path = f"/invoice/{held.latest_invoice}"
        await browser.read(path)
        no = await browser.send(path, card="pm_card_chargeDeclined")
        assert no.status_code == 402
        asked = await browser.send(path, card="pm_card_threeDSecure2Required")
        assert asked.headers["location"] == f"{path}/authentication"
        await browser.send(f"{path}/authentication", answer="confirm")
        assert shop.latest_invoice(held.id).status == "paid"
        assert shop.v1.subscriptions.retrieve(held.id).status == "active"

    async def test_it_is_there_as_pdf(self, shop, browser):
        held = shop.subscribe(shop.customer().id)
        got = await browser.read(f"/invoice/{held.latest_invoice}/pdf")
        assert got.headers["content-type"] == "application/pdf"
        assert got.content.startswith(b"%PDF-1.4")
        assert got.content.endswith(b"%%EOF\n")
        assert b"ASSISTEU-0001" in got.content

    async def test_a_draft_has_no_page(self, shop, browser):
        draft = shop.v1.invoices.create({"customer": shop.customer().id})
        assert (await browser.read(f"/invoice/{draft.id}")).status_code == 404


class TestTheOverview:
    async def test_shows_all_and_an_erasure_is_seen(self, shop, browser):
        alice = shop.customer()
        shop.subscribe(alice.id)
        page = await browser.read("/en/local/stripe")
        for words in ("Alice", "ASSISTEU-0001", "customer.subscription.created", "waiting"):
            assert words in page.text
        one = await browser.read(f"/local/stripe/customers/{alice.id}")
        assert "4242" in one.text
        shop.v1.customers.delete(alice.id)
        page = await browser.read("/en/local/stripe")
        assert "erased" in page.text
        assert "alice@example.org" not in page.text
        gone = await browser.read(f"/local/stripe/customers/{alice.id}")
        assert gone.status_code == 404

    async def test_moves_the_clock(self, shop, browser):
        held = shop.subscribe(shop.customer().id)
        await browser.read("/local/stripe")
        await browser.send("/local/stripe/clock", seconds=str(31 * 86_400))
        assert len(shop.v1.invoices.list({"subscription": held.id}).data) == 2
        await browser.send("/local/stripe/clock", seconds="-86400")
        assert shop.engine.moved_by == 31 * 86_400

    async def test_sets_the_disorder_and_releases(self, shop, browser):
        await browser.read("/local/stripe")
        await browser.send(
            "/local/stripe/disorder", drop_percent="250", shuffle="on", hold="on"
        )
        disorder = shop.engine.deliveries.disorder
        assert (disorder.drop_percent, disorder.shuffle, disorder.hold) == (100, True, True)
        await browser.send("/local/stripe/release")
        assert not shop.engine.deliveries.disorder.hold

    async def test_says_what_banks_and_verifications_answer(self, shop, browser):
        alice = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "FR12345678901"}])
        await browser.read(f"/local/stripe/customers/{alice.id}")
        card = shop.v1.customers.payment_methods.list(alice.id).data[0].id
        await browser.send(f"/local/stripe/cards/{card}", answer="declined")
        assert shop.subscribe(alice.id).status == "incomplete"
        number = shop.v1.customers.tax_ids.list(alice.id).data[0].id
        await browser.send(f"/local/stripe/tax-ids/{number}", status="unverified")
        found = shop.v1.customers.tax_ids.list(alice.id).data[0].verification.status
        assert found == "unverified"

    async def test_shows_an_event_and_delivers_it_again(self, shop, browser):
        shop.customer()
        to = Receiver()
        shop.engine.deliveries.deliver(to)
        event = shop.v1.events.list().data[0].id
        page = await browser.read(f"/en/local/stripe/events/{event}")
        assert "delivered" in page.text
        await browser.send(f"/local/stripe/events/{event}/deliveries")
        shop.engine.deliveries.deliver(to)
        assert to.ids.count(event) == 2


class TestForPrograms:
    async def test_the_switches_are_json(self, shop, browser):
        moved = await browser.http.post("/local/api/clock", json={"advance_s": 60})
        assert moved.json()["moved_by"] == 60
        given = {"drop_percent": 3, "seed": 4, "hold": True}
        set_to = await browser.http.post("/local/api/disorder", json=given)
        assert set_to.json() | given == set_to.json()
        shop.customer()
        state = (await browser.http.get("/local/api/state")).json()
        assert state["waiting"] > 0
        await browser.http.post("/local/api/release", json={})
        new = {"secret": "whsec_new"}
        assert (await browser.http.post("/local/api/secret", json=new)).json() == {"secrets": 2}
        lost = await browser.http.post("/local/api/answers", json={"lose": 1})
        assert lost.json() == {"delay_ms": 0, "lose": 1}
        headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "a"}
        answers = [
            await browser.http.post("/v1/products", data={"name": "x"}, headers=headers)
            for _ in "12"
        ]
        assert [each.status_code for each in answers] == [500, 200]

    async def test_a_card_and_a_number_are_switched_too(self, shop, browser):
        alice = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "FR12345678901"}])
        card = shop.v1.customers.payment_methods.list(alice.id).data[0].id
        await browser.http.post(f"/local/api/cards/{card}", json={"answer": "declined"})
        assert shop.subscribe(alice.id).status == "incomplete"
        number = shop.v1.customers.tax_ids.list(alice.id).data[0].id
        said = await browser.http.post(
            f"/local/api/tax-ids/{number}", json={"status": "verified"}
        )
        assert said.json()["status"] == "verified"


class TestWhoMayCome:
    async def test_the_network_finds_nothing_here(self, shop):
        stranger = Browser(create_asgi(shop.engine, site_url=SITE), "192.0.2.7")
        for path in ("/local/stripe", "/v1/customers", "/local/api/state", "/checkout/x"):
            assert (await stranger.read(path)).status_code == 404
        await stranger.http.aclose()

    async def test_another_name_for_this_machine_is_refused(self, browser):
        page = await browser.read("/local/stripe", headers={"Host": "rebound.example"})
        assert page.status_code == 400

    async def test_a_form_of_another_site_is_refused(self, shop, browser):
        browser.token = "guessed"
        sent = await browser.send("/local/stripe/clock", seconds="86400")
        assert (sent.status_code, shop.engine.moved_by) == (403, 0)
        plain = await browser.http.post("/local/api/clock", content='{"advance_s": 60}')
        assert (plain.status_code, shop.engine.moved_by) == (403, 0)

    async def test_no_page_runs_a_script_or_is_framed(self, browser):
        page = await browser.read("/local/stripe")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "<script" not in page.text

    async def test_what_is_not_there_is_said_in_both_languages(self, browser):
        for path, words in (("/nowhere", "n’existe pas"), ("/en/nowhere", "no such page")):
            page = await browser.read(path)
            assert (page.status_code, words in page.text) == (404, True)
