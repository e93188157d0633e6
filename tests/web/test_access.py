"""Every route says who may call it, and nobody else can (P-SEC-3)."""

from dataclasses import replace

import pytest
from litestar import Litestar, get
from litestar.exceptions import ImproperlyConfiguredException

from domain.register import ACCOUNTS, REGISTER, RIGHTS_REQUESTS
from domain.roles import STAFF, Role
from domain.settings import current_settings
from tests.cast import NOW, make_account, signed_in
from web import app
from web.access import PUBLIC, SIGNED_IN, refuse_undeclared_routes, seen_by
from web.app import create_app


@pytest.mark.asvs("8.2.1", "16.5.3")
def test_a_route_that_declares_nothing_stops_the_start():
    @get("/secret")
    async def undeclared() -> str:
        return "everything"

    with pytest.raises(ImproperlyConfiguredException, match="/secret"):
        refuse_undeclared_routes(Litestar([undeclared], openapi_config=None))


def test_everybodys_mailbox_exists_in_the_embedded_set_up_alone(monkeypatch):
    def mailbox() -> bool:
        return any(route.path.startswith("/local/mail") for route in create_app().routes)

    assert mailbox()
    elsewhere = replace(current_settings(), embedded=False)
    monkeypatch.setattr(app, "current_settings", lambda: elsewhere)
    assert not mailbox()


def test_a_route_that_declares_its_access_starts():
    @get("/open", access=PUBLIC)
    async def declared() -> str:
        return "nothing"

    refuse_undeclared_routes(Litestar([declared], openapi_config=None))


@pytest.mark.asvs("8.1.1", "8.2.3")
def test_who_sees_an_activity_is_read_off_its_sheet():
    assert seen_by(RIGHTS_REQUESTS).roles == {Role.DPO}
    assert seen_by(ACCOUNTS).roles == {Role.SUPPORT, Role.DPO}
    assert seen_by(ACCOUNTS, RIGHTS_REQUESTS).roles == {Role.DPO}


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("activity", REGISTER, ids=lambda activity: activity.slug)
def test_no_sheet_shows_its_data_to_the_holders_of_other_accounts(activity):
    assert seen_by(activity).roles <= set(STAFF)
    assert not seen_by(activity).admits(None)


def test_who_has_to_sign_in_first_comes_back_to_a_page_that_exists():
    routes = [
        (route.path, handler)
        for route in create_app().routes
        for handler in getattr(route, "route_handlers", [])
        if "access" in handler.opt
    ]
    pages = {path for path, handler in routes if "GET" in handler.http_methods}
    nowhere = {
        path
        for path, handler in routes
        if not handler.opt["access"].public and handler.opt.get("page", path) not in pages
    }
    assert not nowhere


def test_whoever_signed_in_is_admitted_to_what_is_their_own():
    assert SIGNED_IN.roles == set(Role)
    assert not SIGNED_IN.admits(None)


class TestASession:
    async def test_of_staff_ends_after_half_an_hour_without_use(self, app, dpo):
        async with await signed_in(app, dpo) as browser:
            assert (await browser.get("/")).status_code == 200
            assert dpo.first_name in (await browser.get("/")).text
        long_ago = NOW.replace(year=2020)
        async with await signed_in(app, dpo, at=long_ago) as browser:
            assert dpo.last_name not in (await browser.get("/")).text

    @pytest.mark.asvs("7.4.2")
    async def test_of_a_closed_account_opens_nothing(self, app, undone):
        gone = await make_account("gone", closed_at=NOW)
        async with await signed_in(app, gone) as browser:
            answer = await browser.get("/account")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
