"""Answers to who tries too often: a pause, with the form as it was typed."""

from typing import Any

from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_429_TOO_MANY_REQUESTS

from domain.accounts import SessionEnded, TooBusy, TooManyTries
from domain.text import Text
from web.attempts import note_refusal
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Form
from web.pages import AnyRequest, page

DOMAIN_ERRORS[TooManyTries] = Refusal(HTTP_429_TOO_MANY_REQUESTS)
DOMAIN_ERRORS[TooBusy] = Refusal(HTTP_429_TOO_MANY_REQUESTS)
DOMAIN_ERRORS[SessionEnded] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Votre session a pris fin entre-temps. Connectez-vous de nouveau.",
        "Your session ended in the meantime. Sign in again.",
    ),
)

_MINUTE_S = 60


def ask_for_patience(
    request: AnyRequest,
    template: str,
    form: Form,
    refusal: TooManyTries | TooBusy,
    **context: Any,
) -> Response[str]:
    """Show the form again with how long to wait (429, ``Retry-After``)."""
    note_refusal(request, "slowed down", why=type(refusal).__name__)
    form.reject("", _when(refusal.retry_after_s))
    response = page(
        request, template, http_status=HTTP_429_TOO_MANY_REQUESTS, form=form, **context
    )
    response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _when(seconds: int) -> Text:
    if seconds <= _MINUTE_S:
        return Text(
            "Trop d’essais en ce moment. Réessayez dans une minute.",
            "Too many tries right now. Try again in a minute.",
        )
    minutes = -(-seconds // _MINUTE_S)
    return Text(
        "Trop d’essais à la suite. Pour protéger les comptes, réessayez dans"
        f" {minutes} minutes.",
        f"Too many tries in a row. To protect accounts, try again in {minutes} minutes.",
    )
