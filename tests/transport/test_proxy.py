"""docs/proxy/nginx.conf, with the real nginx in front of the real site (P-SEC-1, P-VIS-1)."""

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest

from tests.browser.site import Site, free_port
from tests.transport.certificates import make_certificate
from tests.transport.proxy import Proxy
from tests.transport.visiting import AGENT, cookie_of, handshake, sign_in, visitor

pytestmark = [pytest.mark.promise("P-SEC-1"), pytest.mark.xdist_group("proxy")]

VISITOR, STRANGER, FORGED = "127.0.0.7", "127.0.0.9", "203.0.113.66"
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 HTTP/[\d.]+ (TLSv1\.3|-) [A-Z]+ \d{3} \d+ [\d.]+"
    r" ([\d.]+|-)"
)


@dataclass(frozen=True)
class Front:
    site: Site
    proxy: Proxy

    def visitor(self, **headers: str) -> httpx.Client:
        tls = self.proxy.made.trusting()
        return visitor(self.proxy.url, tls, from_address=VISITOR, **headers)

    async def seen_from(self, *, since: datetime) -> set[str]:
        """Return from where alice was seen since, once the worker has noted it."""
        for _ in range(150):
            rows = await self.site.rows(
                "select ip from sighting join account on account.id = account"
                f" where email = 'alice@example.org' and seen_at >= '{since.isoformat()}'"
            )
            if rows:
                break
            await asyncio.sleep(1)
        return {row["ip"] for row in rows}


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    port = free_port()
    proxy = Proxy(site_port=port)
    site = Site(PUBLIC_URL=proxy.url, TRUSTED_PROXIES="127.0.0.1", PORT=str(port))
    site.start()
    proxy.start()
    yield Front(site, proxy)
    proxy.stop()
    site.stop()


def test_version_1_3_connects(front: Front) -> None:
    assert handshake(front.proxy.port, front.proxy.made.trusting()) == ("TLSv1.3", "h2")


