"""A sweep that is killed, doubled, blocked or failing loses nothing and counts right."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain import database, retention
from domain.accounts import Account
from domain.accounts.tables import SignUp, Throttle
from domain.evidence.tables import Erasure, Sweep
from domain.register import REGISTER, SIGN_UPS, THROTTLING
from domain.requests.tables import RightsRequest
from tests.cast import NOW, make_account
from tests.domain.retention.erasing import erase_account
from tests.domain.rows import make_row

TEN_DAYS_AGO = NOW - timedelta(days=10)


class Killed(BaseException):
    """What no ``except Exception`` holds back."""


@pytest.fixture
async def committed(pool: str) -> AsyncIterator[str]:
    """Really written: transactions end as they do in production. Emptied afterwards."""
    yield pool
    await database.execute("truncate account, sign_up, throttle, sweep cascade")


async def sweep(register=REGISTER, **options):
    return await retention.sweep(
        now=NOW, erase_account=erase_account, register=register, **options
    )


async def erased():
    return await database.fetch_value("select coalesce(sum(rows_erased), 0) from sweep")


async def test_a_sweep_killed_after_its_first_batch_leaves_evidence_that_adds_up(
    committed, monkeypatch
):
    for _ in range(7):
        await make_row(SignUp, created_at=TEN_DAYS_AGO)
    counts = []
    execute = database.execute

    async def killed_at_the_second(statement, *arguments):
        counts.append(statement.startswith("update sweep"))
        if counts.count(True) == 2:
            raise Killed
        return await execute(statement, *arguments)

    monkeypatch.setattr(database, "execute", killed_at_the_second)
    with pytest.raises(Killed):
        await sweep((SIGN_UPS,), batch=3)
    assert (await SignUp.count(), await erased()) == (4, 3)

    monkeypatch.undo()
    await sweep((SIGN_UPS,), batch=3)
    assert (await SignUp.count(), await erased()) == (0, 7)


async def test_two_sweeps_at_once_share_the_rows(committed):
    await database.execute(
        "insert into throttle (key_hash, window_starts_at, tries)"
        " select md5(i::text), $1, 1 from generate_series(1, 3000) as i",
        TEN_DAYS_AGO,
    )
    await asyncio.gather(sweep((THROTTLING,), batch=100), sweep((THROTTLING,), batch=100))
    assert (await Throttle.count(), await erased()) == (0, 3000)


async def test_a_sweep_under_load_takes_what_ended_and_nothing_of_what_is_written(committed):
    """Others write ended and fresh rows meanwhile; after two sweeps the counts agree."""
    written = {TEN_DAYS_AGO: 0, NOW: 0}

    async def write_meanwhile():
        other = await asyncpg.connect(committed)
        for _ in range(40):
            for starts_at in written:
                written[starts_at] += 50
                await other.execute(
                    "insert into throttle (key_hash, window_starts_at, tries)"
                    " select gen_random_uuid()::text, $1, 1 from generate_series(1, 50)",
                    starts_at,
                )
            await other.execute(
                "update throttle set tries = tries + 1 where id in"
                " (select id from throttle limit 20 for update skip locked)"
            )
        await other.close()

    writers = [asyncio.create_task(write_meanwhile()) for _ in range(2)]
    async with asyncio.timeout(30):
        while written[NOW] < 500:  # noqa: ASYNC110 - the writers tell nobody
            await asyncio.sleep(0.001)
        first = await sweep((THROTTLING,), batch=100)
        await asyncio.gather(*writers)
    second = await sweep((THROTTLING,), batch=100)
    assert [row.failure for row in first + second] == [None, None]
    assert await erased() == written[TEN_DAYS_AGO]
    assert await Throttle.count() == written[NOW]


async def test_a_locked_row_is_left_for_the_next_sweep_and_holds_nobody_up(committed):
    locked = await make_row(SignUp, created_at=TEN_DAYS_AGO)
    await make_row(SignUp, created_at=TEN_DAYS_AGO)
    other = await asyncpg.connect(committed)
    async with other.transaction():
        await other.execute("select 1 from sign_up where id = $1 for update", locked.id)
        await asyncio.wait_for(sweep((SIGN_UPS,)), timeout=5)
    await other.close()
    assert await SignUp.select(SignUp.id).output(as_list=True) == [locked.id]
    await sweep((SIGN_UPS,))
    assert (await SignUp.count(), await erased()) == (0, 2)


async def test_an_activity_that_fails_holds_back_no_other_and_says_what_failed(
    committed, monkeypatch
):
    await make_row(SignUp, created_at=TEN_DAYS_AGO)
    await make_row(Throttle, window_starts_at=TEN_DAYS_AGO)
    await database.execute(
        "create function refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'ines@example.org'; end $$"
    )
    await database.execute(
        "create trigger refuse before delete on sign_up for each row execute function refuse()"
    )
    try:
        evidence = {row.activity: row for row in await sweep()}
    finally:
        await database.execute("drop function refuse cascade")
    assert evidence["sign-ups"].failure == "asyncpg.exceptions.RaiseError"
    assert evidence["throttling"].rows_erased == 1
    assert [row.activity for row in evidence.values() if row.failure] == ["sign-ups"]


async def test_an_account_that_fails_holds_back_no_other(committed):
    first = await make_account("first", last_visit_at=datetime(2020, 1, 1, tzinfo=UTC))
    await make_account("second", last_visit_at=datetime(2021, 1, 1, tzinfo=UTC))

    async def failing_once(account_id, *, cause, now):
        await erase_account(account_id, cause=cause, now=now)
        if account_id == first.id:
            raise LookupError

    evidence = await retention.sweep(now=NOW, erase_account=failing_once)

    accounts = next(row for row in evidence if row.activity == "accounts")
    assert (accounts.rows_erased, accounts.failure) == (1, "builtins.LookupError")
    assert await Account.select(Account.email).output(as_list=True) == ["first@example.org"]


async def test_a_visit_during_the_sweep_saves_the_account(committed):
    first = await make_account("first", last_visit_at=datetime(2020, 1, 1, tzinfo=UTC))
    second = await make_account("second", last_visit_at=datetime(2021, 1, 1, tzinfo=UTC))

    async def while_the_second_comes_back(account_id, *, cause, now):
        assert account_id == first.id
        await erase_account(account_id, cause=cause, now=now)
        other = await asyncpg.connect(committed)
        await other.execute(
            "update account set last_visit_at = $1 where id = $2", NOW, second.id
        )
        await other.close()

    await retention.sweep(now=NOW, erase_account=while_the_second_comes_back)
    assert await Account.select(Account.email).output(as_list=True) == ["second@example.org"]


async def test_evidence_names_tables_and_counts_and_no_person(undone):
    await make_row(SignUp, created_at=TEN_DAYS_AGO, email="ines@example.org")
    await sweep((SIGN_UPS,))
    [row] = await Sweep.select()
    assert "ines" not in repr(row)
    assert (row["activity"], row["table_name"], row["rows_erased"]) == (
        "sign-ups",
        "sign_up",
        1,
    )


async def test_the_file_of_a_request_may_end_before_the_erasure_that_it_asked_for(undone):
    closed_at = datetime(2021, 11, 24, 8, tzinfo=UTC)
    request = await make_row(RightsRequest, right="erasure", closed_at=closed_at)
    kept = await make_row(
        Erasure, request=request.id, finished_at=closed_at + timedelta(hours=3)
    )
    evidence = await sweep()
    assert not [row.failure for row in evidence if row.failure]
    assert await RightsRequest.count() == 0
    assert await Erasure.select(Erasure.id, Erasure.request) == [
        {"id": kept.id, "request": None}
    ]
