"""What the supervisor starts: ``granian --interface asgi web.local_stripe.serving:app``."""

import secrets

from litestar.types import ASGIApp, Receive, Scope, Send

from domain import clock, logs
from domain.settings import current_settings
from web.local_stripe.app import create_asgi
from web.local_stripe.engine import Engine
from web.local_stripe.keeping import SQLiteKeeper
from web.local_stripe.webhook_endpoints import ensure

FILE = "local-stripe.sqlite"


def _now() -> int:
    """Return the house's time in seconds: moved where ``ASSISTEU_CLOCK_OFFSET_S`` moves it."""
    return int(clock.now().timestamp())


def build() -> ASGIApp:
    """Build the stand-in of this installation, with what its file remembers."""
    settings = current_settings()
    billing = settings.billing
    engine = Engine(clock=_now, base_url=billing.stripe_url, seed=secrets.token_hex(16))
    SQLiteKeeper(settings.data_dir / FILE).load(engine)
    if billing.stand_in_events_url:
        ensure(engine, billing.stand_in_events_url, billing.events_secret)
    return create_asgi(engine, site_url=settings.public_url)


_standing = build()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the stand-in; our logs are set up after the server set up its own."""
    kind: str = scope["type"]
    if kind == "lifespan":
        logs.set_up(current_settings().log_level)
    await _standing(scope, receive, send)
