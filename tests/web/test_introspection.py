"""The site tells the truth of itself to the checks of promises."""

import logging
from datetime import timedelta

import pytest
from litestar import get
from litestar.response import Response

from domain import database, policy
from domain.policy import State
from tests.cast import NOW
from web.access import PUBLIC
from web.introspection import look_at_ourselves


async def state_of(number):
    found = await policy.check_promises(
        now=NOW, site=await look_at_ourselves(now=NOW), only=[number]
    )
    return found[0].state


@pytest.mark.parametrize(
    "number", ["P-VIS-1", "P-SHA-1", "P-COO-2", "P-COO-3", "P-RIG-9", "P-POL-1", "P-POL-3"]
)
async def test_what_the_pages_promise_is_kept(undone, number):
    assert await state_of(number) is State.KEPT


async def test_the_login_of_the_pages_is_looked_up_on_this_server(undone):
    site = await look_at_ourselves(now=NOW)
    assert site.database_login == "assisteu_web"
    await database.execute(
        "do $$ begin create role assisteu_web; exception when duplicate_object then end $$"
    )
    await database.execute("alter role assisteu_web superuser")
    assert await state_of("P-SEC-3") is State.BROKEN
    await database.execute("alter role assisteu_web nosuperuser")
    assert await state_of("P-SEC-3") is State.KEPT


@pytest.mark.asvs("16.2.5")
async def test_a_log_that_repeats_the_browser_breaks_the_promise(undone, monkeypatch):
    def telling(scope, status, _seconds):
        sent = dict(scope["headers"])
        facts = {"agent": sent.get(b"user-agent"), "status": status}
        logging.getLogger("web.access").info("answered", extra={"facts": facts})

    monkeypatch.setattr("web.edge._note", telling)
    assert await state_of("P-VIS-1") is State.BROKEN


async def test_an_undeclared_cookie_breaks_the_promise(undone, monkeypatch):

    @get("/cookies", access=PUBLIC)
    async def tracking() -> Response[str]:
        answer = Response("x")
        answer.set_cookie("_ga", "1")
        return answer

    monkeypatch.setattr("web.policy.HANDLERS", [tracking])
    assert await state_of("P-COO-2") is State.BROKEN


async def test_a_cookie_set_for_too_long_breaks_the_promise(undone, monkeypatch):

    monkeypatch.setattr("web.cookies._PLAY", -timedelta(days=2))
    assert await state_of("P-COO-3") is State.BROKEN


async def test_a_foreign_host_in_the_security_policy_breaks_the_promise(undone, monkeypatch):
    monkeypatch.setattr("web.edge.HTMX_URL", "https://tracker.example/x.js")
    assert await state_of("P-SHA-1") is State.BROKEN
