"""Bringing the database to the present schema, and telling whether its logins are safe."""

import contextlib
import io
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from domain import database
from domain.errors import DomainError

_ONE_AT_A_TIME = 720_117
"""Key of the advisory lock: two starts at once migrate once."""


class UnsafeLogin(DomainError):
    """The web's database login could do more than it needs: the start is refused."""


async def migrate(dsn: str, *, then: Callable[[], Awaitable[None]]) -> None:
    """Apply the migrations that are missing, as the login that owns the tables; do ``then``.

    One process at a time; a table that is in use is waited for two seconds at most, so that
    a migration never holds up the running version.
    """
    guard = await asyncpg.connect(dsn)
    try:
        await guard.execute("select pg_advisory_lock($1)", _ONE_AT_A_TIME)
        timeouts = {"statement_timeout_ms": 600_000, "lock_timeout_ms": 2000}
        async with database.connected(dsn, size=2, **timeouts):
            await _apply_missing()
            await then()
    finally:
        await guard.close()


async def refuse_unsafe_login() -> None:
    """Refuse a login that is superuser, passes row security, or owns tables (P-SEC-3).

    Raises:
        UnsafeLogin: It can do more than read and write rows.
    """
    unsafe = await database.fetch_value(
        "select rolsuper or rolbypassrls or exists ("
        "  select 1 from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p'))"
        " from pg_roles where rolname = current_user"
    )
    if unsafe:
        raise UnsafeLogin


def known_migrations() -> frozenset[str]:
    """Return the ids of the migrations that this version of the program has."""
    files = (Path(__file__).parent / "migrations").glob("domain_*.py")
    return frozenset(import_module(f"domain.migrations.{file.stem}").ID for file in files)


async def applied_migrations() -> tuple[str, ...]:
    """Return the ids of the migrations that the database has; its owner may ask."""
    rows = await database.fetch(
        "select name from migration where app_name = 'domain' order by name"
    )
    return tuple(row["name"] for row in rows)


async def _apply_missing() -> None:
    """Let Piccolo apply what is missing: each migration is one transaction."""
    said = io.StringIO()  # Piccolo speaks on standard output, which is the command's own
    with contextlib.redirect_stdout(said):
        result = await ForwardsMigrationManager(app_name="domain").run()
    if not result.success:
        raise RuntimeError(result.message)
