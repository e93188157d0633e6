"""The ledger of what left the house, and which sheet a mail serves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outbound ledger"

SECTIONS = ("outbound",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
