"""Answers: a page, its partial for htmx, or the way to another page."""

import secrets
from functools import cache
from typing import Any

from litestar import MediaType, Request
from litestar.response import Redirect, Response
from markupsafe import Markup

from domain.settings import current_settings
from domain.text import Language
from web import csrf
from web.cookies import FORM, set_cookie
from web.htmx import htmx_script
from web.notices import notice_of
from web.person import person_of
from web.rendering import path_in, render

AnyRequest = Request[Any, Any, Any]


def page(
    request: AnyRequest,
    template: str,
    *,
    partial: str | None = None,
    http_status: int = 200,
    **context: object,
) -> Response[str]:
    """Return ``template`` as a whole page, or ``partial`` where htmx asked for a part.

    What a person signed in sees, and every form, is stored by no cache.
    """
    by_htmx = partial is not None and is_htmx(request)
    name = partial if by_htmx and partial else template
    body = render(name, lang=language_of(request), **page_context(request), **context)
    response = Response(body, media_type=MediaType.HTML, status_code=http_status)
    if partial is not None:
        response.headers["Vary"] = "HX-Request"
    _keep_out_of_caches(request, response)
    return response


def see_other(request: AnyRequest, path: str, *, notice: str | None = None) -> Response[Any]:
    """Send the browser to another page of ours after a POST (303), with a word for it."""
    target = path_in(language_of(request), path)
    if notice:
        target += ("&" if "?" in target else "?") + f"notice={notice}"
    if is_htmx(request):
        return Response(None, status_code=204, headers={"HX-Redirect": target})
    return Redirect(target, status_code=303)


def is_htmx(request: AnyRequest) -> bool:
    """Tell whether htmx asked, and for a part of a page."""
    return request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers


def language_of(request: AnyRequest) -> Language:
    """Return the language of the path."""
    language: Language = request.scope["state"].get("language", "fr")
    return language


def page_context(request: AnyRequest) -> dict[str, object]:
    """Return what the frame of every page needs."""
    lang = language_of(request)
    path = _path_of(request)
    other: Language = "en" if lang == "fr" else "fr"
    person = person_of(request)
    return {
        "current_path": path_in(lang, path),
        "other_language_path": path_in(other, path) + _question(request),
        "person": person,
        "csrf_token": cache(lambda: csrf.token_for(request)),
        "csrf_field": cache(lambda: _hidden(csrf.FIELD, csrf.token_for(request))),
        "form_id_field": lambda: _hidden("form_id", secrets.token_hex(16)),
        "flash": notice_of(request.query_params.get("notice")),
        "htmx_script": htmx_script(),
        "is_embedded": current_settings().embedded,
    }


def _path_of(request: AnyRequest) -> str:
    r"""Return the path that was asked for, fit for a link.

    Browsers read ``//host`` and ``/\host`` as another site: ``/en//host`` would make us link
    to it.
    """
    return "/" + request.scope["path"].lstrip("/\\")


def _question(request: AnyRequest) -> str:
    """Return the query of a page that was asked for, so that a search survives a change."""
    asked = request.scope["query_string"].decode("latin-1")
    return f"?{asked}" if asked and request.method == "GET" else ""


def _hidden(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="%s" value="%s">') % (name, value)


def _keep_out_of_caches(request: AnyRequest, response: Response[str]) -> None:
    state: dict[str, Any] = request.scope["state"]
    form_cookie = state.get("new_form_cookie")
    if form_cookie:
        set_cookie(response, FORM, form_cookie, now=state["now"])
    private = form_cookie or state.get("session") or state.get("cookies")
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
