"""``assisteu up``: the embedded services, the site and its worker, under one roof.

Starts them in order, starts anew what dies (arq's worker exits when Redis restarts), and
stops them in the reverse order.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from domain.settings import Settings
from web.embedded import CannotStart
from web.embedded.leftovers import end_group
from web.embedded.services import Services

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0
STEADY_AFTER_S = 30.0
STOP_PATIENCE_S = 12.0

Note = Callable[[str, int], None]
"""Told the name and number of each process that is started."""


@dataclass
class Pauses:
    """How long to wait before something is started again: longer each time it fails soon."""

    next_s: float = FIRST_PAUSE_S

    def after(self, lasted_s: float) -> float:
        """Return the pause after a life of so many seconds."""
        pause = FIRST_PAUSE_S if lasted_s > STEADY_AFTER_S else self.next_s
        self.next_s = min(pause * 2, LONGEST_PAUSE_S)
        return pause


@dataclass
class Child:
    """One process of ours: how it is started, and how often it died of late."""

    name: str
    command: list[str]
    process: asyncio.subprocess.Process | None = None
    pauses: Pauses = field(default_factory=Pauses)

    async def keep_alive(self, note: Note) -> None:
        """Start the process, and again whenever it ends, with longer and longer pauses."""
        while True:
            start = monotonic()
            status = await self._live(note)
            pause_s = self.pauses.after(monotonic() - start)
            say(f"{self.name} ended ({status}); starting it again in {pause_s:g} s")
            await asyncio.sleep(pause_s)

    async def stop(self) -> None:
        """Ask the process to end, and make it end when it does not."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), STOP_PATIENCE_S)
        end_group(self.process.pid)
        await self.process.wait()

    async def _live(self, note: Note) -> str:
        """Return how the process ended: a server's workers do not outlive it."""
        try:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
            )
        except OSError as error:
            return str(error.strerror)
        note(self.name, self.process.pid)
        status = await self.process.wait()
        end_group(self.process.pid)
        return f"status {status}" if status >= 0 else signal.Signals(-status).name


def children_of(settings: Settings) -> list[Child]:
    """Return the site, its worker with a login of its own, and what stands in for Stripe."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.web_processes), "--workers-kill-timeout", "5"),
        *("--respawn-failed-workers", "--log-level", "warning", *_tls_of(settings)),
        "web.asgi:app",
    ]
    worker = [sys.executable, "-m", "jobs"]
    return [*_local_stripe(settings), Child("web", web), Child("worker", worker)]


def _local_stripe(settings: Settings) -> list[Child]:
    """Return the local Stripe, where it stands in: one process, since it remembers."""
    port = settings.billing.stand_in_port
    if port is None:
        return []
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--respawn-failed-workers", "--log-level", "warning", "web.local_stripe.serving:app"),
    ]
    return [Child("stripe", command)]


def _tls_of(settings: Settings) -> tuple[str, ...]:
    """Return how the server terminates TLS: in version 1.3 alone (P-SEC-1)."""
    if settings.own_tls is None:
        return ()
    return (
        *("--ssl-certificate", str(settings.own_tls.certificate)),
        *("--ssl-keyfile", str(settings.own_tls.key), "--ssl-protocol-min", "tls1.3"),
    )


async def watch_services(services: Services) -> None:
    """Start a service again when it dies; the others wait for it by themselves."""
    pauses = {name: Pauses() for name in services.running}
    since = dict.fromkeys(services.running, monotonic())
    while True:
        for name, server in list(services.running.items()):
            if server.poll() is not None:
                pause_s = pauses[name].after(monotonic() - since[name])
                say(f"{name} ended; starting it again in {pause_s:g} s")
                await asyncio.sleep(pause_s)
                since[name] = monotonic()
                await _start_again(services, name)
        await asyncio.sleep(0.2)


async def _start_again(services: Services, name: str) -> None:
    try:
        await asyncio.to_thread(services.start_one, name)
    except (CannotStart, OSError) as error:
        say(str(error))


async def run_until_told(
    children: list[Child], *, services: Services | None, when_up: Awaitable[None]
) -> None:
    """Keep everything alive until SIGINT or SIGTERM; then stop the children, last one first."""
    told = asyncio.Event()
    for farewell in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(farewell, told.set)
    note: Note = services.leftovers.note if services is not None else _no_note
    endless: list[Coroutine[Any, Any, None]] = [child.keep_alive(note) for child in children]
    if services is not None:
        endless.append(watch_services(services))
    tasks = [asyncio.ensure_future(work) for work in (told.wait(), *endless)]
    announcement = asyncio.ensure_future(when_up)
    ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in (announcement, *tasks):
        task.cancel()
    await asyncio.gather(announcement, *tasks, return_exceptions=True)
    for child in reversed(children):
        await child.stop()
    for task in ended:
        task.result()


def say(words: str) -> None:
    """Tell the operator something, on standard error."""
    sys.stderr.write(f"assisteu: {words}\n")
    sys.stderr.flush()


def _no_note(_name: str, _pid: int) -> None:
    """Outside the embedded set-up whoever started us looks after what is left."""
