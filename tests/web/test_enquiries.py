"""The forms by which one writes to us, the inbox that answers, and the link that deletes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
)

from domain import audit, enquiries
from domain.enquiries import Enquiry, EnquiryLine, FormConsent, Kind
from tests.web.form_samples import FORM_SAMPLES
from tests.web.world import make_world, message_path


@pytest.fixture
async def world(app, undone):
    made = await make_world(app)
    yield made
    await made.close()


def filled(world, path, **changed):
    return FORM_SAMPLES[path].filled(world) | {"form_id": uuid4().hex} | changed


async def latest():
    return await Enquiry.objects().order_by(Enquiry.received_at, ascending=False).first()


class TestAVisitor:
    @pytest.mark.promise("P-VIS-2")
    @pytest.mark.parametrize("kind", enquiries.BY_EVERYBODY)
    async def test_reads_what_send_means_and_every_field_is_mandatory(self, world, kind):
        visitor = world.browsers["visitor"]
        page = (await visitor.get(f"/en/{kind}")).text
        assert str(enquiries.WORDINGS[kind].en) in page
        before = await Enquiry.count()
        empty = await visitor.post(f"/en/{kind}", {"form_id": uuid4().hex})
        assert empty.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        named = set(re.findall(r'href="#field-(\w+)"', empty.text))
        expected = set(FORM_SAMPLES[f"/{kind}"].fields)
        assert named == expected
        assert await Enquiry.count() == before

    async def test_sends_and_is_told_what_happens_next(self, world):
        visitor = world.browsers["visitor"]
        answer = await visitor.post("/contact", filled(world, "/contact"))
        assert answer.status_code == HTTP_303_SEE_OTHER
        page = (await visitor.get(answer.headers["location"])).text
        assert "3 ans" in page
        assert (await Enquiry.count().where(Enquiry.email == "mona@example.net")) == 2

    async def test_of_an_old_page_reads_the_new_wording_before_anything_is_stored(self, world):
        before = await FormConsent.count()
        answer = await world.browsers["visitor"].post(
            "/contact", filled(world, "/contact", wording="0" * 64)
        )
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "Le texte du consentement a changé" in answer.text
        assert "j’ai une question" in answer.text
        assert await FormConsent.count() == before

    async def test_that_is_a_robot_fills_in_what_nobody_sees(self, world):
        before = await Enquiry.count()
        answer = await world.browsers["visitor"].post(
            "/contact", filled(world, "/contact", website="https://spam.example")
        )
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert await Enquiry.count() == before

    async def test_that_sends_very_often_is_asked_for_patience(self, world):
        visitor = world.browsers["visitor"]
        for _ in range(10):
            await visitor.post("/contact", filled(world, "/contact"))
        refused = await visitor.post("/contact", filled(world, "/contact"))
        assert refused.status_code == HTTP_429_TOO_MANY_REQUESTS
        assert "j’ai une question" in refused.text

    async def test_proposes_times_that_can_be_kept(self, world):
        yesterday = f"{world.now - timedelta(days=1):%Y-%m-%dT10:00}"
        answer = await world.browsers["visitor"].post(
            "/appointment", filled(world, "/appointment", second_time=yesterday)
        )
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert "trois dates distinctes" in answer.text


class TestAnAuthor:
    async def test_reads_the_exchange_by_the_mails_link_alone(self, world):
        page = await world.browsers["visitor"].get(message_path(world, "message"))
        assert page.status_code == HTTP_200_OK
        forged = f"/messages/{uuid4().hex}.{'x' * 43}"
        assert (await world.browsers["alice"].get(forged)).status_code == HTTP_404_NOT_FOUND

    async def test_writes_back_and_it_awaits_an_answer_again(self, world):
        path = message_path(world, "message")
        answer = await world.browsers["visitor"].post(
            path, {"message": "Merci.", "form_id": uuid4().hex}
        )
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert "Merci." in (await world.browsers["visitor"].get(path)).text

    @pytest.mark.promise("P-VIS-3")
    async def test_without_an_account_erases_everything_by_the_link(self, world):
        path = message_path(world, "message")
        visitor = world.browsers["visitor"]
        assert (await visitor.get(path)).status_code == HTTP_200_OK  # a scanner: nothing goes
        answer = await visitor.post(f"{path}/withdrawal")
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert (await visitor.get(answer.headers["location"])).status_code == HTTP_200_OK
        assert (await visitor.get(path)).status_code == HTTP_404_NOT_FOUND
        gone = EnquiryLine.enquiry == world.ids["message"]
        assert await EnquiryLine.exists().where(gone) is False

    async def test_has_the_appointment_as_a_file_for_the_calendar(self, world):
        path = message_path(world, "appointment")
        file = (await world.browsers["visitor"].get(f"{path}/calendar.ics")).text
        assert "BEGIN:VEVENT" in file
        none_yet = message_path(world, "open appointment") + "/calendar.ics"
        answer = await world.browsers["visitor"].get(none_yet)
        assert answer.status_code == HTTP_404_NOT_FOUND


class TestAHolder:
    async def test_tells_what_does_not_work_and_finds_it_again(self, world):
        alice = world.browsers["alice"]
        await alice.post("/feedback", filled(world, "/feedback"))
        made = await latest()
        assert (made.kind, made.account) == (Kind.FEEDBACK, world.account_id("alice"))
        page = (await alice.get("/en/feedback")).text
        assert "suggestion" in page
        assert str(world.ids["feedback"].hex) in page

    async def test_does_not_see_what_another_told_us(self, world):
        page = (await world.browsers["bob"].get("/feedback")).text
        assert world.ids["feedback"].hex not in page

    async def test_has_it_all_in_the_list_of_what_we_keep(self, world):
        page = (await world.browsers["alice"].get("/account/data")).text
        assert 'id="feedback"' in page


class TestStaff:
    async def test_see_the_messages_of_their_own_sheets_alone(self, world):
        seen = {
            role: (await world.browsers[role].get("/staff/messages")).text
            for role in ("support", "marketing", "product")
        }
        feedback, message = str(world.ids["feedback"]), str(world.ids["message"])
        assert feedback in seen["support"]
        assert message in seen["support"]
        assert feedback not in seen["marketing"]
        assert message in seen["marketing"]
        assert feedback in seen["product"]
        assert message not in seen["product"]
        hidden = await world.browsers["product"].get(f"/staff/messages/{message}")
        assert hidden.status_code == HTTP_404_NOT_FOUND
        for other in ("finance", "dpo", "alice"):
            answer = await world.browsers[other].get("/staff/messages")
            assert answer.status_code == HTTP_404_NOT_FOUND

    async def test_answer_nothing_that_they_may_not_see(self, world):
        path = f"/staff/messages/{world.ids['message']}/answer"
        before = await EnquiryLine.count()
        answer = await world.browsers["product"].post(
            path, {"message": "Bonjour", "form_id": uuid4().hex}
        )
        assert answer.status_code == HTTP_404_NOT_FOUND
        assert await EnquiryLine.count() == before

    async def test_list_nobody_and_a_look_is_told_to_its_person(self, world):
        support = world.browsers["support"]
        assert "alice@example.org" not in (await support.get("/staff/messages")).text
        await support.get(f"/staff/messages/{world.ids['feedback']}")
        looks = await audit.looks_at(world.account_id("alice"), limit=5)
        assert "message.read" in [one.action for one in looks]

    async def test_answer_and_take_a_time(self, world):
        path = f"/staff/messages/{world.ids['open appointment']}"
        time = (await enquiries.find(world.ids["open appointment"])).times[0]
        answer = await world.browsers["support"].post(
            f"{path}/answer",
            {"message": "Parfait.", "appointed_at": time.isoformat(), "form_id": uuid4().hex},
        )
        assert answer.status_code == HTTP_303_SEE_OTHER
        found = await enquiries.find(world.ids["open appointment"])
        assert found.appointed_at == time
        other = await world.browsers["support"].post(
            f"{path}/answer",
            {
                "message": "Non.",
                "appointed_at": "2031-01-01T10:00:00+00:00",
                "form_id": uuid4().hex,
            },
        )
        assert other.status_code == HTTP_422_UNPROCESSABLE_ENTITY

    async def test_filter_search_close_and_erase(self, world):
        support = world.browsers["support"]
        listed = (await support.get("/staff/messages?state=waiting&kind=appointment")).text
        assert str(world.ids["open appointment"]) in listed
        assert str(world.ids["message"]) not in listed
        found = await support.post("/staff/messages", {"who": "mona"})
        assert str(world.ids["message"]) in found.text
        nobody = await support.post("/staff/messages", {"who": ""})
        assert nobody.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        await support.post(f"/staff/messages/{world.ids['message']}/closing")
        assert (await enquiries.find(world.ids["message"])).closed_at
        gone = await support.post(f"/staff/messages/{world.ids['message']}/deletion")
        assert gone.status_code == HTTP_303_SEE_OTHER
        again = await support.get(f"/staff/messages/{world.ids['message']}")
        assert again.status_code == HTTP_404_NOT_FOUND
