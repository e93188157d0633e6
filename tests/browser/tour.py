"""Every page of the running site: who opens it, and where it is. Read off the routes.

A route with parameters that has no place in ``furnishing`` fails the tours.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext

from tests.browser.furnishing import furnish
from tests.browser.people import Person, Watch
from tests.browser.site import PASSWORD, Site
from tests.routes import Route, pages

NO_PAGES = {"/health", "/htmx.js", "/favicon.ico", "/static/{file_path}"}
ONWARD = {
    "/console/requests/{request_id}/decision",
    "/console/objections/{objection_id}/decision",
    "/console/deaths/{report_id}/execution",
    "/console/breaches/notices/{notice_id}/confirmation",
    "/staff/sharing/{case_id}/decision",
}
"""Lead to another page, and show none."""

ACTORS = ("alice", "carol", "dpo", "support", "finance", "marketing", "product")
ASKED_OF = {
    "/sign-in/second-factor": "halfway",
    "/organisation": "carol",
    "/training": "carol",
    "/account/second-factor/passkeys/{passkey_id}": "product",
}
"""Who opens a page that the access alone does not name."""

HALFWAY = "halfway"
"""The DPO, whose code is still due."""


@dataclass(frozen=True)
class Stop:
    """One page as one person sees it."""

    actor: str
    pattern: str
    place: str = ""
    """Which of several places of the pattern, or which query."""

    def __str__(self) -> str:
        return f"{self.actor} {self.pattern}{self.place}"


MORE = (
    Stop("alice", "/"),
    Stop("dpo", "/"),
    Stop("dpo", "/account"),
    Stop("alice", "/rights"),
    Stop("visitor", "/nowhere"),
    Stop("alice", "/nowhere"),
    Stop("visitor", "/search", "?q=données"),
    Stop("alice", "/search", "?q=données"),
    Stop("alice", "/search", "?q=zzz+introuvable"),
    Stop("alice", "/documents/{celex}"),
    Stop("alice", "/documents/{celex}", " of a judgment"),
    Stop("alice", "/account/data/requests/{request_id}", " under way"),
    Stop("alice", "/account/data/requests/{request_id}", " refused"),
    Stop("dave", "/organisation"),
    Stop("bob", "/account/licence"),
    Stop("support", "/staff/sharing/{case_id}", " dismissed"),
    Stop("dpo", "/console/requests/{request_id}", " erased"),
    Stop("dpo", "/console/requests/{request_id}", " unproven"),
)


def stops() -> list[Stop]:
    """Return every page of the site, each with somebody who may see it."""
    return [*(Stop(_actor(route), route.pattern) for route in _shown()), *MORE]


def _shown() -> list[Route]:
    unseen = NO_PAGES | ONWARD
    files = (".csv", ".ics", ".json", ".txt", ".js", ".xml", ".ods")
    return [r for r in pages() if r.pattern not in unseen and not r.pattern.endswith(files)]


def _actor(route: Route) -> str:
    if route.pattern in ASKED_OF:
        return ASKED_OF[route.pattern]
    if route.access.public:
        return "visitor"
    roles = {"alice": "holder", "carol": "org_admin"}
    return next(who for who in ACTORS if roles.get(who, who) in route.access.roles)


@dataclass
class Guide:
    """Knows the places, and opens windows of people who signed in once."""

    site: Site
    watch: Watch
    places: dict[str, str]
    signed_in: dict[str, Any] = field(default_factory=dict)
    windows: dict[str, BrowserContext] = field(default_factory=dict)

    def path(self, stop: Stop) -> str:
        """Return the path of a stop."""
        named = stop.pattern + stop.place
        if named in self.places:
            return self.places[named]
        assert "{" not in stop.pattern, (
            f"{stop.pattern}: no place in tests/browser/furnishing.py"
        )
        return named

    async def state_of(self, actor: str) -> Any:
        """Return the cookies of ``actor``, who signs in the first time."""
        if actor == "visitor":
            return None
        if actor not in self.signed_in:
            self.signed_in[actor] = await self._sign_in(actor)
        return self.signed_in[actor]

    async def _sign_in(self, actor: str) -> Any:
        person = Person(self.site, await self.watch.window())
        if actor == HALFWAY:
            await person.goes_to("/sign-in")
            await person.types(email="dpo@example.org", password=PASSWORD)
            await person.presses("Se connecter")
            await person.is_at("/sign-in/second-factor")
        else:
            await person.signs_in(f"{actor}@example.org", to="/account")
        return await person.page.context.storage_state()


async def guide_through(site: Site, watch: Watch) -> Guide:
    """Furnish the site, and return who knows the way."""
    return Guide(site, watch, await furnish(site))
