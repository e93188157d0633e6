"""Privacy policy, 4.g: directives for after death (P-RIG-7, P-RIG-8, P-OPS-4, P-OPS-12)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import accounts, database, directives, evidence, retention, rights
from domain.accounts import Account
from domain.directives import (
    CONSENT,
    EACH,
    FATES_OF,
    Choice,
    DeathReport,
    Directive,
    DirectiveConsent,
    Fate,
    NamedPerson,
    Part,
    Person,
    Reported,
    ReportedBy,
)
from domain.errors import NotFound
from domain.periods import Period, after
from domain.policy.promises import State, check_promises
from domain.register import ACCOUNTS, REGISTER
from domain.requests import RightsRequest
from domain.research.tables import Bookmark
from tests.cast import NOW, make_account, make_staff
from tests.domain.policy.test_promises import SITE
from tests.domain.rows import make_row

ROSA = Person(name="Rosa Reçoit", email="rosa@example.net")
THEO = Person(name="Théo Tiers", email="theo@example.net", relation="frère")
KEEP, ERASE = Choice(fate=Fate.KEEP), Choice(fate=Fate.ERASE)
TO_ROSA = Choice(fate=Fate.COMMUNICATE, recipient=ROSA)
LATER = NOW + timedelta(days=8)

pytestmark = pytest.mark.usefixtures("undone")


async def give(account, choices=None, *, trusted=THEO, now=NOW):
    await directives.give_directives(
        choices or {Part.ALL: ERASE},
        trusted=trusted,
        account_id=account.id,
        language="fr",
        now=now,
    )


def each(account=KEEP, research=KEEP, requests=KEEP):
    return {Part.ACCOUNT: account, Part.RESEARCH: research, Part.REQUESTS: requests}


async def consents():
    return await DirectiveConsent.objects().order_by(DirectiveConsent.given_at)


class TestTheChoices:
    @pytest.mark.parametrize(
        "choices",
        [
            {Part.ALL: KEEP},
            {Part.ALL: TO_ROSA},
            each(research=ERASE, requests=TO_ROSA),
            each(account=ERASE, research=ERASE),
        ],
    )
    def test_are_one_for_everything_or_one_for_each_part(self, choices):
        directives.check(choices)

    @pytest.mark.parametrize(
        "choices",
        [
            {},
            {Part.ACCOUNT: KEEP},
            {Part.ALL: KEEP, **each()},
            {Part.ALL: Choice(fate=Fate.COMMUNICATE)},
            {Part.ALL: Choice(fate=Fate.KEEP, recipient=ROSA)},
            each(requests=ERASE),
        ],
    )
    def test_are_refused_when_one_is_missing_or_impossible(self, choices):
        with pytest.raises(directives.Incomplete):
            directives.check(choices)

    @pytest.mark.parametrize(
        "choices",
        [
            each(account=ERASE),
            each(account=ERASE, research=TO_ROSA),
            each(account=ERASE, research=ERASE, requests=TO_ROSA),
        ],
    )
    def test_never_keep_what_goes_with_an_account_that_is_erased(self, choices):
        with pytest.raises(directives.Contradictory):
            directives.check(choices)

    def test_cover_sheets_that_are_in_the_register(self):
        known = {sheet.slug for sheet in REGISTER}
        assert directives.sheets_of(EACH) == directives.sheets_of([Part.ALL]) <= known
        assert set(FATES_OF) == set(Part)


@pytest.mark.promise("P-RIG-7")
class TestWhenADeathMayBeActedUpon:
    def test_only_after_the_notice_and_seven_days(self):
        wait = {"last_visit_at": None}
        assert directives.needs_reason(notified_at=None, now=NOW, **wait)
        ends = after(NOW, Period(days=7))
        assert directives.needs_reason(
            notified_at=NOW, now=ends - timedelta(microseconds=1), **wait
        )
        assert not directives.needs_reason(notified_at=NOW, now=ends, **wait)

    def test_not_after_a_visit_since_the_notice(self):
        visited = NOW + timedelta(hours=1)
        assert directives.needs_reason(notified_at=NOW, last_visit_at=visited, now=LATER)
        assert not directives.needs_reason(notified_at=NOW, last_visit_at=NOW, now=LATER)


@pytest.mark.promise("P-RIG-7")
class TestGiving:
    async def test_keeps_the_choice_the_people_and_the_consent_to_the_words_shown(self):
        alice = await make_account("alice")
        await give(alice, each(research=TO_ROSA))
        standing = await directives.standing_of(alice.id)
        assert standing.choices == each(research=TO_ROSA)
        assert standing.trusted == THEO
        (consent,) = await consents()
        assert (consent.wording, consent.given_at) == (CONSENT.fr, NOW)
        assert consent.wording_version == directives.version_of(CONSENT.fr)

    async def test_changes_at_any_time_with_effect_at_once_and_a_consent_of_its_own(self):
        alice = await make_account("alice")
        await give(alice)
        await give(alice, {Part.ALL: TO_ROSA}, trusted=None, now=LATER)
        standing = await directives.standing_of(alice.id)
        assert (standing.choices, standing.trusted) == ({Part.ALL: TO_ROSA}, None)
        assert await Directive.count() == 1
        assert await NamedPerson.select(NamedPerson.email).output(as_list=True) == [ROSA.email]
        assert [one.ended_at for one in await consents()] == [LATER, None]

    async def test_is_for_holders_with_an_open_account(self):
        for account in (await make_staff("dpo"), await make_account("gone", closed_at=NOW)):
            with pytest.raises(NotFound):
                await give(account)

    async def test_lengthens_no_period(self):
        alice = await make_account("alice")
        before = await Account.objects().get(Account.id == alice.id)
        await give(alice, {Part.ALL: KEEP}, now=LATER)
        now = await Account.objects().get(Account.id == alice.id)
        assert now.to_dict() == before.to_dict()


@pytest.mark.promise("P-RIG-8")
class TestRevoking:
    async def test_takes_effect_at_once_and_keeps_the_proof_alone(self):
        alice = await make_account("alice")
        await give(alice)
        await directives.revoke_directives(alice.id, now=LATER)
        assert await directives.standing_of(alice.id) is None
        assert await NamedPerson.count() == 0
        assert [one.ended_at for one in await consents()] == [LATER]

    async def test_of_nothing_is_refused(self):
        alice = await make_account("alice")
        with pytest.raises(NotFound):
            await directives.revoke_directives(alice.id, now=NOW)


@pytest.mark.promise("P-OPS-12")
class TestErasure:
    async def test_of_the_holder_takes_directives_and_people_and_ends_the_consent(self):
        alice = await make_account("alice")
        await give(alice)
        await rights.erase_account(alice.id, cause=evidence.Cause.HOLDER, now=LATER)
        assert (await Directive.count(), await NamedPerson.count()) == (0, 0)
        assert [one.ended_at for one in await consents()] == [LATER]

    async def test_of_who_is_named_takes_them_and_leaves_the_directives(self):
        alice, theo = await make_account("alice"), await make_account("theo")
        named = Person(name="Théo", email=theo.email)
        to_theo = Choice(fate=Fate.COMMUNICATE, recipient=named)
        await give(alice, {Part.ALL: to_theo}, trusted=named)
        await rights.erase_account(theo.id, cause=evidence.Cause.HOLDER, now=NOW)
        standing = await directives.standing_of(alice.id)
        assert standing.trusted is None
        assert standing.lacking == (Part.ALL,)

    async def test_of_who_is_named_and_has_no_account_goes_by_the_address(self):
        alice = await make_account("alice")
        await give(alice)
        request = await make_row(
            RightsRequest,
            right="erasure",
            email=THEO.email,
            received_at=NOW,
            proven_at=NOW,
        )
        await rights.grant(request.id, decided_by=uuid4(), now=NOW)
        erased = await rights.carry_out(request.id, now=NOW)
        assert [item.table_name for item in erased.plan.goes] == ["named_person"]
        assert await NamedPerson.count() == 0
        assert await Directive.count() == 1

    async def test_who_is_named_finds_themselves_in_their_copy_and_not_by_whom(self):
        alice, theo = await make_account("alice"), await make_account("theo")
        await give(alice, trusted=Person(name="Théo", email=theo.email))
        shelves = await rights.select_shelves(await rights.subject_of_account(theo.id))
        held = [one for sheet in shelves.values() for one in sheet if one.count]
        (named,) = [one for one in held if one.table_name == "named_person"]
        assert "directive" not in {d.column._meta.name for d in named.holding.data}
        assert not [one for one in held if one.table_name == "directive"]


def reported(by=ReportedBy.HEIR):
    return Reported(
        by=by,
        name="Henri Héritier",
        email="henri@example.net",
        language="fr",
        proof_seen_on=NOW.date(),
    )


async def report(account, by=ReportedBy.HEIR, *, notified=True):
    report_id = await directives.report_death(
        reported(by), report_id=uuid4(), account_id=account.id, entered_by=uuid4(), now=NOW
    )
    if notified:
        await directives.note_notified(report_id, now=NOW)
    return report_id


async def execute(report_id, *, early_reason=None, hands_copy=False, now=LATER):
    await rights.execute_after_death(
        report_id,
        executed_by=uuid4(),
        early_reason=early_reason,
        hands_copy=hands_copy,
        now=now,
    )


async def carry_out(report_id, *, now=LATER):
    told = []

    async def inform(done):
        told.append(done)

    await rights.carry_out_directives(report_id, now=now, inform=inform)
    return told


@pytest.mark.promise("P-RIG-7")
class TestAReport:
    async def test_changes_nothing_for_the_holder(self):
        alice = await make_account("alice")
        await report(alice)
        assert (await Account.objects().get(Account.id == alice.id)).closed_at is None

    async def test_is_one_at_a_time(self):
        alice = await make_account("alice")
        assert await report(alice) == await report(alice)
        assert await DeathReport.count() == 1

    async def test_of_staff_or_nobody_is_refused(self):
        with pytest.raises(NotFound):
            await report(await make_staff("support"))

    async def test_called_off_can_no_longer_be_executed(self):
        alice = await make_account("alice")
        report_id = await report(alice)
        await directives.call_off(report_id, now=NOW)
        with pytest.raises(directives.ReportClosed):
            await execute(report_id)

    async def test_too_soon_needs_a_reason_which_is_kept(self):
        alice = await make_account("alice")
        report_id = await report(alice)
        with pytest.raises(rights.ReasonNeeded):
            await execute(report_id, now=NOW + timedelta(days=6))
        await execute(report_id, early_reason="Acte certain.", now=NOW + timedelta(days=6))
        assert (await directives.find_report(report_id)).early_reason == "Acte certain."

    async def test_of_who_visited_since_the_notice_needs_a_reason(self):
        alice = await make_account("alice", last_visit_at=NOW + timedelta(hours=1))
        report_id = await report(alice)
        with pytest.raises(rights.ReasonNeeded):
            await execute(report_id)


@pytest.mark.promise("P-RIG-7")
class TestExecution:
    async def test_closes_the_account_and_its_sessions_at_once(self):
        alice = await make_account("alice")
        await make_row(accounts.Session, account=alice.id)
        await execute(await report(alice))
        assert (await Account.objects().get(Account.id == alice.id)).closed_at == LATER
        assert not await accounts.Session.exists().where(accounts.Session.ended_at.is_null())

    async def test_erases_by_the_way_of_every_erasure(self):
        alice = await make_account("alice")
        await give(alice)
        report_id = await report(alice)
        await execute(report_id)
        (done,) = await carry_out(report_id)
        assert done.standing.trusted == THEO
        told = []
        await rights.carry_out(alice.id, now=LATER, tell=told.append)
        assert not await Account.exists().where(Account.id == alice.id)
        assert told == [], "nobody is left to be written to"
        assert (await directives.find_report(report_id)).outcome == "erased"

    async def test_erases_one_part_and_keeps_the_rest_until_its_end(self):
        alice = await make_account("alice")
        await make_row(Bookmark, account=alice.id)
        await give(alice, each(research=ERASE))
        report_id = await report(alice)
        await execute(report_id)
        await carry_out(report_id)
        done = await directives.find_report(report_id)
        assert (done.outcome, done.rows_erased, await Bookmark.count()) == ("kept", 1, 0)
        assert await Account.exists().where(Account.id == alice.id)

    async def test_kept_data_go_when_they_would_have_gone(self):
        alice = await make_account("alice")
        await give(alice, {Part.ALL: KEEP})
        report_id = await report(alice)
        await execute(report_id)
        await carry_out(report_id)
        kept = await Account.objects().get(Account.id == alice.id)
        assert kept.last_visit_at == alice.last_visit_at
        end = after(alice.last_visit_at, ACCOUNTS.holdings[0].retention.period)
        for night, left in ((end, 1), (end + timedelta(microseconds=1), 0)):
            await retention.sweep(now=night, erase_account=rights.erase_account)
            assert (await Account.count(), await Directive.count()) == (left, left)

    async def test_communicates_to_who_is_named_what_was_directed_alone(self):
        alice = await make_account("alice")
        await give(alice, each(research=TO_ROSA, requests=TO_ROSA))
        report_id = await report(alice)
        await execute(report_id)
        await carry_out(report_id)
        (request,) = await RightsRequest.objects()
        assert (request.email, request.account) == (ROSA.email, None)
        assert (request.deceased, request.parts) == (alice.id, "research,requests")

    async def test_twice_does_it_once(self):
        alice = await make_account("alice")
        await give(alice, {Part.ALL: TO_ROSA})
        report_id = await report(alice)
        await execute(report_id)
        assert len(await carry_out(report_id)) == 1
        assert await carry_out(report_id) == []
        assert await RightsRequest.count() == 1

    @pytest.mark.parametrize(("by", "receives"), [(ReportedBy.HEIR, 1), (ReportedBy.OTHER, 0)])
    async def test_without_directives_heirs_obtain_what_settles_the_estate(self, by, receives):
        alice = await make_account("alice")
        report_id = await report(alice, by)
        await execute(report_id, hands_copy=True)
        await carry_out(report_id)
        found = await RightsRequest.objects()
        assert [one.parts for one in found] == ["account"] * receives
        assert await Account.exists().where(Account.id == alice.id)

    async def test_heirs_are_written_to_in_their_own_language(self):
        alice = await make_account("alice", language="en")
        report_id = await report(alice)
        await execute(report_id, hands_copy=True)
        await carry_out(report_id)
        assert await RightsRequest.select(RightsRequest.language).output(as_list=True) == ["fr"]

    async def test_heirs_obtain_nothing_against_directives(self):
        alice = await make_account("alice")
        await give(alice, {Part.ALL: KEEP})
        report_id = await report(alice)
        await execute(report_id, hands_copy=True)
        await carry_out(report_id)
        assert await RightsRequest.count() == 0


class TestThePromises:
    async def test_are_kept_from_giving_to_revoking(self):
        alice, bob = await make_account("alice"), await make_account("bob")
        await give(alice)
        await give(bob)
        await directives.revoke_directives(bob.id, now=NOW)
        assert await self._states(now=NOW) == [State.KEPT] * 4

    @pytest.mark.parametrize(
        ("number", "breaking"),
        [
            ("P-RIG-7", "delete from directive_consent"),
            ("P-RIG-7", "update directive_consent set wording = 'autre'"),
            ("P-RIG-8", "update directive_consent set ended_at = given_at + interval '1 day'"),
            ("P-OPS-12", "delete from named_person; delete from directive"),
        ],
    )
    async def test_are_broken_when_the_rows_say_so(self, number, breaking):
        await give(await make_account("alice"))
        for statement in breaking.split("; "):
            await database.execute(statement)
        (found,) = await check_promises(now=NOW, site=SITE, only=[number])
        assert found.state is State.BROKEN

    async def test_a_confirmed_death_leaves_no_account_open(self):
        alice = await make_account("alice")
        report_id = await report(alice)
        await execute(report_id)
        await carry_out(report_id)
        await Account.update({Account.closed_at: None}).where(Account.id == alice.id)
        (found,) = await check_promises(now=LATER, site=SITE, only=["P-RIG-7"])
        assert found.state is State.BROKEN

    async def test_an_execution_that_waits_for_more_than_26_hours_breaks_it(self):
        await execute(await report(await make_account("alice")))
        (early,) = await check_promises(now=LATER, site=SITE, only=["P-RIG-7"])
        late = LATER + timedelta(hours=27)
        (found,) = await check_promises(now=late, site=SITE, only=["P-RIG-7"])
        assert (early.state, found.state) == (State.KEPT, State.BROKEN)

    @staticmethod
    async def _states(*, now):
        numbers = ["P-RIG-7", "P-RIG-8", "P-OPS-4", "P-OPS-12"]
        found = await check_promises(now=now, site=SITE, only=numbers)
        return [one.state for one in found]
