"""Attempts to sign in and to get around our controls: logged, and never whose they were.

What was tried, how it ended and on which route; a person's name, address or network would be
personal data, which no log of ours holds (P-VIS-1).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar.connection import ASGIConnection

from domain import accounts

log = logging.getLogger("web.attempts")

_WRONG = (accounts.WrongCredentials, accounts.WrongCode, accounts.WrongPasskey)


@contextmanager
def proving(what: str) -> Iterator[None]:
    """Log how a proof of identity ends: ``what`` was given, and whether it was right."""
    try:
        yield
    except _WRONG as wrong:
        facts = {"proof": what, "why": type(wrong).__name__}
        log.warning("proof refused", extra={"facts": facts})
        raise
    log.info("proof accepted", extra={"facts": {"proof": what}})


def note_refusal(
    connection: ASGIConnection[Any, Any, Any, Any], event: str, **facts: object
) -> None:
    """Log that a control of ours held: ``event``, the route's pattern and plain facts."""
    route = connection.scope.get("path_template") or "unknown"
    log.warning(event, extra={"facts": {"route": route, **facts}})
