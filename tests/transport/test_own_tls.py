"""The program terminates TLS itself: version 1.3 and nothing else (P-SEC-1)."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.browser.site import Site
from tests.transport.certificates import Made, make_certificate
from tests.transport.visiting import cookie_of, handshake, sign_in, visitor

pytestmark = [pytest.mark.promise("P-SEC-1"), pytest.mark.xdist_group("own tls")]


@dataclass(frozen=True)
class Served:
    site: Site
    made: Made


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = make_certificate(tmp_path_factory.mktemp("certificate"))
    options = ("--tls-cert", str(made.certificate), "--tls-key", str(made.key))
    site = Site(*options, tls=made.trusting())
    site.start()
    # The commands beside the site are told the same.
    site.environment["ASSISTEU_TLS_CERT"] = str(made.certificate)
    site.environment["ASSISTEU_TLS_KEY"] = str(made.key)
    yield Served(site, made)
    site.stop()


def test_version_1_3_connects(served: Served) -> None:
    assert handshake(served.site.port, served.made.trusting()) == ("TLSv1.3", "h2")


@pytest.mark.asvs("12.1.1", "12.1.2")
def test_version_1_2_is_refused(served: Served) -> None:
    with pytest.raises(ssl.SSLError):
        handshake(served.site.port, served.made.trusting(ssl.TLSVersion.TLSv1_2))


@pytest.mark.asvs("12.2.1")
def test_plain_http_is_not_answered(served: Served) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://localhost:{served.site.port}/")


def test_every_answer_asks_for_https_from_now_on(served: Served) -> None:
    with visitor(served.site.url, served.made.trusting(), from_address="127.0.0.1") as client:
        for path in ("/", "/no-such-page", "/static/icon.svg"):
            answer = client.get(path)
            hsts = answer.headers.get_list("strict-transport-security")
            assert hsts == ["max-age=63072000; includeSubDomains"], path
            assert "upgrade-insecure-requests" in answer.headers["content-security-policy"]


def test_cookies_leave_over_https_alone_and_for_this_host_alone(served: Served) -> None:
    with visitor(served.site.url, served.made.trusting(), from_address="127.0.0.1") as client:
        form = cookie_of(client.get("/sign-in"))
        session = cookie_of(sign_in(client))
    assert (form["name"], session["name"]) == (
        "__Host-assisteu_form",
        "__Host-assisteu_session",
    )
    for cookie in (form, session):
        assert "secure" in cookie
        assert cookie["path"] == "/"
        assert "domain" not in cookie


def test_the_promise_is_kept_on_the_running_site(served: Served) -> None:
    found = {
        one["id"]: one for one in json.loads(served.site.command("promises", "--json").stdout)
    }
    assert found["P-SEC-1"]["state"] == "kept"
    assert "accepts version 1.3 and refuses 1.2" in found["P-SEC-1"]["evidence"]


def test_nothing_failed(served: Served) -> None:
    assert served.site.failures() == []
