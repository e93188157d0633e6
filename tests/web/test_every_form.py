"""Every form, sent as it should not be: 4xx, never a 500, and nothing stored by halves."""

import re
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from lxml import html

from tests.cast import Browser
from tests.routes import Route, forms
from tests.web.form_samples import FormSample, form_sample_of
from tests.web.samples import sample_of
from tests.web.test_every_page import HOSTILE_PARAMETERS, roles_of, row_counts
from tests.web.world import ACTORS, World, as_it_was, standing_world

FORMS = [route for route in forms() if not route.machine and not route.upload]
EVERY_FORM = pytest.mark.parametrize("route", FORMS, ids=str)

COUNTED = {"throttle"}
"""Tries are counted whether they are right or wrong."""

LOOKED_AT_AGAIN = {"audit_entry", "audit_pseudonym"}
"""A refused form is shown on its page again: of a person, that is a look (P-SEC-3)."""

OURS = {"sec-fetch-site": "same-origin"}
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
async def standing(app: Any) -> AsyncIterator[World]:
    async with standing_world(app) as world:
        yield world


@pytest.fixture
async def world(standing: World) -> AsyncIterator[World]:
    async with as_it_was(standing) as world:
        yield world


@pytest.fixture
def sample(route: Route) -> FormSample:
    return form_sample_of(route)


@pytest.fixture
async def sender(world: World, sample: FormSample) -> Browser:
    """Who may send the form, and would."""
    return world.browsers[sample.sender]


