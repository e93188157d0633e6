"""Each gateway asks as the published interface wants, and takes no answer on trust."""

import asyncio
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.processors import NotTaken, hubspot, interface, stand_ins, zoom
from domain.processors.axeptio import Axeptio, Choice
from domain.processors.hubspot import Contact, HubSpot
from domain.processors.interface import LONGEST_PAUSE
from domain.processors.mailjet import Mailjet
from domain.processors.matomo import Event, Matomo
from domain.processors.stand_ins import Memory, StandIn
from domain.processors.zoom import Registrant, Zoom
from tests import specs
from tests.domain.processors.answering import Answering, Watched

ALICE = Contact(email="alice@example.org", first_name="Alice", last_name="Martin")
BOB = Contact(email="bob@example.org", first_name="Bob", last_name="Durand")
MEETING = {
    "reference": "a session of ours",
    "topic": "Rechercher le droit de l’Union",
    "starts_at": datetime(2026, 12, 7, 9, 0, tzinfo=UTC),
    "minutes": 60,
}
GUEST = Registrant(first_name="Dave", email="dave@example.org")
EVENT = Event(
    category="document",
    action="print",
    name="regulation",
    path="/documents",
    visitor="0123456789abcdef",
    at=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
)
CHOICE = Choice(token="drawn", accepts=False, purposes={"audience": False})


def to_hubspot(transport):
    return HubSpot(url="https://hubspot.example", key="key", transport=transport)


def to_zoom(transport):
    return Zoom(
        url="https://zoom.example/v2",
        sign_in_url="https://zoom.example",
        account="account",
        client="client",
        secret="secret",
        transport=transport,
    )


def to_matomo(transport):
    return Matomo(
        url="https://matomo.example", site=1, site_url="https://a.example", transport=transport
    )


def to_axeptio(transport):
    return Axeptio(
        url="https://axeptio.example", project="p", configuration="c", transport=transport
    )


def to_mailjet(transport):
    return Mailjet(
        url="https://mailjet.example",
        key="key",
        secret="secret",
        sender="assistEU <no-reply@assisteu.example>",
        transport=transport,
    )


async def whole_life_at_hubspot(transport):
    gateway = to_hubspot(transport)
    assert await gateway.upsert([ALICE, BOB]) == ()
    await gateway.unsubscribe(ALICE.email)
    await gateway.erase(ALICE.email)


async def whole_life_at_zoom(transport):
    gateway = to_zoom(transport)
    meeting = await gateway.create_meeting(**MEETING)
    assert await gateway.create_meeting(**MEETING) == meeting
    registered = await gateway.register(meeting, GUEST)
    assert await gateway.register(meeting, GUEST) == registered
    await gateway.remove(meeting, registered.id)
    await gateway.remove(meeting, registered.id)
    await gateway.cancel(meeting)
    await gateway.cancel(meeting)


async def whole_life_at_matomo(transport):
    await to_matomo(transport).track([EVENT, EVENT])


async def whole_life_at_axeptio(transport):
    await to_axeptio(transport).record(CHOICE)
    await to_axeptio(transport).record(CHOICE)


LIVES = {
    "hubspot": (whole_life_at_hubspot, stand_ins.HUBSPOT, specs.check_hubspot),
    "zoom": (whole_life_at_zoom, stand_ins.ZOOM, specs.check_zoom),
    "matomo": (whole_life_at_matomo, stand_ins.MATOMO, specs.check_matomo),
    "axeptio": (whole_life_at_axeptio, stand_ins.AXEPTIO, specs.check_axeptio),
}


@pytest.fixture
def remembering(tmp_path):
    """Return the stand-in of a processor, and what it remembers."""

    def of(name):
        memory = Memory(tmp_path / f"{name}.json")
        return StandIn(memory, LIVES[name][1]), memory

    return of


@specs.needed
@pytest.mark.promise("P-SHA-1")
class TestEveryRequest:
    @pytest.mark.parametrize("name", LIVES)
    async def test_is_valid_by_the_published_interface(self, name, remembering):
        life, _, check = LIVES[name]
        await life(Watched(remembering(name)[0], check))

    @pytest.mark.parametrize(
        ("name", "module", "function", "put_in"),
        [
            ("hubspot", hubspot, "upsert_of", {"telephone": "+33155550100"}),
            ("zoom", zoom, "registrant_of", {"phone": "+33155550100"}),
            ("zoom", zoom, "meeting_of", {"contact_email": "dave@example.org"}),
        ],
        ids=["a contact", "a registrant", "a meeting"],
    )
    async def test_with_one_field_more_fails(  # noqa: PLR0917 - as parametrized
        self, name, module, function, put_in, remembering, monkeypatch
    ):
        made = getattr(module, function)

        def mutant(*given, **named):
            return made(*given, **named) | put_in

        monkeypatch.setattr(module, function, mutant)
        life, _, check = LIVES[name]
        with pytest.raises(Exception, match=r"telephone|phone|contact_email"):
            await life(Watched(remembering(name)[0], check))

    async def test_with_one_parameter_more_fails(self, remembering, monkeypatch):
        mutant = {"requests": ["?idsite=1&rec=1&uid=alice"]}
        monkeypatch.setattr(Matomo, "bulk_of", lambda *_given: mutant)
        with pytest.raises(specs.NotInTheInterface, match="uid"):
            await whole_life_at_matomo(Watched(remembering("matomo")[0], specs.check_matomo))


