"""A campaign reaches each whom it addresses once, and nobody who said no."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain import campaigns, database, mail, prospects, suppression
from domain.campaigns import Campaign, Draft, Nobody, NotReady, UnknownPlace, operations
from domain.duties.tables import Duty
from domain.errors import NotFound
from domain.mail import Mail, Trouble
from domain.periods import Period, cut_off
from domain.prospects import Interaction, Prospect
from domain.suppression import Reason
from jobs import prospects as job
from jobs.handlers import HANDLERS
from jobs.mail import send
from jobs.prospects import send_campaign, try_campaign
from tests.cast import NOW, make_staff
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


async def send_all():
    for one in await Mail.objects():
        await send(one.id, NOW)


async def results(campaign_id):
    return await campaigns.results_of(await campaigns.find(campaign_id))


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
        assert (await prospects.find(new.id)).informed_at is None
        await send_all()
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
        assert await Interaction.count() == 0
        await send_all()
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

        async def dies(campaign, *, now):
            calls.append(1)
            if len(calls) == at:
                raise ConnectionError
            return await next_batch(campaign, now=now)

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
        await send_all()
        with pytest.raises(NotReady):
            await campaigns.stop(campaign_id, now=NOW)

    async def test_withdraws_what_has_not_left_and_says_how_many_had(self):
        for name in ("paula", "peter", "petra"):
            await a_prospect(name, informed_at=None)
        campaign_id = await a_campaign()
        await sent(campaign_id)
        first, *others = await Mail.objects().order_by(Mail.id)
        await send(first.id, NOW)
        await campaigns.stop(campaign_id, now=NOW)
        found = await results(campaign_id)
        assert (found.campaign.sent, found.not_left, found.is_leaving) == (1, 2, False)
        await send_all()
        assert [one.address for one in await Mail.objects()] == [first.address]
        found = await results(campaign_id)
        assert (found.campaign.sent, found.not_left, found.reaction.let_go) == (1, 2, 0)
        reached = {one.email: one.informed_at for one in await Prospect.objects()}
        assert reached == {first.address: NOW} | {one.address: None for one in others}

    async def test_between_the_look_at_a_mail_and_its_beginning_is_in_time(self, monkeypatch):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await sent(campaign_id)
        begin = mail.begin

        async def too_late(mail_id, *, now):
            await campaigns.stop(campaign_id, now=now)
            return await begin(mail_id, now=now)

        monkeypatch.setattr(mail, "begin", too_late)
        await send_all()
        assert await Mail.count() == (await campaigns.find(campaign_id)).sent == 0

    async def test_asks_of_what_was_begun_whether_it_left(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await sent(campaign_id)
        [written] = await Mail.objects()
        await mail.begin(written.id, now=NOW)
        await campaigns.stop(campaign_id, now=NOW)
        assert await mail.begin(written.id, now=NOW)

    async def test_twice_is_once(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        await campaigns.stop(campaign_id, now=NOW)
        with pytest.raises(NotReady):
            await campaigns.stop(campaign_id, now=NOW)


class TestWhatBecameOfIt:
    async def test_is_counted_as_it_happens(self):
        for name in ("paula", "peter", "petra", "no", "held"):
            await a_prospect(name)
        await suppression.suppress("no@example.net", reason=Reason.OBJECTION, now=NOW)
        held = await prospects.find_by_address("held@example.net")
        campaign_id = await a_campaign()
        await sent(campaign_id)
        await prospects.restrict(held.id, now=NOW)
        peter = await Mail.objects().where(Mail.address == "peter@example.net").first()
        for address, kind in (
            ("petra@example.net", Trouble.NO_SUCH_ADDRESS),
            ("petra@example.net", Trouble.REFUSED_FOR_NOW),
        ):
            other = await make_row(Mail, address=address, sent_at=NOW, written_at=NOW)
            await mail.note_trouble(other.id, address=address, kind=kind, at=NOW, now=NOW)
        await send_all()
        for _ in range(2):
            await mail.note_trouble(
                peter.id, address=peter.address, kind=Trouble.REFUSED_FOR_NOW, at=NOW, now=NOW
            )
        paula = await prospects.find_by_address("paula@example.net")
        await prospects.object_to_prospecting(paula.id, now=NOW)
        found = await results(campaign_id)
        one, reaction = found.campaign, found.reaction
        assert (one.addressed, one.written, one.passed_over) == (5, 4, 1)
        assert (one.sent, one.withheld, reaction.came_back) == (2, 1, 1)
        assert (reaction.let_go, reaction.objected) == (1, 1)
        assert (found.undeliverable, found.not_left, found.left_out) == (2, 0, 0)
        assert not found.is_leaving

    async def test_a_complaint_arrived_and_is_no_trouble_of_delivery(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await sent(campaign_id)
        await send_all()
        [paula] = await Mail.objects()
        await mail.note_trouble(
            paula.id, address=paula.address, kind=Trouble.COMPLAINT, at=NOW, now=NOW
        )
        assert (await results(campaign_id)).undeliverable == 0

    async def test_who_goes_because_the_period_ends_said_no_to_nothing(self):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await sent(campaign_id)
        await send_all()
        await database.execute("delete from prospect")
        assert (await results(campaign_id)).reaction.objected == 0

    async def test_who_was_restricted_before_their_turn_is_told_apart(self):
        for name in ("paula", "held"):
            await a_prospect(name)
        held = await prospects.find_by_address("held@example.net")
        campaign_id = await a_campaign()
        await campaigns.confirm(campaign_id, now=NOW)
        await prospects.restrict(held.id, now=NOW)
        await send_campaign(campaign_id, NOW)
        assert (await results(campaign_id)).left_out == 1


class TestATrial:
    @pytest.fixture
    async def nora(self):
        return await make_staff("marketing")

    async def tried(self, campaign_id, nora):
        await campaigns.ask_trial(campaign_id, account_id=nora.id, now=NOW)
        [duty] = await Duty.objects().where(Duty.kind == campaigns.TRY_CAMPAIGN)
        for _ in range(2):
            await try_campaign(duty.subject, NOW)
        return await Mail.objects().order_by(Mail.subject)

    async def test_goes_to_who_asks_alone_in_each_language_and_is_marked(self, nora):
        await a_prospect("paula")
        french, english = await self.tried(await a_campaign(), nora)
        assert {english.address, french.address} == {nora.email}
        assert french.subject == f"[Essai] Bonjour {nora.first_name}"
        assert english.subject == f"[Trial] Hello {nora.first_name}"
        for written in (english, french):
            assert written.account == nora.id
            assert written.one_click.endswith("/unsubscribe/trial")
            assert "CNIL" in written.text
            for body in (written.text, written.html):
                assert "/unsubscribe/trial" in body
                assert "/answer/trial" in body
        assert "Ceci est un essai" in french.text
        assert "This is a trial" in english.html

    async def test_leaves_though_no_prospect_and_counts_nowhere(self, nora):
        campaign_id = await a_campaign(language="fr")
        [only] = await self.tried(campaign_id, nora)
        await send(only.id, NOW)
        assert (await mail.find(only.id)).sent_at == NOW
        assert (await campaigns.find(campaign_id)).sent == await Interaction.count() == 0

    async def test_comes_too_late_after_the_yes(self, nora):
        await a_prospect("paula")
        campaign_id = await a_campaign()
        await campaigns.ask_trial(campaign_id, account_id=nora.id, now=NOW)
        await campaigns.confirm(campaign_id, now=NOW)
        with pytest.raises(NotReady):
            await campaigns.ask_trial(campaign_id, account_id=nora.id, now=NOW)
        await try_campaign(campaigns.rules.trial_of(campaign_id, nora.id), NOW)
        assert await Mail.count() == 0

    async def test_does_not_reach_who_has_left(self, nora):
        campaign_id = await a_campaign()
        await campaigns.ask_trial(campaign_id, account_id=nora.id, now=NOW)
        await database.execute("update account set left_at = $1 where id = $2", NOW, nora.id)
        await try_campaign(campaigns.rules.trial_of(campaign_id, nora.id), NOW)
        assert await Mail.count() == 0


async def test_a_subject_with_long_names_is_cut_and_leaves():
    await a_prospect("paula", first_name="P" * 100, last_name="Q" * 100)
    await sent(await a_campaign(subject_fr="Bonjour {first_name} {last_name}"))
    [written] = await Mail.objects()
    assert len(written.subject) == 200


class TestWhomItAddresses:
    @pytest.mark.parametrize(
        ("chosen", "reached"),
        [
            ({"older_months": 6}, ["old@example.net"]),
            ({"newer_months": 6}, ["edge@example.net", "new@example.net"]),
            ({"older_months": 1, "newer_months": 6}, ["edge@example.net"]),
            ({}, ["edge@example.net", "new@example.net", "old@example.net"]),
        ],
    )
    async def test_by_their_last_contact(self, chosen, reached):
        edge = cut_off(Period(months=6), NOW)
        await a_prospect("old", kept_from=edge - timedelta(days=1))
        await a_prospect("edge", kept_from=edge)
        await a_prospect("new", kept_from=NOW - timedelta(days=3))
        await sent(await a_campaign(**chosen))
        assert await addresses() == reached

    async def test_months_count_back_from_the_yes(self):
        await a_prospect("paula", kept_from=NOW - timedelta(days=32))
        campaign_id = await a_campaign(newer_months=2)
        await campaigns.confirm(campaign_id, now=NOW)
        await send_campaign(campaign_id, NOW + timedelta(days=60))
        assert await addresses() == ["paula@example.net"]


async def test_a_campaign_lists_nobody():
    columns = await database.fetch(
        "select column_name from information_schema.columns where table_name = 'campaign'"
    )
    assert not {row["column_name"] for row in columns} & {"prospect", "email", "address"}


async def test_the_worker_knows_how_to_send_a_campaign():
    assert HANDLERS["send-campaign"] is send_campaign
