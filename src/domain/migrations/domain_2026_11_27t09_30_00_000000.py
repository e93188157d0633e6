"""Lists of prospects, read before they are taken."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "imports of prospects"

SECTIONS = ("prospect_imports",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
