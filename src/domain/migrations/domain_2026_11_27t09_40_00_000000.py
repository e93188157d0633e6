"""Training sessions: proposed, held on Zoom, with who registered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "training sessions"

SECTIONS = ("training",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
