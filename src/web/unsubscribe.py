"""``/unsubscribe/{token}``: no more prospecting, with one press and without signing in.

Opening the page does nothing: programs that check links open them too. A press acts, on our
page and in the mailbox alike (RFC 8058), as often as one likes. The link of a trial, which
staff sends to itself, names nobody and says so.
"""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from domain import links, prospects
from domain.errors import NotFound
from web.access import PUBLIC
from web.dependencies import Now
from web.pages import AnyRequest, page

_PATH = "/unsubscribe/{token:str}"


@get(_PATH, access=PUBLIC, as_itself=True)
async def show_unsubscribe(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Say what one press does; to who is gone already, that nothing is left to do."""
    if token == prospects.TRIAL:
        return page(request, "marketing/trial.html")
    prospect_id = links.read(prospects.UNSUBSCRIBE, token)
    try:
        await prospects.find(prospect_id)
    except NotFound:
        return page(request, "marketing/unsubscribed.html")
    return page(request, "marketing/unsubscribe.html", token=token)


@post(_PATH, access=PUBLIC, as_itself=True, machine=True, status_code=200)
async def unsubscribe(request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
    """Let go of the person at once (art. 21(3), P-MKT-4). The link itself is the proof."""
    if token == prospects.TRIAL:
        return page(request, "marketing/trial.html")
    await prospects.object_to_prospecting(links.read(prospects.UNSUBSCRIBE, token), now=now)
    return page(request, "marketing/unsubscribed.html")


HANDLERS = [show_unsubscribe, unsubscribe]