class TestAHubSpotContact:
    def test_has_three_properties_and_no_other(self):
        [given] = hubspot.upsert_of([ALICE])["inputs"]
        assert given["properties"] == {
            "email": "alice@example.org",
            "firstname": "Alice",
            "lastname": "Martin",
        }

    async def test_leaves_nothing_of_who_is_erased(self, remembering):
        answering, memory = remembering("hubspot")
        await whole_life_at_hubspot(answering)
        assert list(memory.read()["contacts"]) == [BOB.email]
        assert ALICE.email not in json.dumps(memory.read())

    async def test_many_go_a_hundred_at_a_time(self, remembering):
        answering, memory = remembering("hubspot")
        asked = []
        many = [replace(ALICE, email=f"{number}@example.org") for number in range(250)]
        await to_hubspot(Watched(answering, asked.append)).upsert(many)
        assert [len(json.loads(each.content)["inputs"]) for each in asked] == [100, 100, 50]
        assert len(memory.read()["contacts"]) == 250

    async def test_whom_hubspot_refuses_is_found_among_the_others(self):
        some = httpx.Response(207, json={"results": [{}], "numErrors": 1})
        yes, no = (
            httpx.Response(200, json={"results": [{}]}),
            httpx.Response(207, json={"results": [], "numErrors": 1}),
        )
        answering = Answering(some, yes, no)
        assert await to_hubspot(answering).upsert([ALICE, BOB]) == (BOB,)
        assert len(answering.asked) == 3

    async def test_one_that_hubspot_cannot_read_holds_up_nobody_else(self):
        unreadable = httpx.Response(400, json={"message": "bob@example.org"})
        yes = httpx.Response(200, json={"results": [{}]})
        answering = Answering(unreadable, yes, unreadable)
        assert await to_hubspot(answering).upsert([ALICE, BOB]) == (BOB,)


class TestAMeeting:
    def test_is_recorded_by_nobody_and_zoom_writes_to_nobody(self):
        settings = zoom.meeting_of(**MEETING)["settings"]
        assert settings["auto_recording"] == "none"
        assert not any(settings[each] for each in settings if each.endswith("email"))
        assert not settings["registrants_email_notification"]

    def test_begins_when_it_begins_in_any_zone(self):
        assert zoom.meeting_of(**MEETING)["start_time"] == "2026-12-07T09:00:00Z"

    async def test_is_looked_for_through_every_page(self):
        token = httpx.Response(200, json={"access_token": "t"})
        pages = [
            httpx.Response(200, json={"meetings": [{"id": 1}], "next_page_token": "more"}),
            httpx.Response(200, json={"meetings": [{"id": 2, "agenda": MEETING["reference"]}]}),
        ]
        answering = Answering(token, *pages)
        assert await to_zoom(answering).create_meeting(**MEETING) == "2"
        assert answering.asked[-1].url.params["next_page_token"] == "more"

    async def test_registrant_is_given_by_two_fields(self):
        assert zoom.registrant_of(GUEST) == {"first_name": "Dave", "email": GUEST.email}


class TestAnAddressAtMailjet:
    def found(self):
        return httpx.Response(200, json={"Count": 1, "Data": [{"ID": 7}]})

    async def test_is_erased(self):
        answering = Answering(self.found(), httpx.Response(200))
        await to_mailjet(answering).erase("a+b@example.org")
        assert answering.calls[1] == "DELETE /v4/contacts/7"
        assert answering.asked[0].url.raw_path == b"/v3/REST/contact/a%2Bb%40example.org"

    async def test_is_kept_out_of_campaigns(self):
        answering = Answering(self.found(), httpx.Response(200, json={}))
        await to_mailjet(answering).exclude("alice@example.org")
        assert json.loads(answering.asked[1].content) == {"IsExcludedFromCampaigns": True}

    @pytest.mark.parametrize("what", ["erase", "exclude"])
    async def test_that_is_unknown_needs_nothing(self, what):
        answering = Answering(httpx.Response(404))
        await getattr(to_mailjet(answering), what)("alice@example.org")
        assert len(answering.asked) == 1


