"""Prospects are informed once, HubSpot has what we have, and who is erased is forgotten."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from domain import database, forgetting, mail, prospects, suppression
from domain.errors import NotFound
from domain.forgetting import Forgetting
from domain.mail import Mail
from domain.outbound import Outbound
from domain.processors import NoAgreement, NotTaken, connections, memory_of, prospecting
from domain.processors.hubspot import HubSpot
from domain.prospects import Prospect
from domain.register import HUBSPOT, PROSPECTING
from domain.settings import current_settings
from domain.suppression import Reason
from jobs.mail import send
from jobs.prospects import forget, inform, synchronise
from tests.cast import NOW
from tests.domain.processors.answering import Answering
from tests.domain.test_prospects import PAULA, paula

pytestmark = pytest.mark.usefixtures("undone", "stand_ins")
THE_LIST = uuid4()


@pytest.fixture
def stand_ins(monkeypatch, tmp_path):
    """The stand-ins remember in a folder of the test's own."""
    changed = replace(current_settings(), data_dir=tmp_path)
    monkeypatch.setattr(connections, "current_settings", lambda: changed)


class TestInforming:
    @pytest.mark.promise("P-MKT-1")
    async def test_says_from_where_why_how_long_and_how_to_say_no(self):
        prospect_id = await paula()
        await inform(prospect_id, NOW)
        [written] = await Mail.objects()
        assert (written.address, written.activity) == (PAULA.email, "prospecting")
        for body in (written.text, written.html):
            for said in ("annuaire public", "Annuaire du barreau", "3 ans", "CNIL", "HubSpot"):
                assert said in body
            assert "/unsubscribe/" in body
            assert "/answer/" in body
        assert written.one_click.startswith("http://testserver/unsubscribe/")

    async def test_counts_once_it_was_handed_over(self):
        prospect_id = await paula()
        await inform(prospect_id, NOW)
        assert (await prospects.find(prospect_id)).informed_at is None
        [written] = await Mail.objects()
        await send(written.id, NOW)
        assert (await prospects.find(prospect_id)).informed_at == NOW

    async def test_is_done_once(self):
        prospect_id = await paula()
        for _ in range(2):
            await inform(prospect_id, NOW)
        [written] = await Mail.objects()
        await send(written.id, NOW)
        await inform(prospect_id, NOW)
        assert await Mail.count() == 1

    async def test_leaves_alone_who_is_gone_or_restricted(self):
        prospect_id = await paula()
        await prospects.restrict(prospect_id, now=NOW)
        await inform(prospect_id, NOW)
        await inform(uuid4(), NOW)
        assert await Mail.count() == 0


class TestAMailThatWaits:
    async def waiting(self):
        prospect_id = await paula()
        await inform(prospect_id, NOW)
        [written] = await Mail.objects()
        return prospect_id, written.id

    async def test_is_sent(self):
        _, mail_id = await self.waiting()
        await send(mail_id, NOW)
        assert (await mail.find(mail_id)).sent_at == NOW

    @pytest.mark.promise("P-MKT-4")
    async def test_is_thrown_away_once_the_person_said_no(self):
        prospect_id, mail_id = await self.waiting()
        await prospects.object_to_prospecting(prospect_id, now=NOW)
        await send(mail_id, NOW)
        assert await mail.find(mail_id) is None

    async def test_is_thrown_away_once_the_address_is_suppressed_or_erased_or_restricted(self):
        for after_it in (
            lambda _id: suppression.suppress(PAULA.email, reason=Reason.COMPLAINT, now=NOW),
            lambda each: database.execute("delete from prospect where id = $1", each),
            lambda each: prospects.restrict(each, now=NOW),
        ):
            await database.execute("delete from suppressed")
            await database.execute("delete from prospect")
            prospect_id, mail_id = await self.waiting()
            await after_it(prospect_id)
            await send(mail_id, NOW)
            assert await mail.find(mail_id) is None


