"""The real site and a real browser, once for all chapters; every breach is a failure."""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.people import Watch
from tests.browser.site import Site

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    # Whatever is not us is not there: a page that asks for it shows itself.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The site as ``assisteu up`` starts it; afterwards nothing of it may be left."""
    started = Site()
    started.start()
    yield started
    failures = started.failures()
    started.stop()
    assert failures == [], "\n".join(failures)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's own Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        yield browser
        await browser.close()


@pytest.fixture
async def watch(chromium: Browser, site: Site) -> AsyncIterator[Watch]:
    """Opens windows for one test and notes what no page may do."""
    watching = Watch(chromium, site)
    yield watching
    await watching.close()
    assert watching.breaches == []
