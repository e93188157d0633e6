"""A visitor's program on the wire: which version of TLS it gets, and signing in with it."""

import re
import socket
import ssl

import httpx

from tests.browser.site import PASSWORD

AGENT = "trial-browser/1.0"


def handshake(
    port: int, client: ssl.SSLContext, *, name: str = "localhost"
) -> tuple[str | None, str | None]:
    """Return the version of TLS and the protocol within it that were agreed on."""
    client.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        client.wrap_socket(plain, server_hostname=name) as wrapped,
    ):
        return wrapped.version(), wrapped.selected_alpn_protocol()


def visitor(
    url: str, tls: ssl.SSLContext | None, *, from_address: str, **headers: str
) -> httpx.Client:
    """Return a client that calls from ``from_address``."""
    return httpx.Client(
        base_url=url,
        transport=httpx.HTTPTransport(local_address=from_address, verify=tls or True),
        headers={"user-agent": AGENT, "host": httpx.URL(url).host, **headers},
        timeout=30,
    )


def cookie_of(answer: httpx.Response) -> dict[str, str | None]:
    """Return the one cookie that an answer sets: its name, and its attributes by name."""
    [written] = answer.headers.get_list("set-cookie")
    pair, *attributes = [part.strip() for part in written.split(";")]
    named = {name.lower(): value for name, _, value in (a.partition("=") for a in attributes)}
    return {"name": pair.partition("=")[0], "pair": pair, **named}


def sign_in(client: httpx.Client, *, email: str = "alice@example.org") -> httpx.Response:
    """Sign in as a browser would; a Secure cookie is sent along by hand over plain http."""
    client.cookies.clear()
    page = client.get("/en/sign-in")
    assert page.status_code == 200, page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = client.post(
        "/en/sign-in",
        data={"csrf_token": token[1], "email": email, "password": PASSWORD},
        headers={"cookie": str(cookie_of(page)["pair"])},
    )
    assert answer.status_code == 303, answer.text
    return answer
