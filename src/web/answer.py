"""``/answer/{token}``: where the link of a mail leads; a press there is a contact (P-MKT-3)."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import links, prospects
from web.access import PUBLIC
from web.dependencies import Now
from web.pages import AnyRequest, page, see_other

_PATH = "/answer/{token:str}"


@get(_PATH, access=PUBLIC, as_itself=True)
async def show_answer(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Show what assistEU is and the button; that the page was opened is noted nowhere."""
    if token == prospects.TRIAL:
        return page(request, "marketing/trial.html")
    prospect = await prospects.find(links.read(prospects.ANSWER, token))
    return page(
        request,
        "marketing/answer.html",
        token=token,
        unsubscribe=f"/unsubscribe/{links.sign(prospects.UNSUBSCRIBE, prospect.id)}",
    )


@post(_PATH, access=PUBLIC, as_itself=True, status_code=200)
async def answer(request: AnyRequest, token: FromPath[str], now: Now) -> Response[Any]:
    """Note that the person would like to know more: a contact, once a day."""
    await prospects.press(links.read(prospects.ANSWER, token), now=now)
    return see_other(request, f"/answer/{token}", notice="answer-noted")


HANDLERS = [show_answer, answer]
