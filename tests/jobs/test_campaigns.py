"""A campaign reaches each whom it addresses once, and nobody who said no."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import campaigns, database, prospects, suppression
from domain.campaigns import Campaign, Draft, Nobody, NotReady, UnknownPlace, operations
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.mail import Mail
from domain.prospects import Interaction, Prospect
from domain.suppression import Reason
from jobs import prospects as job
from jobs.handlers import HANDLERS
from jobs.mail import send
from jobs.prospects import send_campaign
from tests.cast import NOW
from tests.domain.rows import make_row

pytestmark = pytest.mark.usefixtures("undone")
DRAFT = Draft(
    subject_fr="Bonjour {first_name}",
    text_fr="Essayez, {first_name} {last_name}.\n\nÀ bientôt.",
    subject_en="Hello {first_name}",
    text_en="Try it, {first_name}.",
)


async def a_prospect(name, **columns):
    given = {"email": f"{name}@example.net", "first_name": name.title(), "informed_at": NOW}
    clocks = {"collected_at": NOW, "kept_from": NOW}
    return await make_row(Prospect, **given | clocks | columns)


async def a_campaign(**changed):
    campaign_id = uuid4()
    draft = Draft(**{**vars_of(DRAFT), **changed})
    await campaigns.write(draft, campaign_id=campaign_id, now=NOW)
    return campaign_id


def vars_of(draft):
    return {name: getattr(draft, name) for name in Draft.__slots__}


async def sent(campaign_id):
    await campaigns.confirm(campaign_id, now=NOW)
    await send_campaign(campaign_id, NOW)
    return await campaigns.find(campaign_id)


async def addresses():
    return sorted(one.address for one in await Mail.objects())


class TestWriting:
    async def test_sends_nothing(self):
        await a_prospect("paula")
        await a_campaign()
        assert await Mail.count() == await Duty.count() == 0

    @pytest.mark.parametrize("words", ["{email}", "{}", "{first name}", "{__class__}"])
    async def test_refuses_to_put_in_what_we_do_not(self, words):
        with pytest.raises(UnknownPlace):
            await a_campaign(text_en=f"Dear {words}")
        assert await Campaign.count() == 0

    async def test_may_be_done_anew_until_somebody_said_yes(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await campaigns.write(DRAFT, campaign_id=campaign_id, now=NOW)
        await campaigns.confirm(campaign_id, now=NOW)
        with pytest.raises(NotReady):
            await campaigns.write(DRAFT, campaign_id=campaign_id, now=NOW)

    async def test_names_are_never_read_as_places_again(self):
        trickster = Prospect(first_name="{last_name}", last_name="Secret")
        assert campaigns.filled("Dear {first_name}", trickster) == "Dear {last_name}"


class TestAYes:
    async def test_needs_somebody_to_write_to(self):
        await a_prospect("paula", restricted_at=NOW)
        with pytest.raises(Nobody):
            await campaigns.confirm(await a_campaign(), now=NOW)

    async def test_is_said_once(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        with pytest.raises(NotReady):
            await campaigns.confirm(campaign_id, now=NOW)
        with pytest.raises(NotFound):
            await campaigns.confirm(uuid4(), now=NOW)


@pytest.mark.promise("P-MKT-4")
class TestSending:
    async def test_writes_to_each_in_their_language_with_their_names(self):
        await a_prospect("paula", last_name="Prospect")
        await a_prospect("peter", language="en")
        done = await sent(await a_campaign())
        by_address = {one.address: one for one in await Mail.objects()}
        french, english = by_address["paula@example.net"], by_address["peter@example.net"]
        assert french.subject == "Bonjour Paula"
        assert "Essayez, Paula Prospect." in french.text
        assert english.subject == "Hello Peter"
        assert {french.activity, english.activity} == {"prospecting"}
        assert "/unsubscribe/" in french.one_click
        assert french.one_click in french.text
        assert (done.written, done.passed_over, done.finished_at) == (2, 0, NOW)

    async def test_informs_who_was_not_informed_and_once(self):
        new = await a_prospect("paula", informed_at=None)
        known = await a_prospect("peter")
        await sent(await a_campaign())
        by_address = {one.address: one for one in await Mail.objects()}
        assert "CNIL" in by_address[new.email].text
        assert "CNIL" not in by_address[known.email].text
        assert (await prospects.find(new.id)).informed_at == NOW

    async def test_keeps_to_those_addressed(self):
        await a_prospect("met")
        await a_prospect("listed", source="directory", language="en")
        await sent(await a_campaign(source="directory"))
        assert await addresses() == ["listed@example.net"]

    async def test_leaves_out_who_said_no_who_is_restricted_and_who_came_later(self):
        for name in ("paula", "no", "held"):
            await a_prospect(name)
        await prospects.restrict(
            (await prospects.find_by_address("held@example.net")).id, now=NOW
        )
        await suppression.suppress("no@example.net", reason=Reason.OBJECTION, now=NOW)
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        await a_prospect("late", collected_at=NOW + timedelta(seconds=1))
        await send_campaign(campaign_id, NOW)
        assert await addresses() == ["paula@example.net"]
        assert (await campaigns.find(campaign_id)).passed_over == 1

    async def test_does_not_reach_who_says_no_while_the_mail_waits(self):
        paula = await a_prospect("paula")
        await sent(await a_campaign())
        await prospects.object_to_prospecting(paula.id, now=NOW)
        [written] = await Mail.objects()
        await send(written.id, NOW)
        assert await Mail.count() == 0

    async def test_is_noted_with_the_prospect_and_is_no_contact(self):
        paula = await a_prospect("paula", kept_from=NOW - timedelta(days=9))
        await sent(await a_campaign())
        [noted] = await Interaction.objects()
        assert (noted.kind, noted.at) == ("mail", NOW)
        assert (await prospects.find(paula.id)).kept_from == NOW - timedelta(days=9)

    async def test_goes_after_what_somebody_waits_for(self):
        await a_prospect("paula")
        await sent(await a_campaign())
        kinds = {one.kind: one.may_wait for one in await Duty.objects()}
        assert kinds == {"send-campaign": True, "send-mail": True}

    @pytest.mark.parametrize("at", range(1, 5))
    async def test_killed_anywhere_goes_on_and_writes_each_once(self, monkeypatch, at):
        monkeypatch.setattr(operations, "BATCH", 2)
        for number in range(7):
            await a_prospect(f"p{number}")
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        next_batch, calls = campaigns.next_batch, []

        async def dies(campaign):
            calls.append(1)
            if len(calls) == at:
                raise ConnectionError
            return await next_batch(campaign)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(job.campaigns, "next_batch", dies)
            with pytest.raises(ConnectionError):
                await send_campaign(campaign_id, NOW)
        for _ in range(2):
            await send_campaign(campaign_id, NOW)
        assert await Mail.count() == 7
        assert (await campaigns.find(campaign_id)).written == 7


class TestStopping:
    async def test_writes_no_more(self, monkeypatch):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        await campaigns.stop(campaign_id, now=NOW)
        await send_campaign(campaign_id, NOW)
        assert await Mail.count() == 0
        stopped = await campaigns.find(campaign_id)
        assert stopped.stopped_at == stopped.finished_at == NOW

    async def test_of_what_does_not_leave_is_not_possible(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        with pytest.raises(NotReady):
            await campaigns.stop(campaign_id, now=NOW)
        await sent(campaign_id)
        with pytest.raises(NotReady):
            await campaigns.stop(campaign_id, now=NOW)


async def test_a_campaign_lists_nobody():
    columns = await database.fetch(
        "select column_name from information_schema.columns where table_name = 'campaign'"
    )
    assert not {row["column_name"] for row in columns} & {"prospect", "email", "address"}


async def test_the_worker_knows_how_to_send_a_campaign():
    assert HANDLERS["send-campaign"] is send_campaign
