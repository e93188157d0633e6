"""Who calls: whoever connects, or whom a proxy that is trusted by name says (P-ACC-6)."""

from ipaddress import ip_network
from types import SimpleNamespace

import pytest

from web import network
from web.network import BehindProxies, caller

TRUSTED = [ip_network(name) for name in ("10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48")]
PROXY, VISITOR, FORGED = "10.0.0.5", "203.0.113.7", "198.51.100.66"


@pytest.mark.parametrize(
    ("connected", "hops", "found"),
    [
        # Nobody is believed but the proxies that are named.
        (VISITOR, [], VISITOR),
        (VISITOR, [FORGED], VISITOR),
        (PROXY, [VISITOR], VISITOR),
        (PROXY, [FORGED, VISITOR], VISITOR),
        ("2001:db8:1::5", ["2001:db8:9::7"], "2001:db8:9::7"),
        ("2001:db8:2::5", [FORGED], "2001:db8:2::5"),
        # Several hops: the first from our side that is no proxy of ours.
        (PROXY, [FORGED, VISITOR, "192.0.2.1", "10.9.9.9"], VISITOR),
        (PROXY, [FORGED, VISITOR, "192.0.2.2"], "192.0.2.2"),
        (PROXY, ["10.1.1.1", "10.2.2.2"], "10.1.1.1"),
        # An IPv4 address in the clothes of IPv6 is that IPv4 address.
        ("::ffff:10.0.0.5", [VISITOR], VISITOR),
        ("::ffff:10.0.0.5", [f"::ffff:{VISITOR}"], VISITOR),
        (f"::ffff:{VISITOR}", [FORGED], VISITOR),
        # With a port, as some proxies write it.
        (PROXY, [f"{VISITOR}:51234"], VISITOR),
        (PROXY, ["[2001:db8:9::7]:443"], "2001:db8:9::7"),
        (PROXY, ["[2001:DB8:9:0::7]"], "2001:db8:9::7"),
        # Junk: the proxy that wrote it stands for its visitor; nothing odd is stored.
        (PROXY, [], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, ["unknown"], PROXY),
        (PROXY, ["_hidden"], PROXY),
        (PROXY, [FORGED, "not an address"], PROXY),
        (PROXY, [FORGED, "junk", "10.2.2.2"], "10.2.2.2"),
        (PROXY, ["'; drop table account; --"], PROXY),
        (PROXY, ["999.1.1.1"], PROXY),
        (PROXY, ["0x7f.0.0.1"], PROXY),
        (PROXY, ["fe80::1%eth0"], "fe80::1"),
        (PROXY, ["\u0663.1.1.1"], PROXY),
        ("unix", [FORGED], "unix"),
    ],
)
@pytest.mark.asvs("4.1.3", "15.3.4")
def test_the_address_of_who_calls(connected, hops, found):
    assert caller(connected, hops, TRUSTED) == found


@pytest.mark.parametrize(
    ("client", "found"),
    [
        ((VISITOR, 1), VISITOR),
        ((f"::ffff:{VISITOR}", 1), VISITOR),
        ((PROXY, 1), "None"),
        (("unix", 1), "None"),
        (None, "None"),
    ],
)
def test_a_proxy_that_stands_for_its_visitors_is_no_visitor(monkeypatch, client, found):
    monkeypatch.setattr(network, "_ours", lambda: TRUSTED)
    assert str(network.visitor_of(SimpleNamespace(scope={"client": client}))) == found


def test_without_proxies_whoever_connects_is_the_visitor():
    assert caller(PROXY, [VISITOR], []) == PROXY


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], (PROXY, 40000)),
        ([(b"x-forwarded-for", VISITOR.encode())], (VISITOR, 40000)),
        ([(b"x-forwarded-for", f" {FORGED} , {VISITOR} ".encode())], (VISITOR, 40000)),
        # The same header twice is one list.
        (
            [(b"x-forwarded-for", FORGED.encode()), (b"x-forwarded-for", VISITOR.encode())],
            (VISITOR, 40000),
        ),
        ([(b"x-forwarded-for", b"\xff\xfe")], (PROXY, 40000)),
        ([(b"x-real-ip", FORGED.encode())], (PROXY, 40000)),
        ([(b"forwarded", b"for=198.51.100.66")], (PROXY, 40000)),
    ],
)
async def test_stands_in_the_scope(headers, found):
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["client"])

    site = BehindProxies(app, ["10.0.0.0/8"])
    scope = {"type": "http", "client": (PROXY, 40000), "headers": headers}
    await site(scope, None, None)
    assert seen == [found]


async def test_a_scope_without_a_client_stays_as_it_is():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope.get("client"))

    site = BehindProxies(app, ["10.0.0.0/8"])
    await site({"type": "http", "client": None, "headers": []}, None, None)
    await site({"type": "lifespan"}, None, None)
    assert seen == [None, None]
