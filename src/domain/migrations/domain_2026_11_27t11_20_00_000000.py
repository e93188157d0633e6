"""The register of personal data breaches, and notices to the people whom they concern."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from domain.migrations.sections import running

ID = "2026-11-27T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "breaches"

SECTIONS = ("breaches",)


async def forwards() -> MigrationManager:
    return running(ID, DESCRIPTION, SECTIONS)
