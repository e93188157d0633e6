"""What a handler may ask for by name: the present instant and the person who signed in."""

from datetime import datetime
from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency

from domain.accounts import Person
from web.access import signed_in

Now: TypeAlias = NamedDependency[datetime]
SignedIn: TypeAlias = NamedDependency[Person]


async def provide_now(request: Request[Any, Any, Any]) -> datetime:
    """Return the instant at which the request came in: one clock reading per request."""
    now: datetime = request.scope["state"]["now"]
    return now


async def provide_person(request: Request[Any, Any, Any]) -> Person:
    """Return the person who signed in."""
    return signed_in(request)
