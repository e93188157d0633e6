"""What a check of a promise is given, and what it says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain import retention
from domain.retention import Overdue
from domain.text import Language, Text


class State(StrEnum):
    """Whether a promise is kept. Valued as printed."""

    KEPT = "kept"
    """The check read the running system, could have failed, and did not."""
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """What the promise is about does not exist yet, or could not be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, with its evidence in a sentence free of personal data."""

    state: State
    evidence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """What the program's own listener agreed to, asked for one version after the other."""

    speaks_tls_1_3: bool
    speaks_older: bool
    certificate_ends_at: datetime | None
    """None when no certificate was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the site shows of itself: the web asks itself, and hands the answers in."""

    htmx_from_cdn: bool
    hosting_region: str
    over_https: bool
    terminates_tls: bool
    """Whether the program itself terminates TLS; else the proxy in front does."""
    transport: Transport | None
    """None when the program does not terminate TLS, or does not run."""
    database_login: str
    """The login with which pages read and write."""
    undeclared_routes: tuple[str, ...]
    content_security_policy: str
    privacy_pages: Mapping[Language, str]
    """The text of ``/privacy``, as a browser would show it."""
    cookies_unasked: frozenset[str]
    """Names of the cookies that public pages set on a first visit."""
    cookie_seconds: Mapping[str, int | None]
    """How long each declared cookie is set for; None: until the browser closes."""
    log_of_a_visit: str
    """The lines that one visit left in our log."""
    traces_of_that_visit: tuple[str, ...]
    """What the browser sent on that visit, none of which may stand in the log."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """One round of checks: its instant, and what was read once for all of them."""

    now: datetime
    site: Site
    _overdue: list[Overdue] | None = field(default=None, init=False)

    async def overdue(self, *activities: str) -> list[Overdue]:
        """Return what outlived its period, of the activities that are named."""
        if self._overdue is None:
            self._overdue = await retention.overdue(now=self.now)
        return [found for found in self._overdue if set(activities) & set(found.activities)]


Check = Callable[[Watch], Awaitable[Finding]]


def kept(fr: str, en: str) -> Finding:
    """Say that a promise is kept."""
    return Finding(State.KEPT, Text(fr, en))


def broken(fr: str, en: str) -> Finding:
    """Say that a promise is broken."""
    return Finding(State.BROKEN, Text(fr, en))


def unknown(fr: str, en: str) -> Finding:
    """Say that nobody can tell."""
    return Finding(State.UNKNOWN, Text(fr, en))


def judged(is_kept: bool, fr: str, en: str) -> Finding:  # noqa: FBT001 - the verdict itself
    """Say that a promise is kept or broken, with the same evidence either way."""
    return kept(fr, en) if is_kept else broken(fr, en)
