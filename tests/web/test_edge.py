"""What every answer of the site carries, and what the edge refuses."""

from dataclasses import replace

import pytest
from litestar.response import Response

from domain.settings import current_settings
from tests.cast import NOW, visitor
from web import cookies, edge
from web.app import create_app, create_asgi

EVERYWHERE = ["/", "/en", "/en/", "/no-such-page", "/en/no-such-page", "/static/nothing.css"]
HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


@pytest.mark.asvs("3.2.1", "3.4.3", "3.4.4", "3.4.5", "3.4.6")
@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_carries_the_security_headers(anonymous, path):
    answer = await anonymous.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["content-security-policy"]
    for nothing in ("default-src", "object-src", "base-uri"):
        assert f"{nothing} 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/health"])
async def test_head_answers_as_get_without_a_body(anonymous, path):
    whole = await anonymous.get(path)
    head = await anonymous.client.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""


async def test_a_foreign_host_is_refused(anonymous):
    answer = await anonymous.client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


async def test_the_language_is_in_the_path(anonymous):
    french, english = await anonymous.get("/"), await anonymous.get("/en/")
    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in english.text
    assert "set-cookie" not in french.headers


async def test_a_page_that_does_not_exist_says_so_in_the_language_of_its_path(anonymous):
    answer = await anonymous.get("/en/no-such-page")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


async def test_htmx_gets_the_refusal_as_a_part_of_the_page(anonymous):
    answer = await anonymous.get("/no-such-page", htmx=True)
    assert answer.status_code == 404
    assert "<html" not in answer.text


async def test_a_method_that_a_page_does_not_know_is_a_page_that_does_not_exist(anonymous):
    answer = await anonymous.client.request("DELETE", "/")
    assert answer.status_code == 404


@pytest.mark.asvs("3.5.1")
class TestAFormFromElsewhereIsRefused:
    async def test_without_its_token(self, anonymous):
        answer = await anonymous.client.post("/sign-in", data={"email": "a@example.org"})
        assert answer.status_code == 403

    async def test_sent_by_another_site(self, anonymous):
        answer = await anonymous.client.post(
            "/sign-in",
            data={"csrf_token": anonymous.csrf_token()},
            headers={"sec-fetch-site": "cross-site"},
        )
        assert answer.status_code == 403

    async def test_with_the_token_of_another_browser(self, anonymous, as_alice):
        answer = await as_alice.client.post(
            "/sign-out", data={"csrf_token": anonymous.csrf_token()}
        )
        assert answer.status_code == 403


class TestABodyThatIsNoFormIsRefused:
    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"x" * 100_000, "application/x-www-form-urlencoded", 413),
            (b"--x\r\n\xff", "multipart/form-data; boundary=x", 415),
            (b"--x", "multipart/form-data", 415),
            (b"{", "application/json", 415),
            (b"a=%ff", "application/x-www-form-urlencoded", 400),
            (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
            (b"&".join(b"a=1" for _ in range(500)), "application/x-www-form-urlencoded", 400),
        ],
    )
    async def test_with_a_word_about_why(self, anonymous, body, kind, status):
        answer = await anonymous.client.post(
            "/sign-in", content=body, headers={"content-type": kind}
        )
        assert answer.status_code == status
        assert "<h1>" in answer.text


async def test_junk_cookies_are_no_cookies(anonymous):
    answer = await anonymous.client.get("/", headers={"cookie": 'a=\x01; ;;=; "'})
    assert answer.status_code == 200


