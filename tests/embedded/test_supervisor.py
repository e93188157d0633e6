"""What dies is started again; what is told to stop, stops."""

import asyncio
import os
import signal
import socket
import sys

import pytest

from domain.settings import Settings
from web.embedded import CannotStart
from web.listening import take_port
from web.supervisor import Child, Pauses, children_of

FOREVER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - processes tell nobody
            await asyncio.sleep(0.02)


def unnoted(_name, _pid):
    pass


@pytest.fixture
async def child():
    made = Child("sleeper", [sys.executable, "-c", FOREVER], pauses=Pauses(0.01))
    task = asyncio.create_task(made.keep_alive(unnoted))
    await until(lambda: made.process is not None)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await made.stop()


async def test_a_worker_that_is_killed_is_started_again(child, capfd):
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.process.pid != first)
    assert child.process.returncode is None
    assert "sleeper ended (SIGKILL); starting it again" in capfd.readouterr().err


async def test_a_child_that_keeps_dying_is_given_longer_and_longer_pauses(capfd):
    made = Child("failing", [sys.executable, "-c", "raise SystemExit(3)"], pauses=Pauses(0.01))
    task = asyncio.create_task(made.keep_alive(unnoted))
    await until(lambda: made.pauses.next_s >= 0.08, seconds=20)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await made.stop()


async def test_a_child_that_does_not_listen_is_ended(monkeypatch):
    monkeypatch.setattr("web.supervisor.STOP_PATIENCE_S", 0.3)
    made = Child("deaf", [sys.executable, "-c", DEAF])
    task = asyncio.create_task(made.keep_alive(unnoted))
    await until(lambda: made.process is not None)
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await made.stop()
    assert made.process.returncode == -signal.SIGKILL


def test_the_site_its_worker_and_the_local_stripe_are_processes_of_their_own(tmp_path):
    settings = Settings.from_environment({"ASSISTEU_DATA_DIR": str(tmp_path)})
    assert [child.name for child in children_of(settings)] == ["stripe", "web", "worker"]


def test_with_a_key_the_real_stripe_is_used_and_no_stand_in_starts(tmp_path):
    settings = Settings.from_environment(
        {"ASSISTEU_DATA_DIR": str(tmp_path), "ASSISTEU_STRIPE_KEY": "sk_test_x"}
    )
    assert [child.name for child in children_of(settings)] == ["web", "worker"]
    assert settings.billing.stripe_url == "https://api.stripe.com"


async def test_a_taken_port_is_said_before_anything_starts(tmp_path):
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = Settings.from_environment(
        {"ASSISTEU_DATA_DIR": str(tmp_path), "ASSISTEU_PORT": str(port)}
    )
    with pytest.raises(CannotStart, match=f"Port {port} on 127.0.0.1 is taken"):
        take_port(settings)
    server.close()
    await server.wait_closed()


def test_of_two_sites_that_start_at_once_on_one_port_the_second_is_refused(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings.from_environment(
        {"ASSISTEU_DATA_DIR": str(tmp_path), "ASSISTEU_PORT": str(port)}
    )
    with take_port(settings), pytest.raises(CannotStart, match="is taken"):
        take_port(settings)
    with take_port(settings):
        pass
