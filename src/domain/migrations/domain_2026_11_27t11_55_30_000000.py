"""The erasure ledger's marks, and what backups and restorations leave behind."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:55:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "backups"

SECTIONS = ("backups",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
