"""Handing a session to the browser, and taking it back."""

from datetime import datetime
from typing import Any

from litestar.response import Redirect, Response
from litestar.status_codes import HTTP_303_SEE_OTHER

from domain.accounts import Opened
from web.cookies import SESSION, remove_cookie, set_cookie


def enter(opened: Opened, *, path: str, now: datetime) -> Response[Any]:
    """Give the browser its new session and send it to ``path``: the account's first use."""
    response = Redirect(path, status_code=HTTP_303_SEE_OTHER)
    set_cookie(response, SESSION, opened.token, now=now)
    response.headers["Cache-Control"] = "no-store"
    return response


def leave(response: Response[Any]) -> Response[Any]:
    """Make the browser forget its session and every page that it kept of it."""
    remove_cookie(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    response.headers["Cache-Control"] = "no-store"
    return response
