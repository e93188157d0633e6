"""The stand-in as a program of its own: interface, pages, and deliveries. Loopback alone."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar, Request
from litestar.datastructures import CacheControlHeader
from litestar.enums import ScopeType
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Receive, Scope, Send

from domain.errors import NotFound
from web.edge import Edge
from web.local_mail import refuse_the_network
from web.local_stripe import page_checkout, page_invoice, page_overview, page_portal, switches
from web.local_stripe.engine import Engine
from web.local_stripe.errors import Refused
from web.local_stripe.interface import Interface, is_interface
from web.local_stripe.pages import Served, show_missing, show_refusal
from web.local_stripe.sending import keep_sending
from web.rendering import STATIC


def create_asgi(engine: Engine, *, site_url: str) -> ASGIApp:
    """Build what a server serves."""
    interface = Interface(engine)
    served = Served(engine, interface, secrets.token_hex(16), site_url)
    return Edge(_Doorway(_pages(served), interface))


class _Doorway:
    """Lets this machine alone in, and parts the interface from the pages."""

    def __init__(self, pages: ASGIApp, interface: Interface) -> None:
        self.pages = pages
        self.interface = interface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            try:
                refuse_the_network(Request(scope))
            except NotFound:
                await _nothing_here(send)
                return
            if is_interface(scope):
                await self.interface(scope, receive, send)
                return
        await self.pages(scope, receive, send)


def _pages(served: Served) -> Litestar:
    static = create_static_files_router(
        path="/static",
        directories=[STATIC],
        cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
    )
    app = Litestar(
        route_handlers=[
            *page_overview.HANDLERS,
            *page_checkout.HANDLERS,
            *page_portal.HANDLERS,
            *page_invoice.HANDLERS,
            *switches.HANDLERS,
            static,
        ],
        exception_handlers={Refused: show_refusal, 404: show_missing},
        openapi_config=None,
        lifespan=[_sending],
    )
    app.state.served = served
    return app


@asynccontextmanager
async def _sending(app: Litestar) -> AsyncIterator[None]:
    served: Served = app.state.served
    task = asyncio.create_task(keep_sending(served.engine))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _nothing_here(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not found.\n", "more_body": False})
