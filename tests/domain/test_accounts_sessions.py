"""Sessions: how long they last, how they end, and when a visit was (P-ACC-3, P-OPS-2)."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import accounts
from domain.accounts import Account, Session
from domain.accounts.rules import HOLDER_SESSION
from domain.errors import NotFound
from domain.periods import after
from domain.register import SESSION_COOKIE
from tests.domain.accounts_cast import NOON, TOTP_SECRET, a_member_of_staff, an_account
from tests.domain.test_accounts_sign_in import ALICE, HOME, code_at, sign_in, who

BOB = "bob@example.org"
MINUTE = timedelta(minutes=1)


async def staff_session(now=NOON):
    await a_member_of_staff("dpo")
    half = await sign_in("dpo@example.org", now=now)
    return await accounts.give_second_factor(
        await who(half, now=now), proof=code_at(now, TOTP_SECRET), ip=HOME, now=now
    )


@pytest.mark.usefixtures("undone")
class TestHowLongASessionLasts:
    @pytest.mark.asvs("7.3.2")
    @pytest.mark.promise("P-COO-3")
    async def test_of_a_holder_is_twelve_months_at_most_however_used(self):
        await an_account(ALICE)
        opened = await sign_in()
        end = after(NOON, HOLDER_SESSION)
        await accounts.note_visit(await who(opened), now=end - MINUTE)
        assert await who(opened, now=end - MINUTE)
        assert await who(opened, now=end) is None

    def test_of_a_holder_never_outlasts_what_the_cookie_table_says(self):
        assert after(NOON, HOLDER_SESSION) <= after(NOON, SESSION_COOKIE.lifetime)

    async def test_of_a_holder_counts_calendar_months_in_paris(self):
        await an_account(ALICE)
        began = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Paris"))
        opened = await sign_in(now=began)
        end = datetime(2027, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Paris"))
        assert await who(opened, now=end - MINUTE)
        assert await who(opened, now=end) is None

    async def test_of_staff_ends_after_half_an_hour_without_use(self):
        opened = await staff_session()
        assert await who(opened, now=NOON + 29 * MINUTE)
        assert await who(opened, now=NOON + 30 * MINUTE) is None

    @pytest.mark.asvs("7.3.2")
    async def test_of_staff_ends_after_twelve_hours_however_used(self):
        opened = await staff_session()
        for step in range(1, 36):
            now = NOON + step * 20 * MINUTE
            await accounts.note_visit(await who(opened, now=now), now=now)
        assert await who(opened, now=NOON + timedelta(hours=12) - MINUTE)
        assert await who(opened, now=NOON + timedelta(hours=12)) is None

    @pytest.mark.asvs("7.2.1")
    async def test_of_junk_is_no_session(self):
        for token in ("", "x", "é", "\x00", "x" * 10_000):
            assert await who(token) is None


@pytest.mark.usefixtures("undone")
@pytest.mark.promise("P-SEC-2")
class TestEndingSessions:
    @pytest.mark.asvs("7.2.1", "7.4.1")
    async def test_ends_it_for_good(self):
        await an_account(ALICE)
        opened = await sign_in()
        person = await who(opened)
        assert await accounts.end_session(opened.session_id, now=NOON)
        assert await who(opened) is None
        await accounts.note_visit(person, now=NOON + 5 * MINUTE)
        assert await who(opened, now=NOON + 5 * MINUTE) is None

    async def test_twice_keeps_the_first_end(self):
        await an_account(ALICE)
        opened = await sign_in()
        await accounts.end_session(opened.session_id, now=NOON)
        assert not await accounts.end_session(opened.session_id, now=NOON + MINUTE)
        session = await Session.objects().get(Session.id == opened.session_id)
        assert session.ended_at == NOON

    async def test_of_somebody_else_is_as_if_there_was_none(self):
        await an_account(ALICE)
        bob = await an_account(BOB)
        opened = await sign_in()
        for session_id in (opened.session_id, uuid4()):
            with pytest.raises(NotFound):
                await accounts.end_own_session(
                    account_id=bob.id, session_id=session_id, now=NOON
                )
        assert await who(opened)

    async def test_of_all_others_keeps_this_one(self):
        alice = await an_account(ALICE)
        await an_account(BOB)
        mine, other, bobs = await sign_in(), await sign_in(), await sign_in(BOB)
        ended = await accounts.end_other_sessions(
            account_id=alice.id, keep=mine.session_id, now=NOON
        )
        assert ended == 1
        assert await who(mine)
        assert await who(other) is None
        assert await who(bobs)

    async def test_are_listed_the_last_used_first_without_the_ended(self):
        alice = await an_account(ALICE)
        await an_account(BOB)
        first, second, ended = await sign_in(), await sign_in(), await sign_in()
        await sign_in(BOB)
        await accounts.end_session(ended.session_id, now=NOON)
        await accounts.note_visit(await who(first), now=NOON + 5 * MINUTE)
        listed = await accounts.sessions_of(alice.id, now=NOON + 5 * MINUTE)
        assert [each.id for each in listed] == [first.session_id, second.session_id]

    @pytest.mark.promise("P-OPS-2")
    async def test_by_themselves_is_written_down_with_the_instant_they_ended(self):
        await an_account(ALICE)
        old, young = await sign_in(), await sign_in(now=NOON + timedelta(days=30))
        staff = await staff_session()
        now = after(NOON, HOLDER_SESSION)
        assert await accounts.end_expired_sessions(now=now) == 2
        ends = {row["id"]: row["ended_at"] for row in await Session.select()}
        assert ends[old.session_id] == after(NOON, HOLDER_SESSION)
        assert ends[staff.session_id] == NOON + 30 * MINUTE
        assert ends[young.session_id] is None
        assert await accounts.end_expired_sessions(now=now) == 0


@pytest.mark.usefixtures("undone")
@pytest.mark.promise("P-ACC-3")
class TestTheLastVisit:
    async def visited(self):
        return (await Account.objects().get(Account.email == ALICE)).last_visit_at

    async def test_is_when_the_holder_opened_a_page(self):
        await an_account(ALICE)
        person = await who(await sign_in())
        await accounts.note_visit(person, now=NOON + 5 * MINUTE)
        assert await self.visited() == NOON + 5 * MINUTE

    async def test_is_written_once_a_minute_at_most(self):
        await an_account(ALICE)
        opened = await sign_in()
        person = await who(opened)
        await accounts.note_visit(person, now=NOON + MINUTE - timedelta(seconds=1))
        assert await self.visited() == NOON
        await accounts.note_visit(person, now=NOON + MINUTE)
        await accounts.note_visit(person, now=NOON + MINUTE + timedelta(seconds=59))
        assert await self.visited() == NOON + MINUTE

    async def test_never_moves_back(self):
        await an_account(ALICE, last_visit_at=NOON + timedelta(hours=1))
        await accounts.note_visit(await who(await sign_in()), now=NOON + 5 * MINUTE)
        assert await self.visited() == NOON + timedelta(hours=1)

    async def test_is_no_visit_before_the_second_factor_is_given(self):
        dpo = await a_member_of_staff("dpo")
        person = await who(await sign_in("dpo@example.org"))
        await accounts.note_visit(person, now=NOON + 5 * MINUTE)
        await dpo.refresh()
        assert dpo.last_visit_at == NOON

    async def test_of_a_closed_account_stays_what_it_was(self):
        alice = await an_account(ALICE)
        person = await who(await sign_in())
        await accounts.close_account(alice.id, now=NOON + MINUTE)
        await accounts.note_visit(person, now=NOON + 5 * MINUTE)
        assert await self.visited() == NOON


STEPS = st.lists(
    st.sampled_from(["in", "out", "again", "others", "wait"]), min_size=1, max_size=12
)


@pytest.mark.asvs("7.4.1")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_a_token_that_was_revoked_never_works_again(undone, steps):
    """Two browsers' worth of sign-ins, step-ups and sign-outs, in any order."""
    alice = await an_account(f"{uuid4().hex}@example.org")
    now, live, dead = NOON, [], []
    for step in steps:
        if step == "in":
            token, session_id = await accounts.sessions.open_session(
                account_id=alice.id, now=now
            )
            live.append((token, session_id))
        elif step == "wait":
            now += 5 * MINUTE
        elif live and step == "out":
            dead.append(live.pop())
            await accounts.end_session(dead[-1][1], now=now)
        elif live and step == "again":
            dead.append(live.pop(0))
            live.append(
                await accounts.sessions.replace_session(
                    dead[-1][1], account_id=alice.id, now=now, second_factor_at=None
                )
            )
        elif live and step == "others":
            kept = live[-1]
            dead += live[:-1]
            live = [kept]
            await accounts.end_other_sessions(account_id=alice.id, keep=kept[1], now=now)
        for token, _ in dead:
            assert await who(token, now=now) is None
        for token, _ in live:
            person = await who(token, now=now)
            assert person.id == alice.id
            await accounts.note_visit(person, now=now)
