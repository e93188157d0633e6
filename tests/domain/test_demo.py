"""The demo of the local run: people with a lived year, made in seconds, taken away whole."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from time import perf_counter
from types import SimpleNamespace

import pytest

from domain import accounts, database, demo, organisations, prospects, requests
from domain.accounts import Account, Organisation
from domain.accounts.second_factor import step_of
from domain.demo.files import STORIES
from domain.demo.prospecting import PROSPECTS
from domain.duties import Duty
from domain.evidence import Erasure, Sweep
from domain.forgetting import FORGET, Forgetting
from domain.licence import SharingCase, Sighting, cases
from domain.licence.detector import Finding
from domain.organisations import DailyUse, Invitation, Objection
from domain.periods import Period, after, paris_day
from domain.piccolo_app import APP_CONFIG
from domain.policy.promises import marketing
from domain.policy.promises.finding import State as Promised
from domain.prospects import SYNCHRONISE, Interaction, Kind, Prospect
from domain.register import REGISTER
from domain.requests import RightsRequest, State, is_overdue, state_of
from domain.retention import preview
from domain.settings import current_settings
from tests.domain.accounts_cast import NOON, TOTP_SECRET, an_account
from tests.domain.test_accounts_sign_in import code_at

pytestmark = pytest.mark.usefixtures("undone")
PASSWORD = "demo"
NAMED = [
    "alice", "bob", "carol", "dave", "erin", "dpo", "support", "support2", "finance",
    "finance2", "marketing", "product",
]  # fmt: skip

ASKED_BACK = {"forgetting": 0, "duty": 0}
"""What is written when the demo's prospects go."""


async def seed(*, people=200, now=NOON):
    return await demo.seed(now=now, people=people, password=PASSWORD, totp_secret=TOTP_SECRET)


async def counts() -> dict[str, int]:
    return {
        table._meta.tablename: await database.fetch_value(
            f'select count(*) from "{table._meta.tablename}"'
        )
        for table in APP_CONFIG.table_classes
    }


async def named(name: str) -> Account:
    return await Account.objects().get(Account.email == f"{name}@example.org")