@pytest.mark.promise("P-SHA-1")
class TestHubSpot:
    def contacts(self):
        return memory_of("hubspot").read().get("contacts", {})

    async def test_has_what_we_have_of_a_prospect_and_no_more(self):
        await paula(telephone="+33155550100")
        await synchronise(THE_LIST, NOW)
        assert self.contacts() == {
            PAULA.email: {"email": PAULA.email, "firstname": "Paula", "lastname": "Prospect"}
        }
        [line] = await Outbound.objects()
        assert (line.processor, line.activity) == ("hubspot", "prospecting")
        assert line.fields == ["prospect.email", "prospect.first_name", "prospect.last_name"]
        assert line.address == PAULA.email

    async def test_is_given_each_state_once(self):
        prospect_id = await paula()
        for _ in range(2):
            await synchronise(THE_LIST, NOW)
        assert await Outbound.count() == 1
        await prospects.change(
            replace(PAULA, last_name="Neuve"), prospect_id=prospect_id, now=NOW.replace(hour=10)
        )
        await synchronise(THE_LIST, NOW.replace(hour=10))
        assert await Outbound.count() == 2
        assert self.contacts()[PAULA.email]["lastname"] == "Neuve"

    async def test_is_given_nobody_who_is_restricted(self):
        await prospects.restrict(await paula(), now=NOW)
        await synchronise(THE_LIST, NOW)
        assert self.contacts() == {}

    async def test_is_given_nothing_without_an_agreement(self, monkeypatch):
        await paula()
        ended = replace(HUBSPOT, agreement_until=NOW.date().replace(year=2025))
        monkeypatch.setattr(prospecting, "HUBSPOT", ended)
        sheet = replace(PROSPECTING, recipients=(ended,))
        monkeypatch.setattr(prospecting, "PROSPECTING", sheet)
        with pytest.raises(NoAgreement):
            await synchronise(THE_LIST, NOW)
        assert self.contacts() == {}

    async def test_that_fails_is_given_it_again(self, monkeypatch):
        await paula()
        broken = HubSpot(
            url="https://x.example", key="k", transport=Answering(ConnectionError())
        )
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(connections, "hubspot", lambda: broken)
            with pytest.raises((NotTaken, ConnectionError)):
                await synchronise(THE_LIST, NOW)
        assert await Outbound.count() == 0
        await synchronise(THE_LIST, NOW)
        assert len(self.contacts()) == 1

    async def test_that_refuses_somebody_is_not_asked_again_before_they_change(
        self, monkeypatch, caplog
    ):
        await paula()
        refusing = Answering(*[httpx.Response(400)] * 2)
        hubspot = HubSpot(url="https://x.example", key="k", transport=refusing)
        monkeypatch.setattr(connections, "hubspot", lambda: hubspot)
        for _ in range(2):
            await synchronise(THE_LIST, NOW)
        assert len(refusing.asked) == 2
        assert await Outbound.count() == 0
        [said] = [each for each in caplog.records if each.name == "jobs.prospects"]
        assert said.facts == {"contacts": 1}

    @pytest.mark.promise("P-MKT-4")
    async def test_forgets_who_said_no_while_being_given(self, monkeypatch):
        prospect_id = await paula()
        stand_in = connections.hubspot().transport

        class Late(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request):
                await prospects.object_to_prospecting(prospect_id, now=NOW)
                for order in await Forgetting.objects():
                    await forgetting.confirm(order.id, now=NOW)
                return await stand_in.handle_async_request(request)

        late = HubSpot(url="https://x.example", key="k", transport=Late())
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(connections, "hubspot", lambda: late)
            await synchronise(THE_LIST, NOW)
        assert list(self.contacts()) == [PAULA.email]
        [order] = await Forgetting.objects().where(Forgetting.confirmed_at.is_null())
        await forget(order.id, NOW)
        assert self.contacts() == {}
        assert not await Outbound.exists().where(Outbound.address == PAULA.email)

    @pytest.mark.promise("P-MKT-4")
    async def test_forgets_who_said_no(self):
        prospect_id = await paula()
        await synchronise(THE_LIST, NOW)
        await prospects.object_to_prospecting(prospect_id, now=NOW)
        for asked in await Forgetting.objects():
            await forget(asked.id, NOW)
        assert PAULA.email not in memory_of("hubspot").file.read_text()
        assert await forgetting.overdue(now=NOW.replace(year=2030)) == 0
        emptied = await forgetting.Forgetting.objects()
        assert {one.address for one in emptied} == {None}

    async def test_asked_again_after_a_crash_is_asked_once_more_and_no_harm_done(self):
        asked = await forgetting.order(processor="hubspot", address="a@x.example", now=NOW)
        for _ in range(2):
            await forget(asked, NOW)
        await forget(uuid4(), NOW)
        with pytest.raises(NotFound):
            await prospects.find(uuid4())
        assert await Prospect.count() == 0
