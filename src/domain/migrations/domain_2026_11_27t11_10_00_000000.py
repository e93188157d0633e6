"""A repeated row of a list names the row of its first appearance."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "repeated rows"

SECTIONS = ("repeated_rows",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
