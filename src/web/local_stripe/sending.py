"""Sending what is to be delivered, and letting time do its work, in the background."""

import asyncio
import logging
from urllib.parse import urlsplit

import httpx

from web.local_stripe.deliveries import Parcel
from web.local_stripe.engine import Engine

log = logging.getLogger("web.local_stripe")

PAUSE_S = 0.2
PATIENCE_S = 10.0
AT_ONCE = 16
_HERE = {"localhost", "127.0.0.1", "::1"}


async def keep_sending(
    engine: Engine, transport: httpx.AsyncBaseTransport | None = None
) -> None:
    """Do what is due and deliver what is ready, for as long as the stand-in serves."""
    options = {"timeout": PATIENCE_S, "trust_env": False, "follow_redirects": False}
    async with httpx.AsyncClient(transport=transport, **options) as client:  # type: ignore[arg-type]
        while True:
            try:
                engine.catch_up()
                await send_ready(engine, client)
            except Exception:
                log.exception("local stripe failed")
                engine.undo()
            await asyncio.sleep(PAUSE_S)


async def send_ready(engine: Engine, client: httpx.AsyncClient) -> None:
    """Send what may leave now, some of it at once, as Stripe does."""
    for first in range(0, len(ready := engine.deliveries.ready()), AT_ONCE):
        batch = ready[first : first + AT_ONCE]
        answers = await asyncio.gather(*(_send(engine, client, each) for each in batch))
        for delivery, status in zip(batch, answers, strict=True):
            engine.deliveries.answered(delivery, status)
        engine.keep()


async def _send(engine: Engine, client: httpx.AsyncClient, delivery: str) -> int | None:
    """Send one; return what was answered, or None. Nothing ever leaves this machine."""
    parcel: Parcel | None = engine.deliveries.parcel(delivery)
    if parcel is None or urlsplit(parcel.url).hostname not in _HERE:
        return None
    try:
        answer = await client.post(parcel.url, content=parcel.body, headers=parcel.headers)
    except httpx.HTTPError:
        return None
    return answer.status_code
