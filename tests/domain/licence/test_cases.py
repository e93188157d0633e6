"""People decide cases: with grounds, after hearing the holder, never twice the same person.

Keeps P-ACC-6 and P-ACC-7; GDPR art. 22.
"""

import contextlib
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import acting, database, licence, rights
from domain.accounts import Session
from domain.duties.tables import Duty
from domain.errors import DomainError, NotFound
from domain.licence import SharingCase, SharingHand, cases
from domain.licence.cases import Explanation, State
from domain.periods import after
from domain.roles import Role
from tests.cast import NOW, make_account, make_staff
from tests.domain.licence.story import confirmed, finding, make_case

pytestmark = [pytest.mark.promise("P-ACC-7"), pytest.mark.usefixtures("undone")]

SIMON, SARAH = uuid4(), uuid4()
"""Two members of support."""
HEARD = after(NOW, cases.ANSWER_WITHIN) + timedelta(microseconds=1)


async def present(case):
    return await cases.find(case.id)


async def state(case):
    return cases.state_of(await present(case))


async def told():
    return {duty.kind for duty in await Duty.objects()}


class TestOpening:
    async def open(self, account, at):
        return await cases.open_case(account.id, finding=finding(), seen_from=at, now=at)

    async def test_waits_while_a_case_waits(self):
        alice = await make_account("alice")
        assert await self.open(alice, NOW)
        assert not await self.open(alice, NOW + timedelta(days=200))

    async def test_cools_down_for_ninety_days_after_a_dismissal_and_no_longer(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await cases.dismiss(case.id, by=SIMON, grounds="VPN.", now=NOW)
        last = after(NOW, cases.COOLS_FOR)
        assert not await self.open(alice, last)
        assert await self.open(alice, last + timedelta(microseconds=1))

    async def test_waits_while_a_contest_is_under_review(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, **confirmed(NOW))
        await cases.contest(case.id, account_id=alice.id, words="Non.", now=NOW)
        assert not await self.open(alice, NOW + timedelta(days=300))

    async def test_tells_nobody_anything(self):
        await self.open(await make_account("alice"), NOW)
        assert await told() == set()


class TestADecision:
    async def test_to_confirm_waits_for_the_holder_to_be_told(self):
        case = await make_case(await make_account("alice"), NOW)
        with pytest.raises(cases.NotHeardYet):
            await cases.confirm(case.id, by=SIMON, grounds="Faits.", now=HEARD)

    async def test_to_confirm_waits_fourteen_days_for_an_explanation(self):
        case = await make_case(await make_account("alice"), NOW)
        await cases.ask_holder(case.id, now=NOW)
        with pytest.raises(cases.NotHeardYet):
            await cases.confirm(
                case.id, by=SIMON, grounds="Faits.", now=HEARD - timedelta(microseconds=1)
            )
        await cases.confirm(case.id, by=SIMON, grounds="Faits.", now=HEARD)
        assert await state(case) is State.CONFIRMED

    async def test_may_follow_at_once_when_the_holder_explained(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await cases.ask_holder(case.id, now=NOW)
        await cases.explain(
            case.id, account_id=alice.id, explanation=Explanation.VPN, words=None, now=NOW
        )
        await cases.confirm(case.id, by=SIMON, grounds="Faits.", now=NOW)
        assert await state(case) is State.CONFIRMED

    @pytest.mark.parametrize("grounds", ["", "  \n"])
    async def test_without_grounds_is_none(self, grounds):
        case = await make_case(await make_account("alice"), NOW, asked_at=NOW)
        for decide in (cases.dismiss, cases.confirm):
            with pytest.raises(cases.GroundsMissing):
                await decide(case.id, by=SIMON, grounds=grounds, now=HEARD)
        assert await state(case) is State.ASKED

    async def test_is_taken_once(self):
        case = await make_case(await make_account("alice"), NOW)
        await cases.dismiss(case.id, by=SIMON, grounds="VPN.", now=NOW)
        for decide in (cases.dismiss, cases.confirm):
            with pytest.raises(cases.NotNow):
                await decide(case.id, by=SARAH, grounds="Autre.", now=HEARD)
        assert (await present(case)).grounds == "VPN."

    async def test_changes_nothing_in_what_the_holder_has_access_to(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, asked_at=NOW)
        before = await database.fetch_row("select * from account where id = $1", alice.id)
        await cases.confirm(case.id, by=SIMON, grounds="Faits.", now=HEARD)
        await cases.propose_measure(case.id, by=SIMON, measure="Résilier.", now=HEARD)
        await cases.agree_to_measure(case.id, by=SARAH, now=HEARD)
        after_all = await database.fetch_row("select * from account where id = $1", alice.id)
        assert before == after_all
        assert await Session.count().where(Session.ended_at.is_not_null()) == 0


class TestAContest:
    async def contested(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, asked_at=NOW)
        await cases.confirm(case.id, by=SIMON, grounds="Faits.", now=HEARD)
        await cases.contest(case.id, account_id=alice.id, words="Mon VPN.", now=HEARD)
        return case

    async def test_is_reviewed_by_another_person(self):
        case = await self.contested()
        with pytest.raises(cases.SamePerson):
            await cases.review(case.id, upheld=True, by=SIMON, grounds="Idem.", now=HEARD)
        await cases.review(case.id, upheld=False, by=SARAH, grounds="Un VPN.", now=HEARD)
        assert await state(case) is State.OVERTURNED
        assert (await present(case)).cleared_at == HEARD
        assert cases.TELL_REVIEWED in await told()

    async def test_that_is_upheld_leaves_the_case_confirmed(self):
        case = await self.contested()
        await cases.review(case.id, upheld=True, by=SARAH, grounds="Vu.", now=HEARD)
        assert await state(case) is State.UPHELD
        assert (await present(case)).cleared_at is None

    async def test_is_made_once_and_by_its_holder_alone(self):
        case = await self.contested()
        bob = await make_account("bob")
        with pytest.raises(NotFound):
            await cases.contest(case.id, account_id=bob.id, words="Non.", now=HEARD)
        with pytest.raises(cases.NotNow):
            await cases.contest(
                case.id, account_id=(await present(case)).account, words="x", now=HEARD
            )

    async def test_holds_every_measure_back(self):
        case = await self.contested()
        with pytest.raises(cases.NotNow):
            await cases.propose_measure(case.id, by=SARAH, measure="Rien.", now=HEARD)


class TestAMeasure:
    async def test_needs_a_second_person(self):
        case = await make_case(await make_account("alice"), NOW, **confirmed(NOW))
        await cases.propose_measure(case.id, by=SIMON, measure="Un appel.", now=NOW)
        with pytest.raises(cases.SamePerson):
            await cases.agree_to_measure(case.id, by=SIMON, now=NOW)
        await cases.agree_to_measure(case.id, by=SARAH, now=NOW)
        assert (await present(case)).measure_agreed_at == NOW

    async def test_falls_with_the_decision(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, **confirmed(NOW))
        await cases.propose_measure(case.id, by=SIMON, measure="Un appel.", now=NOW)
        await cases.contest(case.id, account_id=alice.id, words="Non.", now=NOW)
        await cases.review(case.id, upheld=False, by=SARAH, grounds="VPN.", now=NOW)
        with pytest.raises(cases.NotNow):
            await cases.agree_to_measure(case.id, by=SARAH, now=NOW)


ACTS = (
    "ask",
    "explain",
    "dismiss",
    "confirm",
    "contest",
    "uphold",
    "overturn",
    "propose",
    "agree",
)


async def act(case, alice, name, *, by, words, now):
    if name == "ask":
        await cases.ask_holder(case.id, now=now)
    elif name == "explain":
        await cases.explain(
            case.id, account_id=alice.id, explanation=Explanation.OTHER, words=words, now=now
        )
    elif name in ("dismiss", "confirm"):
        await getattr(cases, name)(case.id, by=by, grounds=words, now=now)
    elif name == "contest":
        await cases.contest(case.id, account_id=alice.id, words=words, now=now)
    elif name in ("uphold", "overturn"):
        await cases.review(case.id, upheld=name == "uphold", by=by, grounds=words, now=now)
    elif name == "propose":
        await cases.propose_measure(case.id, by=by, measure=words, now=now)
    else:
        await cases.agree_to_measure(case.id, by=by, now=now)


async def _undone(work):
    """Do ``work`` and take it back: each example starts from the same world."""
    held = database.engine().current_transaction.get()
    savepoint = held.connection.transaction()
    await savepoint.start()
    try:
        await work()
    finally:
        await savepoint.rollback()
        held.connection.forget()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ACTS),
            st.sampled_from((SIMON, SARAH)),
            st.sampled_from(("Motifs.", " ")),
            st.integers(0, 20),
        ),
        max_size=12,
    )
)
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_whatever_people_try_no_rule_is_broken(sequence):
    async def work():
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        now = NOW
        for name, by, words, days in sequence:
            now += timedelta(days=days)
            with contextlib.suppress(DomainError):
                await act(case, alice, name, by=by, words=words, now=now)
        await assert_sound(await present(case))

    await _undone(work)


