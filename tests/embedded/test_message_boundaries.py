"""Where one request ends, our server decides as the standard says: nothing is smuggled in."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

START = "POST /a HTTP/1.1\r\nHost: localhost\r\n"
LAST = "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    """Serve :mod:`tests.embedded.echo` as the supervisor serves the site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(free), "tests.embedded.echo:app"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", free)
                writer.close()
                break
            await asyncio.sleep(0.05)
    yield free
    server.terminate()
    await server.wait()


async def answers(port: int, sent: str) -> list[tuple[int, str]]:
    """Return status and body of every answer to ``sent``, and to a last request after it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write((sent + LAST).encode("latin-1"))
    received = (await reader.read()).decode("latin-1")
    writer.close()
    parts = received.split("HTTP/1.1 ")[1:]
    return [(int(part[:3]), part.partition("\r\n\r\n")[2]) for part in parts]


async def test_a_request_is_understood(port):
    first, last = await answers(port, f"{START}Content-Length: 5\r\n\r\nhello")
    assert (first[0], json.loads(first[1])) == (200, ["POST", "/a", "hello"])
    assert (last[0], json.loads(last[1])) == (200, ["GET", "/last", ""])


@pytest.mark.asvs("4.2.1")
async def test_a_chunked_body_is_chunked_whatever_length_is_claimed(port):
    both = f"Content-Length: {5 + len(SMUGGLED)}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ((status, body),) = await answers(port, f"{START}{both}0\r\n\r\n{SMUGGLED}")
    assert (status, json.loads(body)) == (200, ["POST", "/a", ""])


@pytest.mark.asvs("4.2.1")
@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n",
        "Content-Length: 5\r\nTransfer-Encoding : chunked\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked, identity\r\n",
        "Content-Length : 5\r\n",
    ],
)
async def test_a_length_that_can_be_read_in_two_ways_is_refused(port, headers):
    ((status, _),) = await answers(port, f"{START}{headers}\r\nhello{SMUGGLED}")
    assert status == 400
