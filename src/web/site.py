"""Pages that belong to no feature: home, health, the files that machines look for."""

from datetime import timedelta
from typing import Any

from litestar import MediaType, Request, get
from litestar.response import File, Redirect, Response

from domain import research
from domain.settings import current_settings
from web import health
from web.access import PUBLIC
from web.dependencies import Now
from web.htmx import own_htmx_file
from web.pages import language_of, page
from web.person import person_of

AnyRequest = Request[Any, Any, Any]


@get("/", name="home", access=PUBLIC)
async def home(request: AnyRequest) -> Response[str]:
    """Show the first page: what assistEU is, and for who signed in, where they were."""
    person = person_of(request)
    if person is None:
        return page(request, "home/index.html", recent_history=[], recent_bookmarks=[])
    lang = language_of(request)
    return page(
        request,
        "home/index.html",
        recent_history=await research.recent_history(person.id, limit=6, language=lang),
        recent_bookmarks=await research.recent_bookmarks(person.id, limit=6, language=lang),
    )


@get("/health", access=PUBLIC)
async def show_health() -> Response[dict[str, str]]:
    """Tell whether database, Redis and worker answer; 503 when one does not."""
    state = await health.state()
    return Response(state, status_code=200 if state["status"] == "ok" else 503)


@get("/.well-known/security.txt", access=PUBLIC, media_type=MediaType.TEXT)
async def security_txt(now: Now) -> str:
    """Tell how to report a weakness (RFC 9116); the expiry moves along."""
    url = current_settings().public_url
    expires = (now + timedelta(days=180)).replace(microsecond=0)
    return "\n".join(
        [
            "Contact: mailto:dpo@assisteu.eu",
            f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: fr, en",
            f"Canonical: {url}/.well-known/security.txt",
            f"Policy: {url}/privacy",
            "",
        ]
    )


@get("/accessibility", access=PUBLIC)
async def accessibility(request: AnyRequest) -> Response[str]:
    """Say how accessible the site is, and whom to tell where it is not."""
    return page(request, "home/accessibility.html")


@get("/htmx.js", access=PUBLIC)
async def htmx_js() -> File:
    """Serve the pinned htmx from our own origin (``ASSISTEU_HTMX=own``)."""
    return File(
        own_htmx_file(),
        media_type="text/javascript",
        content_disposition_type="inline",
        headers={"Cache-Control": "public, max-age=604800"},
    )


@get("/favicon.ico", access=PUBLIC)
async def favicon() -> Redirect:
    """Send those who ask for the old name to our icon."""
    return Redirect("/static/icon.svg", status_code=303)


HANDLERS = [home, show_health, security_txt, accessibility, htmx_js, favicon]
