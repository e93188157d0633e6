"""Whether the wall that stands lets through what the register does not show: read live."""

from domain import database
from domain.acting import VISITOR, role_of
from domain.register import REGISTER
from domain.roles import Role
from domain.walls.reading import sights_of

_READABLE = """
    select role, relname, attname
    from pg_class join pg_attribute on attrelid = pg_class.oid
    cross join unnest($1::text[]) role
    where relnamespace = 'public'::regnamespace and relname = any($2)
      and attnum > 0 and not attisdropped
      and has_column_privilege(role, pg_class.oid, attnum, 'select')
"""
_WITHOUT_ROW_SECURITY = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relname = any($1) and not relrowsecurity
"""


async def breaches() -> list[str]:
    """Return which columns a role could read that no sheet shows it, and which tables are open.

    Asked of PostgreSQL's own catalogue, so that a grant made by hand is found. The program
    itself and the workers are not among the roles: they read what they must.
    """
    tables = sorted(
        {holding.table_name for activity in REGISTER for holding in activity.holdings}
    )
    shown = {
        (role_of(role), str(table._meta.tablename), column)
        for role in Role
        for table, sight in sights_of(role).items()
        for column in sight.columns
    }
    roles = [VISITOR.role, *map(role_of, Role)]
    readable = await database.fetch(_READABLE, roles, tables)
    opened = await database.fetch(_WITHOUT_ROW_SECURITY, tables)
    return [
        *(f"{table}: no row security" for (table,) in map(tuple, opened)),
        *(f"{row[0]}: {row[1]}.{row[2]}" for row in readable if tuple(row) not in shown),
    ]