class TestTheDemo:
    async def test_makes_the_people_asked_for_and_three_organisations(self):
        assert await seed()
        assert await Account.count() == 200
        assert await Organisation.count() == 3
        assert await Account.count().where(Account.is_demo.eq(value=False)) == 0

    async def test_takes_less_than_ten_seconds(self):
        began = perf_counter()
        await seed()
        assert perf_counter() - began < 10

    async def test_names_the_people_of_the_documentation_even_when_few_are_asked_for(self):
        await seed(people=0)
        assert await Account.count() == len(NAMED) + len(STORIES)
        for name in NAMED:
            assert (await named(name)).is_demo

    async def test_gives_everybody_the_password_and_few_the_second_factor(self):
        await seed()
        for name in NAMED:
            opened = await accounts.sign_in(
                email=f"{name}@example.org",
                password=PASSWORD,
                ip="192.0.2.1",
                replacing=None,
                now=NOON,
            )
            person = await named(name)
            owes = name in {"carol", "erin"} or person.role != "holder"
            assert opened.second_factor_due is owes
            assert (person.totp_secret is not None) is owes
            if owes:
                assert step_of(person.totp_secret, code_at(NOON), now=NOON)

    async def test_makes_dave_carol_s_guest_and_erin_a_stranger_to_both(self):
        await seed()
        carol, dave, erin = [await named(name) for name in ("carol", "dave", "erin")]
        assert dave.organisation == carol.organisation != erin.organisation
        assert (dave.opened_by, dave.telephone) == ("invitation", None)
        assert carol.administers_organisation
        assert not dave.administers_organisation

    async def test_is_the_same_for_the_same_day(self):
        await seed(people=40)
        first = sorted(row["email"] for row in await Account.select(Account.email))
        await demo.remove()
        await seed(people=40)
        assert sorted(row["email"] for row in await Account.select(Account.email)) == first

    async def test_twice_makes_nothing_more(self):
        await seed()
        before = await counts()
        assert not await seed()
        assert await counts() == before

    async def test_holds_nobody_past_the_period(self):
        await seed()
        oldest = await Account.objects().order_by(Account.last_visit_at).first()
        end = after(oldest.last_visit_at, Period(years=1))
        assert NOON < end < NOON + timedelta(days=45)
        for forecast in await preview(on=NOON):
            assert not forecast.rows, forecast

    async def test_has_a_request_in_each_state_and_one_overdue(self):
        await seed()
        made = await RightsRequest.objects()
        assert {state_of(request) for request in made} == set(State)
        assert sum(is_overdue(request, now=NOON) for request in made) == 1
        assert len(await requests.open_requests()) >= 4

    async def test_has_thirty_nights_of_evidence_for_every_clock(self):
        await seed()
        nights = await database.fetch_value(
            "select count(distinct (swept_at at time zone 'Europe/Paris')::date) from sweep"
        )
        swept = {row["activity"] for row in await Sweep.select(Sweep.activity)}
        clocks = {
            activity.slug
            for activity in REGISTER
            for holding in activity.holdings
            if not holding.follows_account
        }
        assert nights == 30
        assert swept == clocks
        assert await Erasure.exists().where(Erasure.finished_at.is_not_null())
        assert not await Sweep.exists().where(Sweep.swept_at > NOON)

    async def test_gives_carol_s_organisation_statistics_and_an_invitation_that_waits(self):
        await seed()
        carol, erin = await named("carol"), await named("erin")
        today = paris_day(NOON)
        assert await organisations.clause_in_force(carol.organisation, on=today)
        assert await organisations.clause_in_force(erin.organisation, on=today) is None
        rows = await organisations.statistics_of(
            carol.organisation, month=today.replace(day=1), now=NOON
        )
        assert sum(row.active_days for row in rows) > 20
        [waiting] = await Invitation.objects()
        assert (waiting.organisation, waiting.invited_by) == (carol.organisation, carol.id)
        assert waiting.accepted_at is None
        [objection] = await Objection.objects()
        after_it = DailyUse.day >= paris_day(objection.objected_at)
        assert not await DailyUse.exists().where(
            DailyUse.account == objection.account, after_it
        )

    async def test_has_licence_cases_that_wait_and_one_that_was_dismissed(self):
        await seed()
        made = await SharingCase.objects()
        assert {cases.state_of(case) for case in made} == {
            cases.State.OPEN,
            cases.State.ASKED,
            cases.State.EXPLAINED,
            cases.State.DISMISSED,
        }
        bob = await named("bob")
        [mine] = await cases.cases_of(bob.id)
        assert cases.state_of(mine) is cases.State.ASKED
        for case in made:
            holder = await Account.objects().get(Account.id == case.account)
            assert holder.role == "holder"
            finding = Finding.from_json(case.finding)
            assert finding.opens_case
            assert len(finding.day.lanes) == 2

    async def test_has_prospects_whom_no_promise_complains_about(self):
        await seed()
        assert await Prospect.count() == PROSPECTS
        watch = SimpleNamespace(now=NOON)
        for check in (
            marketing.sources_are_known_and_people_informed,
            marketing.only_contacts_prolong,
            marketing.objections_hold,
        ):
            assert (await check(watch)).state is Promised.KEPT
        kinds = {row["kind"] for row in await Interaction.select(Interaction.kind)}
        assert kinds == set(Kind)
        assert await Prospect.count().where(Prospect.restricted_at.is_not_null()) == 1

    async def test_has_new_prospects_informed_within_the_week(self):
        await seed()
        due = {
            duty.subject: duty.due_at
            for duty in await Duty.objects().where(Duty.kind == prospects.INFORM)
        }
        new = await Prospect.objects().where(Prospect.informed_at.is_null())
        assert set(due) == {each.id for each in new}
        for each in new:
            assert NOON < due[each.id] <= prospects.inform_before(each.collected_at)

    async def test_uses_addresses_made_for_documentation_alone(self):
        await seed()
        for row in await Sighting.select(Sighting.ip):
            assert row["ip"].startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))
        for row in await Account.select(Account.email):
            assert row["email"].endswith("@example.org")

    async def test_is_refused_on_a_database_of_somebody_s_own(self, monkeypatch):
        own = replace(current_settings(), embedded=False)
        monkeypatch.setattr("domain.demo.operations.current_settings", lambda: own)
        with pytest.raises(demo.NotEmbedded):
            await seed()
        assert not await demo.is_seeded()


class TestRemovingTheDemo:
    async def test_leaves_exactly_what_was_there_before(self):
        await an_account("zoe@example.net")
        before = await counts()
        await seed()
        await demo.remove()
        assert await counts() | ASKED_BACK == before | ASKED_BACK

    async def test_asks_back_what_processors_were_given_of_its_prospects(self):
        await seed()
        emails = {row["email"] for row in await Prospect.select(Prospect.email)}
        await demo.remove()
        orders = await Forgetting.objects()
        assert {(each.processor, each.address) for each in orders} == set(
            product(("hubspot", "mailjet"), emails)
        )
        of_orders = [duty for duty in await Duty.objects() if duty.kind == FORGET]
        assert {duty.subject for duty in of_orders} == {each.id for each in orders}
        assert {duty.kind for duty in await Duty.objects()} == {FORGET, SYNCHRONISE}

    async def test_takes_what_was_done_with_its_accounts_as_well(self):
        zoe = await an_account("zoe@example.net")
        before = await counts()
        await seed()
        alice = await named("alice")
        for account in (alice, zoe):
            await accounts.sign_in(
                email=account.email,
                password=PASSWORD if account is alice else "cheval agrafe correct pile",
                ip="192.0.2.1",
                replacing=None,
                now=NOON,
            )
        await requests.ask_from_account(
            requests.Asked(right=requests.Right.ACCESS, form_id=alice.id, language="fr"),
            account_id=alice.id,
            now=NOON,
        )
        await demo.remove()
        after_all = await counts()
        assert after_all.pop("throttle") >= before.pop("throttle")
        assert after_all.pop("session") == before.pop("session") + 1
        assert after_all | ASKED_BACK == before | ASKED_BACK
        assert not await demo.is_seeded()
