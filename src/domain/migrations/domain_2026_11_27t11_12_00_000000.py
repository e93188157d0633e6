"""What came back of a campaign is counted without holding the campaign."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reactions hold nothing"

SECTIONS = ("reactions_hold_nothing",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
