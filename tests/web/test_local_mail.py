"""``/local/mail``: the mailbox of the local run, for this machine alone."""

import httpx
import pytest

from domain.settings import current_settings

PATHS = [
    "/local/mail",
    "/local/mail.json",
    "/local/mail/00000000-0000-4000-8000-000000000000",
    "/local/processors",
]


async def statuses(app, *, caller):
    transport = httpx.ASGITransport(app, client=(caller, 4321))
    url = current_settings().public_url
    async with httpx.AsyncClient(transport=transport, base_url=url) as client:
        return [(await client.get(path)).status_code for path in PATHS]


@pytest.mark.parametrize("caller", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_reads_the_mail(app, undone, caller):
    assert await statuses(app, caller=caller) == [200, 200, 404, 200]


@pytest.mark.parametrize("caller", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "nowhere"])
async def test_the_network_finds_no_mailbox(app, undone, caller):
    assert await statuses(app, caller=caller) == [404, 404, 404, 404]
