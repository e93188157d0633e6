"""Who is calling: the session's cookie, looked up once per request."""

import logging
from hashlib import sha256
from typing import Any

from asyncpg import CannotConnectNowError, InterfaceError, PostgresConnectionError
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from domain import accounts, clock
from domain.accounts import Person
from domain.acting import ITSELF, acting_as
from domain.text import Language
from web.cookies import SESSION, cookie_name
from web.rendering import render

log = logging.getLogger("web.person")

DATABASE_AWAY = (
    PostgresConnectionError,
    CannotConnectNowError,
    InterfaceError,
    ConnectionError,
    TimeoutError,
    FileNotFoundError,
)
"""How a database that does not answer shows itself; a socket that is gone is a file missing."""


def session_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Person | None:
    """Return the session's person, second factor given or not."""
    found: Person | None = connection.scope["state"].get("session")
    return found


def person_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Person | None:
    """Return the person who is wholly signed in, or None."""
    found = session_of(connection)
    return None if found is None or found.second_factor_due else found


def session_token(scope: Scope) -> str | None:
    """Return the session's token as the browser sent it."""
    cookies: dict[str, str] = scope["state"].get("cookies", {})
    return cookies.get(cookie_name(SESSION))


def cookies_in(scope: Scope) -> dict[str, str]:
    """Return the cookies of the request; junk is no cookie.

    Ours hold letters, digits, ``-`` and ``_``, so that none is ever quoted.
    """
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    pairs = (pair.partition("=") for pair in sent.decode("latin-1").split(";"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


async def _answer_unavailable(scope: Scope, send: Send) -> None:
    """Say that the database is away, on a page that needs nothing of it."""
    lang: Language = scope["state"].get("language", "fr")
    body = render("errors/bare.html", lang=lang, status=503, reference=None).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class WhoIsCalling:
    """ASGI layer: finds the person of the session before anything answers, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look the session up, then let the application answer."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        with acting_as(ITSELF):
            if not scope["path"].startswith("/static/"):
                try:
                    await self._recognise(scope)
                except DATABASE_AWAY as error:
                    log.error("database away", exc_info=error)  # noqa: TRY400 - never its words
                    await _answer_unavailable(scope, send)
                    return
            await self.app(scope, receive, send)

    async def _recognise(self, scope: Scope) -> None:
        state: dict[str, Any] = scope["state"]
        state["now"] = clock.now()
        state["cookies"] = cookies_in(scope)
        token = session_token(scope)
        if token and scope["path"] != "/health":
            digest = sha256(token.encode()).digest()
            state["session"] = await accounts.who_is(token_sha256=digest, now=state["now"])
