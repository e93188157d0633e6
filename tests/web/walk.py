"""One actor's walk through every route, and what it meets that should not be there."""

import html
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from litestar.status_codes import (
    HTTP_204_NO_CONTENT,
    HTTP_303_SEE_OTHER,
    HTTP_400_BAD_REQUEST,
    HTTP_404_NOT_FOUND,
    HTTP_410_GONE,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from domain import clock, database
from domain.audit.operations import pseudonym
from domain.logs import JsonLines
from jobs.duties import perform_due_duties
from tests.routes import Route
from tests.web.canaries import Aviary, Canary
from tests.web.form_samples import form_sample_of
from tests.web.onlooker import Onlooker, is_staff, onlooker_of, reader_of
from tests.web.read_off import keys_in
from tests.web.tries import Try, tries_of
from tests.web.twins import PEOPLE, STAFF, email_of
from tests.web.world import World, as_it_was
from web.access import SIGNED_IN

Found = dict[str, frozenset[Canary]]

NAMING = ("word ", "email ", "telephone ", "network ")
"""Kinds of values that show a person. A date or an id beside no name is no look at anybody."""

MEANINGLESS = ("id ", "hex ", "base64 ")
"""Kinds of values that may stand in an address: they mean nothing outside our database."""

_ADDRESSES = re.compile(r'\s(?:href|src|action|hx-get|hx-post)="(?!mailto:)([^"]*)"')


@dataclass
class Walk:
    """What ``actor`` meets."""

    world: World
    aviary: Aviary
    actor: str
    onlooker: Onlooker
    complaints: list[str] = field(default_factory=list)
    disclosed: set[str] = field(default_factory=set)
    """The columns of which something was seen: a walk that sees nothing proves nothing."""

    async def through(self, routes: Iterable[Route]) -> list[str]:
        """Call each route at each of its addresses; return the complaints."""
        await self._sign_in_just_now()
        with _logs() as lines:
            for route in routes:
                for place, one in enumerate(tries_of(route, self.world, self.actor)):
                    async with as_it_was(self.world):
                        await self._call(route, one, htmx=False)
                    if place == 0:
                        async with as_it_was(self.world):
                            await self._call(route, one, htmx=True)
        for key in self.aviary.sung_in(*lines):
            if not key.startswith(MEANINGLESS):
                self.complaints.append(f"{self.actor}: {key} in a log (P-VIS-1)")
        return self.complaints

    async def _sign_in_just_now(self) -> None:
        """Make the session fresh: the walks before may have taken more than ten minutes."""
        session = self.world.browsers[self.actor].session_id
        await database.execute(
            "update session set authenticated_at = $2, last_used_at = $2 where id = $1",
            session,
            clock.now(),
        )

    async def _call(self, route: Route, one: Try, *, htmx: bool) -> None:
        """Call once: plainly in French, or as htmx does in English."""
        browser, path = self.world.browsers[self.actor], ("/en" if htmx else "") + one.path
        sent: dict[str, str] = {}
        before = await _last_entry() if is_staff(self.onlooker) else 0
        if route.method == "GET":
            answer = await browser.get(path, htmx=htmx)
        else:
            sent = form_sample_of(route).filled(self.world)
            answer = await browser.post(path, sent, htmx=htmx)
        where = f"{self.actor}: {route.method} {path}: {answer.status_code}"
        known = set(keys_in(" ".join([one.path, *sent.values()])))
        if not _is_expected(answer, self._expects(route, one)):
            self.complaints.append(f"{where}, unexpected")
        self._look_into_addresses(answer, where)
        shown = await self._look_into_page(answer, one, known, where)
        if is_staff(self.onlooker) and one.link_of is None:
            await self._look_for_entries(shown, before, where)
        if route.method == "POST" and answer.status_code < HTTP_400_BAD_REQUEST:
            await self._look_into_mails(known, where)

    def _expects(self, route: Route, one: Try) -> str:
        """Return what the declared access promises: the page, its absence, or to sign in."""
        if route.access.public:
            return "page" if one.exists else "absence"
        if self.actor == "visitor":
            return "sign in"
        roles = route.access.roles & self._roles
        if not roles or not one.exists:
            return "absence"
        if one.owner is None:
            return "page"
        if route.access == SIGNED_IN:
            return "page" if one.owner in self.onlooker.persons else "absence"
        reached = any(self.onlooker.covers(role, one.owner) for role in roles)
        return "page" if reached else "absence"

    @property
    def _roles(self) -> set[str]:
        account = self.world.browsers[self.actor].account
        assert account is not None
        return {account.role, *(["org_admin"] if account.administers_organisation else [])}

    def _look_into_addresses(self, answer: httpx.Response, where: str) -> None:
        """Complain of data in headers and in the addresses that a page leads to.

        The words that a holder searched for are their own, and lead back to the search.
        """
        headers = [value for name, value in answer.headers.items() if name != "set-cookie"]
        addresses = [html.unescape(each) for each in _ADDRESSES.findall(answer.text)]
        own_search = re.compile(r"(/en)?/search\?q=")
        addresses = [each for each in addresses if not own_search.match(each)]
        for key, canaries in self.aviary.sung_in(*headers, *addresses).items():
            if not key.startswith(MEANINGLESS) and not self._is_own_way_in(canaries):
                self.complaints.append(f"{where}, {key} in an address or a header")

    def _is_own_way_in(self, canaries: frozenset[Canary]) -> bool:
        """Tell whether it is the link by which the reader joins a session: an address."""
        links = {one.column for one in canaries} == {"training_registration.join_url"}
        return links and all(one.owner in self.onlooker.persons for one in canaries)

    async def _look_into_page(
        self, answer: httpx.Response, one: Try, known: set[str], where: str
    ) -> Found:
        who = self.onlooker
        if one.link_of is not None:
            who = who.together_with(await reader_of(email_of(one.link_of)))
        found = self.aviary.sung_in(answer.text)
        shown = {key: found[key] for key in found if key not in known}
        self.disclosed |= {one.column for canaries in shown.values() for one in canaries}
        self._complain_of(shown, who, where)
        return shown

    def _complain_of(self, shown: Found, who: Onlooker, where: str) -> None:
        for key, canaries in shown.items():
            if not any(who.may_see(canary) for canary in canaries):
                what = " or ".join(sorted({str(canary) for canary in canaries}))
                self.complaints.append(f"{where}, {key}: {what}")

    async def _look_for_entries(self, shown: Found, before: int, where: str) -> None:
        """Complain of a look at a person that the trail does not hold (P-SEC-3).

        For members of staff, and for people who have no account, one entry stands for all.
        """
        owners = {
            canary.owner
            for key, canaries in shown.items()
            if key.startswith(NAMING)
            for canary in canaries
            if canary.owner not in (None, self.actor)
        }
        noted = await self._noted_since(before)
        for owner in owners:
            whose = {None} if owner in STAFF or owner not in PEOPLE else set()
            if not noted & (whose | {await self._pseudonym_of(owner)}):
                self.complaints.append(f"{where}, the look at {owner} is not noted")

    async def _noted_since(self, number: int) -> set[str | None]:
        rows = await database.fetch(
            "select subject_pseudonym from audit_entry where number > $1 and actor = $2",
            number,
            self.world.account_id(self.actor),
        )
        return {row["subject_pseudonym"] for row in rows}

    async def _pseudonym_of(self, owner: str | None) -> str | None:
        if owner not in PEOPLE:
            return None
        account = self.world.account_id(owner)
        key = await database.fetch_value(
            "select key from audit_pseudonym where account = $1", account
        )
        return pseudonym(key, account)

    async def _look_into_mails(self, known: set[str], where: str) -> None:
        """Write the mails that are due: each holds what its reader may see, and no more."""
        before = {row["id"] for row in await database.fetch("select id from mail")}
        await perform_due_duties({})
        for row in await database.fetch("select id, address, subject, text, html from mail"):
            if row["id"] not in before:
                found = self.aviary.sung_in(row["subject"], row["text"], row["html"])
                told = {key: found[key] for key in found if key not in known}
                who = await reader_of(row["address"])
                self._complain_of(told, who, f"{where}, mail to {row['address']}")


async def walk_of(world: World, aviary: Aviary, actor: str) -> Walk:
    return Walk(world, aviary, actor, await onlooker_of(world, actor))


async def _last_entry() -> int:
    return int(await database.fetch_value("select coalesce(max(number), 0) from audit_entry"))


def _is_expected(answer: httpx.Response, expected: str) -> bool:
    status = answer.status_code
    match expected:
        case "sign in":
            to = answer.headers.get("location") or answer.headers.get("hx-redirect") or ""
            sent_there = status in (HTTP_303_SEE_OTHER, HTTP_204_NO_CONTENT)
            # An address that no route can have is nobody's to sign in for.
            return (sent_there and "/sign-in" in to) or status == HTTP_404_NOT_FOUND
        case "absence":
            return status in (HTTP_404_NOT_FOUND, HTTP_410_GONE)
        case _:
            return status != HTTP_500_INTERNAL_SERVER_ERROR


@contextmanager
def _logs() -> Iterator[list[str]]:
    """Gather what is logged meanwhile, as it would be written."""
    lines: list[str] = []

    class Gathering(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Gathering(logging.INFO), logging.getLogger()
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: not record.name.startswith("httpx"))
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
