"""Every page, asked for by everybody, without JavaScript. A new page comes in by itself."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import html

from domain import database
from domain.accounts import FRESH_FOR, Account
from tests.cast import signed_in
from tests.routes import Route, forms, pages
from tests.web.samples import sample_of
from tests.web.world import ACTORS, HALFWAY, World, as_it_was, standing_world

PAGES = pages()
EVERY_PAGE = pytest.mark.parametrize("route", PAGES, ids=str)

LEAKS = re.compile(r"\bNone\b(?! of\b)|\bUndefined\b|\{[{%]|%s|Text\(fr=|<built-in|0x7f|&amp;")
"""What a template shows when a value is missing or was not rendered."""

NOTED_BY_LOOKING = {"audit_entry", "audit_pseudonym", "history_entry", "daily_use"}
"""Looks of staff at people (P-SEC-3), what holders searched for and opened (P-ACC-8), and how
often where a contract provides for it (P-ACC-9)."""

SECURITY_HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "referrer-policy",
    "permissions-policy",
}


@pytest.fixture(scope="module")
async def standing(app: Any) -> AsyncIterator[World]:
    async with standing_world(app) as world:
        yield world


@pytest.fixture
async def world(standing: World) -> AsyncIterator[World]:
    async with as_it_was(standing) as world:
        yield world


def expected_status(route: Route, actor: str, world: World) -> int:
    """Return what the declared access promises to ``actor``."""
    sample = sample_of(route)
    account = world.browsers[actor].account
    if not route.access.public:
        if account is None:
            return 303
        if not roles_of(account) & route.access.roles:
            return 404
        if sample.owner not in (None, actor):
            return 404
    return sample.answers.get(actor, 200)


def roles_of(account: Account) -> set[str]:
    return {account.role, *(["org_admin"] if account.administers_organisation else [])}


def is_a_page(answer: httpx.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.mark.asvs("8.2.1", "8.2.2", "8.3.1")
@EVERY_PAGE
async def test_every_page_answers_each_as_its_access_says(route: Route, world: World):
    path = sample_of(route).path(world)
    found = {actor: (await world.browsers[actor].get(path)).status_code for actor in ACTORS}
    assert found == {actor: expected_status(route, actor, world) for actor in ACTORS}


@EVERY_PAGE
async def test_a_visitor_is_sent_to_sign_in_and_back(route: Route, world: World):
    if route.access.public:
        return
    path = sample_of(route).path(world)
    for prefix in ("", "/en"):
        answer = await world.browsers["visitor"].get(prefix + path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{prefix}/sign-in?next={prefix}{path}"


@pytest.mark.asvs("2.3.1")
@EVERY_PAGE
async def test_who_owes_a_code_is_sent_to_give_it(route: Route, world: World):
    if route.access.public:
        return
    path = sample_of(route).path(world)
    answer = await world.browsers[HALFWAY].get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in/second-factor?next={path}"


@pytest.mark.asvs("7.5.1")
@EVERY_PAGE
async def test_what_matters_most_wants_the_password_again(route: Route, world: World):
    if not route.step_up:
        return
    path = sample_of(route).path(world)
    for actor in ACTORS[1:]:
        if expected_status(route, actor, world) != 200:
            continue
        account = world.browsers[actor].account
        assert account is not None
        before = world.now - FRESH_FOR - timedelta(minutes=1)
        async with await signed_in(world.app, account, at=before) as stale:
            answer = await stale.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in/again?next=")


@pytest.mark.asvs("3.4.4", "3.4.5", "14.2.2", "14.3.2")
@EVERY_PAGE
async def test_every_answer_is_sound(route: Route, world: World):
    path = sample_of(route).path(world)
    for actor in ACTORS:
        for prefix in ("", "/en"):
            answer = await world.browsers[actor].get(prefix + path)
            where = f"{actor} on {prefix}{path}"
            assert set(answer.headers) >= SECURITY_HEADERS, where
            if actor != "visitor" and is_a_page(answer):
                assert answer.headers["cache-control"] == "no-store", where
            if is_a_page(answer):
                assert_is_a_sound_page(answer, language="en" if prefix else "fr", where=where)


def assert_is_a_sound_page(answer: httpx.Response, *, language: str, where: str) -> None:
    page = html.fromstring(answer.text)
    assert page.get("lang") == language, where
    assert page.findtext(".//title"), where
    assert len(page.findall(".//h1")) == 1, where
    leaked = LEAKS.search(words_of(page))
    assert leaked is None, f"{where}: {leaked and leaked.group()}"
    ids = [each.get("id") for each in page.xpath("//*[@id]")]
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice, f"{where}: twice {twice}"
    assert_what_is_named_is_there(page, set(ids), where)


@pytest.mark.asvs("7.4.4")
@EVERY_PAGE
async def test_signing_out_is_at_hand_on_every_page(route: Route, world: World):
    path = sample_of(route).path(world)
    for actor in ACTORS[1:]:
        answer = await world.browsers[actor].get(path)
        if is_a_page(answer):
            page = html.fromstring(answer.text)
            assert page.xpath("//form[contains(@action, '/sign-out')]//button"), actor


@pytest.mark.asvs("6.2.6", "6.2.7")
@EVERY_PAGE
async def test_passwords_are_masked_and_left_to_their_keepers(route: Route, world: World):
    path = sample_of(route).path(world)
    for actor in ACTORS:
        answer = await world.browsers[actor].get(path)
        if not is_a_page(answer):
            continue
        named = "//input[contains(@name, 'password')][not(@type='checkbox')]"
        for field in html.fromstring(answer.text).xpath(named):
            assert field.get("type") == "password"
            assert field.get("autocomplete") in ("current-password", "new-password")
            assert int(field.get("maxlength", "256")) == 256


def words_of(page: Any) -> str:
    shown = page.xpath("//body//text()[not(parent::script)]")
    attributes = page.xpath("//@title | //@aria-label | //@alt | //@placeholder | //@value")
    return " ".join([*shown, *attributes])


def assert_what_is_named_is_there(page: Any, ids: set[str], where: str) -> None:
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
        for value in page.xpath(f"//@{attribute}"):
            missing = set(value.split()) - ids
            assert not missing, f"{where}: {attribute} names {missing}"
    for href in page.xpath("//a/@href[starts-with(., '#')]"):
        assert href[1:] in ids, f"{where}: a link to {href}"


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_no_link_leads_to_nothing(actor: str, prefix: str, world: World):
    """What is not there is not shown."""
    browser = world.browsers[actor]
    dead, looked_at = {}, set()
    for route in PAGES:
        path = prefix + sample_of(route).path(world)
        answer = await browser.get(path)
        if not is_a_page(answer) or answer.status_code != 200:
            continue
        for link in own_links(html.fromstring(answer.text), path) - looked_at:
            looked_at.add(link)
            status = (await browser.get(link)).status_code
            if status >= 400:
                dead[link] = (status, path)
    assert dead == {}


def own_links(page: Any, base: str) -> set[str]:
    found = set()
    for href in page.xpath(
        "//a/@href | //link/@href | //img/@src | //form[@method='get']/@action"
    ):
        target = urlsplit(urljoin(base, href))
        if not target.scheme and not target.netloc:
            found.add(target.path + (f"?{target.query}" if target.query else ""))
    return found


@pytest.mark.asvs("3.5.1")
@EVERY_PAGE
async def test_every_form_of_a_page_leads_to_a_route(route: Route, world: World):
    posts = [re.sub(r"\{\w+\}", "[^/]+", each.pattern) for each in forms()]
    for actor in ACTORS:
        answer = await world.browsers[actor].get(sample_of(route).path(world))
        if not is_a_page(answer) or answer.status_code != 200:
            continue
        for form in html.fromstring(answer.text).xpath("//form[@method='post']"):
            action = urlsplit(form.get("action") or answer.request.url.path).path
            assert any(re.fullmatch(pattern, action) for pattern in posts), action
            assert form.xpath(".//input[@name='csrf_token']"), f"{action}: no token"


@EVERY_PAGE
async def test_htmx_gets_a_part_or_the_page_and_never_a_failure(route: Route, world: World):
    path = sample_of(route).path(world)
    for actor in ("visitor", "alice", "dpo"):
        answer = await world.browsers[actor].get(path, htmx=True)
        if route.pattern != "/health":
            assert answer.status_code < 500


@EVERY_PAGE
async def test_head_answers_as_get_without_a_body(route: Route, world: World):
    path = sample_of(route).path(world)
    for actor in ("visitor", "alice", "dpo"):
        client = world.browsers[actor].client
        got, head = await client.get(path), await client.head(path)
        assert head.status_code == got.status_code
        assert head.content == b""


@pytest.mark.asvs("3.5.3", "7.6.2")
@EVERY_PAGE
async def test_looking_at_a_page_changes_nothing(route: Route, world: World):
    path = sample_of(route).path(world)
    before = await row_counts()
    for actor in ACTORS:
        await world.browsers[actor].get(path)
    after = await row_counts()
    assert {name for name in after if after[name] != before[name]} <= NOTED_BY_LOOKING


async def row_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    names = await database.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and not relispartition"
    )
    counts = ", ".join(f'(select count(*) from "{name}") as "{name}"' for (name,) in names)
    return dict(await database.fetch_row(f"select {counts}") or {})


HOSTILE_PARAMETERS = [
    "0",
    "00000000-0000-4000-8000-000000000000",
    "%00",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "юникод",
    "x" * 3000,
    "'%20or%201=1--",
    "%F0%9F%92%A9",
    "a%0d%0aSet-Cookie:%20x=1",
]


@pytest.mark.asvs("1.2.4", "5.3.2", "15.3.5")
@EVERY_PAGE
async def test_an_unknown_or_hostile_name_is_a_page_that_does_not_exist(
    route: Route, world: World
):
    if "{" not in route.pattern:
        return
    for hostile in HOSTILE_PARAMETERS:
        path = re.sub(r"\{\w+\}", lambda _m, value=hostile: value, route.pattern)
        for actor in ("visitor", "alice", "dpo"):
            answer = await world.browsers[actor].get(path)
            assert answer.status_code in ({303, 404} if actor == "visitor" else {404}), path


HOSTILE_QUERIES = [
    "?q=%00",
    "?q=%ff",
    "?q=" + "x" * 5000,
    "?q=a&q=b",
    "?q=" + "%22(" * 50,
    "?q=юникод&page=2",
    "?page=0",
    "?page=-1",
    "?page=99999999999999999999",
    "?page=NaN",
    "?page=%00",
    "?notice=%00",
    "?notice=<script>alert(1)</script>",
    "?next=//evil.example",
    "?next=%00",
    "?state=%00&right=%00&on=%00",
    "?removed=<b>&text=xx&version=%00",
    "?%00=%00",
    "?q[]=1&q[a]=2",
]


@pytest.mark.asvs("1.2.4", "3.7.2", "15.3.7")
@EVERY_PAGE
async def test_no_query_breaks_a_page(route: Route, world: World):
    path = sample_of(route).path(world)
    for query in HOSTILE_QUERIES:
        for actor in ("visitor", "alice", "dpo"):
            answer = await world.browsers[actor].get(path + query)
            if route.pattern == "/health":
                continue
            assert answer.status_code < 500, f"{actor}: {path}{query}"
            assert "<script>alert" not in answer.text
            assert "evil.example" not in answer.headers.get("location", "").partition("?")[0]


async def test_every_parameter_has_a_sample():
    for route in PAGES:
        sample_of(route)
