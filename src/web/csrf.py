"""Forms come from our own pages: a token bound to the session, and what the browser says.

Not Litestar's: its token is bound to no session and its check parses a body before it knows
who calls (docs/adr/own-sessions.md).
"""

import hmac
import secrets
from typing import Any

from litestar import Request
from litestar.exceptions import PermissionDeniedException

from domain.links import keyed_hash
from domain.settings import current_settings
from web.cookies import FORM, cookie_name
from web.person import session_token

FIELD = "csrf_token"
HEADER = "x-csrf-token"


def token_for(request: Request[Any, Any, Any]) -> str:
    """Return the token of this browser's forms, making its cookie when it has none."""
    return _token(_secret_of(request) or _new_secret(request))


def verify(request: Request[Any, Any, Any], submitted: str | None) -> None:
    """Refuse a form that does not come from a page of ours.

    Raises:
        PermissionDeniedException: Another site sent it, or its token is not this browser's.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise PermissionDeniedException("another site sent this form")
    if site is None and origin is not None and not _is_ours(request, origin):
        raise PermissionDeniedException("another site sent this form")
    secret = _secret_of(request)
    given = request.headers.get(HEADER) or submitted or ""
    if secret is None or not hmac.compare_digest(given.encode(), _token(secret).encode()):
        raise PermissionDeniedException("the form’s token is not this browser’s")


def mark_of(request: Request[Any, Any, Any]) -> str | None:
    """Return what tells this browser from any other until its window is closed.

    A keyed hash of the cookie of its forms; None where it has none.
    """
    cookies: dict[str, str] = request.scope["state"].get("cookies", {})
    secret = cookies.get(cookie_name(FORM))
    return keyed_hash("browser", secret.encode()) if secret else None


def _is_ours(request: Request[Any, Any, Any], origin: str) -> bool:
    host = request.headers.get("host", "")
    return origin in (current_settings().public_url, f"http://{host}", f"https://{host}")


def _secret_of(request: Request[Any, Any, Any]) -> str | None:
    cookies: dict[str, str] = request.scope["state"].get("cookies", {})
    return session_token(request.scope) or cookies.get(cookie_name(FORM)) or None


def _new_secret(request: Request[Any, Any, Any]) -> str:
    state: dict[str, Any] = request.scope["state"]
    made: str = state.setdefault("new_form_cookie", secrets.token_urlsafe(24))
    return made


def _token(secret: str) -> str:
    return keyed_hash("csrf", secret.encode())[:43]
