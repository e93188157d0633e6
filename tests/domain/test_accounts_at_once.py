"""Ending sessions while something is under way: it comes before or after, never between."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any
from uuid import uuid4

import pytest

from domain import accounts, database
from domain.accounts import PasswordReset, Session, SessionEnded, WrongCredentials
from domain.register import PASSWORD_RESETS
from tests.domain.accounts_cast import NOON, PASSWORD, an_account
from tests.domain.test_accounts_sign_in import ALICE, HOME, sign_in, who

pytestmark = pytest.mark.promise("P-SEC-2")
NEW = "quatre loutres traversent la place"


@pytest.fixture
async def alice(pool):
    """An account that is really written, and taken away again."""
    yield await an_account(ALICE)
    await database.execute("truncate account, throttle, duty, password_reset cascade")


def elsewhere(deed: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    """Do something at the same time, outside the transaction that is open here."""
    return asyncio.create_task(deed, context=Context())


async def somebody_waits() -> None:
    """Return once the other one waits for what this transaction holds."""
    waits = "select true from pg_locks where not granted limit 1"
    async with asyncio.timeout(60):
        while not await database.fetch_value(waits):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.005)


async def hold(account_id):
    await database.execute("select from account where id = $1 for update", account_id)


async def reset(*, password=NEW):
    await accounts.ask_for_reset(form_id=uuid4(), email=ALICE, now=NOON)
    asked = await PasswordReset.objects().first()
    await accounts.reset_password(
        asked.id,
        password=password,
        valid_for=PASSWORD_RESETS.holdings[0].retention.period,
        now=NOON,
    )


async def again(person):
    return await accounts.sign_in_again(
        person, password=PASSWORD, proof=None, ip=HOME, now=NOON
    )


async def open_sessions() -> int:
    return await Session.count().where(Session.ended_at.is_null())


async def test_a_sign_in_under_way_with_the_former_password_opens_nothing(alice):
    async with database.transaction():
        await hold(alice.id)
        under_way = elsewhere(sign_in())  # the former password is right: it was checked
        await somebody_waits()
        await reset()
    with pytest.raises(WrongCredentials):
        await under_way
    assert await open_sessions() == 0


async def test_a_step_up_under_way_brings_no_session_back_after_a_reset(alice):
    person = await who(await sign_in())
    async with database.transaction():
        await hold(alice.id)
        under_way = elsewhere(again(person))
        await somebody_waits()
        await reset()
    with pytest.raises(WrongCredentials):
        await under_way
    assert await open_sessions() == 0


async def test_a_step_up_under_way_brings_no_session_back_after_signing_out_everywhere(alice):
    there = await who(await sign_in())
    here = await sign_in()
    async with database.transaction():
        await accounts.end_other_sessions(account_id=alice.id, keep=here.session_id, now=NOON)
        under_way = elsewhere(again(there))
        await somebody_waits()
    with pytest.raises(SessionEnded):
        await under_way
    assert await open_sessions() == 1


async def test_a_step_up_that_is_just_done_is_ended_with_all_the_others(alice):
    there = await who(await sign_in())
    here = await who(await sign_in())
    async with database.transaction():
        replaced = await again(there)
        ending = elsewhere(
            accounts.end_other_sessions(account_id=alice.id, keep=here.session_id, now=NOON)
        )
        await somebody_waits()
    await ending
    assert await who(replaced) is None
    assert await open_sessions() == 1


async def test_a_step_up_that_is_just_done_does_not_outlive_a_new_password(alice):
    there = await who(await sign_in())
    here = await who(await sign_in())
    async with database.transaction():
        replaced = await again(there)
        changing = elsewhere(accounts.change_password(here, password=NEW, now=NOON))
        await somebody_waits()
    await changing
    assert await who(replaced) is None
    assert await open_sessions() == 1


async def test_a_change_of_password_under_way_does_not_undo_a_reset(alice):
    thief = await who(await sign_in())
    async with database.transaction():
        await hold(alice.id)
        under_way = elsewhere(
            accounts.change_password(thief, password="mot de passe du voleur", now=NOON)
        )
        await somebody_waits()
        await reset()
    with pytest.raises(SessionEnded):
        await under_way
    assert await sign_in(password=NEW)


async def test_of_two_step_ups_at_once_one_session_is_left(alice):
    person = await who(await sign_in())
    done = await asyncio.gather(*(again(person) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, SessionEnded) for one in done) == 3
    assert await open_sessions() == 1
