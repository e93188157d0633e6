"""The edge: what every request and every answer passes, errors and unknown pages included.

Foreign hosts are refused, HEAD answers as GET, the language is read off the path, the
security headers are set, and one line is logged that holds no personal data.
"""

import logging
from time import perf_counter
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from domain.settings import current_settings
from web.htmx import HTMX_URL

log = logging.getLogger("web.access")

REFUSED_HOST = b"This site does not answer to that name.\n"


class Edge:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app
        self.headers = security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, within the rules of the edge."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        answer = _Answer(send, self.headers, without_body=scope["method"] == "HEAD")
        if _host(scope) not in current_settings().hosts:
            await _refuse(answer)
        else:
            _read_language(scope)
            if scope["method"] == "HEAD":
                scope["method"] = "GET"
                scope["state"]["asked_head"] = True
            await self.app(scope, receive, answer)
        _note(scope, answer.status, perf_counter() - began)


class _Answer:
    """The way back to the browser: adds the headers, drops the body of a HEAD."""

    def __init__(
        self, send: Send, headers: list[tuple[bytes, bytes]], *, without_body: bool
    ) -> None:
        self.send = send
        self.headers = headers
        self.without_body = without_body
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            set_already = {name.lower() for name, _ in message["headers"]}
            added = [header for header in self.headers if header[0] not in set_already]
            message["headers"] = [*message["headers"], *added]
        elif message["type"] == "http.response.body" and self.without_body:
            message["body"] = b""
        await self.send(message)


def security_headers() -> list[tuple[bytes, bytes]]:
    """Return the headers of every answer (docs/adr/edge-and-content-security-policy.md)."""
    settings = current_settings()
    headers = {
        "content-security-policy": content_security_policy(
            scripts_from_cdn=settings.htmx == "cdn",
            https=settings.over_https,
        ),
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "permissions-policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        ),
    }
    if settings.over_https:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def content_security_policy(*, scripts_from_cdn: bool, https: bool) -> str:
    """Return the policy that the browser enforces: nothing but our own origin.

    The one file of the CDN is named whole, so that no other file of it could run.
    """
    scripts = f"'self' {HTMX_URL}" if scripts_from_cdn else "'self'"
    rules = [
        "default-src 'none'",
        "object-src 'none'",
        f"script-src {scripts}",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    return "; ".join([*rules, "upgrade-insecure-requests"] if https else rules)


def _host(scope: Scope) -> str:
    """Return the name that the browser asked for, without its port."""
    sent = next((value for name, value in scope["headers"] if name == b"host"), b"")
    host = sent.decode("latin-1").lower()
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED_HOST, "more_body": False})


def _read_language(scope: Scope) -> None:
    """Take ``/en`` off the path: the same routes serve both languages."""
    state: dict[str, Any] = scope.setdefault("state", {})
    path = scope["path"]
    if path == "/en" or path.startswith("/en/"):
        state["language"] = "en"
        scope["path"] = path[3:] or "/"
        scope["raw_path"] = scope["path"].encode()
    else:
        state["language"] = "fr"


def _note(scope: HTTPScope, status: int, seconds: float) -> None:
    """Log the route's pattern, never its path: an id or a token may stand in it (P-VIS-1)."""
    facts = {
        "method": scope["method"],
        "route": scope.get("path_template") or "unknown",
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    log.info("answered", extra={"facts": facts})