async def assert_sound(case):
    """Assert what holds of every case, whoever did what in whatever order."""
    hands = await cases.hands_of(case.id)
    if case.decision:
        assert case.grounds.strip()
        assert "decision" in hands
    if case.decision == "confirmed":
        assert case.explained_at or case.decided_at > after(case.asked_at, cases.ANSWER_WITHIN)
    if case.review:
        assert case.review_grounds.strip()
        assert hands["review"] != hands["decision"]
    if case.measure:
        assert case.decision == "confirmed"
    if case.measure_agreed_at:
        assert hands["agreement"] != hands["proposal"]
    in_favour = case.decision == "dismissed" or case.review == "overturned"
    assert (case.cleared_at is not None) == in_favour


class TestTheDatabase:
    """What the pages refuse, PostgreSQL refuses too."""

    async def refused(self, sql, *arguments):
        held = database.engine().current_transaction.get()
        savepoint = held.connection.transaction()
        await savepoint.start()
        try:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await database.execute(sql, *arguments)
        finally:
            await savepoint.rollback()

    async def test_lets_nobody_review_what_they_decided(self):
        case = await make_case(await make_account("alice"), NOW, **confirmed(NOW))
        sign = "insert into sharing_hand (of_case, part, member, at) values ($1, $2, $3, now())"
        await database.execute(sign, case.id, "decision", SIMON)
        await self.refused(sign, case.id, "review", SIMON)
        await database.execute(sign, case.id, "proposal", SIMON)
        await self.refused(sign, case.id, "agreement", SIMON)
        assert await SharingHand.count() == 2

    @pytest.mark.parametrize(
        "change",
        [
            "decision = 'confirmed', decided_at = now(), grounds = 'x'",
            "decision = 'dismissed', decided_at = now(), cleared_at = now()",
            "review = 'upheld', reviewed_at = now(), review_grounds = 'x'",
            "measure = 'x', measure_proposed_at = now()",
            "cleared_at = now()",
            "contested_at = now(), contest_words = 'x'",
        ],
    )
    async def test_refuses_what_no_decision_allows(self, change):
        case = await make_case(await make_account("alice"), NOW)
        await self.refused(f"update sharing_case set {change} where id = $1", case.id)

    @pytest.mark.promise("P-RIG-5")
    async def test_hides_sightings_and_cases_from_support_while_an_objection_is_weighed(self):
        alice, bob = await make_account("alice"), await make_account("bob")
        for each in (alice, bob):
            await make_case(each, NOW)
            seen = licence.Seen(uuid4(), each.id, uuid4(), "203.0.113.7", NOW)
            await licence.write_sightings([seen], now=NOW)
        await licence.object_to_detection(account_id=alice.id, reasons="x", now=NOW)
        assert await self.seen_by(Role.SUPPORT) == {("bob", "bob")}
        assert await self.seen_by(Role.DPO) == {("alice", "alice"), ("bob", "bob")}
        [objection] = await licence.objections_to_weigh()
        await licence.weigh(objection.id, accepted=False, grounds="Motifs.", now=NOW)
        assert len(await self.seen_by(Role.SUPPORT)) == 2

    async def seen_by(self, role):
        with acting.acting_as(acting.staff(role)):
            rows = await database.fetch(
                "select split_part(sharing_case.email, '@', 1),"
                " split_part(account.email, '@', 1)"
                " from sighting join sharing_case using (account)"
                " join account on account.id = sighting.account"
            )
        return {tuple(row) for row in rows}

    async def test_lets_support_decide_nothing_meanwhile(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await licence.object_to_detection(account_id=alice.id, reasons="x", now=NOW)
        with acting.acting_as(acting.staff(Role.SUPPORT)), pytest.raises(NotFound):
            await cases.dismiss(case.id, by=SIMON, grounds="VPN.", now=NOW)


class TestAnErasure:
    @pytest.mark.promise("P-RIG-4")
    @pytest.mark.parametrize("columns", [{}, confirmed(NOW)], ids=["open", "confirmed"])
    async def test_leaves_a_case_that_is_open_or_confirmed(self, columns):
        alice = await make_account("alice")
        case = await make_case(alice, NOW, **columns)
        erased = await rights.erase_account(alice.id, cause="holder", now=NOW)
        left = await present(case)
        assert (left.account, left.email) == (None, alice.email)
        [kept] = [item for item in erased.plan.stays if item.table_name == "sharing_case"]
        assert kept.until is not None

    @pytest.mark.promise("P-RIG-4")
    async def test_takes_one_that_was_dismissed(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await cases.dismiss(case.id, by=SIMON, grounds="VPN.", now=NOW)
        await rights.erase_account(alice.id, cause="holder", now=NOW)
        assert await SharingCase.count() == await SharingHand.count() == 0

    async def test_takes_a_case_that_is_dismissed_afterwards(self):
        alice = await make_account("alice")
        case = await make_case(alice, NOW)
        await rights.erase_account(alice.id, cause="holder", now=NOW)
        await cases.forget_if_nothing_is_held(case.id)
        assert await SharingCase.count() == 1
        await cases.dismiss(case.id, by=SIMON, grounds="VPN.", now=NOW)
        await cases.forget_if_nothing_is_held(case.id)
        assert await SharingCase.count() == 0


async def test_this_was_not_me_ends_the_other_sessions_and_explains():
    alice = await make_account("alice")
    case = await make_case(alice, NOW)
    here, there = uuid4(), uuid4()
    for session_id in (here, there):
        await Session(
            id=session_id,
            account=alice.id,
            token_sha256=session_id.bytes,
            created_at=NOW,
            last_used_at=NOW,
            authenticated_at=NOW,
        ).save()
    await cases.say_it_was_not_me(account_id=alice.id, session_id=here, now=NOW)
    ended = await Session.select(Session.id).where(Session.ended_at.is_not_null())
    assert [row["id"] for row in ended] == [there]
    assert (await present(case)).explanation == Explanation.NOT_ME


async def test_staff_explain_nothing():
    support = await make_staff("support")
    case = await make_case(await make_account("alice"), NOW)
    with pytest.raises(NotFound):
        await cases.explain(
            case.id, account_id=support.id, explanation=Explanation.VPN, words=None, now=NOW
        )
