"""The address by which one press unsubscribes, kept with the mail that bears it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one-click unsubscription"

SECTIONS = ("one_click",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
