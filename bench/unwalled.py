"""The site without its walls, for the benchmark of their cost: no roles asked, all rows open.

Everybody who signed in may call every route, connections never change their role, and the
login owns the tables, so that PostgreSQL checks neither columns nor rows. For the bench alone.
"""

import os
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from domain import acting, database, migrating, walls
from domain.accounts import note_visit
from web import access
from web.person import person_of


async def _nothing(*_words: object) -> None:
    """Do nothing, where a wall would."""


async def _only_the_visit(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    person = person_of(connection)
    if person is not None:
        await note_visit(person, now=connection.state.now)


async def _open_pool(_dsn: str, **limits: Any) -> None:
    await _opened(os.environ["BENCH_DSN"], **(limits | {"for_people": False}))


_opened = database.open_pool
database.open_pool = _open_pool  # type: ignore[assignment]
acting.ActingConnection.become = _nothing  # type: ignore[assignment, method-assign]
migrating.refuse_unsafe_login = _nothing  # type: ignore[assignment]
walls.refuse_another_wall = _nothing  # type: ignore[assignment]
access.admit = _only_the_visit  # type: ignore[assignment]

from web.asgi import app  # noqa: E402 - after the walls are down

__all__ = ["app"]