@pytest.mark.asvs("16.5.2")
async def test_a_database_that_is_away_is_said_on_a_page_that_needs_none(as_alice, monkeypatch):
    async def away(**_):
        raise ConnectionRefusedError

    monkeypatch.setattr("domain.accounts.who_is", away)
    answer = await as_alice.get("/en/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "The service is briefly interrupted" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.asvs("16.5.1")
async def test_an_error_of_ours_says_nothing_of_its_words(as_alice, app, monkeypatch):
    async def broken(*_, **__):
        raise ValueError("alice@example.org")

    monkeypatch.setattr("domain.research.recent_history", broken)
    answer = await as_alice.get("/en/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "alice@example.org" not in answer.text


FILES = {
    "/": "text/html; charset=utf-8",
    "/no-such-page": "text/html; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/static/assisteu.js": "text/javascript; charset=utf-8",
    "/static/css/forms.css": "text/css; charset=utf-8",
    "/static/icon.svg": "image/svg+xml; charset=utf-8",
    "/htmx.js": "text/javascript; charset=utf-8",
    "/health": "application/json",
}
"""What each kind of answer says that it is; JSON is UTF-8 by its own standard."""


@pytest.mark.asvs("4.1.1")
@pytest.mark.parametrize(("path", "kind"), FILES.items())
async def test_every_kind_of_answer_says_what_it_is(anonymous, path, kind):
    assert (await anonymous.get(path)).headers["content-type"] == kind


@pytest.mark.asvs("13.4.1", "5.3.2")
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/static/.git/config",
        "/pyproject.toml",
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static/css/..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
    ],
)
async def test_no_file_but_the_static_ones_can_be_had(anonymous, path):
    answer = await anonymous.client.get(f"http://testserver{path}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.asvs("13.4.3")
@pytest.mark.parametrize("path", ["/static", "/static/", "/static/css", "/static/css/"])
async def test_no_folder_is_listed(anonymous, path):
    answer = await anonymous.get(path)
    assert answer.status_code == 404
    assert "forms.css?" not in answer.text.partition("<main")[2]


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize(
    "path", ["/schema", "/openapi.json", "/docs", "/metrics", "/debug", "/admin", "/status"]
)
async def test_neither_documentation_nor_meters_stand_open(anonymous, path):
    assert (await anonymous.get(path)).status_code == 404


@pytest.mark.asvs("13.4.5", "15.3.1")
async def test_health_says_no_more_than_how_the_parts_are(anonymous):
    said = (await anonymous.get("/health")).json()
    assert set(said) == {"status", "database", "redis", "worker", "version"}
    assert {said[part] for part in ("status", "database", "redis", "worker")} <= {"ok", "down"}


@pytest.mark.asvs("13.4.2")
async def test_an_error_never_opens_a_debugger(anonymous):
    assert create_app().debug is False


@pytest.mark.asvs("15.2.3")
def test_what_is_of_the_local_run_exists_nowhere_else(monkeypatch):
    on_servers = replace(current_settings(), embedded=False)
    for embedded in (True, False):
        settings = current_settings() if embedded else on_servers
        monkeypatch.setattr("web.app.current_settings", lambda at=settings: at)
        paths = [route.path for route in create_app().routes]
        assert any(path.startswith("/local") for path in paths) is embedded


@pytest.mark.asvs("3.4.2")
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver"])
async def test_no_other_origin_may_read_an_answer(as_alice, origin):
    for path in ("/", "/account", "/health", "/static/icon.svg"):
        answer = await as_alice.client.get(path, headers={"origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


class TestOverHttps:
    @pytest.fixture
    def https(self, monkeypatch):
        settings = replace(current_settings(), public_url="https://testserver")
        monkeypatch.setattr(edge, "current_settings", lambda: settings)
        monkeypatch.setattr(cookies, "current_settings", lambda: settings)

    @pytest.mark.asvs("3.4.1")
    @pytest.mark.parametrize("path", EVERYWHERE)
    async def test_the_browser_is_told_to_come_back_by_https_alone(self, pool, https, path):
        async with visitor(create_asgi()) as browser:
            sent = (await browser.get(path)).headers["strict-transport-security"]
        seconds = int(sent.partition("max-age=")[2].partition(";")[0])
        assert seconds >= 365 * 24 * 3600
        assert "includeSubDomains" in sent

    @pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
    @pytest.mark.parametrize("cookie", [cookies.SESSION, cookies.FORM], ids=lambda it: it.name)
    async def test_every_cookie_of_ours_is_secure_bound_and_hidden(self, https, cookie):
        response = Response("")
        cookies.set_cookie(response, cookie, "x", now=NOW)
        (sent,) = response.cookies
        assert sent.key == f"__Host-{cookie.name}"
        assert (sent.secure, sent.httponly, sent.path, sent.domain) == (True, True, "/", None)
        assert sent.samesite in ("lax", "strict")


@pytest.mark.asvs("1.1.1")
async def test_what_is_sent_is_decoded_once(anonymous):
    answer = await anonymous.client.post(
        "/sign-in",
        content=f"csrf_token={anonymous.csrf_token()}&email=a%252540b%26amp%3B".encode(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422
    assert 'value="a%2540b&amp;amp;"' in answer.text
    assert (await anonymous.get("/%2561ccount")).status_code == 404
