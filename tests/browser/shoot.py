"""Shoot every page, for people to look at: ``python -m tests.browser.shoot FOLDER [WORDS…]``.

Phone and desktop, light and dark, French and English; with WORDS, only the pages in whose
name one of them stands.
"""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

os.environ.setdefault("ASSISTEU_SECRET_KEY", "a secret of the tests, not of any installation")

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import FLAGS
from tests.browser.people import Watch
from tests.browser.site import Site
from tests.browser.test_axe import PAINTED, SCREENS
from tests.browser.tour import Guide, Stop, guide_through, stops


async def shoot(folder: Path, wanted: list[str]) -> None:
    """Start the site, open every page and shoot it."""
    chosen = [
        stop for stop in stops() if not wanted or any(word in str(stop) for word in wanted)
    ]
    site = Site()
    site.start()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            guide = await guide_through(site, Watch(browser, site))
            for actor in dict.fromkeys(stop.actor for stop in chosen):
                page = await guide.watch.window(
                    storage_state=await guide.state_of(actor), reduced_motion="reduce"
                )
                for stop in chosen:
                    if stop.actor == actor:
                        await _shoot_page(page, guide, stop, folder)
                await page.context.close()
            await browser.close()
    finally:
        site.stop()


async def _shoot_page(page: Page, guide: Guide, stop: Stop, folder: Path) -> None:
    name = re.sub(r"[^a-zA-Z0-9]+", "-", str(stop)).strip("-")
    for language, prefix in (("fr", ""), ("en", "/en")):
        for size, theme in SCREENS:
            await page.set_viewport_size(size)
            await page.emulate_media(color_scheme=theme)
            await page.goto(prefix + guide.path(stop))
            await page.evaluate(PAINTED)
            file = f"{name}--{language}-{size['width']}-{theme}.png"
            await page.screenshot(path=folder / file, full_page=True)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(shoot(Path(sys.argv[1]), sys.argv[2:]))
