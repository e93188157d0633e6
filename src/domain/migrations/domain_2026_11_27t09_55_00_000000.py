"""Which duties let others go first: those of a campaign, of which there are many."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "duties that may wait"

SECTIONS = ("may_wait",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
