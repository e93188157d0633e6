"""``/account/email`` and the links to both addresses (P-SEC-2)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_410_GONE,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import clock, links
from domain.accounts import AddressChange, Session
from domain.mail import Mail
from jobs.handlers import HANDLERS

pytestmark = pytest.mark.promise("P-SEC-2")
NEW = "alice@new.example.org"


async def ask(browser, email=NEW):
    return await browser.post("/account/email", {"email": email, "form_id": uuid4().hex})


async def paths():
    change = await AddressChange.objects().first()
    prove = f"/new-address/{links.sign('prove-new-address', change.id)}"
    return prove, f"/former-address/{links.sign('stop-address-change', change.id)}"


async def mails_to(address, *kinds):
    change = await AddressChange.objects().first()
    for kind in kinds:
        for _ in range(2):  # after a crash, a duty is performed again
            await HANDLERS[f"mail:{kind}"](change.id, clock.now())
    return await Mail.objects().where(Mail.address == address)


class TestAChangeOfAddress:
    @pytest.mark.asvs("7.5.1")
    async def test_wants_the_password_first(self, as_alice):
        long_ago = clock.now() - timedelta(minutes=11)
        await Session.update({Session.authenticated_at: long_ago}, force=True)
        answer = await ask(as_alice)
        assert answer.headers["location"] == "/sign-in/again?next=/account/email"
        assert not await AddressChange.exists()

    async def test_is_proven_by_the_new_address_and_told_to_the_former(
        self, anonymous, as_alice, alice
    ):
        answer = await ask(as_alice)
        assert answer.headers["location"] == "/account?notice=address-asked"
        prove, stop = await paths()
        (told,) = await mails_to("alice@example.org", "former-address")
        assert f"http://testserver{stop}" in told.text
        assert NEW not in told.text + told.html
        (asked,) = await mails_to(NEW, "new-address")
        assert f"http://testserver{prove}" in asked.text
        assert (await anonymous.get(prove)).status_code == HTTP_200_OK
        await alice.refresh()
        assert alice.email == "alice@example.org"
        proven = await anonymous.post(prove)
        assert proven.headers["location"] == "/sign-in?notice=address-changed"
        await alice.refresh()
        assert alice.email == NEW
        assert (await anonymous.post(prove)).status_code == HTTP_410_GONE
        assert len(await mails_to("alice@example.org", "address-changed")) == 2

    async def test_keeps_the_browser_that_proved_it_signed_in(self, as_alice):
        await ask(as_alice)
        answer = await as_alice.post((await paths())[0])
        assert answer.headers["location"] == "/account?notice=address-changed"
        assert NEW in (await as_alice.get("/account")).text

    async def test_proven_where_somebody_else_is_signed_in_is_the_asker_s_alone(
        self, as_alice, as_bob, alice, bob
    ):
        await ask(as_alice)
        answer = await as_bob.post((await paths())[0])
        assert answer.headers["location"] == "/?notice=address-changed"
        assert "bob@example.org" in (await as_bob.get("/account")).text
        assert (await as_alice.get("/account")).headers["location"].startswith("/sign-in?")
        for person, email in ((alice, NEW), (bob, "bob@example.org")):
            await person.refresh()
            assert person.email == email

    async def test_is_stopped_and_taken_back_by_the_former_address(
        self, anonymous, as_alice, alice
    ):
        await ask(as_alice)
        prove, stop = await paths()
        await anonymous.post(prove)
        assert (await anonymous.get(stop)).status_code == HTTP_200_OK
        answer = await anonymous.post(stop)
        assert answer.headers["location"] == "/password-reset?notice=address-change-stopped"
        await alice.refresh()
        assert alice.email == "alice@example.org"
        for path in (prove, stop):
            assert (await anonymous.get(path)).status_code == HTTP_410_GONE

    async def test_answers_alike_for_an_address_that_has_an_account(self, as_alice, bob):
        unknown, known = await ask(as_alice), await ask(as_alice, "bob@example.org")
        assert unknown.status_code == known.status_code
        assert unknown.headers["location"] == known.headers["location"]
        (told,) = await mails_to("bob@example.org", "new-address")
        prove, _ = await paths()
        assert prove not in told.text
        assert (await as_alice.post(prove)).status_code == HTTP_409_CONFLICT
        await bob.refresh()
        assert bob.email == "bob@example.org"

    async def test_to_the_present_address_is_none(self, as_alice):
        answer = await ask(as_alice, "Alice@example.org")
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert not await AddressChange.exists()

    async def test_has_links_of_one_use_each(self, anonymous, as_alice):
        await ask(as_alice)
        prove, stop = await paths()
        swapped = (
            prove.replace("/new-address/", "/former-address/"),
            stop.replace("/former-address/", "/new-address/"),
        )
        for path in swapped:
            assert (await anonymous.post(path)).status_code == HTTP_404_NOT_FOUND