@pytest.mark.asvs("12.1.1", "12.1.2")
def test_version_1_2_is_refused(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        handshake(front.proxy.port, front.proxy.made.trusting(ssl.TLSVersion.TLSv1_2))


def test_another_name_is_not_served(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        handshake(front.proxy.port, front.proxy.made.trusting(), name="other.example")


@pytest.mark.asvs("12.2.1")
def test_plain_http_is_sent_to_https(front: Front) -> None:
    answer = httpx.get(f"http://localhost:{front.proxy.plain_port}/en/search?q=secret")
    assert answer.status_code == 301
    assert answer.headers["location"] == "https://assisteu.example/en/search?q=secret"


def test_the_site_answers_and_asks_for_https_from_now_on(front: Front) -> None:
    with front.visitor() as client:
        for path in ("/", "/en/", "/no-such-page"):
            answer = client.get(path)
            assert answer.status_code == (404 if "no-such" in path else 200)
            hsts = answer.headers.get_list("strict-transport-security")
            assert hsts == ["max-age=63072000; includeSubDomains"], path
            assert answer.headers["server"] == "nginx", "and says no version"


def test_cookies_are_secure_and_of_this_host_alone(front: Front) -> None:
    with front.visitor() as client:
        form, session = cookie_of(client.get("/sign-in")), cookie_of(sign_in(client))
    for cookie in (form, session):
        assert str(cookie["name"]).startswith("__Host-assisteu_")
        assert "secure" in cookie
        assert cookie["path"] == "/"


def open_a_page(client: httpx.Client) -> None:
    """Sign in and open a page, from which the use of the account is noted."""
    cookie = str(cookie_of(sign_in(client))["pair"])
    assert client.get("/en/account", headers={"cookie": cookie}).status_code == 200


@pytest.mark.asvs("4.1.3", "15.3.4")
async def test_the_visitor_s_address_reaches_the_site_whatever_they_say(front: Front) -> None:
    since = datetime.now(UTC)
    with front.visitor(**{"x-forwarded-for": FORGED, "forwarded": f"for={FORGED}"}) as client:
        open_a_page(client)
    assert await front.seen_from(since=since) == {VISITOR}


@pytest.mark.asvs("4.1.3", "15.3.4")
async def test_a_stranger_who_passes_by_the_proxy_is_not_believed(front: Front) -> None:
    direct = front.site.inside.replace("localhost", "127.0.0.1")
    claims = {"x-forwarded-for": FORGED, "host": "localhost"}
    since = datetime.now(UTC)
    with visitor(direct, None, from_address=STRANGER, **claims) as client:
        open_a_page(client)
    assert await front.seen_from(since=since) == {STRANGER}


def test_a_body_larger_than_any_form_goes_no_further(front: Front) -> None:
    with front.visitor() as client:
        answer = client.post("/sign-in", content=b"x" * 200_000)
        assert answer.status_code == 413
        assert "nginx" in answer.text, "the proxy itself refused it"
        ours = client.post("/sign-in", content=b"x" * 100_000)
        assert ours.status_code in (413, 415)
        assert "<h1>" in ours.text, "what it lets through is refused by a page of ours"


@pytest.mark.parametrize("path", ["/staff/prospects/imports", "/en/staff/prospects/imports"])
def test_a_list_of_prospects_reaches_the_site(front: Front, path: str) -> None:
    with front.visitor() as client:
        answer = client.post(path, content=b"x" * 200_000)
    assert answer.status_code != 413
    assert "nginx" not in answer.text, "the site itself answers"


def test_what_mailjet_tells_of_many_mails_reaches_the_site(front: Front) -> None:
    with front.visitor() as client:
        ours = client.post("/webhooks/mailjet", content=b"x" * 900_000)
        assert "nginx" not in ours.text, "the site itself answers"
        refused = client.post("/webhooks/mailjet", content=b"x" * 1_100_000)
    assert refused.status_code == 413
    assert "nginx" in refused.text


def test_a_line_of_the_log_says_nothing_of_the_visitor(front: Front) -> None:
    before = len(front.proxy.log(of=0))
    with front.visitor(referer="https://referring.example/") as client:
        client.get("/en/search?q=words-that-matter")
        client.get("/staff-invitation/a-secret-token")
    lines = front.proxy.log(of=before + 2)
    assert len(lines) >= before + 2
    for line in lines:
        assert LINE.fullmatch(line), line
    said = "\n".join(lines)
    for trace in (VISITOR, AGENT, "words-that-matter", "a-secret-token", "referring"):
        assert trace not in said


def test_nothing_failed(front: Front) -> None:
    assert front.site.failures() == []


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    """Nothing answers behind it."""
    started = Proxy(site_port=free_port())
    started.start()
    yield started
    started.stop()


class TestWhileTheSiteIsAway:
    def test_the_proxy_s_own_page_asks_for_https_too(self, proxy: Proxy) -> None:
        tls = proxy.made.trusting()
        with visitor(proxy.url, tls, from_address=VISITOR) as client:
            answer = client.get("/en/search?q=words-that-matter")
        assert answer.status_code == 502
        assert answer.headers.get_list("strict-transport-security") == [
            "max-age=63072000; includeSubDomains"
        ]

    def test_what_goes_wrong_is_not_written_with_the_visitor(self, proxy: Proxy) -> None:
        """Lines of nginx's error log name the address and the page: none may be written."""
        strangers = make_certificate(proxy.folder / "strangers").trusting()
        with visitor(proxy.url, proxy.made.trusting(), from_address=VISITOR) as client:
            client.get("/en/search?q=words-that-matter")
            client.post("/", content=b"x" * 200_000)
        for client_tls in (proxy.made.trusting(ssl.TLSVersion.TLSv1_2), strangers):
            with suppress(ssl.SSLError):
                handshake(proxy.port, client_tls)
        assert len(proxy.log(of=2)) >= 2
        assert proxy.errors == ""
