"""The one file from elsewhere: needed by nothing, and checked by its hash."""

import time

import pytest
from playwright.async_api import Route, expect

from tests.browser.people import Person, Watch
from tests.browser.site import PASSWORD, Site
from web.htmx import HTMX_URL, own_htmx_file

pytestmark = pytest.mark.xdist_group("site")

A_MOMENT_S = 4
"""Far less than a browser's patience with a server that stays silent."""


@pytest.mark.asvs("14.2.3")
async def test_a_page_asks_the_cdn_for_one_file_and_nobody_else_for_anything(
    site: Site, watch: Watch
):
    alice = Person(site, await watch.window())
    await alice.signs_in("alice@example.org", to="/bookmarks")
    assert await alice.has_htmx()
    assert set(watch.elsewhere) == {HTMX_URL}


async def test_without_javascript_no_other_host_is_asked(site: Site, watch: Watch):
    alice = Person(site, await watch.window(java_script_enabled=False))
    await alice.signs_in("alice@example.org", to="/bookmarks")
    await alice.goes_to("/search?q=RGPD")
    assert watch.elsewhere == []


async def refuse(route: Route) -> None:
    await route.abort("connectionrefused")


async def stay_silent(_route: Route) -> None:
    """Neither an answer nor an error ever comes."""


async def answer_with_other_bytes(route: Route) -> None:
    await route.fulfill(
        body=own_htmx_file().read_bytes() + b"\nalert(1);",
        content_type="application/javascript",
        headers={"access-control-allow-origin": "*"},
    )


@pytest.mark.parametrize("cdn", [refuse, stay_silent], ids=["dead", "silent"])
async def test_a_cdn_that_does_not_answer_holds_no_page(site: Site, watch: Watch, cdn):
    alice = Person(site, await watch.window(cdn=cdn))
    began = time.monotonic()
    await alice.page.goto("/sign-in", wait_until="domcontentloaded")
    await alice.page.locator("main [name=email]").fill("alice@example.org")
    # Our own script, a module, ran: the page is whole.
    await expect(alice.page.locator("[data-reveals]").first).to_be_visible()
    assert time.monotonic() - began < A_MOMENT_S
    watch.breaches = [each for each in watch.breaches if "ERR_CONNECTION_REFUSED" not in each]


@pytest.mark.parametrize("cdn", [refuse, stay_silent], ids=["dead", "silent"])
async def test_a_page_that_waits_goes_on_by_itself_without_the_cdn(
    site: Site, watch: Watch, cdn
):
    alice = Person(site, await watch.window(cdn=cdn))
    await alice.page.goto("/sign-in", wait_until="domcontentloaded")
    await alice.types(email="bob@example.org", password=PASSWORD)
    await alice.presses("Se connecter")
    await alice.is_at("/")
    await alice.page.goto("/account/data", wait_until="domcontentloaded")
    with site.worker_asleep():
        await alice.presses("Demander une copie")
        await alice.sees("Préparation de la copie")
    await alice.sees("La copie est prête")
    watch.breaches = [each for each in watch.breaches if "ERR_CONNECTION_REFUSED" not in each]


@pytest.mark.asvs("3.4.3")
async def test_other_bytes_from_the_cdn_never_run(site: Site, watch: Watch):
    alice = Person(site, await watch.window(cdn=answer_with_other_bytes))
    await alice.goes_to("/search?q=RGPD")
    assert await alice.page.evaluate("typeof htmx") == "undefined"
    assert any("integrity" in breach for breach in watch.breaches)
    watch.breaches.clear()
