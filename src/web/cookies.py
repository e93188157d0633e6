"""Cookies leave the server as the register declares them, and not otherwise (P-COO-3)."""

from datetime import datetime, timedelta

from litestar.datastructures import Cookie as ResponseCookie
from litestar.response import Response

from domain.periods import after
from domain.register import FORM_COOKIE, SESSION_COOKIE, Cookie
from domain.settings import current_settings

SESSION = SESSION_COOKIE
FORM = FORM_COOKIE

_PLAY = timedelta(hours=1)
"""Below the ceiling, so that a browser's clock cannot make the cookie outlive it."""


def cookie_name(cookie: Cookie) -> str:
    """Return the cookie's name: over https with the ``__Host-`` prefix."""
    return f"__Host-{cookie.name}" if _over_https() else cookie.name


def set_cookie(response: Response[str], cookie: Cookie, value: str, *, now: datetime) -> None:
    """Set a declared cookie for as long as the register says."""
    lifetime = cookie.lifetime
    seconds = int((after(now, lifetime) - now - _PLAY).total_seconds()) if lifetime else None
    response.set_cookie(_declared(cookie, value, seconds))


def remove_cookie(response: Response[str], cookie: Cookie) -> None:
    """Make the browser forget a declared cookie."""
    response.set_cookie(_declared(cookie, "", 0))


def _declared(cookie: Cookie, value: str, seconds: int | None) -> ResponseCookie:
    return ResponseCookie(
        key=cookie_name(cookie),
        value=value,
        path="/",
        max_age=seconds,
        secure=_over_https(),
        httponly=cookie.http_only,
        samesite="strict" if cookie.same_site == "strict" else "lax",
    )


def _over_https() -> bool:
    return current_settings().over_https
