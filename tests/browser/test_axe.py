"""Accessibility of every page (axe, WCAG 2.2 AA and good practice), on every screen."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page

from tests.browser.people import Watch
from tests.browser.site import Site
from tests.browser.tour import Guide, Stop, guide_through, stops

pytestmark = pytest.mark.xdist_group("site")

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SCREENS = [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]
"""All that a dark page has of its own."""

RUN_AXE = """
async (rules) => (await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"],
})).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))
"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map(e => `wider than the screen: ${e.outerHTML.slice(0, 120)}`)
"""


@pytest.fixture(scope="module")
async def guide(chromium: Browser, site: Site) -> AsyncIterator[Guide]:
    watch = Watch(chromium, site)
    yield await guide_through(site, watch)
    await watch.close()
    assert watch.breaches == []


@pytest.fixture(scope="module")
async def windows(guide: Guide) -> dict[str, Page]:
    """One window per person, kept for all their pages."""
    return {}


async def window_of(actor: str, guide: Guide, windows: dict[str, Page]) -> Page:
    if actor not in windows:
        state = await guide.state_of(actor)
        page = await guide.watch.window(storage_state=state, reduced_motion="reduce")
        await page.context.add_init_script(AXE_SCRIPT)
        windows[actor] = page
    return windows[actor]


@pytest.mark.parametrize("stop", stops(), ids=str)
async def test_every_page_is_for_everybody(stop: Stop, guide: Guide, windows: dict[str, Page]):
    page = await window_of(stop.actor, guide, windows)
    found: list[str] = []
    for prefix in ("", "/en"):
        answer = await page.goto(prefix + guide.path(stop))
        assert answer is not None
        assert answer.status == (404 if "nowhere" in stop.pattern else 200)
        for size, theme in SCREENS if prefix == "" else SCREENS[:1]:
            found += await looked_at(page, size, theme)
    assert found == []


async def looked_at(page: Page, size: Any, theme: Any) -> list[str]:
    """Return what is wrong with the page on such a screen."""
    await page.set_viewport_size(size)
    await page.emulate_media(color_scheme=theme)
    await page.evaluate(PAINTED)
    wrong = [
        *await page.evaluate(RUN_AXE, RULES if theme == "light" else COLOURS),
        *await page.evaluate(TOO_WIDE),
    ]
    return [f"{size['width']} px, {theme}: {each}" for each in wrong]
