"""The address that the site listens on: free before the start, answering after it."""

import asyncio
import errno
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from domain.settings import Settings
from web.embedded import CannotStart
from web.tls import own_listener, without_verification


def take_port(settings: Settings) -> socket.socket:
    """Take the port for this site, as long as what is returned lives.

    The server shares its port among its processes (SO_REUSEPORT), and would share it with
    another site that starts in the same second: a name of Linux's own, which one process at a
    time can have and which ends with it, keeps that one out.

    Raises:
        CannotStart: Something listens there, or it is not ours to listen on.
    """
    where = f"Port {settings.port} on {settings.host}"
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
        name.bind(f"\0assisteu-port-{settings.port}")
    except OSError as error:
        name.close()
        if error.errno == errno.EADDRINUSE:
            message = f"{where} is taken. Stop what uses it, or choose another with"
        else:
            message = f"{where} cannot be used ({error.strerror}). Choose another with"
        raise CannotStart(f"{message} ASSISTEU_PORT or ASSISTEU_HOST.") from None
    return name


async def site_answers(settings: Settings) -> None:
    """Return once the site answers a request, whatever it says."""
    host, port = own_listener(settings)
    tls = without_verification() if settings.own_tls else None
    name = urlsplit(settings.public_url).hostname
    question = f"GET /health HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls)
            writer.write(question.encode())
            answered = await reader.read(5) == b"HTTP/"
            writer.close()
            if answered:
                return
        await asyncio.sleep(0.1)
