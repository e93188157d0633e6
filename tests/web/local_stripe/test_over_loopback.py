"""The stand-in as the supervisor starts it: stripe-python over a socket, webhooks back."""

import asyncio
import json
import os
import socket
import sys
from contextlib import asynccontextmanager

import httpx
import pytest
import stripe

from tests.web.local_stripe.shop import Shop, new_engine
from web.local_stripe.in_process import client_of
from web.local_stripe.sending import send_ready
from web.local_stripe.webhook_endpoints import ensure

SECRET = "whsec_of_the_tests"
LISTENING_S = 30


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Receiver:
    """A small server that takes webhooks."""

    def __init__(self):
        self.taken = []

    async def take(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        sent = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        body = await reader.readexactly(int(sent["content-length"]))
        self.taken.append((body.decode(), sent["stripe-signature"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(data_dir, port, events_url):
    environment = {
        **os.environ,
        "ASSISTEU_DATA_DIR": str(data_dir),
        "ASSISTEU_LOCAL_STRIPE_PORT": str(port),
        "ASSISTEU_LOCAL_STRIPE_EVENTS_URL": events_url,
        "ASSISTEU_STRIPE_EVENTS_SECRET": SECRET,
        "ASSISTEU_LOG_LEVEL": "warning",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--log-level", "warning", "web.local_stripe.serving:app"),
        env=environment,
    )
    try:
        async with httpx.AsyncClient() as http:
            for _ in range(LISTENING_S * 10):
                try:
                    await http.get(f"http://127.0.0.1:{port}/local/api/state")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield
    finally:
        process.terminate()
        await process.wait()


async def test_the_sdk_pays_over_a_socket_hears_of_it_and_finds_all_after_a_restart(tmp_path):
    to, port = Receiver(), free_port()
    server = await asyncio.start_server(to.take, "127.0.0.1", 0)
    events_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks/stripe"
    client = stripe.StripeClient(
        "sk_test_local", base_addresses={"api": f"http://127.0.0.1:{port}"}
    )
    async with serving(tmp_path, port, events_url):
        shop = Shop(client, None)
        held = await asyncio.to_thread(lambda: shop.offer().subscribe(shop.customer().id, 2))
        assert held.status == "active"
        missing = stripe.InvalidRequestError
        with pytest.raises(missing):
            await asyncio.to_thread(client.v1.customers.retrieve, "cus_nobody")
        for _ in range(100):
            if any('"invoice.paid"' in body for body, _ in to.taken):
                break
            await asyncio.sleep(0.1)
        for body, header in to.taken:
            stripe.WebhookSignature.verify_header(body, header, SECRET)
        kinds = {json.loads(body)["type"] for body, _ in to.taken}
        assert {"customer.created", "invoice.paid"} <= kinds
    async with serving(tmp_path, port, events_url):
        again = await asyncio.to_thread(client.v1.subscriptions.retrieve, held.id)
        assert again.status == "active"
    server.close()
    await server.wait_closed()
    mode = (tmp_path / "local-stripe.sqlite").stat().st_mode & 0o777
    assert mode == 0o600


async def test_nothing_leaves_for_another_host():
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx.Response(200)

    engine = new_engine()
    ensure(engine, "https://elsewhere.example/hooks", SECRET)
    Shop(client_of(engine), engine).offer()
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        await send_ready(engine, http)
        assert asked == []
        ensure(engine, "http://localhost/hooks", SECRET)
        engine.deliveries.release()
        await send_ready(engine, http)
    assert set(asked) == {"localhost"}