async def send(
    browser: Browser, path: str, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await browser.client.post(path, content=body, headers={**OURS, **(headers or {})})


async def unchanged_since(
    before: dict[str, int], *, but: AbstractSet[str] = frozenset()
) -> bool:
    after = await row_counts()
    return {name for name in after if after[name] != before[name]} <= COUNTED | but


def bodies_that_no_form_has(token: str, fields: dict[str, str]) -> dict[str, Any]:
    """Return bodies and headers that every form of ours refuses, whatever its fields."""
    valid = urlencode({"csrf_token": token, **fields}).encode()
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    named = 'Content-Disposition: form-data; name="csrf_token"'
    part = f"--x\r\n{named}\r\n\r\n{token}".encode()
    return {
        "no token": (urlencode(fields).encode(), URLENCODED),
        "nothing at all": (b"", {}),
        "another's token": (
            urlencode({"csrf_token": "x" * len(token), **fields}).encode(),
            URLENCODED,
        ),
        "a token of other letters": (
            urlencode({"csrf_token": "ключ", **fields}).encode(),
            URLENCODED,
        ),
        "from another site": (valid, {**URLENCODED, "sec-fetch-site": "cross-site"}),
        "from a sister site": (valid, {**URLENCODED, "sec-fetch-site": "same-site"}),
        "a huge body": (valid + b"&more=" + b"x" * 70_000, URLENCODED),
        "too many fields": (valid + b"&a=1" * 200, URLENCODED),
        "raw bytes": (valid + b"&raw=\xff\xfe", URLENCODED),
        "bytes that are no text": (valid + b"&raw=%ff%fe", URLENCODED),
        "a multipart": (part + b"\r\n--x--\r\n", multipart),
        "a broken multipart": (part, multipart),
        "a multipart without a boundary": (part, {"content-type": "multipart/form-data"}),
        "JSON": (b"{}", {"content-type": "application/json"}),
        "no kind": (valid, {"content-type": ""}),
        "a broken kind": (valid, {"content-type": ";;;\x7f"}),
    }


@pytest.mark.asvs("3.5.1", "16.5.3")
@EVERY_FORM
async def test_what_is_no_form_of_ours_is_refused(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    path = sample_of(route).path(world)
    before = await row_counts()
    bodies = bodies_that_no_form_has(sender.csrf_token(), sample.filled(world))
    for name, (body, headers) in bodies.items():
        answer = await send(sender, path, body, headers)
        assert 400 <= answer.status_code < 500, f"{name}: {answer.status_code}"
        assert html.fromstring(answer.text).findtext(".//h1"), name
    assert await unchanged_since(before)


@pytest.mark.asvs("15.2.2")
@EVERY_FORM
async def test_a_body_that_never_says_how_long_it_is_has_a_limit_too(
    route: Route, world: World, sender: Browser
):
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    path = sample_of(route).path(world)
    answer = await sender.client.post(path, content=endless(), headers=OURS | URLENCODED)
    assert answer.status_code == 413


@pytest.mark.asvs("8.2.1", "8.3.1")
@EVERY_FORM
async def test_who_may_not_send_it_stores_nothing(
    route: Route, world: World, sample: FormSample
):
    path, before = sample_of(route).path(world), await row_counts()
    if route.access.public:
        return
    for actor in ACTORS:
        browser = world.browsers[actor]
        account = browser.account
        is_owner = sample_of(route).owner in (None, actor)
        if account and roles_of(account) & route.access.roles and is_owner:
            continue
        answer = await browser.post(path, sample.filled(world))
        if account is None:
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in?next=/")
        else:
            assert answer.status_code == 404, actor
    assert await unchanged_since(before)


WRONG_VALUES = {
    "too long": "x" * 20_000,
    "a null byte": "a\0b",
    "a control character": "a\x1bb",
    "spaces alone": "   ",
}
STRANGE_VALUES = {
    "Greek": "Ελληνικά",
    "Arabic, right to left": "\u202eالعربية",
    "an emoji": "🧑‍⚖️",
    "combining accents": "e\u0301" * 20,
    "markup": "<script>alert(1)</script>",
    "SQL": "'; drop table account; --",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "a number": "-1e309",
    "a lone quote": '"',
}


@pytest.mark.asvs("1.3.3", "2.2.1", "2.2.2", "16.5.3")
@EVERY_FORM
async def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_stored(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    path, before = sample_of(route).path(world), await row_counts()
    filled = sample.filled(world)
    for name in sample.fields:
        for what, value in {"missing": None, **WRONG_VALUES}.items():
            if what in sample.accepted(name):
                continue
            sent = {**filled, name: value}
            answer = await sender.post(path, {k: v for k, v in sent.items() if v is not None})
            where = f"{name}, {what}"
            assert answer.status_code == sample.refused_with(name), where
            if answer.status_code == 422:
                assert_told_and_kept(answer, name, sent, sample, where)
    assert await unchanged_since(before, but=LOOKED_AT_AGAIN)


@pytest.mark.asvs("15.3.7")
@EVERY_FORM
async def test_a_field_sent_twice_is_refused(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    path, before = sample_of(route).path(world), await row_counts()
    filled = sample.filled(world)
    for name in sample.fields:
        body = [("csrf_token", sender.csrf_token()), *filled.items(), (name, "other")]
        answer = await send(sender, path, urlencode(body).encode(), URLENCODED)
        assert answer.status_code == sample.refused_with(name), name
    assert await unchanged_since(before, but=LOOKED_AT_AGAIN)


def assert_told_and_kept(
    answer: httpx.Response, name: str, sent: dict[str, Any], sample: FormSample, where: str
) -> None:
    page = html.fromstring(answer.text)
    wrong = page.xpath(f"//*[@name='{name}']")
    assert wrong, where
    both = wrong[0].xpath("@aria-describedby | ancestor::fieldset/@aria-describedby")
    assert f"-{name}-error" in " ".join(both), where
    assert page.xpath("//*[@data-error-summary]//a"), where
    for other in sample.fields:
        values = page.xpath(f"//input[@name='{other}' and not(@type='radio')]/@value")
        if other in sample.secret:
            assert not any(values), f"{where}: {other} is shown again"
        elif other != name and values and sent.get(other):
            assert values[0] == sent[other], f"{where}: {other} is not kept"


@pytest.mark.asvs("1.2.4")
@EVERY_FORM
async def test_other_alphabets_are_read_or_refused_and_never_break_anything(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    path = sample_of(route).path(world)
    for name in sample.fields:
        for what, value in STRANGE_VALUES.items():
            answer = await sender.post(
                path, {**sample.filled(world), "form_id": uuid4().hex, name: value}
            )
            assert answer.status_code < 500, f"{name}, {what}"
            assert "<script>alert" not in answer.text
            if sender.account is not None and answer.status_code == 303:
                await world.come_back(sample.sender)
                sender = world.browsers[sample.sender]


@pytest.mark.asvs("1.2.4", "15.3.5")
@EVERY_FORM
async def test_a_hostile_name_in_the_address_does_not_exist(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    if "{" not in route.pattern:
        return
    before = await row_counts()
    for hostile in HOSTILE_PARAMETERS:
        path = re.sub(r"\{\w+\}", lambda _m, value=hostile: value, route.pattern)
        answer = await sender.post(path, sample.filled(world))
        assert answer.status_code == 404, path
    assert await unchanged_since(before)


@pytest.mark.asvs("2.3.3")
@EVERY_FORM
async def test_a_form_sent_twice_has_one_effect(
    route: Route, world: World, sample: FormSample, sender: Browser
):
    path = sample_of(route).path(world)
    form = {"form_id": uuid4().hex, **sample.filled(world)}
    first = await sender.post(path, form)
    assert first.status_code in (303, 200), first.text[-3000:]
    after_first = await row_counts()
    second = await sender.post(path, form)
    assert second.status_code < 500
    if sample.again_alike:
        assert second.headers.get("location") == first.headers.get("location")
    after_second = await row_counts()
    changed = {name for name in after_second if after_second[name] != after_first[name]}
    assert changed <= COUNTED | sample.grows_again
