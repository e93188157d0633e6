"""The site asks itself, as a first visitor would, what the checks of promises want to know."""

import html
import logging
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from litestar.response import Response
from litestar.types import ASGIApp, Message

from domain.logs import JsonLines
from domain.policy import Site
from domain.register import COOKIES
from domain.settings import current_settings
from domain.text import LANGUAGES
from web.access import undeclared_routes
from web.app import create_app
from web.cookies import set_cookie
from web.edge import Edge
from web.person import WhoIsCalling
from web.rendering import path_in
from web.tls import look_at_transport

_FIRST_PAGES = (
    "/",
    "/privacy",
    "/cookies",
    "/sign-up",
    "/sign-in",
    "/rights",
    "/search?q=rgpd",
)
_TRACES = ("trial-browser/1.0", "203.0.113.77", "https://trial.example", "trial-words")
"""What a trial visit sends: browser, address, referring site, words of a search."""


async def look_at_ourselves(*, now: datetime) -> Site:
    """Return what the site shows of itself. Asks public pages, in this process."""
    settings = current_settings()
    app = create_app()
    asgi = Edge(WhoIsCalling(app))
    with _Listening() as log:
        await _ask(asgi, f"/search?q={_TRACES[3]}")
        log_of_a_visit = "\n".join(log.lines)
        answers = [await _ask(asgi, path) for path in _FIRST_PAGES]
        pages = {lang: await _ask(asgi, path_in(lang, "/privacy")) for lang in LANGUAGES}
    return Site(
        htmx_from_cdn=settings.htmx == "cdn",
        hosting_region=settings.hosting_region,
        over_https=settings.over_https,
        terminates_tls=settings.own_tls is not None,
        transport=await look_at_transport(settings),
        database_login=urlsplit(settings.database_url).username or "",
        undeclared_routes=tuple(undeclared_routes(app)),
        content_security_policy=answers[0].header("content-security-policy"),
        privacy_pages={lang: answer.words for lang, answer in pages.items()},
        cookies_unasked=frozenset(name for answer in answers for name in answer.cookies),
        cookie_seconds=_lifetimes(now),
        log_of_a_visit=log_of_a_visit,
        traces_of_that_visit=_TRACES,
    )


@dataclass(slots=True)
class _Answer:
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = [(n.decode().lower(), v.decode()) for n, v in message["headers"]]
        elif message["type"] == "http.response.body":
            self.body += message["body"]

    def header(self, name: str) -> str:
        return next((value for given, value in self.headers if given == name), "")

    @property
    def cookies(self) -> list[str]:
        return [value.partition("=")[0] for name, value in self.headers if name == "set-cookie"]

    @property
    def words(self) -> str:
        """The page's words, as a browser shows them."""
        return html.unescape(re.sub(r"<[^>]*>", "", self.body.decode()))


async def _ask(asgi: ASGIApp, address: str) -> _Answer:
    """Send one GET as a browser on its first visit would."""
    path, _, query = address.partition("?")
    host = urlsplit(current_settings().public_url).netloc
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", host.encode()),
            (b"user-agent", _TRACES[0].encode()),
            (b"referer", _TRACES[2].encode()),
            (b"x-forwarded-for", _TRACES[1].encode()),
        ],
        "client": (_TRACES[1], 40000),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    answer = _Answer()
    await asgi(scope, _nothing_more, answer)  # type: ignore[arg-type]
    return answer


async def _nothing_more() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


def _lifetimes(now: datetime) -> dict[str, int | None]:
    """Return for how long each declared cookie is really set."""
    seconds: dict[str, int | None] = {}
    for cookie in COOKIES:
        response = Response("")
        set_cookie(response, cookie, "trial", now=now)
        seconds[cookie.name] = response.cookies[0].max_age
    return seconds


class _Listening(logging.Handler):
    """Takes the lines that our log would hold, while it is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> Self:
        self.logger = logging.getLogger("web")
        self.before = self.logger.level, self.logger.propagate
        self.logger.setLevel(logging.INFO)
        self.logger.propagate = False
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        self.logger.removeHandler(self)
        level, self.logger.propagate = self.before
        self.logger.setLevel(level)
