"""``/training`` and who organises it: each on their own organisation alone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from domain import audit, database
from domain.training.tables import TrainingRegistration, TrainingSession
from tests.web.world import make_world
from web.calendar_file import Event, written

OPEN = "open training of chambers"
REGISTERED = "registered training of chambers"
PROPOSED = "proposed training of chambers"


@pytest.fixture
async def world(app, undone):
    made = await make_world(app)
    yield made
    await made.close()


def proposal(world, **changed):
    soon = f"{world.now + timedelta(days=20):%Y-%m-%dT14:30}"
    return {
        "topic": "Bien chercher",
        "language": "fr",
        "minutes": "60",
        "first_time": soon,
        "expected": "8",
        "form_id": uuid4().hex,
    } | changed


class TestAGuest:
    async def test_sees_the_sessions_of_the_organisation_and_registers(self, world):
        dave = world.browsers["dave"]
        page = (await dave.get("/training")).text
        assert f"/training/{world.ids[OPEN]}/registration" in page
        answer = await dave.post(f"/training/{world.ids[OPEN]}/registration")
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert f"/training/{world.ids[OPEN]}/withdrawal" in (await dave.get("/training")).text

    async def test_reads_what_zoom_receives_and_what_it_never_erases(self, world):
        french = (await world.browsers["dave"].get("/training")).text
        english = (await world.browsers["dave"].get("/en/training")).text
        assert "Zoom ne permet pas d’effacer ses rapports" in french
        assert "Zoom offers no way to erase its reports" in english

    async def test_has_a_link_to_join_and_a_file_for_the_calendar(self, world):
        dave = world.browsers["dave"]
        assert "https://zoom.example/w/r" in (await dave.get("/training")).text
        answer = await dave.get(f"/training/{world.ids[REGISTERED]}/calendar.ics")
        assert answer.headers["content-type"].startswith("text/calendar")
        assert answer.headers["cache-control"] == "no-store"
        assert "URL:https://zoom.example/w/r" in answer.text

    async def test_withdraws(self, world):
        dave = world.browsers["dave"]
        answer = await dave.post(f"/training/{world.ids[REGISTERED]}/withdrawal")
        assert answer.status_code == HTTP_303_SEE_OTHER
        assert (await TrainingRegistration.objects().first()).withdrawn_at is not None

    async def test_is_told_when_registration_is_closed(self, world):
        await database.execute(
            "update training_session set cancelled_at = $2 where id = $1",
            world.ids[OPEN],
            world.now,
        )
        answer = await world.browsers["dave"].post(f"/training/{world.ids[OPEN]}/registration")
        assert answer.status_code == HTTP_409_CONFLICT

    async def test_without_a_session_to_come_is_told_who_can_ask_for_one(self, world):
        await database.execute("update training_session set cancelled_at = $1", world.now)
        assert "Aucune session à venir" in (await world.browsers["dave"].get("/training")).text

    async def test_never_sees_the_link_of_another(self, world):
        page = (await world.browsers["carol"].get("/training")).text
        assert "zoom.example" not in page
        file = await world.browsers["carol"].get(
            f"/training/{world.ids[REGISTERED]}/calendar.ics"
        )
        assert "zoom.example" not in file.text


@pytest.mark.asvs("8.2.2", "8.4.1")
class TestAnotherOrganisation:
    @pytest.mark.parametrize("actor", ["erin", "alice", "support", "dpo"])
    async def test_has_no_session_of_this_one(self, world, actor):
        browser = world.browsers[actor]
        for rest in ("registration", "withdrawal"):
            answer = await browser.post(f"/training/{world.ids[REGISTERED]}/{rest}")
            assert answer.status_code == HTTP_404_NOT_FOUND
        answer = await browser.get(f"/training/{world.ids[REGISTERED]}/calendar.ics")
        assert answer.status_code == HTTP_404_NOT_FOUND
        answer = await browser.post(f"/organisation/training/{world.ids[OPEN]}/cancellation")
        assert answer.status_code == HTTP_404_NOT_FOUND
        session = await TrainingSession.objects().get(TrainingSession.id == world.ids[OPEN])
        assert session.cancelled_at is None

    async def test_sees_nothing_of_it_in_its_lists(self, world):
        for path in ("/training", "/organisation/training"):
            page = (await world.browsers["erin"].get(path)).text
            assert str(world.ids[REGISTERED]) not in page
            assert "dave" not in page.lower()

    async def test_is_not_for_a_guest_to_administer(self, world):
        dave = world.browsers["dave"]
        for path in ("/organisation/training", "/organisation/training/new"):
            assert (await dave.get(path)).status_code == HTTP_404_NOT_FOUND


class TestAnAdministrator:
    async def test_sees_who_registered_by_name_and_address_alone(self, world):
        page = (await world.browsers["carol"].get("/organisation/training")).text
        assert "dave@example.org" in page
        assert "+33155550100" not in page
        assert "zoom.example" not in page

    async def test_asks_for_a_session_at_the_wall_clock_of_paris(self, world):
        sent = proposal(world, first_time="2026-12-15T14:30")
        sent["first_time"] = f"{world.now + timedelta(days=30):%Y-%m-%d}T14:30"
        answer = await world.browsers["carol"].post("/organisation/training/new", sent)
        assert answer.status_code == HTTP_303_SEE_OTHER
        page = (await world.browsers["carol"].get("/organisation/training")).text
        assert "Bien chercher" in page

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("topic", ""),
            ("minutes", "7"),
            ("first_time", ""),
            ("first_time", "demain"),
            ("first_time", "2020-01-01T10:00"),
            ("first_time", "9999-12-31T23:59"),
            ("first_time", "0001-01-01T00:00"),
            ("expected", "0"),
            ("expected", "²"),
            ("message", "x" * 2_001),
        ],
    )
    async def test_is_told_beside_the_field_what_is_wrong(self, world, field, typed):
        sent = proposal(world, **{field: typed})
        answer = await world.browsers["carol"].post("/organisation/training/new", sent)
        assert answer.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert f'id="field-{field}-error"' in answer.text

    async def test_who_sends_it_twice_asks_once(self, world):
        before, sent = await TrainingSession.count(), proposal(world)
        for _ in range(2):
            await world.browsers["carol"].post("/organisation/training/new", sent)
        assert await TrainingSession.count() == before + 1

    async def test_takes_a_request_back(self, world):
        path = f"/organisation/training/{world.ids[PROPOSED]}/cancellation"
        assert (await world.browsers["carol"].post(path)).status_code == HTTP_303_SEE_OTHER
        assert (await world.browsers["carol"].post(path)).status_code == HTTP_409_CONFLICT


class TestSupport:
    async def test_sees_requests_first_and_names_nobody_in_the_list(self, world):
        page = (await world.browsers["support"].get("/staff/training")).text
        assert str(world.ids[PROPOSED]) in page
        assert "dave" not in page.lower()

    async def test_accepts_one_of_the_times(self, world):
        path = f"/staff/training/{world.ids[PROPOSED]}"
        time = str(world.ids[f"time of {PROPOSED}"])
        answer = await world.browsers["support"].post(f"{path}/acceptance", {"time": time})
        assert answer.status_code == HTTP_303_SEE_OTHER
        late = await world.browsers["support"].post(f"{path}/refusal", {"reasons": "Non."})
        assert late.status_code == HTTP_409_CONFLICT

    async def test_declines_with_reasons_and_never_without(self, world):
        path = f"/staff/training/{world.ids[PROPOSED]}/refusal"
        support = world.browsers["support"]
        empty = await support.post(path, {"reasons": " "})
        assert empty.status_code == HTTP_422_UNPROCESSABLE_ENTITY
        assert 'id="refusal-reasons-error"' in empty.text
        answer = await support.post(path, {"reasons": "Aucun formateur."})
        assert answer.status_code == HTTP_303_SEE_OTHER

    @pytest.mark.promise("P-SEC-3")
    async def test_s_look_at_who_registered_is_noted(self, world):
        answer = await world.browsers["support"].get(f"/staff/training/{world.ids[REGISTERED]}")
        assert answer.status_code == HTTP_200_OK
        for name in ("dave", "carol"):
            looks = await audit.looks_at(world.account_id(name))
            assert "training.read" in {look.action for look in looks}

    @pytest.mark.parametrize("actor", ["dpo", "finance", "marketing", "product", "carol"])
    async def test_alone_organises(self, world, actor):
        for path in ("/staff/training", f"/staff/training/{world.ids[REGISTERED]}"):
            answer = await world.browsers[actor].get(path)
            assert answer.status_code == HTTP_404_NOT_FOUND


class TestTheCalendarFile:
    AT = datetime(2026, 12, 15, 13, 0, tzinfo=UTC)

    def event(self, title):
        return Event(
            id=uuid4(), title=title, starts_at=self.AT, ends_at=self.AT + timedelta(hours=1)
        )

    def test_says_when_in_the_world_s_time(self):
        text = written(self.event("Bien chercher"), now=self.AT)
        assert "DTSTART:20261215T130000Z\r\n" in text
        assert "DTEND:20261215T140000Z\r\n" in text

    def test_takes_no_line_of_its_own_from_a_title(self):
        text = written(self.event("a\nATTENDEE:x, y; z\\"), now=self.AT)
        assert "SUMMARY:a\\nATTENDEE:x\\, y\\; z\\\\\r\n" in text

    def test_folds_long_lines_by_their_bytes_and_never_within_a_letter(self):
        text = written(self.event("é" * 100), now=self.AT)
        assert all(len(line.encode()) <= len("x" * 75) for line in text.split("\r\n"))
        assert "é" * 100 in text.replace("\r\n ", "")
