"""Building the wall, and telling whether the one that stands is the register's."""

from domain import database, migrating
from domain.errors import DomainError
from domain.settings import current_settings
from domain.walls.statements import mark_of, statements


class WallMissing(DomainError):
    """The database does not show each role what this version's register says."""


async def migrate(dsn: str) -> None:
    """Bring schema and wall to this version's, as the login that owns the tables.

    The wall is left alone where it stands already: building it holds every table for a
    moment, which a running version would feel.
    """
    await migrating.migrate(dsn, then=_build)


async def _build() -> None:
    if await is_standing():
        return
    async with database.transaction():
        for statement in _wanted():
            await database.execute(statement)


async def is_standing() -> bool:
    """Tell whether the wall is the one that this version's register makes."""
    mark: str | None = await database.fetch_value(
        "select obj_description('public'::regnamespace, 'pg_namespace')"
    )
    return mark == mark_of(_wanted())


async def refuse_another_wall() -> None:
    """Refuse to serve behind a wall that is not this version's.

    Raises:
        WallMissing: ``assisteu migrate`` was not run for this version.
    """
    if not await is_standing():
        raise WallMissing


def _wanted() -> list[str]:
    return statements(embedded=current_settings().embedded)
