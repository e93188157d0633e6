"""The small script of our pages in a real browser: comforts, and htmx that starts if late."""

import mimetypes
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import ClassVar

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, sync_playwright

from domain.text import Text
from web import rendering
from web.edge import content_security_policy
from web.forms import Form
from web.htmx import own_htmx_file

PERSON = SimpleNamespace(name="Alice Last", roles={"holder"}, is_staff=False, organisation=None)

FRAME = {
    "lang": "fr",
    "current_path": "/",
    "other_language_path": "/en",
    "person": PERSON,
    "csrf_token": lambda: "the-token",
    "csrf_field": lambda: Markup('<input type="hidden" name="csrf_token" value="the-token">'),
    "flash": [],
    "htmx_script": SimpleNamespace(src="/htmx.js", integrity=None),
    "is_embedded": False,
    "form": None,
}

IMPORTS = """
{% import "design/forms.html" as forms %}
{% import "design/data.html" as data with context %}
"""

FORM = """
<form id="f" novalidate method="post" action="/form"
      hx-post="/form" hx-target="#f" hx-swap="outerHTML">
{{ forms.error_summary(form) }}{{ forms.field(form, "email", "E") }}{{ forms.button("S") }}
</form>
"""

PAGE = (
    '{% extends "base.html" %}'
    + IMPORTS
    + "{% block title %}T{% endblock %}{% block main %}<h1>T</h1>"
    + FORM
    + """
{{ forms.field(none, "password", "P", type="password") }}
{{ data.progress("work", "W", 1, 2, "/progress") }}
<button id="broken" type="button" hx-get="/broken">B</button>
<h2 id="art-5">A <a class="pinpoint" href="#art-5" data-done="Copié" aria-label="L">¶</a></h2>
{% endblock %}"""
)


def drawn(body: str, **context: object) -> str:
    return rendering.environment("fr").from_string(body).render(**FRAME | context)


class _Site(BaseHTTPRequestHandler):
    """Answers as the site would: the page, a refused form, finished work, a failure."""

    htmx_takes_s: ClassVar[float] = 0
    tokens: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/":
            self._answer(drawn(PAGE))
        elif path == "/htmx.js":
            time.sleep(self.htmx_takes_s)
            self._answer(own_htmx_file().read_text(), kind="text/javascript")
        elif path == "/progress":
            done = '{{ data.progress("work", "W", 2, 2, "/progress", done=true) }}'
            self._answer(drawn(IMPORTS + done))
        elif path == "/broken":
            refusal = {"status": 500, "reference": None, "reason": None}
            self._answer(rendering.render("errors/_error.html", **FRAME | refusal), status=500)
        else:
            self._answer_file(path)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.tokens.append(self.headers["x-csrf-token"])
        errors = {"email": Text("Adresse incomplète.", "Incomplete.")}
        form = Form(values={"email": "alice@"}, errors=errors)
        self._answer(drawn(IMPORTS + FORM, form=form), status=422)

    def _answer_file(self, path: str) -> None:
        file = rendering.ROOT / path.lstrip("/")
        if file.is_file():
            self._answer(file.read_text(), kind=mimetypes.guess_type(path)[0] or "")
        else:
            self._answer("", status=404)

    def _answer(self, body: str, *, status: int = 200, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        policy = content_security_policy(scripts_from_cdn=False, https=False)
        self.send_header("content-security-policy", policy)
        self.end_headers()
        with suppress(BrokenPipeError):  # the page was left before its answer came
            self.wfile.write(body.encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.errors = []  # type: ignore[attr-defined]
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))  # type: ignore[attr-defined]
    opened.goto(site)
    yield opened
    assert opened.errors == []  # type: ignore[attr-defined]
    context.close()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def until(page: Page, condition: str) -> None:
    """Wait for a condition; Playwright's own way evaluates a string, which our CSP refuses."""
    ends = time.monotonic() + 8
    while not page.evaluate(condition):
        assert time.monotonic() < ends, condition
        page.wait_for_timeout(50)


def started(page: Page) -> None:
    until(page, "window.htmx !== undefined && htmx.config.historyCacheSize === 0")


def test_a_refused_form_is_swapped_and_its_errors_take_the_focus(page):
    started(page)
    page.click("#f button")
    page.wait_for_selector("#f .error-summary")
    until(page, "document.activeElement.matches('.error-summary')")
    assert page.input_value("#field-email") == "alice@"
    assert _Site.tokens[-1] == "the-token"
    page.click(".error-summary a")
    assert focused(page) == "field-email"


def test_a_failure_is_told_on_top_and_what_was_there_stays(page):
    started(page)
    page.click("#broken")
    page.wait_for_selector("#notices [role=alert]")
    assert page.is_visible("#broken")


def test_work_under_way_is_asked_for_until_it_is_done(page):
    page.wait_for_selector("#work:not([hx-get])", timeout=8000)
    assert page.get_attribute("#work-bar", "value") == "2"


def test_htmx_that_comes_after_the_page_was_parsed_starts_all_the_same(chromium, site):
    _Site.htmx_takes_s = 0.7
    try:
        page = chromium.new_page()
        page.goto(site, wait_until="domcontentloaded")
        assert page.evaluate("typeof htmx") == "undefined"
        started(page)
        page.click("#broken")
        page.wait_for_selector("#notices [role=alert]")
        page.close()
    finally:
        _Site.htmx_takes_s = 0


def test_a_silent_cdn_holds_no_page(chromium, site):
    _Site.htmx_takes_s = 3
    try:
        page = chromium.new_page()
        began = time.monotonic()
        page.goto(site, wait_until="domcontentloaded")
        page.keyboard.press("/")
        assert focused(page) == "header-search"
        assert time.monotonic() - began < 2.5
        page.close()
    finally:
        _Site.htmx_takes_s = 0


def test_slash_goes_to_the_search_box_but_not_from_a_field(page):
    page.keyboard.press("/")
    assert focused(page) == "header-search"
    page.focus("#field-email")
    page.keyboard.press("/")
    assert page.input_value("#field-email") == "/"


def test_escape_closes_the_menu_and_gives_the_focus_back(page):
    page.click(".menu summary")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('.menu').open")
    assert focused(page) == "menu__summary"


def test_a_pinpoint_is_copied_and_announced(page, site):
    page.click(".pinpoint")
    until(page, "document.getElementById('announcements').textContent")
    assert page.inner_text("#announcements") == "Copié"
    assert page.evaluate("navigator.clipboard.readText()") == site + "#art-5"


def test_a_password_is_shown_on_demand(page):
    page.fill("#field-password", "correct horse")
    page.click("[data-reveals]")
    assert page.get_attribute("#field-password", "type") == "text"
    page.click("[data-reveals]")
    assert page.get_attribute("#field-password", "type") == "password"
