"""P-RIG-4: a plan that says what goes, what stays, until when and why; executed, evidenced."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import database, evidence, requests, rights, suppression
from domain.accounts import Account
from domain.accounts.tables import Session
from domain.duties.tables import Duty
from domain.evidence import Cause, Erasure, ErasureStep
from domain.mail.tables import Mail
from domain.periods import Period, after
from domain.prospects.tables import Interaction, Prospect
from domain.register import REGISTER
from domain.requests.tables import RightsRequest
from domain.rights.people import referred_by, subject_of_account
from domain.rights.plan import tables_in_order
from domain.roles import Role
from tests.cast import NOW, make_account
from tests.domain.rights.people import (
    columns_of_text_are_filled,
    entangle,
    make_package_row,
    make_person,
    make_request,
    where_found,
)
from tests.domain.rows import make_row

pytestmark = pytest.mark.promise("P-RIG-4")


@pytest.fixture(autouse=True)
def _undone_unless_committed(request):
    """Undo what a test wrote, where it does not need real commits."""
    if "committed" not in request.fixturenames:
        request.getfixturevalue("undone")


async def plan_of(account):
    return await rights.draw_plan(await subject_of_account(account.id), now=NOW)


async def erase(account, **options):
    return await rights.erase_account(account.id, cause="holder", now=NOW, **options)


async def test_the_plan_names_every_table_that_holds_something_of_the_person():
    ines = await make_person("ines")
    named = {item.table_name for item in (await plan_of(ines)).items if item.rows}
    assert await where_found("ines") <= named


async def test_the_test_s_people_have_a_word_in_every_personal_column_of_text():
    ines = await make_person("ines")
    await entangle(ines, await make_person("jules"))
    await make_package_row(await make_request("ines", account=ines.id), "ines")
    missing = await columns_of_text_are_filled(ines)
    # Looks and decisions are acts of staff.
    of_staff = ("audit_entry.", "sharing_hand.")
    # Who chose for each part has no choice for everything; a change is one of two words.
    assert {name for name in missing if not name.startswith(of_staff)} == {
        "directive.for_all",
        "rights_request.held_because",
    }


async def test_the_plan_says_of_what_stays_why_until_when_and_who_still_sees_it():
    ines = await make_person("ines")
    stays = {item.table_name: item for item in (await plan_of(ines)).stays}
    assert set(stays) == {
        *("rights_request", "legal_hold", "forgetting", "mail"),
        *("directive_consent", "death_report", "identity_doubt"),
    }
    closed = (await RightsRequest.objects().get(RightsRequest.account == ines.id)).closed_at
    assert stays["rights_request"].until == after(closed, Period(years=5))
    assert stays["mail"].until == after(NOW, Period(days=30))
    assert "17(3)" in stays["rights_request"].kept.because.en
    assert stays["rights_request"].kept.access == (Role.DPO,)


async def test_drawing_a_plan_changes_nothing():
    ines = await make_person("ines")
    before = await where_found("ines")
    await plan_of(ines)
    assert await where_found("ines") == before


def test_the_order_of_deletion_follows_the_foreign_keys():
    order = tables_in_order()
    for table in order:
        for column in table._meta.foreign_key_columns:
            referred = referred_by(column)
            if referred in order:
                assert order.index(table) < order.index(referred)
    assert order[-1] is Account


def test_rows_that_stay_never_hold_back_the_account():
    for activity in REGISTER:
        for holding in activity.holdings:
            if holding.on_erasure is None:
                continue
            for column in holding.table._meta.foreign_key_columns:
                if referred_by(column) is Account:
                    assert column._meta.null, f"{activity.slug} keeps rows of {column}"


async def test_after_an_erasure_nothing_of_the_person_stands_outside_what_the_plan_named():
    ines, jules = await make_person("ines"), await make_person("jules")
    await entangle(ines, jules)
    await make_package_row(await make_request("ines", account=ines.id), "ines")
    of_jules = await where_found("jules")
    done = await erase(ines)
    may_stay = {item.table_name for item in done.plan.stays}
    assert await where_found("ines") <= may_stay
    # The id alone is left, of an account that is no more: in the evidence and in duties.
    assert await where_found(str(ines.id)) <= {
        *("erasure", "legal_hold", "duty", "directive_consent", "death_report")
    }
    assert await where_found("jules") == of_jules


async def test_mail_to_an_address_that_the_person_gave_up_is_known_as_theirs_and_goes():
    ines, jules = await make_person("ines"), await make_person("jules")
    [mails] = [item for item in (await plan_of(ines)).goes if item.table_name == "mail"]
    assert mails.rows == 2
    await erase(ines)
    assert await Mail.count() == await Mail.count().where(Mail.account == jules.id) + 1
    assert not await where_found("former-ines@example.org")


async def test_the_other_person_loses_no_row():
    ines, jules = await make_person("ines"), await make_person("jules")
    await entangle(ines, jules)
    before = {item.holding: item.rows for item in (await plan_of(jules)).items}
    await erase(ines)
    assert {item.holding: item.rows for item in (await plan_of(jules)).items} == before


async def test_an_erasure_leaves_evidence_of_each_step():
    ines = await make_person("ines")
    plan = await plan_of(ines)
    done = await erase(ines)
    erasure = await evidence.find_erasure(done.erasure_id)
    assert (erasure.finished_at, erasure.values_left) == (NOW, 0)
    steps = await evidence.steps_of(done.erasure_id)
    assert {(step.table_name, step.rows) for step in steps if step.outcome == "erased"} >= {
        (item.table_name, item.rows) for item in plan.goes
    }
    assert [step.kept_until for step in steps if step.table_name == "rights_request"] == [
        plan.stays[0].until
    ]


async def test_the_evidence_holds_nothing_personal():
    ines = await make_person("ines")
    await erase(ines)
    assert not await where_found("ines") & {"erasure", "erasure_step", "duty"}


async def test_an_erasure_done_twice_is_done_once():
    ines = await make_person("ines")
    await erase(ines)
    assert await erase(ines) is None
    assert await rights.carry_out(ines.id, now=NOW) is None
    assert await Erasure.count() == 1


async def test_the_confirmation_is_written_once_and_is_the_only_mail_left():
    ines, told = await make_person("ines"), []

    async def tell(erased):
        told.append(erased.plan.person.email)
        await make_row(Mail, address=erased.plan.person.email, written_at=NOW)

    await erase(ines, tell=tell)
    await erase(ines, tell=tell)
    assert told == ["ines@example.org"]
    assert await Mail.count().where(Mail.address == "ines@example.org") == 1


async def test_a_granted_request_orders_the_erasure_and_closes_when_it_is_done():
    ines = await make_person("ines")
    request = await make_request(
        "ines",
        account=ines.id,
        right="erasure",
        closed_at=None,
        decided_at=None,
        decision=None,
        decision_reason=None,
    )
    await rights.grant(request.id, decided_by=uuid4(), now=NOW)
    assert (await requests.find(request.id)).closed_at is None
    later = NOW + timedelta(minutes=1)
    done = await rights.carry_out(ines.id, now=later)
    closed = await requests.find(request.id)
    assert (closed.closed_at, closed.account, closed.decision) == (later, None, "granted")
    assert done.cause is Cause.REQUEST
    assert (await evidence.erasure_of_request(request.id)).finished_at == later


async def test_an_open_copy_is_given_up_when_its_person_is_erased():
    ines = await make_person("ines")
    request = await make_request("ines", account=ines.id, right="access", closed_at=None)
    await make_package_row(request, "ines")
    await erase(ines)
    assert not await where_found("ines") & {"package", "package_part"}
    left = await requests.find(request.id)
    assert left.closed_at == left.withdrawn_at == NOW


async def test_a_person_without_account_is_erased_by_address():
    await make_row(Mail, address="nobody@example.org", text="canary", written_at=NOW)
    request = await make_request(
        "nobody",
        right="erasure",
        closed_at=None,
        decided_at=None,
        decision=None,
        decision_reason=None,
    )
    await rights.grant(request.id, decided_by=uuid4(), now=NOW)
    await rights.carry_out(request.id, now=NOW)
    assert not await where_found("canary")
    assert await where_found("nobody@example.org") == {"rights_request", "forgetting"}
    assert (await requests.find(request.id)).closed_at == NOW


@pytest.mark.promise("P-MKT-4")
async def test_a_prospect_who_asks_for_erasure_stays_away_from_later_lists():
    prospect = await make_row(Prospect, email="nobody@example.org", kept_from=NOW)
    await make_row(Interaction, prospect=prospect.id, kind="call", at=NOW)
    request = await make_request(
        "nobody",
        right="erasure",
        closed_at=None,
        decided_at=None,
        decision=None,
        decision_reason=None,
    )
    await rights.grant(request.id, decided_by=uuid4(), now=NOW)
    await rights.carry_out(request.id, now=NOW)
    assert await Prospect.count() == await Interaction.count() == 0
    assert await suppression.is_suppressed("nobody@example.org")


@pytest.mark.parametrize(
    ("cause", "is_prospect"), [("holder", False), ("inactivity", True)], ids=str
)
async def test_who_was_no_prospect_or_did_not_ask_leaves_no_hash(cause, is_prospect):
    ines = await make_account("ines")
    if is_prospect:
        await make_row(Prospect, email=ines.email, kept_from=NOW)
    await rights.erase_account(ines.id, cause=cause, now=NOW)
    assert not await Prospect.exists()
    assert await suppression.count() == 0


async def test_a_stranger_s_address_opens_no_row_of_an_account():
    """An address that changed hands: the request stays the account's, not the address's."""
    ines = await make_account("ines")
    await make_request("old", account=ines.id)
    newcomer = await make_account("old")
    plan = await plan_of(newcomer)
    assert not [
        item for item in plan.items if item.table_name == "rights_request" and item.rows
    ]


async def test_ordering_twice_is_one_erasure_and_one_duty():
    ines = await make_account("ines")
    first = await evidence.order_erasure(subject=ines.id, cause=Cause.HOLDER, now=NOW)
    second = await evidence.order_erasure(subject=ines.id, cause=Cause.INACTIVITY, now=NOW)
    assert first == second
    assert await Duty.count().where(Duty.kind == "erase-account") == 1


async def test_the_scan_finds_a_row_that_no_sheet_s_condition_covers():
    """A row outside every condition of the sheets is found by its way to the person."""
    ines = await make_person("ines")
    person = await subject_of_account(ines.id)
    assert await rights.count_remains(person) > 0
    await erase(ines)
    assert await rights.count_remains(person) == 0
    await make_row(Mail, address=person.email, written_at=NOW)
    assert await rights.count_remains(person) == 1


class TestKilled:
    """Transactions end as in production."""

    async def test_an_erasure_killed_at_any_step_did_nothing_and_is_done_again_whole(
        self, committed, monkeypatch
    ):
        execute, statements = database.execute, []

        async def counting(sql, *arguments):
            statements.append(sql)
            return await execute(sql, *arguments)

        monkeypatch.setattr(database, "execute", counting)
        await erase(await make_person("probe"))
        steps = sum(sql.startswith("delete") for sql in statements)
        assert steps >= 10
        for step in range(1, steps + 1):
            ines = await make_person(f"ines{step}x")
            await evidence.order_erasure(subject=ines.id, cause=Cause.HOLDER, now=NOW)
            before = await where_found(f"ines{step}x")
            monkeypatch.setattr(database, "execute", _killed_at(step, execute))
            with pytest.raises(KilledInMidErasure):
                await rights.carry_out(ines.id, now=NOW)
            monkeypatch.setattr(database, "execute", execute)
            assert await where_found(f"ines{step}x") == before
            done = await rights.carry_out(ines.id, now=NOW)
            assert await where_found(f"ines{step}x") <= {
                item.table_name for item in done.plan.stays
            }

    async def test_remains_keep_the_erasure_open_and_erase_nothing(
        self, committed, monkeypatch
    ):
        ines = await make_person("ines")
        await evidence.order_erasure(subject=ines.id, cause=Cause.HOLDER, now=NOW)

        async def one_left(_person, _untouched):
            return 1

        monkeypatch.setattr("domain.rights.erasure.count_remains", one_left)
        with pytest.raises(rights.RemainsFound):
            await rights.carry_out(ines.id, now=NOW)
        erasure = await Erasure.objects().get(Erasure.subject == ines.id)
        assert (erasure.values_left, erasure.finished_at) == (1, None)
        assert await Account.exists().where(Account.id == ines.id)
        assert await ErasureStep.count() == 0
        assert await Session.exists().where(Session.account == ines.id)


class KilledInMidErasure(BaseException):
    """What no ``except Exception`` holds back."""


def _killed_at(step, execute):
    deletions = 0

    async def killed(sql, *arguments):
        nonlocal deletions
        if sql.startswith("delete"):
            deletions += 1
            if deletions == step:
                raise KilledInMidErasure
        return await execute(sql, *arguments)

    return killed


async def test_what_was_asked_in_the_person_s_address_and_never_proven_ends_with_it():
    ines = await make_person("ines")
    unproven = await make_request("ines", account=None, proven_at=None, closed_at=None)
    of_jules = await make_request("jules", account=None, proven_at=None, closed_at=None)
    await erase(ines)
    asked = await requests.find(unproven.id)
    assert (asked.withdrawn_at, asked.closed_at) == (NOW, NOW)
    assert (await requests.find(of_jules.id)).closed_at is None
