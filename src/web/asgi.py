"""What the server loads: ``granian --interface asgi web.asgi:app``."""

import gc

from litestar.types import Receive, Scope, Send

from domain import logs
from domain.settings import current_settings
from web.app import create_asgi
from web.network import BehindProxies

_site = BehindProxies(create_asgi(), current_settings().trusted_proxies)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the site. Our logs are set up last, after the server set up its own.

    What is loaded by then stays to the end: frozen, no collection of garbage looks at it again.
    """
    kind: str = scope["type"]
    if kind == "lifespan":
        logs.set_up(current_settings().log_level)
        gc.freeze()
    await _site(scope, receive, send)
