"""Mail by Mailjet: as its interface wants it, once, and never lost when it fails."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import jsonschema
import pytest

from domain.processors import Letter, NotTaken
from domain.processors.interface import LONGEST_PAUSE
from domain.processors.mailjet import Mailjet, message_of
from tests.mailjet import mailjet

SCHEMA = Path(__file__).parents[4] / "shared/specs/mailjet-send-v3.1.schema.json"
SENDER = "assistEU <no-reply@assisteu.example>"
LETTER = Letter(
    id=UUID(int=7),
    address="alice@example.org",
    subject="Bonjour",
    text="Un lien.",
    html="<p>Un lien.</p>",
)


def answering(*answers: httpx.Response | Exception) -> tuple[Mailjet, list[httpx.Request]]:
    """Return a Mailjet that gives these answers one after the other, and what it was asked."""
    asked: list[httpx.Request] = []
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        given = waiting.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    return Mailjet(
        url="https://mailjet.example",
        key="key",
        secret="secret",
        sender=SENDER,
        transport=httpx.MockTransport(answer),
    ), asked


def taken() -> httpx.Response:
    return httpx.Response(200, json={"Messages": [{"Status": "success"}]})


@pytest.mark.skipif(not SCHEMA.exists(), reason="the specification is not beside the project")
class TestWhatIsSent:
    def test_is_valid_by_the_published_interface(self):
        jsonschema.validate(message_of(LETTER, sender=SENDER), json.loads(SCHEMA.read_text()))

    def test_with_one_field_more_is_not(self):
        message = message_of(LETTER, sender=SENDER)
        message["Messages"][0]["To"][0]["Telephone"] = "+33155550100"
        with pytest.raises(jsonschema.ValidationError, match="Telephone"):
            jsonschema.validate(message, json.loads(SCHEMA.read_text()))


async def test_a_letter_goes_out_with_its_number_and_without_any_tracking():
    out, asked = answering(taken())
    await out.hand_over(LETTER, again=False)
    [request] = asked
    [message] = json.loads(request.content)["Messages"]
    assert request.url.path == "/v3.1/send"
    assert message["CustomID"] == str(LETTER.id)
    assert (message["TrackOpens"], message["TrackClicks"]) == ("disabled", "disabled")
    assert message["From"] == {"Email": "no-reply@assisteu.example", "Name": "assistEU"}
    assert request.headers["authorization"].startswith("Basic ")


class TestBegunBefore:
    async def test_what_was_taken_is_not_sent_again(self):
        out, asked = answering(httpx.Response(200, json={"Count": 1}))
        await out.hand_over(LETTER, again=True)
        [request] = asked
        assert (request.method, request.url.params["CustomID"]) == ("GET", str(LETTER.id))

    async def test_what_was_not_taken_is_sent(self):
        out, asked = answering(httpx.Response(200, json={"Count": 0}), taken())
        await out.hand_over(LETTER, again=True)
        assert [request.method for request in asked] == ["GET", "POST"]

    @pytest.mark.parametrize("said", [{}, {"Count": None}, [], "words"])
    async def test_nothing_is_sent_while_nobody_knows(self, said):
        out, asked = answering(httpx.Response(200, json=said))
        with pytest.raises(NotTaken):
            await out.hand_over(LETTER, again=True)
        assert [request.method for request in asked] == ["GET"]

    async def test_on_the_wire_it_is_taken_once(self):
        with mailjet() as remembered:
            out = Mailjet(url=remembered.url, key="key", secret="secret", sender=SENDER)
            for again in (False, True, True):
                await out.hand_over(LETTER, again=again)
        assert remembered.ids() == [str(LETTER.id)]


class TestNotTaken:
    @pytest.mark.parametrize(
        "given",
        [
            httpx.Response(500),
            httpx.Response(401, json={"ErrorMessage": "alice@example.org"}),
            httpx.Response(200, content=b"{broken"),
            httpx.Response(200, json={}),
            httpx.Response(200, json={"Messages": []}),
            httpx.Response(200, json={"Messages": [{"Status": "error"}]}),
            httpx.Response(207, json={"Messages": [{"Status": "success"}]}),
            httpx.ReadTimeout("nothing came"),
            httpx.ConnectError("nobody there"),
        ],
        ids=["500", "401", "broken", "empty", "none", "error", "207", "timeout", "no one"],
    )
    async def test_whatever_goes_wrong_is_said_without_a_word_of_the_person(self, given):
        out, _ = answering(given)
        with pytest.raises(NotTaken) as refused:
            await out.hand_over(LETTER, again=False)
        assert "alice" not in str(refused.value)

    @pytest.mark.parametrize(
        ("asked_for", "pause"),
        [
            ("120", timedelta(minutes=2)),
            ("99999999999999", LONGEST_PAUSE),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
            ("-5", None),
            ("", None),
        ],
    )
    async def test_a_pause_that_is_asked_for_is_kept_within_reason(self, asked_for, pause):
        out, _ = answering(httpx.Response(429, headers={"retry-after": asked_for}))
        with pytest.raises(NotTaken) as refused:
            await out.hand_over(LETTER, again=False)
        assert refused.value.after == pause