_TOKEN = {"json": {"access_token": "t"}}
CALLS = {
    "hubspot upsert": (lambda t: to_hubspot(t).upsert([ALICE]), ()),
    "hubspot unsubscribe": (lambda t: to_hubspot(t).unsubscribe(ALICE.email), ()),
    "hubspot erase": (lambda t: to_hubspot(t).erase(ALICE.email), ()),
    "zoom sign-in": (lambda t: to_zoom(t).cancel("1"), ()),
    "zoom create": (
        lambda t: to_zoom(t).create_meeting(**MEETING),
        (_TOKEN, {"json": {"meetings": []}}),
    ),
    "zoom register": (
        lambda t: to_zoom(t).register("1", GUEST),
        (_TOKEN, {"json": {"registrants": []}}),
    ),
    "zoom list": (lambda t: to_zoom(t).register("1", GUEST), (_TOKEN,)),
    "zoom remove": (lambda t: to_zoom(t).remove("1", "2"), (_TOKEN,)),
    "zoom cancel": (lambda t: to_zoom(t).cancel("1"), (_TOKEN,)),
    "matomo": (lambda t: to_matomo(t).track([EVENT]), ()),
    "axeptio": (lambda t: to_axeptio(t).record(CHOICE), ()),
    "axeptio record": (lambda t: to_axeptio(t).record(CHOICE), ({"status_code": 404},)),
    "mailjet erase": (lambda t: to_mailjet(t).erase(ALICE.email), ()),
    "mailjet exclude": (lambda t: to_mailjet(t).exclude(ALICE.email), ()),
}
FAULTS = {
    "500": lambda: httpx.Response(500, text="alice@example.org"),
    "400": lambda: httpx.Response(400, json={"message": "alice@example.org"}),
    "redirect": lambda: httpx.Response(302, headers={"location": "https://elsewhere.example"}),
    "broken": lambda: httpx.Response(200, content=b"{alice@example.org"),
    "timeout": lambda: httpx.ReadTimeout("alice@example.org"),
    "no one": lambda: httpx.ConnectError("nobody there"),
    "cut off": lambda: httpx.RemoteProtocolError("half an answer"),
}


_SAYS_WHO_IS_REFUSED = ("hubspot upsert", "400")


@pytest.mark.parametrize(
    ("call", "fault"),
    [pair for pair in itertools.product(CALLS, FAULTS) if pair != _SAYS_WHO_IS_REFUSED],
)
async def test_whatever_goes_wrong_is_tried_again_and_said_without_a_word_of_the_person(
    call, fault
):
    ask, before = CALLS[call]
    given = [httpx.Response(**{"status_code": 200} | each) for each in before]
    with pytest.raises(NotTaken) as refused:
        await ask(Answering(*given, FAULTS[fault]()))
    assert "alice" not in str(refused.value)
    assert refused.value.after is None


_UNDERSTOOD_BY_SILENCE = ("hubspot unsubscribe", "axeptio")


@pytest.mark.parametrize(
    "said", ["", "[]", '"words"', "{}", "null", '{"results": 1, "id": "x"}']
)
@pytest.mark.parametrize("call", [c for c in CALLS if c not in _UNDERSTOOD_BY_SILENCE])
async def test_an_answer_of_another_shape_is_no_yes(call, said):
    ask, before = CALLS[call]
    given = [httpx.Response(**{"status_code": 200} | each) for each in before]
    status = 201 if call in {"zoom create", "zoom register"} else 200
    with pytest.raises(NotTaken):
        await ask(Answering(*given, httpx.Response(status, content=said.encode())))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"retry-after": "9" * 30}, LONGEST_PAUSE),
        (
            {
                "retry-after": "Fri, 27 Nov 2026 09:05:00 GMT",
                "date": "Fri, 27 Nov 2026 09:00:00 GMT",
            },
            timedelta(minutes=5),
        ),
        ({"retry-after": "Fri, 27 Nov 2026 09:05:00 GMT"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
    ids=["seconds", "too long", "a time", "a time of nobody's clock", "nonsense", "none"],
)
async def test_a_pause_that_is_asked_for_is_kept(call, headers, pause):
    ask, before = CALLS[call]
    given = [httpx.Response(**{"status_code": 200} | each) for each in before]
    with pytest.raises(NotTaken) as refused:
        await ask(Answering(*given, httpx.Response(429, headers=headers)))
    assert refused.value.after == pause


async def test_who_answers_drop_by_drop_holds_no_worker(monkeypatch):
    monkeypatch.setattr(interface, "LONGEST_ANSWER_S", 0)
    with pytest.raises(NotTaken, match="TimeoutError"):
        await to_hubspot(_Endless()).erase(ALICE.email)


class _Endless(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError(request)


async def test_the_stand_in_of_zoom_gives_each_registrant_a_number_of_their_own(remembering):
    gateway = to_zoom(remembering("zoom")[0])
    meeting = await gateway.create_meeting(**MEETING)
    first, second = [
        await gateway.register(meeting, Registrant(first_name="D", email=email))
        for email in ("first@example.org", "second@example.org")
    ]
    await gateway.remove(meeting, first.id)
    assert (await gateway.register(meeting, GUEST)).id not in {first.id, second.id}


async def test_the_stand_ins_do_not_answer_what_no_processor_would(remembering):
    answering, _ = remembering("zoom")
    async with httpx.AsyncClient(transport=answering) as client:
        answer = await client.get("https://zoom.example/v2/users/me/secrets")
    assert answer.status_code == 404
