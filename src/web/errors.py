"""How each failure is shown: its status, and a page that says why and what one may do."""

import logging
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Response
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.types import ExceptionHandlersMap

from domain.errors import DomainError, NotFound
from domain.links import NotOurLink
from domain.text import Text
from web.access import SecondFactorDue, SignInAgain, SignInFirst
from web.attempts import note_refusal
from web.pages import is_htmx, language_of, page
from web.person import DATABASE_AWAY
from web.rendering import path_in

log = logging.getLogger("web.errors")

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a refusal of the domain looks: its status, and the reason in words."""

    status: int
    reason: Text | None = None


DOMAIN_ERRORS: dict[type[DomainError], Refusal] = {
    NotFound: Refusal(404),
    NotOurLink: Refusal(404),
}
"""Each feature's pages add theirs: ``DOMAIN_ERRORS[TooManyTries] = Refusal(429, …)``."""

_NO_FORM_OF_OURS = (
    HTTP_400_BAD_REQUEST,
    HTTP_403_FORBIDDEN,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
)
"""What no page of ours sends: another site's form, a broken body, a number that is none."""

_FORM_REFUSED = Text(
    "Il ne vient pas de notre page, ou celle-ci est restée ouverte trop longtemps. Rien n’a été"
    " enregistré.",
    "It does not come from our page, or that page was open for too long. Nothing was stored.",
)


def show(request: AnyRequest, status: int, reason: Text | None = None) -> Response[str]:
    """Return the page of a refusal; for htmx, the part of it that says why."""
    return page(
        request,
        "errors/page.html",
        partial="errors/_error.html",
        http_status=status,
        status=status,
        reason=reason,
        reference=None,
    )


def show_domain_error(request: AnyRequest, error: DomainError) -> Response[str]:
    """Answer a refusal of the domain; one that nobody foresaw is an error of ours."""
    if isinstance(error, NotFound | NotOurLink):
        note_refusal(request, "refused as missing", why=type(error).__name__)
    for kind in type(error).__mro__:
        if kind in DOMAIN_ERRORS:
            return show(request, DOMAIN_ERRORS[kind].status, DOMAIN_ERRORS[kind].reason)
    return show_broken(request, error)


def show_http_error(request: AnyRequest, error: HTTPException) -> Response[str]:
    """Answer what the framework or a form's reader refused."""
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return show_broken(request, error)
    # A method that a page does not know is no more than a page that does not exist.
    status = 404 if error.status_code == HTTP_405_METHOD_NOT_ALLOWED else error.status_code
    if status in _NO_FORM_OF_OURS:
        note_refusal(request, "request refused", status=status)
    return show(request, status, _FORM_REFUSED if status == HTTP_403_FORBIDDEN else None)


def show_broken(request: AnyRequest, error: Exception) -> Response[str]:
    """Answer an unforeseen error; it is noted without its words, which may be personal."""
    route = request.scope.get("path_template")
    log.error("failed", exc_info=error, extra={"facts": {"route": route}})
    return show(request, HTTP_500_INTERNAL_SERVER_ERROR)


def show_missing(request: AnyRequest, _error: Exception) -> Response[str]:
    """Answer for what does not exist."""
    return show(request, HTTP_404_NOT_FOUND)


def show_unavailable(request: AnyRequest, error: Exception) -> Response[str]:
    """Answer while the database is away."""
    log.error("database away", exc_info=error)
    return show(request, HTTP_503_SERVICE_UNAVAILABLE)


def send_to_sign_in(request: AnyRequest, _error: SignInFirst) -> Response[Any]:
    """Send a visitor to sign in, and back here afterwards."""
    return _away(request, f"/sign-in?next={_here(request)}")


def send_to_second_factor(request: AnyRequest, _error: SecondFactorDue) -> Response[Any]:
    """Send a person who owes a code to give it."""
    return _away(request, f"/sign-in/second-factor?next={_here(request)}")


def send_to_sign_in_again(request: AnyRequest, _error: SignInAgain) -> Response[Any]:
    """Ask for the password again before what needs a fresh proof of identity."""
    return _away(request, f"/sign-in/again?next={_here(request)}")


def _here(request: AnyRequest) -> str:
    """Return the page to come back to: this one, or for a POST the page it was sent from."""
    lang = language_of(request)
    back_to = request.scope["path"]
    if request.method != "GET":
        back_to = request.route_handler.opt.get("page") or back_to
    return path_in(lang, back_to)


def _away(request: AnyRequest, path: str) -> Response[Any]:
    target = path_in(language_of(request), path)
    if is_htmx(request):
        return Response(None, status_code=204, headers={"HX-Redirect": target})
    return Redirect(target, status_code=303)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    DomainError: show_domain_error,
    HTTPException: show_http_error,
    SignInFirst: send_to_sign_in,
    SecondFactorDue: send_to_second_factor,
    SignInAgain: send_to_sign_in_again,
    **dict.fromkeys(DATABASE_AWAY, show_unavailable),
    Exception: show_broken,
}
