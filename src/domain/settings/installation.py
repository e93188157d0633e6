"""The settings of this process, read once and checked."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from domain.settings.billing import BillingSettings, billing_of
from domain.settings.known import PREFIX, SETTINGS, Setting

_DESCRIBED = re.compile(r"<[a-z ]+>")
"""A default that only describes what follows from other settings: ``<data folder>/…``."""


class WrongSetting(Exception):
    """A setting cannot be used; says which, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers that were given; None where the embedded ones serve."""

    database: str | None
    worker_database: str | None
    migration_database: str | None
    redis: str | None
    sightings_redis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTls:
    """The files with which the program itself terminates TLS."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves, and as whose."""

    by: str
    """``local``, ``smtp`` or ``mailjet``."""
    sender: str
    dkim_selector: str
    smtp_url: str
    """Empty unless it leaves by SMTP; so are the others unless by Mailjet."""
    mailjet_url: str
    mailjet_key: str
    mailjet_secret: str
    mailjet_events_secret: str
    """Empty: Mailjet tells us nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorSettings:
    """Our accounts with the processors; None where there is none."""

    hubspot_url: str
    hubspot_key: str | None
    zoom_url: str
    zoom_sign_in_url: str
    zoom_account: str | None
    zoom_client: str
    zoom_secret: str
    matomo_url: str | None
    matomo_site: int
    axeptio_url: str
    axeptio_project: str | None
    axeptio_configuration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of this process, checked."""

    port: int
    host: str
    public_url: str
    hosts: frozenset[str]
    trusted_proxies: tuple[str, ...]
    own_tls: OwnTls | None
    """None: TLS ends at the proxy in front, or the local run is over http."""
    data_dir: Path
    audit_anchors: Path
    erasure_ledger: Path
    given_backup_key: str | None
    servers: Servers
    mail: MailSettings
    processors: ProcessorSettings
    billing: BillingSettings
    secret_key: str
    htmx: str
    web_processes: int
    statement_timeout_ms: int
    log_level: str
    hosting_region: str
    clock_offset_s: int
    demo_password: str | None
    demo_totp: str | None
    demo_people: int
    embedded: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check every setting.

        Raises:
            WrongSetting: A value cannot be used, or a set-up that is not the embedded one
                has a stand-in, a default secret, or no https in front.
        """
        read = {setting.name: _read(setting, environment) for setting in SETTINGS}
        embedded = read["DATABASE_URL"] is None
        own_tls = _own_tls(read)
        _refuse_unsafe(read, embedded=embedded)
        data_dir = Path(read["DATA_DIR"]).resolve()
        scheme = "https" if own_tls else "http"
        public_url = read["PUBLIC_URL"] or f"{scheme}://localhost:{read['PORT']}"
        return cls(
            port=read["PORT"],
            host=read["HOST"],
            public_url=public_url,
            hosts=_answering_hosts(public_url, read["HOSTS"], embedded=embedded),
            trusted_proxies=read["TRUSTED_PROXIES"],
            own_tls=own_tls,
            data_dir=data_dir,
            audit_anchors=read["AUDIT_ANCHORS"] or data_dir / "audit-anchors.jsonl",
            erasure_ledger=read["ERASURE_LEDGER"] or data_dir / "erasure-ledger",
            given_backup_key=read["BACKUP_KEY"],
            servers=Servers(
                database=read["DATABASE_URL"],
                worker_database=read["WORKER_DATABASE_URL"],
                migration_database=read["MIGRATION_DATABASE_URL"],
                redis=read["REDIS_URL"],
                sightings_redis=read["SIGHTINGS_REDIS_URL"],
            ),
            mail=_mail(read),
            processors=_processors(read),
            billing=billing_of(
                read,
                embedded=embedded,
                made_once=lambda name: _secret_made_once(data_dir, name),
            ),
            secret_key=read["SECRET_KEY"] or _secret_made_once(data_dir, "secret-key"),
            htmx=read["HTMX"],
            web_processes=read["WEB_PROCESSES"],
            statement_timeout_ms=read["STATEMENT_TIMEOUT_MS"],
            log_level=read["LOG_LEVEL"],
            hosting_region=read["HOSTING_REGION"],
            clock_offset_s=read["CLOCK_OFFSET_S"],
            demo_password=read["DEMO_PASSWORD"],
            demo_totp=read["DEMO_TOTP"],
            demo_people=read["DEMO_PEOPLE"],
            embedded=embedded,
        )

    @property
    def over_https(self) -> bool:
        """Whether people reach the site over https: HSTS, Secure and ``__Host-`` follow."""
        return self.public_url.startswith("https:")

    @property
    def database_url(self) -> str:
        """The web's login at PostgreSQL."""
        return self.servers.database or self._embedded_login("assisteu_web")

    @property
    def worker_database_url(self) -> str:
        """The workers' login at PostgreSQL."""
        if self.embedded:
            return self._embedded_login("assisteu_worker")
        return self.servers.worker_database or self.database_url

    @property
    def migration_database_url(self) -> str | None:
        """The login that owns the tables; None where this process need not know it."""
        if self.embedded:
            return self._embedded_login("assisteu_owner")
        return self.servers.migration_database

    @property
    def backup_key(self) -> str:
        """The key of the backups, made when the embedded set-up first needs it.

        Raises:
            WrongSetting: There is none, and the set-up is not the embedded one.
        """
        if self.given_backup_key:
            return self.given_backup_key
        if not self.embedded:
            raise WrongSetting(f"{PREFIX}BACKUP_KEY: needed to make a backup or restore one")
        return _secret_made_once(self.data_dir, "backup-key")

    @property
    def redis_url(self) -> str:
        """Where Redis is."""
        return self.servers.redis or f"unix://{socket_dir(self.data_dir)}/redis.sock"

    @property
    def sightings_redis_url(self) -> str:
        """Where sightings wait to be written: best a Redis that keeps nothing on disk."""
        own = None if self.embedded else self.servers.redis
        return (
            self.servers.sightings_redis
            or own
            or f"unix://{socket_dir(self.data_dir)}/sightings.sock"
        )

    def _embedded_login(self, login: str) -> str:
        return f"postgresql://{login}@/assisteu?host={quote(str(socket_dir(self.data_dir)))}"


