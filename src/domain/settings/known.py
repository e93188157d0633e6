"""The settings that there are: what each means, in which unit, and its default."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "ASSISTEU_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One variable: what it means, in which unit, and what holds when it is absent."""

    name: str
    meaning: str
    default: str | None
    read: Callable[[str], Any] = str
    expected: str = "text"
    secret: bool = False
    """A secret is never repeated in a message."""


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError
        return value

    return read


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip())


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError
    return value.rstrip("/")


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return value


def _networks(value: str) -> tuple[str, ...]:
    return tuple(str(ip_network(name)) for name in _names(value))


def _base32(value: str) -> str:
    try:
        base64.b32decode(value + "=" * (-len(value) % 8), casefold=True)
    except binascii.Error:
        raise ValueError from None
    return value


def _address(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError
        return value

    return read


def _at_least_32(value: str) -> str:
    if len(value) < 32:  # noqa: PLR2004 - 256 bits in hexadecimal are twice this
        raise ValueError
    return value


def _selector(value: str) -> str:
    if not value.replace("-", "").isalnum() or not value.isascii():
        raise ValueError
    return value


def _sender(value: str) -> str:
    if "@" not in parseaddr(value)[1]:
        raise ValueError
    return value


_postgres = _address("postgresql", "postgres")
_POSTGRES = "postgresql://login:password@host/database"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="PORT",
        meaning="Port that the site listens on.",
        default="8000",
        read=_whole_number(1, 65535),
        expected="a port, 1 to 65535",
    ),
    Setting(
        name="HOST",
        meaning="Address to listen on; the local mailbox answers this machine alone.",
        default="127.0.0.1",
    ),
    Setting(
        name="PUBLIC_URL",
        meaning="How people reach the site; https outside the local run.",
        default="http://localhost:<port>, https with a certificate",
        read=_origin,
        expected="an origin such as https://assisteu.eu",
    ),
    Setting(
        name="HOSTS",
        meaning="Further names under which the site answers, separated by commas.",
        default="",
        read=_names,
        expected="names separated by commas",
    ),
    Setting(
        name="TLS_CERT",
        meaning="Certificate (PEM, with its chain) with which the program itself terminates"
        " TLS, in version 1.3 alone; absent, it serves http to the proxy in front.",
        default=None,
        read=Path,
        expected="a file",
    ),
    Setting(
        name="TLS_KEY",
        meaning="Private key of the certificate (PEM, PKCS#8, without a password).",
        default=None,
        read=Path,
        expected="a file",
    ),
    Setting(
        name="TRUSTED_PROXIES",
        meaning="Proxies whose X-Forwarded-For is believed; without any, whoever connects"
        " is the visitor.",
        default="",
        read=_networks,
        expected="addresses or networks separated by commas, such as 10.0.0.0/8",
    ),
    Setting(
        name="DATA_DIR",
        meaning="Folder of the embedded services and their secrets.",
        default=".local",
        read=Path,
        expected="a folder",
    ),
    Setting(
        name="AUDIT_ANCHORS",
        meaning="File outside the database to which the head of the audit trail is appended;"
        " one and the same for all workers.",
        default="<data folder>/audit-anchors.jsonl",
        read=Path,
        expected="a file",
    ),
    Setting(
        name="ERASURE_LEDGER",
        meaning="Folder of the erasure ledger, outside the database and apart from its backups;"
        " one and the same for all workers.",
        default="<data folder>/erasure-ledger",
        read=Path,
        expected="a folder",
    ),
    Setting(
        name="BACKUP_KEY",
        meaning="Key that backups are encrypted with, at least 32 characters; needed by"
        " `assisteu backup` and `restore` alone; made at the first use of an embedded set-up.",
        default=None,
        read=_at_least_32,
        expected="at least 32 characters",
        secret=True,
    ),
    Setting(
        name="DATABASE_URL",
        meaning="PostgreSQL login of the web; absent, the embedded PostgreSQL is used.",
        default=None,
        read=_postgres,
        expected=_POSTGRES,
        secret=True,
    ),
    Setting(
        name="WORKER_DATABASE_URL",
        meaning="PostgreSQL login of the workers; the web's when absent.",
        default=None,
        read=_postgres,
        expected=_POSTGRES,
        secret=True,
    ),
    Setting(
        name="MIGRATION_DATABASE_URL",
        meaning="PostgreSQL login that owns the tables; needed by `assisteu migrate` alone.",
        default=None,
        read=_postgres,
        expected=_POSTGRES,
        secret=True,
    ),
    Setting(
        name="REDIS_URL",
        meaning="Redis; absent, the embedded Redis is used.",
        default=None,
        read=_address("redis", "rediss", "unix"),
        expected="redis://host:port/0, rediss://… or unix://…",
        secret=True,
    ),
    Setting(
        name="SIGHTINGS_REDIS_URL",
        meaning="Redis that keeps nothing on disk, for the addresses from which holders use"
        " their accounts, until a worker writes them down; absent, the embedded one, or beside"
        " `ASSISTEU_DATABASE_URL` the one of `ASSISTEU_REDIS_URL`.",
        default=None,
        read=_address("redis", "rediss", "unix"),
        expected="redis://host:port/0, rediss://… or unix://…",
        secret=True,
    ),
    Setting(
        name="MAIL",
        meaning="How mail leaves: into the mailbox of the local run, by SMTP, or by Mailjet.",
        default="local",
        read=_one_of("local", "smtp", "mailjet"),
        expected="local, smtp or mailjet",
    ),
    Setting(
        name="MAIL_FROM",
        meaning="Who our mail says that it comes from.",
        default="assistEU <no-reply@assisteu.eu>",
        read=_sender,
        expected="an address such as assistEU <no-reply@assisteu.eu>",
    ),
    Setting(
        name="DKIM_SELECTOR",
        meaning="Selector of the DKIM key of the domain in `ASSISTEU_MAIL_FROM`, which the"
        " console looks up.",
        default="mailjet",
        read=_selector,
        expected="letters, digits and hyphens",
    ),
    Setting(
        name="SMTP_URL",
        meaning="The server that takes our mail, Mailjet's relay or one of the house, with"
        " `ASSISTEU_MAIL=smtp`. It must speak TLS.",
        default=None,
        read=_address("smtp", "smtps"),
        expected="smtp://login:password@host:587 or smtps://…:465",
        secret=True,
    ),
    Setting(
        name="MAILJET_URL",
        meaning="Where Mailjet's interface is.",
        default="https://api.mailjet.com",
        read=_origin,
        expected="an origin such as https://api.mailjet.com",
    ),
    Setting(
        name="MAILJET_KEY",
        meaning="Key of the account at Mailjet, with `ASSISTEU_MAIL=mailjet`.",
        default=None,
        secret=True,
    ),
    Setting(
        name="MAILJET_SECRET",
        meaning="Its secret.",
        default=None,
        secret=True,
    ),
    Setting(
        name="MAILJET_EVENTS_SECRET",
        meaning="Password under which Mailjet tells us of bounces and complaints, at"
        " https://mailjet:PASSWORD@…/webhooks/mailjet; absent, there is no such address.",
        default=None,
        secret=True,
    ),
    Setting(
        name="HUBSPOT_URL",
        meaning="Where HubSpot’s interface is.",
        default="https://api.hubapi.com",
        read=_origin,
        expected="an origin such as https://api.hubapi.com",
    ),
    Setting(
        name="HUBSPOT_KEY",
        meaning="Service key of the account at HubSpot; absent, a stand-in takes its place in"
        " the local run, and elsewhere nothing is sent.",
        default=None,
        secret=True,
    ),
    Setting(
        name="ZOOM_URL",
        meaning="Where Zoom’s interface is.",
        default="https://api.zoom.us",
        read=_origin,
        expected="an origin such as https://api.zoom.us",
    ),
    Setting(
        name="ZOOM_SIGN_IN_URL",
        meaning="Where Zoom gives tokens.",
        default="https://zoom.us",
        read=_origin,
        expected="an origin such as https://zoom.us",
    ),
    Setting(
        name="ZOOM_ACCOUNT",
        meaning="Account at Zoom of our server-to-server application; absent, as for HubSpot.",
        default=None,
    ),
    Setting(
        name="ZOOM_CLIENT",
        meaning="Client id of that application.",
        default=None,
    ),
    Setting(
        name="ZOOM_SECRET",
        meaning="Its secret.",
        default=None,
        secret=True,
    ),
    Setting(
        name="MATOMO_URL",
        meaning="Our own Matomo; absent, as for HubSpot.",
        default=None,
        read=_origin,
        expected="an origin such as https://matomo.assisteu.eu",
    ),
    Setting(
        name="MATOMO_SITE",
        meaning="Number of our site in that Matomo.",
        default="1",
        read=_whole_number(1, 1_000_000),
        expected="a whole number from 1",
    ),
    Setting(
        name="AXEPTIO_URL",
        meaning="Where Axeptio’s interface is.",
        default="https://api.axept.io",
        read=_origin,
        expected="an origin such as https://api.axept.io",
    ),
    Setting(
        name="AXEPTIO_PROJECT",
        meaning="Our project at Axeptio; absent, as for HubSpot.",
        default=None,
    ),
    Setting(
        name="AXEPTIO_CONFIGURATION",
        meaning="The configuration of cookies in that project.",
        default="assisteu",
    ),
    Setting(
        name="STRIPE_KEY",
        meaning="Secret key of the account at Stripe; absent, the local Stripe takes its place"
        " in the local run, and elsewhere nothing is billed.",
        default=None,
        secret=True,
    ),
    Setting(
        name="STRIPE_URL",
        meaning="Where Stripe’s interface is, with `ASSISTEU_STRIPE_KEY`.",
        default="https://api.stripe.com",
        read=_origin,
        expected="an origin such as https://api.stripe.com",
    ),
    Setting(
        name="STRIPE_EVENTS_SECRET",
        meaning="Secret with which Stripe signs its events; made for the local Stripe when"
        " absent.",
        default=None,
        secret=True,
    ),
    Setting(
        name="LOCAL_STRIPE_PORT",
        meaning="Port of the local Stripe, on this machine alone; 0: it is not started.",
        default="<one above the port of the site>",
        read=_whole_number(0, 65535),
        expected="0 to 65535",
    ),
    Setting(
        name="LOCAL_STRIPE_EVENTS_URL",
        meaning="Where the local Stripe sends its events, on this machine; absent, to the"
        " endpoints that are made through its interface.",
        default=None,
        read=_http_address,
        expected="an address such as http://localhost:8000/webhooks/stripe",
    ),
    Setting(
        name="SECRET_KEY",
        meaning="Key of links and form tokens, at least 32 characters; made at the first"
        " start of an embedded set-up.",
        default=None,
        secret=True,
    ),
    Setting(
        name="HTMX",
        meaning="Where the browser takes htmx from: the CDN, or our own origin.",
        default="cdn",
        read=_one_of("cdn", "own"),
        expected="cdn or own",
    ),
    Setting(
        name="WEB_PROCESSES",
        meaning="Number of web processes.",
        default="2",
        read=_whole_number(1, 64),
        expected="1 to 64",
    ),
    Setting(
        name="STATEMENT_TIMEOUT_MS",
        meaning="Milliseconds after which a query of a page is given up.",
        default="10000",
        read=_whole_number(100, 600_000),
        expected="100 to 600000 milliseconds",
    ),
    Setting(
        name="LOG_LEVEL",
        meaning="Least level that is logged.",
        default="info",
        read=_one_of("debug", "info", "warning", "error"),
        expected="debug, info, warning or error",
    ),
    Setting(
        name="HOSTING_REGION",
        meaning="Declared place of the servers (P-SEC-5), shown in the console.",
        default="unknown",
    ),
    Setting(
        name="CLOCK_OFFSET_S",
        meaning="Seconds by which the one clock is shifted (embedded set-up alone).",
        default="0",
        read=_whole_number(-10_000_000_000, 10_000_000_000),
        expected="a whole number of seconds",
    ),
    Setting(
        name="DEMO_PASSWORD",
        meaning="Password of the demo people (embedded set-up alone); made when absent.",
        default=None,
        secret=True,
    ),
    Setting(
        name="DEMO_TOTP",
        meaning="Secret of the demo second factor (embedded set-up alone); made when absent.",
        default=None,
        read=_base32,
        expected="base32: A to Z and 2 to 7",
        secret=True,
    ),
    Setting(
        name="DEMO_PEOPLE",
        meaning="How many demo people are made at the first start.",
        default="200",
        read=_whole_number(0, 100_000),
        expected="0 to 100000",
    ),
)
