"""Every address of a route: with one's own id, the twins', one of nobody, and what is none."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from domain import links
from domain.accounts import (
    PROVE_ADDRESS,
    PROVE_NEW_ADDRESS,
    RESET_PASSWORD,
    STAFF_INVITATION,
    STOP_ADDRESS_CHANGE,
)
from domain.enquiries import AUTHOR
from domain.organisations import INVITATION
from domain.prospects import ANSWER, UNSUBSCRIBE
from domain.requests import addresses
from domain.requests.tables import RightsRequest
from tests.routes import Route
from tests.web.twins import PEOPLE
from tests.web.world import CELEX, World


@dataclass(frozen=True)
class Try:
    """One address of a route, and what is known of it."""

    path: str
    owner: str | None = None
    """Whose thing it names; None: nobody's, or a thing that is no person's."""

    exists: bool = True
    link_of: str | None = None
    """To whom the link was mailed that stands in it: who holds it is that person."""


THINGS: dict[str, tuple[str, ...]] = {
    "session_id": ("session",),
    "passkey_id": ("passkey",),
    "entry_id": ("history entry",),
    "invitation_id": ("invitation",),
    "organisation_id": ("organisation",),
    "request_id": ("copy", "erasure", "refused", "unproven request", "doubted"),
    "erasure_id": ("erasure made",),
    "case_id": ("case", "decided case"),
    "objection_id": ("objection",),
    "hold_id": ("hold",),
    "report_id": ("death report",),
    "prospect_id": ("prospect",),
    "enquiry_id": ("message", "feedback"),
}
"""By the name of the parameter: the things that have such an id."""

LINKS: dict[str, tuple[str, str]] = {
    "/prove-address/": (PROVE_ADDRESS, "sign-up"),
    "/new-address/": (PROVE_NEW_ADDRESS, "address change"),
    "/former-address/": (STOP_ADDRESS_CHANGE, "address change"),
    "/new-password/": (RESET_PASSWORD, "password reset"),
    "/invitation/": (INVITATION, "invitation"),
    "/staff-invitation/": (STAFF_INVITATION, "staff invitation"),
    "/unsubscribe/": (UNSUBSCRIBE, "prospect"),
    "/answer/": (ANSWER, "prospect"),
    "/messages/": (AUTHOR, "message"),
}
"""By the beginning of the path: for what the link is signed, and which thing it names."""

QUERIES: dict[str, tuple[str, ...]] = {
    "/staff/people/{account_id}": ("", "?reason=support-request"),
    "/console/audit": ("", "?verify=now"),
    "/console/evidence": ("", "?all=on"),
    "/search": ("", "?q=reglement"),
}
"""What a page shows only when it is asked for."""

_NOBODYS = {
    "campaign_id": "campaign",
    "import_id": "list",
    "breach_id": "breach",
    "notice_id": "notice",
    "duty_id": "duty",
    "mail_id": "mail",
}
"""By the name of the parameter: the one thing of the world, which is no person's."""

NEITHER = "0"
"""What is no id and no link of ours."""

Filled = Callable[[str], str]
"""Puts a value in the place of a route's parameter."""


def tries_of(route: Route, world: World, actor: str) -> Iterator[Try]:
    """Return the addresses at which ``actor`` tries ``route``."""
    for query in QUERIES.get(route.pattern, ("",)):
        for one in _addresses(route, world, actor):
            yield Try(one.path + query, one.owner, exists=one.exists, link_of=one.link_of)


def _addresses(route: Route, world: World, actor: str) -> Iterator[Try]:
    parameter = re.search(r"\{(\w+)\}", route.pattern)
    if parameter is None:
        yield Try(route.pattern)
        return

    placeholder, name = parameter.group(0), parameter.group(1)

    def filled(value: str) -> str:
        return route.pattern.replace(placeholder, value)

    match name:
        case "file_path":
            yield Try(filled("icon.svg"))
        case "celex":
            yield Try(filled(CELEX))
        case "token":
            yield from _with_links(route, world, filled)
        case _ if name in _NOBODYS:
            yield Try(filled(str(world.ids[_NOBODYS[name]])))
        case _:
            yield from _with_ids(name, world, actor, filled)
            yield Try(filled(str(uuid4())), exists=False)
    yield Try(filled(NEITHER), exists=False)


def _with_ids(name: str, world: World, actor: str, filled: Filled) -> Iterator[Try]:
    """Return one's own first, then those of a twin, of a colleague, and of a stranger."""
    owners = dict.fromkeys(
        (actor, _TWIN.get(actor, "hugo"), "dave", "support", "zelda", "wanda")
    )
    if name == "account_id":
        for owner in owners:
            if owner in PEOPLE:
                yield Try(filled(str(world.account_id(owner))), owner)
        return
    assert name in THINGS, f"{name}: add it to THINGS in tests/web/tries.py"
    for thing in THINGS[name]:
        for owner in owners:
            if f"{thing} of {owner}" in world.ids and owner not in ("dave", "support"):
                yield Try(filled(str(world.ids[f"{thing} of {owner}"])), owner)


_TWIN = {"hugo": "dave", "carol": "gita", "gita": "carol"}


def _with_links(route: Route, world: World, filled: Filled) -> Iterator[Try]:
    """Return the links that were mailed to two people, a forged one, and one for elsewhere."""
    known = [one for one in ("zelda", "yann", "alice", "hugo") if _tokens_of(route, world, one)]
    for owner in known[:2]:
        for token in _tokens_of(route, world, owner):
            yield Try(filled(token), owner, link_of=owner)
    about = world.ids["erasure of alice"]
    yield Try(filled(f"{about.hex}.{'x' * 43}"), exists=False)
    yield Try(filled(links.sign("another purpose", about)), exists=False)


def _tokens_of(route: Route, world: World, owner: str) -> list[str]:
    """Return the links of a route that were mailed to ``owner``."""
    if route.pattern.startswith("/rights/prove/"):
        things, make = ("unproven request",), addresses.proof_of
    elif route.pattern.startswith("/rights/"):
        things, make = ("copy", "erasure", "refused"), addresses.follow_page_of
    else:
        starts = [start for start in LINKS if route.pattern.startswith(start)]
        assert starts, f"{route.pattern}: add it to LINKS in tests/web/tries.py"
        purpose, thing = LINKS[starts[0]]
        found = world.ids.get(f"{thing} of {owner}")
        return [links.sign(purpose, found)] if found else []
    ids = [
        world.ids[f"{thing} of {owner}"]
        for thing in things
        if f"{thing} of {owner}" in world.ids
    ]
    return [make(RightsRequest(id=one)).rpartition("/")[2] for one in ids]