@lru_cache(maxsize=1)
def current_settings() -> Settings:
    """Return the settings of this process, read once from its environment."""
    return Settings.from_environment(os.environ)


def socket_dir(data_dir: Path) -> Path:
    """Return the folder of the embedded services' sockets.

    Asked whenever an address is needed: the first start chooses it. It stands in the data
    folder, or where ``sockets-dir`` says that it stands.
    """
    remembered = data_dir / "sockets-dir"
    return Path(remembered.read_text().strip()) if remembered.exists() else data_dir / "sockets"


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    given = environment.get(PREFIX + setting.name) or None
    value = given if given is not None else setting.default
    if value is None or (given is None and _DESCRIBED.search(value)):
        return None
    try:
        return setting.read(value)
    except ValueError:
        shown = "the value" if setting.secret else repr(value)
        message = f"{PREFIX}{setting.name}: {shown} is not {setting.expected}"
        raise WrongSetting(message) from None


def _own_tls(read: Mapping[str, Any]) -> OwnTls | None:
    given = {name: read[name] for name in ("TLS_CERT", "TLS_KEY") if read[name]}
    if not given:
        return None
    for name in ("TLS_CERT", "TLS_KEY"):
        if name not in given:
            raise WrongSetting(f"{PREFIX}{name}: the certificate and its key go together")
    if (read["PUBLIC_URL"] or "https:").startswith("http:"):
        raise WrongSetting(f"{PREFIX}PUBLIC_URL: https is needed with {PREFIX}TLS_CERT")
    return OwnTls(certificate=given["TLS_CERT"].resolve(), key=given["TLS_KEY"].resolve())


