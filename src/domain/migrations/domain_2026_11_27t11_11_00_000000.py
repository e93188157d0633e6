"""What became of a campaign's mails, and whom it addresses by their last contact."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "results of campaigns"

SECTIONS = ("campaign_results",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
