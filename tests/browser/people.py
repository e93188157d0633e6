"""People at a browser, and the watch that notes what no page of ours may do."""

import asyncio
import time
from typing import Any, Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    expect,
)

from tests.browser.site import PASSWORD, Site
from web.htmx import HTMX_URL, own_htmx_file

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


async def answer_as_the_cdn(route: Route) -> None:
    """Hand out the pinned bytes; the browser checks them against the page's hash."""
    await route.fulfill(
        body=own_htmx_file().read_bytes(),
        content_type="application/javascript",
        headers={"access-control-allow-origin": "*"},
    )


class Watch:
    """Every window of a test: requests to other hosts, errors, breaches of our policy."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium = chromium
        self.site = site
        self.breaches: list[str] = []
        self.elsewhere: list[str] = []
        """Requests to other hosts, the CDN's one file included."""

        self._contexts: list[BrowserContext] = []

    async def window(self, *, cdn: Any = answer_as_the_cdn, **options: Any) -> Page:
        """Open a window of somebody new: no cookies, French, JavaScript unless told."""
        given = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, **options}
        context = await self.chromium.new_context(base_url=self.site.url, **given)
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        await context.route(HTMX_URL, cdn)
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("console", self._note_words)
        context.on("weberror", lambda error: self.breaches.append(f"script: {error.error}"))
        return await context.new_page()

    async def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            await context.close()

    def _note_request(self, request: Request) -> None:
        if request.url.startswith((f"{self.site.url}/", "data:", "about:")):
            return
        self.elsewhere.append(request.url)
        if request.url != HTMX_URL:
            self.breaches.append(f"asked another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.breaches.append(f"{response.status}: {response.url}")

    def _note_words(self, message: ConsoleMessage) -> None:
        # The browser also reports each 4xx that a form is rightly answered with.
        a_refusal = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not a_refusal:
            at = message.page.url if message.page else "?"
            self.breaches.append(f"{message.type} on {at}: {message.text}")


class Person:
    """Somebody at a window: goes, reads, types and presses, as people do."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site = site
        self.page = page

    async def goes_to(self, path: str) -> Self:
        await self.page.goto(path)
        return self

    async def follows(self, words: str) -> None:
        await self.page.get_by_role("link", name=words, exact=True).first.click()

    async def presses(self, words: str) -> None:
        await self.page.get_by_role("button", name=words, exact=True).first.click()

    async def types(self, **fields: str) -> None:
        for name, value in fields.items():
            await self.page.locator(f"main [name='{name}']").first.fill(value)

    async def sees(self, words: str) -> None:
        await expect(self.page.locator("body")).to_contain_text(words)

    async def does_not_see(self, words: str) -> None:
        await expect(self.page.locator("body")).not_to_contain_text(words)

    async def is_at(self, path: str) -> None:
        """Wait until the window shows ``path``, whatever its query."""
        ends = time.monotonic() + PATIENCE_MS / 1000
        while self.path != path:
            assert time.monotonic() < ends, f"at {self.path}, not at {path}"
            await asyncio.sleep(0.05)

    async def has_htmx(self) -> bool:
        """Tell whether htmx runs. Our policy refuses what ``wait_for_function`` evaluates."""
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            if await self.page.evaluate("typeof htmx !== 'undefined'"):
                return True
            await asyncio.sleep(0.1)
        return False

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site.url).partition("?")[0].partition("#")[0]

    async def reads(self) -> str:
        """Return the words of the page."""
        return await self.page.locator("main").inner_text()

    async def signs_in(self, email: str, password: str = PASSWORD, *, to: str = "/") -> Self:
        """Sign in by the form, with a code where one is due."""
        await self.goes_to(f"/sign-in?next={to}")
        await self.types(email=email, password=password)
        await self.presses("Se connecter")
        if self.path.endswith("/second-factor"):
            await self.types(code=await self.site.code(email))
            await self.presses("Continuer")
        await self.is_at(to)
        return self
