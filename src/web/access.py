"""Who may call a route: every route declares it, or the start stops (P-SEC-3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.exceptions import ImproperlyConfiguredException, NotFoundException
from litestar.handlers import BaseRouteHandler

from domain import acting
from domain.accounts import Person, note_visit
from domain.acting import Acting
from domain.register import ProcessingActivity
from domain.roles import STAFF, Role
from web.attempts import note_refusal
from web.person import person_of, session_of
from web.sightings import note_use


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a route: everybody, or the people who have one of ``roles``."""

    public: bool
    roles: frozenset[Role] = frozenset()

    def admits(self, person: Person | None) -> bool:
        """Tell whether ``person`` may call the route."""
        return self.public or (person is not None and bool(self.roles & person.roles))


PUBLIC = Access(public=True)
SIGNED_IN = Access(public=False, roles=frozenset(Role))
"""Any person who signed in, on data of their own."""


def seen_by(*activities: ProcessingActivity) -> Access:
    """Admit the staff to whom the sheet of each of ``activities`` shows its data."""
    roles = frozenset(STAFF).intersection(*(activity.access for activity in activities))
    return Access(public=False, roles=roles)


class SignInFirst(Exception):
    """A visitor asked for a page of people who signed in."""


class SecondFactorDue(Exception):
    """The password was right; the second factor is still due."""


class SignInAgain(Exception):
    """What was asked needs a fresh proof of identity (step-up)."""


async def admit(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Let the call pass, or refuse it: the guard of every route.

    A visitor is sent to sign in; a person without the role gets what a page that does not
    exist gets. A route with ``step_up=True`` wants the password again after ten minutes.

    From here on the database is asked as the person, or as anybody; on a route with
    ``as_itself=True``, by which people prove who they are, as the program itself.
    """
    access: Access | None = handler.opt.get("access")
    if access is None:  # OPTIONS, which Litestar adds by itself: no page of ours answers it
        raise NotFoundException
    person = person_of(connection)
    if not handler.opt.get("as_itself"):
        acting.begin(_acting_for(person, access))
    if person is not None:
        await _note_use(connection, person)
    if access.public:
        return
    if person is None:
        raise SecondFactorDue if session_of(connection) is not None else SignInFirst
    if not access.admits(person):
        note_refusal(connection, "access refused", roles=sorted(person.roles))
        raise NotFoundException
    if handler.opt.get("step_up") and not person.is_fresh(connection.state.now):
        raise SignInAgain


def _acting_for(person: Person | None, access: Access) -> Acting:
    """Return whom the database is asked as: on pages of one's own, as any holder is."""
    if person is None:
        return acting.VISITOR
    if access.public or Role.HOLDER in access.roles:
        return acting.holder(person.id)
    if person.organisation and Role.ORG_ADMIN in access.roles:
        return acting.administrator(person.organisation)
    return acting.staff(person.role)


async def _note_use(connection: ASGIConnection, person: Person) -> None:  # type: ignore[type-arg]
    """Note what a person does, not what their browser does by itself (P-ACC-3, P-ACC-6)."""
    if _opens_a_page(connection):
        note_use(connection, person)
        await note_visit(person, now=connection.state.now)
    elif connection.scope.get("method") == "POST":
        note_use(connection, person)


def _opens_a_page(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Tell whether a page was opened: no poll, no prefetch, no form, no check of a link."""
    headers = connection.headers
    if connection.scope.get("method") != "GET" or "asked_head" in connection.scope["state"]:
        return False
    by_htmx = "hx-request" in headers and "hx-boosted" not in headers
    ahead = headers.get("sec-purpose") or headers.get("purpose") or ""
    return not by_htmx and "prefetch" not in ahead


def refuse_undeclared_routes(app: Litestar) -> None:
    """Stop the start when a route does not say who may call it."""
    undeclared = undeclared_routes(app)
    if undeclared:
        raise ImproperlyConfiguredException("no access declared: " + ", ".join(undeclared))


def undeclared_routes(app: Litestar) -> list[str]:
    """Return the routes that do not say who may call them."""
    return sorted(
        f"{route.path} ({handler.handler_name})"
        for route in app.routes
        for handler in _handlers(route)
        if not isinstance(handler.opt.get("access"), Access)
    )


def _handlers(route: object) -> Iterable[BaseRouteHandler]:
    many = getattr(route, "route_handlers", None)
    for handler in many if many is not None else [route.route_handler]:  # type: ignore[attr-defined]
        # Litestar answers OPTIONS by itself, from the methods that are declared.
        if "OPTIONS" not in getattr(handler, "http_methods", ()):
            yield handler


def signed_in(request: Request) -> Person:  # type: ignore[type-arg]
    """Return the person who signed in, on a route that admits nobody else."""
    person = person_of(request)
    if person is None:
        raise SignInFirst
    return person
