"""Messages that are sent by our forms."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T13:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "enquiries"

SECTIONS = ("enquiries",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
