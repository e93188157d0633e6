"""Asking, proving, deciding and withdrawing (policy 4 and 6; P-RIG-10)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain import database, requests, rights
from domain.accounts import Account
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.evidence import Erasure
from domain.requests import (
    Asked,
    Channel,
    Correspondent,
    Ground,
    NotOpen,
    Right,
    RightsRequest,
    Search,
    State,
    state_of,
)
from domain.requests.rules import STATES_IN_SQL
from tests.cast import NOW, make_account
from tests.domain.rights.people import make_request

pytestmark = [pytest.mark.promise("P-RIG-10"), pytest.mark.usefixtures("undone")]

LATER = NOW + timedelta(hours=1)
UNDECIDED = dict.fromkeys(("closed_at", "decided_at", "decision", "decision_reason"))
ALICE = Correspondent(email="alice@example.org", first_name="Alice", last_name="Martin")


def asked(right=Right.ERASURE, **options):
    return Asked(**{"right": right, "form_id": uuid4(), "language": "fr"} | options)


async def duties_of(request):
    return {duty.kind for duty in await Duty.objects().where(Duty.subject == request.id)}


async def on_page(**options):
    await requests.ask_on_page(asked(**options), by=ALICE, now=NOW)
    return await RightsRequest.objects().order_by(RightsRequest.received_at).first()


class TestFromTheAccount:
    async def test_a_copy_needs_no_decision_and_is_begun_at_once(self):
        alice = await make_account("alice")
        request = await requests.ask_from_account(
            asked(Right.ACCESS), account_id=alice.id, now=NOW
        )
        assert state_of(request) is State.UNDER_WAY
        assert request.decided_by is None
        assert await duties_of(request) == {"make-package"}

    async def test_an_erasure_under_article_17_waits_for_the_dpo(self):
        alice = await make_account("alice")
        request = await requests.ask_from_account(
            asked(ground=Ground.UNLAWFUL, message="because"), account_id=alice.id, now=NOW
        )
        assert state_of(request) is State.TO_DECIDE
        assert (request.ground, request.message) == ("unlawful", "because")
        assert await duties_of(request) == {"tell-request-received"}
        assert await Erasure.count() == 0

    async def test_a_second_request_for_the_same_right_is_the_open_one(self):
        alice = await make_account("alice")
        first = await requests.ask_from_account(asked(), account_id=alice.id, now=NOW)
        second = await requests.ask_from_account(asked(), account_id=alice.id, now=LATER)
        other = await requests.ask_from_account(
            asked(Right.ACCESS), account_id=alice.id, now=LATER
        )
        assert first.id == second.id != other.id

    async def test_the_same_form_sent_twice_has_one_effect_even_after_the_answer(self):
        alice, form = await make_account("alice"), asked()
        first = await requests.ask_from_account(form, account_id=alice.id, now=NOW)
        await rights.refuse(first.id, decided_by=uuid4(), reason="no", now=NOW)
        second = await requests.ask_from_account(form, account_id=alice.id, now=LATER)
        assert first.id == second.id

    async def test_somebody_else_s_form_id_opens_nothing_of_theirs(self):
        alice, bob = await make_account("alice"), await make_account("bob")
        form = asked()
        await requests.ask_from_account(form, account_id=alice.id, now=NOW)
        with pytest.raises(NotFound):
            await requests.ask_from_account(form, account_id=bob.id, now=NOW)

    async def test_another_s_request_is_not_found(self):
        alice, bob = await make_account("alice"), await make_account("bob")
        request = await requests.ask_from_account(asked(), account_id=alice.id, now=NOW)
        assert (await requests.find_own(request.id, account_id=alice.id)).id == request.id
        with pytest.raises(NotFound):
            await requests.find_own(request.id, account_id=bob.id)

    async def test_a_closed_account_asks_for_nothing(self):
        alice = await make_account("alice", closed_at=NOW)
        with pytest.raises(NotFound):
            await requests.ask_from_account(asked(), account_id=alice.id, now=NOW)


class TestWithoutAccount:
    async def test_receipt_is_the_moment_of_sending_also_while_unproven(self):
        request = await on_page()
        assert state_of(request) is State.UNPROVEN
        assert (request.received_at, request.due_on) == (NOW, date(2026, 12, 24))
        assert await duties_of(request) == {"tell-request-received"}

    async def test_the_unproven_are_visible_to_the_dpo(self):
        request = await on_page()
        found, count = await requests.search(Search(state=State.UNPROVEN))
        assert ([one.id for one in found], count) == ([request.id], 1)

    async def test_proving_the_address_ties_the_request_to_the_account_that_has_it(self):
        alice = await make_account("alice")
        request = await on_page()
        assert request.account is None
        proven = await requests.prove(request.id, now=LATER)
        assert (proven.account, proven.proven_at) == (alice.id, LATER)
        assert state_of(proven) is State.TO_DECIDE

    async def test_also_a_copy_is_decided_by_the_dpo(self):
        request = await on_page(right=Right.ACCESS)
        proven = await requests.prove(request.id, now=LATER)
        assert state_of(proven) is State.TO_DECIDE
        assert "make-package" not in await duties_of(request)

    async def test_proven_twice_the_first_time_counts(self):
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        assert (await requests.prove(request.id, now=LATER)).proven_at == NOW

    async def test_a_second_unproven_request_joins_the_one_that_is_proven(self):
        first = await on_page()
        await requests.ask_on_page(asked(), by=ALICE, now=LATER)
        assert await RightsRequest.count() == 2
        await requests.prove(first.id, now=LATER)
        second = await RightsRequest.objects().get(RightsRequest.id != first.id)
        assert (await requests.prove(second.id, now=LATER)).id == first.id
        assert state_of(await requests.find(second.id)) is State.WITHDRAWN

    async def test_while_one_is_open_another_only_sends_a_mail_about_it(self):
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        await requests.ask_on_page(asked(), by=ALICE, now=LATER)
        assert await RightsRequest.count() == 1
        assert "tell-request-still-open" in await duties_of(request)

    async def test_the_holder_s_open_request_answers_for_the_page_too(self):
        alice = await make_account("alice")
        mine = await requests.ask_from_account(asked(), account_id=alice.id, now=NOW)
        await requests.ask_on_page(asked(), by=ALICE, now=LATER)
        assert await RightsRequest.count() == 1
        assert "tell-request-still-open" in await duties_of(mine)

    async def test_the_same_form_sent_twice_has_one_effect(self):
        form = asked()
        await requests.ask_on_page(form, by=ALICE, now=NOW)
        await requests.ask_on_page(form, by=ALICE, now=LATER)
        assert await RightsRequest.count() == 1


class TestEnteredByTheDpo:
    async def enter(self, **options):
        return await requests.enter_from_mail(
            asked(),
            **{
                "by": ALICE,
                "received_on": date(2026, 11, 2),
                "identity_is_certain": True,
                "now": NOW,
            }
            | options,
        )

    async def test_time_runs_from_the_day_of_receipt_not_of_entry(self):
        request = await self.enter()
        assert request.channel == Channel.MAIL
        assert request.due_on == date(2026, 12, 2)

    async def test_in_doubt_about_identity_it_waits_unproven_and_without_an_account(self):
        await make_account("alice")
        request = await self.enter(identity_is_certain=False)
        assert state_of(request) is State.UNPROVEN
        assert request.account is None

    async def test_without_doubt_it_is_the_account_s(self):
        alice = await make_account("alice")
        assert (await self.enter()).account == alice.id

    async def test_received_today_it_is_not_received_in_the_future(self):
        assert (await self.enter(received_on=NOW.date())).received_at <= NOW


class TestDecisions:
    async def test_nothing_is_granted_to_whom_nobody_knows(self):
        request = await on_page()
        with pytest.raises(rights.NotProven):
            await rights.grant(request.id, decided_by=uuid4(), now=NOW)
        assert state_of(await requests.find(request.id)) is State.UNPROVEN

    @pytest.mark.promise("P-RIG-9")
    async def test_a_refusal_has_reasons_closes_the_request_and_is_told(self):
        request = await on_page()
        await rights.refuse(request.id, decided_by=uuid4(), reason="Not ours.", now=LATER)
        refused = await requests.find(request.id)
        assert state_of(refused) is State.REFUSED
        assert (refused.decision_reason, refused.closed_at) == ("Not ours.", LATER)
        assert "tell-request-refused" in await duties_of(request)

    async def test_a_granted_copy_is_begun_and_stays_open_until_it_is_ready(self):
        request = await on_page(right=Right.ACCESS)
        await requests.prove(request.id, now=NOW)
        await rights.grant(request.id, decided_by=uuid4(), now=LATER)
        assert state_of(await requests.find(request.id)) is State.UNDER_WAY
        assert "make-package" in await duties_of(request)

    @pytest.mark.parametrize("first", ["grant", "refuse", "withdraw"])
    async def test_what_was_decided_is_not_decided_again(self, first):
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        await _act(first, request)
        for again in ("grant", "refuse"):
            with pytest.raises(NotOpen):
                await _act(again, request)

    async def test_a_granted_erasure_is_ordered_once(self):
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        await rights.grant(request.id, decided_by=uuid4(), now=LATER)
        erasure = await Erasure.objects().first()
        assert (erasure.request, erasure.subject, erasure.cause) == (
            request.id,
            request.id,
            "request",
        )


async def _act(what, request):
    if what == "grant":
        await rights.grant(request.id, decided_by=uuid4(), now=NOW)
    elif what == "refuse":
        await rights.refuse(request.id, decided_by=uuid4(), reason="no", now=NOW)
    else:
        await requests.withdraw(request.id, now=NOW)


class TestWithdrawing:
    async def test_an_open_request_is_withdrawn_and_another_may_follow(self):
        alice = await make_account("alice")
        first = await requests.ask_from_account(asked(), account_id=alice.id, now=NOW)
        await requests.withdraw(first.id, now=LATER)
        assert state_of(await requests.find(first.id)) is State.WITHDRAWN
        second = await requests.ask_from_account(asked(), account_id=alice.id, now=LATER)
        assert second.id != first.id

    async def test_what_was_answered_is_not_withdrawn(self):
        request = await make_request("alice")
        with pytest.raises(NotOpen):
            await requests.withdraw(request.id, now=NOW)

    async def test_an_erasure_under_way_is_not_withdrawn(self):
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        await rights.grant(request.id, decided_by=uuid4(), now=NOW)
        with pytest.raises(NotOpen):
            await requests.withdraw(request.id, now=NOW)


class TestLists:
    async def test_open_ones_come_first_the_most_urgent_on_top(self):
        closed = await make_request("closed")
        late = await make_request("late", closed_at=None, due_on=date(2026, 11, 1))
        soon = await make_request("soon", closed_at=None, due_on=date(2026, 12, 1))
        found, _ = await requests.search(Search())
        assert [one.id for one in found] == [late.id, soon.id, closed.id]
        assert [one.id for one in await requests.overdue(now=NOW)] == [late.id]
        assert [one.id for one in await requests.open_requests()] == [late.id, soon.id]

    @pytest.mark.parametrize(
        ("words", "found"),
        [("MARTIN", True), ("alice@", True), ("bob", False), ("%", False), ("_lice", False)],
    )
    async def test_they_are_searched_by_name_and_address_and_nothing_else(self, words, found):
        await on_page()
        assert bool((await requests.search(Search(words=words)))[0]) is found

    async def test_the_states_in_sql_are_the_states_in_python(self):
        alice = await make_account("alice")
        await requests.ask_from_account(asked(Right.ACCESS), account_id=alice.id, now=NOW)
        request = await on_page()
        await requests.prove(request.id, now=NOW)
        await requests.withdraw((await on_page()).id, now=NOW)
        await make_request("refused")
        await make_request("granted", decision="granted")
        await make_request("closing", decision="refused", withdrawn_at=NOW)
        await on_page()
        for state, condition in STATES_IN_SQL.items():
            rows = await database.fetch(f"select id from rights_request where {condition}")
            expected = {
                one.id for one in await RightsRequest.objects() if state_of(one) is state
            }
            assert {row["id"] for row in rows} == expected
        counted = await requests.count_by_state()
        assert sum(counted.values()) == await RightsRequest.count()

    async def test_a_page_of_many_has_its_count(self):
        for place in range(7):
            await make_request(f"r{place}")
        found, count = await requests.search(Search(), page=2, size=5)
        assert (len(found), count) == (2, 7)


async def test_the_account_of_a_closed_address_is_nobody_s():
    await make_account("alice", closed_at=NOW)
    request = await on_page()
    assert (await requests.prove(request.id, now=NOW)).account is None
    assert await Account.count() == 1


class TestARequestThatNobodyProves:
    async def test_is_closed_once_its_day_is_past_and_kept_no_longer_than_any_other(self):
        request = await make_request("mallory", proven_at=None, account=None, **UNDECIDED)
        last = date.fromordinal(request.due_on.toordinal())
        on_the_day = NOW.replace(year=last.year, month=last.month, day=last.day)
        assert await requests.close_never_proven(now=on_the_day) == 0
        assert await requests.close_never_proven(now=on_the_day + timedelta(days=1)) == 1
        closed = await RightsRequest.objects().get(RightsRequest.id == request.id)
        assert state_of(closed) is State.WITHDRAWN
        assert closed.closed_at is not None

    async def test_stays_when_it_was_proven(self):
        await make_request("alice", account=None, **UNDECIDED)
        assert await requests.close_never_proven(now=NOW + timedelta(days=400)) == 0


class TestAGrantedErasureOfAnAddress:
    async def test_reaches_an_account_that_was_opened_since_the_request(self):
        request = await make_request("late", account=None, **UNDECIDED, right=Right.ERASURE)
        account = await make_account("late", email=request.email)
        await rights.grant(request.id, decided_by=uuid4(), now=LATER)
        assert await Erasure.exists().where(Erasure.subject == account.id)
        assert not await Erasure.exists().where(Erasure.subject == request.id)