def _mail(read: Mapping[str, Any]) -> MailSettings:
    needed = {"smtp": ("SMTP_URL",), "mailjet": ("MAILJET_KEY", "MAILJET_SECRET")}
    by: str = read["MAIL"]
    if missing := [PREFIX + name for name in needed.get(by, ()) if not read[name]]:
        raise WrongSetting(f"{', '.join(missing)}: needed with {PREFIX}MAIL={by}")
    return MailSettings(
        by=by,
        sender=read["MAIL_FROM"],
        dkim_selector=read["DKIM_SELECTOR"],
        smtp_url=read["SMTP_URL"] or "",
        mailjet_url=read["MAILJET_URL"],
        mailjet_key=read["MAILJET_KEY"] or "",
        mailjet_secret=read["MAILJET_SECRET"] or "",
        mailjet_events_secret=read["MAILJET_EVENTS_SECRET"] or "",
    )


def _processors(read: Mapping[str, Any]) -> ProcessorSettings:
    if read["ZOOM_ACCOUNT"]:
        beside = ("ZOOM_CLIENT", "ZOOM_SECRET")
        if missing := [PREFIX + name for name in beside if not read[name]]:
            raise WrongSetting(f"{', '.join(missing)}: needed with {PREFIX}ZOOM_ACCOUNT")
    return ProcessorSettings(
        hubspot_url=read["HUBSPOT_URL"],
        hubspot_key=read["HUBSPOT_KEY"],
        zoom_url=read["ZOOM_URL"],
        zoom_sign_in_url=read["ZOOM_SIGN_IN_URL"],
        zoom_account=read["ZOOM_ACCOUNT"],
        zoom_client=read["ZOOM_CLIENT"] or "",
        zoom_secret=read["ZOOM_SECRET"] or "",
        matomo_url=read["MATOMO_URL"],
        matomo_site=read["MATOMO_SITE"],
        axeptio_url=read["AXEPTIO_URL"],
        axeptio_project=read["AXEPTIO_PROJECT"],
        axeptio_configuration=read["AXEPTIO_CONFIGURATION"],
    )


def _refuse_unsafe(read: Mapping[str, Any], *, embedded: bool) -> None:
    if embedded:
        beside = ("WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL")
        if given := [PREFIX + name for name in beside if read[name]]:
            raise WrongSetting(f"{', '.join(given)}: only beside {PREFIX}DATABASE_URL")
        return
    needed = ("REDIS_URL", "SECRET_KEY", "PUBLIC_URL")
    if missing := [PREFIX + name for name in needed if not read[name]]:
        raise WrongSetting(f"{', '.join(missing)}: needed beside {PREFIX}DATABASE_URL")
    if not read["PUBLIC_URL"].startswith("https://"):
        raise WrongSetting(f"{PREFIX}PUBLIC_URL: https is needed outside the local run")
    if len(read["SECRET_KEY"]) < 32:  # noqa: PLR2004 - 256 bits in hexadecimal are twice this
        raise WrongSetting(f"{PREFIX}SECRET_KEY: at least 32 characters are needed")
    if read["MAIL"] == "local":
        raise WrongSetting(f"{PREFIX}MAIL: smtp or mailjet is needed outside the local run")
    stand_in = ("LOCAL_STRIPE_PORT", "LOCAL_STRIPE_EVENTS_URL")
    local_only = (*stand_in, "DEMO_PASSWORD", "DEMO_TOTP", "CLOCK_OFFSET_S")
    if given := [PREFIX + name for name in local_only if read[name]]:
        raise WrongSetting(f"{', '.join(given)}: for the embedded set-up alone")


def _answering_hosts(
    public_url: str, further: tuple[str, ...], *, embedded: bool
) -> frozenset[str]:
    own = {urlsplit(public_url).hostname or "", *further}
    return frozenset(own | {"localhost", "127.0.0.1", "[::1]"} if embedded else own)


def _secret_made_once(data_dir: Path, name: str) -> str:
    """Return a key of an embedded set-up, made at its first use; all processes agree."""
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / name
    if not file.exists():
        mine = data_dir / f"{name}.{os.getpid()}"
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_hex(32))
        # A link is made whole or not at all: of two processes, one wins and both read it.
        with suppress(FileExistsError):
            file.hardlink_to(mine)
        mine.unlink()
    return file.read_text()
