"""The application as the tests of pages see it, and its cast."""

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from domain.accounts import Account
from domain.licence import Seen
from tests.cast import Browser, make_account, make_organisation, make_staff, signed_in, visitor
from web.app import create_asgi
from web.sightings import collector


@pytest.fixture(scope="session")
def app(pool: str) -> Any:
    return create_asgi()


@pytest.fixture
def noted() -> Iterator[deque[Seen]]:
    """What this process saw of holders and has not handed over yet."""
    waiting = collector().waiting
    waiting.clear()
    yield waiting
    waiting.clear()


@pytest.fixture
async def alice(undone: None) -> Account:
    """A subscriber."""
    return await make_account("alice")


@pytest.fixture
async def bob(undone: None) -> Account:
    """A stranger to alice."""
    return await make_account("bob")


@pytest.fixture
async def carol(undone: None) -> Account:
    """The administrator of an organisation."""
    chambers = await make_organisation("Cabinet Carol")
    return await make_account("carol", organisation=chambers.id, administers_organisation=True)


@pytest.fixture
async def dpo(undone: None) -> Account:
    return await make_staff("dpo")


@pytest.fixture
async def support(undone: None) -> Account:
    return await make_staff("support")


@pytest.fixture
async def anonymous(app: Any, undone: None) -> AsyncIterator[Browser]:
    async with visitor(app) as browser:
        yield browser


@pytest.fixture
async def as_alice(app: Any, alice: Account) -> AsyncIterator[Browser]:
    async with await signed_in(app, alice) as browser:
        yield browser


@pytest.fixture
async def as_bob(app: Any, bob: Account) -> AsyncIterator[Browser]:
    async with await signed_in(app, bob) as browser:
        yield browser


@pytest.fixture
async def as_carol(app: Any, carol: Account) -> AsyncIterator[Browser]:
    async with await signed_in(app, carol) as browser:
        yield browser


@pytest.fixture
async def as_dpo(app: Any, dpo: Account) -> AsyncIterator[Browser]:
    async with await signed_in(app, dpo) as browser:
        yield browser


@pytest.fixture
async def as_support(app: Any, support: Account) -> AsyncIterator[Browser]:
    async with await signed_in(app, support) as browser:
        yield browser
