"""``/history``: what a holder searched for and opened; stopped and erased there (P-ACC-8)."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import research
from domain.accounts import Person
from domain.errors import NotFound
from domain.roles import Role
from web.access import Access
from web.dependencies import SignedIn
from web.forms import Field, FormDefinition
from web.pages import AnyRequest, is_htmx, language_of, page, see_other
from web.research import address_of

HOLDERS = Access(public=False, roles=frozenset({Role.HOLDER}))
"""Holders alone: the sheet of the research features speaks of nobody else's data."""

_SWITCH = FormDefinition(kept=Field(max_length=3))
_LAST_PAGE = 100_000


@get("/history", access=HOLDERS)
async def show_history(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the person's history by days, and whether it is being kept."""
    return await _page_of(request, person)


async def _page_of(request: AnyRequest, person: Person) -> Response[str]:
    number = request.query_params.get("page", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= _LAST_PAGE):
        raise NotFound
    history = await research.history_of(
        person.id, language=language_of(request), page=int(number)
    )
    return page(
        request,
        "research/history.html",
        partial="research/_history.html",
        history=history,
        address_of=address_of,
    )


@post("/history/erasure", access=HOLDERS, page="/history", status_code=200)
async def erase_history(request: AnyRequest, person: SignedIn) -> Response[Any]:
    """Erase all of the person's history."""
    await research.erase_history(account_id=person.id)
    return see_other(request, "/history", notice="history-cleared")


@post("/history/{entry_id:uuid}/erasure", access=HOLDERS, page="/history", status_code=200)
async def erase_entry(
    request: AnyRequest, person: SignedIn, entry_id: FromPath[UUID]
) -> Response[Any]:
    """Erase one entry of the person's own history."""
    await research.erase_entry(account_id=person.id, entry_id=entry_id)
    if is_htmx(request):
        return await _page_of(request, person)
    return see_other(request, "/history")


@post("/history/switch", access=HOLDERS, page="/history", status_code=200)
async def switch_history(request: AnyRequest, person: SignedIn) -> Response[Any]:
    """Switch the history on or off; off, nothing more is noted."""
    form = _SWITCH.read(request)
    kept = form.values.get("kept")
    if not form.is_valid or kept not in ("on", "off"):
        raise NotFound
    await research.keep_history(account_id=person.id, kept=kept == "on")
    return see_other(request, "/history", notice=f"history-{kept}")


HANDLERS = [show_history, erase_history, erase_entry, switch_history]
