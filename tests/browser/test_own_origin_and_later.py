"""``ASSISTEU_HTMX=own`` needs no other host; and the same site, thirteen months later."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.people import Person, Watch
from tests.browser.site import PASSWORD, Site
from tests.browser.test_cdn import refuse

pytestmark = pytest.mark.xdist_group("site")

WORKER_LOOKS_EVERY_S = 60


@pytest.fixture(scope="module")
def own() -> Iterator[Site]:
    started = Site(HTMX="own")
    started.start()
    yield started
    failures = started.failures()
    started.stop()
    assert failures == [], "\n".join(failures)


@pytest.fixture
async def watch(own: Site, chromium: Browser):
    watching = Watch(chromium, own)
    yield watching
    await watching.close()
    assert watching.breaches == []
    assert watching.elsewhere == []


async def test_no_other_host_is_needed(own: Site, watch: Watch):
    alice = Person(own, await watch.window(cdn=refuse))
    await alice.signs_in("alice@example.org", to="/documents/32016R0679")
    assert await alice.has_htmx()
    await alice.presses("Ajouter aux signets")
    await expect(alice.page.get_by_role("button", name="Retirer des signets")).to_be_visible()
    assert alice.path == "/documents/32016R0679"


async def test_the_policy_names_the_cdn_no_longer(own: Site, watch: Watch):
    reader = Person(own, await watch.window())
    await reader.goes_to("/privacy")
    await reader.does_not_see("jsDelivr")


async def test_thirteen_months_later_the_worker_has_erased_who_never_came_back(
    own: Site, watch: Watch
):
    """One year after the last visit accounts go, and all that follows them (P-ACC-3)."""
    alice = await own.value("select id from account where email = 'alice@example.org'")
    own.wake_up_later(days=400)
    ends = time.monotonic() + WORKER_LOOKS_EVERY_S + 30
    while await own.value("select count(*) from account where role = 'holder'"):
        assert time.monotonic() < ends
        await asyncio.sleep(1)
    for table in ("bookmark", "history_entry", "session"):
        sql = f"select count(*) from {table} where account = $1"
        assert await own.value(sql, alice) == 0, table

    await own.mails_to("alice@example.org", about="Vos données sont effacées")
    visitor = Person(own, await watch.window())
    await visitor.goes_to("/sign-in")
    await visitor.types(email="alice@example.org", password=PASSWORD)
    await visitor.presses("Se connecter")
    await visitor.sees("ne correspondent à aucun compte ouvert")

    dpo = Person(own, await watch.window())
    await dpo.signs_in("dpo@example.org", to="/console/evidence/erasures")
    await dpo.sees("un an sans visite")
