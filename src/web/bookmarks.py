"""``/bookmarks``: the acts that a holder wants to find again."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from domain import research
from domain.errors import NotFound
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition
from web.history import HOLDERS
from web.pages import AnyRequest, is_htmx, language_of, page, see_other
from web.research import TYPES, address_of

_ACT = FormDefinition(
    celex=Field(max_length=40),
    seen_on=Field(required=False, max_length=10),
)


@get("/bookmarks", access=HOLDERS)
async def show_bookmarks(request: AnyRequest, person: SignedIn) -> Response[str]:
    """List the person's bookmarks, the latest first."""
    return await _list(request, person, removed=request.query_params.get("removed"))


@post("/bookmarks", access=HOLDERS, page="/bookmarks", status_code=200)
async def add_bookmark(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Bookmark an act. Doing it twice is doing it once."""
    form = _act(request)
    await research.add_bookmark(account_id=person.id, celex=form["celex"], now=now)
    return await _after(request, person, form, bookmarked=True)


@post("/bookmarks/removal", access=HOLDERS, page="/bookmarks", status_code=200)
async def remove_bookmark(request: AnyRequest, person: SignedIn) -> Response[Any]:
    """Take a bookmark away; the page offers to put it back."""
    form = _act(request)
    await research.remove_bookmark(account_id=person.id, celex=form["celex"])
    return await _after(request, person, form, bookmarked=False)


def _act(request: AnyRequest) -> Form:
    """Return the form; our pages name the act, and what names none does not exist."""
    form = _ACT.read(request)
    if not form.is_valid:
        raise NotFound
    return form


async def _after(
    request: AnyRequest, person: SignedIn, form: Form, *, bookmarked: bool
) -> Response[Any]:
    celex = form["celex"]
    if form["seen_on"] == "list":
        removed = None if bookmarked else celex
        if is_htmx(request):
            return await _list(request, person, removed=removed)
        query = f"?removed={celex}" if removed else ""
        return see_other(request, f"/bookmarks{query}")
    if is_htmx(request):
        return page(
            request,
            "research/_bookmark.html",
            partial="research/_bookmark.html",
            celex=celex,
            bookmarked=bookmarked,
            just_now=True,
        )
    notice = "bookmark-added" if bookmarked else "bookmark-removed"
    return see_other(request, address_of(celex), notice=notice)


async def _list(request: AnyRequest, person: SignedIn, *, removed: str | None) -> Response[str]:
    bookmarks = await research.bookmarks_of(person.id, language=language_of(request))
    return page(
        request,
        "research/bookmarks.html",
        partial="research/_bookmarks.html",
        bookmarks=bookmarks,
        removed=None if removed in {bookmark.celex for bookmark in bookmarks} else removed,
        types=TYPES,
        address_of=address_of,
    )


HANDLERS = [show_bookmarks, add_bookmark, remove_bookmark]
